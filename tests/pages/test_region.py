"""The region page without a browser: US, UK, German and Chinese regions in both languages, clusters, unknown ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.settings import ROOT, Settings
from tests.pages.conftest import words

OpenRegion = Callable[..., AppTest]


@pytest.fixture
def open_region(store: Settings) -> Iterator[OpenRegion]:
    """Return a function that opens the page on the real data: `open_region(id="US-41940")`."""

    def open_now(**query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=90)
        app.query_params.update(query)
        app.switch_page("region.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    st.cache_resource.clear()


@pytest.mark.parametrize("region", ["US-41940", "GB-UKH1", "DE-NW", "CN-440300"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_regions_open_in_both_languages(open_region: OpenRegion, region: str, lang: str) -> None:
    shown = words(open_region(id=region, lang=lang))
    assert 'class="obs-alert"' not in shown
    assert 'class="obs-notice"' not in shown
    assert "{" not in shown.split("obs-footer")[0].split("obs-title")[1]


@pytest.mark.parametrize(
    ("region", "meaning", "parts"),
    [
        ("US-41940", "above 1 it is more concentrated here", {"strengths", "options"}),
        ("CN-330100", "Ranks are among the Chinese cities", {"places", "trend"}),
    ],
)
def test_the_page_opens_with_what_its_figures_mean_and_each_finding_leads_to_a_part_of_it(
    open_region: OpenRegion, region: str, meaning: str, parts: set[str]
) -> None:
    shown = words(open_region(id=region, lang="en"))
    said = shown.split("obs-title")[1]
    assert meaning in said.split("obs-leads")[0]
    assert set(re.findall(r'class="obs-leads" href="#(\w+)"', said)) == parts
    for anchor in parts:
        assert f' id="{anchor}"' in said


def test_a_clusters_id_opens_its_region(open_region: OpenRegion) -> None:
    app = open_region(id="silicon_valley", lang="en")
    assert "San Jose-Sunnyvale-Santa Clara" in words(app)
    assert app.query_params["id"] == "US-41940"
    offered = app.selectbox(key="region_choice").options  # where Streamlit reads no Markdown, so nothing is escaped
    assert any("San Jose-Sunnyvale-Santa Clara, CA" in option for option in offered)
    assert not [option for option in offered if "\\" in option]


def test_an_unknown_region_is_told(open_region: OpenRegion) -> None:
    shown = words(open_region(id="{{7*7}}", lang="en"))
    assert "There is no region {{7*7}}" in shown
    assert "Shenzhen" in shown


def test_a_region_without_jobs_says_so(open_region: OpenRegion) -> None:
    shown = words(open_region(id="GB-UKN0", lang="en"))
    assert "There are no figures to show for this region." in shown
    assert "Northern Ireland has units but no jobs here." in shown


def test_a_shared_comparison_means_the_same_here(open_region: OpenRegion) -> None:
    app = open_region(base="GB-UKH1", vs="GB-UKJ1~US-41940~DE-NW", lang="en")
    shown = words(app)
    assert "against 2 benchmark regions, East Anglia" in shown
    assert "whose jobs are not known by industry here" in shown
    assert (app.query_params["id"], app.query_params["vs"]) == ("GB-UKH1", "GB-UKJ1~US-41940~DE-NW")
    app.multiselect(key="region_rivals_choice").set_value(["US-41940"]).run()
    assert not app.exception
    assert "US-41940" in app.query_params["vs"]
    assert "against San Jose-Sunnyvale-Santa Clara" in words(app)
    shown = words(open_region(id="US-41940", base="US-42660", vs="{{7*7}}", lang="en"))
    assert "base=US-42660 of the link" in shown
    assert "vs={{7*7}} of the link" in shown
