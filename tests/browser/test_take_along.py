"""What a person takes along from the map: a basket that fills and leads to the comparison, a copied link, a picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from .map_page import expect_card, map_frame

Open = Callable[..., Page]


def test_basket_share_and_export_of_the_view(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/cluster_map?lang=en&sel=cluster:ruhr")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    map_frame(page)
    expect_card(page, "Ruhr Area")

    # The basket: one is not enough, two lead to the comparison, and what is taken out can be put back.
    page.get_by_role("button", name="Add to comparison").click()
    expect(page.get_by_text("To compare: 1 of 4")).to_be_visible()
    expect(page.get_by_text("Add one more to compare")).to_be_visible()
    page.locator(".st-key-map_search input").fill("Tsukuba Science City")
    page.keyboard.press("Enter")
    page.locator(".st-key-map_hit_cluster_tsukuba button").first.click()
    expect_card(page, "Tsukuba Science City")
    page.get_by_role("button", name="Add to comparison").click()
    expect(page.get_by_role("link", name="Compare (2 of 4)")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Ruhr")).first.click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("To compare: 2 of 4")).to_be_visible()

    # The link that is shared is the one in the address, and the button copies it.
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Copy link").click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith(f"{address}/cluster_map?")
    assert "sel=cluster:tsukuba" in copied
    page.keyboard.press("Escape")

    # The view is taken along as a picture that is drawn from data.
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as downloading:
        page.locator(".st-key-map_export_svg").get_by_role("button").click()
    drawn = downloading.value.path().read_text("utf-8")
    assert drawn.startswith("<?xml")
    assert "<image" not in drawn
    page.keyboard.press("Escape")

    page.get_by_role("link", name="Compare (2 of 4)").click()
    expect(page).to_have_url(re.compile(r"/compare\?.*cases=(ruhr|tsukuba)"))
    chosen = page.get_by_test_id("stMultiSelect").first
    expect(chosen).to_contain_text("Ruhr Area")
    expect(chosen).to_contain_text("Tsukuba Science City")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_the_printed_map_is_the_one_on_the_screen(address: str, open_page: Open, width: int, height: int) -> None:
    page = open_page(f"{address}/cluster_map?lang=en&lat=34&lng=110&z=5", width=width, height=height)
    frame = map_frame(page)
    expect(page.locator(".obs-footer")).to_be_visible()
    named = frame.evaluate("() => [...Observatory.view.labels._shown.values()].map((m) => m.getElement().textContent)")
    assert len(named) > 20
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))).pages
    assert len(sheets) == 1
    printed = " ".join(sheets[0].extract_text().split())
    assert [name for name in named if name not in printed] == []
    assert "Data as of" in printed
    for control in ("Search", "Export", "Click a cluster", "+"):
        assert control not in printed
