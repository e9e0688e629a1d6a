"""Signing in at a real provider: roles on pages and routes, a role that changes, sessions that end, a provider that is down."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect

from geo.settings import Settings
from tests.access.provider import PASSWORD, environment, provider

from .server import free_port, serve
from .test_accessibility import serious, wait_until_drawn


def sign_in(page: Page, name: str) -> None:
    """Sign in at the provider and come back."""
    page.get_by_role("button", name=re.compile(r"Sign in|登录")).first.click()
    page.locator("input[name=login]").fill(name)
    page.keyboard.press("Enter")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile(name.capitalize())).first).to_be_visible()


def cookies(page: Page) -> dict[str, str]:
    """Return the cookies of a browser, for a program that asks as it does."""
    return {str(one["name"]): str(one["value"]) for one in page.context.cookies()}


def put_upload(address: str, held: dict[str, str]) -> int:
    """Send a file to the upload address without a page, and return the status."""
    files = {"file": ("a.csv", b"a\n1\n")}
    return httpx.put(f"{address}/_stcore/upload_file/s/f", files=files, cookies=held).status_code


def visit(browser: Browser, address: str, path: str) -> Page:
    """Open a page in a browser of its own."""
    page = browser.new_context(viewport={"width": 1366, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    page.goto(address + path)
    wait_until_drawn(page)
    return page


def test_signing_in_roles_their_change_the_end_and_a_provider_that_is_down(
    browser: Browser, store: Settings, tmp_path: Path
) -> None:
    assert store.store_dir.is_dir()
    port = free_port()
    own = {"OBSERVATORY_UPLOADS": "publish", "OBSERVATORY_PUBLISHED": str(tmp_path / "published")}
    with serve(tmp_path / "log.txt", **own, **environment(port, "http://127.0.0.1:{port}")) as (address, _server):
        with provider(port, address, tmp_path / "provider.txt"):
            # A viewer comes back to the page and the language it was signed in from, and is refused on page and route.
            viewer = visit(browser, address, "/governance?lang=en&view=register")
            expect(viewer.get_by_text("needs the role of steward. Sign in").first).to_be_visible()
            sign_in(viewer, "vera")
            assert viewer.url.startswith(f"{address}/governance?")
            assert "lang=en" in viewer.url
            expect(viewer.get_by_text("needs the role of steward or above").first).to_be_visible()
            assert put_upload(address, cookies(viewer)) == 403
            assert put_upload(address, {}) == 401
            # An administrator, in Chinese, gives them a role, which counts at the next step.
            steward = visit(browser, address, "/status")
            expect(steward.get_by_text("系统管理需要“系统管理员”及以上角色").first).to_be_visible()
            sign_in(steward, "adam")
            wait_until_drawn(steward)
            expect(steward.get_by_role("heading", name="审计记录")).to_be_visible()
            assert serious(steward) == []
            steward.get_by_role("combobox", name="人员").click()
            steward.get_by_role("option", name=re.compile("Vera")).click()
            steward.get_by_role("combobox", name="角色").click()
            steward.get_by_role("option", name="登记管理员").click()
            steward.get_by_role("button", name="指定角色").click()
            expect(steward.get_by_text("Vera的角色现为登记管理员。")).to_be_visible()
            viewer.wait_for_timeout(2500)
            viewer.reload()
            expect(
                viewer.get_by_text("Give or renew a label").or_(viewer.get_by_test_id("stFileUploader")).first
            ).to_be_visible()
            assert put_upload(address, cookies(viewer)) != 403
            # The administrator ends the session: the open page, and the cookie, are a visitor's.
            held = cookies(viewer)
            steward.get_by_role("combobox", name="人员").click()
            steward.get_by_role("option", name=re.compile("Vera")).click()
            steward.get_by_role("button", name="结束其全部登录").click()
            expect(steward.get_by_text("已结束Vera的全部登录。")).to_be_visible()
            viewer.wait_for_timeout(2500)
            assert put_upload(address, held) == 401
            viewer.get_by_text("Timeline", exact=False).first.or_(viewer.get_by_role("radio").first).first.click()
            expect(viewer.get_by_text("Your session has ended")).to_be_visible()
            viewer.reload()
            wait_until_drawn(viewer)
            assert "_streamlit_user" not in cookies(viewer)
            # Signing out.
            held = cookies(steward)
            steward.get_by_role("button", name=re.compile("Adam")).first.click()
            steward.get_by_role("button", name="退出登录").click()
            expect(steward.get_by_role("button", name="登录").first).to_be_visible()
            assert put_upload(address, held) == 401, "the cookie of before is worth nothing"
        # The provider is gone: clear words, and the page goes on for a visitor.
        viewer.get_by_role("button", name="Sign in").first.click()
        expect(viewer.get_by_text("the sign-in service does not answer")).to_be_visible()
        wait_until_drawn(viewer)
        assert viewer.url.startswith(f"{address}/governance")
        expect(viewer.get_by_text("go on looking at everything as a visitor")).to_be_visible()
        steward.get_by_role("button", name="登录").first.click()
        expect(steward.get_by_text("登录服务没有响应")).to_be_visible()
        for page in (viewer, steward):
            page.context.close()
