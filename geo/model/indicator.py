"""Indicator: what is measured of clusters, and the figures of it."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.sourced import Sourced
from geo.model.text import NO_TEXT, Text

_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Sourced):
    """What is measured.

    Attributes
    ----------
    theme : key of geo.analysis.indicators.THEMES.
    direction_of_merit : higher, lower or neutral.
    caveat : why figures of it are to be compared with care; empty where there is no reason.
    """

    indicator_id: str
    name: Text
    theme: str
    direction_of_merit: str
    unit: str = ""
    unit_label: Text = NO_TEXT
    definition: Text = NO_TEXT
    caveat: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Sourced):
    """One figure of one cluster, country or programme.

    Attributes
    ----------
    subject_kind : case, country or programme.
    low, high : bounds of the figure in `unit`; equal unless a range is published.
    text : the figure as published, "" where only the numbers are.
    unit_name : the unit as a person reads it.
    qualifier : key of geo.model.QUALIFIERS.
    scope : key of geo.analysis.indicators.SCOPES.
    computed : worked out by this project from the catalogue.
    is_claim : a claim of the source article, which never stands in for a figure.
    is_preferred : counts before others of its subject and indicator.
    scope_note : what territory or cluster it is of; empty where that is the cluster as defined.
    period : "" for a year or a date; fiscal_year, part_year, years_3 and the like.
    series : figures of another series of the same indicator make no trend with this one.
    is_superseded : corrected or replaced by another figure.
    per : key of geo.analysis.indicators.BASES: what it has been divided by.
    """

    subject_id: str
    indicator_id: str
    low: float
    high: float
    unit: str
    unit_name: Text = NO_TEXT
    text: str = ""
    qualifier: str = "eq"
    scope: str = ""
    note: Text = NO_TEXT
    subject_kind: str = "case"
    computed: bool = False
    is_claim: bool = False
    is_preferred: bool = True
    scope_note: Text = NO_TEXT
    period: str = ""
    series: str = ""
    is_superseded: bool = False
    per: str = "none"

    @property
    def middle(self) -> float:
        """Return the figure as one number: the middle of a range."""
        return (self.low + self.high) / 2

    @property
    def year(self) -> int | None:
        """Return the year it stands for."""
        head = self.as_of[:_YEAR_DIGITS]
        return int(head) if head.isdigit() else None

    def unit_label(self, language: str) -> str:
        """Return the unit as a person reads it, its key where it has no name."""
        return self.unit_name.localised(language) or self.unit
