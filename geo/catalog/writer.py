"""Writes facts in one language: looks rows up and turns the cells of the catalogue into words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geo.catalog.package import Catalog
from geo.catalog.things import split_values
from geo.language import localised, number, translator
from geo.model import CONFIDENCES
from geo.settings import Settings

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about an object.

    Attributes
    ----------
    key : id of the kind of statement, the same in both languages.
    label, value : words in the card's language, the value with its unit.
    source_ids : cell of source ids; empty for what is counted from the catalogue itself.
    as_of : ISO date it stands for.
    confidence : high, medium or low; low is hidden until asked for.
    """

    key: str
    label: str
    value: str
    source_ids: str
    as_of: str
    confidence: str


class Writer:
    """Writes in one language from one version of the data."""

    def __init__(self, cat: Catalog, lang: str, config: Settings) -> None:
        self.cat = cat
        self.lang = lang
        self.config = config
        self.t = translator(lang)

    def rows(self, table: str, column: str, value: str) -> list[Row]:
        """Return the rows of a table that have `value` in `column`."""
        frame = self.cat.table(table)
        found = frame[frame[column] == value].to_dict("records")
        return [{str(name): cell for name, cell in row.items()} for row in found]

    def row(self, table: str, column: str, value: str) -> Row | None:
        """Return the row of an id; None for an empty or unknown one."""
        return next(iter(self.rows(table, column, value)), None) if value else None

    def text(self, row: Row | None, field: str) -> str:
        """Return a row's text in the card's language; "" without a row."""
        return localised(row, field, self.lang) if row else ""

    def joined(self, words: Iterable[str]) -> str:
        """Join words the way the language does."""
        return self.t("card.list.separator").join(word for word in words if word)

    def named(self, table: str, column: str, ids: Iterable[str]) -> str:
        """Return the names of the rows with these ids."""
        return self.joined(self.text(self.row(table, column, one), "name") for one in ids)

    def area(self, value: float) -> str:
        """Return square kilometres as words."""
        return self.t("card.unit.km2", value=number(value, self.lang, digits=0 if value >= 100 else 1))

    def distance(self, metres: float) -> str:
        """Return metres as words, in kilometres from one on."""
        if metres < 1000:
            return self.t("card.unit.m", value=number(metres, self.lang, digits=0))
        return self.t("card.unit.km", value=number(metres / 1000, self.lang, digits=None if metres < 10000 else 0))

    def fact(
        self,
        key: str,
        value: str,
        row: Row,
        *,
        confidence: str = "",
        source_ids: str | None = None,
    ) -> list[Fact]:
        """Return a fact with the row's source, date and confidence where no other is given; [] without a value."""
        if not value:
            return []
        return [
            Fact(
                key=key,
                label=self.t(f"card.fact.{key}"),
                value=value,
                source_ids=row["source_ids"] if source_ids is None else source_ids,
                as_of=row["as_of"],
                confidence=confidence or row["confidence"],
            )
        ]

    def position(self, row: Row, *, confidence: str = "") -> list[Fact]:
        """Return how well an object's place is known."""
        if is_missing(row["lon"]) or is_missing(row["uncertainty_m"]):
            return []
        value = self.t(
            "card.value.position",
            precision=self.t(f"term.precision.{row['precision']}"),
            distance=self.distance(row["uncertainty_m"]),
        )
        facts = self.fact("position", value, row, confidence=confidence)
        return facts + self.fact("position_basis", self.text(row, "coord_basis"), row, confidence=confidence)

    def units_area(self, unit_ids: Iterable[str], area_km2: float | None) -> list[Fact]:
        """Return the area computed from the drawn units, with the units' sources and the least of their confidences."""
        units = [row for unit_id in unit_ids if (row := self.row("admin_units", "unit_id", unit_id))]
        if not units or area_km2 is None:
            return []
        sources = dict.fromkeys(source for unit in units for source in split_values(unit["source_ids"]))
        merged = {
            "source_ids": ";".join(sources),
            "as_of": max(unit["as_of"] for unit in units),
            "confidence": max((unit["confidence"] for unit in units), key=CONFIDENCES.index),
        }
        return self.fact("area_drawn", self.area(area_km2), merged)


def is_missing(value: Any) -> bool:
    """Tell whether a typed cell is empty."""
    import pandas as pd

    return value is None or value is pd.NA or value == "" or (isinstance(value, float) and math.isnan(value))
