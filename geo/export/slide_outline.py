"""Native shapes written as DrawingML: freeforms of any number of corners, and preset shapes, in one group.

python-pptx's own freeform builder works out the extent anew for every corner, which takes seconds for a map; the
elements written here are the ones it writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from geo.comparison.words import plain
from geo.export.slide_parts import Panel

_POINT: Final = 12700  # EMU
_NAMESPACES: Final = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


@dataclass(frozen=True, slots=True)
class Outline:
    """One shape.

    Attributes
    ----------
    name : what it is, as the selection pane shows it.
    rings : contours in EMU on the slide; those of a polygon end where they begin. For a preset shape two corners.
    preset : key of a DrawingML preset geometry; "" draws the rings.
    fill : hex colour; "" leaves it open.
    opacity : of the fill, 0 to 1.
    dash : DrawingML preset dash; "" is solid.
    """

    name: str
    rings: Sequence[Sequence[tuple[int, int]]]
    line: str
    line_pt: float
    preset: str = ""
    fill: str = ""
    opacity: float = 1.0
    dash: str = ""
    is_closed: bool = True


def add_group(slide: Any, name: str, panel: Panel, outlines: Sequence[Outline]) -> Any:
    """Add shapes to a slide as one group that covers a panel; returns the group."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import qn

    group = slide.shapes.add_group_shape()
    group.name = name
    group.left, group.top, group.width, group.height = (
        round(value) for value in (panel.left, panel.top, panel.width, panel.height)
    )
    frame = group.element.find(qn("p:grpSpPr")).find(qn("a:xfrm"))
    # Shapes inside keep the slide's own coordinates.
    for tag, of in (("a:chOff", "a:off"), ("a:chExt", "a:ext")):
        child, model = frame.find(qn(tag)), frame.find(qn(of))
        for key, value in model.attrib.items():
            child.set({"x": "x", "y": "y", "cx": "cx", "cy": "cy"}[key], value)
    used = max(int(number) for number in slide.element.xpath("//p:cNvPr/@id"))
    for number, outline in zip(count(used + 1), outlines, strict=False):
        group.element.append(parse_xml(_xml(outline, number)))
    # Ids are given by the slide from its own count, which must go on above those used here.
    slide.shapes.turbo_add_enabled = True
    return group


def _xml(outline: Outline, number: int) -> str:
    xs = [x for ring in outline.rings for x, _ in ring]
    ys = [y for ring in outline.rings for _, y in ring]
    left, top = min(xs), min(ys)
    wide, high = max(max(xs) - left, 1), max(max(ys) - top, 1)
    if outline.preset:
        geometry = f'<a:prstGeom prst="{outline.preset}"><a:avLst/></a:prstGeom>'
    else:
        path = "".join(_contour(ring, left, top, is_closed=outline.is_closed) for ring in outline.rings)
        geometry = (
            '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="l" t="t" r="r" b="b"/>'
            f'<a:pathLst><a:path w="{wide}" h="{high}">{path}</a:path></a:pathLst></a:custGeom>'
        )
    dash = f'<a:prstDash val="{outline.dash}"/>' if outline.dash else ""
    return (
        f'<p:sp {_NAMESPACES}><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(plain(outline.name))}/>'
        "<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>"
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>{geometry}{_paint(outline)}'
        f'<a:ln w="{round(outline.line_pt * _POINT)}"><a:solidFill><a:srgbClr val="{outline.line[1:]}"/></a:solidFill>'
        f"{dash}</a:ln></p:spPr></p:sp>"
    )


def _paint(outline: Outline) -> str:
    if not outline.fill:
        return "<a:noFill/>"
    alpha = f'<a:alpha val="{round(outline.opacity * 100_000)}"/>' if outline.opacity < 1 else ""
    return f'<a:solidFill><a:srgbClr val="{outline.fill[1:]}">{alpha}</a:srgbClr></a:solidFill>'


def _contour(ring: Sequence[tuple[int, int]], left: int, top: int, *, is_closed: bool) -> str:
    first, *rest = ring[:-1] if is_closed else ring
    lines = "".join(f'<a:lnTo><a:pt x="{x - left}" y="{y - top}"/></a:lnTo>' for x, y in rest)
    start = f'<a:moveTo><a:pt x="{first[0] - left}" y="{first[1] - top}"/></a:moveTo>'
    return start + lines + ("<a:close/>" if is_closed else "")
