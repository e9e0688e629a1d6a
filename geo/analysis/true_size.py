"""Geometry in true size: on an equal-area plane of its own, or moved over another place.

Lambert's azimuthal equal-area projection keeps area everywhere and shape about its centre; for a cluster of 100 km
across, lengths are off by less than 0.01 %.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pyproj import Transformer

SEGMENT_DEG: Final = 0.05  # longer edges get points between, as a straight edge on one map is a curve on the other


def plane(lat: float, lng: float) -> str:
    """Return the equal-area plane about a place as a PROJ string, metres."""
    return f"+proj=laea +lat_0={lat:.6f} +lon_0={lng:.6f} +ellps=WGS84 +units=m"


def to_plane(geometry: Any, lat: float, lng: float) -> Any:
    """Return geometry (WGS84 degrees) on the equal-area plane about a place, metres."""
    import shapely

    return _moved(shapely.segmentize(geometry, SEGMENT_DEG), _transformer("EPSG:4326", plane(lat, lng)))


def moved_to(geometry: Any, lat: float, lng: float) -> Any:
    """Return geometry (WGS84 degrees) centred on another place, with its area and shape kept.

    Parameters
    ----------
    lat, lng : where the middle of the geometry's envelope is to lie.

    Examples
    --------
    >>> from shapely import box
    >>> moved = moved_to(box(139, 35, 140, 36), 51.5, 7.2)
    >>> round(moved.bounds[2] - moved.bounds[0], 2)
    1.31
    """
    west, south, east, north = geometry.bounds
    on_plane = to_plane(geometry, (south + north) / 2, (west + east) / 2)
    return _moved(on_plane, _transformer(plane(lat, lng), "EPSG:4326"))


@lru_cache(maxsize=64)
def _transformer(source: str, target: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def _moved(geometry: Any, transformer: Transformer) -> Any:
    import shapely

    return shapely.transform(geometry, transformer.transform, interleaved=False)
