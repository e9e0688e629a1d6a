"""Plane of measurement: projects a layer to metres, and refuses geometry that cannot be measured or is too vague.

Every function of this package that measures takes geometry in metres on the ground. Degrees are refused, and so are
projections that stretch: Web Mercator calls a kilometre in Beijing 1,300 m.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from geo.analysis.errors import NotMetricError, TooFewError, TooFineError, TooManyError, UnusableValuesError
from geo.analysis.result import Caution

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

MAX_SCALE_ERROR: Final = 0.03  # of lengths; China as a whole in its equal-area projection stays below 2.5 %
_CHECKED: Final = 500  # places at which the scale is looked at


def to_metres(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer in an equal-area projection in metres, centred on the layer itself.

    Parameters
    ----------
    layer : any layer with a reference system; rows without geometry stay.

    Raises
    ------
    NotMetricError
        if the layer has no reference system.
    TooFewError
        if no row has a place.

    Notes
    -----
    Lambert azimuthal equal-area (EPSG method 9820): areas, and with them densities, are exact; lengths are off by
    0.1 % at 600 km from the centre and by 2 % at 2,500 km.
    """
    if layer.crs is None:
        raise NotMetricError("-", fault="no_crs")
    degrees = layer.to_crs("EPSG:4326")
    west, south, east, north = degrees.total_bounds
    if not np.isfinite([west, south, east, north]).all():
        raise TooFewError("projection", count=0, least=1)
    lon, lat = round((west + east) / 2, 4), round((south + north) / 2, 4)
    return degrees.to_crs(f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m +no_defs")


def require_metres(layer: gpd.GeoDataFrame | gpd.GeoSeries) -> None:
    """Raise NotMetricError unless the layer is in a projection in metres that hardly stretches where the layer is."""
    import shapely
    from pyproj import Proj, Transformer

    crs = layer.crs
    if crs is None:
        raise NotMetricError("-", fault="no_crs")
    if not crs.is_projected:
        raise NotMetricError(_label(crs), fault="degrees")
    if any(axis.unit_conversion_factor != 1 for axis in crs.axis_info[:2]):
        raise NotMetricError(_label(crs), fault="not_metres")
    xy = shapely.get_coordinates(layer.geometry.to_numpy())
    xy = xy[np.isfinite(xy).all(axis=1)]
    if len(xy) == 0:
        return  # nothing to measure; the statistic itself says that there are too few
    # Where it stretches most is at one of the ends; corners of the bounding box may be far from any place.
    looked_at = np.concatenate([xy.argmin(axis=0), xy.argmax(axis=0), np.arange(0, len(xy), len(xy) // _CHECKED + 1)])
    xs, ys = xy[looked_at].T
    lon, lat = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True).transform(xs, ys)
    factors = Proj(crs).get_factors(lon, lat)
    scales = np.concatenate([np.atleast_1d(factors.tissot_semimajor), np.atleast_1d(factors.tissot_semiminor)])
    if not np.isfinite(scales).all() or np.abs(scales - 1).max() > MAX_SCALE_ERROR:
        raise NotMetricError(_label(crs), fault="stretched")


def _label(crs: CRS) -> str:
    # Searches all systems of the EPSG, which takes a hundred times what the check does: for a refusal only.
    authority = crs.to_authority()
    return f"{authority[0]}:{authority[1]}" if authority else str(crs.name)


def point_coordinates(
    points: gpd.GeoDataFrame | gpd.GeoSeries, *, method: str, least: int, most: int | None = None
) -> NDArray[np.float64]:
    """Return the coordinates of points in metres, shape (n, 2), after all guards.

    Raises
    ------
    NotMetricError, TooFewError, TooManyError
    UnusableValuesError
        if a geometry is missing, empty or not a point.
    """
    import shapely

    require_metres(points)
    geometry = points.geometry.to_numpy()
    kinds = shapely.get_type_id(geometry)
    if bad := int(((kinds != 0) | shapely.is_empty(geometry)).sum()):
        raise UnusableValuesError("not_points", count=bad)
    if len(geometry) < least:
        raise TooFewError(method, count=len(geometry), least=least)
    if most is not None and len(geometry) > most:
        raise TooManyError(method, count=len(geometry), limit=most)
    found: NDArray[np.float64] = shapely.get_coordinates(geometry)
    if bad := int((~np.isfinite(found).all(axis=1)).sum()):
        raise UnusableValuesError("missing", count=bad)
    return found


def resolution_cautions(
    uncertainty_m: float | pd.Series | NDArray[np.float64], count: int, *, scale_m: float, method: str
) -> list[Caution]:
    """Raise TooFineError if the scale is finer than the places are known; return a caution if that is not known.

    Parameters
    ----------
    uncertainty_m : radius within which each place lies, metres; one for all or one each. NaN = not stated.
    count : number of places.
    scale_m : the finest distance the statistic tells apart, metres.
    """
    stated = np.broadcast_to(np.asarray(uncertainty_m, dtype=np.float64), (count,))
    if (stated < 0).any():
        raise UnusableValuesError("negative", count=int((stated < 0).sum()))
    known = stated[~np.isnan(stated)]
    too_vague = int((known > scale_m).sum())
    if too_vague:
        raise TooFineError(
            method, scale_m=scale_m, uncertainty_m=float(np.ceil(known.max())), count=too_vague, total=count
        )
    unknown = count - len(known)
    return [Caution("uncertainty_unknown", {"count": unknown, "total": count})] if unknown else []
