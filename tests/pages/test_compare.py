"""The compare page without a browser: populated, one case, an unknown case, nothing in common, and the presenter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.comparison.story import Step, Story, image_of, step_at
from geo.settings import ROOT, Settings
from pages.components.compare.charts import axis_from
from tests.pages.conftest import words

OpenCompare = Callable[..., AppTest]


@pytest.fixture
def open_compare(store: Settings) -> Iterator[OpenCompare]:
    """Return a function that opens the page on the real data: `open_compare(lang="en", cases="ruhr,tsukuba")`."""

    def open_now(**query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
        app.query_params.update(query)
        app.switch_page("compare.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    st.cache_resource.clear()


@pytest.mark.parametrize(("lang", "name"), [("zh", "鲁尔区"), ("en", "Ruhr Area")])
def test_the_four_cases_stand_side_by_side(open_compare: OpenCompare, lang: str, name: str) -> None:
    shown = words(open_compare(lang=lang))
    assert name in shown
    assert 'class="obs-alert"' not in shown
    reasons = re.findall("<small>(?:背后的模式：|The model behind it: )(.*?)</small>", shown)
    assert len(reasons) == len(set(reasons)) > 1  # each cluster's reason is given once


def test_one_case_asks_for_a_second(open_compare: OpenCompare) -> None:
    app = open_compare(lang="en", v="2", cases="ruhr")
    assert "two" in words(app)
    assert any(str(button.key).startswith("compare_near_") for button in app.button)


def test_an_unknown_case_is_named_and_the_rest_is_shown(open_compare: OpenCompare) -> None:
    shown = words(open_compare(lang="en", v="2", cases="tsukuba,atlantis,ruhr"))
    assert "atlantis" in shown
    assert "Tsukuba" in shown
    assert "Ruhr" in shown


def test_the_link_is_that_of_the_state(open_compare: OpenCompare) -> None:
    app = open_compare(lang="en", v="2", cases="ruhr,shenzhen", scale="same")
    assert app.query_params["cases"] == "ruhr,shenzhen"
    assert app.query_params["scale"] == "same"


def test_the_presenter_hides_the_controls(open_compare: OpenCompare) -> None:
    app = open_compare(lang="en", v="2", cases="ruhr,tsukuba")
    app.button(key="compare_present").click().run()
    assert not app.exception
    assert not [box for box in app.multiselect if box.key and "case" in str(box.key)]
    assert app.button(key="present_next") is not None
    app.button(key="present_next").click().run()
    app.button(key="present_leave").click().run()
    assert app.button(key="compare_present") is not None


def test_the_presenter_says_the_events_of_an_axis_in_words(open_compare: OpenCompare) -> None:
    shown = words(open_compare(lang="en", v="2", cases="tsukuba,microsoft_cloud", present="6"))
    history = shown[shown.index('class="obs-history"') :]
    assert "<b>1963</b> On 10 September the cabinet consents to the science city" in history
    assert history.count("<b>2022</b>") == 3  # a crowd of the platform's years: each is named


def test_an_address_of_a_moment_before_does_not_take_the_slider_back(open_compare: OpenCompare) -> None:
    app = open_compare(lang="en", v="2", cases="ruhr,tsukuba", year="1978")
    before = dict(app.query_params)
    for year in (1977, 1976):
        app.slider(key="compare_year").set_value(year)
        app.query_params.update(before)  # the browser has not heard of the last step yet
        app.run()
    assert not app.exception
    assert app.slider(key="compare_year").value == 1976
    assert app.query_params["year"] == "1976"
    assert "year=1976" in words(app)  # the link to copy
    assert "year=1977" not in words(app)


def test_nothing_is_drawn_before_it_existed(open_compare: OpenCompare) -> None:
    shown = words(open_compare(lang="en", v="2", cases="ruhr,microsoft_cloud", year="1976"))
    assert "Not begun by 1976 (it starts in 2010)" in shown
    assert "Microsoft Cloud ecosystem · " not in shown  # its network


def test_years_play_on_and_stop_at_the_last(open_compare: OpenCompare) -> None:
    app = open_compare(lang="en", v="2", cases="ruhr,tsukuba", year="2020")
    app.button(key="compare_play").click().run()
    last = app.slider(key="compare_year").max
    for _ in range(3):
        app.session_state["compare_play_next"] = True
        app.run()
    assert not app.exception
    assert app.slider(key="compare_year").value == last
    assert "year" not in app.query_params or app.query_params["year"] == str(last)


def test_a_ready_story_opens_is_told_and_follows_the_language(open_compare: OpenCompare) -> None:
    app = open_compare(lang="en", v="2", cases="ruhr,shenzhen")
    app.button(key="compare_story_ready_ruhr").click().run()
    assert not app.exception
    assert app.query_params["cases"] == "ruhr,tsukuba"
    app.button(key="compare_present").click().run()
    assert "Ruhr: change takes generations" in words(app)
    app.button(key="present_next").click().run()
    assert "the region had no university" in words(app)
    for _ in range(3):
        app.button(key="present_next").click().run()
    assert not app.exception
    assert "likely wrong" in words(app)


def test_a_link_holds_a_whole_story_with_states_and_a_picture_of_its_own(open_compare: OpenCompare) -> None:
    steps = (
        Step("text", caption="Ours", text="{{7*7}} words", notes="Say it"),
        step_at("maps", {"year": "1955"}, caption="Then"),
        Step("image", caption="Photo", image=image_of(b"\x89PNG\r\n\x1a\n")),
    )
    story = Story({"v": "2", "cases": "ruhr,tsukuba"}, "en", steps)
    app = open_compare(lang="en", v="2", cases="ruhr,tsukuba", present="1", story=story.to_link())
    shown = words(app)
    assert "{{7*7}} words" in shown
    assert 'data-notes="Say it"' in shown  # for the speaker's window
    assert 'data-next="Next: Then"' in shown
    assert "story" not in app.query_params
    app.button(key="present_next").click().run()
    assert "1955" in words(app)  # Tsukuba had not begun
    assert "year" not in app.query_params  # the step's year, not the comparison's
    app.button(key="present_next").click().run()
    assert '<img class="obs-slide-image" src="data:image/png;base64,' in words(app)
    app.button(key="present_leave").click().run()
    assert not app.exception
    app.button(key="compare_story_add_maps").click().run()
    assert not app.exception
    assert len(app.session_state["compare_story"].told) == 4


def test_a_story_that_was_cut_is_told(open_compare: OpenCompare) -> None:
    shown = words(open_compare(lang="en", v="2", cases="ruhr,tsukuba", story="eNqrVk"))
    assert "obs-notice" in shown
    assert "eNqrVk" in shown


@pytest.mark.parametrize(
    ("first", "last", "begins"), [(1832, 2025, 1820), (1986, 2020, 1980), (1990, 2025, 1980), (1963, 2024, 1950)]
)
def test_the_words_of_the_first_event_have_room_on_the_axis(first: int, last: int, begins: int) -> None:
    assert axis_from(first, last) == begins
    assert first - begins > (last - begins) * 0.05


def test_who_keeps_a_view_is_told_that_the_story_has_one_more_page(open_compare: OpenCompare) -> None:
    app = open_compare(lang="en", cases="ruhr,tsukuba")
    assert "7 pages to tell now" in words(app)
    app.button(key="compare_story_add_maps").click().run()
    assert "8 pages to tell now" in words(app)
