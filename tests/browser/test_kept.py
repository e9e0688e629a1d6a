"""Kept work in Chromium: a reload in the middle of a study, a killed server, a link to read, a project as one file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from geo.settings import Settings

from .server import serve
from .test_workbench import FIRMS, drawn, layers, panel, upload, verdict

Open = Callable[..., Page]
SIDE = ".st-key-workbench_map_side"


def popover(page: Page, name: str) -> None:
    """Open one of the popovers beside the line about kept work."""
    page.locator(".st-key-workbench_kept").get_by_role("button", name=name, exact=True).click()


def as_left(page: Page) -> list[str]:
    """Wait until the page is as it was left, and return the ids of its layers."""
    expect(page.locator(f"{SIDE} .obs-classes").first).to_be_visible(timeout=120_000)
    expect(page.locator(f"{SIDE} label").filter(has_text="企业")).to_have_count(2)
    expect(page.get_by_role("cell", name="分级设色").first).to_be_visible()  # the study, in the same panel
    return layers(drawn(page))


def share_and_export(page: Page) -> tuple[str, bytes]:
    """Return a link to the project, and the project as a file."""
    popover(page, "分享")
    page.get_by_role("button", name="生成链接").click()
    link = page.locator('[data-testid="stPopoverBody"] code').first.inner_text()
    page.keyboard.press("Escape")
    popover(page, "项目")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出项目").click()
    page.keyboard.press("Escape")
    return link, Path(download.value.path()).read_bytes()


def test_a_study_survives_a_reload_and_a_killed_server(
    store: Settings, tmp_path: Path, browser: Browser, open_page: Open
) -> None:
    assert store.store_dir.is_dir()
    kept = str(tmp_path / "kept")
    with serve(tmp_path / "first.txt", base="/base", OBSERVATORY_KEPT=kept) as (address, process):
        page = open_page(f"{address}/workbench?lang=zh")
        (cookie,) = [one for one in page.context.cookies() if one["name"] == "observatory_key"]
        assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/base")
        expect(page.get_by_text("刷新页面不会丢失", exact=False)).to_be_visible()
        upload(page, "企业.csv", FIRMS.encode("gbk"))
        verdict(page, "ok")
        upload(page, "企业.csv", FIRMS.replace("南区", "东区").encode("gbk"))  # the same name again
        expect(page.locator(f"{SIDE} label").filter(has_text="企业")).to_have_count(2, timeout=60_000)
        panel(page, "关联与设色")
        page.get_by_role("button", name="设色", exact=True).click()
        panel(page, "方法与报告")  # at once: what was asked for is finished first
        before = as_left(page)
        expect(page.get_by_text(re.compile("保留至20"))).to_be_visible()
        page.reload()  # in the middle of the study
        assert not set(before) & set(as_left(page))  # whoever has the old addresses sees nothing of the new session
        page.locator(SIDE).get_by_role("button", name="移除").first.click()
        expect(page.locator(f"{SIDE} label").filter(has_text="企业")).to_have_count(1)
        page.get_by_role("button", name="恢复刚移除的图层", exact=False).click()
        as_left(page)
        link, body = share_and_export(page)
        assert cookie["value"] not in link

        reader = open_page(f"{link}&lang=en")
        expect(reader.get_by_text("shared by its owner", exact=False)).to_be_visible()
        assert len(layers(drawn(reader))) == 2
        expect(reader.locator('input[type="file"]')).to_have_count(0)
        reader.goto(f"{address}/workbench?lang=en")  # one's own work is empty
        popover(reader, "Projects")
        reader.locator('[data-testid="stPopoverBody"] input[type="file"]').set_input_files(
            {"name": "a.project.zip", "mimeType": "application/zip", "buffer": body}
        )
        expect(reader.locator(f"{SIDE} label").filter(has_text="企业").first).to_be_visible(timeout=60_000)
        assert len(layers(drawn(reader))) == 2
        state = page.context.storage_state()
        for one in (page, reader):
            one.goto("about:blank")
        process.kill()

    with serve(tmp_path / "second.txt", base="/base", OBSERVATORY_KEPT=kept) as (address, _process):
        context = browser.new_context(storage_state=state, reduced_motion="reduce")
        again = context.new_page()
        again.goto(f"{address}/workbench?lang=zh")
        as_left(again)
        popover(again, "删除我的工作")
        again.get_by_role("button", name="全部删除").click()
        expect(again.get_by_text("还没有图层", exact=False)).to_be_visible()
        context.close()
