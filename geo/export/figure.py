"""Figures of a comparison: maps with scale bar, legend and credit, and the indicators, as PNG, SVG or PDF.

Drawn with Matplotlib and a subset of Noto Sans CJK that travels with this package, so that Chinese is set anywhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from geo.comparison.core_charts import MARK
from geo.comparison.words import CaseText, Document, core_rows
from geo.export.bundling import bundled, thickness
from geo.export.scene import Area, Scene, common_half_height, scale_bar_km
from geo.language import number
from geo.signs import COAST, DASHES, GLYPHS, INK, LAND, LINE, MUTED, PAPER, SHAPES, WATER, model_sign

FONTS: Final = Path(__file__).parent / "fonts"
FORMATS: Final = ("png", "svg", "pdf")
DPI: Final = 300
_WIDTH_IN: Final = 11.69  # A4 across
_HEIGHT_IN: Final = 8.27
# Matplotlib's settings belong to the process; two figures at a time would mix theirs.
_LOCK: Final = threading.Lock()

Report = Callable[[float], None]


def figure(
    doc: Document,
    scenes: Sequence[Scene],
    *,
    kind: str,
    same_scale: bool,
    report: Report = lambda _share: None,
) -> bytes:
    """Return one A4 sheet, landscape.

    Parameters
    ----------
    kind : png (300 dpi), svg or pdf; text of the last two stays text.
    same_scale : whether all territories are drawn at one scale.
    """
    import matplotlib as mpl

    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "observatory",
        "pdf.fonttype": 3,
        "path.simplify": False,
    }
    with _LOCK, mpl.rc_context(settings):
        sheet = _sheet(doc, scenes, same_scale=same_scale, report=report)
        made = BytesIO()
        metadata: dict[str, str | None] = {
            "png": {"Software": None, "Title": doc.title, "Description": doc.stamp},
            "svg": {"Date": None, "Title": doc.title, "Creator": doc.stamp},
            "pdf": {"CreationDate": None, "Title": doc.title, "Subject": doc.stamp},
        }[kind]
        sheet.savefig(made, format=kind, dpi=DPI, metadata=metadata)
    report(1.0)
    return made.getvalue()


def drawing_lock() -> threading.Lock:
    """Return the lock that whoever draws with Matplotlib in this process holds meanwhile."""
    return _LOCK


@lru_cache(maxsize=1)
def font_families() -> tuple[str, ...]:
    """Make the subset's weights known to Matplotlib and return the fonts to set text in."""
    from matplotlib import font_manager

    names = []
    for path in sorted(FONTS.glob("*.otf")):
        font_manager.fontManager.addfont(str(path))
        names.append(font_manager.FontProperties(fname=str(path)).get_name())
    return (*dict.fromkeys(names), "DejaVu Sans")


def _sheet(doc: Document, scenes: Sequence[Scene], *, same_scale: bool, report: Report) -> Any:
    from matplotlib.figure import Figure

    sheet = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN), facecolor="white")
    _text(sheet, 0.03, 0.955, doc.title, size=18, bold=True)
    under = doc.t("compare.doc.maps.same" if same_scale else "compare.doc.maps.fit")
    _text(sheet, 0.03, 0.922, "  ".join(part for part in (doc.subtitle, under) if part), size=9.5, colour=MUTED)
    if doc.caption:
        _text(sheet, 0.03, 0.895, doc.caption, size=11)
    gap, left, right = 0.012, 0.03, 0.97
    width = (right - left - gap * (len(scenes) - 1)) / len(scenes)
    bottom, height = 0.475, 0.365
    aspect = width * _WIDTH_IN / (height * _HEIGHT_IN)
    half = common_half_height(scenes, aspect) if same_scale else None
    for at, (scene, case) in enumerate(zip(scenes, doc.cases, strict=True)):
        x = left + at * (width + gap)
        _text(sheet, x, bottom + height + 0.018, case.name, size=10.5, bold=True)
        axes = sheet.add_axes((x, bottom, width, height))
        _draw(axes, scene, case, scene.frame(aspect, half_height=None if scene.is_world else half), doc)
        report(0.8 * (at + 1) / len(scenes))
    _legend(sheet, doc, scenes)
    _table(sheet, doc)
    credits = doc.credit_lines([key for scene in scenes for key in scene.credits])
    used = {source for line in core_rows(doc) for cell in line.cells for source in cell.source_ids.split(";")}
    cited = [one.number for one in doc.references if one.source_id in used]
    foot = [
        credits,
        doc.t("compare.doc.sources.short", sources=doc.references_of(cited)),
        doc.t("deck.table.note") + " " + doc.remarks[0] + " " + doc.stamp,
    ]
    y = 0.075
    for line in foot:
        for part in _wrapped(line, 250)[:2]:
            _text(sheet, 0.03, y, part, size=6.3, colour=MUTED)
            y -= 0.0135
    return sheet


