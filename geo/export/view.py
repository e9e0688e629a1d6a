"""What a view of the cluster map shows, as shapes on the Web Mercator plane cut to the view, for export as a file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geo.catalog import Catalog, boundaries
from geo.catalog.coast_cells import DEEPEST_ZOOM, WORLD_M
from geo.catalog.credits import CREDITS, GEOMETRY_CREDITS
from geo.export.view_key import LINK, Entry, entries, is_tentative, label_em
from geo.language import Translator, number
from geo.maps.screen import rows_on_screen
from geo.maps.state import MapState
from geo.model import NO_MODEL, Cluster, Unit
from geo.settings import Settings
from geo.signs import COAST, COMPUTING, EVIDENCE_WIDTHS_PX, LAND, LOADS, MUTED, PAPER, WATER, model_sign
from geo.tiles import coast
from geo.tiles.sample import LIST_LIMIT, Bounds

if TYPE_CHECKING:
    import pandas as pd

EARTH_M: Final = 6_378_137.0
MOST_LATITUDE: Final = 85.0
_ACROSS: Final = 1500  # corners finer than this part of the frame's width are dropped
_COAST_DEG: Final = 8.0  # a view as wide as this is looked at in zoom 8, from which on the map has the finer coast
_LAKES_DEG: Final = 128.0  # and this in zoom 4, from which on it has lakes
_FRAME_PT: Final = 560.0  # width of the frame on a sheet, the least it is
_LABEL_PT: Final = 8.0
_ADMIN_WIDTH: Final = {"national": 1.1, "undetermined": 1.1, "dashed": 1.4}

_LINK_WIDTH: Final = 0.45  # of a link's width on the network's own map: it stays behind the clusters

Ring = tuple[tuple[float, float], ...]
SIDES: Final = {"east": (1, 0), "west": (-1, 0), "north": (0, 1), "south": (0, -1)}
"""Where words may stand beside their sign, in this order -> the way there."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing of the map; places are x, y in metres on the plane of the frame.

    Attributes
    ----------
    name : what it is, as editors of slides and drawings show it.
    rings : of an area with its holes, or lines; empty for a sign.
    at : place of a sign.
    sign : key of geo.signs.SHAPES; "" for areas and lines.
    fill : hex colour; "" leaves it open.
    dash : key of geo.signs.DASHES.
    label : words beside a sign.
    side : where the words stand, a key of SIDES.
    """

    name: str
    line: str
    line_pt: float
    rings: tuple[Ring, ...] = ()
    at: tuple[float, float] | None = None
    sign: str = ""
    size_pt: float = 0.0
    fill: str = ""
    opacity: float = 1.0
    dash: str = "solid"
    is_closed: bool = True
    label: str = ""
    side: str = "east"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A view ready to be drawn.

    Attributes
    ----------
    frame : xmin, ymin, xmax, ymax, metres on the plane.
    metres_across : true length of the frame's width at its middle.
    notes : what has to be said of what is drawn; credits among them.
    key : what the signs in view mean.
    """

    title: str
    frame: tuple[float, float, float, float]
    metres_across: float
    shapes: tuple[Shape, ...]
    notes: tuple[str, ...]
    as_of: str
    language: str
    key: tuple[Entry, ...] = ()

    @property
    def aspect(self) -> float:
        """Return width over height."""
        west, south, east, north = self.frame
        return (east - west) / (north - south)


def project(lon: float, lat: float) -> tuple[float, float]:
    """Return a place on the Web Mercator plane (EPSG:3857), metres.

    Examples
    --------
    >>> [round(value) for value in project(180, 0)]
    [20037508, 0]
    """
    held = math.radians(max(-MOST_LATITUDE, min(MOST_LATITUDE, lat)))
    return EARTH_M * math.radians(lon), EARTH_M * math.log(math.tan(math.pi / 4 + held / 2))


