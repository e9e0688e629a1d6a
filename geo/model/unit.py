"""Unit: an administrative unit that clusters are drawn from, and the layers of a platform that have no territory."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.sourced import Sourced
from geo.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Sourced):
    """One administrative unit.

    Attributes
    ----------
    code : its official one.
    geometry : names the set its polygon is from.
    parent : what it belongs to.
    """

    unit_id: str
    name: Text
    country: str
    level: str
    code: str
    geometry: str
    parent: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformItem(Sourced):
    """One product of a platform, in the layer it belongs to."""

    layer_row_id: str
    layer: str
    layer_name: Text
    item: Text
