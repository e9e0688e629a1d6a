"""What the workbench's map is told: ids, keys, colours and numbers only (see `workbench.js`)."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Final, Unpack

from geo.maps.drawing import Aim, Candidate, Drawing
from geo.workbench.room import WorkLayer

Bounds = tuple[float, float, float, float]

MAX_ZOOM: Final = 14
_TILE_PX: Final = 256
_WINDOW_PX: Final = (900, 480)  # what a layer is fitted to; the window itself may be larger
BASE_LAYERS: Final = ("graticule",)


def view_of(bounds: Bounds) -> Aim:
    """Return centre and whole zoom at which a bounding box in degrees fits the map.

    Examples
    --------
    >>> view_of((116.0, 39.5, 117.0, 40.5))
    {'lat': 40.0, 'lng': 116.5, 'zoom': 9}
    """
    west, south, east, north = bounds
    top, bottom = (_mercator(max(-85.0, min(85.0, lat))) for lat in (north, south))
    spans = ((east - west) / 360, (top - bottom) / (2 * math.pi))
    fits = [math.log2(window / _TILE_PX / span) for window, span in zip(_WINDOW_PX, spans, strict=True) if span > 0]
    zoom = max(2, min([MAX_ZOOM, *(math.floor(fit) for fit in fits)]))
    return {"lat": round((south + north) / 2, 5), "lng": round((west + east) / 2, 5), "zoom": zoom}


def workbench_state(
    drawn: Sequence[WorkLayer],
    *,
    hidden: set[str],
    boxes: Sequence[tuple[Bounds, bool]],
    choosable: Collection[str] = (),
    chosen: tuple[str, int] | None = None,
    **rest: Unpack[Drawing],
) -> Drawing:
    """Return the drawing state of the workbench's map.

    Parameters
    ----------
    hidden : ids of layers that are switched off.
    boxes : bounding boxes of candidate places, and whether each is the one in force.
    choosable : ids of layers whose places can be chosen on the map.
    chosen : layer and row of the place that is chosen.
    rest : layers of the base map, language, version, view and basemap.
    """
    return {
        "query": "",
        "clusters": None,
        "links": None,
        "selected": None,
        "workbench": {
            "layers": [
                layer.as_state(shown=layer.layer_id not in hidden, linked=layer.layer_id in choosable)
                for layer in drawn
            ],
            "chosen": None if chosen is None else {"layer": chosen[0], "row": chosen[1]},
            "boxes": [
                Candidate(west=west, south=south, east=east, north=north, chosen=is_chosen)
                for (west, south, east, north), is_chosen in boxes
            ],
        },
        **rest,
    }


def _mercator(lat: float) -> float:
    return math.asinh(math.tan(math.radians(lat)))
