"""Shows text exactly as it is: nothing in it is read as Markdown, HTML, mathematics or emoji codes.

Streamlit reads Markdown in most of its text commands, so a name such as ``**a** $x$ :smile:`` would change its look,
and a link or an image in it would work. Everything that comes from data, a file, an address or a person goes through
here.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

# Style -> element and class of style.css; the element gives screen readers the page's outline.
STYLES: Final[dict[str, tuple[str, str]]] = {
    "title": ("h1", "obs-title"),
    "heading": ("h2", "obs-heading"),
    "subheading": ("h3", "obs-subheading"),
    "lead": ("p", "obs-lead"),
    "body": ("p", "obs-body"),
    "note": ("p", "obs-note"),
}
_MARKDOWN_SIGN: Final = re.compile(r"([!-/:-@\[-`{-~])")
_LATE_SIGN: Final = re.compile(r":|[-<>=~](?=[-<>=~])")
_WORD_JOINER: Final = "\u2060"


def element(text: str, *, style: str = "body", anchor: str = "") -> str:
    """Return `text` as one HTML element in which it is literal; `anchor` is what a link within the page leads to."""
    tag, css = STYLES[style]
    place = f' id="{escape(anchor)}"' if anchor else ""
    return f'<{tag} class="{css}"{place}>{escape(text)}</{tag}>'


def literal(text: str, *, style: str = "body", anchor: str = "") -> None:
    """Show `text` literally, line breaks included, in one of `STYLES`."""
    st.html(element(text, style=style, anchor=anchor))


def leading(text: str, words: str, anchor: str) -> str:
    """Return a sentence as an element that ends with a link to the part of the page that shows what it says."""
    tag, css = STYLES["body"]
    way = f'<a class="obs-leads" href="#{escape(anchor)}">{escape(words)}</a>'
    return f'<{tag} class="{css}">{escape(text)} {way}</{tag}>'


def section(title: str, note: str, *, level: str = "heading") -> None:
    """Show the head of a part of the page: its title and, close below it, what to know before reading on.

    Parameters
    ----------
    level : ``heading`` with a note, or ``title`` with the page's lead.
    """
    st.html(element(title, style=level) + element(note, style="lead" if level == "title" else "note"))


def literal_label(text: str) -> str:
    """Return `text` for a widget's label, where Streamlit always reads Markdown, so that it shows literally.

    Every ASCII sign is escaped. Emoji codes and arrows (``:smile:``, ``->``) are replaced after the escapes have been
    read, so an invisible joiner breaks them.
    """
    broken = _LATE_SIGN.sub(rf"\g<0>{_WORD_JOINER}", " ".join(text.split()))
    return _MARKDOWN_SIGN.sub(r"\\\1", broken)


def link(text: str, address: str) -> str:
    """Return an HTML link that opens in a new tab; an address that is not http(s) is shown as text beside `text`."""
    if urlsplit(address).scheme not in ("http", "https"):
        return escape(f"{text} ({address})" if address else text)
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'
