"""The frame around every page: language, look, brand and footer."""

from __future__ import annotations

import json
from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Final

import streamlit as st

from geo import __version__
from geo.catalog import Catalog, load_catalog
from geo.language import LANGUAGES, Translator, translator
from geo.settings import settings
from geo.signs import css
from pages.components import account
from pages.components.boundary import show_notice
from pages.components.parts import ready

_FOLDER: Final = Path(__file__).parent
_STATE: Final = "observatory_language"  # holds a key of LANGUAGES for the whole session
_CHOICE: Final = "language"
_PARAMETER: Final = "lang"
_DOCUMENT_LANGUAGE: Final = {"zh": "zh-CN", "en": "en"}
# Words of Streamlit's own that have no setting -> message key of what stands there instead; the ellipsis is a name.
_STREAMLIT_WORDS: Final = {
    "Add files": "shell.streamlit.add_files",
    "Add row": "shell.streamlit.add_row",
    "App pages": "shell.streamlit.pages",
    "Choose an option": "shell.streamlit.choose",
    "Choose date": "shell.streamlit.choose_date",
    "Choose options": "shell.streamlit.choose_some",
    "Choose or add an option": "shell.streamlit.choose_or_add",
    "Choose or add options": "shell.streamlit.choose_or_add_some",
    "Clear all": "shell.streamlit.clear_all",
    "Clear value": "shell.streamlit.clear_value",
    "Close": "shell.streamlit.close",
    "Collapse sidebar": "shell.streamlit.collapse",
    "Connecting": "shell.streamlit.connecting",
    "Connection error": "shell.streamlit.lost",
    "Delete row(s)": "shell.streamlit.delete_rows",
    "Decrement": "shell.streamlit.decrement",
    "Download": "shell.streamlit.download",
    "Download as CSV": "shell.streamlit.download_table",
    "Download as PNG": "shell.streamlit.download_png",
    "Download as PNG: …": "shell.streamlit.png_of",
    "Download as SVG: …": "shell.streamlit.svg_of",
    "Error: AxiosError: Network Error": "shell.streamlit.upload_broken",
    "Error: AxiosError: Request failed with status code 401": "shell.streamlit.upload_role",
    "Error: AxiosError: Request failed with status code 403": "shell.streamlit.upload_role",
    "Error: AxiosError: Request failed with status code 408": "shell.streamlit.upload_slow",
    "Error: AxiosError: Request failed with status code 413": "shell.streamlit.upload_large",
    "Error: AxiosError: Request failed with status code 429": "shell.streamlit.upload_quota",
    "Error: AxiosError: Request failed with status code 507": "shell.streamlit.upload_disk",
    "Error: AxiosError: …": "shell.streamlit.upload_failed",
    "Error: File must be …": "shell.streamlit.upload_large",
    "Expand sidebar": "shell.streamlit.expand",
    "file upload": "shell.streamlit.upload",
    "Fullscreen": "shell.streamlit.fullscreen",
    "Fullscreen: …": "shell.streamlit.fullscreen_of",
    "Help for …": "shell.streamlit.help_for",
    "Increment": "shell.streamlit.increment",
    "Logo": "shell.streamlit.logo",
    "Map": "shell.streamlit.map",
    "Navigate to home page": "shell.streamlit.home",
    "Next page": "shell.streamlit.next_page",
    "No options to select": "shell.streamlit.no_options",
    "No options to select.": "shell.streamlit.no_options_left",
    "No results": "shell.streamlit.no_results",
    "Open": "shell.streamlit.open",
    "Page not found": "shell.streamlit.not_found",
    "Page …": "shell.streamlit.page",
    "Pagination": "shell.streamlit.pagination",
    "Previous page": "shell.streamlit.previous_page",
    "progress": "shell.streamlit.progress",
    "Remove …": "shell.streamlit.remove",
    "Running...": "shell.streamlit.running",
    "Search": "shell.streamlit.search",
    "Selected Date: …": "shell.streamlit.selected_date",
    "Select all": "shell.streamlit.select_all",
    "Selected values": "shell.streamlit.selected",
    "Show/hide columns": "shell.streamlit.columns",
    "Sidebar": "shell.streamlit.sidebar",
    "Skip to main content": "shell.streamlit.skip",
    "Stop": "shell.streamlit.stop",
    "Streamlit server is not responding. Are you connected to the internet?": "shell.streamlit.no_answer",
    "streamlit_folium.st_folium": "shell.streamlit.map",
    "The page that you have requested does not seem to exist. Running the app's main page.": "shell.streamlit.no_page",
    "Upload": "shell.streamlit.upload",
    "day, …": "shell.streamlit.date_day",
    "month, …": "shell.streamlit.date_month",
    "year, …": "shell.streamlit.date_year",
    "… icon": "shell.streamlit.icon",
    "… more": "shell.streamlit.more",
    "… per file": "shell.streamlit.per_file",
    "… seconds)": "shell.streamlit.seconds",
    "… — end": "shell.streamlit.range_end",
    "… — start": "shell.streamlit.range_start",
}
_ICON: Final = "data:image/svg+xml;base64," + b64encode((_FOLDER / "brand" / "mark.svg").read_bytes()).decode()
_STYLE: Final = (_FOLDER / "style.css").read_text("utf-8")
_HISTORY: Final = (_FOLDER / "history.js").read_text("utf-8").strip()
_TRANSLATE: Final = (_FOLDER / "words.js").read_text("utf-8").strip()


