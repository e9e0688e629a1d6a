"""The small mark beside a figure that opens where it comes from: title, publisher, date, confidence."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from geo.catalog.credits import licence_words
from geo.language import Translator
from geo.model import Source
from pages.components.literal import link


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


def source_mark(content: str, t: Translator) -> str:
    """Return the mark of one figure as HTML: a word that opens `content`, which is HTML, over what lies below.

    One of them is open at a time. It is an element of the page and no widget: a page of figures has a dozen of them,
    and each as a popover of Streamlit would be three messages in every run.
    """
    word = escape(t("shell.source.mark"))
    return f'<details class="obs-source" name="obs-source"><summary>{word}</summary><div>{content}</div></details>'


def figure_facts(*, as_of: str, confidence: str, t: Translator) -> str:
    """Return the date and confidence of a figure as one HTML paragraph."""
    text = t("shell.source.facts", as_of=as_of, confidence=t(f"term.confidence.{confidence}"))
    return f'<p class="obs-note">{escape(text)}</p>'