def drawing(
    catalog: Catalog, config: Settings, state: MapState, bounds: Bounds, t: Translator, *, title: str
) -> Drawing:
    """Return what the map shows of a state within bounds; layers that are off are not drawn.

    Raises
    ------
    NotPreparedError
        where the store is not there.
    """
    west, east = bounds.west, min(bounds.east, bounds.west + 360.0)
    window = (west, max(bounds.south, -MOST_LATITUDE), east, min(bounds.north, MOST_LATITUDE))
    frame = (*project(window[0], window[1]), *project(window[2], window[3]))
    cutter = _Cutter(window, (frame[2] - frame[0]) / _ACROSS)
    credits = ["natural_earth"]
    notes: list[str] = []
    shapes = [*_land(cutter, config), *_lakes(cutter, config)]
    credits.append("gshhg")
    if "clusters" in state.layers:
        clusters = set(rows_on_screen(catalog, config, state, None, table="clusters")[0]["cluster_id"])
        shapes += _territories(cutter, catalog, config, clusters, credits)
    if "admin" in state.layers:
        shapes += _lines(cutter, config)
        credits.append("tianditu")
    listed: dict[str, pd.DataFrame] = {}
    for table in ("links", "organisations", "computing", "clusters"):
        rows, in_view = rows_on_screen(catalog, config, state, bounds, table=table)
        listed[table] = rows
        if in_view > len(rows):
            words = (number(count, t.language) for count in (len(rows), in_view))
            notes.append(t("map.table.limited", shown=next(words), total=next(words), limit=LIST_LIMIT))
    shapes += _links(cutter, listed["links"])
    shapes += _organisations(cutter, listed["organisations"], t.language)
    shapes += _computing(cutter, listed["computing"], t.language)
    shapes += _clusters(cutter, catalog, listed["clusters"], t.language)
    middle = math.radians((window[1] + window[3]) / 2)
    return Drawing(
        title=title,
        frame=frame,
        metres_across=(frame[2] - frame[0]) * math.cos(middle),
        shapes=_without_collisions(shapes, frame),
        notes=(*notes, *(CREDITS[key].localised(t.language) for key in dict.fromkeys(credits))),
        as_of=catalog.as_of,
        language=t.language,
        key=entries(listed, t),
    )


def _without_collisions(shapes: list[Shape], frame: tuple[float, float, float, float]) -> tuple[Shape, ...]:
    """Write each label on the first side of its sign where it meets nothing; drop it where there is none.

    What is drawn last, on top, is asked first. Labels keep clear of one another, of the signs that have labels, and of
    the frame's edge.
    """
    signs = {place: _square(one, frame) for place, one in enumerate(shapes) if one.at is not None and one.label}
    taken: list[_Box] = []
    written = {}
    for place in reversed(signs):
        others = [*taken, *(box for other, box in signs.items() if other != place)]
        found = ((side, _label_box(shapes[place], side, frame)) for side in SIDES)
        side, box = next(
            ((side, box) for side, box in found if _within(box, frame) and not any(_meet(box, one) for one in others)),
            ("", None),
        )
        if box:
            taken.append(box)
        written[place] = replace(shapes[place], side=side) if box else replace(shapes[place], label="")
    return tuple(written.get(place, shape) for place, shape in enumerate(shapes))


_Box = tuple[float, float, float, float]


def _square(shape: Shape, frame: _Box) -> _Box:
    """Return the box of a sign, a little smaller than it is: a label may touch its corner."""
    half = shape.size_pt * 0.4 * (frame[2] - frame[0]) / _FRAME_PT
    x, y = shape.at or (0.0, 0.0)
    return x - half, y - half, x + half, y + half


def _label_box(shape: Shape, side: str, frame: _Box) -> _Box:
    metres_per_pt = (frame[2] - frame[0]) / _FRAME_PT
    x, y = shape.at or (0.0, 0.0)
    wide, high = label_em(shape.label) * _LABEL_PT / 2 * metres_per_pt, _LABEL_PT / 2 * metres_per_pt
    reach = (shape.size_pt / 2 + 1) * metres_per_pt
    across, up = SIDES[side]
    middle_x, middle_y = x + across * (reach + wide), y + up * (reach + high)
    return middle_x - wide, middle_y - high, middle_x + wide, middle_y + high


