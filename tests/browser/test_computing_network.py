"""The network page in Chromium: reach, rings, what-if, the infeasible case, links and downloads."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import Frame, Page, expect

from geo.catalog import load_catalog
from geo.settings import Settings

from .map_page import frame_when, view_of

Open = Callable[..., Page]
Start = Callable[..., str]
Arrive = Callable[..., Page]
PAGE = "/computing_network"
SHANGHAI = f"{PAGE}?lang=en&origin=city:cn_310000&budget=8"


def query(page: Page) -> dict[str, str]:
    """Return the parameters of the page's address."""
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def wait_for_query(page: Page, key: str, value: str | None) -> None:
    """Wait until a parameter of the address has a value."""
    page.wait_for_function(
        "([key, value]) => new URLSearchParams(location.search).get(key) === value", arg=[key, value]
    )


def reach_frame(page: Page) -> Frame:
    """Wait until the map has drawn the reach, and return its frame."""
    place = page.locator(".st-key-network_reach_view_frame iframe")
    return frame_when(place, "() => window.Observatory && Observatory.reach && Observatory.reach.layers.reach")


def verdicts(frame: Frame) -> dict[str, str]:
    """Return what the map was told of each cluster."""
    sites = frame.evaluate("() => Observatory.view.state.reach.sites")
    return {key: site["verdict"] for key, site in sites.items()}


def said(page: Page, text: str) -> None:
    """Wait until the page says something."""
    expect(page.get_by_text(text).first).to_be_visible()


def typed_start(page: Page, start: str) -> None:
    """Type where the network is looked at from."""
    field = page.locator(".st-key-network_origin input")
    field.click()
    field.fill(start)
    field.press("Enter")


def number_input(page: Page, name: str, value: str) -> None:
    """Type a number into a keyed input."""
    field = page.locator(f".st-key-network_{name} input")
    field.fill(value)
    field.press("Enter")


def test_a_deep_link_on_a_fresh_process_restores_the_reach(
    store: Settings, start_server: Start, open_page: Open, tmp_path_factory: pytest.TempPathFactory
) -> None:
    address = start_server(tmp_path_factory.mktemp("fresh") / "log.txt")
    page = open_page(f"{address}{PAGE}?lang=en&origin=city:cn_310000&budget=8")
    frame = reach_frame(page)
    said(page, "2 certain to be within reach, 1 possibly within reach")
    assert verdicts(frame)["shaoguan"] == "possibly"


def test_reach_follows_budget_network_and_direction_without_moving_the_map(arrive: Arrive) -> None:
    page = arrive(SHANGHAI)
    frame = reach_frame(page)
    began = view_of(frame)
    frame.evaluate("() => { window.untouched = true; Observatory.view.map.setView([30, 118], 6, {animate: false}); }")
    number_input(page, "budget", "15")
    wait_for_query(page, "budget", "15")
    frame.wait_for_function("() => Observatory.view.state.reach.sites.guian.verdict === 'possibly'")
    page.locator(".st-key-network_direction").get_by_text("round trip").click()
    wait_for_query(page, "dir", "rtt")
    frame.wait_for_function("() => Observatory.view.state.reach.sites.guian.verdict === 'impossible'")
    page.locator(".st-key-network_kind").get_by_text("Public internet").click()
    wait_for_query(page, "net", "internet")
    frame.wait_for_function("() => Observatory.view.state.reach.sites.guian.ms > 35")
    assert frame.evaluate("() => window.untouched") is True, "the map was loaded again"
    assert frame.evaluate("() => Observatory.view.map.getZoom()") == 6
    frame.evaluate("([lat, lng, z]) => { Observatory.view.map.setView([lat, lng], z, {animate: false}); }", began)


