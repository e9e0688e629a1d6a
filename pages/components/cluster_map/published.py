"""Published layers on the cluster map: which are shown, their signs in the legend, and their cards."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.language import Translator
from geo.links import Problem
from geo.maps.drawing import PublishedLayer
from geo.maps.state import MOST_PUBLISHED, MapState
from geo.publication.errors import PublishedFileError
from geo.publication.layers import layer
from geo.publication.shelf import KINDS, Found, shared_shelf
from geo.signs import INK
from pages.components import publication_words, sign
from pages.components.boundary import show_fault, show_notice
from pages.components.cluster_map import legend, session
from pages.components.literal import literal, literal_label

COLOURS: Final = ("#6A51A3", "#8C510A", "#01665E", "#5C5C5C")
"""By place in the choice; no colour of a model or of the computing network."""
_OPACITY: Final = 0.5  # of the pane in `published.js`


def settle() -> None:
    """Drop what of the choice cannot be seen any more, and note it; call it before anything is shown."""
    wanted: list[str] = st.session_state.get(session.PUBLISHED, [])
    kept = [reference for reference in wanted if publication_words.visible(reference) is not None]
    for reference in wanted:
        if reference not in kept:
            session.note_problem(Problem("pub", reference))
    if kept != wanted:
        st.session_state[session.PUBLISHED] = kept


def choose(t: Translator) -> None:
    """Show the choice of published layers, where this server shares them."""
    shelf = shared_shelf()
    if shelf is None:
        return
    found = ((one, publication_words.visible(one)) for one in st.session_state.get(session.PUBLISHED, []))
    kept = {reference: one for reference, one in found if one is not None}
    literal(t("publication.map.title"), style="subheading")
    pinned = {one.publication.publication_id for one in kept.values()}
    others = [one for one in shelf.listing() if one.publication_id not in pinned]
    options = {**kept, **{one.publication_id: Found(one, one.newest) for one in others}}
    if not options:
        literal(t("publication.map.none"), style="note")
        return
    names = _names(options, t)
    st.multiselect(
        t("publication.map.title"),
        list(options),
        format_func=names.__getitem__,
        max_selections=MOST_PUBLISHED,
        placeholder=t("publication.map.placeholder"),
        key=session.PUBLISHED,
        label_visibility="collapsed",
    )


def _names(options: dict[str, Found], t: Translator) -> dict[str, str]:
    """Return a name for each option; layers of one title are told apart by their ids."""
    words = {key: publication_words.label(found, t) for key, found in options.items()}
    shown = list(words.values())
    return {key: f"{text} ({key})" if shown.count(text) > 1 else text for key, text in words.items()}


def shown(state: MapState) -> list[tuple[Found, str]]:
    """Return the layers that are to be drawn, each with its colour."""
    found = ((publication_words.visible(reference), at) for at, reference in enumerate(state.published))
    return [(one, COLOURS[at]) for one, at in found if one is not None]


def drawing(chosen: list[tuple[Found, str]]) -> list[PublishedLayer]:
    """Return what the map script is told: ids, numbers and colours only."""
    return [
        {
            "id": found.publication.publication_id,
            "version": found.version.number,
            "colour": colour.removeprefix("#"),
        }
        for found, colour in chosen
    ]


def show(chosen: list[tuple[Found, str]], t: Translator, *, opened: bool, key: str) -> None:
    """Show the legend of the layers and a card for each; a file that is not as published is told.

    Parameters
    ----------
    opened : whether the card of a single layer is open.
    """
    if not chosen:
        return
    signs = [(_sign(found, colour), publication_words.label(found, t)) for found, colour in chosen]
    with st.container(key=key):
        st.html(f'<div class="obs-legend">{legend.group(t("publication.map.title"), signs)}</div>')
        for found, _ in chosen:
            name = literal_label(publication_words.label(found, t))
            with st.expander(name, expanded=opened and len(chosen) == 1, key=f"{key}_{found.key.replace('.', '_')}"):
                st.html(publication_words.facts(found, t))
                if found.version.bounds is None:
                    show_notice(t("publication.map.nothing"))
                _check(found, t)


def _check(found: Found, t: Translator) -> None:
    shelf = shared_shelf()
    if shelf is None:
        return
    try:
        layer(shelf, found)  # kept; the tiles need it next
    except PublishedFileError as fault:
        show_fault(fault, t)


def _sign(found: Found, colour: str) -> str:
    """Return the signs of what a layer holds: areas, lines, points."""
    paint = f'fill="{colour}" fill-opacity="{_OPACITY}"'
    drawings = {
        "areas": f'<rect x="-8" y="-7" width="16" height="14" {paint} stroke="{INK}" stroke-width=".7"/>',
        "lines": f'<path d="M-8 5L-2 -4L3 3L8 -5" fill="none" stroke="{INK}" stroke-width="1"/>',
        "points": f'<circle r="4" {paint}/>',
    }
    held = [kind for kind in KINDS if kind in found.version.kinds]
    places = {1: (0,), 2: (-12, 12), 3: (-15, 0, 15)}.get(len(held), ())
    parts = (
        f'<g transform="translate({x} 0) scale(.9)">{drawings[kind]}</g>' for kind, x in zip(held, places, strict=True)
    )
    return sign.image("".join(parts))