def page_translator() -> Translator:
    """Return the translator of the language this session reads; for pages, components and fragments."""
    return translator(st.session_state.get(_STATE, settings().default_language))


def open_frame() -> Translator:
    """Settle the language, set the look, show brand and language switch; call it first in every run."""
    unknown = _settle_language()
    t = page_translator()
    st.html(_style())
    st.logo(_wordmark(t), size="large")
    with st.container(key="obs_frame_language"):
        st.segmented_control(
            t("shell.language.label"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key=_CHOICE,
            required=True,
            label_visibility="collapsed",
            on_change=_take_choice,
        )
        st.html(_document_script(t), unsafe_allow_javascript=True)
    account.show(t, key="obs_frame_account")
    if unknown:
        show_notice(t("shell.language.unknown", asked=unknown, shown=LANGUAGES[t.language]))
    return t


def open_page(title: str, t: Translator) -> None:
    """Set the title of the browser's window and the width of the page."""
    st.set_page_config(page_title=f"{title} · {t('shell.title')}", page_icon=_ICON, layout="wide")


@ready
def styles(*files: Path) -> str:
    """Return style sheets of a page as one element: each message to the browser costs both sides."""
    return f"<style>{''.join(file.read_text('utf-8') for file in files)}</style>"


@ready
def _wordmark(t: Translator) -> str:
    return (_FOLDER / "brand" / f"wordmark.{t.language}.svg").read_text("utf-8")


@ready
def _style() -> str:
    return f"<style>{css()}{_STYLE}</style>"


@ready
def _document_script(t: Translator) -> str:
    """Return the script that sets the document's language and translates the words Streamlit has no setting for.

    It also keeps Back a way back where an address is only written in full.

    The language decides how screen readers speak and how Han characters are drawn. Only our own texts are in it.
    """
    words = [{"source": source, "target": t(key)} for source, key in _STREAMLIT_WORDS.items()]
    call = f"({json.dumps(_DOCUMENT_LANGUAGE[t.language])}, {json.dumps(words, ensure_ascii=False)})"
    return f"<script>{_TRANSLATE}{call};{_HISTORY}</script>"


def close_frame(t: Translator) -> None:
    """Show the footer: how fresh the data are, whose they are, and which version this is."""
    st.html(_footer(load_catalog(settings()), t))


@ready
def _footer(catalog: Catalog, t: Translator) -> str:
    lines = (
        t("shell.footer.data", as_of=catalog.as_of, digest=catalog.digest),
        t("shell.footer.credits"),
        t("shell.footer.version", version=__version__),
    )
    return f'<footer class="obs-footer">{"".join(f"<span>{escape(line)}</span>" for line in lines)}</footer>'


def _settle_language() -> str:
    """Bring address, session and switch to one language; returns what the address asked for if there is no such one.

    The address wins, so that a link opens as it was copied. The navigation bar drops it from the address, so the
    session keeps it; the server's default language needs no word in the address.
    """
    asked = st.query_params.get(_PARAMETER, "")
    if asked in LANGUAGES:
        st.session_state[_STATE] = asked
    language = st.session_state.setdefault(_STATE, settings().default_language)
    st.session_state[_CHOICE] = language
    _write_address(language)
    return asked if asked not in LANGUAGES else ""


def _take_choice() -> None:
    language = st.session_state[_CHOICE]
    st.session_state[_STATE] = language
    _write_address(language)
    _say_choices_anew()


def _say_choices_anew() -> None:
    """Set what is chosen in lists and fields to itself.

    The browser keeps the words of a choice and not its key, so that it would show them in the language of before.
    Buttons, uploads and edited tables hold other kinds of values, and refuse to be set.
    """
    for key, value in st.session_state.items():
        chosen = value if isinstance(value, list) else [value]
        if all(isinstance(one, str | int | tuple) and not isinstance(one, bool) for one in chosen):
            st.session_state[key] = value


def _write_address(language: str) -> None:
    wanted = "" if language == settings().default_language else language
    if wanted != st.query_params.get(_PARAMETER, ""):
        if wanted:
            st.query_params[_PARAMETER] = wanted
        else:
            del st.query_params[_PARAMETER]
