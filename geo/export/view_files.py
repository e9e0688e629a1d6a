"""A view of the cluster map as a file: PNG, SVG and PDF by Matplotlib, or one slide of native shapes."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final, TypedDict

from geo.export.archive import steadied
from geo.export.figure import drawing_lock, font_families
from geo.export.scene import scale_bar_km
from geo.export.slide_outline import Outline, add_group
from geo.export.slide_parts import Panel, fill, paragraph, text_box
from geo.export.view import SIDES, Drawing, Shape
from geo.export.view_key import Entry, label_em, lines, words_em
from geo.language import number
from geo.signs import DASHES, INK, LINE, MUTED, PAPER, SHAPES, WATER

FORMATS: Final = ("png", "svg", "pdf", "pptx")
DPI: Final = 200
_A4_IN: Final = (11.69, 8.27)
_SLIDE_IN: Final = (13.333, 7.5)
_INCH: Final = 914_400
_PT: Final = 12_700
_KEY_LINES: Final = 2  # lines of the key there is room for under the tallest view
_KEY_LINE_IN: Final = 0.17
_KEY_TOP_IN: Final = 0.13  # from the frame to the middle of the key's first line
_FIGURE_KEY_PT: Final = 6.5
_SLIDE_KEY_PT: Final = 8.0


def view_file(drawing: Drawing, *, kind: str) -> bytes:
    """Return a view as one file; the same view gives the same bytes.

    Parameters
    ----------
    kind : one of FORMATS.
    """
    return _slide(drawing) if kind == "pptx" else _figure(drawing, kind)


class _Type(TypedDict):
    """How text is set, as Matplotlib takes it."""

    family: list[str]
    parse_math: bool


def _box(drawing: Drawing, wide: float, high: float) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the largest frame of the view's shape within a sheet less its margins."""
    most_wide, most_high = wide - 0.8, high - 1.45 - _KEY_LINES * _KEY_LINE_IN
    width = min(most_wide, most_high * drawing.aspect)
    height = width / drawing.aspect
    return (wide - width) / 2, 0.75, width, height


def _foot(drawing: Drawing) -> str:
    return "  ·  ".join((drawing.as_of, *drawing.notes))


def _figure(drawing: Drawing, kind: str) -> bytes:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "observatory", "pdf.fonttype": 3}
    with drawing_lock(), mpl.rc_context(settings):
        wide, high = _A4_IN
        sheet = Figure(figsize=_A4_IN, facecolor=PAPER)
        left, top, width, height = _box(drawing, wide, high)
        axes = sheet.add_axes((left / wide, 1 - (top + height) / high, width / wide, height / high))
        west, south, east, north = drawing.frame
        axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], facecolor=WATER)
        for spine in axes.spines.values():
            spine.set(color=LINE, linewidth=0.8)
        text: _Type = {"family": list(font_families()), "parse_math": False}
        for shape in drawing.shapes:
            _draw(axes, shape, text)
        km = scale_bar_km(drawing.metres_across)
        x, y = west + (east - west) * 0.03, south + (north - south) * 0.03
        length = km * 1000 * (east - west) / drawing.metres_across
        axes.plot([x, x + length], [y, y], color=INK, linewidth=2, solid_capstyle="butt")
        axes.text(x, y + (north - south) * 0.012, f"{number(km, drawing.language)} km", fontsize=7, color=INK, **text)
        _key_of_figure(sheet, drawing, (left, top + height, width), text)
        sheet.text(left / wide, 1 - 0.5 / high, drawing.title, fontsize=13, fontweight="bold", color=INK, **text)
        foot = sheet.text(left / wide, 0.3 / high, _foot(drawing), fontsize=6.5, color=MUTED, wrap=True, **text)
        foot.set_in_layout(False)
        made = BytesIO()
        metadata: dict[str, str | None] = {
            "png": {"Software": None, "Title": drawing.title},
            "svg": {"Date": None, "Title": drawing.title},
            "pdf": {"CreationDate": None, "Title": drawing.title},
        }[kind]
        sheet.savefig(made, format=kind, dpi=DPI, metadata=metadata)
    return made.getvalue()


