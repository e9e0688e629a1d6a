"""Picture of a ranking: the map of its classes beside the first regions, as PNG or SVG, drawn from the data."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from geo.analysis.choropleth import Classes
from geo.catalog import Catalog, boundaries
from geo.export.figure import drawing_lock, font_families
from geo.observatory.areas import AREA_SETS, polygons
from geo.observatory.ranking import Ranking
from geo.observatory.sheet import Sheet
from geo.settings import Settings
from geo.signs import INK, LINE, MUTED, WATER

FORMATS: Final = ("png", "svg")
DPI: Final = 200
_SIZE_IN: Final = (11.69, 6.2)
_NO_FIGURE: Final = "#F6F4EE"
_BAR: Final = "#807dba"
_LONGEST_NAME: Final = 30
_TOLERANCE_M: Final = 2_500.0
_CHINA: Final = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=WGS84"
_UNITED_STATES: Final = "+proj=aea +lat_1=29.5 +lat_2=45.5 +lat_0=37.5 +lon_0=-96 +ellps=WGS84"
# Equal areas where there are many; the frame is what is drawn, in metres, where not everything lies together.
_PLANES: Final[dict[str, tuple[str, tuple[float, float, float, float] | None]]] = {
    "cn_city": (_CHINA, None),
    "cn_province": (_CHINA, None),
    "us_cbsa": (_UNITED_STATES, (-2.4e6, -1.5e6, 2.4e6, 1.6e6)),
    "uk_nuts2": ("EPSG:27700", None),
    "de_land": ("EPSG:25832", None),
}


def picture(
    ranking: Ranking, classes: Classes | None, sheet: Sheet, catalog: Catalog, config: Settings, *, kind: str
) -> bytes:
    """Return one sheet; the same ranking gives the same bytes.

    Parameters
    ----------
    classes : of the rows, in their order.
    kind : png (200 dpi) or svg; text of the latter stays text.
    """
    import matplotlib as mpl

    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "observatory", "path.simplify": False}
    metadata: dict[str, Any] = {
        "png": {"Software": None, "Title": sheet.title},
        "svg": {"Date": None, "Title": sheet.title, "Creator": sheet.foot[:120]},
    }[kind]
    made = BytesIO()
    with drawing_lock(), mpl.rc_context(settings):
        _drawn(ranking, classes, sheet, catalog, config).savefig(made, format=kind, dpi=DPI, metadata=metadata)
    return made.getvalue()


def _drawn(ranking: Ranking, classes: Classes | None, sheet: Sheet, catalog: Catalog, config: Settings) -> Any:
    from matplotlib.figure import Figure

    page = Figure(figsize=_SIZE_IN, facecolor="white")
    _text(page, 0.03, 0.94, sheet.title, size=17, weight="bold")
    _text(page, 0.03, 0.9, sheet.subtitle, size=10, color=MUTED)
    is_drawn = ranking.area_set in AREA_SETS and classes is not None
    if is_drawn and classes is not None:
        axes = page.add_axes((0.03, 0.24, 0.56, 0.64))
        _map(axes, ranking, classes, catalog, config)
        _legend(page, classes, sheet)
    left = 0.74 if is_drawn else 0.3
    _bars(page.add_axes((left, 0.24, 0.94 - left, 0.6)), sheet)
    for number, sentence in enumerate(sheet.findings[:3]):
        _text(page, 0.03, 0.125 - 0.032 * number, sentence[:190], size=8)
    _text(page, 0.03, 0.02, sheet.foot[:230], size=6.5, color=MUTED)
    return page


def _text(page: Any, x: float, y: float, text: str, **more: Any) -> None:
    font: dict[str, Any] = {"color": INK, "family": list(font_families()), "parse_math": False}
    page.text(x, y, " ".join(text.split()), **(font | more))


def _map(axes: Any, ranking: Ranking, classes: Classes, catalog: Catalog, config: Settings) -> None:
    from matplotlib.collections import PathCollection

    plane, frame = _PLANES[ranking.area_set]
    drawn = polygons(catalog, config, ranking.area_set).to_crs(plane)
    drawn["geometry"] = drawn.geometry.simplify_coverage(_TOLERANCE_M)
    of = dict(zip(ranking.rows["area_id"], classes.of_row, strict=True))
    signs = ranking.rows.loc[ranking.rows["sign"] > 0, "area_id"] if ranking.of == "us_strong" else ()
    signed = frozenset(signs)
    colours = [
        classes.colours[number] if 0 <= (number := int(of.get(area, -1))) < len(classes.colours) else _NO_FIGURE
        for area in drawn["region_id"]
    ]
    edges = [INK if area in signed else LINE for area in drawn["region_id"]]
    axes.add_collection(
        PathCollection([_path(shape) for shape in drawn.geometry], facecolors=colours, edgecolors=edges, linewidths=0.3)
    )
    if ranking.area_set.startswith("cn_"):  # China's areas are never drawn without its whole set of boundary lines
        for line in boundaries.cn_lines(config).to_crs(plane).geometry:
            for part in line.geoms:
                axes.plot(*part.xy, color=MUTED, linewidth=0.5)
    west, south, east, north = frame or _round_about(drawn.total_bounds)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal")
    axes.set_facecolor(WATER)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(LINE)


def _round_about(bounds: Any) -> tuple[float, float, float, float]:
    """Return bounds with a margin in which coasts and lines out at sea are whole."""
    west, south, east, north = (float(value) for value in bounds)
    margin = 0.04 * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def _path(shape: Any) -> Any:
    import numpy as np
    import shapely
    from matplotlib.path import Path as Outline

    points, codes = [np.empty((0, 2))], [np.empty(0, np.uint8)]
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = shapely.get_coordinates(ring)
            code = np.full(len(corners), Outline.LINETO, np.uint8)
            code[:1], code[-1:] = Outline.MOVETO, Outline.CLOSEPOLY
            points.append(corners)
            codes.append(code)
    return Outline(np.concatenate(points), np.concatenate(codes))


def _legend(page: Any, classes: Classes, sheet: Sheet) -> None:
    from matplotlib.patches import Rectangle

    _text(page, 0.03, 0.205, sheet.head, size=8, weight="bold")
    for number, (colour, (low, high)) in enumerate(zip(classes.colours, classes.limits, strict=True)):
        x = 0.03 + number * 0.098
        look = {"facecolor": colour, "edgecolor": LINE, "linewidth": 0.4, "transform": page.transFigure}
        page.add_artist(Rectangle((x, 0.172), 0.014, 0.02, **look))
        ends = [sheet.short(end) for end in (low, high) if end != float("inf")]
        _text(page, x + 0.018, 0.175, "–".join(ends) if len(ends) == 2 else f"> {ends[0]}", size=6.5)


def _bars(axes: Any, sheet: Sheet) -> None:
    places = range(len(sheet.names))[::-1]
    axes.barh(list(places), sheet.values, color=_BAR, height=0.7)
    axes.set_yticks(
        list(places),
        [name[:_LONGEST_NAME] for name in sheet.names],
        family=list(font_families()),
        fontsize=8,
        color=INK,
    )
    axes.set_xticks([])
    for place, value, text in zip(places, sheet.values, sheet.texts, strict=True):
        axes.annotate(
            f" {text}", (max(value, 0.0), place), va="center", fontsize=7.5, family=list(font_families()), color=INK
        )
    axes.set_title(sheet.head, fontsize=9, family=list(font_families()), color=INK, loc="left", parse_math=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.margins(x=0.22)
