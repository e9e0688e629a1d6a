"""Policies and partners in Chromium: from a search to an expression of interest, and back; nothing serious by axe."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .test_accessibility import serious, wait_until_drawn

Open = Callable[..., Page]


def test_a_search_finds_marks_and_compares(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/policy_library?lang=zh&cluster=hf_voice")
    wait_until_drawn(page)
    expect(page.get_by_text("最相近的集群：")).to_be_visible()
    page.get_by_label("检索政策").fill("computing voucher")
    page.keyboard.press("Enter")
    first = page.locator(".obs-policy").first
    expect(first.locator("mark").first).to_have_text("算力券")
    page.wait_for_url(re.compile(r"q=computing(\+|%20)voucher"))
    wait_until_drawn(page)
    assert serious(page) == []
    page.get_by_text("时间轴").click()
    expect(page.get_by_test_id("stEChartsChart").get_by_role("img").first).to_be_visible()
    wait_until_drawn(page)
    assert serious(page) == []


def test_from_a_search_to_an_expression_of_interest(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/partners?lang=en&who=huawei&need=0105,research&far=1")
    expect(page.get_by_text("of 100 points").first).to_be_visible(timeout=120_000)
    wait_until_drawn(page)
    assert serious(page) == []
    page.get_by_label("Search by name, place or industry").fill("筑波 研究所")
    page.keyboard.press("Enter")
    card = page.locator('[class*="st-key-partner_card_"]').first
    expect(card.get_by_role("heading")).to_contain_text("Tsukuba")
    card.get_by_role("button", name="Add to virtual cluster").click()
    expect(page.get_by_text("Virtual cluster (1)")).to_be_visible()
    card.get_by_role("button", name="Express interest").click()
    page.get_by_label("Your organisation or name").fill("<b>Shenzhen office</b>")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Your interest in")).to_be_visible()
    page.get_by_test_id("stButtonGroup").get_by_text("Matchmaking rounds").click()
    row = page.locator(".obs-interest").first
    expect(row).to_contain_text("<b>Shenzhen office</b> →")
    wait_until_drawn(page)
    assert serious(page) == []
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("The interest is withdrawn.")).to_be_visible()
    expect(page.locator(".obs-interest")).to_have_count(0)
    page.get_by_test_id("stButtonGroup").get_by_text("Virtual cluster (1)").click()
    expect(page.get_by_test_id("stEChartsChart").get_by_role("img").first).to_be_visible()
    wait_until_drawn(page)
    assert serious(page) == []