def _placed(drawing: Drawing, pt: float, *rooms_in: float) -> list[tuple[float, float, Entry]]:
    """Return the entries of the key with their places right of its beginning and below the view, inches.

    It takes the first of the widths that few lines are enough for, else the last.
    """
    em = pt / 72
    laid = [lines(drawing.key, room_in / em) for room_in in rooms_in]
    rows = next((found for found in laid if len(found) <= _KEY_LINES), laid[-1])
    return [
        (start * em, _KEY_TOP_IN + number_ * _KEY_LINE_IN, entry)
        for number_, row in enumerate(rows)
        for start, entry in row
    ]


def _key_of_figure(sheet: Any, drawing: Drawing, under: tuple[float, float, float], text: _Type) -> None:
    """Write the key under the view, whose lower left corner is so far right and down, and which is so wide, inches."""
    from matplotlib.lines import Line2D

    (wide, high), (left, foot, width) = _A4_IN, under
    em = _FIGURE_KEY_PT / 72
    for x, y, entry in _placed(drawing, _FIGURE_KEY_PT, width, wide - left - 0.4):
        start, middle = (left + x) / wide, 1 - (foot + y) / high
        if entry.sign:
            sheet.add_artist(
                Line2D(
                    [start + em / wide], [middle], linestyle="", marker=SHAPES[entry.sign].marker,
                    markersize=entry.size_pt, markerfacecolor=entry.fill, markeredgecolor=entry.line,
                    markeredgewidth=0.8,
                )
            )  # fmt: skip
        else:
            dash: Any = DASHES[entry.dash].matplotlib
            ends = [start, start + 2 * em / wide]
            sheet.add_artist(Line2D(ends, [middle] * 2, color=entry.colour, linewidth=1.2, linestyle=dash))
        words = (left + x + words_em(0.0) * em) / wide
        sheet.text(words, middle, entry.label, fontsize=_FIGURE_KEY_PT, color=INK, va="center_baseline", **text)


def _draw(axes: Any, shape: Shape, text: _Type) -> None:
    import numpy as np
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline_

    if shape.at is not None:
        axes.plot(
            *shape.at, SHAPES[shape.sign].marker, markersize=shape.size_pt, markerfacecolor=shape.fill,
            markeredgecolor=shape.line, markeredgewidth=shape.line_pt,
        )  # fmt: skip
        if shape.label:
            across, up = SIDES[shape.side]
            away = shape.size_pt / 2 + 2
            axes.annotate(
                shape.label, shape.at, (across * away, up * away), textcoords="offset points", fontsize=7, color=INK,
                ha=("right", "center", "left")[across + 1], va=("top", "center", "bottom")[up + 1],
                annotation_clip=True, clip_on=True, **text,
            )  # fmt: skip
        return
    if not shape.is_closed:
        for ring in shape.rings:
            xs, ys = zip(*ring, strict=True)
            axes.plot(xs, ys, color=shape.line, linewidth=shape.line_pt, linestyle=DASHES[shape.dash].matplotlib)
        return
    codes = [
        np.r_[Outline_.MOVETO, np.full(len(ring) - 2, Outline_.LINETO), Outline_.CLOSEPOLY] for ring in shape.rings
    ]
    path = Outline_(np.concatenate([np.asarray(ring) for ring in shape.rings]), np.concatenate(codes).astype(np.uint8))
    dash: Any = DASHES[shape.dash].matplotlib
    face = (shape.fill, shape.opacity) if shape.fill else "none"
    axes.add_patch(PathPatch(path, facecolor=face, edgecolor=shape.line, linewidth=shape.line_pt, linestyle=dash))