def test_map_draws_true_rings_marks_and_labels(arrive: Arrive) -> None:
    page = arrive(SHANGHAI)
    frame = reach_frame(page)
    frame.wait_for_function("() => Observatory.view.state.reach.sites.guian.verdict === 'not'")  # at 8 ms, one way
    rings = frame.evaluate("() => Observatory.view.state.reach.rings.map(r => [r.edge, r.points.length])")
    assert rings == [["sure", 181], ["estimate", 181], ["possible", 181], ["floor", 181]]
    frame.wait_for_function("() => document.querySelectorAll('.dco-verdict').length === 10")
    expect(frame.locator(".dco-verdict-surely")).to_have_count(2)
    expect(frame.locator(".dco-label-computing").filter(has_text="ms")).not_to_have_count(0)
    # The outer edge is where the model says: its distance from the origin, by Leaflet's sphere.
    far = frame.evaluate(
        """() => { const r = Observatory.view.state.reach; const ring = r.rings[0].points;
                   const d = ring.map(p => Observatory.view.map.distance([r.origin.lat, r.origin.lng], p) / 1000);
                   return [Math.min(...d), Math.max(...d)]; }"""
    )
    assert far[1] - far[0] < 8  # a sphere stands in for the ellipsoid
    assert 780 < far[0] < 840


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Hong Kong", "not in mainland China"),
        ("139.7,35.7", "not in mainland China"),
        ("<img src=x onerror=window.broken=1>{{7*7}}", "<img src=x onerror=window.broken=1>{{7*7}}"),
    ],
)
def test_what_cannot_be_a_start_is_refused_in_words(arrive: Arrive, typed: str, words: str) -> None:
    page = arrive(f"{PAGE}?lang=en&view=reach")
    reach_frame(page)
    typed_start(page, typed)
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
    assert page.evaluate("() => window.broken") is None
    assert "origin" not in query(page)


@pytest.mark.parametrize("typed", ["Bejing", "贵安新"])
def test_unknown_place_offers_the_nearest(arrive: Arrive, typed: str) -> None:
    page = arrive(f"{PAGE}?lang=en&view=reach")
    reach_frame(page)
    before = query(page).get("origin", "")
    typed_start(page, typed)
    said(page, f"Nothing is called “{typed}”")
    page.wait_for_timeout(1000)  # a click while the run that shows the buttons still goes on is lost
    offered = page.locator(".st-key-reach_suggestions button").first
    offered.click()
    page.wait_for_function(
        "before => ![null, before].includes(new URLSearchParams(location.search).get('origin'))", arg=before
    )
    expect(page.get_by_text("Nothing is called")).to_have_count(0)


def test_point_can_be_a_start(arrive: Arrive) -> None:
    page = arrive(f"{PAGE}?lang=en&view=reach")
    reach_frame(page)
    typed_start(page, "112.55,37.87")
    wait_for_query(page, "origin", "112.55,37.87")
    said(page, "of 112.55,37.87")


def test_a_click_on_a_cluster_opens_its_card_and_makes_it_the_start(arrive: Arrive) -> None:
    page = arrive(SHANGHAI)
    frame = reach_frame(page)
    frame.evaluate("() => Observatory.view.pick('computing', 'guian', L.latLng(26.38, 106.5), null)")
    expect(page.locator(".st-key-reach_card .obs-heading")).to_contain_text("Gui'an")
    page.get_by_role("button", name="Start from here").click()
    wait_for_query(page, "origin", "computing:guian")
    frame.wait_for_function("() => Observatory.view.state.reach.sites.guian.ms < 1")
    expect(page.locator(".st-key-reach_card")).to_have_count(0)


def test_budget_below_the_floor_is_said(arrive: Arrive) -> None:
    page = arrive(f"{PAGE}?lang=en&origin=city:cn_110000&budget=0.2")
    reach_frame(page)
    said(page, "below the physical floor")


def test_what_if_recomputes_and_marks_assumptions(arrive: Arrive) -> None:
    page = arrive(f"{PAGE}?lang=en&view=scenario")
    said(page, "Optimal allocation")
    expect(page.locator(".obs-origin-assumed").first).to_be_visible()
    number_input(page, "kw", "6")
    said(page, "630.7")
    expect(page.locator(".obs-origin-assumed").first).to_be_visible()
    wait_for_query(page, "kw", "6")


def test_infeasible_case_names_the_conflict_and_is_resolved(arrive: Arrive) -> None:
    page = arrive(f"{PAGE}?lang=en&view=scenario&region=gz_sz")
    alert = page.get_by_role("alert").filter(has_text="cannot be met")
    expect(alert).to_contain_text("Real-time: latency limit")
    expect(alert).to_contain_text("Shaoguan: capacity (unknown)")
    said(page, "Least relaxation")
    page.locator(".st-key-scenario_apply_0 button").click()
    expect(alert).to_have_count(0)
    wait_for_query(page, "capacity", "shaoguan:2500")
    expect(page.locator(".st-key-scenario_optimal")).to_contain_text("Shaoguan")


