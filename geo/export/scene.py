"""What the map of one cluster shows, on a plane in metres, for every kind of export.

A territory lies on its own equal-area plane (Lambert azimuthal), so its area and shape are true; a platform, which is
a network of places round the world, on the Equal Earth projection centred on the Pacific (Savric et al. 2018).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from geo.analysis.true_size import to_plane
from geo.catalog import Catalog, boundaries
from geo.catalog.credits import GEOMETRY_CREDITS
from geo.comparison.gather import Subject, members, ties
from geo.comparison.state import MapPlace
from geo.export.bundling import bent
from geo.export.framing import look_at, polygons
from geo.model import Organisation, Unit
from geo.publication.cases import PublishedCase
from geo.settings import Settings

if TYPE_CHECKING:
    from pyproj import Transformer

WORLD: Final = "+proj=eqearth +lon_0=150 +ellps=WGS84 +units=m"
WORLD_CUT: Final = -30.0  # the meridian opposite the centre, where the land is cut in two
MARGIN: Final = 1.12  # of the frame round what it shows
_LAND_REACH: Final = 2.6  # land is kept this many times the reach round the centre, for frames of any shape
_VERTICES_ACROSS: Final = 700  # corners finer than this part of a frame are dropped: a third of a pixel on a slide
_TENTATIVE: Final = ("nominal",)
_GROUND_M: Final = 156_543.034  # of a pixel of a web map at the equator, at zoom 0
_SCREEN_PX: Final = 380  # height of a compared map on the screen
_NOWHERE: Final[Mapping[str, MapPlace]] = {}

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Area:
    """Polygons as rings of x, y in metres; `area_id` and `name` are those of the unit it is.

    Attributes
    ----------
    parts : a polygon each: its outline and its holes.
    """

    area_id: str
    name: str
    parts: tuple[tuple[Ring, ...], ...]

    @property
    def rings(self) -> tuple[Ring, ...]:
        """Return the rings of all parts."""
        return tuple(ring for part in self.parts for ring in part)

    @property
    def shape(self) -> Any:
        """Return it as a valid shapely geometry."""
        import shapely

        return shapely.make_valid(shapely.MultiPolygon([(part[0], part[1:]) for part in self.parts]))


@dataclass(frozen=True, slots=True)
class Mark:
    """An organisation at x, y in metres; a tentative one is known only nominally or doubtfully."""

    organisation_id: str
    name: str
    family: str
    founded_year: int | None
    tentative: bool
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two organisations of a platform, with its layer."""

    link_id: str
    name: str
    layer: str
    points: Ring


@dataclass(frozen=True, slots=True)
class Scene:
    """One map.

    Attributes
    ----------
    reach : half the sides of the box round the centre that holds what is looked at, metres: see geo.export.framing.
    land : land round about, for orientation.
    credits : keys of geo.catalog.credits.CREDITS whose geometry is drawn.
    over : outline of another cluster in true size about this one's centre; () without one.
    """

    subject: Subject
    is_world: bool
    centre: tuple[float, float]
    reach: tuple[float, float]
    units: tuple[Area, ...]
    land: tuple[Area, ...]
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    credits: tuple[str, ...]
    over: tuple[Area, ...] = ()

    @property
    def extent(self) -> tuple[float, float]:
        """Return the reach with what lies over it, metres to either side of the centre."""
        x, y = self.centre
        corners = [(abs(px - x), abs(py - y)) for area in self.over for ring in area.rings for px, py in ring]
        wide, high = (max(values) for values in zip(self.reach, *corners, strict=True))
        return wide, high

    def alone(self) -> Scene:
        """Return the map without what lies over it."""
        return dataclasses.replace(self, over=())

    def frame(self, aspect: float, *, half_height: float | None = None) -> tuple[float, float, float, float]:
        """Return (xmin, ymin, xmax, ymax) of a frame of width/height `aspect` that shows everything.

        With `half_height` in metres the frame has that scale, whatever it shows.
        """
        wide, high = self.extent
        half = half_height or max(high, wide / aspect) * MARGIN
        x, y = self.centre
        return x - half * aspect, y - half, x + half * aspect, y + half


def scenes(
    subjects: Sequence[Subject],
    catalog: Catalog,
    config: Settings,
    *,
    language: str,
    year: int | None = None,
    same_scale: bool = False,
    over: str = "",
    places: Mapping[str, MapPlace] = _NOWHERE,
) -> tuple[Scene, ...]:
    """Return the map of each cluster.

    Parameters
    ----------
    year : with it, only what existed by then is drawn: organisations founded by then, clusters begun by then.
    same_scale : whether land is kept for frames as large as the largest cluster needs.
    over : cluster among them whose outline lies in true size over the others.
    places : where the map of a cluster had been moved to, by its id.
    """
    made = _overlaid(
        [
            _moved(_scene(subject, catalog, config, language, year), places.get(subject.cluster_id))
            for subject in subjects
        ],
        over,
    )
    largest = max((max(scene.extent) for scene in made if not scene.is_world), default=0.0)
    return tuple(
        scene if scene.is_world else dataclasses.replace(scene, land=_land(config, scene, largest if same_scale else 0))
        for scene in made
    )


