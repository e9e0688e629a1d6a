"""Security headers on every answer: what a page may load, who may frame it, and what it may tell others.

Streamlit's pages run under a policy without any source but this server and without `eval`; inline scripts stay allowed,
since Streamlit inserts those of `st.html` that way. The map's frame (streamlit-folium) builds its map with `eval`, so
its documents, and only they, may. What a page shows cannot be sent elsewhere under either.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.operations.kinds import DATA, kind_of

Headers = list[tuple[bytes, bytes]]

_PERMISSIONS: Final = ", ".join(
    f"{name}=()"
    for name in ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")
)
_SCRIPTS: Final = {"page": "'self' 'unsafe-inline'", "component": "'self' 'unsafe-inline' 'unsafe-eval'"}


def policy(kind: str, *, ancestors: str, images: str = "") -> str:
    """Return the Content-Security-Policy of a kind of document.

    Parameters
    ----------
    kind : "page", "component" for the map's frame, anything else for data, which may load nothing at all.
    ancestors : who may frame the pages, as the directive has it: "'self' https://portal.example".
    images : an origin of base map tiles besides this server, "" for none.

    Examples
    --------
    >>> policy("tiles", ancestors="'self'")
    "default-src 'none'; frame-ancestors 'none'"
    """
    if kind not in _SCRIPTS:
        return "default-src 'none'; frame-ancestors 'none'"
    directives = {
        "default-src": "'self'",
        "script-src": _SCRIPTS[kind],
        "style-src": "'self' 'unsafe-inline'",
        "img-src": " ".join(filter(None, ("'self'", "data:", "blob:", images))),
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        # The map's frame stands in our own pages, whoever may frame these.
        "frame-ancestors": ancestors if kind == "page" else " ".join(dict.fromkeys(("'self'", *ancestors.split()))),
    }
    if kind == "component" and ancestors == "'none'":
        directives["frame-ancestors"] = "'self'"
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def origin_of(address: str) -> str:
    """Return scheme and host of an XYZ source, "" where there is none.

    Examples
    --------
    >>> origin_of("https://{s}.tiles.example/{z}/{x}/{y}.png"), origin_of("")
    ('https://*.tiles.example', '')
    """
    parts = urlsplit(address.replace("{s}", "wildcard"))
    host = parts.netloc.replace("wildcard", "*")
    safe = re.fullmatch(r"(?:\*\.)?[\w.-]+(?::\d+)?", host)
    return f"{parts.scheme}://{host}" if parts.scheme in ("http", "https") and safe else ""


class SecurityHeaders:
    """ASGI middleware: adds the headers an answer does not have by itself, and lets cookies go over TLS alone.

    Parameters
    ----------
    base : path below which the app is served, "" or "/observatory".
    mode : enforce; report, so that browsers only complain; off, where a proxy sends a policy of its own.
    ancestors : who may frame the pages.
    images : origin of base map tiles besides this server.
    """

    def __init__(self, app: ASGIApp, *, base: str = "", mode: str, ancestors: str, images: str = "") -> None:
        self._app = app
        self._base = base
        self._sets = {kind: _headers(kind, mode, ancestors, images) for kind in ("page", "component", "data")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kind = kind_of(scope["path"], self._base)
        wanted = self._sets["component" if kind == "component" else "data" if kind in _BARE else "page"]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = message.get("headers", ())
                if scope.get("scheme") == "https":
                    there = [
                        (name, _secure(value) if name.lower() == b"set-cookie" else value) for name, value in there
                    ]
                names = {name.lower() for name, _ in there}
                message["headers"] = [*there, *(pair for pair in wanted if pair[0] not in names)]
            await send(message)

        await self._app(scope, receive, with_headers)


def _secure(cookie: bytes) -> bytes:
    """Return a cookie that browsers send over TLS alone; Streamlit marks none of its own so.

    Examples
    --------
    >>> _secure(b"a=secure; Path=/"), _secure(b"a=b; SECURE; Path=/")
    (b'a=secure; Path=/; Secure', b'a=b; SECURE; Path=/')
    """
    marks = {part.strip().lower() for part in cookie.split(b";")[1:]}
    return cookie if b"secure" in marks else cookie + b"; Secure"


_BARE: Final = DATA | {"healthz", "metrics", "readyz", "workbench"}


def _headers(kind: str, mode: str, ancestors: str, images: str) -> Headers:
    made = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": _PERMISSIONS,
    }
    if mode != "off":
        name = "content-security-policy" if mode == "enforce" else "content-security-policy-report-only"
        made[name] = policy(kind, ancestors=ancestors, images=images)
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in made.items()]
