"""Organisation: a firm, research body or facility of the curated sample, and what ties two of them."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.sourced import Placed, Sourced
from geo.model.text import NO_TEXT, Text
from geo.model.vocabulary import ORGANISATION_FAMILIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Placed):
    """One organisation.

    Attributes
    ----------
    kind, role, segment : keys of ORGANISATION_KINDS, ORGANISATION_ROLES and SEGMENTS; "" where it is not known.
    segment_sub : code of the class within the segment.
    name_zh_basis : "translation" where the Chinese name is ours.
    name_local : in the language of its place.
    founded_basis : where the year comes from: a source id, or "memory".
    ticker : its listings, each with its exchange.
    layer : of a platform's network, "" elsewhere.
    """

    organisation_id: str
    name: Text
    cluster_id: str
    kind: str
    name_zh_basis: str = ""
    name_local: str = ""
    role: str = ""
    segment: str = ""
    segment_sub: str = ""
    founded_year: int | None = None
    founded_basis: str = ""
    left_year: int | None = None
    ticker: tuple[str, ...] = ()
    unit_id: str = ""
    country: str = ""
    address: str = ""
    coord_basis: Text = NO_TEXT
    layer: str = ""
    note: Text = NO_TEXT

    @property
    def family(self) -> str:
        """Return which family of marker it gets: firm, research, facility or support."""
        return ORGANISATION_FAMILIES[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie(Sourced):
    """What ties two organisations of a platform, in one layer of it."""

    edge_id: str
    from_id: str
    to_id: str
    relation: str
    layer: str
