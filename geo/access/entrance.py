"""Entrance: stands before every route where people sign in, and knows who asks.

It ends sessions that are over, slows down who tries too often, tells pages how a sign-in went, refuses uploads to who
may not send any, and, where the app is closed to visitors, data to who is not signed in and shows no key.
"""

from __future__ import annotations

import base64
import binascii
import logging
import math
import re
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.access.cookie import NAME, OURS, claims_in, cookies_in, without
from geo.access.errors import KeyNeededError, TooManySignInsError
from geo.access.ledger import shared_ledger
from geo.access.permission import permit
from geo.access.roles import UPLOAD
from geo.access.session import Claims, Session, person_of, session_of, told_role
from geo.access.throttle import Throttle
from geo.errors import ObservatoryError
from geo.keeping.actor import REQUEST, Actor
from geo.settings import SignIn
from geo.web import fault_answer

PARAMETER: Final = "sign_in"
FAILED: Final = "failed"
REFUSED: Final = "refused"
BACK: Final = "observatory_back"
_LOG: Final = logging.getLogger(__name__)
_FOREVER_OPEN: Final = re.compile(r"/?(?:_stcore|static|component|auth|healthz|readyz|metrics)(?:/|$)")
_DATA: Final = re.compile(
    r"/?(?:areas?|datasets|map|media|published|ogc|tilejson|tiles)(?:/|$)|/?workbench/|/?digest\.atom$"
)
_BY_KEY: Final = re.compile(r"/?(?:map|ogc|published|tilejson|tiles)(?:/|$)|/?digest\.atom$")
"""What a key opens: standards, tiles with what draws them, published layers and the Atom feed; never a session's."""
_UPLOAD: Final = re.compile(r"/?_stcore/upload_file/")
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_BACK_S: Final = 600


