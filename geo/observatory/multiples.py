"""Small multiples: several industries or measures of the same regions, each a small map on one scale, as SVG."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analysis.choropleth import NO_DATA, Classes
from geo.catalog import Catalog
from geo.observatory.drawing import classes_for
from geo.observatory.plane import PLANES, areas_on_plane, frame_of, lines_on_plane
from geo.observatory.ranking import Ranking, quick_ranking
from geo.observatory.state import MOST_SIDE_BY_SIDE, ObservatoryState
from geo.settings import Settings
from geo.signs import ACCENT, INK, LINE, MUTED, NEUTRAL, PAPER, shape_svg
from geo.statistics.own.table import Own

if TYPE_CHECKING:
    import shapely

WIDTH_PX: Final = 300
_NO_FIGURE: Final = "#F6F4EE"
_STAR_PX: Final = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Multiple:
    """One of several rankings beside each other.

    Attributes
    ----------
    key : of the industry (as in a link) or the measure.
    classes : of its rows; on the scale of all of them where they measure the same thing. None where nothing is known.
    """

    key: str
    ranking: Ranking
    classes: Classes | None


def usual(keys: tuple[str, ...], chosen: str) -> tuple[str, ...]:
    """Return what is shown side by side to begin with: the chosen one and those listed first.

    Examples
    --------
    >>> usual(("a", "b", "c"), "c")
    ('c', 'a', 'b')
    """
    return tuple(dict.fromkeys((chosen, *keys)))[:MOST_SIDE_BY_SIDE]


def multiples(
    catalog: Catalog, state: ObservatoryState, keys: tuple[str, ...], own: Own | None = None
) -> tuple[Multiple, ...]:
    """Rank the regions of a state by each of several industries or, for Chinese cities, measures.

    Industries share one scale. Measures have units of their own: each is in fifths of its regions.
    """
    if state.country == "CN":
        found = [quick_ranking(catalog, replace(state, measure=key)) for key in keys]
        classes = [classes_for(one.rows["value"], one.of) for one in found]
    else:
        found = [quick_ranking(catalog, replace(state, industry=key), own) for key in keys]
        classes = shared_classes(found)
    return tuple(Multiple(*one) for one in zip(keys, found, classes, strict=True))


def shared_classes(rankings: list[Ranking]) -> list[Classes | None]:
    """Sort the values of several rankings into the same classes."""
    import pandas as pd

    values = [one.rows["value"] for one in rankings]
    together = classes_for(pd.concat(values, ignore_index=True), rankings[0].of)
    if together is None:
        return [None] * len(rankings)
    ends = np.cumsum([len(one) for one in values])
    found: list[Classes | None] = []
    for end, one in zip(ends, values, strict=True):
        of_row = pd.Series(together.of_row.to_numpy()[end - len(one) : end], index=one.index)
        counts = tuple(int((of_row == number).sum()) for number in range(len(together.colours)))
        no_data = int((of_row == NO_DATA).sum())
        found.append(replace(together, of_row=of_row, counts=counts, no_data=no_data))
    return found


@dataclass(frozen=True, slots=True)
class Outlines:
    """Areas of a set as SVG paths in pixels: by region, where their signs stand, the lines over them, the height."""

    paths: dict[str, str]
    anchors: dict[str, tuple[float, float]]
    lines: str
    height_px: float
    plane: str
    corner: tuple[float, float]
    px_per_m: float

    def places(self, lon: list[float], lat: list[float]) -> list[tuple[float, float]]:
        """Return places given in degrees in pixels."""
        from pyproj import Transformer

        xs, ys = Transformer.from_crs("EPSG:4326", self.plane, always_xy=True).transform(lon, lat)
        west, north = self.corner
        return [
            ((float(x) - west) * self.px_per_m, (north - float(y)) * self.px_per_m) for x, y in zip(xs, ys, strict=True)
        ]


@lru_cache(maxsize=4)
def outlines(catalog: Catalog, config: Settings, area_set: str) -> Outlines:
    """Return the outlines of a set, to a pixel, once a version of the data."""
    import shapely

    first = areas_on_plane(catalog, config, area_set, tolerance_m=0.0)
    west, south, east, north = frame_of(first, area_set)
    scale = WIDTH_PX / (east - west)
    drawn = areas_on_plane(catalog, config, area_set, tolerance_m=1.0 / scale)
    corner = np.array([west, north])

    def path(shape: shapely.Geometry, *, closed: bool) -> str:
        out = []
        for part in shapely.get_parts(shape):
            rings = (part.exterior, *part.interiors) if closed else (part,)
            for ring in rings:
                places = np.round((shapely.get_coordinates(ring) - corner) * (scale, -scale), 1)
                if len(places) > 2 or not closed:
                    out.append("M" + "L".join(f"{x:g} {y:g}" for x, y in places) + ("Z" if closed else ""))
        return "".join(out)

    signs = {}
    for region, shape in zip(drawn["region_id"], drawn.geometry, strict=True):
        parts = shapely.get_parts(shape)
        if len(parts):
            place = shapely.point_on_surface(parts[int(np.argmax(shapely.area(parts)))])
            signs[region] = ((place.x - west) * scale, (north - place.y) * scale)
    lines = [path(line.simplify(0.5 / scale), closed=False) for line in lines_on_plane(config, area_set)]
    return Outlines(
        {region: path(shape, closed=True) for region, shape in zip(drawn["region_id"], drawn.geometry, strict=True)},
        signs,
        "".join(lines),
        (north - south) * scale,
        PLANES[area_set][0],
        (west, north),
        scale,
    )


def circle_map(shapes: Outlines, lon: list[float], lat: list[float], amounts: list[float]) -> str:
    """Return a small map with a circle a place, its area by the amount, as an SVG document."""
    most = max(amounts, default=1.0)
    circles = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{max(12 * (amount / most) ** 0.5, 1.5):.1f}"/>'
        for (x, y), amount in zip(shapes.places(lon, lat), amounts, strict=True)
    )
    areas = f'<path fill="{_NO_FIGURE}" d="{"".join(shapes.paths.values())}"/>'
    lines = f'<path d="{shapes.lines}" fill="none" stroke="{MUTED}" stroke-width="0.6"/>' if shapes.lines else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {shapes.height_px:.0f}">'
        f'<rect width="{WIDTH_PX}" height="{shapes.height_px:.0f}" fill="{NEUTRAL}"/>'
        f'<g stroke="{LINE}" stroke-width="0.3" fill-rule="evenodd">{areas}</g>{lines}'
        f'<g fill="{ACCENT}" fill-opacity="0.55" stroke="{PAPER}" stroke-width="0.6">{circles}</g></svg>'
    )


def small_map(one: Multiple, shapes: Outlines) -> str:
    """Return a small map as an SVG document: areas by class, those without a figure pale, stars of strong clusters."""
    rows = one.ranking.rows
    classes = one.classes
    of = {} if classes is None else dict(zip(rows["area_id"], classes.of_row, strict=True))
    groups: dict[str, list[str]] = {}
    for region, path in shapes.paths.items():
        number = int(of.get(region, NO_DATA))
        colour = _NO_FIGURE if classes is None or number == NO_DATA else classes.colours[number]
        groups.setdefault(colour, []).append(path)
    areas = "".join(f'<path fill="{colour}" d="{"".join(paths)}"/>' for colour, paths in groups.items())
    starred = rows.loc[rows["sign"].fillna(0.0) > 0, "area_id"] if one.ranking.of == "us_strong" else ()
    stars = "".join(
        f'<g transform="translate({x:.1f} {y:.1f})">{shape_svg("star", _STAR_PX)}</g>'
        for x, y in (shapes.anchors[area] for area in starred if area in shapes.anchors)
    )
    lines = f'<path d="{shapes.lines}" fill="none" stroke="{MUTED}" stroke-width="0.6"/>' if shapes.lines else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {shapes.height_px:.0f}">'
        f'<rect width="{WIDTH_PX}" height="{shapes.height_px:.0f}" fill="{NEUTRAL}"/>'
        f'<g stroke="{LINE}" stroke-width="0.3" fill-rule="evenodd">{areas}</g>{lines}'
        f'<g fill="{INK}" stroke="{PAPER}" stroke-width="0.8" paint-order="stroke">{stars}</g></svg>'
    )