def _moved(scene: Scene, place: MapPlace | None) -> Scene:
    """Return a map that looks where it had been moved to on the screen, as far up and down."""
    import shapely

    if place is None:
        return scene
    half = _GROUND_M * math.cos(math.radians(place.lat)) / 2**place.zoom * _SCREEN_PX / 2
    if scene.is_world:
        (x,), (y,) = _world_xy([place.lng], [place.lat])
    else:
        point = to_plane(shapely.Point(place.lng, place.lat), *scene.subject.box.centre)
        x, y = point.x, point.y
    return dataclasses.replace(scene, centre=(x, y), reach=(0.0, half / MARGIN))


def _overlaid(made: Sequence[Scene], over: str) -> list[Scene]:
    """Lay the outline of one territory over the middle of every other; all planes are in true size."""
    import shapely

    source = next((one for one in made if one.subject.cluster_id == over and one.units), None)
    if source is None:
        return list(made)
    x, y = source.centre
    outline = shapely.union_all([area.shape for area in source.units])
    found = []
    for scene in made:
        if scene is source or scene.is_world:
            found.append(scene)
            continue
        dx, dy = scene.centre[0] - x, scene.centre[1] - y
        moved = shapely.transform(outline, lambda xy, by=(dx, dy): xy + by)
        found.append(dataclasses.replace(scene, over=(_area(over, source.subject.name.en, moved),)))
    return found


def common_half_height(found: Sequence[Scene], aspect: float) -> float:
    """Return the half height, metres, at which every territory fits: one scale for all. Worlds do not count."""
    halves = [
        max(high, wide / aspect) * MARGIN for wide, high in (scene.extent for scene in found if not scene.is_world)
    ]
    return max(halves, default=0.0)


def scale_bar_km(frame_width_m: float) -> float:
    """Return a round length, km, that is a fifth to a half of the frame's width.

    Examples
    --------
    >>> scale_bar_km(120_000)
    50.0
    """
    most = frame_width_m / 1000 * 0.45
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= most)


def _scene(subject: Subject, catalog: Catalog, config: Settings, language: str, year: int | None) -> Scene:
    import shapely

    lat, lng = subject.box.centre
    places = _places(catalog, subject, year)
    if subject.is_platform:
        xs, ys = _world_xy([place.lon for place in places], [place.lat for place in places])
        marks = _marks(places, xs, ys, language)
        links = _links(catalog, subject.cluster_id, marks, language)
        land = _world_land(config, boundaries.stamp(config, "land"))
        everywhere = _world_xy(*zip(*((one.lon, one.lat) for one in _places(catalog, subject, None)), strict=True))
        west, south, east, north = shapely.MultiPoint(list(zip(*everywhere, strict=True))).bounds
        centre = ((west + east) / 2, (south + north) / 2)
        reach = ((east - west) / 2, (north - south) / 2)
        # The frame is that of every year, so that a play of the years does not jump.
        return Scene(subject, True, centre, reach, (), land, marks, links, ("natural_earth",))
    units, origins = (
        (_published(subject.published, lat, lng), ())
        if subject.published
        else _units(catalog, config, subject.cluster_id, lat, lng, language)
    )
    points = [to_plane(shapely.Point(place.lon, place.lat), lat, lng) for place in places]
    marks = _marks(places, [point.x for point in points], [point.y for point in points], language)
    corners = shapely.box(subject.box.west, subject.box.south, subject.box.east, subject.box.north)
    every = [to_plane(shapely.Point(place.lon, place.lat), lat, lng) for place in _places(catalog, subject, None)]
    centre, reach = look_at(
        [area.shape for area in units], [(point.x, point.y) for point in every], to_plane(corners, lat, lng)
    )
    units = units if subject.has_begun(year) else ()
    keys = tuple(dict.fromkeys([*(GEOMETRY_CREDITS[origin] for origin in origins), "natural_earth"]))
    return Scene(subject, False, centre, reach, units, (), marks, (), keys)


def _places(catalog: Catalog, subject: Subject, year: int | None) -> list[Organisation]:
    inside = subject.published.members if subject.published else members(catalog, subject.cluster_id)
    if not subject.has_begun(year):
        return []
    return [one for one in inside if year is None or (one.founded_year is not None and one.founded_year <= year)]


def _marks(places: Sequence[Organisation], xs: Sequence[float], ys: Sequence[float], language: str) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            organisation_id=place.organisation_id,
            name=place.name.localised(language),
            family=place.family,
            founded_year=place.founded_year,
            tentative=place.precision in _TENTATIVE or place.confidence == "low",
            x=float(x),
            y=float(y),
        )
        for place, x, y in zip(places, xs, ys, strict=True)
    )


