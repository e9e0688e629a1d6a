"""Pictures of a study for its report: its map and its ranked bars, as plain shapes that SVG, PNG and PDF draw alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.analysis.choropleth import NO_DATA
from geo.language import Translator
from geo.signs import ACCENT, INK, LAND, LINE, MUTED, WATER
from geo.workbench.meaning import percent, short
from geo.workbench.ranking import PERCENT, Ranked

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.workbench.room import WorkLayer

Points = tuple[tuple[float, float], ...]
WIDTH: Final = 640.0
_MAP_HEIGHT: Final = 420.0
_MARGIN: Final = 12.0
_BAR: Final = 22.0
BARS: Final = 12
MAX_CORNERS: Final = 20_000  # of a map's polygons, which are simplified until they have no more
MAX_DOTS: Final = 3000
_NO_DATA: Final = "#ffffff"
_NAME: Final = 22  # characters


@dataclass(frozen=True, slots=True)
class Area:
    """A polygon with holes, filled by the even-odd rule; in pixels, y downwards."""

    rings: tuple[Points, ...]
    fill: str
    line: str = INK


@dataclass(frozen=True, slots=True)
class Dot:
    """A point, or the mark of a legend if it is square."""

    x: float
    y: float
    radius: float
    fill: str


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text from x on, or up to it where `end` is set; y is its middle."""

    x: float
    y: float
    text: str
    end: bool = False
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes in the order they are drawn; `told` is what the picture shows, for whoever does not see it."""

    width: float
    height: float
    shapes: tuple[Area | Dot | Words, ...]
    told: str
    ground: str = "#ffffff"


def _box(x: float, y: float, width: float, height: float) -> tuple[Points, ...]:
    return (((x, y), (x + width, y), (x + width, y + height), (x, y + height)),)


def bars(found: Ranked, t: Translator, *, title: str) -> Picture:
    """Return the largest of a study's ranked rows as bars with their values."""
    values = found.table[found.value].to_numpy(dtype=np.float64, na_value=np.nan)
    shown = [n for n in range(found.charted) if np.isfinite(values[n])][:BARS]
    write = percent if found.value in PERCENT else short
    largest = max((abs(values[n]) for n in shown), default=0.0) or 1.0
    left, full = 230.0, WIDTH - 230.0 - 90.0
    shapes: list[Area | Dot | Words] = [Words(_MARGIN, 14, title, colour=MUTED)]
    for place, n in enumerate(shown):
        y = 28 + place * _BAR
        label = found.labels[n]
        name = label if len(label) <= _NAME else f"{label[: _NAME - 1]}…"
        length = max(full * abs(values[n]) / largest, 1.0)
        shapes.append(Words(left - 8, y + _BAR / 2, name, end=True))
        shapes.append(Area(_box(left, y + 3, length, _BAR - 6), ACCENT, ACCENT))
        shapes.append(Words(left + length + 6, y + _BAR / 2, write(float(values[n]), t)))
    told = "; ".join(f"{found.labels[n]} {write(float(values[n]), t)}" for n in shown)
    return Picture(WIDTH, 36 + _BAR * max(len(shown), 1), tuple(shapes), f"{title}: {told}")


def map_of(
    layer: WorkLayer, t: Translator, *, legend: tuple[tuple[str, str], ...], land: gpd.GeoDataFrame | None = None
) -> Picture | None:
    """Return the map of a layer in Web Mercator with its legend below; None where nothing is drawn.

    Parameters
    ----------
    legend : colour and words of each class.
    land : what lies under it, EPSG:4326; without it the ground is one colour.
    """
    if layer.drawn.bounds is None:
        return None
    west, south, east, north = layer.drawn.bounds
    left, right = math.radians(west), math.radians(east)
    low, high = _mercator(south), _mercator(north)
    span = max(right - left, high - low, 1e-4)
    scale = min(
        (WIDTH - 2 * _MARGIN) / max(right - left, span / 50), (_MAP_HEIGHT - 2 * _MARGIN) / max(high - low, span / 50)
    )
    x0 = (WIDTH - scale * (right - left)) / 2
    y0 = (_MAP_HEIGHT - scale * (high - low)) / 2

    def placed(xy: Any) -> Any:
        lon, lat = np.asarray(xy).T
        northing = np.arcsinh(np.tan(np.radians(np.clip(lat, -85, 85))))
        return np.column_stack([x0 + scale * (np.radians(lon) - left), y0 + scale * (high - northing)])

    shapes: list[Area | Dot | Words] = []
    if land is not None:
        edges = (left - x0 / scale, right + x0 / scale, low - y0 / scale, high + y0 / scale)
        box = (math.degrees(edges[0]), _latitude(edges[2]), math.degrees(edges[1]), _latitude(edges[3]))
        shapes += _land(land, box, placed)
    classes = None if layer.legend is None else layer.legend.of_row.to_numpy()
    geometry = shapely.transform(layer.frame.geometry.to_numpy(), placed)
    geometry = _simplified(geometry)
    step = max(1, math.ceil(int((shapely.get_dimensions(geometry) == 0).sum()) / MAX_DOTS))
    for row, shape in enumerate(geometry):
        if shape is None or shape.is_empty:
            continue
        number = 0 if classes is None else int(classes[row])
        fill = _NO_DATA if number == NO_DATA else layer.colours[min(number, len(layer.colours) - 1)]
        if shapely.get_dimensions(shape) == 0:
            if row % step == 0:
                centre = shape.centroid
                shapes.append(Dot(round(centre.x, 1), round(centre.y, 1), 3.0, fill))
            continue
        shapes.extend(
            Area(tuple(_ring(ring) for ring in (part.exterior, *part.interiors)), fill)
            for part in shapely.get_parts(shape)
            if part.geom_type == "Polygon"
        )
    height = _MAP_HEIGHT + 8
    for colour, words in legend:
        height += 18
        shapes.append(Area(_box(_MARGIN, height - 7, 18, 12), colour, LINE))
        shapes.append(Words(_MARGIN + 26, height - 1, words))
    ground = Area(_box(0, 0, WIDTH, _MAP_HEIGHT), WATER if land is not None else LAND, LINE)
    return Picture(WIDTH, height + 14, (ground, *shapes), t("workbench.report.map", layer=layer.title))


