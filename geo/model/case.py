"""Case: a cluster that was studied, with its lessons, and the events of its timeline."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.sourced import Sourced
from geo.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Sourced):
    """What a case study says of a cluster."""

    case_id: str
    cluster_id: str
    governance: Text = NO_TEXT
    summary: Text = NO_TEXT
    lesson1: Text = NO_TEXT
    lesson2: Text = NO_TEXT
    lesson3: Text = NO_TEXT

    @property
    def lessons(self) -> tuple[Text, ...]:
        """Return its lessons."""
        return tuple(lesson for lesson in (self.lesson1, self.lesson2, self.lesson3) if lesson)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Sourced):
    """One event of a cluster's timeline; `kind` is a key of `term.event`."""

    event_id: str
    cluster_id: str
    year: int
    kind: str
    text: Text