def _units(
    catalog: Catalog, config: Settings, cluster_id: str, lat: float, lng: float, language: str
) -> tuple[tuple[Area, ...], tuple[str, ...]]:
    """Return the drawn units, neighbours simplified together, and the origins of their geometry."""
    import shapely

    parts = boundaries.cluster_units(config)
    parts = parts[parts["cluster_id"] == cluster_id]
    if parts.empty:
        return (), ()
    described = catalog.every(Unit)
    planes = [to_plane(shape, lat, lng) for shape in parts.geometry]
    west, south, east, north = shapely.total_bounds(planes)
    tolerance = max(east - west, north - south) / _VERTICES_ACROSS
    simple = shapely.coverage_simplify(planes, tolerance)
    areas = []
    for unit_id, shape in zip(parts["unit_id"], simple, strict=True):
        name = described[unit_id].name.localised(language)
        areas.append(_area(unit_id, name, shape))
    return tuple(areas), tuple(dict.fromkeys(described[unit_id].geometry for unit_id in parts["unit_id"]))


def _published(one: PublishedCase, lat: float, lng: float) -> tuple[Area, ...]:
    """Return the merged territory of a published layer as one area."""
    import shapely

    plane = to_plane(one.territory.shape, lat, lng)
    west, south, east, north = plane.bounds
    simple = shapely.simplify(plane, max(east - west, north - south) / _VERTICES_ACROSS)
    return (_area(one.case_id, one.found.version.about.title, simple),)


def _area(area_id: str, name: str, shape: Any) -> Area:
    return Area(area_id, name, tuple(tuple(_rings(part)) for part in polygons(shape)))


def _rings(polygon: Any) -> Iterator[Ring]:
    import shapely

    for line in (polygon.exterior, *polygon.interiors):
        yield tuple((float(x), float(y)) for x, y in shapely.get_coordinates(line))


def _land(config: Settings, scene: Scene, largest: float) -> tuple[Area, ...]:
    """Return the land round a map's centre, cut to a square some times its extent, or that of the `largest`."""
    import shapely

    lat, lng = scene.subject.box.centre
    # The plane's origin is the middle of the whole territory, which the frame may not be about.
    away = max(abs(scene.centre[0]), abs(scene.centre[1]))
    side = max(*scene.extent, largest) * _LAND_REACH + away
    high = math.degrees(side / 6.37e6) * 1.3
    wide = high / max(math.cos(math.radians(lat)), 0.2)
    window = (lng - wide, lat - high, lng + wide, lat + high)
    near = boundaries.base_land(config).cx[window[0] : window[2], window[1] : window[3]]
    square = shapely.box(-side, -side, side, side)
    found: list[Area] = []
    for shape in near.geometry:
        cut = shapely.intersection(to_plane(shapely.clip_by_rect(shape, *window), lat, lng), square)
        cut = shapely.simplify(cut, side / _VERTICES_ACROSS)
        found += [_area("", "", part) for part in polygons(cut)]
    return tuple(found)


@lru_cache(maxsize=1)
def _to_world() -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", WORLD, always_xy=True)


def _world_xy(lons: Sequence[float], lats: Sequence[float]) -> tuple[list[float], list[float]]:
    xs, ys = _to_world().transform(lons, lats)
    return list(xs), list(ys)


@lru_cache(maxsize=2)
def _world_land(config: Settings, _built: int) -> tuple[Area, ...]:
    """Return the land of the world on the Equal Earth plane, cut along the meridian opposite the centre."""
    import shapely

    project = _to_world().transform
    found: list[Area] = []
    for shape in boundaries.land(config).geometry:
        for west, east in ((-180.0, WORLD_CUT - 0.01), (WORLD_CUT + 0.01, 180.0)):
            half = shapely.clip_by_rect(shape, west, -60.0, east, 84.0)
            if half.is_empty:
                continue
            plane = shapely.transform(shapely.segmentize(half, 2.0), project, interleaved=False)
            plane = shapely.simplify(plane, 30_000.0)
            found += [_area("", "", part) for part in polygons(plane) if part.area > 4e9]
    return tuple(found)


def _links(catalog: Catalog, cluster_id: str, marks: Sequence[Mark], language: str) -> tuple[Link, ...]:
    """Return the edges between the marks as curves bent to the right of their direction."""
    at = {mark.organisation_id: mark for mark in marks}
    made = []
    for tie in ties(catalog, at):
        a, b = at[tie.from_id], at[tie.to_id]
        made.append(Link(tie.edge_id, f"{a.name} → {b.name}", tie.layer, bent((a.x, a.y), (b.x, b.y))))
    return tuple(made)
