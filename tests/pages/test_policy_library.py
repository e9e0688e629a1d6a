"""The policy library without a browser: empty, with faults and full, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.settings import ROOT, Settings
from tests.pages.conftest import words

OpenLibrary = Callable[..., AppTest]


@pytest.fixture
def open_library(store: Settings) -> Iterator[OpenLibrary]:
    """Return a function that opens the page on the real data: `open_library(q="tax")`."""

    def open_now(**query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=90)
        app.query_params.update(query)
        app.switch_page("policy_library.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    st.cache_resource.clear()


@pytest.mark.parametrize(("lang", "said"), [("zh", "10个国家和地区的153项政策"), ("en", "of the 153 instruments here")])
def test_the_page_says_what_the_library_holds(open_library: OpenLibrary, lang: str, said: str) -> None:
    shown = words(open_library(lang=lang))
    assert said in shown
    assert 'class="obs-alert"' not in shown


def test_a_search_marks_stands_in_the_link_and_compares(open_library: OpenLibrary) -> None:
    app = open_library(lang="en", q="computing voucher", cluster="hf_voice", sel="q103")
    shown = words(app)
    assert "<mark>computing vouchers</mark>" in shown
    assert "Most similar:" in shown
    app.text_input(key="policy_query").set_value("<b>税收</b> 日本").run()
    assert app.query_params["q"] == "<b>税收</b> 日本"
    assert "<mark>Tax</mark> relief for company" in words(app)
    for view in ("timeline", "map"):
        app.segmented_control(key="policy_view").set_value(view).run()
        assert not app.exception
        assert app.query_params["view"] == view


def test_nothing_found_and_a_link_that_cannot_be_used_are_told(open_library: OpenLibrary) -> None:
    shown = words(open_library(lang="en", q="zzzzqqqq", view="pie", sel="p999", cluster="nowhere"))
    assert "Nothing fits" in shown
    assert shown.count('class="obs-notice"') == 2
    assert "There is no comparable cluster nowhere" in shown


def test_an_opening_sentence_leads_to_the_instruments_it_is_about(open_library: OpenLibrary) -> None:
    app = open_library(lang="en", view="map")
    assert "relies more on “Plan”" in words(app)
    app.button("policy_finding_contrast").click().run()
    assert app.session_state["policy_state"].instruments == ("plan",)
    assert app.session_state["policy_state"].view == "list"
    assert not app.exception
