"""Watch over every request: gives it an id, counts and times its answer, and logs a line where logs are JSON."""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.operations.kinds import kind_of
from geo.operations.logs import ACCESS, REQUEST_ID
from geo.operations.measures import Measures

_GIVEN: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_HEADER: Final = b"x-request-id"


class Watch:
    """ASGI middleware before all that refuse anything: what they refuse is counted too.

    Parameters
    ----------
    base : path below which the app is served, "" or "/observatory".
    """

    def __init__(self, app: ASGIApp, *, measures: Measures, base: str = "") -> None:
        self._app = app
        self._measures = measures
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the id of the request in the answer."""
        if scope["type"] == "websocket":
            with self._measures.connected():
                await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        REQUEST_ID.set(request_id.decode("ascii"))
        begun = time.perf_counter()
        status, size = 500, 0

        async def noted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (_HEADER, request_id)]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            seconds = time.perf_counter() - begun
            kind = kind_of(scope["path"], self._base)
            self._measures.count(kind, scope["method"], status, seconds)
            if ACCESS.isEnabledFor(logging.INFO):
                told = {"kind": kind, "method": scope["method"], "status": status, "bytes": size}
                ACCESS.info("request", extra={"fields": told | {"ms": round(1000 * seconds, 1)}})


def _request_id(scope: Scope) -> bytes:
    """Return the id a proxy has given the request, if it has the form of one, else a new one."""
    for name, value in scope["headers"]:
        if name == _HEADER and _GIVEN.fullmatch(value):
            return bytes(value)
    return secrets.token_hex(8).encode("ascii")
