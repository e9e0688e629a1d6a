"""Browser's key: a random secret in a cookie, by which a browser finds its work again; never in an address.

Pages' scripts cannot read it (HttpOnly), other sites cannot send it with their requests (SameSite=Lax), and it goes to
this app's path only. Each document that is opened lets it live on. What carries a new key is never kept by a cache in
between, or two people would have one.
"""

from __future__ import annotations

import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "observatory_key"
KEY: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_BYTES: Final = 32
_DAY_S: Final = 86_400
_NO_PAGES: Final = re.compile(
    r"/(_stcore|static|component|tiles|map|workbench/[^/]+/|published|media|datasets|area)(/|$)"
)


class BrowserKey:
    """ASGI middleware: gives a browser its key with the app's documents.

    Parameters
    ----------
    base : path below which the app is served, "" or "/observatory".
    days : a key lives so long after the last visit; 0 gives none.
    """

    def __init__(self, app: ASGIApp, *, base: str = "", days: int) -> None:
        self._app = app
        self._base = base
        self._days = days

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the cookie where a page is opened."""
        if self._days == 0 or not self._is_page(scope):
            await self._app(scope, receive, send)
            return
        key = key_in(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))

        async def with_key(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                headers = MutableHeaders(scope=message)
                if message["status"] == 304 or headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", self._cookie(scope, key or secrets.token_urlsafe(_BYTES)))
                    headers["cache-control"] = "private, no-cache"
            await send(message)

        await self._app(scope, receive, with_key)

    def _is_page(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] != "GET":
            return False
        path = scope["path"].removeprefix(self._base)
        return not _NO_PAGES.match(path) and b"text/html" in dict(scope["headers"]).get(b"accept", b"")

    def _cookie(self, scope: Scope, key: str) -> str:
        # A proxy before us says by which scheme it was asked; a lie there harms the liar alone.
        forwarded = dict(scope["headers"]).get(b"x-forwarded-proto", b"").decode("latin-1")
        secure = "; Secure" if (forwarded or scope.get("scheme")) == "https" else ""
        path = self._base or "/"
        return f"{COOKIE}={key}; Path={path}; Max-Age={self._days * _DAY_S}; HttpOnly; SameSite=Lax{secure}"


def key_in(header: str) -> str:
    """Return the key that a Cookie header brings; "" where it brings none, or none of ours.

    Examples
    --------
    >>> key_in("a=b; observatory_key=" + "k" * 43) == "k" * 43
    True
    >>> key_in("observatory_key=1; DROP TABLE")
    ''
    """
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None and KEY.fullmatch(found.value) else ""
