"""Faults of the maps: a base map of the operator's that cannot be drawn."""

from __future__ import annotations

from geo.errors import ObservatoryError


class BaseMapFileError(ObservatoryError):
    """The file of `OBSERVATORY_BASEMAP_PMTILES` cannot be drawn."""

    code = "base_map_file"
    status = 500

    def __init__(self, path: str, fact: str) -> None:
        super().__init__(
            f"The base map {path} cannot be drawn: {fact}. Set OBSERVATORY_BASEMAP_PMTILES to a PMTiles file of "
            "version 3 with MVT, PNG, JPEG, WebP or AVIF tiles, packed by gzip or not at all.",
            path=path,
            fact=fact,
        )
