"""The pages a person can open, in the order of the navigation; a new page is one more entry here."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import Page

from geo.access.provider import sign_in
from geo.access.roles import ADMINISTER, LOOK
from geo.language import Translator
from pages.components import person


@dataclass(frozen=True, slots=True)
class Entry:
    """One page.

    Attributes
    ----------
    key : name of the page's file and of its address: ``/<key>``.
    title_key : message key of its title.
    group_key : message key of the group whose menu holds it, one of `GROUPS`; empty for a page on the bar itself.
    act : what one must be allowed to see it on the bar.
    """

    key: str
    title_key: str
    group_key: str = ""
    act: str = LOOK

    @property
    def file(self) -> str:
        """Return the page's file, relative to the shell's folder."""
        return f"{self.key}.py"


# The menus of the bar after the pages that stand on it. A group without pages is not shown.
COMPARE: Final = "shell.group.compare"
GOVERN: Final = "shell.group.govern"
DATA: Final = "shell.group.data"
GROUPS: Final = ("", COMPARE, GOVERN, DATA)

PAGES: Final[dict[str, Entry]] = {
    entry.key: entry
    for entry in (
        Entry("overview", "shell.page.overview"),
        Entry("cluster_map", "shell.page.cluster_map"),
        Entry("computing_network", "shell.page.computing_network"),
        Entry("compare", "shell.page.compare", COMPARE),
        Entry("observatory", "shell.page.observatory", COMPARE),
        Entry("region", "shell.page.region", COMPARE),
        Entry("governance", "shell.page.governance", GOVERN),
        Entry("policy_library", "shell.page.policy_library", GOVERN),
        Entry("partners", "shell.page.partners", GOVERN),
        Entry("workbench", "shell.page.workbench", DATA),
        Entry("catalog", "shell.page.catalog", DATA),
        Entry("status", "shell.page.status", DATA, ADMINISTER),
    )
}
HOME: Final = "overview"
_FOLDER: Final = Path(__file__).resolve().parents[1]
_ROOT: Final = "home"  # the root's own path name: two pages may not share one, and the home page has two addresses


def navigate(t: Translator) -> Page:
    """Show the navigation and return the page that the address asks for.

    The home page answers at ``/`` and at ``/<its key>``; the one the person did not come by is hidden from the bar.
    The menu that holds the open page is marked, which Streamlit does only for a page on the bar itself.
    """
    home = PAGES[HOME]
    by_name = urlsplit(st.context.url or "").path.rstrip("/").endswith(f"/{HOME}")
    root = _page(home.file, t(home.title_key), _ROOT, is_shown=not by_name, is_default=True)
    pages = {
        entry.key: _page(
            entry.file,
            t(entry.title_key),
            entry.key,
            is_shown=not (entry.key == HOME and not by_name) and is_for(entry),
        )
        for entry in PAGES.values()
    }
    groups = {key: [pages[entry.key] for entry in PAGES.values() if entry.group_key == key] for key in GROUPS}
    groups = {key: held for key, held in groups.items() if held}
    page = st.navigation(
        {t(key) if key else "": [root, *held] if not key else held for key, held in groups.items()}, position="top"
    )
    _mark(page, groups)
    return page


def _page(file: str, title: str, name: str, *, is_shown: bool = True, is_default: bool = False) -> Page:
    """Return a page for one run; Streamlit notes on it whether it may run."""
    return copy(_made(file, title, name, is_shown, is_default))


@lru_cache(maxsize=256)
def _made(file: str, title: str, name: str, is_shown: bool, is_default: bool) -> Page:
    """Return a page, made once: Streamlit looks for its file each time, 13 pages took 5 ms of every run."""
    visibility: Literal["visible", "hidden"] = "visible" if is_shown else "hidden"
    return st.Page(_FOLDER / file, title=title, url_path=name, default=is_default, visibility=visibility)


def is_for(entry: Entry) -> bool:
    """Tell whether a page is for this person; the administrator's is, without sign-in, for the machine itself."""
    if entry.act == ADMINISTER and not sign_in().is_on:
        return person.is_local()
    return person.allowed(entry.act)


def _mark(page: Page, groups: dict[str, list[Page]]) -> None:
    """Mark the menu of the bar that holds `page`; its place in the bar is all that tells it apart."""
    on_the_bar = sum(1 for held in groups[""] if held.url_path != HOME) + 1  # the home page, by one of its two names
    for place, key in enumerate((key for key in groups if key), start=on_the_bar + 1):
        if any(held.url_path == page.url_path for held in groups[key]):
            chosen = f'.stAppHeader .rc-overflow-item:nth-child({place}) [data-testid="stTopNavSection"]'
            st.html(f"<style>{chosen} {{ color: var(--obs-accent-dark); background: #f4f9fc; }}</style>")


def page_link(key: str, label: str, **query: str) -> None:
    """Show a link to the page `key` that carries the language and `query` in its address."""
    st.page_link(_page(PAGES[key].file, key, key), label=label, query_params=_kept() | query)


def open_page(key: str, **query: str) -> None:
    """Go to the page `key` with the language and `query` in its address; ends the run."""
    st.switch_page(PAGES[key].file, query_params=_kept() | query)


def _kept() -> dict[str, str]:
    """Return what an address takes along to another page: the language that was chosen."""
    language = st.query_params.get("lang")
    return {"lang": language} if language else {}