def _text(
    sheet: Any, x: float, y: float, text: str, *, size: float, bold: bool = False, colour: str = INK, **more: Any
) -> None:
    # Dollar signs would start mathematics.
    sheet.text(
        x, y, " ".join(text.split()), fontsize=size, color=colour, family=list(font_families()),
        weight=700 if bold else 400, parse_math=False, **more,
    )  # fmt: skip


def _path(areas: Sequence[Area]) -> Any:
    import numpy as np
    from matplotlib.path import Path as Outline

    rings = [np.asarray(ring) for area in areas for ring in area.rings]
    codes = [np.r_[Outline.MOVETO, np.full(len(ring) - 2, Outline.LINETO), Outline.CLOSEPOLY] for ring in rings]
    return Outline(np.concatenate(rings), np.concatenate(codes).astype(np.uint8))


def _draw(axes: Any, scene: Scene, case: CaseText, frame: tuple[float, float, float, float], doc: Document) -> None:
    from matplotlib.patches import PathPatch

    west, south, east, north = frame
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], facecolor=WATER)
    axes.set_gid(f"map-{case.cluster_id}")
    for spine in axes.spines.values():
        spine.set(color=LINE, linewidth=0.8)
    if scene.land:
        axes.add_patch(PathPatch(_path(scene.land), facecolor=LAND, edgecolor=COAST, linewidth=0.4))
    sign = model_sign(scene.subject.model)
    dash: Any = DASHES[sign.dash].matplotlib
    for area in scene.units:
        patch = PathPatch(
            _path([area]), facecolor=(case.colour, 0.2), edgecolor=case.colour, linewidth=1.0, linestyle=dash
        )
        patch.set_gid(f"unit-{area.area_id}")
        axes.add_patch(patch)
    for area in scene.over:
        axes.add_patch(PathPatch(_path([area]), facecolor="none", edgecolor=INK, linewidth=1.1, linestyle="--"))
    bundles, rest = bundled([link.points for link in scene.links])
    lines = [(line, 0.4) for line in (*rest, *(branch for one in bundles for branch in one.branches))]
    for points, width in (*lines, *((one.trunk, 0.8 * thickness(one.n)) for one in bundles)):
        xs, ys = zip(*points, strict=True)
        axes.plot(xs, ys, color=case.colour, linewidth=width, alpha=0.55)
    for mark in scene.marks:
        axes.plot(
            mark.x, mark.y, SHAPES[sign.shape].marker, markersize=4.2, markeredgewidth=0.5,
            markerfacecolor=PAPER if mark.tentative else case.colour,
            markeredgecolor=case.colour if mark.tentative else PAPER,
        )  # fmt: skip
        if glyph := GLYPHS[mark.family].marker:
            inner = case.colour if mark.tentative else PAPER
            axes.plot(mark.x, mark.y, glyph, markersize=2.2, markeredgewidth=0.5, color=inner)
    _scale(axes, scene, frame, doc)


