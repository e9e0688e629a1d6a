"""The document every page begins with, without the font that no page shows.

Streamlit's document asks for 171 kB of a Latin font before anything else, whatever fonts the theme names. Ours names
those that people have (`.streamlit/config.toml`), so the request is taken out; what needs the font still loads it.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any, Final

from starlette.datastructures import MutableHeaders

_FONT: Final = re.compile(rb"<link\b[^>]*\bas=\"font\"[^>]*>\s*")
_VERSIONS: Final = 8  # of the document: as it is and compressed, below some base paths
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Message], Awaitable[None]]


class LightDocument:
    """ASGI middleware: takes the requests for fonts out of every HTML document."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer as the app does; a document is sent when it is whole."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        parts: list[bytes] = []

        async def passing(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_document(message):
                start = message
                return
            if start is None:
                await send(message)
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                headers = MutableHeaders(scope=start)
                body = light(b"".join(parts), is_compressed=headers.get("content-encoding", "") == "gzip")
                if "content-length" in headers:
                    headers["content-length"] = str(len(body))
                await send(start)
                await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, passing)


def _is_document(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    is_html = headers.get("content-type", "").startswith("text/html")
    return bool(start["status"] == 200 and is_html and headers.get("content-encoding", "gzip") == "gzip")


@lru_cache(maxsize=_VERSIONS)
def light(body: bytes, *, is_compressed: bool) -> bytes:
    """Return a document without its requests for fonts, compressed if it was.

    Examples
    --------
    >>> light(b'<link rel="preload" href="a.woff2" as="font" /><link rel="icon" href="b">', is_compressed=False)
    b'<link rel="icon" href="b">'
    """
    plain = gzip.decompress(body) if is_compressed else body
    found = _FONT.sub(b"", plain)
    return gzip.compress(found, mtime=0) if is_compressed else found
