"""Guards before the routes: against sites that write from afar, addresses that ask without end, foreign readers."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.access.throttle import Throttle
from geo.operations.errors import ForeignOriginError, TooManyRequestsError
from geo.operations.kinds import DATA, kind_of
from geo.web import fault_answer

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN: Final = frozenset({b"same-origin", b"none"})


class SameOrigin:
    """ASGI middleware: refuses a request that changes something and that another site's page has sent.

    Browsers say in Sec-Fetch-Site whose page it was, older ones in Origin. Programs say neither and hold no cookies of
    anybody, so they pass.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, or refuse."""
        if scope["type"] == "http" and scope["method"] not in _READING:
            foreign = foreign_origin(dict(scope["headers"]))
            if foreign:
                await fault_answer(ForeignOriginError(foreign))(scope, receive, send)
                return
        await self._app(scope, receive, send)


def foreign_origin(headers: dict[bytes, bytes]) -> str:
    """Return who sent a request if it was another site's page, "" if it was one of ours or a program.

    Examples
    --------
    >>> foreign_origin({b"sec-fetch-site": b"cross-site", b"origin": b"https://evil.example"})
    'https://evil.example'
    >>> foreign_origin({b"origin": b"http://a:8501", b"host": b"a:8501"}), foreign_origin({})
    ('', '')
    """
    site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
    told = (origin or site or b"unnamed").decode("latin-1")
    if site is not None:
        return "" if site in _OWN else told
    if origin is None:
        return ""
    ours = {headers.get(b"host", b"").decode("latin-1"), headers.get(b"x-forwarded-host", b"").decode("latin-1")}
    return "" if urlsplit(told).netloc in ours - {""} else told


class RateLimit:
    """ASGI middleware: lets one address ask for data so often a minute, evenly or at once.

    Pages, their scripts and the WebSocket are not counted: a page is opened far less often than its tiles are fetched.

    Parameters
    ----------
    limit : requests a minute; 0 for no limit.
    base : path below which the app is served.
    clock : seconds that only grow.
    """

    def __init__(
        self, app: ASGIApp, *, limit: int, base: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._limit = limit
        self._base = base
        self._throttle = Throttle(limit, clock=clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, or tell when to come again."""
        if self._limit and scope["type"] == "http" and kind_of(scope["path"], self._base) in _COUNTED:
            wait_s = self._throttle.take(scope["client"][0] if scope.get("client") else "")
            if wait_s:
                fault = TooManyRequestsError(limit=self._limit, retry_after_s=math.ceil(wait_s))
                await fault_answer(fault)(scope, receive, send)
                return
        await self._app(scope, receive, send)


_COUNTED: Final = DATA | {"workbench"}


class SharedData:
    """ASGI middleware: lets pages of other sites read the data (CORS), and nothing that belongs to a session.

    Parameters
    ----------
    origins : "*" for all, or origins such as "https://portal.example"; none means that none may.
    """

    def __init__(self, app: ASGIApp, *, origins: tuple[str, ...], base: str = "") -> None:
        self._app = app
        self._all = "*" in origins
        self._origins = frozenset(origin.encode("latin-1") for origin in origins)
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, and say who may read it."""
        if not self._origins or scope["type"] != "http" or kind_of(scope["path"], self._base) not in DATA:
            await self._app(scope, receive, send)
            return
        origin = next((value for name, value in scope["headers"] if name == b"origin"), b"")
        told: list[tuple[bytes, bytes]] = [] if self._all else [(b"vary", b"Origin")]
        if self._all or origin in self._origins:
            told.append((b"access-control-allow-origin", b"*" if self._all else origin))
            told.append((b"access-control-expose-headers", b"ETag, Link, X-Request-ID"))
        if _asks_leave(scope):  # a key in a header, or a tag, is sent after leave alone
            leave = [*_LEAVE, *told] if self._all or origin in self._origins else told
            await send({"type": "http.response.start", "status": 204, "headers": leave})
            await send({"type": "http.response.body", "body": b""})
            return

        async def shared(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *told]
            await send(message)

        await self._app(scope, receive, shared)


_LEAVE: Final = (
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"Authorization, If-None-Match"),
    (b"access-control-max-age", b"600"),
)


def _asks_leave(scope: Scope) -> bool:
    """Tell whether a browser asks what another site's page may send (a preflight)."""
    names = {name for name, _ in scope["headers"]}
    return scope["method"] == "OPTIONS" and {b"origin", b"access-control-request-method"} <= names
