"""Cell fault: what is wrong with a cell of a table that somebody fills in or uploads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that cannot be used: its line as a spreadsheet numbers it, its column, its text and what is wrong."""

    line: int
    column: str
    text: str
    code: str
