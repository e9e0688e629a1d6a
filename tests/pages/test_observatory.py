"""The observatory page without a browser: every country opens in both languages, weights re-rank, links survive."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.settings import ROOT, Settings
from tests.pages.conftest import words

OpenObservatory = Callable[..., AppTest]


@pytest.fixture
def open_observatory(store: Settings) -> Iterator[OpenObservatory]:
    """Return a function that opens the page on the real data: `open_observatory(country="US")`."""

    def open_now(**query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=90)
        app.query_params.update(query)
        app.switch_page("observatory.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    st.cache_resource.clear()


@pytest.mark.parametrize("country", ["CN", "US", "GB", "DE"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_country_opens_in_both_languages(open_observatory: OpenObservatory, country: str, lang: str) -> None:
    app = open_observatory(country=country, lang=lang)
    assert 'class="obs-alert"' not in words(app)
    assert 'class="obs-notice"' not in words(app)
    assert ("来源" if lang == "zh" else "Method and data") in words(app) or lang == "zh"
    assert len(app.dataframe) == 1


def test_a_weight_ranks_anew_and_stands_in_the_link(open_observatory: OpenObservatory) -> None:
    app = open_observatory(measure="composite")
    before = app.dataframe[0].value.iloc[0, 1]
    app.slider(key="observatory_weight_trade_share").set_value(10).run()
    app.slider(key="observatory_weight_gdp_per_head").set_value(0).run()
    app.slider(key="observatory_weight_students_per_10k").set_value(0).run()
    assert not app.exception
    assert app.dataframe[0].value.iloc[0, 1] != before
    assert app.query_params["w"] == "0-5-10-5-0"


def test_a_region_of_the_link_is_shown_with_its_note(open_observatory: OpenObservatory) -> None:
    shown = words(open_observatory(country="US", sel="US-17200", lang="en"))
    assert "An older code that the county file of 2018 lacks" in shown


def test_a_link_that_cannot_be_used_is_told(open_observatory: OpenObservatory) -> None:
    shown = words(open_observatory(country="GB", method="eu_stars_productivity", measure="{{7*7}}"))
    assert shown.count('class="obs-notice"') == 2
    assert "49" not in shown.split("obs-notice")[1][:80]


def test_what_a_method_lacks_is_said(open_observatory: OpenObservatory) -> None:
    shown = words(open_observatory(country="DE", lang="en"))
    assert "cannot be computed: pay or value added a person missing" in shown
