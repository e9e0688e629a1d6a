"""The three doors of the overview: what a person can come here to do."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.language import Translator
from pages.components.literal import element
from pages.components.sitemap import page_link

DOORS: Final = {
    "cluster_map": ("overview.door.map.title", "overview.door.map.text", "overview.door.map.open"),
    "compare": ("overview.door.present.title", "overview.door.present.text", "overview.door.present.open"),
    "workbench": ("overview.door.upload.title", "overview.door.upload.text", "overview.door.upload.open"),
}
"""Key of the page behind a door -> message keys of its title, its text and its link."""


def show(t: Translator) -> None:
    """Show the doors side by side, or below each other where there is no room."""
    grid = st.grid(len(DOORS), min_column_width=280, gap="small", key="obs_doors")
    for page, (title, text, link) in DOORS.items():
        with grid.container(key=f"obs_door_{page}", border=True, height="stretch"):
            st.html(element(t(title), style="heading") + element(t(text)))
            page_link(page, t(link))
