"""The document of a page, with word of where the server is.

Streamlit's script in the browser does not know that a page's name is no folder: it asks for the server's health below
the page first (`/cluster_map/_stcore/health`), is refused, waits a tenth of a second and asks again one level up. It
takes the address from `window.__streamlit.BACKEND_BASE_URL` instead where a document sets it, as hosts of Streamlit do.
The home page needs no word: its own address is the server's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.web import versioned

_HEAD: Final = b"<head>"
# Told from the address as the browser sees it, so that a proxy may put anything before it.
_WORD: Final = (
    rb"<script>window.__streamlit={BACKEND_BASE_URL:location.origin+location.pathname.replace(/[^\/]*$/,'')}</script>"
)


class PageDocument:
    """ASGI middleware: answers the documents of the pages.

    Parameters
    ----------
    base : path below which the app is served, "" or "/observatory".
    pages : names of the pages, the last part of their addresses.
    index : Streamlit's own document, the same for every page.
    """

    def __init__(self, app: ASGIApp, *, base: str = "", pages: Collection[str], index: Path) -> None:
        self._app = app
        self._paths = frozenset(f"{base}/{page}" for page in pages)
        self._body = index.read_bytes().replace(_HEAD, _HEAD + _WORD, 1)
        self._version = hashlib.sha256(self._body).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or leave it to the app."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in self._paths:
            await self._app(scope, receive, send)
            return
        answer = versioned(
            Request(scope),
            lambda: self._body,
            name="page",
            version=self._version,
            media_type="text/html",
            kept=False,
            packed=True,
        )
        await answer(scope, receive, send)
