"""Reprojection of a layer's geometries to WGS 84 degrees, as they are kept and drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo.ingest.layer import Layer
from geo.ingest.placing import crs as reference
from geo.ingest.placing import extent

Array = np.ndarray[Any, Any]


def reproject(geometry: Array, crs: CRS | None, to: CRS) -> Array:
    """Return geometries of one reference system in another, in two dimensions."""
    transformer = Transformer.from_crs(crs, to, always_xy=True)
    return np.asarray(
        shapely.transform(geometry, lambda points: np.column_stack(transformer.transform(points[:, 0], points[:, 1]))),
        object,
    )


def to_wgs84(layer: Layer) -> Array:
    """Return the layer's geometries in WGS 84 degrees; unchanged while its reference system is unknown."""
    if layer.crs is None or not layer.features:
        return layer.geometry
    if reference.code_of(layer.crs) in (4326, 4490) or (layer.crs.is_geographic and "CGCS2000" in layer.crs.name):
        return layer.geometry
    drawn = reproject(layer.geometry, layer.crs, reference.LONLAT)
    drawn[extent.off_globe(drawn)] = None  # told of when the layer was placed
    return drawn
