"""Analyst's workbench: upload a region's own data, see what was repaired, measure clusters with it."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from geo.catalog import Catalog, load_catalog
from geo.language import Translator
from geo.settings import settings
from geo.workbench.room import Room
from pages.components.boundary import show_notice
from pages.components.frame import page_translator
from pages.components.literal import section
from pages.components.workbench import (
    answer,
    card,
    colour,
    doctor,
    kept,
    output,
    points,
    publish,
    refusal,
    regions,
    register,
    spots,
    upload,
)
from pages.components.workbench import map as layer_map
from pages.components.workbench import room as workbench_room

STYLE = Path(__file__).parent / "components" / "workbench" / "workbench.css"
PANELS: dict[str, Callable[[Translator, Room, Catalog, str], None]] = {
    "doctor": lambda t, room, _catalog, key: doctor.show(room, t, key=key),
    "colour": lambda t, room, catalog, key: colour.show(room, catalog, t, key=key),
    "regions": lambda t, room, catalog, key: regions.show(room, catalog, t, key=key),
    "points": lambda t, room, catalog, key: points.show(room, catalog, t, key=key),
    "spots": lambda t, room, catalog, key: spots.show(room, catalog, t, key=key),
    "card": lambda t, room, catalog, key: card.show(room, catalog, t, key=key),
    "output": lambda t, room, _catalog, key: output.show(room, t, key=key),
    "publish": lambda t, room, _catalog, key: publish.show(room, t, key=key),
    "register": lambda t, room, _catalog, key: register.show(room, t, key=key),
}
SHARING = ("publish", "register")  # what others see needs a server that lets people publish


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    st.html(STYLE)
    section(t("workbench.title"), t("workbench.lead"), level="title")
    room = kept.enter(t)
    if room.read_only:
        show_shared(room, t)
        return
    for title in kept.sweep(room):
        show_notice(t("workbench.expired", title=title))
    upload.show(room, catalog, t, key="workbench_upload")
    line = st.container(key="workbench_kept_place")
    place = st.container(key="workbench_map_place")
    panels = [name for name in PANELS if name not in SHARING or room.bounds.uploads == "publish"]
    panel = st.segmented_control(
        t("workbench.panel"),
        panels,
        default=workbench_room.panel(panels),
        required=True,
        format_func=lambda name: t(f"workbench.panel.{name}"),
        key="workbench_panel",
        label_visibility="collapsed",
    )
    # What was asked for in a panel is finished before another is opened, however soon that was pressed.
    panel = next((name for name in panels if refusal.open_questions(f"workbench_{name}")), panel)
    with refusal.finishing(f"workbench_{panel}"):
        PANELS[panel](t, room, catalog, f"workbench_{panel}")
    kept.save(room, t)  # before it is on the map: what is seen is kept
    with line:
        kept.show(room, t, key="workbench_kept")
    with place:  # last, so that what a panel has just made is on the map
        layer_map.show(room, t, key="workbench_map")


def show_shared(room: Room, t: Translator) -> None:
    """Show somebody's work as a link shares it: its map, its answers and its report, to be read."""
    kept.show_shared(t)
    layer_map.show(room, t, key="workbench_map")
    for number, study in enumerate(workbench_room.studies()):
        answer.show(study, t, key=f"workbench_shared_{number}", room=room)
    output.show(room, t, key="workbench_output")


show()
