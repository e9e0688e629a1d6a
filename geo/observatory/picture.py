"""Picture of a ranking: the map of its classes beside the first regions, as PNG or SVG, drawn from the data."""

from __future__ import annotations

from io import BytesIO
from textwrap import wrap
from typing import Any, Final

from geo.analysis.choropleth import Classes
from geo.catalog import Catalog
from geo.export.figure import drawing_lock, font_families
from geo.observatory.areas import AREA_SETS
from geo.observatory.drawing import STARRED
from geo.observatory.plane import areas_on_plane, frame_of, lines_on_plane
from geo.observatory.ranking import Ranking
from geo.observatory.sheet import Sheet
from geo.settings import Settings
from geo.signs import INK, LINE, MUTED, NEUTRAL, PAPER, SHAPES

FORMATS: Final = ("png", "svg")
DPI: Final = 200
_SIZE_IN: Final = (11.69, 6.2)
_NO_FIGURE: Final = "#F6F4EE"
_BAR: Final = "#807dba"
_LONGEST_NAME: Final = 30  # a longer one stands on two lines
_LONGEST_FOOT: Final = 230
_LONGEST_SENTENCE: Final = 170
_LEAST_BARS: Final = 8  # places for bars: two of them do not fill the page
_STAR_SIZE: Final = 22.0  # of one star, square points
_LEGEND_WIDE: Final = 0.58  # of the page, as wide as the map
_TOLERANCE_M: Final = 2_500.0


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
    metadata: dict[str, str | None] = {
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
        _text(page, 0.03, 0.125 - 0.032 * number, sentence, size=8 if len(sentence) <= _LONGEST_SENTENCE else 7)
    for number, line in enumerate(wrap(" ".join(sheet.foot.split()), _LONGEST_FOOT, max_lines=2, placeholder="…")):
        _text(page, 0.03, 0.026 - 0.018 * number, line, size=6.5, color=MUTED)
    return page


def _text(page: Any, x: float, y: float, text: str, *, size: float, color: str = INK, weight: str = "normal") -> None:
    plain = _narrow(" ".join(text.split()))
    page.text(x, y, plain, size=size, color=color, weight=weight, family=list(font_families()), parse_math=False)


def _narrow(text: str) -> str:
    """Return a text with narrow apostrophes: a Chinese font gives the typographic one a square of its own."""
    return text if "‘" in text else text.replace("’", "'")


def _map(axes: Any, ranking: Ranking, classes: Classes, catalog: Catalog, config: Settings) -> None:
    from matplotlib.collections import PathCollection

    drawn = areas_on_plane(catalog, config, ranking.area_set, tolerance_m=_TOLERANCE_M)
    of = dict(zip(ranking.rows["area_id"], classes.of_row, strict=True))
    colours = [
        classes.colours[number] if 0 <= (number := int(of.get(area, -1))) < len(classes.colours) else _NO_FIGURE
        for area in drawn["region_id"]
    ]
    paths = [_path(shape) for shape in drawn.geometry]
    axes.add_collection(PathCollection(paths, facecolors=colours, edgecolors=LINE, linewidths=0.3))
    for line in lines_on_plane(config, ranking.area_set):
        for part in line.geoms:
            axes.plot(*part.xy, color=MUTED, linewidth=0.5)
    _stars(axes, ranking, drawn)
    west, south, east, north = frame_of(drawn, ranking.area_set)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal")
    axes.set_facecolor(NEUTRAL)  # neither sea nor a neighbour's land is drawn
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(LINE)


def _stars(axes: Any, ranking: Ranking, drawn: Any) -> None:
    """Mark the regions a method gives stars to: one star each, the larger the more there are."""
    import shapely

    if ranking.of not in STARRED:
        return
    of = dict(zip(ranking.rows["area_id"], ranking.rows["sign"].fillna(0.0), strict=True))
    starred = drawn[[of.get(area, 0.0) > 0 for area in drawn["region_id"]]]
    if starred.empty:
        return
    places = shapely.get_coordinates(shapely.point_on_surface(starred.geometry.to_numpy()))
    sizes = [_STAR_SIZE * of[area] for area in starred["region_id"]]
    axes.scatter(
        places[:, 0],
        places[:, 1],
        s=sizes,
        marker=SHAPES["star"].marker,
        color=INK,
        edgecolors=PAPER,
        linewidths=0.4,
        zorder=3,
    )


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
    """Say what the colours mean and, beneath, what the stars do, each as large as on the map."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    _text(page, 0.03, 0.215, sheet.head, size=8, weight="bold")
    dash = " – " if any(low < 0 for low, _ in classes.limits) else "–"  # a minus beside a dash reads as another dash
    named = [_range(sheet, low, high, dash) for low, high in classes.limits]
    signs = [*zip(classes.colours, named, strict=True), (_NO_FIGURE, sheet.no_figure)]
    step = min(0.098, _LEGEND_WIDE / len(signs))
    for number, (colour, text) in enumerate(signs):
        x = 0.03 + number * step
        look = {"facecolor": colour, "edgecolor": LINE, "linewidth": 0.4, "transform": page.transFigure}
        page.add_artist(Rectangle((x, 0.183), 0.014, 0.02, **look))
        _text(page, x + 0.018, 0.186, text, size=6.5)
    for number, (stars, text) in enumerate(sheet.stars.items()):
        x = 0.037 + number * 0.12
        page.add_artist(
            Line2D(
                [x], [0.163], linestyle="none", marker=SHAPES["star"].marker, markersize=(_STAR_SIZE * stars) ** 0.5,
                color=INK, markeredgecolor=PAPER, markeredgewidth=0.4, transform=page.transFigure,
            )
        )  # fmt: skip
        _text(page, x + 0.011, 0.158, text, size=6.5)


def _range(sheet: Sheet, low: float, high: float, dash: str) -> str:
    if high == float("inf"):
        return f"> {sheet.short(low)}"
    return sheet.short(low) if low == high else dash.join((sheet.short(low), sheet.short(high)))


def _longest(name: str) -> int:
    """Return how many letters of a name stand on one line; a star is twice as wide as a letter."""
    return _LONGEST_NAME - name.count(SHAPES["star"].character)


def _bars(axes: Any, sheet: Sheet) -> None:
    places = range(len(sheet.names))[::-1]
    axes.barh(list(places), sheet.values, color=_BAR, height=0.7)
    axes.set_yticks(
        list(places),
        ["\n".join(wrap(name, _longest(name), max_lines=2, placeholder="…")) for name in sheet.names],
        family=list(font_families()),
        fontsize=8,
        color=INK,
        linespacing=0.95,
    )
    if 0 < len(sheet.names) < _LEAST_BARS:
        axes.set_ylim(len(sheet.names) - _LEAST_BARS - 0.5, len(sheet.names) - 0.5)
    axes.set_xticks([])
    for place, value, text in zip(places, sheet.values, sheet.texts, strict=True):
        axes.annotate(
            f" {text}", (max(value, 0.0), place), va="center", fontsize=7.5, family=list(font_families()), color=INK
        )
    axes.set_title(
        _narrow(sheet.bars), fontsize=9, family=list(font_families()), color=INK, loc="left", parse_math=False
    )
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.margins(x=0.22)
