"""Published examples of measures: numbers and citations, copied from the sources that the table names.

Left out, because nothing here computes them: Theil's L and T (no measure of the inequality of incomes is offered),
Geary's C of the Columbus crimes (nor is that measure, nor neighbours by shared edges alone), a capability score of
Microsoft's partner programme (its inputs, numbers of customers won, are in no data set).
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Example:
    """One example: what goes in, what must come out, and how exactly the source prints it."""

    example_id: str
    measure: str
    inputs: dict[str, Any]
    expected: dict[str, Any]
    tolerance: float


def examples() -> dict[str, Example]:
    """Return all examples by id."""
    with Path(__file__).with_name("published_examples.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: Example(
                row["id"],
                row["measure"],
                json.loads(row["inputs"]),
                json.loads(row["expected"]),
                float(row["tolerance"]),
            )
            for row in csv.DictReader(file)
        }