def _scale(axes: Any, scene: Scene, frame: tuple[float, float, float, float], doc: Document) -> None:
    west, south, east, north = frame
    x, y = west + (east - west) * 0.04, south + (north - south) * 0.04
    plate = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1.5}
    more = {"fontsize": 6.5, "family": list(font_families()), "color": INK, "parse_math": False, "bbox": plate}
    if scene.is_world:
        axes.text(x, y, "\n".join(_wrapped(doc.t("compare.doc.world"), 15 if doc.language == "zh" else 32)), **more)
        return
    km = scale_bar_km(east - west)
    axes.plot([x, x + km * 1000], [y, y], color=INK, linewidth=2, solid_capstyle="butt", gid="scale-bar")
    axes.text(x, y + (north - south) * 0.022, f"{number(km, doc.language)} km", **more)


def _legend(sheet: Any, doc: Document, scenes: Sequence[Scene]) -> None:
    from matplotlib.lines import Line2D

    families = dict.fromkeys(mark.family for scene in scenes for mark in scene.marks)
    handles: list[Any] = [
        (
            Line2D([], [], marker="o", linestyle="", markersize=5, color=MUTED),
            Line2D([], [], marker=GLYPHS[key].marker, linestyle="", markersize=2.6, markeredgewidth=0.7, color=PAPER),
        )
        for key in families
    ]
    labels = [doc.t(f"compare.doc.family.{key}") for key in families]
    handles.append(
        Line2D(
            [],
            [],
            marker="o",
            linestyle="",
            markersize=4.5,
            markerfacecolor=PAPER,
            color=MUTED,
        )
    )
    labels.append(doc.t("compare.doc.tentative"))
    models = dict.fromkeys(scene.subject.model for scene in scenes)
    for key in models:
        sign = model_sign(key)
        dash: Any = DASHES[sign.dash].matplotlib
        handles.append(Line2D([], [], color=sign.colour, linestyle=dash, linewidth=1.4))
        labels.append(doc.t(f"term.model.{key}"))
    sheet.legend(
        handles=handles, labels=labels, loc="upper left",
        bbox_to_anchor=(0.025, 0.468), ncols=len(handles), frameon=False,
        prop={"family": list(font_families()), "size": 7}, handletextpad=0.5, columnspacing=1.2,
    )  # fmt: skip


def _table(sheet: Any, doc: Document) -> None:
    """Write the core table: rounded figures with year, dollars and mark; empty cells say so."""
    left, top, step = 0.03, 0.418, 0.0262
    first = 0.2
    width = (0.94 - first) / len(doc.cases)
    _text(sheet, left, top, doc.t("compare.doc.indicator"), size=8, bold=True)
    for at, case in enumerate(doc.cases):
        _text(sheet, left + first + at * width, top, case.short, size=8, bold=True)
    for number_, line in enumerate(core_rows(doc), start=1):
        y = top - number_ * step
        _rule(sheet, y + step * 0.62)
        _text(sheet, left, y, line.name, size=7.5)
        for at, cell in enumerate(line.cells):
            x = left + first + at * width
            if not cell.text:
                key = "compare.core.missing" if cell.applies else "compare.core.no_question"
                _text(sheet, x, y, doc.t(key), size=7, colour=MUTED)
                continue
            detail = doc.t("compare.comma").join(
                filter(None, (doc.t("compare.core.year", year=cell.year), cell.dollars))
            )
            _text(sheet, x, y, cell.text + (f" {MARK}" if cell.is_marked else ""), size=7.5)
            _text(sheet, x, y - 0.0105, detail, size=5.6, colour=MUTED)


def _rule(sheet: Any, y: float) -> None:
    from matplotlib.lines import Line2D

    sheet.add_artist(Line2D([0.03, 0.97], [y, y], color=LINE, linewidth=0.6))


def _wrapped(text: str, most: int) -> list[str]:
    """Break text into lines of at most `most` columns; a Han character takes two."""
    lines, line, used = [], "", 0
    for word in _pieces(text):
        wide = sum(2 if ord(sign) > 0x2E7F else 1 for sign in word)
        if used + wide > most and line:
            lines.append(line.rstrip())
            line, used = "", 0
        line, used = line + word, used + wide
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """Return where a line may break: after a space, and around each Han character."""
    import re

    return re.findall(r"[⺀-￯]|[^\s⺀-￯]+\s*|\s+", text)
