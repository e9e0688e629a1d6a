"""The cluster map in Chromium: links, filters, clicks, languages, search, and nothing but our own server."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Frame, Page, expect

from geo.catalog import load_catalog
from geo.settings import Settings

from .map_page import (
    click_place,
    expect_card,
    figures,
    follow,
    go_to,
    look_at,
    map_frame,
    map_of,
    on_map,
    organisations,
    rest,
    settle,
    view_of,
)

Open = Callable[..., Page]
Start = Callable[..., str]
Stay = Callable[[str], Page]
Meet = Callable[[str], tuple[Page, Frame]]
MAP = "/cluster_map"
RUHR = "lat=51.5&lng=7.2&z=9"
CHINA = "lat=34&lng=110&z=5"


def query(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def wait_for_query(page: Page, key: str, value: str | None) -> None:
    page.wait_for_function(
        "([key, value]) => new URLSearchParams(location.search).get(key) === value", arg=[key, value]
    )


def pill(page: Page, widget: str, label: str) -> None:
    counted = re.compile(rf"^{re.escape(label)}( \([\d,]+\))?$")  # how much a choice lets through stands beside it
    page.locator(f".st-key-{widget}").get_by_role("button", name=counted).click()


@pytest.fixture
def meet(address: str, stay: Stay) -> Meet:
    """Return how a test meets the map at a link, in the session of the tests before: a link says all that is shown.

    What no link holds, a text that is searched for, each test takes away again.
    """

    def at(path: str) -> tuple[Page, Frame]:
        page = stay(f"{address}{MAP}?lang=en&{RUHR}")
        map_frame(page)
        follow(page, path)
        page.get_by_role("heading", level=1).scroll_into_view_if_needed()  # a control below may have been pressed
        return page, map_of(page, path)

    return at


def test_a_deep_link_on_a_fresh_process_restores_everything(
    store: Settings, start_server: Start, open_page: Open, tmp_path_factory: pytest.TempPathFactory
) -> None:
    address = start_server(tmp_path_factory.mktemp("fresh") / "log.txt")
    chosen = "model=industry_digitalisation&layers=clusters,organisations&sel=cluster:ruhr"
    link = f"{address}{MAP}?lang=en&{chosen}&{RUHR}"
    page = open_page(link)
    frame = map_frame(page)
    assert view_of(frame) == pytest.approx((51.5, 7.2, 9), abs=0.01)
    expect_card(page, "Ruhr Area")
    assert "of 27 clusters" in figures(page)
    assert "links" not in figures(page)
    assert {marker["model"] for marker in organisations(frame)} == {"industry_digitalisation"}
    assert query(page)["sel"] == "cluster:ruhr"


def test_what_a_link_cannot_restore_is_said(address: str, stay: Stay) -> None:
    page = stay(f"{address}{MAP}?lang=en&{RUHR}")
    map_frame(page)
    follow(page, f"{MAP}?lang=en&sel=cluster:atlantis&model=bogus&z=99&lat=35&lng=105")
    frame = map_frame(page)
    said = " ".join(page.get_by_role("status").all_inner_texts())
    assert "atlantis" in said
    assert "model=bogus" in said
    assert "z=99" in said
    frame.evaluate("() => { window.untouched = true; }")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".st-key-map_view_problems .obs-notice")).to_have_count(0)
    assert frame.evaluate("() => window.untouched") is True


FOLDED = ("map_conf", "map_kind", "map_segment", "map_load", "map_evidence")


def unfold(page: Page, widget: str) -> None:
    """Open the further filters where a control is one of them."""
    if widget in FOLDED and page.locator(".st-key-map_more details[open]").count() == 0:
        page.locator(".st-key-map_more summary").click()


FILTERS = [
    ("map_model", "▲ Digitalised industry", "model", "industry_digitalisation"),
    ("map_conf", "Low", "conf", "high,low,medium"),
    ("map_load", "Real-time load", "load", None),
    ("map_evidence", "Reported only", "evidence", "official"),
    ("map_layers", "Organisations", "layers", "clusters,computing,graticule,links"),
]


@pytest.mark.parametrize(("widget", "label", "key", "value"), FILTERS)
def test_a_choice_changes_the_map_in_place_and_the_address(
    meet: Meet, widget: str, label: str, key: str, value: str | None
) -> None:
    page, frame = meet(f"{MAP}?lang=en&{CHINA}")
    frame.evaluate("() => { window.untouched = true; }")
    before, place = figures(page), view_of(frame)
    unfold(page, widget)
    pill(page, widget, label)
    expect(page.locator(".st-key-map_view_head .obs-note")).not_to_have_text(before)
    settle(frame)
    if value:
        wait_for_query(page, key, value)
    assert frame.evaluate("() => window.untouched") is True, "the map was loaded again"
    assert view_of(frame) == place
    pill(page, widget, label)  # pressed once more, all is as before
    expect(page.locator(".st-key-map_view_head .obs-note")).to_have_text(before)
    wait_for_query(page, key, None)


def test_the_table_lists_what_is_on_screen_and_downloads(meet: Meet) -> None:
    page, frame = meet(f"{MAP}?lang=en&{RUHR}")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download CSV").click()
    text = downloading.value.path().read_text("utf-8-sig")
    assert len(text.splitlines()) - 1 == on_map(frame)
    assert text.splitlines()[0].startswith("Name,Cluster,Model")


def test_a_search_without_result_says_what_to_do(meet: Meet) -> None:
    page, _frame = meet(f"{MAP}?lang=en&{RUHR}")
    page.locator(".st-key-map_search input").fill("<img src=x onerror=alert(1)>{{7*7}}")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing found for")).to_contain_text("<img src=x onerror=alert(1)>{{7*7}}")
    page.locator(".st-key-map_search input").fill("")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing found for")).to_have_count(0)


@pytest.mark.parametrize(
    ("widget", "option", "key", "value"),
    [
        ("map_country", "Germany", "country", "DE"),
        ("map_segment", "efficiency", "segment", "05"),
        ("map_kind", "Universit", "kind", "university"),
    ],
)
def test_a_list_filter_lets_through_what_it_names(meet: Meet, widget: str, option: str, key: str, value: str) -> None:
    page, frame = meet(f"{MAP}?lang=en&{RUHR}")
    everything = on_map(frame)
    unfold(page, widget)
    page.locator(f".st-key-{widget} input").click()
    page.keyboard.type(option)
    expect(page.get_by_role("option").first).to_contain_text(option)
    page.get_by_role("option").first.click()
    wait_for_query(page, key, value)
    frame.wait_for_function(f"() => Observatory.view.state.query.includes('{key}={value}')")
    settle(frame)
    assert 0 < on_map(frame) <= everything
    assert key == "country" or on_map(frame) < everything
    page.keyboard.press("Escape")  # an open list hides the page from whoever asks by role
    page.get_by_role("button", name="Clear filters").click()
    frame.wait_for_function("() => Observatory.view.state.query === ''")
    settle(frame)
    assert on_map(frame) == everything
    wait_for_query(page, key, None)


def test_the_founding_year_narrows_and_clearing_brings_all_back(meet: Meet) -> None:
    page, frame = meet(f"{MAP}?lang=en&from=2000&{RUHR}")
    frame.wait_for_function("() => Observatory.view.state.query.includes('from=2000')")
    settle(frame)
    narrowed = on_map(frame)
    page.get_by_role("button", name="Clear filters").click()
    frame.wait_for_function("() => Observatory.view.state.query === ''")
    settle(frame)
    assert narrowed < on_map(frame)
    assert view_of(frame) == pytest.approx((51.5, 7.2, 9), abs=0.01)
    wait_for_query(page, "from", None)


def test_a_click_on_a_cluster_opens_its_card(meet: Meet) -> None:
    page, frame = meet(f"{MAP}?lang=en&layers=clusters&{RUHR}")
    click_place(page, frame, 51.62, 6.62)  # inside the outline, far from its sign
    expect_card(page, "Ruhr Area")
    wait_for_query(page, "sel", "cluster:ruhr")


def test_a_click_on_an_organisation_opens_its_card_with_its_ring(meet: Meet) -> None:
    page, frame = meet(f"{MAP}?lang=en&lat=51.49&lng=7.41&z=13")
    single = next(marker for marker in organisations(frame) if marker["n"] == 1)
    click_place(page, frame, single["lat"], single["lng"])
    expect_card(page, single["name_en"])
    frame.wait_for_function(
        "() => Observatory.view.layers.selection && Observatory.view.layers.selection.getLayers().length === 2"
    )
    ring = frame.evaluate(
        "() => Observatory.view.layers.selection.getLayers().map(l => l.getRadius()).find(r => r > 20)"
    )
    row = load_catalog().table("organisations").set_index("organisation_id").loc[single["id"]]
    assert ring == row["uncertainty_m"]


def test_a_click_on_a_cell_zooms_in(meet: Meet) -> None:
    page, frame = meet(f"{MAP}?lang=en&layers=organisations&lat=37.4&lng=-122.0&z=6")
    cell = max(organisations(frame), key=lambda marker: marker["n"])
    click_place(page, frame, cell["lat"], cell["lng"])
    frame.wait_for_function("() => Observatory.view.map.getZoom() === 8")


def test_a_click_on_a_hub_and_a_link_opens_their_cards(meet: Meet) -> None:
    page, frame = meet(f"{MAP}?lang=en&layers=computing,links&{CHINA}")
    nx = load_catalog().table("hubs").set_index("hub_id").loc["nm"]
    frame.get_by_alt_text(nx["name_en"]).or_(frame.get_by_label(nx["name_en"])).first.focus()
    page.keyboard.press("Enter")
    expect_card(page, nx["name_en"])
    frame.locator("path[role=button][aria-label*='→']").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"sel=link"))
    expect(page.locator(".st-key-map_view_card .obs-heading")).to_contain_text("→")


def test_a_pointer_click_on_a_hub_and_a_link(meet: Meet) -> None:
    page, frame = meet(f"{MAP}?lang=en&layers=computing,links&lat=37&lng=110&z=6")
    hub = load_catalog().table("hubs").set_index("hub_id").loc["nm"]
    # The rim of the sign: its middle may be shared with a cluster of the hub.
    offset = frame.evaluate(
        "([a, b]) => { const m = Observatory.view.map; const p = m.latLngToContainerPoint([a, b]);"
        " const q = m.containerPointToLatLng([p.x, p.y + 14]); return [q.lat, q.lng]; }",
        [hub["lat"], hub["lon"]],
    )
    click_place(page, frame, *offset)
    expect_card(page, hub["name_en"])
    middle = frame.evaluate(
        "() => { const { layers, map } = Observatory.view; const at = l => l.getLatLngs()[11];"
        " const hit = l => l.options.weight === 14 && map.getBounds().contains(at(l));"
        " const p = at(layers.links.getLayers().find(hit)); return [p.lat, p.lng]; }"
    )
    click_place(page, frame, *middle)
    expect(page).to_have_url(re.compile(r"sel=link"))


def test_the_language_changes_everything_and_keeps_the_map(meet: Meet) -> None:
    page, frame = meet(f"{MAP}?lang=en&{RUHR}&sel=cluster:ruhr")
    frame.evaluate("() => { window.untouched = true; }")
    page.get_by_role("button", name="中文").or_(page.get_by_role("radio", name="中文")).first.click()
    expect_card(page, "鲁尔区")
    frame.wait_for_function("() => Observatory.view.state.language === 'zh'")
    frame.wait_for_function(  # the names of another language come a moment after the map's state
        """() => { const names = [...document.querySelectorAll(".dco-label")].map(label => label.innerText);
                   return names.some(name => name) &&
                       names.every(name => /[\\u4e00-\\u9fff]/.test(name) || !/[A-Za-z]{4}/.test(name)); }"""
    )
    assert frame.evaluate("() => window.untouched") is True
    assert view_of(frame) == pytest.approx((51.5, 7.2, 9), abs=0.01)
    wait_for_query(page, "lang", None)


def test_no_english_is_left_on_the_chinese_page(meet: Meet) -> None:
    page, _frame = meet(f"{MAP}?lang=zh&{CHINA}")
    # Icons are drawn from names; they are no words on the page.
    body = page.evaluate(
        """() => { const icons = [...document.querySelectorAll("[data-testid=stIconMaterial]")];
                   icons.forEach(icon => { icon.style.display = "none"; });
                   const said = document.body.innerText;
                   icons.forEach(icon => { icon.style.display = ""; });
                   return said; }"""
    )
    said = body.replace(load_catalog().digest, "")  # of letters and digits
    words = set(re.findall(r"[A-Za-z]{3,}", said)) - {"English", "CSV", "Natural", "Earth", "GSHHG"}
    assert not words, words


def test_a_copied_link_gives_the_same_view(meet: Meet, open_page: Open) -> None:
    page, frame = meet(f"{MAP}?lang=en&{RUHR}")
    pill(page, "map_model", "▲ Digitalised industry")
    wait_for_query(page, "model", "industry_digitalisation")
    look_at(frame, 51.45, 7.0, 10)
    wait_for_query(page, "z", "10")
    click_place(page, frame, 51.60, 6.72)
    wait_for_query(page, "sel", "cluster:ruhr")
    copied, shown, counted = page.url, view_of(frame), figures(page)
    again = open_page(copied)
    other = map_frame(again)
    assert view_of(other) == pytest.approx(shown, abs=0.01)
    expect(again.locator(".st-key-map_view_head .obs-note")).to_have_text(counted)
    expect_card(again, "Ruhr Area")
    assert query(again) == query(page)


@pytest.mark.parametrize("typed", ["筑波", "tsukuba", "zbkxc"])
def test_search_flies_there(meet: Meet, typed: str) -> None:
    page, frame = meet(f"{MAP}?lang=zh&{CHINA}")
    page.locator(".st-key-map_search input").fill(typed)
    page.keyboard.press("Enter")
    page.locator(".st-key-map_hit_cluster_tsukuba button").first.click()
    expect_card(page, "筑波科学城")
    frame.wait_for_function("() => Math.abs(Observatory.view.map.getCenter().lng - 140.08) < 0.2")
    page.locator(".st-key-map_search input").fill("")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-map_hit_cluster_tsukuba")).to_have_count(0)


def test_back_and_forward_lead_through_the_views(meet: Meet) -> None:
    page, frame = meet(f"{MAP}?lang=en&{RUHR}")
    look_at(frame, 51.45, 7.0, 10)
    wait_for_query(page, "z", "10")
    moved = page.url
    rest(page)
    page.go_back()
    frame.wait_for_function("() => Observatory.view.map.getZoom() === 9")
    rest(page)
    assert (query(page)["lat"], query(page)["z"]) == ("51.5000", "9")
    page.go_forward()
    frame.wait_for_function("() => Observatory.view.map.getZoom() === 10")
    rest(page)
    assert page.url == moved


def test_one_step_back_leads_from_the_map_to_the_page_before(meet: Meet) -> None:
    page, _frame = meet(f"{MAP}?lang=en&{RUHR}")
    bar = page.get_by_test_id("stTopNav")
    bar.get_by_role("link", name="Overview").click()
    expect(page).to_have_url(re.compile(r":\d+/\?lang=en$"))
    rest(page)
    bar.get_by_role("link", name="Cluster map").click()
    map_frame(page)
    wait_for_query(page, "z", "9")
    rest(page)
    page.go_back()
    expect(page).to_have_url(re.compile(r":\d+/\?lang=en$"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Cluster map")


def test_moving_between_pages_keeps_the_map_as_it_was(meet: Meet) -> None:
    page, _frame = meet(f"{MAP}?lang=en&country=DE&{RUHR}")
    go_to(page, "Data", "Data catalogue")
    expect(page).to_have_url(re.compile("/catalog"))
    page.get_by_role("link", name="Cluster map").first.click()
    frame = map_frame(page)
    assert view_of(frame) == pytest.approx((51.5, 7.2, 9), abs=0.01)
    wait_for_query(page, "country", "DE")
