"""View of what is new since a day, with the address of the feed."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from geo.catalog import Catalog
from geo.governance.book import Pages
from geo.governance.digest import digest
from geo.governance.overview import Overview
from geo.language import Translator
from geo.publication.shelf import shared_shelf
from pages.components.governance import session
from pages.components.literal import literal


def show(seen: Overview, pages: Pages, catalog: Catalog, t: Translator) -> None:
    """Show the view."""
    state = session.current()
    literal(t("governance.news", since=state.since), style="heading")
    shelf = shared_shelf()
    news = digest(catalog, pages, seen, t, since=state.since, published=() if shelf is None else shelf.listing())
    if not news:
        literal(t("governance.news.none"), style="note")
    items = "".join(
        f"<li><span>{escape(one.at[:10])} · {escape(t(f'governance.news.kind.{one.kind}'))}</span> "
        f"{escape(one.title)}</li>"
        for one in news
    )
    st.html(f'<ul class="obs-news">{items}</ul>')
    query = urlencode({"lang": t.language, **({"in": ",".join(state.clusters)} if state.clusters else {})}, safe=",")
    address = f"digest.atom?{query}"
    st.html(f'<p class="obs-note"><a href="{escape(address)}">{escape(t("governance.news.feed"))}</a></p>')
