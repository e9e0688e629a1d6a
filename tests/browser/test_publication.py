"""Publication in Chromium: one person publishes, another sees it; withdrawn, its link says so; restored, it is back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.settings import Settings

from .map_page import click_place, follow, frame_when, go_to, map_frame
from .server import serve

Open = Callable[..., Page]
TITLE = "{{7*7}} ${7*7} <img src=x onerror=window.__pwned=1> `x` **b** :smile:"
DRAWN = """() => Observatory.published && Observatory.published.layers.size > 0
                 && [...Observatory.published.layers.values()].every((grid) => !grid.isLoading())"""


@pytest.fixture(scope="module")
def shared_address(store: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the real data on a server that shares layers."""
    folder = tmp_path_factory.mktemp("shared")
    places = {"OBSERVATORY_UPLOADS": "publish", "OBSERVATORY_PUBLISHED": str(folder / "published")}
    with serve(folder / "log.txt", **places) as (address, _process):
        yield address


def in_form(page: Page, ending: str) -> Locator:
    """Return the part of the form whose key ends so."""
    form = '[class*="st-key-workbench_publish_"]'
    return page.locator(f'{form}[class$="{ending}"], {form}[class*="{ending} "]').last


def publish(page: Page) -> str:
    """Upload the sample, publish it, and return its link on the map."""
    page.locator(".st-key-workbench_upload_sample_areas button").click()
    expect(page.locator(".obs-verdict").first).to_be_visible(timeout=60_000)
    page.locator(".st-key-workbench_panel").get_by_text("Publish", exact=True).click()
    expect(page.get_by_text("identity numbers", exact=False)).to_be_visible()
    page.get_by_role("textbox", name="Title", exact=True).fill(TITLE)
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)  # the form redraws when a field is left, and closes a list that is open
    in_form(page, "_licence").locator("input").first.press("ArrowDown")
    page.get_by_text("CC BY 4.0", exact=True).click()
    page.get_by_role("textbox", name="Source", exact=True).fill(TITLE)
    in_form(page, "_as_of").locator("input").first.fill("2024-01-09")
    page.keyboard.press("Enter")
    in_form(page, "_confidence").get_by_text("Medium", exact=True).click()
    page.get_by_role("textbox", name="Your name or organisation", exact=True).fill("Ann")
    in_form(page, "_agree").locator("label").last.click()
    page.get_by_role("button", name="Publish", exact=True).last.click()
    expect(page.get_by_text("is published as version 1", exact=False)).to_be_visible()
    expect(page.locator(".st-key-workbench_publish_receipt code")).to_contain_text("-")
    link = page.locator(".st-key-workbench_publish_receipt a").get_attribute("href")
    assert link
    return link.split("/")[-1]


def unharmed(page: Page) -> None:
    """Make sure that nothing of the title was run, on the page or in its maps."""
    assert all(frame.evaluate("() => window.__pwned") is None for frame in page.frames)


def test_what_one_publishes_all_see_until_it_is_withdrawn(shared_address: str, open_page: Open) -> None:
    ann = open_page(f"{shared_address}/workbench?lang=en")
    link = publish(ann)
    publication_id = link.split("pub=")[1].split("&")[0]
    # Another person, by the link.
    bob = open_page(f"{shared_address}/{link}")
    frame = map_frame(bob)
    frame.wait_for_function(DRAWN)
    side = bob.locator(".st-key-map_view_published")
    expect(side).to_contain_text(TITLE)
    expect(side).to_contain_text("Ann (self-declared)")
    expect(side).to_contain_text("not part of the checked catalogue")
    click_place(bob, frame, 28.4, 119.9)  # Lishui
    tip = bob.frame_locator("iframe").first.locator(".dco-attributes")
    expect(tip).to_contain_text(TITLE)
    expect(tip).to_contain_text("丽水市")
    unharmed(bob)
    # In the comparison, with a map of its own.
    follow(bob, f"/compare?lang=en&v=2&cases=tsukuba,pub-{publication_id}")
    second = bob.locator(".st-key-compare_maps iframe").nth(1)
    frame_when(second, f"() => window.Observatory && Observatory.published && ({DRAWN})()")
    expect(bob.get_by_role("heading", name=TITLE).first).to_be_visible()
    expect(bob.get_by_text("Published layer of Ann (self-declared)").first).to_be_visible()
    unharmed(bob)
    # In the catalogue.
    go_to(bob, "Data", "Data catalogue")
    bob.locator('[class*="st-key-catalog_published_"]').first.get_by_text("data as of", exact=False).click()
    with bob.expect_download() as download:
        bob.locator('[class*="st-key-catalog_published_"][class*="_csv"] button').click()
    assert download.value.suggested_filename == f"{publication_id}.1.csv"
    unharmed(bob)
    # Withdrawn: gone for all at their next step, and the link says so.
    ann.locator('[class*="_withdraw"] button').first.click()
    expect(ann.get_by_text("was withdrawn on", exact=False).first).to_be_visible()
    bob.goto(f"{shared_address}/{link}")
    expect(bob.get_by_text(f"{publication_id} was withdrawn on", exact=False)).to_be_visible()
    expect(bob.get_by_text(TITLE)).to_have_count(0)
    # Restored: the same link shows it again.
    ann.locator('[class*="_restore"] button').first.click()
    expect(ann.locator('[class*="_withdraw"] button').first).to_be_visible()
    bob.goto(f"{shared_address}/{link}")
    map_frame(bob).wait_for_function(DRAWN)
    for page in (ann, bob):
        unharmed(page)


def test_a_server_that_shares_nothing_has_no_panel(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/workbench?lang=en")
    expect(page.locator(".st-key-workbench_panel")).to_contain_text("Hot spots")
    expect(page.locator(".st-key-workbench_panel").get_by_text("Publish", exact=True)).to_have_count(0)
