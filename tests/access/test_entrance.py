"""The entrance: who asks is known to routes, sessions that are over are taken away, keys read and change nothing."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from geo.access.cookie import NAME
from geo.access.entrance import BACK, Entrance
from geo.access.ledger import shared_ledger
from geo.access.provider import sign_in
from geo.keeping.actor import REQUEST
from tests.access.conftest import claims, cookie, person

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

Handler = Callable[[Request], Response]


def who(request: Request) -> Response:
    """Tell who asks, and whether a cookie of a sign-in came through."""
    actor = REQUEST.get()
    assert actor is not None
    name = actor.person.name if actor.person else ""
    return JSONResponse([name, actor.role, actor.place, NAME in request.cookies])


def client(answers: dict[str, Handler] | None = None) -> TestClient:
    """Return a client of a small app behind the entrance."""
    page = {"/": lambda _request: HTMLResponse("<p>page"), "/region": who}
    data: dict[str, Handler] = dict.fromkeys(
        ("/tiles/land/0/0/0.mvt", "/ogc/collections", "/digest.atom", "/areas/a"), who
    )
    upload = {"/_stcore/upload_file/{session}/{file}": lambda _request: PlainTextResponse("taken")}
    routes = [
        Route(path, answer, methods=["GET", "PUT", "POST"])
        for path, answer in {**page, **data, **upload, "/workbench/x/a.mvt": who, **(answers or {})}.items()
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Entrance, config=sign_in())])
    return TestClient(app, follow_redirects=False)


def signed(name: str, *roles: str, ago_s: float = 5) -> dict[str, str]:
    """Return the headers of somebody who is signed in."""
    return {"Cookie": f"a=b; {NAME}={cookie(claims(name, *roles, begun_s_ago=ago_s))}"}


def test_routes_know_who_asks_and_forged_or_ended_cookies_are_taken_away(signing: Path) -> None:
    assert signing.is_dir()
    web = client()
    assert web.get("/region", headers=signed("ann", "steward")).json() == ["Ann", "steward", "testclient", True]
    assert web.get("/region").json() == ["", "", "testclient", False]
    forged = {"Cookie": f"{NAME}={cookie(claims('ann', 'administrator'), secret='x' * 40)}"}
    for headers in (forged, signed("ann", ago_s=60 * 481)):
        assert web.get("/region", headers=headers).json() == ["", "", "testclient", False]
        taken = web.get("/", headers=headers).headers["set-cookie"]
        assert taken.startswith(f"{NAME}=;")
        assert "Max-Age=0" in taken


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "sign_in_needed"),
        (signed("vera"), 403, "forbidden"),
        (signed("ann", "analyst", ago_s=60 * 481), 401, "sign_in_needed"),
        (signed("ann", "analyst"), 200, ""),
    ],
)
def test_uploads_need_their_role_at_the_route(signing: Path, headers: dict[str, str], status: int, code: str) -> None:
    assert signing.is_dir()
    for method in ("PUT", "POST"):
        answer = client().request(method, "/_stcore/upload_file/s/f", headers=headers, content=b"x")
        assert answer.status_code == status
        assert not code or answer.json()["error"] == code


def test_a_closed_app_gives_data_to_sessions_and_to_keys_alone(signing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signing.is_dir()
    monkeypatch.setenv("OBSERVATORY_VISITORS", "closed")
    monkeypatch.setenv("OBSERVATORY_SIGN_INS", "8")
    sign_in.cache_clear()
    token, made = shared_ledger().make_key("QGIS", by=None)
    web = client()
    bearer = {"Authorization": f"Bearer {token}"}
    basic = {"Authorization": "Basic " + base64.b64encode(f"key:{token}".encode()).decode()}
    for path in ("/tiles/land/0/0/0.mvt", "/ogc/collections", "/digest.atom"):
        refused = web.get(path)
        assert (refused.status_code, refused.json()["error"]) == (401, "key_needed")
        assert refused.headers["www-authenticate"].startswith("Basic")
        assert [web.get(path, headers=one).status_code for one in (bearer, basic, signed("vera"))] == [200] * 3
    assert web.get("/").status_code == 200, "the page says itself how to come in"
    for path in ("/areas/a", "/workbench/x/a.mvt"):
        assert web.get(path, headers=bearer).status_code == 401, "what is a session's is no key's"
    assert web.post("/ogc/collections", headers=bearer).status_code == 401, "a key reads"
    assert web.put("/_stcore/upload_file/s/f", headers=bearer).status_code == 401
    shared_ledger().revoke_key(made.key_id, by=None)
    assert web.get("/ogc/collections", headers=bearer).status_code == 401
    tries = [web.get("/ogc/collections", headers={"Authorization": f"Bearer dco_{n}"}).status_code for n in range(8)]
    assert 429 in tries, "keys are not tried without end"


def test_attempts_to_sign_in_are_counted_by_address(signing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signing.is_dir()
    monkeypatch.setenv("OBSERVATORY_SIGN_INS", "2")
    sign_in.cache_clear()
    web = client({"/auth/login": lambda _request: RedirectResponse("https://id.example", 302)})
    answers = [web.get("/auth/login") for _ in range(3)]
    assert [one.status_code for one in answers] == [302, 302, 429]
    assert int(answers[2].headers["retry-after"]) <= 30


def test_a_sign_in_leads_back_to_its_page_and_nowhere_else(signing: Path) -> None:
    assert signing.is_dir()

    def back(request: Request) -> Response:
        done = RedirectResponse("/", 302)
        if "code" in request.query_params:
            done.set_cookie(NAME, cookie(claims("ann", "analyst")))
        return done

    def login(request: Request) -> Response:
        broken = "broken" in request.headers
        return PlainTextResponse("Authentication error", 400) if broken else RedirectResponse("https://id.example", 302)

    web = client({"/auth/login": login, "/oauth2callback": back})
    page = "http://testserver/region?lang=en&id=US-41940"
    begun = web.get("/auth/login", headers={"Referer": page})
    assert f'{BACK}="/region?lang=en&id=US-41940"' in begun.headers["set-cookie"]
    where = {"Cookie": f'{BACK}="/region?lang=en&id=US-41940"'}
    done = web.get("/oauth2callback?code=1&state=2", headers=where)
    assert done.headers["location"] == "/region?lang=en&id=US-41940"
    assert shared_ledger().member(person("ann")).claimed == "analyst"  # type: ignore[union-attr]
    failed = web.get("/oauth2callback?state=2", headers=where)
    assert failed.headers["location"] == "/region?lang=en&id=US-41940&sign_in=failed"
    refused = web.get("/oauth2callback?state=2&error=access_denied", headers=where)
    assert refused.headers["location"].endswith("sign_in=refused")
    down = web.get("/auth/login", headers={"Referer": page, "broken": "1"})
    assert (down.status_code, down.headers["location"]) == (302, "/region?lang=en&id=US-41940&sign_in=failed")
    for hostile in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/a/b",
        "/region\r\nX: 1",
        "javascript:1",
    ):
        led = web.get("/oauth2callback?state=2", headers={"Cookie": f'{BACK}="{hostile}"'.replace("\r\n", "%0d%0a")})
        assert led.headers["location"] == "/?sign_in=failed", hostile
    assert (
        f"{BACK}=;" in web.get("/auth/login", headers={"Referer": "https://evil.example/region"}).headers["set-cookie"]
    )


def test_signing_out_ends_the_session_everywhere_and_only_from_here(signing: Path) -> None:
    assert signing.is_dir()
    web = client({"/auth/logout": lambda _request: RedirectResponse("/", 302)})
    ann = signed("ann", "analyst")
    web.get("/auth/logout", headers=ann | {"Sec-Fetch-Site": "cross-site"})
    assert web.get("/region", headers=ann).json()[0] == "Ann"
    web.get("/auth/logout", headers=ann | {"Sec-Fetch-Site": "same-origin"})
    assert web.get("/region", headers=ann).json() == ["", "", "testclient", False]
    assert [one.act for one in shared_ledger().lines()] == ["sign_out"]


def test_without_sign_in_all_pass(signing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signing.is_dir()
    monkeypatch.delenv("OBSERVATORY_OIDC_METADATA")
    sign_in.cache_clear()
    web = client()
    assert web.put("/_stcore/upload_file/s/f", content=b"x").text == "taken"
    assert web.get("/ogc/collections").json() == ["", "", "testclient", False]
