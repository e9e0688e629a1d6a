"""The files a comparison can be taken along as, and one call that makes any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from geo.catalog import Catalog
from geo.comparison.gather import Comparison
from geo.comparison.story import Story
from geo.comparison.words import Document, document
from geo.export.comparison_book import comparison_book
from geo.export.figure import figure
from geo.export.page import page
from geo.export.scene import Scene, scenes
from geo.export.slide_kept import kept_views
from geo.export.slides import slides
from geo.settings import Settings

MEDIA_TYPES: Final[dict[str, str]] = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Format (and ending of the name) -> media type."""
FORMATS: Final = tuple(MEDIA_TYPES)

Report = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Order:
    """The file a comparison is wanted as.

    Attributes
    ----------
    kind : key of FORMATS.
    caption : a line of the presenter's own.
    story : captions and speaker notes.
    template : a .pptx for the slides.
    """

    kind: str
    language: str
    caption: str = ""
    story: Story | None = None
    template: Path | BinaryIO | None = None

    def name(self, comparison: Comparison) -> str:
        """Return a name for the file."""
        return f"compare-{'-'.join(comparison.state.cases)}-{comparison.as_of}-{self.language}.{self.kind}"


def export(
    comparison: Comparison,
    order: Order,
    catalog: Catalog,
    config: Settings,
    *,
    report: Report = lambda _share: None,
) -> bytes:
    """Make one file; the same order on the same comparison gives the same bytes.

    Parameters
    ----------
    report : called with the share that is done, 0 to 1.

    Raises
    ------
    TemplateError
        for a template that cannot be used.
    """
    state = comparison.state
    report(0.05)
    same = state.scale != "fit"
    doc = document(comparison, catalog, language=order.language, caption=order.caption, story=order.story)
    found = scenes(
        comparison.subjects,
        catalog,
        config,
        language=order.language,
        year=state.year,
        same_scale=same,
        over=state.over,
    )
    report(0.3)

    def later(share: float) -> None:
        report(0.3 + 0.7 * share)

    return _make(order, comparison, doc, found, catalog, config, same, later)


def _make(
    order: Order,
    comparison: Comparison,
    doc: Document,
    found: tuple[Scene, ...],
    catalog: Catalog,
    config: Settings,
    same: bool,
    report: Report,
) -> bytes:
    if order.kind == "pptx":
        template = order.template
        kept = kept_views(doc, comparison, catalog, config)
        return slides(doc, found, as_of=catalog.as_of, same_scale=same, template=template, kept=kept, report=report)
    if order.kind == "html":
        return page(doc, found, catalog, config, same_scale=same, report=report)
    if order.kind == "xlsx":
        return comparison_book(doc, found, as_of=catalog.as_of)
    return figure(doc, found, kind=order.kind, same_scale=same, report=report)