def _within(box: _Box, frame: _Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class _Cutter:
    """Cuts geometry in degrees to the view, on whichever turn of the earth the view lies, and projects it."""

    def __init__(self, window: tuple[float, float, float, float], tolerance_m: float) -> None:
        self._window = window
        self._tolerance_m = tolerance_m
        west, _, east, _ = window
        self._turns = [turn for turn in (-720, -360, 0, 360, 720) if west < 180 + turn and east > -180 + turn]

    def parts(self, geometry: Any, kind: str) -> Iterator[tuple[Ring, ...]]:
        """Yield the parts of a geometry in view as rings: polygons with their holes, or lines."""
        import shapely

        west, south, east, north = self._window
        x0, y0, x1, y1 = geometry.bounds
        for turn in self._turns:
            if x1 < west - turn or x0 > east - turn or y1 < south or y0 > north:
                continue  # as most lakes of the earth
            cut = shapely.clip_by_rect(geometry, west - turn, south, east - turn, north)
            moved = shapely.transform(cut, lambda places, turn=turn: [project(x + turn, y) for x, y in places])
            yield from self.rings(moved, kind)

    def rings(self, geometry: Any, kind: str) -> Iterator[tuple[Ring, ...]]:
        """Yield the parts of a geometry on the plane, simplified, as `parts` does."""
        import shapely

        for part in shapely.get_parts(shapely.simplify(geometry, self._tolerance_m)):
            if part.is_empty or part.geom_type != kind:
                continue
            lines = (part.exterior, *part.interiors) if kind == "Polygon" else (part,)
            yield tuple(tuple((float(x), float(y)) for x, y in shapely.get_coordinates(line)) for line in lines)

    def is_seen(self, ring: Ring) -> bool:
        """Tell whether a ring is more than a few dots wide or high."""
        xs, ys = zip(*ring, strict=True)
        return bool(max(max(xs) - min(xs), max(ys) - min(ys)) > 3 * self._tolerance_m)

    @property
    def width_deg(self) -> float:
        """Return how many degrees of longitude are in view."""
        return self._window[2] - self._window[0]

    def tiles(self, zoom: int) -> Iterator[tuple[float, list[tuple[int, int, int]]]]:
        """Yield the tiles of a zoom in view for every turn of the earth, with how far it is turned, metres."""
        west, south, east, north = self._window
        (x0, y0), (x1, y1) = project(west, south), project(east, north)
        side, count = WORLD_M / 2**zoom, 2**zoom
        rows = range(max(int((WORLD_M / 2 - y1) // side), 0), min(int((WORLD_M / 2 - y0) // side), count - 1) + 1)
        for turn in self._turns:
            shift_m = turn / 360 * WORLD_M
            first, last = (int((x - shift_m + WORLD_M / 2) // side) for x in (x0, x1))
            columns = range(max(first, 0), min(last, count - 1) + 1)
            yield shift_m, [(zoom, x, y) for x in columns for y in rows]

    def cut(self, geometry: Any, shift_m: float) -> Any:
        """Return a geometry of the plane turned to the view and cut to it."""
        import numpy as np
        import shapely

        (x0, y0), (x1, y1) = project(*self._window[:2]), project(*self._window[2:])
        moved = shapely.transform(geometry, lambda places: places + np.array([shift_m, 0.0]))
        return shapely.clip_by_rect(moved, x0, y0, x1, y1)

    def places(self, lon: float, lat: float) -> Iterator[tuple[float, float]]:
        """Yield a place for every turn of the earth on which it is in view."""
        west, south, east, north = self._window
        for turn in self._turns:
            if west <= lon + turn <= east and south <= lat <= north:
                yield project(lon + turn, lat)


def _land(cutter: _Cutter, config: Settings) -> Iterator[Shape]:
    """Return the land as the map has it: the coast's cells where it is looked at closely, else that of the earth."""
    import shapely

    if cutter.width_deg > _COAST_DEG:
        for geometry in boundaries.base_land(config).geometry:
            for rings in cutter.parts(geometry, "Polygon"):
                yield Shape("land", COAST, 0.5, rings, fill=LAND)
        return
    for shift_m, tiles in cutter.tiles(DEEPEST_ZOOM):
        held = {coast.land(config.store_dir, *tile) for tile in tiles} - {b""}
        # Cells overlap by their margins: as one polygon they show no seam.
        whole = shapely.union_all([cutter.cut(shapely.from_wkb(cell), shift_m) for cell in sorted(held)])
        for rings in cutter.rings(whole, "Polygon"):
            yield Shape("land", COAST, 0.5, rings, fill=LAND)


def _lakes(cutter: _Cutter, config: Settings) -> Iterator[Shape]:
    if cutter.width_deg > _LAKES_DEG:
        return
    for geometry in boundaries.lakes(config).geometry:
        for rings in cutter.parts(geometry, "Polygon"):
            if cutter.is_seen(rings[0]):
                yield Shape("lake", WATER, 0.0, rings, fill=WATER)


def _territories(
    cutter: _Cutter, catalog: Catalog, config: Settings, ids: set[str], credits: list[str]
) -> Iterator[Shape]:
    units, clusters = catalog.every(Unit), catalog.every(Cluster)
    parts = boundaries.cluster_units(config)
    parts = parts[parts["cluster_id"].isin(ids)]
    for cluster_id, unit_id, geometry in zip(parts["cluster_id"], parts["unit_id"], parts.geometry, strict=True):
        sign = model_sign(clusters[cluster_id].model or NO_MODEL)
        for rings in cutter.parts(geometry, "Polygon"):
            credits.append(GEOMETRY_CREDITS[units[unit_id].geometry])
            name = f"unit {unit_id}"
            yield Shape(name, sign.colour, 1.0, rings, fill=sign.colour, opacity=0.2, dash=sign.dash)


def _lines(cutter: _Cutter, config: Settings) -> Iterator[Shape]:
    """Return China's boundaries, the whole set as far as it is in view."""
    for geometry in boundaries.cn_provinces(config).geometry:
        for rings in cutter.parts(geometry.boundary, "LineString"):
            yield Shape("province", MUTED, 0.5, rings, is_closed=False)
    lines = boundaries.cn_lines(config)
    for line, geometry in zip(lines["line"], lines.geometry, strict=True):
        dash = "dashed" if line == "undetermined" else "solid"
        for rings in cutter.parts(geometry, "LineString"):
            yield Shape(f"boundary {line}", MUTED, _ADMIN_WIDTH.get(line, 0.6), rings, dash=dash, is_closed=False)


def _links(cutter: _Cutter, rows: pd.DataFrame) -> Iterator[Shape]:
    import shapely

    for row in rows.to_dict("records"):
        line = shapely.LineString([(row["from_lon"], row["from_lat"]), (row["to_lon"], row["to_lat"])])
        for rings in cutter.parts(line, "LineString"):
            width = EVIDENCE_WIDTHS_PX[row["evidence"]] * _LINK_WIDTH
            yield Shape(f"link {row['link_id']}", LINK, width, rings, dash=LOADS[row["load_class"]], is_closed=False)


def _organisations(cutter: _Cutter, rows: pd.DataFrame, language: str) -> Iterator[Shape]:
    if rows.empty:
        return
    for row, tentative in zip(rows.to_dict("records"), is_tentative(rows), strict=True):
        sign = model_sign(row["model"] or NO_MODEL)
        for at in cutter.places(row["lon"], row["lat"]):
            yield Shape(
                f"organisation {row['id']} {row[f'name_{language}']}",
                sign.colour if tentative else PAPER,
                0.6,
                at=at,
                sign=sign.shape,
                size_pt=5.0,
                fill=PAPER if tentative else sign.colour,
            )


def _computing(cutter: _Cutter, rows: pd.DataFrame, language: str) -> Iterator[Shape]:
    for row in rows.to_dict("records"):
        name = row[f"short_{language}"] if f"short_{language}" in row else row[f"name_{language}"]
        for at in cutter.places(row["lon"], row["lat"]):
            yield Shape(
                f"computing {row['computing_id']}", PAPER, 0.6, at=at, sign="hexagon", size_pt=8.0, fill=COMPUTING,
                label=str(name),
            )  # fmt: skip


def _clusters(cutter: _Cutter, catalog: Catalog, rows: pd.DataFrame, language: str) -> Iterator[Shape]:
    clusters = catalog.every(Cluster)
    for cluster_id, lon, lat in (
        zip(*(rows[name] for name in ("cluster_id", "lon", "lat")), strict=True) if len(rows) else ()
    ):
        cluster = clusters[cluster_id]
        sign = model_sign(cluster.model or NO_MODEL)
        for at in cutter.places(lon, lat):
            yield Shape(
                f"cluster {cluster_id}", PAPER, 0.8, at=at, sign=sign.shape, size_pt=9.0, fill=sign.colour,
                label=(cluster.short or cluster.name).localised(language),
            )  # fmt: skip
