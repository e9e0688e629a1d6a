"""Files of the report: HTML, Word or slides of some clusters, made in one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from geo.catalog import Catalog
from geo.governance.book import Pages
from geo.governance.edition import Edition
from geo.governance.paper import docx_report
from geo.governance.report import Panorama, blocks, panorama
from geo.governance.report_slides import pptx_report
from geo.language import translator
from geo.settings import Settings
from geo.workbench.report import html_of

FORMATS: Final = ("html", "docx", "pptx")
MEDIA_TYPES: Final = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def report_file(
    catalog: Catalog,
    config: Settings,
    pages: Pages,
    clusters: Sequence[str],
    *,
    language: str,
    kind: str,
    before: Edition | None = None,
    template: Path | BinaryIO | None = None,
    report: Callable[[float], None] = lambda _share: None,
) -> tuple[bytes, Panorama]:
    """Return the report's bytes, the same for the same data, register and choice, and what it holds.

    Parameters
    ----------
    kind : of FORMATS.
    before : the edition it is compared with.
    template : slides in an organisation's own look; for pptx.
    report : told the share that is done.

    Raises
    ------
    ReportError, TemplateError
    """
    t = translator(language)
    made = panorama(catalog, config, pages, clusters, t, before=before, report=report)
    if kind == "pptx":
        body = pptx_report(made, t, template=template)
    elif kind == "docx":
        body = docx_report(blocks(made, t), t, title=made.title, as_of=made.as_of)
    else:
        body = html_of(blocks(made, t), t, title=made.title).encode()
    report(1.0)
    return body, made
