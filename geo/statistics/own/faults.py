"""What the doctor of statistics finds: the registry of codes, how grave each is, and cells that were set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["error", "warning", "note"]
LEVELS: Final[tuple[Level, ...]] = ("error", "warning", "note")
LEVEL_OF: Final[Mapping[str, Level]] = {
    # cells or rows that are set aside
    "no_columns": "error",
    "no_cells": "error",
    "no_region": "error",
    "unknown_region": "error",
    "mixed_regions": "error",
    "no_industry": "error",
    "mixed_codes": "error",
    "no_period": "error",
    "no_size": "error",
    "bad_period": "error",
    "unknown_measure": "error",
    "text_value": "error",
    "negative_value": "error",
    "unknown_unit": "error",
    "wrong_unit": "error",
    "unit_conflict": "error",
    "no_unit": "error",
    "mixed_currency": "error",
    "duplicate_conflict": "error",
    # used, after a decision that a person should see
    "duplicate_same": "warning",
    "filled_down": "warning",
    "alone_above": "warning",
    "codes_joined": "warning",
    "codes_unknown": "warning",
    "names_taken": "warning",
    "systems_mixed": "warning",
    "of_which": "warning",
    "nation_total_only": "warning",
    "names_coded": "warning",
    "names_uncoded": "warning",
    "measure_titled": "warning",
    "period_assumed": "warning",
    "measure_assumed": "warning",
    "total_by_sums": "warning",
    "nation_by_sums": "warning",
    "parent_by_sums": "warning",
    "parent_incomplete": "warning",
    "parts_exceed": "warning",
    "unused_columns": "warning",
    "other_sheets": "warning",
    "digital_coarse": "warning",
    "errors_small": "warning",
    "not_drawn": "warning",
    # as it was read
    "title_lines": "note",
    "footnotes": "note",
    "heading_again": "note",
    "flags_dropped": "note",
    "cells_merged": "note",
    "years_as_columns": "note",
    "industries_as_columns": "note",
    "regions_as_columns": "note",
    "separators": "note",
    "units": "note",
    "remarks": "note",
    "suppressed": "note",
    "total_used": "note",
    "nation_used": "note",
    "codes_read": "note",
}
"""Code of a fault -> its level; texts are `rating.own.fault.<code>`."""


SET_ASIDE: Final = (
    *("no_region", "unknown_region", "mixed_regions", "no_industry", "mixed_codes", "no_period", "bad_period"),
    *("unknown_measure", "text_value", "negative_value", "duplicate_conflict", "duplicate_same", "parent_by_sums"),
    *("of_which", "nation_total_only"),
    *("unknown_unit", "wrong_unit", "unit_conflict", "no_unit", "mixed_currency", "footnote", "heading_again"),
)
"""Codes for which cells are set aside; texts are `rating.own.reason.<code>`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding: how many cells or rows, an example as it stands in the table, and values of its sentence.

    Attributes
    ----------
    count : cells, rows, columns or regions, as the sentence says.
    example : up to some offending cells, joined.
    hint : a remedy in data, such as the nearest names; "" where the sentence holds it.
    """

    code: str
    count: int
    example: str = ""
    hint: str = ""

    @property
    def level(self) -> Level:
        """Return how grave it is."""
        return LEVEL_OF[self.code]


@dataclass(frozen=True, slots=True)
class SetAside:
    """One cell that is not used: line of the table (1 = the first), heading of its column, text, and why."""

    line: int
    column: str
    text: str
    code: str
    hint: str = ""
