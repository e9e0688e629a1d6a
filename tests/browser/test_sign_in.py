"""Signing in at a real provider: roles on page and route, their change, sessions that end, a provider that is down."""

from __future__ import annotations

import re
import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from geo.access.cookie import NAME, claims_in
from geo.access.provider import sign_in as sign_in_settings
from geo.settings import Settings
from tests.access.conftest import cookie
from tests.access.provider import COOKIE, PASSWORD, environment, provider

from .server import free_port, serve
from .test_accessibility import serious, wait_until_drawn

WAIT_S = 60


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


def refusal(address: str, held: dict[str, str]) -> str:
    """Send a file to the upload address without a page; return the code of our refusal, "" where Streamlit decides."""
    files = {"file": ("a.csv", b"a\n1\n")}
    answer = httpx.put(f"{address}/_stcore/upload_file/s/f", files=files, cookies=held)
    is_ours = answer.headers.get("content-type") == "application/json"
    return str(answer.json()["error"]) if is_ours else ""


def refused_in_the_end(address: str, held: dict[str, str], code: str) -> None:
    """Ask until the answer is this one: what was asked before is remembered for two seconds."""
    end = time.monotonic() + WAIT_S
    while (found := refusal(address, held)) != code:
        assert time.monotonic() < end, f"{found!r} instead of {code!r}"
        time.sleep(0.2)


def visit(browser: Browser, address: str, path: str) -> Page:
    """Open a page in a browser of its own."""
    page = browser.new_context(viewport={"width": 1366, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    page.goto(address + path)
    wait_until_drawn(page)
    return page


def refused_on_page_and_route(browser: Browser, address: str) -> Page:
    """Sign a viewer in, who comes back to the page and language they left, and may write nowhere."""
    viewer = visit(browser, address, "/governance?lang=en&view=register")
    expect(viewer.get_by_text("needs the role of steward. Sign in").first).to_be_visible()
    sign_in(viewer, "vera")
    assert viewer.url.startswith(f"{address}/governance?")
    assert "lang=en" in viewer.url
    expect(viewer.get_by_text("needs the role of steward or above").first).to_be_visible()
    assert refusal(address, cookies(viewer)) == "forbidden"
    assert refusal(address, {}) == "sign_in_needed"
    return viewer


def looked_after(browser: Browser, address: str) -> Page:
    """Sign an administrator in, who alone sees the state of the server."""
    administrator = visit(browser, address, "/status")
    expect(administrator.get_by_text("系统管理需要“系统管理员”及以上角色").first).to_be_visible()
    sign_in(administrator, "adam")
    wait_until_drawn(administrator)
    expect(administrator.get_by_role("heading", name="审计记录")).to_be_visible()
    assert serious(administrator) == []
    return administrator


def choose(page: Page, field: str, option: str) -> None:
    """Choose in a field of the form of roles, by keys.

    A list that is open closes when the page runs again, and when it scrolls: a press that first scrolls to the field
    opens the list and closes it with the tail of its own scrolling. So scroll first, and press when all is still.
    """
    wait_until_drawn(page)
    box = page.get_by_role("combobox", name=re.compile(field)).first
    box.scroll_into_view_if_needed()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
    box.click()
    page.keyboard.type(option)
    expect(page.get_by_role("option").first).to_contain_text(option)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value(re.compile(option))


def given_and_ended(administrator: Page, viewer: Page, address: str) -> None:
    """Give the viewer a role, which counts at the next step, and end their session, which does so too."""
    choose(administrator, "人员", "Vera")
    choose(administrator, "角色", "登记管理员")
    administrator.get_by_role("button", name="指定角色").click()
    expect(administrator.get_by_text("Vera的角色现为登记管理员。")).to_be_visible()
    held = cookies(viewer)
    refused_in_the_end(address, held, "")  # Streamlit asks for a token of its own from here on
    viewer.reload()
    expect(viewer.get_by_test_id("stFileUploader").first).to_be_visible()
    administrator.get_by_role("button", name="结束其全部登录").click()
    expect(administrator.get_by_text("已结束Vera的全部登录。")).to_be_visible()
    refused_in_the_end(address, held, "sign_in_needed")
    viewer.get_by_role("radio", name="Board").click()  # a step on the page that was open all the time
    expect(viewer.get_by_text("Your session has ended")).to_be_visible()
    viewer.reload()
    wait_until_drawn(viewer)
    gone = time.monotonic() + WAIT_S
    while "_streamlit_user" in cookies(viewer):
        assert time.monotonic() < gone, "the cookie of a session that was ended is kept"
        viewer.wait_for_timeout(200)


def expired(browser: Browser, address: str) -> None:
    """Sign somebody in and let their cookie be as old as a session may become: it counts no more, and is taken."""
    page = visit(browser, address, "/governance?lang=en&view=register")
    sign_in(page, "stella")
    expect(page.get_by_test_id("stFileUploader").first).to_be_visible()
    held = cookies(page)
    assert refusal(address, held) == ""
    told = claims_in(held, COOKIE)
    aged = cookie(told | {"iat": int(told["iat"]) - 60 * sign_in_settings().session_minutes})
    page.context.clear_cookies(name=re.compile("_streamlit_user.*"))
    page.context.add_cookies([{"name": NAME, "value": aged, "url": address}])
    assert refusal(address, {NAME: aged}) == "sign_in_needed"
    page.reload()
    expect(page.get_by_role("button", name="Sign in").first).to_be_visible()
    expect(page.get_by_text("needs the role of steward. Sign in").first).to_be_visible()
    expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
    assert NAME not in cookies(page)
    page.context.close()


def signed_out(page: Page, address: str) -> None:
    """Sign out; the cookie of before is worth nothing."""
    held = cookies(page)
    page.get_by_role("button", name=re.compile("Adam")).first.click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("button", name="登录", exact=True).first).to_be_visible()
    refused_in_the_end(address, held, "sign_in_needed")


@pytest.mark.slow
def test_signing_in_roles_their_change_the_end_and_a_provider_that_is_down(
    browser: Browser, store: Settings, tmp_path: Path
) -> None:
    assert store.store_dir.is_dir()
    port = free_port()
    own = {"OBSERVATORY_UPLOADS": "publish", "OBSERVATORY_PUBLISHED": str(tmp_path / "published")}
    with serve(tmp_path / "log.txt", **own, **environment(port, "http://127.0.0.1:{port}")) as (address, _server):
        with provider(port, address, tmp_path / "provider.txt"):
            viewer = refused_on_page_and_route(browser, address)
            administrator = looked_after(browser, address)
            given_and_ended(administrator, viewer, address)
            expired(browser, address)
            signed_out(administrator, address)
        # The provider is gone: clear words, and the page goes on for a visitor.
        viewer.get_by_role("button", name="Sign in").first.click()
        expect(viewer.get_by_text("the sign-in service does not answer")).to_be_visible()
        assert viewer.url.startswith(f"{address}/governance")
        expect(viewer.get_by_text("go on looking at everything as a visitor")).to_be_visible()
        wait_until_drawn(viewer)
        administrator.get_by_role("button", name="登录", exact=True).first.click()
        expect(administrator.get_by_text("登录服务没有响应")).to_be_visible()
        for page in (viewer, administrator):
            page.context.close()
