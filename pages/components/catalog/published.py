"""Published layers in the data catalogue: what is said of each, where to see it, and its downloads."""

from __future__ import annotations

import streamlit as st

from geo.language import Translator, number
from geo.publication.cases import case_id_of, is_case, owner_words
from geo.publication.files import as_csv
from geo.publication.register import Publication
from geo.publication.shelf import Found, Shelf, shared_shelf
from pages.components import basket, publication_words, sitemap
from pages.components.literal import literal, literal_label, section

SHOWN = 50  # the newest; the map's choice has all


def show(t: Translator, *, key: str) -> None:
    """Show the list where this server shares layers, nothing elsewhere."""
    shelf = shared_shelf()
    if shelf is None:
        return
    section(t("publication.map.title"), t("publication.unchecked.all"))
    listed = shelf.listing()
    if not listed:
        literal(t("publication.map.none"), style="note")
    for publication in listed[:SHOWN]:
        about = publication.newest.about
        words = t(
            "publication.list.entry", title=about.title, owner=owner_words(publication.owner, t), as_of=about.as_of
        )
        name = f"{key}_{publication.publication_id}"
        expander = st.expander(literal_label(words), on_change="rerun", key=name)
        if expander.open:
            with expander:
                _one(t, shelf, publication, key=name)
    if len(listed) > SHOWN:
        literal(t("publication.list.cut", shown=SHOWN, total=number(len(listed), t.language)), style="note")


def _one(t: Translator, shelf: Shelf, publication: Publication, *, key: str) -> None:
    numbers = [version.number for version in reversed(publication.versions)]
    chosen = numbers[0]
    if len(numbers) > 1:
        chosen = st.selectbox(t("publication.fact.version"), numbers, key=f"{key}_version")
    found = Found(publication, publication.version(chosen))
    st.html(publication_words.facts(found, t))
    reference = publication.publication_id if chosen == numbers[0] else found.key
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_buttons"):
        sitemap.page_link("cluster_map", t("publication.see"), **publication_words.map_query(reference, found.version))
        if is_case(found):
            basket.button(case_id_of(found, pinned=chosen != numbers[0]), t, key=f"{key}_compare")
        # A callable runs when its button is pressed, so that no file is read for those who only look.
        st.download_button(
            t("catalog.download.as_csv"),
            lambda: as_csv(shelf.read(found)),
            file_name=f"{found.key}.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"{key}_csv",
        )
        st.download_button(
            t("catalog.download.as_geoparquet"),
            lambda: shelf.file(found),
            file_name=f"{found.key}.parquet",
            mime="application/vnd.apache.parquet",
            on_click="ignore",
            key=f"{key}_geoparquet",
        )
