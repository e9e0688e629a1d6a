"""The maps of a comparison: each its own folium map, with a fractional zoom and, over it, another cluster's outline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Unpack

import folium

from geo.analysis.true_size import moved_to
from geo.catalog import boundaries
from geo.catalog.errors import UnknownObjectError
from geo.maps.assets import STYLES, links, page_scripts
from geo.maps.bridge import attach
from geo.maps.drawing import Aim, Drawing, PublishedLayer
from geo.maps.scale import Box, common_scale, fit_zoom, zoom_for_scale
from geo.settings import Settings
from geo.tiles.filters import Filters
from geo.tiles.grid import MAX_ZOOM

LAYERS: Final = ("clusters", "organisations", "graticule")
_START_ZOOM: Final = 1
_NEAR_START_DEG: Final = 5.0  # a frame that is laid out late moves its map a little
MARGIN: Final = 0.92  # share of a map that its cluster fills


def comparison_map(settings: Settings, *, number: int) -> folium.Map:
    """Build the map that never changes of one column; `number` tells it from those beside it."""
    made = folium.Map(
        location=(0.0, float(number)),
        zoom_start=_START_ZOOM,
        min_zoom=0,
        max_zoom=MAX_ZOOM,
        tiles=None,
        zoom_control=True,
        zoom_snap=0,
        zoom_delta=0.75,
    )
    made.default_js = page_scripts(settings, "compare")
    made.default_css = links(settings, STYLES)
    return attach(made)


def is_start(lat: float, lng: float, zoom: float, *, number: int) -> bool:
    """Tell whether a map reports where it was built, before it went to its place.

    Examples
    --------
    >>> is_start(0.0, 2.0, 1.0, number=2), is_start(36.1, 140.1, 11.2, number=2)
    (True, False)
    """
    return zoom < _START_ZOOM + 0.5 and max(abs(lat), abs(lng - number)) < _NEAR_START_DEG


def targets(
    boxes: Sequence[Box], seats: Sequence[tuple[float, float]], *, same: bool, width_px: int, height_px: int
) -> list[Aim]:
    """Return where each map goes.

    Parameters
    ----------
    boxes : what each map is to show.
    seats : latitude and longitude of each cluster.
    same : whether all maps have one scale: that of the largest territory. A platform, whose places lie round the
        world, has no extent of its own: it is shown about its seat then.
    width_px, height_px : the least size a map has.

    Returns
    -------
    list of Aim
        each with a box, and whether the browser fits it to the size the map really has.
    """
    territories = [box for box in boxes if not _is_world(box)]
    least = {"width_px": round(width_px * MARGIN), "height_px": round(height_px * MARGIN)}
    scale = common_scale(territories, **least) if same and territories else None
    made: list[Aim] = []
    for box, seat in zip(boxes, seats, strict=True):
        lat, lng = seat if scale and _is_world(box) else box.centre
        zoom = zoom_for_scale(lat, scale) if scale else fit_zoom(box, **least)
        edges = [round(value, 5) for value in (box.west, box.south, box.east, box.north)]
        made.append({"lat": round(lat, 5), "lng": round(lng, 5), "zoom": zoom, "box": edges, "fit": scale is None})
    return made


def _is_world(box: Box) -> bool:
    return box.east - box.west > 90


def map_state(
    cluster_id: str,
    *,
    year: int | None,
    low: bool,
    layer: PublishedLayer | None = None,
    has_begun: bool = True,
    **rest: Unpack[Drawing],
) -> Drawing:
    """Return what the script of one map is told: ids, numbers and registry keys only.

    Parameters
    ----------
    layer : the published layer this is, where it is no cluster of the catalogue; organisations of every cluster are
        shown with it.
    year : last founding year of organisations; those without a known year are left out with it.
    has_begun : whether the cluster existed by then; nothing of it is drawn before.
    rest : language, version, view and what is laid over the map.
    """
    filters = Filters(
        cluster=() if layer else (cluster_id,),
        year_to=year,
        conf=("high", "medium", "low") if low else ("high", "medium"),
    )
    return {
        "layers": [one for one in LAYERS if has_begun or one != "clusters"],
        "query": filters.query(),
        "clusters": [] if layer or not has_begun else [cluster_id],
        "links": [],
        "selected": None if layer or not has_begun else {"kind": "cluster", "id": cluster_id},
        "published": [layer] if layer else [],
        **rest,
    }


def true_size_geometry(settings: Settings, cluster_id: str, *, lat: float, lng: float) -> bytes:
    """Return a cluster's outline moved over a place as GeoJSON, its area and shape kept.

    Raises UnknownObjectError for a cluster without a boundary.
    """
    return _true_size(settings, cluster_id, round(lat, 4), round(lng, 4))


@lru_cache(maxsize=64)
def _true_size(settings: Settings, cluster_id: str, lat: float, lng: float) -> bytes:
    import shapely

    outlines = boundaries.clusters(settings)
    found = outlines[outlines["cluster_id"] == cluster_id]
    if found.empty:
        raise UnknownObjectError("cluster", cluster_id[:80])
    moved = shapely.set_precision(moved_to(found.geometry.iloc[0], lat, lng), 1e-5, mode="pointwise")
    return shapely.to_geojson(moved).encode()  # type: ignore[no-any-return]
