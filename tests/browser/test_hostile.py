"""Names that would run where text is not literal: they appear as they are, everywhere, and run nowhere."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from geo.catalog import load_catalog
from geo.commands.seal import seal
from geo.settings import ROOT, settings

from .conftest import has_failed, leave, profile
from .map_page import CARD, click_place, close_card, follow, frame_when, map_of, organisations
from .server import serve

ONE_LINE = "{{7*7}} ${7*7} <img src=x onerror=window.__pwned=1> `x` <script>window.__pwned=1</script> **b** :smile: \\"
HOSTILE = f"=1+1 {ONE_LINE}\nsecond line"
Open = Callable[..., Page]
RUHR = "lat=51.5&lng=7.2"
# Table -> columns that get the hostile name, in every row.
NAMED = {
    "clusters": ("name_zh", "name_en", "short_zh", "short_en", "summary_zh", "summary_en", "place_zh", "place_en"),
    "organisations": ("name_zh", "name_en", "name_local"),
    "hubs": ("name_zh", "name_en", "short_zh", "short_en"),
    "computing_clusters": ("name_zh", "name_en", "short_zh", "short_en"),
    "demand_regions": ("name_zh", "name_en"),
    "places": ("name_zh", "name_en"),
    "sources": ("title_zh", "title_en", "publisher_zh", "publisher_en"),
}


def poison(data: Path) -> None:
    """Give everything that has a name the hostile one, and seal the package."""
    for table, columns in NAMED.items():
        path = data / "tables" / f"{table}.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, **dict.fromkeys(columns, HOSTILE)} for row in rows)
        path.write_text(text.getvalue(), "utf-8", newline="\n")
    seal(data)


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the real data with hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(settings().data_dir, folder / "data")
    poison(folder / "data")
    places = {"OBSERVATORY_DATA": str(folder / "data"), "OBSERVATORY_STORE": str(folder / "store")}
    subprocess.run(
        [sys.executable, "-m", "geo", "prepare"], cwd=ROOT, env={**os.environ, **places}, check=True, timeout=180
    )
    with serve(folder / "log.txt", **places) as (address, _process):
        yield address


@dataclass
class Visit:
    """One page on hostile data for all tests of this file, and what happened on it."""

    page: Page
    sound: bool = False  # whether it is as the last test was to leave it
    dialogs: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Forget what happened in the test before; after one that failed nothing of its page stays either."""
        if not self.sound:
            self.page.goto("about:blank")
        self.sound = False
        for noted in (self.dialogs, self.requests, self.errors):
            noted.clear()


