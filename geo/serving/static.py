"""Streamlit's own scripts and styles, compressed once and kept: 2 MB less for each new visitor.

Streamlit sends them as they are, since compressing them anew at each request would cost more than it saves. They never
change while a server runs, so each is compressed the first time it is asked for, and its compressed bytes are kept.
"""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response

from geo.web import IMMUTABLE

_LEAST_BYTES: Final = 1_000
_SUFFIXES: Final = (".js", ".css", ".svg", ".json")
_LEVEL: Final = 6
_MOST: Final = 512  # files; Streamlit has fewer
Scope = MutableMapping[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]


class CompressedStatic:
    """ASGI middleware: answers `<base>/static/...` from memory, compressed, where the browser takes gzip.

    Parameters
    ----------
    base : path below which the app is served, "" or "/observatory".
    folder : of the files; Streamlit's own without it.
    """

    def __init__(self, app: App, *, base: str = "", folder: Path | None = None) -> None:
        self._app = app
        self._prefix = f"{base}/static/"
        self._folder = folder or _folder()

    async def __call__(
        self, scope: Scope, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        """Answer, or leave it to the app."""
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(self._prefix):
            headers = Headers(scope=scope)
            name = scope["path"].removeprefix(self._prefix)
            wanted = "gzip" in headers.get("accept-encoding", "") and "range" not in headers
            if wanted and name.endswith(_SUFFIXES) and (path := self._inside(name)):
                body = await run_in_threadpool(compressed, path)
                told = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding", "Cache-Control": IMMUTABLE}
                media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
                await Response(body, media_type=media_type, headers=told)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _inside(self, name: str) -> Path | None:
        """Return the file of a name, if it is one worth compressing and lies below the folder."""
        path = (self._folder / name).resolve()
        if path.is_relative_to(self._folder) and path.is_file() and path.stat().st_size >= _LEAST_BYTES:
            return path
        return None


@lru_cache(maxsize=_MOST)
def compressed(path: Path) -> bytes:
    """Return a file's bytes, compressed; the same bytes each time."""
    return gzip.compress(path.read_bytes(), _LEVEL, mtime=0)


def _folder() -> Path:
    found = find_spec("streamlit")
    assert found is not None and found.origin, "Streamlit is not installed"
    return (Path(found.origin).parent / "static" / "static").resolve()
