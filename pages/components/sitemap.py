"""The pages a person can open, in the order of the navigation; a new page is one more entry here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import Page

from geo.language import Translator


@dataclass(frozen=True, slots=True)
class Entry:
    """One page.

    Attributes
    ----------
    key : name of the page's file and of its address: ``/<key>``.
    title_key : message key of its title.
    """

    key: str
    title_key: str

    @property
    def file(self) -> str:
        """Return the page's file, relative to the shell's folder."""
        return f"{self.key}.py"


PAGES: Final[dict[str, Entry]] = {
    entry.key: entry
    for entry in (
        Entry("overview", "shell.page.overview"),
        Entry("cluster_map", "shell.page.cluster_map"),
        Entry("compare", "shell.page.compare"),
        Entry("observatory", "shell.page.observatory"),
        Entry("region", "shell.page.region"),
        Entry("computing_network", "shell.page.computing_network"),
        Entry("workbench", "shell.page.workbench"),
        Entry("catalog", "shell.page.catalog"),
    )
}
HOME: Final = "overview"
_ROOT: Final = "home"  # the root's own path name: two pages may not share one, and the home page has two addresses


def navigate(t: Translator) -> Page:
    """Show the navigation and return the page that the address asks for.

    The home page answers at ``/`` and at ``/<its key>``; the one the person did not come by is hidden from the bar.
    """
    home = PAGES[HOME]
    by_name = urlsplit(st.context.url or "").path.rstrip("/").endswith(f"/{HOME}")
    hidden: Final[dict[bool, Literal["visible", "hidden"]]] = {True: "hidden", False: "visible"}
    pages = [
        st.Page(home.file, title=t(home.title_key), url_path=_ROOT, default=True, visibility=hidden[by_name]),
        st.Page(home.file, title=t(home.title_key), url_path=HOME, visibility=hidden[not by_name]),
        *(
            st.Page(entry.file, title=t(entry.title_key), url_path=entry.key)
            for entry in PAGES.values()
            if entry.key != HOME
        ),
    ]
    return st.navigation(pages, position="top")


def page_link(key: str, label: str, **query: str) -> None:
    """Show a link to the page `key` that carries the language and `query` in its address."""
    st.page_link(PAGES[key].file, label=label, query_params=_kept() | query)


def open_page(key: str, **query: str) -> None:
    """Go to the page `key` with the language and `query` in its address; ends the run."""
    st.switch_page(PAGES[key].file, query_params=_kept() | query)


def _kept() -> dict[str, str]:
    """Return what an address takes along to another page: the language that was chosen."""
    language = st.query_params.get("lang")
    return {"lang": language} if language else {}
