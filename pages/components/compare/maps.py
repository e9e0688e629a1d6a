"""The maps of a comparison side by side, each in a fragment of its own: a click or pan reruns only that one."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from geo import stamp
from geo.catalog import Catalog
from geo.catalog.cards import card
from geo.comparison.gather import Comparison, Subject
from geo.comparison.state import MapPlace
from geo.language import Translator
from geo.maps.comparison_map import is_start, map_state, targets
from geo.maps.drawing import Aim
from geo.settings import settings
from pages.components import leaflet, object_card, sitemap
from pages.components.boundary import boundary
from pages.components.compare import published, session
from pages.components.fragment import fragment
from pages.components.literal import literal

WIDTHS_PX: Final = {2: 620, 3: 400, 4: 300}
"""Number of columns -> least width of a map, pixels, on a window of 1,280 or more."""
HEIGHT_PX: Final = 380
PRESENTED_HEIGHT_PX: Final = 440  # of a window of 720; the stylesheet takes what there is
_REPORTED: Final = ("center", "zoom", "last_active_drawing")
_MOVED_DEG: Final = 0.002  # less is no move of a person's


def show(comparison: Comparison, catalog: Catalog, t: Translator, *, key: str, presented: bool = False) -> None:
    """Show one column per cluster: name, model and map.

    Parameters
    ----------
    presented : whether a presenter shows them: larger, and without what one would click.
    """
    subjects = comparison.subjects
    height = PRESENTED_HEIGHT_PX if presented else HEIGHT_PX
    found = targets(
        [subject.box for subject in subjects],
        [subject.seat for subject in subjects],
        same=comparison.state.scale != "fit",
        width_px=WIDTHS_PX[len(subjects)],
        height_px=height,
    )
    with st.container(key=key):
        for at, (column, subject) in enumerate(zip(st.columns(len(subjects), gap="small"), subjects, strict=True)):
            with column, st.container(key=f"{key}_{subject.cluster_id}"):
                _head(subject, t, target=None if presented else found[at], comparison=comparison)
                _map(comparison, catalog, at, found[at], key=f"{key}_map_{subject.cluster_id}", height=height)
                _note(subject, t, scale=comparison.state.scale, year=comparison.state.year)
                if at and not presented:
                    _move_button(subject, t)


def _head(subject: Subject, t: Translator, *, target: Aim | None, comparison: Comparison) -> None:
    words = [subject.kind(t)]
    if target and comparison.state.scale != "fit":
        words.append(t("compare.column.scale"))
    st.html(
        f'<h2 class="obs-subheading obs-case">{escape(subject.name.localised(t.language))}</h2>'
        f'<p class="obs-note"><span class="obs-swatch" style="background:{subject.colour}"></span>'
        f"{escape(' · '.join(words))}</p>"
    )


def _note(subject: Subject, t: Translator, *, scale: str, year: int | None) -> None:
    """Say what a map shows that is no area; below the map, so that the maps of a row stay level."""
    if not subject.has_begun(year):
        start = str(subject.cluster.start_year)
        literal(t("compare.year.before", year=str(year), start=start), style="note")
    elif subject.is_platform:
        literal(t("compare.column.places" if scale == "fit" else "compare.column.world"), style="note")
    elif not subject.published and not subject.cluster.is_drawn:
        literal(t("compare.column.point"), style="note")


def _move_button(subject: Subject, t: Translator) -> None:
    """Offer to move a column to the left; below the map, so that the maps of a row stay level."""
    st.button(
        t("compare.column.left"),
        icon=":material/arrow_back:",
        key=f"compare_left_{subject.cluster_id}",
        on_click=session.move_left,
        args=(subject.cluster_id,),
        type="tertiary",
    )


@fragment(within=session.surroundings)
def _map(comparison: Comparison, catalog: Catalog, at: int, target: Aim, *, key: str, height: int) -> None:
    from pages.components.frame import page_translator

    t = page_translator()
    with boundary(t):
        subject = comparison.subjects[at]
        state = comparison.state
        moved = dict(state.views).get(subject.cluster_id)
        view: Aim = {**target, "serial": session.serial()}
        if moved:
            view |= {"lat": moved.lat, "lng": moved.lng, "zoom": moved.zoom, "fit": False}
        over = state.over if state.over and state.over != subject.cluster_id else ""
        drawn = map_state(
            subject.cluster_id,
            year=state.year,
            low=state.low,
            layer=published.drawing(subject),
            has_begun=subject.has_begun(state.year),
            language=t.language,
            version=stamp.version(settings()),
            basemap=settings().has_basemap,
            view=view,
            linked=session.group() if state.scale == "linked" else "",
            over={"id": over, "lat": round(subject.seat[0], 4), "lng": round(subject.seat[1], 4)} if over else None,
        )
        # streamlit-folium tells maps apart by key alone once digits are stripped from their scripts.
        report = leaflet.show(
            leaflet.compared_map(settings(), at),
            drawn,
            key=f"{key}_{comparison.version}",
            height=height,
            reported=_REPORTED,
        )
        _take(report, subject, view, catalog, t, number=at, key=key)


def _take(
    report: leaflet.Report,
    subject: Subject,
    view: Aim,
    catalog: Catalog,
    t: Translator,
    *,
    number: int,
    key: str,
) -> None:
    """Take over where the map was moved to, and show the card of what was clicked on it."""
    serial = session.serial()
    first = st.session_state.setdefault(f"{key}_first", serial)
    centre, zoom = report.get("center"), report.get("zoom")
    if centre and zoom is not None and not view["fit"]:
        lat, lng = float(centre["lat"]), float(centre["lng"])
        if max(abs(lat - view["lat"]), abs(lng - view["lng"])) > _MOVED_DEG or abs(zoom - view["zoom"]) > _MOVED_DEG:
            # A map that is to go elsewhere reports where it was first. Where it is sent for the first time, that is its
            # start: on a slow machine a person's move may be the first report after it.
            seen = st.session_state.get(f"{key}_seen")
            is_new = seen is None and serial == first
            if seen == serial or (is_new and not is_start(lat, lng, float(zoom), number=number)):
                session.keep_view(subject.cluster_id, MapPlace(lat, lng, float(zoom)))
                session.write_address()
        else:
            st.session_state[f"{key}_seen"] = serial
    clicked = (report.get("last_active_drawing") or {}).get("properties") or {}
    if clicked.get("kind") == "org":
        with st.container(key=f"{key}_card"):
            object_card.show(
                card(catalog, "org", str(clicked["id"]), lang=t.language),
                catalog,
                t,
                show_low=False,
                key=f"{key}_object",
            )
    elif clicked.get("kind") == "cluster":
        literal(subject.summary.localised(t.language), style="note")
        sitemap.page_link("cluster_map", t("compare.column.open"), sel=f"cluster:{subject.cluster_id}")