def test_a_copied_link_gives_the_same_scenario(arrive: Arrive, open_page: Open) -> None:
    page = arrive(f"{PAGE}?lang=en&view=scenario")
    said(page, "Optimal allocation")
    number_input(page, "racks", "200000")
    wait_for_query(page, "racks", "200000")
    number_input(page, "kw", "7")
    wait_for_query(page, "kw", "7")
    page.locator(".st-key-network_scenario_objective").get_by_text("Carbon").click()
    wait_for_query(page, "goal", "carbon")
    page.wait_for_timeout(500)
    table = page.locator(".st-key-scenario_optimal .obs-table").inner_text()
    again = open_page(page.url)
    expect(again.locator(".st-key-scenario_optimal .obs-table")).to_contain_text("Horinger")
    assert again.locator(".st-key-scenario_optimal .obs-table").inner_text() == table
    assert query(again) == query(page)


def test_matrix_downloads_as_csv_and_xlsx(arrive: Arrive) -> None:
    page = arrive(f"{PAGE}?lang=en&view=matrix&dir=rtt&net=internet")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(downloading.value.path().read_text("utf-8-sig"))))
    assert len(rows) == 120
    assert {row["Direction"] for row in rows} == {"round trip"}
    assert all(row["Source ids"] for row in rows)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download XLSX").click()
    sheet = openpyxl.load_workbook(io.BytesIO(downloading.value.path().read_bytes())).worksheets[0]
    assert sheet.max_row == 121


def test_scenario_downloads_with_its_sources(arrive: Arrive) -> None:
    page = arrive(f"{PAGE}?lang=en&view=scenario&kw=6")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download XLSX").click()
    book = openpyxl.load_workbook(io.BytesIO(downloading.value.path().read_bytes()))
    assert book.sheetnames == ["Choices", "Values and sources", "Mine or as paired", "Optimal", "Constraints"]
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download CSV").click()
    assert downloading.value.path().read_text("utf-8-sig").startswith("Workload,Cluster,Cluster id,Racks")


def test_flow_and_progress_are_drawn(arrive: Arrive) -> None:
    page = arrive(f"{PAGE}?lang=en&view=flow")
    expect(page.locator(".st-key-network_flow_view svg text").filter(has_text="Qingyang cluster")).to_be_visible()
    page.locator(".st-key-network_view").get_by_text("Progress").click()
    wait_for_query(page, "view", "progress")
    said(page, "no published figure")
    expect(page.locator(".st-key-network_progress_view svg").first).to_be_visible()


def test_sources_open_beside_their_figures(arrive: Arrive) -> None:
    page = arrive(f"{PAGE}?lang=en&view=methods")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    mark = page.locator("details.obs-cite").first
    mark.locator("summary").click()
    expect(mark.locator(".obs-sources")).to_be_visible()


VIEWS = ("reach", "matrix", "scenario", "progress", "flow", "methods")


def each_view(page: Page) -> Iterator[str]:
    """Turn from view to view of the page as a person does, and yield each once it is drawn."""
    for number, view in enumerate(VIEWS):
        expect(page.locator(".st-key-network_head")).to_be_visible()
        if number:
            page.locator(".st-key-network_view").get_by_role("radio").nth(number).click()
            wait_for_query(page, "view", view)
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        page.wait_for_timeout(800)  # charts are drawn without a sign of it
        yield view


def test_no_english_is_left_on_the_chinese_page(arrive: Arrive) -> None:
    known = {"English", "CSV", "XLSX", "PUE", "Mbps", "Gbps", "GWh", "EFLOPS", "PFLOPS", "OTN", "SVG"}
    known |= {"Natural", "Earth", "GSHHG"}  # who drew the ground
    page = arrive(f"{PAGE}?lang=zh&view=reach")
    for view in each_view(page):
        if view == "methods":  # formulas and their names are no English
            continue
        # What sources are called is theirs; it is folded away here.
        text = (
            page.locator(".stMain").inner_text().replace(load_catalog().digest, "").replace("keyboard_arrow_right", "")
        )
        found = set(re.findall(r"[A-Za-z]{3,}", text)) - known
        assert not found, (view, json.dumps(sorted(found)))


def test_narrow_window_scrolls_no_sideways(arrive: Arrive) -> None:
    page = arrive(f"{PAGE}?lang=en&view=reach", width=390, height=844)
    for view in each_view(page):
        wide = page.evaluate(
            "() => document.querySelector('.stMain').scrollWidth - document.querySelector('.stMain').clientWidth"
        )
        assert wide <= 1, (view, wide)
