"""Panel: publish a layer for all who use this server; what was published, its versions, withdrawing and restoring."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from geo.access.roles import PUBLISH
from geo.language import Translator, number
from geo.publication.about import About, Owner
from geo.publication.register import Publication
from geo.publication.shelf import Shelf, shared_shelf
from geo.workbench.room import Room, WorkLayer
from pages.components import account, publication_form, publication_words, sitemap
from pages.components.boundary import boundary, show_notice
from pages.components.literal import literal
from pages.components.workbench import fields, publication_session, published

_NEW: Final = ""
SHOWN_NAMES: Final = 20


def show(room: Room, t: Translator, *, key: str) -> None:
    """Show the panel; it is there only where this server shares layers."""
    shelf = shared_shelf()
    if shelf is None:
        return
    literal(t("publication.lead"), style="note")
    _receipt(t, shelf, key=f"{key}_receipt")
    form, mine = st.columns([3, 2], gap="large")
    with form:
        literal(t("publication.form.title"), style="subheading")
        _publish(t, room, shelf, key=key)
    with mine:
        published.show(shelf, t, key=f"{key}_own")


def _publish(t: Translator, room: Room, shelf: Shelf, *, key: str) -> None:
    if not account.allows(PUBLISH, t, key=f"{key}_needs"):
        return
    if publication_session.needs_sign_in():
        show_notice(t("publication.sign_in.need"))
        st.button(t("publication.sign_in"), key=f"{key}_sign_in", on_click=st.login)
        return
    layer = fields.layer(t, room, label=t("publication.layer"), key=f"{key}_layer", fits=lambda frame: len(frame) > 0)
    if layer is None:
        return
    own = {one.publication_id: one for one in publication_session.own(shelf) if not one.withdrawn_at}
    of = _NEW
    if own:
        of = st.selectbox(
            t("publication.as"),
            [_NEW, *own],
            format_func=lambda item: _as_words(own.get(item), t),
            key=f"{key}_of",
        )
    _plainly(t, layer)
    _form(t, shelf, layer, own.get(of), key=f"{key}_{of or layer.layer_id[:12]}")


def _as_words(publication: Publication | None, t: Translator) -> str:
    if publication is None:
        return t("publication.as.new")
    newest = publication.newest
    return t("publication.as.version", title=newest.about.title, number=newest.number + 1)


def _plainly(t: Translator, layer: WorkLayer) -> None:
    """Say before anything is published what all will be able to see."""
    names = [str(name) for name in layer.frame.columns if name != layer.frame.geometry.name]
    shown = t("publication.list_comma").join(names[:SHOWN_NAMES]) + (" …" if len(names) > SHOWN_NAMES else "")
    told = (
        t("publication.public.rows", features=number(len(layer.frame), t.language)),
        t("publication.public.fields", count=len(names), names=shown) if names else "",
        t("publication.public.personal"),
    )
    items = "".join(f"<li>{escape(text)}</li>" for text in told if text)
    st.html(f'<ul class="obs-cautions" aria-label="{escape(t("publication.public"))}">{items}</ul>')


def _form(t: Translator, shelf: Shelf, layer: WorkLayer, of: Publication | None, *, key: str) -> None:
    before = of.newest.about if of else None
    given = publication_form.show(
        t, title=layer.title, before=before, owner=of.owner if of else publication_session.signed_in(), key=key
    )
    if given is not None:
        _put(t, shelf, layer, *given, of)


def _put(t: Translator, shelf: Shelf, layer: WorkLayer, about: About, owner: Owner, of: Publication | None) -> None:
    with boundary(t):
        publication_id = of.publication_id if of else ""
        with st.spinner(t("publication.busy"), show_time=True):
            receipt = shelf.publish(
                layer.frame, about, owner, of=publication_id, proof=publication_session.proof_for(publication_id)
            )
        publication_session.keep(receipt)
        st.rerun()


def _receipt(t: Translator, shelf: Shelf, *, key: str) -> None:
    """Show what was just published, where to see it, and its code, until the person puts it away."""
    receipt = publication_session.receipt()
    found = publication_words.visible(f"{receipt.publication_id}.{receipt.version}") if receipt else None
    if receipt is None or found is None:
        return
    with st.container(key=key):
        done = t("publication.done", title=found.version.about.title, number=receipt.version)
        st.html(f'<p class="obs-verdict obs-verdict-ok" role="status">{escape(done)}</p>')
        if receipt.code:
            literal(t("publication.code", id=receipt.publication_id))
            st.code(receipt.code, language=None)
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_next"):
            query = publication_words.map_query(receipt.publication_id, found.version)
            sitemap.page_link("cluster_map", t("publication.see"), **query)
            st.button(
                t("publication.put_away" if receipt.code else "publication.close"),
                key=f"{key}_away",
                on_click=publication_session.put_away,
                type="tertiary",
            )
