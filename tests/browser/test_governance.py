"""The governance page in Chromium: a table with faults, a label, the board, the report, the feed."""

from __future__ import annotations

import datetime as dt
import urllib.request
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from geo.settings import Settings

from .map_page import go_to

Open = Callable[..., Page]
Start = Callable[..., str]
TABLE = """集群,指标,单位,时期,数值,是否目标,来源,备注
庆阳数据中心集群,机架,架,2025-12,104000,,管委会,
鲁尔区,不存在的指标,,2025,abc,也许,,
"""


def choose(page: Page, name: str) -> None:
    """Choose a view of the page."""
    page.locator(".st-key-governance_view").get_by_role("radio", name=name).click()


def test_a_period_is_entered_a_label_given_and_the_report_taken_along(
    store: Settings, start_server: Start, open_page: Open, tmp_path: Path
) -> None:
    assert store.store_dir.is_dir()
    address = start_server(tmp_path / "log.txt", OBSERVATORY_UPLOADS="publish")
    page = open_page(f"{address}/overview")
    go_to(page, "治理协作", "跟踪评价")
    findings = page.locator(".st-key-governance_findings")
    expect(findings).to_contain_text("庆阳数据中心集群“机架目标”10万架")
    choose(page, "登记与批注")
    page.locator(".st-key-governance_name input").fill("王五")
    page.locator(".st-key-governance_name input").press("Enter")
    body = {"name": "values.csv", "mimeType": "text/csv", "buffer": TABLE.encode("gb18030")}
    page.locator(".st-key-governance_file input[type=file]").set_input_files(files=[body])  # type: ignore[list-item]
    report = page.locator(".st-key-governance_upload_report")
    expect(report).to_contain_text("1个数值可以登记，4处有问题")
    for told in ("目录中没有这个指标", "不是数字", "只能是“是”或“否”", "没有写来源"):
        expect(report).to_contain_text(told)
    page.get_by_role("button", name="登记1个数值").click()
    expect(page.get_by_text("已登记1个数值")).to_be_visible()
    expect(page.get_by_text("value/edwc_qingyang/racks/2025-12")).to_be_visible()
    expect(findings).to_contain_text("1项达成")
    expect(page.get_by_role("region", name="数值的历次版本").get_by_text("管委会")).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    page.get_by_text("评审与标识", exact=True).click()
    page.locator(".st-key-governance_points_structure-members input").fill("8")
    page.locator(".st-key-governance_points_structure-members input").press("Enter")
    expect(page.get_by_text("此次评审得到：铜标")).to_be_visible()
    page.get_by_role("button", name="授予或续期").click()
    expect(page.get_by_text("已登记：筑波科学城，铜标")).to_be_visible()
    page.get_by_role("button", name="授予或续期").click()  # anew: three years instead of two (ECEI, 2010 on)
    until = dt.datetime.now(tz=dt.UTC).year + 3
    expect(page.get_by_text("已登记：筑波科学城，铜标")).to_contain_text(f"有效至{until}-")
    expect(page.get_by_text("cluster/tsukuba")).to_have_count(2)
    choose(page, "管理看板")
    expect(page.get_by_role("region", name="分类分级管理").get_by_text("铜标 ●")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    page.goto(f"{address}/governance?view=report&in=edwc_qingyang,tsukuba")
    page.locator(".st-key-governance_report_format").get_by_role("radio", name="Word公文").click()
    page.get_by_role("button", name="生成报告").click()
    with page.expect_download() as downloading:
        page.locator(".st-key-governance_report_download button").click()
    with zipfile.ZipFile(BytesIO(downloading.value.path().read_bytes())) as paper:
        assert "已达成" in paper.read("word/document.xml").decode()
    with urllib.request.urlopen(f"{address}/digest.atom?lang=zh") as answer:
        feed = answer.read().decode()
        assert answer.headers["content-type"].startswith("application/atom+xml")
    assert "王五为庆阳数据中心集群登记了1个数值" in feed