@pytest.fixture(scope="module")
def visit(browser: Browser, visitors: list[BrowserContext]) -> Iterator[Visit]:
    """Open the page that the tests share: most of what one of its own would take is Streamlit's start."""
    page = profile(visitors, browser, 0).new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.set_default_timeout(20_000)
    visit = Visit(page)
    page.on("dialog", lambda dialog: (visit.dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("pageerror", lambda fault: visit.errors.append(str(fault)))
    yield visit
    leave(page)


@pytest.fixture
def open_hostile(visit: Visit, hostile_address: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Go to addresses on hostile data, in the session of the tests before or anew; at the end nothing may have run."""
    page = visit.page
    visit.begin()

    def open_at(path: str, *, anew: bool = False) -> Page:
        if anew or page.url == "about:blank":
            page.goto(hostile_address + path)
        else:
            follow(page, path)
        return page

    yield open_at
    for frame in page.frames:
        assert frame.evaluate("() => window.__pwned") is None
        assert frame.evaluate("() => document.querySelectorAll('img[src=x]').length") == 0
    assert visit.dialogs == []
    assert visit.errors == []
    assert [url for url in visit.requests if url.rsplit("/", 1)[-1] in ("x", "x?")] == []
    allowed = (hostile_address, "data:", "blob:", "about:blank")
    assert [url for url in visit.requests if not url.startswith(allowed)] == []
    visit.sound = not has_failed(request.node)


def drawn(frame: Frame) -> list[str]:
    """Return the texts of the map's labels."""
    return frame.evaluate("() => [...document.querySelectorAll('.dco-label span')].map(e => e.textContent)")


def flat(text: str) -> str:
    """Return a text on one line, as HTML shows it where line breaks are not kept."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("place", "language"), [(f"{RUHR}&z=9", "zh"), (f"{RUHR}&z=13", "en"), ("lat=38&lng=108&z=6", "zh")]
)
def test_labels_on_the_map_are_literal(open_hostile: Open, place: str, language: str) -> None:
    layers = "clusters,organisations,computing,links"  # the units of China have names of their own set
    frame = map_of(open_hostile(f"/cluster_map?lang={language}&{place}&layers={layers}"))
    labels = drawn(frame)
    assert HOSTILE in labels
    assert not [text for text in labels if text != HOSTILE]


def test_tooltips_are_literal(open_hostile: Open) -> None:
    page = open_hostile(f"/cluster_map?lang=en&{RUHR}&z=13&layers=organisations")
    frame = map_of(page)
    single = next(marker for marker in organisations(frame) if marker["n"] == 1)
    hover_place(page, frame, single["lat"], single["lng"])
    expect(frame.locator(".dco-tip")).to_have_text(HOSTILE)
    page = open_hostile("/cluster_map?lang=en&lat=38&lng=108&z=6&layers=computing,links,clusters")
    frame = map_of(page)
    for sign in (".dco-hub", ".dco-cluster"):
        box = frame.locator(sign).last
        box.dispatch_event("mouseover")
        expect(frame.locator(".dco-tip").last).to_contain_text(flat(HOSTILE))
        box.dispatch_event("mouseout")


def hover_place(page: Page, frame: Frame, lat: float, lng: float) -> None:
    """Move the pointer over a place of the map."""
    point = frame.evaluate(
        "([a, b]) => { const p = Observatory.view.map.latLngToContainerPoint([a, b]); return [p.x, p.y]; }", [lat, lng]
    )
    box = page.locator("iframe").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + point[0] - 3, box["y"] + point[1])
    page.mouse.move(box["x"] + point[0], box["y"] + point[1])


def test_a_click_opens_a_card_that_is_literal(open_hostile: Open) -> None:
    page = open_hostile(f"/cluster_map?lang=en&{RUHR}&z=9&layers=clusters")
    frame = map_of(page)
    click_place(page, frame, 51.62, 6.62)
    card = page.locator(CARD)
    expect(card.locator(".obs-heading")).to_have_text(HOSTILE)
    assert card.locator(".obs-body").first.text_content() == HOSTILE
    card.get_by_role("button", name="Sources").click()
    expect(page.locator(".obs-sources li").first).to_contain_text(flat(HOSTILE))
    page.keyboard.press("Escape")
    close_card(page)


@pytest.mark.parametrize("selected", ["hub:nm", "region:", "org:tu-dortmund", "computing:horinger"])
def test_cards_of_a_link_are_literal(open_hostile: Open, selected: str) -> None:
    if selected == "region:":
        table = settings().data_dir / "tables" / "demand_regions.csv"
        selected += next(csv.DictReader(io.StringIO(table.read_text("utf-8"))))["region_id"]
    page = open_hostile(f"/cluster_map?lang=zh&sel={selected}")
    expect(page.locator(f"{CARD} .obs-heading")).to_have_text(HOSTILE)
    close_card(page)  # so that the next one is not taken for it


def test_the_table_and_its_file_are_literal_and_no_formula_runs(open_hostile: Open) -> None:
    page = open_hostile(f"/cluster_map?lang=en&{RUHR}&z=9&conf=high,low,medium")
    map_of(page)
    cell = page.locator(".st-key-map_view_table [role=gridcell]").first
    expect(cell).to_have_text(HOSTILE)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download CSV").click()
    rows = list(csv.reader(io.StringIO(downloading.value.path().read_text("utf-8-sig"), newline="")))
    assert rows[1][0] == f"'{HOSTILE}", "a spreadsheet would compute a name that starts with an equals sign"


@pytest.mark.parametrize("typed", ["second line", "{{7*7}} ${7*7} <img"])
def test_search_hits_are_literal(open_hostile: Open, typed: str) -> None:
    page = open_hostile(f"/cluster_map?lang=en&{RUHR}&z=9")
    map_of(page)
    page.locator(".st-key-map_search input").fill(typed)
    page.keyboard.press("Enter")
    hit = page.locator("[class*=st-key-map_hit_] button").first
    expect(hit).to_contain_text("{{7*7}} ${7*7} <img src=x onerror=window.__pwned=1> `x` <script>")
    # Streamlit would turn an emoji's code into a picture; a joiner that nobody sees keeps it from doing so.
    assert flat(HOSTILE) in str(hit.text_content()).replace("\u2060", "")
    hit.click()
    expect(page.locator(f"{CARD} .obs-heading")).to_have_text(HOSTILE)
    close_card(page)
    page.locator(".st-key-map_search input").fill("")
    page.keyboard.press("Enter")
    expect(hit).to_have_count(0)


@pytest.mark.parametrize("table", list(NAMED))
def test_the_catalogue_is_literal(open_hostile: Open, table: str) -> None:
    page = open_hostile(f"/catalog?lang=en&dataset={table}")
    expect(page.get_by_role("radio", name=load_catalog().resource(table).title.en, exact=True)).to_be_checked()
    cells = page.locator(".obs-table").first.locator("td")
    expect(cells.filter(has_text="second line").first).to_be_visible()
    texts = [text for text in cells.all_text_contents() if "second line" in text]
    assert texts
    assert set(texts) == {HOSTILE}


def test_the_overview_is_literal(open_hostile: Open) -> None:
    page = open_hostile("/overview?lang=en")
    page.locator(".obs-source summary").first.click()
    expect(page.locator(".obs-sources li").first).to_contain_text(flat(HOSTILE))


@pytest.mark.parametrize("view", ["reach", "matrix", "scenario", "progress", "flow", "methods"])
def test_the_network_page_is_literal(open_hostile: Open, view: str) -> None:
    page = open_hostile(f"/computing_network?lang=en&view={view}")
    expect(page.locator(".obs-footer")).to_be_visible()
    names = page.locator(".obs-network-table th, .obs-network-table td")
    named = names.filter(has_text="second line").first
    expect(named).to_be_attached()
    assert flat(HOSTILE) in flat(str(named.text_content()))
    if view == "reach":
        there = "() => window.Observatory && Observatory.reach && Observatory.reach.layers.reach"
        frame = frame_when(page.locator("iframe").first, there)
        expect(frame.locator(".dco-label span").filter(has_text=re.compile(" ms$")).first).to_be_attached()
        labels = [text for text in drawn(frame) if text.endswith(" ms")]
        assert {text.rpartition(" ")[0].rpartition(" ")[0] for text in labels} == {HOSTILE}


@pytest.mark.parametrize("path", ["/cluster_map", "/catalog", "/overview", "/computing_network"])
def test_an_address_runs_nothing(open_hostile: Open, path: str) -> None:
    keys = ("sel", "model", "from", "q", "lang", "dataset", "layers", "z", HOSTILE)
    page = open_hostile(f"{path}?{urlencode(dict.fromkeys(keys, HOSTILE))}", anew=True)
    page.get_by_role("heading", level=1).first.wait_for()
    expect(page.locator(".obs-footer")).to_be_visible()
    assert "{{7*7}} ${7*7} <img src=x" in page.locator(".obs-notice").first.inner_text()