def _land(land: gpd.GeoDataFrame, box: tuple[float, float, float, float], placed: Any) -> list[Area | Dot | Words]:
    near = land.geometry.to_numpy()[land.sindex.query(shapely.box(*box))]
    cut = shapely.simplify(shapely.transform(shapely.clip_by_rect(shapely.make_valid(near), *box), placed), 0.6)
    return [
        Area(tuple(_ring(ring) for ring in (part.exterior, *part.interiors)), LAND, LINE)
        for part in shapely.get_parts(cut)
        if part.geom_type == "Polygon" and not part.is_empty
    ]


def _latitude(northing: float) -> float:
    return math.degrees(math.atan(math.sinh(northing)))


def _mercator(lat: float) -> float:
    return math.asinh(math.tan(math.radians(max(-85.0, min(85.0, lat)))))


def _ring(ring: Any) -> Points:
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in shapely.get_coordinates(ring)[:-1])


def _simplified(geometry: Any) -> Any:
    """Return shapes of a picture with as many corners as a person can see, MAX_CORNERS at most."""
    pixel = 0.4
    found = shapely.simplify(geometry, pixel)
    while int(shapely.get_num_coordinates(found).sum()) > MAX_CORNERS and pixel < 20:
        pixel *= 2
        found = shapely.simplify(geometry, pixel)
    return found


def svg(picture: Picture) -> str:
    """Return a picture as an SVG element to stand inside HTML; every text is escaped."""
    parts = [
        f'<svg role="img" aria-label="{escape(picture.told)}" viewBox="0 0 {picture.width:g} {picture.height:g}" '
        f'width="{picture.width:g}" height="{picture.height:g}">'
    ]
    for shape in picture.shapes:
        if isinstance(shape, Area):
            path = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in shape.rings if ring)
            parts.append(
                f'<path d="{path}" fill="{shape.fill}" fill-rule="evenodd" stroke="{shape.line}" stroke-width="0.5"/>'
            )
        elif isinstance(shape, Dot):
            parts.append(
                f'<circle cx="{shape.x:g}" cy="{shape.y:g}" r="{shape.radius:g}" fill="{shape.fill}" stroke="#fff"/>'
            )
        else:
            anchor = ' text-anchor="end"' if shape.end else ""
            parts.append(
                f'<text x="{shape.x:g}" y="{shape.y:g}" dominant-baseline="central" font-size="13" '
                f'fill="{shape.colour}"{anchor}>{escape(shape.text)}</text>'
            )
    return "".join([*parts, "</svg>"])


def draw(picture: Picture, axes: Any, *, fonts: tuple[str, ...], size: float) -> None:
    """Draw a picture on Matplotlib axes.

    Parameters
    ----------
    fonts : families to set text in.
    size : of the text, points.
    """
    from matplotlib.patches import Circle, PathPatch
    from matplotlib.path import Path

    axes.set_xlim(0, picture.width)
    axes.set_ylim(picture.height, 0)
    axes.set_axis_off()  # limits are set: artists are added as such, or each would have them worked out anew
    for shape in picture.shapes:
        if isinstance(shape, Area):
            corners: list[tuple[float, float]] = []
            codes: list[int] = []
            for ring in shape.rings:
                corners += [*ring, ring[0]]
                codes += [int(Path.MOVETO), *[int(Path.LINETO)] * (len(ring) - 1), int(Path.CLOSEPOLY)]
            axes.add_artist(PathPatch(Path(corners, codes), facecolor=shape.fill, edgecolor=shape.line, linewidth=0.3))
        elif isinstance(shape, Dot):
            axes.add_artist(
                Circle((shape.x, shape.y), shape.radius, facecolor=shape.fill, edgecolor="#fff", linewidth=0.3)
            )
        else:
            axes.text(
                shape.x,
                shape.y,
                shape.text,
                ha="right" if shape.end else "left",
                va="center",
                color=shape.colour,
                fontsize=size,
                family=list(fonts),
                parse_math=False,
            )
