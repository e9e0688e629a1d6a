"""Locality: a country, city, town or water whose name stands on the base map."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.sourced import Placed
from geo.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality(Placed):
    """One name of the base map.

    Attributes
    ----------
    kind : country, capital, city, town, province or water.
    rank : smaller is shown from farther away.
    """

    place_id: str
    name: Text
    kind: str
    rank: int
    country: str = ""
