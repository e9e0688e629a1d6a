"""The browser's key: given with pages only, out of reach of scripts, kept on, and never shared by a cache."""

from __future__ import annotations

import re
from typing import Any

import pytest

from geo.workspace.key import COOKIE, KEY, BrowserKey, key_in
from tests import coroutines

HTML = {"accept": "text/html,*/*"}


def ask(path: str, *, base: str = "", days: int = 30, scheme: str = "http", **headers: str) -> dict[str, list[str]]:
    """Return the headers of an answer, by name."""

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        kind = b"text/html; charset=utf-8" if "." not in path else b"text/javascript"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": b""})

    found: dict[str, list[str]] = {}

    async def send(message: Any) -> None:
        for name, value in message.get("headers", ()):
            found.setdefault(name.decode(), []).append(value.decode())

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "scheme": scheme, "headers": given}
    coroutines.run(BrowserKey(app, base=base, days=days)(scope, None, send))  # type: ignore[arg-type]
    return found


def test_a_page_brings_a_key_that_scripts_and_other_sites_cannot_use() -> None:
    (cookie,) = ask("/base/workbench", base="/base", **HTML)["set-cookie"]
    assert re.fullmatch(rf"{COOKIE}={KEY.pattern}; Path=/base; Max-Age=2592000; HttpOnly; SameSite=Lax", cookie), cookie
    assert ask("/", **HTML)["cache-control"] == ["private, no-cache"]
    assert ask("/", **HTML)["set-cookie"] != ask("/", **HTML)["set-cookie"]
    assert ask("/", x_forwarded_proto="https", **HTML)["set-cookie"][0].endswith("; Secure")
    assert ask("/", scheme="https", **HTML)["set-cookie"][0].endswith("; Secure")


def test_a_key_is_kept_and_lives_on() -> None:
    key = "k" * 43
    (cookie,) = ask("/", cookie=f"a=b; {COOKIE}={key}; c=d", **HTML)["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={key}; ")
    for damaged in ("", "short", "k" * 44, "<script>" + "k" * 35):
        assert not ask("/", cookie=f"{COOKIE}={damaged}", **HTML)["set-cookie"][0].startswith(f"{COOKIE}={damaged};")


@pytest.mark.parametrize(
    "path", ["/tiles/land/0/0/0.mvt", "/_stcore/host-config", "/static/a.js", "/workbench/abc/at.json", "/media/x"]
)
def test_nothing_but_pages_brings_a_key(path: str) -> None:
    assert "set-cookie" not in ask(path, **HTML)
    assert "set-cookie" not in ask("/workbench", accept="*/*")
    assert "set-cookie" not in ask("/workbench", days=0, **HTML)


@pytest.mark.parametrize("header", ["", "=", f"{COOKIE}", f"{COOKIE}=;", "\x00", f'{COOKIE}="{"k" * 43}', "a" * 9000])
def test_an_odd_header_brings_no_key(header: str) -> None:
    assert key_in(header) == ""
