"""Link: what is said of demand of one region that a cluster of data centres carries."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.sourced import Sourced
from geo.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Sourced):
    """One link of the computing network.

    Attributes
    ----------
    region_id, computing_id : "" where the source names no such end; `target` says where it goes then.
    load_class, evidence : keys of LOAD_CLASSES and EVIDENCE; `load_type` and `kind` are the source's own words.
    date : of the statement.
    scope : key of the texts `card.scope`.
    """

    link_id: str
    region_id: str
    computing_id: str
    load_class: str
    evidence: str
    scope: str
    target: Text = NO_TEXT
    load_type: Text = NO_TEXT
    kind: Text = NO_TEXT
    statement: Text = NO_TEXT
    latency_claim: Text = NO_TEXT
    date: str = ""
