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


REGISTER = """企业名称,国家,城市,经度,纬度,类别,需求,联系电话
甲芯片<b>,中国,,118.8,32.06,0105,0301,139
乙公司,火星,无此市,,,不存在,,
"""


def test_a_register_of_ones_own_is_read_told_and_searched(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/partners?lang=zh")
    expect(page.locator(".st-key-partner_findings")).to_contain_text("属于数字经济核心产业", timeout=120_000)
    page.get_by_text("我的组织名录").click()
    body = {"name": "名录.csv", "mimeType": "text/csv", "buffer": REGISTER.encode("gb18030")}
    page.locator(".st-key-partner_own_file input[type=file]").set_input_files(files=[body])  # type: ignore[list-item]
    report = page.locator(".st-key-partner_own_report")
    expect(report).to_contain_text("读入2个组织，其中1个有位置")
    for told in ("联系方式，不读取", "火星", "无此市", "不存在"):
        expect(report).to_contain_text(told)
    page.get_by_label("按名称、地点或行业检索").fill("甲芯片")
    page.keyboard.press("Enter")
    card = page.locator('[class*="st-key-partner_card_"]').first
    expect(card.get_by_role("heading")).to_have_text("甲芯片<b>")
    expect(card).not_to_contain_text("139")
    card.get_by_role("button", name="为它找伙伴").click()
    expect(page.get_by_text("（满分100）").first).to_be_visible()
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