def _slide(drawing: Drawing) -> bytes:
    from pptx import Presentation
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Inches

    file = Presentation()
    file.slide_width, file.slide_height = (Inches(side) for side in _SLIDE_IN)
    slide = file.slides.add_slide(file.slide_layouts[6])
    left, top, width, height = (side * _INCH for side in _box(drawing, *_SLIDE_IN))
    panel = Panel(left, top, width, height)
    head = Panel(0.4 * _INCH, 0.2 * _INCH, (_SLIDE_IN[0] - 0.8) * _INCH, 0.45 * _INCH)
    paragraph(text_box(slide, head, "title"), drawing.title, size=20, bold=True, first=True)
    water = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(int(value) for value in (left, top, width, height)))
    water.name = "water"
    fill(water.fill, WATER)
    water.line.fill.background()
    add_group(slide, "map", panel, [_outline(drawing, shape, panel) for shape in drawing.shapes])
    for shape in drawing.shapes:
        if shape.at is not None and shape.label:
            x, y = _at(drawing, panel, shape.at)
            across, up = SIDES[shape.side]
            wide, high = (label_em(shape.label) * 9 / 72 * 1.2 + 0.1) * _INCH, 0.18 * _INCH
            middle_x = x + across * (0.08 * _INCH + wide / 2)
            box = Panel(middle_x - wide / 2, y - up * (0.08 * _INCH + high / 2) - high / 2, wide, high)
            align = ("right", "center", "left")[across + 1]
            written = text_box(slide, box, f"label {shape.name}", anchor="middle", align=align)
            paragraph(written, shape.label, size=9, first=True, align=align)
    _key_of_slide(slide, drawing, top + height)
    foot = Panel(0.4 * _INCH, (_SLIDE_IN[1] - 0.6) * _INCH, (_SLIDE_IN[0] - 0.8) * _INCH, 0.45 * _INCH)
    paragraph(text_box(slide, foot, "credits"), _foot(drawing), size=8, colour_hex=MUTED, first=True)
    file.core_properties.title = drawing.title[:255]
    file.core_properties.author = "Digital Cluster Observatory"
    made = BytesIO()
    file.save(made)
    return steadied(made.getvalue(), as_of=drawing.as_of)


def _key_of_slide(slide: Any, drawing: Drawing, foot: float) -> None:
    """Write the key under the view, which ends at `foot`, EMU: one group of signs, and words that can be edited."""
    em = _SLIDE_KEY_PT / 72 * _INCH
    marks: list[Outline] = []
    for x, y, entry in _placed(drawing, _SLIDE_KEY_PT, _SLIDE_IN[0] - 0.8):
        left, middle = (0.4 + x) * _INCH, foot + y * _INCH
        marks.append(_mark(entry, left, middle, em))
        words = Panel(left + words_em(0.0) * em, middle - em, (label_em(entry.label) + 1.8) * em, 2 * em)
        written = text_box(slide, words, f"key {entry.label}", anchor="middle")
        paragraph(written, entry.label, size=_SLIDE_KEY_PT, first=True)
    if marks:
        room = Panel(0.4 * _INCH, foot, (_SLIDE_IN[0] - 0.8) * _INCH, (_KEY_LINES * _KEY_LINE_IN + 0.1) * _INCH)
        add_group(slide, "key", room, marks)


def _mark(entry: Entry, left: float, middle: float, em: float) -> Outline:
    if entry.sign:
        x, half = left + em, entry.size_pt * _PT / 2
        box = [(round(x - half), round(middle - half)), (round(x + half), round(middle + half))]
        preset = SHAPES[entry.sign].preset
        return Outline(entry.label, [box], preset=preset, fill=entry.fill, line=entry.line, line_pt=0.8)
    ends = [(round(left), round(middle)), (round(left + 2 * em), round(middle))]
    dash = "" if entry.dash == "solid" else DASHES[entry.dash].preset
    return Outline(entry.label, [ends], line=entry.colour, line_pt=1.2, dash=dash, is_closed=False)


def _at(drawing: Drawing, panel: Panel, place: tuple[float, float]) -> tuple[int, int]:
    west, _, east, north = drawing.frame
    scale = panel.width / (east - west)
    return round(panel.left + (place[0] - west) * scale), round(panel.top + (north - place[1]) * scale)


def _outline(drawing: Drawing, shape: Shape, panel: Panel) -> Outline:
    if shape.at is not None:
        (x, y), half = _at(drawing, panel, shape.at), round(shape.size_pt * _PT / 2)
        return Outline(
            shape.name,
            [[(x - half, y - half), (x + half, y + half)]],
            preset=SHAPES[shape.sign].preset,
            fill=shape.fill,
            line=shape.line,
            line_pt=shape.line_pt,
        )
    return Outline(
        shape.name,
        [[_at(drawing, panel, place) for place in ring] for ring in shape.rings],
        fill=shape.fill,
        opacity=shape.opacity,
        line=shape.line,
        line_pt=shape.line_pt,
        dash="" if shape.dash == "solid" else DASHES[shape.dash].preset,
        is_closed=shape.is_closed,
    )
