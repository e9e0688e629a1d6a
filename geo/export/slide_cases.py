"""Slides of maps: all cases side by side, and one slide a case with its map, its story and its key figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from geo.comparison.words import CaseText
from geo.export.scene import Scene, common_half_height
from geo.export.slide_map import draw_map
from geo.export.slide_parts import GREY, Deck, Panel, paragraph, text_box
from geo.export.slide_tables import draw_key_figures

_INCH: Final = 914400


def draw_maps(deck: Deck, scenes: Sequence[Scene], *, same_scale: bool) -> None:
    """Add the slide of all maps, with the overlay where one was chosen."""
    doc = deck.doc
    draw_map_row(
        deck,
        scenes,
        title=doc.story.caption("maps", doc.headlines["maps"]),
        same_scale=same_scale,
        notes=doc.story.notes("maps") or "\n".join(_drawn(doc.cases)),
    )


def draw_map_row(
    deck: Deck, scenes: Sequence[Scene], *, title: str, same_scale: bool, notes: str, remark: str = ""
) -> None:
    """Add a slide of the maps of all cases side by side; `remark` stands below its title."""
    doc = deck.doc
    over = next((area.area_id for scene in scenes for area in scene.over), "")
    names = {case.cluster_id: case.short for case in doc.cases}
    under = [doc.t("compare.doc.maps.same" if same_scale else "compare.doc.maps.fit")]
    under += [doc.t("deck.maps.over", name=names[over])] if over else []
    under += [remark] if remark else []
    slide = deck.slide(
        title,
        subtitle=doc.t("finding.and").join(under),
        notes=notes,
        foot=doc.credit_lines([key for scene in scenes for key in scene.credits]),
    )
    area = deck.body
    gap = 0.15 * _INCH
    width = (area.width - gap * (len(scenes) - 1)) / len(scenes)
    height = area.height - 0.5 * _INCH
    half = common_half_height(scenes, width / height) if same_scale else None
    for number, (scene, case) in enumerate(zip(scenes, doc.cases, strict=True)):
        left = area.left + number * (width + gap)
        head = text_box(slide, Panel(left, area.top, width, 0.45 * _INCH), f"name {case.cluster_id}", anchor="middle")
        paragraph(head, case.short, size=16, bold=True, first=True)
        panel = Panel(left, area.top + 0.5 * _INCH, width, height)
        draw_map(slide, scene, case, panel, doc, half_height=None if scene.is_world else half)


def _drawn(cases: Sequence[CaseText]) -> list[str]:
    return [f"{case.short}: {case.facts[-1][1]}" for case in cases if case.facts]


def draw_case(deck: Deck, at: int, scene: Scene) -> None:
    """Add the slide of the case in column `at`."""
    doc = deck.doc
    case = doc.cases[at]
    own = {one.case_id: one for one in doc.advice}.get(case.cluster_id)
    separator = doc.t("compare.value.colon")
    notes = [case.summary, *(f"{label}{separator}{value}" for label, value in case.facts)]
    area = deck.body
    split = area.width * 0.54
    slide = deck.slide(
        case.headline,
        subtitle=" · ".join(filter(None, (case.name, case.country, case.model))),
        notes="\n".join(notes),
        foot=deck.foot(own.source_ids if own else (), credits=doc.credit_lines(scene.credits)),
    )
    draw_map(slide, scene.alone(), case, Panel(area.left, area.top, split, area.height), doc, labels=True)
    left = area.left + split + 0.3 * _INCH
    width = area.width - (left - area.left)
    frame = text_box(slide, Panel(left, area.top, width, area.height * 0.5), "story")
    is_long = len(case.summary) > (100 if doc.language == "zh" else 230)
    paragraph(frame, case.summary, size=14 if is_long else 16, first=True)
    for label, value in case.facts[1:]:
        paragraph(frame, f"{label}{separator}{value}", size=11, colour_hex=GREY, space=5)
    draw_key_figures(slide, deck, at, Panel(left, area.top + area.height * 0.52, width, area.height * 0.48))
