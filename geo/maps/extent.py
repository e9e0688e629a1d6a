"""The extent of what passes the filters, and the view of the map that shows it whole."""

from __future__ import annotations

import math
from collections.abc import Iterable

from geo.catalog import Catalog
from geo.maps.screen import Shown
from geo.maps.state import MIN_ZOOM, MapState, View
from geo.settings import Settings
from geo.tiles import sample, store
from geo.tiles.grid import MAX_LATITUDE
from geo.tiles.sample import Bounds

MAP_PX = (640, 440)  # what is surely free of a map, with room round about
CLOSEST_ZOOM = 11
_TILE_PX = 256


def results(catalog: Catalog, settings: Settings, state: MapState, now: Shown) -> Bounds | None:
    """Return the box round the clusters, computing clusters and organisations that pass; None where nothing does."""
    found = []
    if "organisations" in state.layers:
        found.append(sample.extent(store.cursor(settings), state.filters))
    if "clusters" in state.layers:
        clusters = catalog.table("clusters").set_index("cluster_id").loc[list(now.clusters)]
        found.append(_round(clusters["lon"], clusters["lat"]))
    if "computing" in state.layers and now.network:
        ids = [thing.removeprefix("computing:") for thing in now.network if thing.startswith("computing:")]
        computing = catalog.table("computing_clusters").set_index("computing_id").loc[ids]
        found.append(_round(computing["lon"], computing["lat"]))
    boxes = [box for box in found if box]
    if not boxes:
        return None
    return Bounds(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
    )


def _round(lons: Iterable[float], lats: Iterable[float]) -> Bounds | None:
    points = [(float(lon), float(lat)) for lon, lat in zip(lons, lats, strict=True)]
    points = [point for point in points if not math.isnan(point[0])]
    if not points:
        return None
    xs, ys = zip(*points, strict=True)
    return Bounds(min(xs), min(ys), max(xs), max(ys))


def view_of(bounds: Bounds) -> View:
    """Return the closest view that shows a box whole, no closer than CLOSEST_ZOOM.

    Examples
    --------
    >>> view_of(Bounds(6.5, 51.3, 7.8, 51.7)).zoom, view_of(Bounds(-180, -60, 180, 75)).zoom
    (9, 2)
    """
    south, north = (_mercator(lat) for lat in (bounds.south, bounds.north))
    wide = max((bounds.east - bounds.west) / 360, 1e-9)
    high = max((north - south) / (2 * math.pi), 1e-9)
    zoom = math.floor(math.log2(min(MAP_PX[0] / _TILE_PX / wide, MAP_PX[1] / _TILE_PX / high)))
    middle = math.degrees(math.atan(math.sinh((south + north) / 2)))
    return View(round(middle, 4), round((bounds.west + bounds.east) / 2, 4), min(max(zoom, MIN_ZOOM), CLOSEST_ZOOM))


def _mercator(lat: float) -> float:
    clipped = min(max(lat, -MAX_LATITUDE), MAX_LATITUDE)
    return math.asinh(math.tan(math.radians(clipped)))


def overlap(one: Bounds, other: Bounds) -> bool:
    """Tell whether two boxes have something in common; the second may have been scrolled round the earth."""
    turn = 360 * round(((other.west + other.east) - (one.west + one.east)) / 720)
    across = one.west <= other.east - turn and other.west - turn <= one.east
    return across and one.south <= other.north and other.south <= one.north
