"""The network page without a browser: every view, links, refusals, assumptions, and a network that is not there."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.analysis.progress import figures
from geo.catalog import load_catalog
from geo.computing.state import VIEWS
from geo.language import translator
from geo.settings import ROOT, Settings
from pages.components.computing_network import progress, session
from tests.pages.conftest import words

OpenNetwork = Callable[..., AppTest]
ASSUMED = 'class="obs-origin obs-origin-assumed"'


@pytest.fixture
def open_network(store: Settings) -> Iterator[OpenNetwork]:
    """Return a function that opens the page on the real data: `open_network(lang="en", view="matrix")`."""

    def open_now(**query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
        app.query_params.update(query)
        app.switch_page("computing_network.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    st.cache_resource.clear()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_view_opens_in_both_languages(open_network: OpenNetwork, view: str, lang: str) -> None:
    app = open_network(view=view, lang=lang)
    assert 'class="obs-alert"' not in words(app)
    assert not app.error


@pytest.mark.parametrize("view", ["matrix", "scenario", "progress", "flow", "methods"])
def test_sources_of_every_figure_are_in_the_catalogue(open_network: OpenNetwork, view: str) -> None:
    cells = re.findall(r'data-sources="([^"]*)"', words(open_network(view=view)))
    assert cells
    for cell in set(cells):
        assert load_catalog().sources(cell)


def test_progress_table_has_sources_for_every_value(open_network: OpenNetwork) -> None:
    shown = words(open_network(view="progress", lang="en"))
    table = shown[shown.index("Racks (") if "Racks (" in shown else 0 :]
    rows = [
        row for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", table, re.S) if "no published figure" not in row
    ]
    assert rows
    assert [row for row in rows if "data-sources" not in row] == []
    assert "no published figure" in shown


def test_figures_that_disagree_are_said_to(store: Settings) -> None:
    found = next(one for one in figures(load_catalog(store).table("status_figures")) if one.measure == "racks")
    t = translator("en")
    assert "sources disagree" not in progress._table([found], "racks", t)
    twice = dataclasses.replace(found, high=(found.low or 0) * 2, qualifier="range", figure_ids=("one", "another"))
    assert "sources disagree" in progress._table([twice], "racks", t)


def test_page_opens_with_findings_that_lead_to_their_views(open_network: OpenNetwork) -> None:
    app = open_network(lang="en")
    assert "from the 12 demand regions, all within the national requirement of 20 ms" in words(app)
    app.button(key="network_findings_open_gap").click().run()
    assert not app.exception
    assert app.query_params["view"] in ("progress", ["progress"])
    assert "31% of the target" in words(app)
    assert "to 31%" not in words(app), "what is to be added is no target of what stands"


def test_reach_says_what_is_within(open_network: OpenNetwork) -> None:
    shown = words(open_network(lang="en", origin="city:cn_310000", budget="8"))
    assert "2 certain to be within reach" in shown
    assert "1 possibly" in shown


def test_budget_below_the_floor_says_so(open_network: OpenNetwork) -> None:
    shown = words(open_network(lang="en", origin="city:cn_110000", budget="0.2"))
    assert "below the physical floor" in shown
    assert "Zhangjiakou" in shown


def test_part_of_a_link_that_is_not_known_is_said(open_network: OpenNetwork) -> None:
    shown = words(open_network(lang="en", net="pigeon", capacity="atlantis:5"))
    assert "net=pigeon" in shown
    assert "capacity=atlantis:5" in shown


def test_matrix_shows_every_pair_with_its_direction(open_network: OpenNetwork) -> None:
    shown = words(open_network(lang="en", view="matrix", dir="rtt"))
    assert shown.count('class="obs-ms obs-ms-') == 120 + 4  # and the legend
    assert "within the 40 ms target" in shown


def test_scenario_recomputes_and_marks_assumptions(open_network: OpenNetwork) -> None:
    app = open_network(lang="en", view="scenario")
    shown = words(app)
    assert "262.8" in shown  # 10,000 racks of 2.5 kW at a PUE of 1.2: a first visit shows a result
    assert ASSUMED in shown  # and marks what it rests on
    assert (
        "The optimum emits 180.0 kt of CO2 a year, more than the 155.3 kt beside it. Reason: the optimum is for"
        in shown
    )
    app.number_input(key="network_kw").set_value(6.0).run()
    assert not app.exception
    shown = words(app)
    assert "630.7" in shown
    assert ASSUMED in shown
    assert app.query_params["kw"] in ("6", ["6"])


def test_infeasible_scenario_names_the_conflict_and_can_be_relaxed(open_network: OpenNetwork) -> None:
    app = open_network(lang="en", view="scenario", region="yrd_core")
    shown = words(app)
    assert "This scenario cannot be met" in shown
    assert "Real-time: latency limit" in shown
    assert "Wuhu: capacity (unknown)" in shown
    app.button(key="scenario_apply_0").click().run()
    assert not app.exception
    assert "This scenario cannot be met" not in words(app)
    assert ASSUMED in words(app)


def test_optimum_can_be_taken_over(open_network: OpenNetwork) -> None:
    app = open_network(lang="en", view="scenario", racks="200000")
    app.button(key="scenario_adopt").click().run()
    assert not app.exception
    assert "My allocation" in words(app)
    assert "to_backup" in app.query_params


def test_own_allocation_is_split_by_parts(open_network: OpenNetwork) -> None:
    app = open_network(lang="en", view="scenario", to_real_time="zjk:3,horinger:1")
    assert "1\u202f875" in words(app)
    app.number_input(key="network_part_real_time_horinger").set_value(3.0).run()
    assert "1\u202f250" in words(app)


def test_view_that_is_left_keeps_its_values(open_network: OpenNetwork) -> None:
    app = open_network(lang="en", view="scenario")
    app.number_input(key="network_kw").set_value(6.0).run()
    app.button_group(key="network_view").set_value("matrix").run()
    app.button_group(key="network_view").set_value("scenario").run()
    assert not app.exception
    assert app.number_input(key="network_kw").value == 6.0


def test_network_without_places_is_said(open_network: OpenNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    full = session.the_network
    monkeypatch.setattr(session, "the_network", lambda: dataclasses.replace(full(), regions=(), sites=()))
    for view in ("matrix", "scenario", "flow"):
        shown = words(open_network(lang="en", view=view))
        assert "holds no demand regions" in shown


def test_package_without_the_tables_is_explained(open_page: Callable[..., AppTest]) -> None:
    shown = words(open_page("computing_network", lang="en"))
    assert 'class="obs-alert"' in shown
    assert "network_facts" in shown or "status_figures" in shown or "latency_constants" in shown


def test_chinas_units_orient_in_chinese_unless_a_link_says_otherwise(open_network: OpenNetwork) -> None:
    def layers(**query: str) -> set[str]:
        return set(open_network(**query).session_state["network_layers"])

    assert "admin" in layers(lang="zh")
    assert "admin" not in layers(lang="en")
    assert "admin" not in layers(lang="zh", layers="links")
    assert "admin" in layers(lang="en", layers="admin")
