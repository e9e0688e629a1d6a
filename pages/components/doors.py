"""The three doors of the overview: what a person can come here to do, and what of it is open today."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

import streamlit as st

from geo.language import Translator
from pages.components.literal import element
from pages.components.sitemap import PAGES, page_link


@dataclass(frozen=True, slots=True)
class Door:
    """One door.

    Attributes
    ----------
    page : key of the page behind it; while the sitemap lacks that page the door is shut and says so.
    today, today_link, today_page : what serves the same wish until then; empty for a door that is open.
    """

    page: str
    title_key: str
    text_key: str
    open_key: str
    today_key: str = ""
    today_link_key: str = ""
    today_page: str = ""


DOORS: Final = (
    Door("cluster_map", "overview.door.map.title", "overview.door.map.text", "overview.door.map.open"),
    Door(
        "compare",
        "overview.door.present.title",
        "overview.door.present.text",
        "overview.door.present.open",
        "overview.door.present.today",
        "overview.door.present.today_link",
        "cluster_map",
    ),
    Door(
        "workbench",
        "overview.door.upload.title",
        "overview.door.upload.text",
        "overview.door.upload.open",
        "overview.door.upload.today",
        "overview.door.upload.today_link",
        "catalog",
    ),
)


def show(t: Translator) -> None:
    """Show the doors side by side, or below each other where there is no room."""
    grid = st.grid(len(DOORS), min_column_width=280, gap="small", key="obs_doors")
    for door in DOORS:
        is_open = door.page in PAGES
        state = "open" if is_open else "shut"
        with grid.container(key=f"obs_door_{state}_{door.page}", border=True, height="stretch"):
            title = element(t(door.title_key), style="heading")
            if is_open:
                st.html(title + element(t(door.text_key)))
                page_link(door.page, t(door.open_key))
            else:
                badge = f'<p class="obs-badge">{escape(t("overview.door.shut"))}</p>'
                st.html(title + badge + element(t(door.text_key)) + element(t(door.today_key), style="note"))
                page_link(door.today_page, t(door.today_link_key))
