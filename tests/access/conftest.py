"""A server where people sign in, without a provider: cookies are signed with the same secret as Streamlit's."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer

from geo.access.cookie import NAME
from geo.access.provider import sign_in
from geo.access.session import person_of
from geo.keeping import actor
from geo.keeping.actor import REQUEST, Actor
from geo.keeping.person import Person
from geo.settings import settings
from tests.access.provider import COOKIE, environment

Cookie = Callable[..., str]
As = Callable[..., object]


@pytest.fixture(autouse=True)
def no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget who tells the actor of pages: a test of a page that ran in this process before has set it."""
    monkeypatch.setattr(actor._Telling, "source", None)


@pytest.fixture
def signing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let people sign in, with folders of their own."""
    for name, value in environment(1, "http://testserver").items():
        monkeypatch.setenv(name, value)
    for name in ("KEPT", "PUBLISHED", "GOVERNANCE"):
        monkeypatch.setenv(f"OBSERVATORY_{name}", str(tmp_path / name.lower()))
    settings.cache_clear()
    sign_in.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    settings.cache_clear()
    sign_in.cache_clear()


def claims(name: str, *roles: str, begun_s_ago: float = 5) -> dict[str, object]:
    """Return what the provider tells of somebody who signed in a while ago."""
    told = {"iss": "http://localhost:1", "sub": name, "name": name.capitalize(), "groups": list(roles)}
    return told | {"iat": int(time.time() - begun_s_ago), "nonce": f"n-{name}", "is_logged_in": True}


def cookie(told: dict[str, object], *, secret: str = COOKIE) -> str:
    """Return the cookie of a sign-in as Streamlit writes it."""
    return URLSafeTimedSerializer(secret, salt=NAME).dumps(json.dumps(told))


def person(name: str) -> Person:
    """Return whom those claims name."""
    found = person_of(claims(name))
    assert found is not None
    return found


@contextmanager
def asking(name: str, role: str, place: str = "10.0.0.7") -> Iterator[None]:
    """Ask as somebody in a role; "" for a visitor."""
    token = REQUEST.set(Actor(person(name) if name else None, role, place))
    try:
        yield
    finally:
        REQUEST.reset(token)
