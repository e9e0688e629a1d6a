"""The basket of clusters to compare: what fills it on any page, and the line that shows it at the head of a page."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.catalog import load_catalog
from geo.comparison.basket import Basket
from geo.comparison.gather import comparable
from geo.comparison.state import MOST
from geo.language import Translator, number
from geo.model import Cluster
from geo.publication.cases import case_cluster, is_case, reference_of
from geo.settings import settings
from pages.components import publication_words, sitemap
from pages.components.boundary import show_notice
from pages.components.literal import literal, literal_label

_STATE: Final = "observatory_basket"
_KEY: Final = "obs_basket"


def current() -> Basket:
    """Return what this session has collected."""
    return st.session_state.get(_STATE) or Basket()


def can_hold(case: str) -> bool:
    """Tell whether a cluster can be compared."""
    return case in comparable(load_catalog(settings())) or _published(case) is not None


def button(case: str, t: Translator, *, key: str, short: bool = False) -> None:
    """Show the button that puts a cluster into the basket, or takes it out where it is in there.

    Parameters
    ----------
    short : only its sign, with the words as its help.
    """
    inside = case in current().cases
    words = t("basket.inside") if inside else t("basket.add")
    st.button(
        ":material/check:" if short and inside else ":material/add:" if short else words,
        icon=None if short else ":material/check:" if inside else ":material/add:",
        help=t("basket.named", words=words, name=literal_label(_name(case, t))) if short else None,
        key=key,
        on_click=_remove if inside else _add,
        args=(case,),
        type="tertiary" if short else "secondary",
    )


def show(t: Translator) -> None:
    """Show the basket; its place is always there, so that what stands below keeps its own."""
    _drop_gone(t)
    basket = current()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=_KEY):
        if basket.cases:
            _show_cases(t, basket)
        if basket.removed:
            literal(t("basket.removed", name=_name(basket.removed, t)), style="note")
            st.button(t("basket.undo"), icon=":material/undo:", type="tertiary", key="basket_undo", on_click=_undo)
        if basket.waiting:
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{_KEY}_full"):
                _show_full(t, basket)


def _drop_gone(t: Translator) -> None:
    """Take out layers that were withdrawn meanwhile, and say so."""
    basket = current()
    held = {*basket.cases, *basket.before, basket.waiting, basket.removed} - {""}
    known = frozenset(case for case in held if can_hold(case))
    for case in held - known:
        show_notice(publication_words.missing(reference_of(case), t))
    _keep(basket.keep(known))


def _show_cases(t: Translator, basket: Basket) -> None:
    held = number(len(basket.cases), t.language)
    literal(t("basket.held", held=held, most=number(MOST, t.language)), style="note")
    for case in basket.cases:
        name = _name(case, t)
        st.button(
            literal_label(name),
            icon=":material/close:",
            icon_position="right",
            help=t("basket.remove", name=literal_label(name)),
            key=f"basket_out_{case}",
            on_click=_remove,
            args=(case,),
        )
    if basket.is_enough:
        sitemap.page_link("compare", t("basket.compare", held=held, most=number(MOST, t.language)), **basket.query())
    else:
        literal(t("basket.more"), style="note")


def _show_full(t: Translator, basket: Basket) -> None:
    asked = _name(basket.waiting, t)
    literal(t("basket.full", most=number(MOST, t.language), name=asked), style="note")
    for case in basket.cases:
        words = t("basket.instead", name=literal_label(_name(case, t)))
        st.button(words, key=f"basket_swap_{case}", on_click=_remove, args=(case,))
    st.button(t("basket.give_up"), type="tertiary", key="basket_give_up", on_click=_give_up)


def _name(case: str, t: Translator) -> str:
    cluster = comparable(load_catalog(settings())).get(case) or _published(case)
    return (cluster.short or cluster.name).localised(t.language) if cluster else case


def _published(case: str) -> Cluster | None:
    """Return a published layer as a cluster, None for one that cannot be seen or compared."""
    reference = reference_of(case)
    found = publication_words.visible(reference) if reference else None
    return case_cluster(case, found) if found is not None and is_case(found) else None


def _keep(basket: Basket) -> None:
    st.session_state[_STATE] = basket


def _add(case: str) -> None:
    _keep(current().add(case))


def _remove(case: str) -> None:
    _keep(current().remove(case))


def _undo() -> None:
    _keep(current().undo())


def _give_up() -> None:
    _keep(current().give_up())
