"""One map on a slide as native shapes, clipped to its frame: a freeform per unit and link, an oval per organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from geo.comparison.words import CaseText, Document
from geo.export.bundling import bundled, thickness
from geo.export.framing import polygons
from geo.export.scene import Area, Scene, scale_bar_km
from geo.export.slide_outline import Outline, add_group
from geo.export.slide_parts import Panel, fill, line_of, paragraph, text_box
from geo.language import number
from geo.signs import COAST, DASHES, GLYPHS, INK, LAND, PAPER, SHAPES, WATER, model_sign

_INCH: Final = 914400
_MARK: Final = 0.085 * _INCH
_GLYPH: Final = 0.036 * _INCH
_LEAST_RING: Final = 3
_LINK_PT: Final = 0.5
_LABELLED_UNITS: Final = 16


class _Plan:
    """Puts metres of a frame on EMU of a panel."""

    def __init__(self, frame: tuple[float, float, float, float], panel: Panel) -> None:
        self.frame, self.panel = frame, panel
        self.scale = panel.width / (frame[2] - frame[0])

    def at(self, x: float, y: float) -> tuple[int, int]:
        return (
            round(self.panel.left + (x - self.frame[0]) * self.scale),
            round(self.panel.top + (self.frame[3] - y) * self.scale),
        )

    def holds(self, x: float, y: float) -> bool:
        west, south, east, north = self.frame
        return west <= x <= east and south <= y <= north


def draw_map(
    slide: Any,
    scene: Scene,
    case: CaseText,
    panel: Panel,
    doc: Document,
    *,
    half_height: float | None = None,
    labels: bool = False,
) -> None:
    """Draw one cluster's map into a panel, grouped and named by cluster.

    Parameters
    ----------
    half_height : metres from the middle to the top; fits the cluster by default.
    labels : whether the units are named.
    """
    from pptx.enum.shapes import MSO_SHAPE

    plan = _Plan(scene.frame(panel.width / panel.height, half_height=half_height), panel)
    background = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE, *(int(value) for value in (panel.left, panel.top, panel.width, panel.height))
    )
    background.name = f"water {case.cluster_id}"
    fill(background.fill, WATER)
    background.line.fill.background()
    background.shadow.inherit = False
    outlines = [
        *_land(scene, plan),
        *_units(scene, case, plan),
        *_links(scene, case, plan),
        *_over(scene, plan),
        *_marks(scene, case, plan),
    ]
    add_group(slide, f"map {case.cluster_id}", panel, outlines)
    if labels:
        _labels(slide, scene.units, plan)
    _scale(slide, scene, plan, doc)


def _cut(shape: Any, plan: _Plan) -> list[list[tuple[int, int]]]:
    """Return the part of a geometry inside the frame as rings, or lines, on the panel."""
    import shapely

    inside = shapely.intersection(shape, shapely.box(*plan.frame))
    lines: list[Any] = [line for part in polygons(inside) for line in (part.exterior, *part.interiors)]
    lines += [part for part in shapely.get_parts(inside) if part.geom_type == "LineString" and not part.is_empty]
    return [[plan.at(float(x), float(y)) for x, y in shapely.get_coordinates(line)] for line in lines]


def _land(scene: Scene, plan: _Plan) -> list[Outline]:
    rings = [ring for area in scene.land for ring in _cut(area.shape, plan) if len(ring) > _LEAST_RING]
    return [Outline("land", rings, fill=LAND, line=COAST, line_pt=0.5)] if rings else []


def _units(scene: Scene, case: CaseText, plan: _Plan) -> list[Outline]:
    dash = DASHES[model_sign(scene.subject.model).dash].preset
    return [
        Outline(
            f"unit {area.area_id} {area.name}",
            rings,
            fill=case.colour,
            opacity=0.22,
            line=case.colour,
            line_pt=1.25,
            dash=dash,
        )
        for area in scene.units
        if (rings := _cut(area.shape, plan))
    ]


def _over(scene: Scene, plan: _Plan) -> list[Outline]:
    """Draw the outline of another cluster, clipped like everything else."""
    return [
        Outline(f"overlay {area.area_id}", rings, line=INK, line_pt=1.5, dash="dash")
        for area in scene.over
        if (rings := [ring for ring in _cut(area.shape, plan) if len(ring) > _LEAST_RING])
    ]


def _links(scene: Scene, case: CaseText, plan: _Plan) -> list[Outline]:
    import shapely

    bundles, rest = bundled([link.points for link in scene.links])
    drawn = [(f"link {at}", one, _LINK_PT) for at, one in enumerate(rest, start=1)]
    for at, bundle in enumerate(bundles, start=1):
        drawn += [(f"branch {at}", branch, _LINK_PT) for branch in bundle.branches]
        drawn.append((f"bundle {at} of {bundle.n}", bundle.trunk, thickness(bundle.n)))
    return [
        Outline(name, lines, line=case.colour, line_pt=width, is_closed=False)
        for name, points, width in drawn
        if (lines := _cut(shapely.LineString(points), plan))
    ]


def _marks(scene: Scene, case: CaseText, plan: _Plan) -> list[Outline]:
    half, inner = round(_MARK / 2), round(_GLYPH / 2)
    shape = SHAPES[model_sign(scene.subject.model).shape]
    made = []
    for mark in scene.marks:
        if not plan.holds(mark.x, mark.y):
            continue
        x, y = plan.at(mark.x, mark.y)
        made.append(
            Outline(
                f"organisation {mark.organisation_id} {mark.name}",
                [[(x - half, y - half), (x + half, y + half)]],
                preset=shape.preset,
                fill=PAPER if mark.tentative else case.colour,
                line=case.colour if mark.tentative else PAPER,
                line_pt=0.75,
            )
        )
        inside = case.colour if mark.tentative else PAPER
        if (glyph := GLYPHS[mark.family]).preset:
            flat = inner // 3 if glyph.preset == "rect" else inner
            made.append(
                Outline(
                    f"{mark.family} {mark.organisation_id}",
                    [[(x - inner, y - flat), (x + inner, y + flat)]],
                    preset=glyph.preset,
                    fill=inside,
                    line=inside,
                    line_pt=0.25,
                )
            )
    return made


def _labels(slide: Any, units: Sequence[Area], plan: _Plan) -> None:
    import shapely

    if len(units) > _LABELLED_UNITS:
        return
    window = shapely.box(*plan.frame)
    found = [max(polygons(shapely.intersection(area.shape, window)), key=_size, default=None) for area in units]
    taken: list[tuple[float, float]] = []
    # The largest unit is named first; a name that would lie on another is left out, the selection pane has it.
    for area, part in sorted(zip(units, found, strict=True), key=lambda pair: -_size(pair[1])):
        if part is None:
            continue
        place = part.representative_point()
        x, y = plan.at(place.x, place.y)
        middle = min(max(x, plan.panel.left + 0.6 * _INCH), plan.panel.left + plan.panel.width - 0.6 * _INCH)
        if any(abs(middle - left) < 0.8 * _INCH and abs(y - other) < 0.17 * _INCH for left, other in taken):
            continue
        taken.append((middle, y))
        box = Panel(middle - 0.6 * _INCH, y - 0.1 * _INCH, 1.2 * _INCH, 0.2 * _INCH)
        paragraph(
            text_box(slide, box, f"label {area.area_id}", align="center"), area.name, size=8, first=True, align="center"
        )


def _size(part: Any) -> float:
    return 0.0 if part is None else float(part.area)


def _scale(slide: Any, scene: Scene, plan: _Plan, doc: Document) -> None:
    """Add a scale bar, or for a world what stands in its place."""
    from pptx.enum.shapes import MSO_CONNECTOR

    panel = plan.panel
    left, base = panel.left + 0.12 * _INCH, panel.top + panel.height - 0.12 * _INCH
    if scene.is_world:
        box = Panel(left, base - 0.34 * _INCH, panel.width - 0.24 * _INCH, 0.36 * _INCH)
        paragraph(text_box(slide, box, "world", anchor="bottom"), doc.t("compare.doc.world"), size=9, first=True)
        return
    km = scale_bar_km(plan.frame[2] - plan.frame[0])
    width = km * 1000 * plan.scale
    bar = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, int(left), int(base), int(left + width), int(base))
    bar.name = "scale bar"
    line_of(bar, INK, 2)
    box = Panel(left, base - 0.24 * _INCH, max(width, 0.8 * _INCH), 0.2 * _INCH)
    paragraph(text_box(slide, box, "scale"), f"{number(km, doc.language)} km", size=9, first=True)
