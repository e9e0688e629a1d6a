"""A person's published layers: versions, where to see them, withdrawing with a way back, and codes from elsewhere."""

from __future__ import annotations

import streamlit as st

from geo.language import Translator
from geo.publication.register import Publication
from geo.publication.shelf import REFERENCE, Shelf
from pages.components import publication_words, sitemap
from pages.components.boundary import boundary
from pages.components.literal import literal
from pages.components.workbench import publication_session


def show(shelf: Shelf, t: Translator, *, key: str) -> None:
    """Show what this person has published."""
    literal(t("publication.own.title"), style="subheading")
    own = publication_session.own(shelf)
    if not own:
        literal(t("publication.own.none"), style="note")
    for publication in own:
        with st.container(border=True, key=f"{key}_{publication.publication_id}"):
            _one(t, shelf, publication, key=f"{key}_{publication.publication_id}")
    with st.expander(t("publication.code.have"), key=f"{key}_code"), st.form(f"{key}_code_form", border=False):
        publication_id = st.text_input(t("publication.code.id"), help=t("publication.code.id_help"), key=f"{key}_id")
        code = st.text_input(t("publication.code.label"), key=f"{key}_given")
        if st.form_submit_button(t("publication.code.use"), key=f"{key}_use"):
            with boundary(t):
                publication_session.take_code(shelf, _id_in(publication_id), code)
                st.rerun()


def _one(t: Translator, shelf: Shelf, publication: Publication, *, key: str) -> None:
    newest = publication.newest
    literal(newest.about.title)
    count = len(publication.versions)
    told = t.plural("publication.own.versions", count, n=count, date=newest.published_at[:10])
    literal(f"{told}{t('publication.comma')}{t('publication.own.id', id=publication.publication_id)}", style="note")
    if publication.withdrawn_at:
        literal(publication_words.withdrawn(publication, t), style="note")
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_buttons"):
        if publication.withdrawn_at:
            st.button(t("publication.restore"), key=f"{key}_restore", on_click=_turn, args=(shelf, publication, False))
            return
        query = publication_words.map_query(publication.publication_id, newest)
        sitemap.page_link("cluster_map", t("publication.see"), **query)
        st.button(
            t("publication.withdraw"),
            help=t("publication.withdraw.help"),
            key=f"{key}_withdraw",
            on_click=_turn,
            args=(shelf, publication, True),
        )


def _turn(shelf: Shelf, publication: Publication, away: bool) -> None:
    from pages.components.frame import page_translator

    with boundary(page_translator()):
        act = shelf.withdraw if away else shelf.restore
        act(publication.publication_id, publication_session.proof_for(publication.publication_id))


def _id_in(text: str) -> str:
    """Return the id in what a person gave: the id itself, or a link that holds it."""
    parts = text.replace("%2C", ",").replace("=", " ").replace("&", " ").replace(",", " ").replace(":", " ").split()
    return next((match[1] for part in parts if (match := REFERENCE.fullmatch(part.lower()))), text.strip())
