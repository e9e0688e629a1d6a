"""What Streamlit and the map's frame send to be kept, made small once: 2.2 MB less for a new visitor.

Streamlit sends its own as they are, since compressing them anew at each request would cost more than it saves. They
never change while a server runs: each is compressed the first time it is asked for, and its compressed bytes are kept.
In place of its fonts go the parts that are used (`fonts/`), as long as they are the fonts these were made
from: the names of such files hold a hash of what is in them.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.web import IMMUTABLE, versioned

MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FONTS: Final = Path(__file__).with_name("fonts")
_FONT: Final = ".woff2"
_LEVEL: Final = 6
_MOST: Final = 512  # files; Streamlit has fewer


class CompressedStatic:
    """ASGI middleware: answers files whose names tell their version from memory, compressed, where gzip is taken.

    Parameters
    ----------
    base : path below which the app is served, "" or "/observatory".
    folders : path below it -> folder of the files.
    """

    def __init__(self, app: ASGIApp, *, base: str = "", folders: Mapping[str, Path]) -> None:
        self._app = app
        self._folders = {f"{base}{path}/": folder.resolve() for path, folder in folders.items()}
        self._smaller = {file.name: file for file in FONTS.glob(f"*{_FONT}")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or leave it to the app."""
        path = self._file(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if path is None:
            await self._app(scope, receive, send)
            return
        if path.suffix == _FONT:
            await _font(Request(scope), path)(scope, receive, send)
            return
        body = await run_in_threadpool(compressed, path)
        told = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding", "Cache-Control": IMMUTABLE}
        await Response(body, media_type=MEDIA_TYPES[path.suffix], headers=told)(scope, receive, send)

    def _file(self, scope: Scope) -> Path | None:
        """Return what answers: a smaller font, or a file of ours worth compressing whose asker takes gzip."""
        name = scope["path"].rpartition("/")[2]
        if name in self._smaller and scope["path"].startswith(tuple(self._folders)):
            return self._smaller[name]
        headers = Headers(scope=scope)
        if "gzip" not in headers.get("accept-encoding", "") or "range" in headers:
            return None
        for prefix, folder in self._folders.items():
            if scope["path"].startswith(prefix):
                path = (folder / scope["path"].removeprefix(prefix)).resolve()
                fits = path.is_relative_to(folder) and path.suffix in MEDIA_TYPES and path.is_file()
                return path if fits else None
        return None


def _font(request: Request, path: Path) -> Response:
    """Answer with the part of a font; asked for anew each time, since another icon changes it and not its name."""
    body = _read(path)
    version = hashlib.sha256(body).hexdigest()
    return versioned(request, lambda: body, name=path.name, version=version, media_type="font/woff2", kept=False)


@lru_cache
def _read(path: Path) -> bytes:
    return path.read_bytes()


@lru_cache(maxsize=_MOST)
def compressed(path: Path) -> bytes:
    """Return a file's bytes, compressed; the same bytes each time."""
    return gzip.compress(path.read_bytes(), _LEVEL, mtime=0)
