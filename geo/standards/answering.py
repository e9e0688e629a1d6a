"""Answering: what all routes of the standards share: the server's address as the asker knows it, and a tagged body."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from geo.web import versioned

_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
Made = Callable[[], Any]


class Answering:
    """The ground of the routes of one server.

    Parameters
    ----------
    prefix : the server's base path.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def _root(self, request: Request) -> str:
        """Return the address of this server as the asker knows it."""
        host = request.headers.get("host", "")
        return f"{request.url.scheme}://{host if _HOST.fullmatch(host) else 'localhost'}{self._prefix}"

    def _here(self, request: Request) -> str:
        return f"{self._root(request)}/ogc"

    def _answer(self, request: Request, made: Made, *, version: str, media_type: str = "application/json") -> Response:
        def body() -> bytes:
            return json.dumps(made(), ensure_ascii=False).encode()

        name = f"{self._root(request)}{request.url.path}?{request.url.query}"
        answer = versioned(request, body, name=name, version=version, media_type=media_type)
        answer.headers["Vary"] = "Host"
        return answer
