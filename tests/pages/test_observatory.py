"""The observatory page without a browser: every country opens in both languages, weights re-rank, links survive."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.catalog import load_catalog
from geo.keeping.person import of_browser
from geo.language import translator
from geo.observatory.own import Received, receive
from geo.observatory.ranking import ranking
from geo.observatory.state import ObservatoryState
from geo.settings import ROOT, Settings, limits, settings
from geo.tables.shelf import shared_tables
from pages.components.observatory import export
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
    settings.cache_clear()
    st.cache_resource.clear()


@pytest.mark.parametrize("country", ["CN", "US", "GB", "DE"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_country_opens_in_both_languages(open_observatory: OpenObservatory, country: str, lang: str) -> None:
    app = open_observatory(country=country, lang=lang)
    assert 'class="obs-alert"' not in words(app)
    assert 'class="obs-notice"' not in words(app)
    assert ("来源" if lang == "zh" else "Method and data") in words(app) or lang == "zh"
    assert len(app.dataframe) == 1


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ({"country": "DE"}, "1 means the same"),
        ({"country": "CN", "measure": "composite"}, "a proposal that you can change"),
        ({"country": "US", "method": "complexity"}, "There are only 4 industries here"),
        ({"country": "US", "data": "us_oews_2025", "method": "eu_stars_focus"}, "one star each for size"),
    ],
)
def test_the_page_opens_with_what_its_figures_mean_and_each_finding_leads_to_a_part_of_it(
    open_observatory: OpenObservatory, query: dict[str, str], meaning: str
) -> None:
    shown = words(open_observatory(lang="en", **query))
    said = shown.split("obs-title")[1]
    assert meaning in said.split("obs-leads")[0]
    led_to = re.findall(r'class="obs-leads" href="#(\w+)"', said)
    assert led_to
    for anchor in led_to:
        assert f' id="{anchor}"' in said


def test_the_regions_that_the_first_finding_names_are_a_click_away(open_observatory: OpenObservatory) -> None:
    app = open_observatory(country="DE", lang="en")
    assert app.button(key="observatory_first_0").label == "Show Hamburg"
    app.button(key="observatory_first_1").click().run()
    assert app.query_params["sel"] == "DE-BE"
    assert 'id="view">Berlin</h3>' in words(app)


def test_one_region_with_a_figure_is_told_as_the_only_one(open_observatory: OpenObservatory) -> None:
    shown = words(open_observatory(country="US", size="500000", group="industries", ind="212111", lang="en"))
    assert "Pittsburgh, PA is the only one of 49 regions of the United States with a figure" in shown


def test_regions_none_of_which_has_a_figure_are_listed_and_told(open_observatory: OpenObservatory) -> None:
    app = open_observatory(country="US", size="500000", group="industries", ind="212210", lang="en")
    assert "none of 49 regions of the United States has a figure to rank" in words(app)
    assert "Location quotient" not in app.dataframe[0].value.columns
    assert len(app.dataframe[0].value) == 49


def test_a_region_without_a_name_is_no_number_in_a_sentence(open_observatory: OpenObservatory) -> None:
    shown = words(
        open_observatory(country="US", group="traded", ind="aerospace-vehicles-and-defense", method="us_strong")
    )
    assert "其次是代码11680（无名称）（24.40）" in shown


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


@pytest.mark.parametrize("country", ["CN", "GB"])
def test_every_file_of_the_page_is_made_outside_its_run(
    store: Settings, monkeypatch: pytest.MonkeyPatch, country: str
) -> None:
    """The server makes a file when its button is pressed, in a thread that has no session."""
    made: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(st, "download_button", lambda _label, data, *, key, **_: made.update({key: data}))
    state = ObservatoryState(country=country)
    monkeypatch.setattr(export.session, "current", lambda: state)
    monkeypatch.setattr(export.own_table, "received", lambda: None)
    catalog = load_catalog(store)
    export.show(ranking(catalog, state), catalog, translator("zh"))
    monkeypatch.setattr(export.session, "current", lambda: pytest.fail("there is no session"))
    monkeypatch.setattr(export.own_table, "received", lambda: pytest.fail("there is no session"))
    heads = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "png": b"\x89PNG", "svg": b"<?xml", "pptx": b"PK"}
    for kind, head in heads.items():
        assert made[f"observatory_{kind}"]()[: len(head)] == head, kind


def test_a_benchmark_without_figures_by_industry_is_told(open_observatory: OpenObservatory) -> None:
    shown = words(open_observatory(country="DE", base="DE-BY", vs="GB-UKH1~DE-BE", lang="en"))
    assert "asks to compare Bavaria; Berlin" in shown
    assert shown.count('class="obs-notice"') == 1


def test_a_link_that_cannot_be_used_is_told(open_observatory: OpenObservatory) -> None:
    shown = words(open_observatory(country="GB", method="eu_stars_productivity", measure="{{7*7}}"))
    assert shown.count('class="obs-notice"') == 2
    assert "49" not in shown.split("obs-notice")[1][:80]


WIDE = """2023年两市从业人员（单位：万人）
城市,行业代码,行业名称,2022年,2023年
深圳市,C39,电子设备制造,61,62.25
深圳市,I65,软件和信息服务,30,34
杭州,C39,电子设备制造,20,abc
杭州,I65,软件和信息服务,41,43
武汉,C39,电子设备制造,12,13
武汉,I65,软件和信息服务,11,15
航州市,I65,软件和信息服务,1,2
"""


@pytest.fixture(scope="module")
def uploaded() -> Received:
    content = WIDE.encode("gb18030")
    return receive("两市.csv", content, "x", catalog=load_catalog(settings()), config=settings(), bounds=limits())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_table_of_ones_own_is_ranked_and_told(
    open_observatory: OpenObservatory, uploaded: Received, lang: str
) -> None:
    app = open_observatory(country="OWN", lang=lang)
    assert not app.dataframe
    app.session_state["observatory_own"] = uploaded
    app.run()
    assert not app.exception
    assert len(app.dataframe) == 1
    cities = {"zh": {"深圳市", "杭州市", "武汉市"}, "en": {"Shenzhen", "Hangzhou", "Wuhan"}}
    assert set(app.dataframe[0].value.iloc[:, 1]) == cities[lang]
    shown = words(app)
    assert 'class="obs-own-error"' in shown
    assert "航州市 → 杭州市" in shown
    assert "abc" in shown
    app.selectbox(key="observatory_own_scheme").set_value("naics2017").run()
    assert not app.exception
    assert "C39" in words(app)


def test_an_uploaded_city_has_a_profile_of_its_own_figures(store: Settings, uploaded: Received) -> None:
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=90)
    app.query_params.update({"id": "CN-440300", "data": "own", "lang": "zh"})
    app.session_state["observatory_own"] = uploaded
    app.switch_page("region.py").run()
    assert not app.exception
    shown = words(app)
    assert 'class="obs-alert"' not in shown
    assert "电子设备制造" in shown
    assert "您上传的表" in shown


def test_a_table_comes_back_after_a_reload_and_is_published_for_all(
    open_observatory: OpenObservatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = of_browser("a" * 43), of_browser("b" * 43)
    monkeypatch.setenv("OBSERVATORY_KEPT", str(tmp_path / "kept"))
    monkeypatch.setenv("OBSERVATORY_UPLOADS", "publish")
    monkeypatch.setattr("pages.components.person.current", lambda: ann)
    settings.cache_clear()
    shelf = shared_tables()
    assert shelf is not None
    shelf.keep(ann, "两市.csv", WIDE.encode("gb18030"), {})
    app = open_observatory(country="OWN", lang="zh")
    assert set(app.dataframe[0].value.iloc[:, 1]) == {"深圳市", "杭州市", "武汉市"}
    key = "observatory_own_publish"
    app.selectbox(key=f"{key}_licence").set_value("CC0-1.0")
    app.text_area(key=f"{key}_source").set_value("Own survey")
    app.date_input(key=f"{key}_as_of").set_value(dt.date(2024, 12, 31))
    app.button_group(key=f"{key}_confidence").set_value("medium")
    app.text_input(key=f"{key}_owner").set_value("Ann")
    app.checkbox(key=f"{key}_agree").set_value(True)
    app.button(key=f"{key}_publish").click().run()
    assert not app.exception
    (made,) = shelf.published()
    assert app.query_params["table"] == made.table_id
    monkeypatch.setattr("pages.components.person.current", lambda: ben)
    other = open_observatory(country="OWN", lang="en", table=made.table_id)
    assert set(other.dataframe[0].value.iloc[:, 1]) == {"Shenzhen", "Hangzhou", "Wuhan"}
    assert "Own survey" in words(other)
    assert not [one for one in other.button if one.key == "observatory_own_withdraw"]
    shelf.withdraw(ann, made.table_id)
    gone = open_observatory(country="OWN", lang="en", table=made.table_id)
    assert "no published table" in words(gone)
    assert not gone.dataframe


def test_what_a_method_lacks_is_said(open_observatory: OpenObservatory) -> None:
    shown = words(open_observatory(country="DE", lang="en"))
    assert "cannot be computed: pay or value added a person missing" in shown


def test_small_maps_dimensions_and_density_stand_on_the_page_and_in_the_link(open_observatory: OpenObservatory) -> None:
    app = open_observatory(lang="zh", measure="dimensions")
    assert app.slider(key="observatory_weight_eco_efficiency").disabled
    app.slider(key="observatory_weight_ket").set_value(9).run()
    assert app.query_params["wd"] == "9-5-5-0"
    app.button(key="observatory_many_start").click().run()
    assert not app.exception
    assert len(app.query_params["many"].split("~")) == 6
    assert words(app).count("obs-small-map") >= 6
    app.toggle(key="observatory_density").set_value(True).run()
    assert not app.exception
    assert app.query_params["density"] == "15-50"
    app.selectbox(key="observatory_density_km").set_value(30).run()
    assert app.query_params["density"] == "30-50"
