"""The map page without a browser: figures, links that restore or fail, language, and a store that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.catalog import load_catalog
from geo.settings import ROOT, Settings, settings
from tests.pages.conftest import words

OpenMap = Callable[..., AppTest]


@pytest.fixture
def open_map(store: Settings) -> Iterator[OpenMap]:
    """Return a function that opens the map page on the real data: `open_map(lang="en", model="...")`."""

    def open_now(**query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
        app.query_params.update(query)
        app.switch_page("cluster_map.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    st.cache_resource.clear()


def test_line_of_figures_counts_what_the_catalogue_holds(open_map: OpenMap) -> None:
    clusters = load_catalog(settings()).table("clusters")
    total = int((clusters["kind"] != "computing").sum())
    assert f"{total} of {total} clusters" in words(open_map(lang="en"))


def test_link_restores_its_filter(open_map: OpenMap) -> None:
    clusters = load_catalog(settings()).table("clusters")
    shown = int((clusters["model"] == "technology_innovation").sum())
    total = int((clusters["kind"] != "computing").sum())
    app = open_map(lang="en", model="technology_innovation")
    assert f"{shown} of {total} clusters" in words(app)
    assert app.query_params["model"] == "technology_innovation"


def test_filter_that_nothing_passes_shows_zero(open_map: OpenMap) -> None:
    app = open_map(lang="en", model="platform_aggregation", country="JP")
    assert "0 of " in words(app)


def test_filters_are_chips_that_take_themselves_away(open_map: OpenMap) -> None:
    app = open_map(lang="en", province="440000", city="440300")
    assert app.button(key="map_chip_city_440300").label == "Shenzhen"
    assert app.multiselect(key="map_city").value == ["440300"]
    app.button(key="map_zoom_results").click().run()
    assert abs(float(app.query_params["lat"]) - 22.5) < 1
    app.button(key="map_chip_province_440000").click().run()
    assert not app.exception
    assert "province" not in app.query_params and app.query_params["city"] == "440300"
    app.button(key="map_clear_all").click().run()
    assert not app.exception and "city" not in app.query_params
    assert not [button for button in app.button if str(button.key).startswith("map_chip_")]


def test_where_nothing_passes_the_filter_to_drop_is_named(open_map: OpenMap) -> None:
    app = open_map(lang="en", country="DE", province="440000")
    assert "Nothing passes all of these filters" in words(app)
    app.button(key="map_way_out_province").click().run()
    assert not app.exception
    assert app.query_params["country"] == "DE" and "province" not in app.query_params
    assert "Nothing passes all" not in words(app)


def test_country_names_begin_with_china_and_choices_have_counts(open_map: OpenMap) -> None:
    options = open_map(lang="en").multiselect(key="map_country").options
    assert options[0].startswith("China (")
    assert all(option.endswith(")") for option in options)


@pytest.mark.parametrize(
    ("key", "value"), [("model", "<img src=x onerror=alert(1)>"), ("z", "99"), ("layers", "roads")]
)
def test_part_of_a_link_that_is_not_known_is_said(open_map: OpenMap, key: str, value: str) -> None:
    shown = words(open_map(lang="en", **{key: value}))
    assert "is not known; the default is used instead" in shown
    assert "<img src=x" not in shown


@pytest.mark.parametrize("kind", ["cluster", "org", "hub", "link"])
def test_link_to_an_object_that_is_gone_says_so(open_map: OpenMap, kind: str) -> None:
    app = open_map(lang="en", sel=f"{kind}:no_such_thing")
    assert "no longer exists" in words(app)
    assert "sel" not in app.query_params


def test_link_to_an_object_opens_its_card(open_map: OpenMap) -> None:
    app = open_map(lang="en", sel="cluster:tsukuba")
    assert "Tsukuba Science City" in words(app)
    assert app.query_params["sel"] == "cluster:tsukuba"


def test_switching_the_language_keeps_filter_and_selection(open_map: OpenMap) -> None:
    app = open_map(lang="en", sel="cluster:tsukuba", model="technology_innovation")
    app.button_group(key="language").set_value("zh").run()
    assert not app.exception
    assert "筑波科学城" in words(app)
    assert app.query_params["sel"] == "cluster:tsukuba"
    assert app.query_params["model"] == "technology_innovation"


def test_missing_store_is_explained(open_map: OpenMap, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OBSERVATORY_STORE", str(tmp_path / "nowhere"))
    monkeypatch.setattr("geo.prepare.is_prepared", lambda _settings: True)
    settings.cache_clear()
    try:
        assert "python -m geo prepare" in words(open_map(lang="en"))
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_each_time_the_page_is_entered_the_table_waits_for_the_map(open_map: OpenMap) -> None:
    app = open_map(lang="en")
    assert "listed here once the map is drawn" in words(app) and not app.dataframe
    app.run()
    assert "listed here once" not in words(app) and len(app.dataframe) == 1
    app.switch_page("catalog.py").run()
    app.switch_page("cluster_map.py").run()
    assert "listed here once the map is drawn" in words(app) and not app.dataframe
    app.run()
    assert len(app.dataframe) == 1 and not app.exception


@pytest.mark.parametrize(
    ("words_of_link", "found"),
    [("silicon valley", "cluster:silicon_valley"), ("硅谷", "cluster:silicon_valley"), ("shenzen", "cluster:shenzhen")],
)
def test_a_link_that_only_says_what_it_looks_for_goes_there(open_map: OpenMap, words_of_link: str, found: str) -> None:
    app = open_map(lang="en", q=words_of_link)
    assert app.query_params["sel"] == found
    assert "q" not in app.query_params
    place = {"cluster:silicon_valley": (37.4, -122.0), "cluster:shenzhen": (22.6, 114.1)}[found]
    assert abs(float(app.query_params["lat"]) - place[0]) < 0.6
    assert abs(float(app.query_params["lng"]) - place[1]) < 0.6
    assert app.text_input(key="map_search").value == words_of_link


def test_a_link_that_looks_for_nothing_known_says_so(open_map: OpenMap) -> None:
    app = open_map(lang="en", q="{{7*7}}qqqqqq")
    assert "{{7*7}}qqqqqq" in words(app)
    assert "sel" not in app.query_params
    assert "obs-notice" in words(app)
