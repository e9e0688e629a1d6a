"""Density clusters of points after WIPO: groups that lie close together, whatever border runs between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.analysis.errors import ParameterError, UnusableValuesError

EARTH_RADIUS_KM = 6371.0088
WIPO_RADIUS_KM = 15.0
WIPO_LEAST = 4500


def density_clusters(
    lon: ArrayLike, lat: ArrayLike, weight: ArrayLike, *, radius_km: float = WIPO_RADIUS_KM, least: int = WIPO_LEAST
) -> NDArray[np.intp]:
    """Group weighted points by DBSCAN over great-circle distance.

    Parameters
    ----------
    lon, lat : degrees; one row a place.
    weight : of each place: inventors, authors, firms or persons.
    radius_km, least : of WIPO since 2018, 15 km and 4,500 listed persons. Both are remembered, not read in a stored
        text: state them beside every figure.

    Returns
    -------
    Number of each place's cluster from 0, -1 for places in none.
    """
    from sklearn.cluster import DBSCAN

    where = np.radians(np.column_stack([np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)]))
    weights = np.asarray(weight, dtype=np.float64)
    if bad := int((~np.isfinite(where)).any(axis=1).sum() + (~np.isfinite(weights)).sum()):
        raise UnusableValuesError("missing", count=bad)
    if radius_km <= 0:
        raise ParameterError("radius_km", value=str(radius_km), allowed="above 0")
    model = DBSCAN(eps=radius_km / EARTH_RADIUS_KM, min_samples=least, metric="haversine", algorithm="ball_tree")
    return np.asarray(model.fit(where, sample_weight=weights).labels_)
