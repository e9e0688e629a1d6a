"""The small mark beside a figure that opens where it comes from: title, publisher, date, confidence."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from html import escape

import streamlit as st

from geo.catalog import Catalog, load_catalog
from geo.catalog.credits import licence_words
from geo.language import Translator
from geo.model import Source
from geo.settings import settings
from pages.components.frame import page_translator
from pages.components.literal import link
from pages.components.parts import ready


def source_list(sources: Iterable[Source], t: Translator) -> str:
    """Return sources as an HTML list: linked title, publisher, date and licence, all literal."""
    items = []
    for source in sources:
        facts = (
            source.publisher.localised(t.language),
            source.date or t("shell.source.undated"),
            licence_words(source, t),
        )
        about = t("shell.source.separator").join(fact for fact in facts if fact)
        items.append(f"<li>{link(source.title.localised(t.language), source.url)}<br><span>{escape(about)}</span></li>")
    return f'<ul class="obs-sources">{"".join(items)}</ul>'


def source_mark(source_ids: str, *, as_of: str, confidence: str, key: str) -> None:
    """Show the mark of one figure; opening it lists its sources.

    Parameters
    ----------
    source_ids : a `source_ids` cell of the catalogue.
    as_of : the date the figure stands for, ISO.
    confidence : key of geo.model.CONFIDENCES.
    key : unique on the page.
    """
    t = page_translator()
    with st.popover(t("shell.source.mark"), type="tertiary", key=f"source_{key}"):
        st.html(_opened(load_catalog(settings()), source_ids, as_of, confidence, t))


@partial(ready, most=1024)
def _opened(catalog: Catalog, source_ids: str, as_of: str, confidence: str, t: Translator) -> str:
    """Return what an opened mark shows."""
    return figure_facts(as_of=as_of, confidence=confidence, t=t) + source_list(catalog.sources(source_ids), t)


def figure_facts(*, as_of: str, confidence: str, t: Translator) -> str:
    """Return the date and confidence of a figure as one HTML paragraph."""
    text = t("shell.source.facts", as_of=as_of, confidence=t(f"term.confidence.{confidence}"))
    return f'<p class="obs-note">{escape(text)}</p>'
