"""Slides of a story's own views: maps and charts kept as they were, and what the article claims of its cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.catalog import Catalog
from geo.comparison.claims import Claim, told_claims
from geo.comparison.core_charts import CoreChart
from geo.comparison.gather import Comparison, compare
from geo.comparison.shown_charts import shown_charts
from geo.comparison.state import parse_comparison
from geo.comparison.story import Step
from geo.comparison.words import Document, document
from geo.export.scene import Scene, scenes
from geo.export.slide_cases import draw_map_row
from geo.export.slide_charts import draw_chart
from geo.export.slide_parts import Deck, Panel, paragraph, text_box
from geo.export.slide_tables import draw_claims
from geo.model import Indicator
from geo.settings import Settings

_INCH: Final = 914400
_MOST: Final = 4  # charts of a slide


@dataclass(frozen=True, slots=True)
class Kept:
    """One step with a view of its own: the maps it shows, the charts, or the claims."""

    step: Step
    year: int | None
    same_scale: bool
    scenes: tuple[Scene, ...] = ()
    charts: tuple[CoreChart, ...] = ()
    claims: tuple[Claim, ...] = ()


def kept_views(doc: Document, comparison: Comparison, catalog: Catalog, config: Settings) -> tuple[Kept, ...]:
    """Return the views that the story of a document has for itself: those it keeps as they were, and its claims."""
    found = []
    for step in doc.story.told:
        if step.view == "claims" and (told := told_claims(catalog, comparison.state.cases, doc.t)):
            found.append(Kept(step, None, same_scale=False, claims=told))
        if not step.keeps_view:
            continue
        state, _ = parse_comparison(
            {**comparison.state.query(), **step.state},
            known=comparison.state.cases,
            indicators=list(catalog.every(Indicator)),
        )
        made, same = compare(catalog, config, state), state.scale != "fit"
        if step.view == "maps":
            drawn = scenes(
                made.subjects,
                catalog,
                config,
                language=doc.language,
                year=state.year,
                same_scale=same,
                over=state.over,
                places=dict(state.views),
            )
            found.append(Kept(step, state.year, same and not state.views, scenes=drawn))
        else:
            charts = shown_charts(document(made, catalog, language=doc.language), state)[:_MOST]
            found.append(Kept(step, state.year, same, charts=charts))
    return tuple(found)


def draw_kept(deck: Deck, kept: Kept) -> None:
    """Add the slide of one kept view."""
    t = deck.doc.t
    if kept.claims:
        draw_claims(deck, kept.claims, title=kept.step.caption, notes=kept.step.notes)
        return
    until = t("deck.kept.until", year=kept.year) if kept.year is not None else ""
    title = kept.step.caption or t(f"compare.story.{kept.step.view}")
    if kept.scenes:
        draw_map_row(deck, kept.scenes, title=title, same_scale=kept.same_scale, remark=until, notes=kept.step.notes)
        return
    sources = [source for chart in kept.charts for source in chart.source_ids]
    slide = deck.slide(title, subtitle=until, notes=kept.step.notes, foot=deck.foot(sources))
    if not kept.charts:  # as the page says of such a view; a title alone would say nothing
        paragraph(text_box(slide, deck.body, "nothing"), t("compare.chart.none"), size=18, first=True)
    for chart, panel in zip(kept.charts, _grid(deck.body, len(kept.charts)), strict=True):
        draw_chart(slide, chart, deck.doc, panel)


def _grid(area: Panel, count: int) -> Sequence[Panel]:
    """Return panels for up to four charts: one alone, two side by side, more in two rows."""
    across, down = (1, 1) if count <= 1 else (2, 1) if count == 2 else (2, 2)
    gap = 0.2 * _INCH
    width, height = (area.width - gap * (across - 1)) / across, (area.height - gap * (down - 1)) / down
    return [
        Panel(area.left + at % across * (width + gap), area.top + at // across * (height + gap), width, height)
        for at in range(count)
    ]
