"""A table of one's own as statistics: what was read of it, what was not and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geo.model.text import Text
from geo.statistics.own.faults import LEVELS, Fault, SetAside
from geo.statistics.own.layout import Cut
from geo.statistics.own.places import OWN_SET
from geo.statistics.panel import Panel
from geo.statistics.regions import Region

OWN = "own"
"""Key of the data set, of its grouping by single industries and of its country in links."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decides about a table; empty fields leave it to the doctor.

    Attributes
    ----------
    scheme : of geo.statistics.own.codes.SCHEMES.
    measure : of figures whose heading does not say it.
    year : of a table that names none, 0 = none.
    keep_unknown : rank regions that are not known too; they are not drawn.
    """

    scheme: str = ""
    measure: str = ""
    year: int = 0
    keep_unknown: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """One table that was uploaded.

    Attributes
    ----------
    name : of the file.
    panel : the statistics; None where no cell could be used.
    regions : by code.
    names : names of industries by code.
    digital : industry -> major group of the digital economy, for those that are mapped.
    area_set, country : where the regions lie; OWN_SET and "" where no map here has them.
    scheme : classification of the industries.
    faults : everything found, the gravest first.
    aside : every cell that is not used.
    lines, heads : the rows of these cells as they stand, by line, and the headings above them.
    used, figures : cells used, and those that hold a figure.
    cut : lines that are no rows: notes, sources, headings said again.
    """

    name: str
    panel: Panel | None
    regions: Mapping[str, Region]
    names: Mapping[str, Text]
    digital: Mapping[str, str]
    area_set: str
    country: str
    scheme: str
    faults: tuple[Fault, ...]
    aside: tuple[SetAside, ...]
    lines: Mapping[int, tuple[str, ...]]
    heads: tuple[str, ...]
    used: int
    figures: int
    cut: tuple[Cut, ...] = ()

    @property
    def is_drawn(self) -> bool:
        """Tell whether a map here has its regions."""
        return self.area_set != OWN_SET


def ordered(faults: list[Fault]) -> tuple[Fault, ...]:
    """Return faults with the gravest first, else as they were found."""
    return tuple(sorted(faults, key=lambda fault: LEVELS.index(fault.level)))
