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
from pages.components.workbench import card, colour, doctor, output, points, publish, regions, spots, upload
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
}


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    room = workbench_room.current()
    st.html(STYLE)
    section(t("workbench.title"), t("workbench.lead"), level="title")
    for title in room.sweep():
        show_notice(t("workbench.expired", title=title))
    upload.show(room, catalog, t, key="workbench_upload")
    place = st.container(key="workbench_map_place")
    panel = st.segmented_control(
        t("workbench.panel"),
        [name for name in PANELS if name != "publish" or room.bounds.uploads == "publish"],
        default="doctor",
        required=True,
        format_func=lambda name: t(f"workbench.panel.{name}"),
        key="workbench_panel",
        label_visibility="collapsed",
    )
    PANELS[panel](t, room, catalog, f"workbench_{panel}")
    with place:  # last, so that what a panel has just made is on the map
        layer_map.show(room, t, key="workbench_map")


show()
