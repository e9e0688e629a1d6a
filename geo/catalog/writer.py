"""Writes facts in one language: turns the things of the catalogue into words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from geo.catalog.package import Catalog
from geo.catalog.things import split_values
from geo.language import number, translator
from geo.model import CONFIDENCES, NO_TEXT, ComputingCluster, DemandRegion, Hub, Placed, Sourced, Text, Unit
from geo.settings import Settings

Named = TypeVar("Named", Unit, Hub, ComputingCluster, DemandRegion)


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

    def say(self, text: Text) -> str:
        """Return a text in the card's language."""
        return text.localised(self.lang)

    def joined(self, words: Iterable[str]) -> str:
        """Join words the way the language does."""
        return self.t("card.list.separator").join(word for word in words if word)

    def named(self, kind: type[Named], ids: Iterable[str]) -> str:
        """Return the names of the things of a kind with these ids; an unknown id has none."""
        found = self.cat.every(kind)
        return self.joined(self.say(found[one].name) for one in ids if one in found)

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
        told: Sourced,
        *,
        confidence: str = "",
        source_ids: str | None = None,
    ) -> list[Fact]:
        """Return a fact with the source, date and confidence of what is told, unless given; [] without a value."""
        if not value:
            return []
        return [
            Fact(
                key=key,
                label=self.t(f"card.fact.{key}"),
                value=value,
                source_ids=told.source_ids if source_ids is None else source_ids,
                as_of=told.as_of,
                confidence=confidence or told.confidence,
            )
        ]

    def position(self, placed: Placed, *, basis: Text = NO_TEXT, confidence: str = "") -> list[Fact]:
        """Return how well an object's place is known, and what the point rests on."""
        if placed.uncertainty_m is None or not placed.is_placed:
            return []
        value = self.t(
            "card.value.position",
            precision=self.t(f"term.precision.{placed.precision}"),
            distance=self.distance(placed.uncertainty_m),
        )
        facts = self.fact("position", value, placed, confidence=confidence)
        return facts + self.fact("position_basis", self.say(basis), placed, confidence=confidence)

    def units_area(self, unit_ids: Iterable[str], area_km2: float | None) -> list[Fact]:
        """Return the area computed from the drawn units, with the units' sources and the least of their confidences."""
        known = self.cat.every(Unit)
        units = [known[unit_id] for unit_id in unit_ids if unit_id in known]
        if not units or area_km2 is None:
            return []
        merged = Sourced(
            source_ids=";".join(dict.fromkeys(source for unit in units for source in split_values(unit.source_ids))),
            as_of=max(unit.as_of for unit in units),
            confidence=max((unit.confidence for unit in units), key=CONFIDENCES.index),
        )
        return self.fact("area_drawn", self.area(area_km2), merged)
