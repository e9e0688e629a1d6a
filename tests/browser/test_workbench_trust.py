"""The workbench in Chromium: refusals in words, uploads that meet or break off, panels as they were after a reload."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.settings import Settings

from .breaking_line import breaking_line
from .server import serve
from .test_workbench import FIRMS, panel, upload, verdict

Open = Callable[..., Page]
SIDE = ".st-key-workbench_map_side"
WORDS = {
    "zh": ("上传配额已用完", "超过单个文件的上限"),
    "en": ("The quota for uploads is used up", "Larger than one file may be"),
}


def rows(count: int) -> bytes:
    """Return a table of firms on one place, 15 bytes a row and more."""
    return ("name,lon,lat\n" + "firm,117.1,36.6\n" * count).encode()


def test_what_is_not_taken_is_told_beside_it_in_words(store: Settings, tmp_path: Path, browser: Browser) -> None:
    assert store.store_dir.is_dir()
    with serve(tmp_path / "log.txt", OBSERVATORY_SESSION_MB="1", OBSERVATORY_UPLOAD_MB="1") as (address, _process):
        for lang, (quota, large) in WORDS.items():
            page = browser.new_page(reduced_motion="reduce")
            page.goto(f"{address}/workbench?lang={lang}")
            upload(page, "first.csv", rows(40_000))
            verdict(page, "ok")
            upload(page, "second.csv", rows(40_001))
            told = page.locator('.stFileUploader [role="alert"]')
            expect(told.first).to_contain_text(quota)
            upload(page, "third.csv", rows(80_000))
            expect(told.nth(1)).to_contain_text(large)
            assert (told.nth(1).bounding_box() or {"width": 0})["width"] > 100  # seen, not only heard
            assert "Axios" not in page.locator("body").inner_text()
            expect(page.locator(f"{SIDE} label").filter(has_text="first")).to_have_count(1)
            page.close()


def wait_until_kept(page: Page, folder: Path, choices: dict[str, str]) -> None:
    """Wait until the register of kept work holds these choices; a press is kept by the run it sets off."""
    wanted = [f'"{key}"],"{choice}"' for key, choice in choices.items()]
    until = time.monotonic() + 60
    while True:
        states = []
        for path in folder.rglob("*.sqlite"):
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as register:
                if register.execute("SELECT 1 FROM sqlite_master WHERE name = 'projects'").fetchone():
                    states += [state for (state,) in register.execute("SELECT state FROM projects")]
        if any(all(one in state for one in wanted) for state in states):
            return
        assert time.monotonic() < until, states
        page.wait_for_timeout(200)


@pytest.mark.slow  # seven panels before and after a reload
def test_every_panel_is_as_it_was_left_and_answers_to_keys(store: Settings, tmp_path: Path, open_page: Open) -> None:
    assert store.store_dir.is_dir()
    with serve(tmp_path / "log.txt", OBSERVATORY_KEPT=str(tmp_path / "kept")) as (address, _process):
        page = open_page(f"{address}/workbench?lang=zh")
        upload(page, "企业.csv", FIRMS.encode())
        upload(page, "企业乙.csv", FIRMS.replace("南区", "东区").encode())  # while the first is read
        expect(page.locator(f"{SIDE} label").filter(has_text="企业")).to_have_count(2)
        chosen = {"点的聚集": "HDBSCAN", "热点": "局部莫兰"}
        for name, words in chosen.items():
            panel(page, name)
            choice = page.locator(".stMain").get_by_role("radio").filter(has_text=words).first
            choice.focus()
            page.keyboard.press("Space")
            expect(choice).to_be_checked()
        # The choice of the panel that is left says the same, and stands until the next is drawn: so each by its key.
        counted = {"专业化与集中": "workbench_regions_own_coverage", "是不是集群": "workbench_card_own_coverage"}
        for name, key in counted.items():
            panel(page, name)
            census = page.locator(f".st-key-{key}").get_by_role("radio", name="全数", exact=False)
            census.focus()
            page.keyboard.press("Space")
            expect(census).to_be_checked()
        wait_until_kept(page, tmp_path / "kept", dict.fromkeys(counted.values(), "census"))
        page.reload()
        for name, words in chosen.items():
            panel(page, name)
            expect(page.locator(".stMain").get_by_role("radio").filter(has_text=words).first).to_be_checked()
        for name, key in counted.items():
            panel(page, name)
            census = page.locator(f".st-key-{key}").get_by_role("radio", name="全数", exact=False)
            expect(census).to_be_checked()


def test_an_upload_whose_connection_breaks_goes_on_where_it_was(
    store: Settings, tmp_path: Path, browser: Browser
) -> None:
    assert store.store_dir.is_dir()
    large = rows(30_000).replace(b"firm", b"f" * 200)  # six megabytes
    with (
        serve(tmp_path / "log.txt", OBSERVATORY_KEPT=str(tmp_path / "kept")) as (address, _process),
        breaking_line(address, after=3_000_000, most=12) as line,
    ):
        page = browser.new_page(reduced_motion="reduce")
        brought: list[tuple[str, str]] = []
        page.on("request", lambda one: brought.append((one.method, one.headers.get("upload-offset", ""))))
        page.goto(f"{line.address}/workbench?lang=zh")
        expect(page.locator(".st-key-workbench_upload_files")).to_be_visible()
        upload(page, "大表.csv", large)
        expect(page.locator(".obs-verdict-ok").first).to_be_visible(timeout=120_000)
        expect(page.get_by_role("cell", name="30\u202f000").first).to_be_visible()  # all rows, and none twice
        # Chromium itself sends a request anew whose kept connection breaks, so not every cut reaches the page.
        assert line.cuts >= 2
        first, *again = [offset for method, offset in brought if method == "PUT"]
        assert first == "0" and again
        assert all(0 < int(offset) < len(large) for offset in again)  # not from the beginning
        page.close()