class Entrance:
    """ASGI middleware; without sign-in it lets all pass, and tells who asks from where alone.

    Parameters
    ----------
    config : who may come in.
    base : path below which the app is served, "" or "/observatory".
    """

    def __init__(self, app: ASGIApp, *, config: SignIn, base: str = "") -> None:
        self._app = app
        self._config = config
        self._base = base
        self._throttle = Throttle(config.sign_ins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        place = str(scope["client"][0]) if scope.get("client") else ""
        if not self._config.is_on:
            REQUEST.set(Actor(place=place))
            await self._app(scope, receive, send)
            return
        try:
            await self._enter(scope, receive, send, place)
        except ObservatoryError as fault:  # refused before the app was asked
            answer = fault_answer(fault)
            if isinstance(fault, KeyNeededError):
                answer.headers["WWW-Authenticate"] = 'Basic realm="observatory", charset="UTF-8"'
            await answer(scope, receive, send)

    async def _enter(self, scope: Scope, receive: Receive, send: Send, place: str) -> None:
        cookies = cookies_in(_header(scope, b"cookie"))
        claims = claims_in(cookies, self._config.cookie_secret)
        session = await run_in_threadpool(session_of, claims) if claims else None
        person, role = (session.person, session.role) if session else (None, "")
        REQUEST.set(Actor(person, role, place))
        stale = any(OURS.fullmatch(name) for name in cookies) and session is None
        path = scope["path"].removeprefix(self._base)
        if scope["type"] == "websocket":
            await self._app(_unsigned(scope) if stale else scope, receive, send)
        elif path in ("/auth/login", "/oauth2callback", "/auth/logout"):
            await self._sign(scope, receive, send, path, session, place, cookies)
        else:
            await self._check(scope, path, session, place)
            await self._app(_unsigned(scope) if stale else scope, receive, self._cleared(send, cookies, stale))

    async def _check(self, scope: Scope, path: str, session: Session | None, place: str) -> None:
        """Refuse what this person, or this key, may not ask for."""
        if scope["method"] not in _READING and _UPLOAD.match(path):
            await run_in_threadpool(permit, UPLOAD)
        if self._config.visitors == "open" or session is not None or _FOREVER_OPEN.match(path):
            return
        if not _DATA.match(path) or path == "/map/basemap.json":
            return  # a page: it says itself that it is closed, and how to sign in
        token = _token(scope)
        if token:
            wait_s = self._throttle.wait_s(place)
            if wait_s:
                raise self._too_many(wait_s)
            if scope["method"] in _READING and _BY_KEY.match(path) and await run_in_threadpool(_holds, token):
                return
            self._throttle.take(place)
        raise KeyNeededError()

    async def _sign(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        path: str,
        session: Session | None,
        place: str,
        cookies: dict[str, str],
    ) -> None:
        """Let Streamlit sign in or out, take note of it, and lead back to the page it was done on."""
        if path == "/auth/logout":
            if _header(scope, b"sec-fetch-site") in ("cross-site", "same-site"):
                await self._lead(send, scope, "", cookies)
                return
            if session is not None:
                await run_in_threadpool(_end, session)
            await self._app(scope, receive, send)
            return
        wait_s = self._throttle.take(place)
        if wait_s:
            raise self._too_many(wait_s)
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        await self._app(scope, receive, hold)
        start = held[0]
        headers = MutableHeaders(raw=list(start.get("headers", ())))
        if path == "/auth/login":
            if start["status"] >= 400:  # the provider does not answer
                await self._lead(send, scope, FAILED, {BACK: _page_of(scope, self._base)})
                return
            headers.append("set-cookie", self._back(_page_of(scope, self._base), _BACK_S))
        elif "state" in query:
            claims = self._new_claims(headers.getlist("set-cookie"))
            if not claims:
                await self._lead(send, scope, REFUSED if "error" in query else FAILED, cookies)
                return
            await run_in_threadpool(_came_in, claims)
            headers["location"] = self._return(cookies, "")
            headers.append("set-cookie", self._back("", 0))
        start["headers"] = headers.raw
        for message in held:
            await send(message)

    def _new_claims(self, set_cookies: list[str]) -> Claims:
        found: dict[str, str] = {}
        for line in set_cookies:
            found |= {name: value for name, value in cookies_in(line).items() if OURS.fullmatch(name)}
        return claims_in(found, self._config.cookie_secret) if NAME in found else {}

    async def _lead(self, send: Send, scope: Scope, outcome: str, cookies: dict[str, str]) -> None:
        """Lead back to the page a person came from, with how it went."""
        headers = [(b"location", self._return(cookies, outcome).encode("latin-1")), (b"cache-control", b"no-store")]
        headers.append((b"set-cookie", self._back("", 0).encode("latin-1")))
        await send({"type": "http.response.start", "status": 302, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        _LOG.warning("sign-in: %s", outcome or "sign-out from another site refused")

    def _return(self, cookies: dict[str, str], outcome: str) -> str:
        page = cookies.get(BACK, "")
        path, _, query = page.partition("?")
        if not _is_page(path, self._base):
            path, query = f"{self._base}/", ""
        pairs = {name: values[0] for name, values in parse_qs(query).items() if name != PARAMETER}
        told = urlencode(pairs | ({PARAMETER: outcome} if outcome else {}))
        return f"{path}?{told}" if told else path

    def _back(self, page: str, seconds: int) -> str:
        return f"{BACK}={_quoted(page)}; Path={self._base or '/'}; Max-Age={seconds}; HttpOnly; SameSite=Lax"

    def _cleared(self, send: Send, cookies: dict[str, str], stale: bool) -> Send:
        """Return what sends an answer and, with a document, takes the cookies of a session that is over."""
        if not stale:
            return send

        async def cleared(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message.get("headers", ())))
                if headers.get("content-type", "").startswith("text/html"):
                    for name in cookies:
                        if OURS.fullmatch(name):
                            headers.append("set-cookie", f"{name}=; Path={self._base or '/'}; Max-Age=0; HttpOnly")
                message["headers"] = headers.raw
            await send(message)

        return cleared

    def _too_many(self, wait_s: float) -> TooManySignInsError:
        return TooManySignInsError(limit=self._config.sign_ins, retry_after_s=math.ceil(wait_s))


def _holds(token: str) -> bool:
    return shared_ledger().holds(token)


def _came_in(claims: Claims) -> None:
    person = person_of(claims)
    if person is not None:
        REQUEST.set(Actor(person, "", asked.place if (asked := REQUEST.get()) else ""))
        shared_ledger().came_in(person, claimed=told_role(claims))


def _end(session: Session) -> None:
    shared_ledger().end(session.session_id, session.person, forget_after=session.ends_at)


def _header(scope: Scope, name: bytes) -> str:
    return b"; ".join(value for key, value in scope["headers"] if key == name).decode("latin-1")


def _unsigned(scope: Scope) -> Scope:
    """Return a request without the cookies of a sign-in."""
    kept = [(key, value) for key, value in scope["headers"] if key != b"cookie"]
    rest = without(_header(scope, b"cookie"))
    return {**scope, "headers": [*kept, (b"cookie", rest.encode("latin-1"))] if rest else kept}


def _token(scope: Scope) -> str:
    """Return the key a request shows: as bearer, or as the password of Basic authentication."""
    scheme, _, rest = _header(scope, b"authorization").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _page_of(scope: Scope, base: str) -> str:
    """Return the page of ours a request came from, as path and query; "" where it was none."""
    parts = urlsplit(_header(scope, b"referer"))
    own = {_header(scope, b"host"), _header(scope, b"x-forwarded-host")}
    if parts.netloc not in own or not _is_page(parts.path, base):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _is_page(path: str, base: str) -> bool:
    """Tell whether a path is one of this app, and not another host's in disguise.

    Examples
    --------
    >>> _is_page("/region", ""), _is_page("//evil.example", ""), _is_page("/x", "/base")
    (True, False, False)
    """
    return re.fullmatch(rf"{re.escape(base)}(?:/[\w-]*)?", path) is not None and path.startswith("/")


def _quoted(page: str) -> str:
    """Return a page as a cookie holds it: in quotes, of signs that need no more; "" for one that does.

    Examples
    --------
    >>> _quoted("/region?lang=en&c=a%2Cb")
    '"/region?lang=en&c=a%2Cb"'
    """
    return f'"{page}"' if re.fullmatch(r"[\w/?=&%.~+:,@!*()-]+", page, re.ASCII) else ""
