"""The guards before the routes, the measures and the logs, each with its settings."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.errors import ObservatoryError, SettingError
from geo.operations.guards import RateLimit, SameOrigin, SharedData
from geo.operations.headers import SecurityHeaders, policy
from geo.operations.logs import ACCESS, JsonLines, write_json
from geo.operations.measures import Measures
from geo.operations.proxied import Proxied
from geo.operations.readiness import readiness
from geo.operations.routes import routes
from geo.operations.watch import Watch
from geo.settings import operations
from tests.test_routes import TestClient


def _answer(_request: Request) -> Response:
    return PlainTextResponse("done")


def client(*middleware: Middleware, address: str = "127.0.0.1") -> TestClient:
    """Return a client of routes that answer to anything, behind middleware."""
    every = [Route("/{path:path}", _answer, methods=["GET", "POST", "PUT", "DELETE"])]
    app = Starlette(routes=[*routes("/base"), *every], middleware=list(middleware))
    return TestClient(app, client=(address, 50000))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://elsewhere"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "https://public.example", "X-Forwarded-Host": "public.example"}, 200),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_our_own_pages_and_programs_may_change_something(
    method: str, headers: dict[str, str], status: int
) -> None:
    answer = client(Middleware(SameOrigin)).request(method, "/x", headers=headers)
    assert answer.status_code == status
    assert client(Middleware(SameOrigin)).get("/x", headers=headers).status_code == 200


def test_an_address_that_asks_too_often_waits_and_others_do_not() -> None:
    now = [0.0]
    limited = Middleware(RateLimit, limit=3, clock=lambda: now[0])
    asking = client(limited)
    assert [asking.get("/tiles/a").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = asking.get("/tiles/a")
    assert (refused.json()["error"], refused.headers["retry-after"]) == ("too_many_requests", "20")  # 60 s / 3
    assert asking.get("/cluster_map").status_code == 200
    now[0] = 20.0
    assert [asking.get("/tiles/a").status_code for _ in range(2)] == [200, 429]


def test_other_sites_read_data_only_where_the_operator_allows_it() -> None:
    asked = {"Origin": "https://portal.example"}
    some = client(Middleware(SharedData, origins=("https://portal.example",)))
    told = some.get("/ogc/collections", headers=asked).headers
    assert (told["access-control-allow-origin"], told["vary"]) == ("https://portal.example", "Origin")
    assert "access-control-allow-origin" not in some.get("/ogc", headers={"Origin": "https://evil.example"}).headers
    everyone = client(Middleware(SharedData, origins=("*",)))
    assert everyone.get("/tiles/a", headers=asked).headers["access-control-allow-origin"] == "*"
    for private in ("/workbench/id/at.json", "/_stcore/health", "/media/file", "/"):
        assert "access-control-allow-origin" not in everyone.get(private, headers=asked).headers
    assert "access-control-allow-origin" not in client(Middleware(SharedData, origins=())).get("/ogc").headers


def test_another_site_may_send_a_key_only_after_leave_which_it_gets_where_it_may_read() -> None:
    some = client(Middleware(SharedData, origins=("https://portal.example",)))
    asked = {"Origin": "https://portal.example", "Access-Control-Request-Method": "GET"}
    given = some.options("/ogc/collections", headers=asked | {"Access-Control-Request-Headers": "authorization"})
    assert (given.status_code, given.headers["access-control-allow-origin"]) == (204, "https://portal.example")
    assert given.headers["access-control-allow-headers"] == "Authorization, If-None-Match"
    assert given.headers["access-control-allow-methods"] == "GET, HEAD"
    for path, origin in (("/ogc/collections", "https://evil.example"), ("/workbench/id/at.json", asked["Origin"])):
        refused = some.options(path, headers=asked | {"Origin": origin})
        assert [name for name in refused.headers if name.startswith("access-control")] == [], path
    assert some.options("/ogc/collections").status_code == 405  # no preflight: the route answers


def test_who_may_frame_the_pages_may_not_keep_the_map_out_of_them() -> None:
    assert "frame-ancestors https://portal.example;" in policy("page", ancestors="https://portal.example") + ";"
    assert policy("component", ancestors="'none'").endswith("frame-ancestors 'self'")
    assert policy("component", ancestors="https://portal.example").endswith("'self' https://portal.example")
    assert "unsafe-eval" not in policy("page", ancestors="'self'")


def test_a_header_that_an_answer_has_stays() -> None:
    def own(_request: Request) -> Response:
        return Response("x", headers={"Referrer-Policy": "no-referrer"})

    guarded = Middleware(SecurityHeaders, mode="report", ancestors="'self'")
    answer = TestClient(Starlette(routes=[Route("/workbench/a/at.json", own)], middleware=[guarded])).get(
        "/workbench/a/at.json"
    )
    assert answer.headers.get_list("referrer-policy") == ["no-referrer"]
    assert answer.headers["content-security-policy-report-only"].startswith("default-src 'none'")
    assert "content-security-policy" not in answer.headers


def test_a_cookie_that_is_set_over_tls_goes_over_tls_alone() -> None:
    def signed_in(_request: Request) -> Response:
        answer = PlainTextResponse("x")
        answer.set_cookie("_streamlit_user", "secure", httponly=True)
        answer.set_cookie("other", "1", secure=True)
        return answer

    guards = [
        Middleware(Proxied, proxies=("127.0.0.1",)),
        Middleware(SecurityHeaders, mode="enforce", ancestors="'self'"),
    ]
    asking = TestClient(Starlette(routes=[Route("/", signed_in)], middleware=guards), client=("127.0.0.1", 50000))
    for scheme, marked in (("http", [0, 1]), ("https", [1, 1])):
        told = asking.get("/", headers={"X-Forwarded-Proto": scheme, "X-Forwarded-For": "10.0.0.9"}).headers
        assert [line.split("; ").count("Secure") for line in told.get_list("set-cookie")] == marked


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Catch what is logged about requests, as JSON."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    ACCESS.addHandler(handler)
    ACCESS.setLevel(logging.INFO)
    yield out
    ACCESS.removeHandler(handler)
    ACCESS.setLevel(logging.NOTSET)


def test_a_request_is_counted_by_kind_and_logged_without_address_path_or_query(lines: io.StringIO) -> None:
    measures = Measures()
    watched = client(Middleware(Watch, measures=measures, base="/base"), address="10.11.12.13")
    answer = watched.get("/base/workbench/secret-layer-id/at.json?lat=31.2", headers={"X-Request-ID": "from-the-proxy"})
    assert answer.headers["x-request-id"] == "from-the-proxy"
    said = json.loads(lines.getvalue())
    assert {key: said[key] for key in ("kind", "method", "status", "bytes", "request_id", "level")} == {
        "kind": "workbench",
        "method": "GET",
        "status": 200,
        "bytes": 4,
        "request_id": "from-the-proxy",
        "level": "info",
    }
    text = measures.text().decode()
    assert 'observatory_requests_total{kind="workbench",method="GET",status="200"} 1.0' in text
    for private in ("secret-layer-id", "31.2", "10.11.12.13"):
        assert private not in lines.getvalue() + text
    forged = watched.get("/base/x", headers={"X-Request-ID": 'a"} {"level":"error'})
    assert len(forged.headers["x-request-id"]) == 16


def _who(request: Request) -> Response:
    return PlainTextResponse(f"{request.client.host if request.client else ''} {request.url.scheme}")


@pytest.mark.parametrize(
    ("asker", "told"),
    [
        ("127.0.0.1", "10.0.0.9 https"),
        ("::ffff:127.0.0.1", "10.0.0.9 https"),  # a server on all addresses hears IPv4 so
        ("::1", "10.0.0.9 https"),
        ("10.5.0.2", "10.0.0.9 https"),  # a proxy that is named
        ("::ffff:10.5.0.2", "10.0.0.9 https"),
        ("10.6.0.2", "10.6.0.2 http"),  # anybody else may say what they like
        ("::ffff:10.6.0.2", "10.6.0.2 http"),
        ("2001:db8::7", "2001:db8::7 http"),
    ],
)
def test_a_trusted_proxy_tells_whom_a_request_is_from(asker: str, told: str) -> None:
    guard = Middleware(Proxied, proxies=("127.0.0.1", "::1", "10.5.0.0/16"))
    app = Starlette(routes=[Route("/", _who)], middleware=[guard])
    headers = {"X-Forwarded-For": "127.0.0.1, 10.0.0.9", "X-Forwarded-Proto": "https"}
    assert TestClient(app, client=(asker, 50000)).get("/", headers=headers).text == told


def test_the_servers_own_lines_of_connections_are_not_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root, others = logging.getLogger(), [logging.getLogger(name) for name in ("uvicorn", "uvicorn.error", "streamlit")]
    for one in (root, *others, ACCESS):
        for name in ("handlers", "level", "propagate"):
            held = getattr(one, name)
            monkeypatch.setattr(one, name, list(held) if name == "handlers" else held)
    write_json()
    server = logging.getLogger("uvicorn.error")
    server.setLevel(logging.INFO)
    server.info('%s - "WebSocket %s" [accepted]', "::ffff:10.11.12.13:50412", "/_stcore/stream?secret=1")
    server.info("%s:%d - HTTP connection lost", "10.11.12.13", 50412)
    server.info("Started server process [%d]", 7)
    assert [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()] == [
        "Started server process [7]"
    ]
    ACCESS.setLevel(logging.NOTSET)  # which forgets what was allowed meanwhile


def test_measures_are_shown_to_the_machine_itself_and_to_others_by_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    def status(address: str, **headers: str) -> int:
        return int(client(address=address).get("/base/metrics", headers=headers).status_code)

    assert (status("127.0.0.1"), status("10.0.0.9")) == (200, 404)
    assert status("127.0.0.1", **{"X-Forwarded-For": "10.0.0.9"}) == 404  # a proxy asks for somebody else
    monkeypatch.setenv("OBSERVATORY_METRICS", "on")
    assert status("10.0.0.9") == 200
    monkeypatch.setenv("OBSERVATORY_METRICS", "off")
    assert status("127.0.0.1") == 404


def test_what_is_not_ready_is_named_by_its_code_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault() -> None:
        raise ObservatoryError("The database /srv/secret cannot be used.")

    def breaks() -> None:
        raise ZeroDivisionError

    found = readiness({"store": lambda: None, "kept": fault, "published": breaks})
    assert dict(found.parts) == {"store": "ok", "kept": "observatory", "published": "fault"}
    monkeypatch.setattr("geo.operations.routes.readiness", lambda: found)
    answer = client().get("/base/readyz")
    assert answer.status_code == 503
    assert "/srv/secret" not in answer.text
    assert client().get("/base/healthz").text == "ok"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OBSERVATORY_FRAME_ANCESTORS", "https://a.example; script-src *"),
        ("OBSERVATORY_FRAME_ANCESTORS", "'none' https://a.example"),
        ("OBSERVATORY_CORS", "portal.example"),
        ("OBSERVATORY_CORS", "https://a.example/path"),
        ("OBSERVATORY_CSP", "yes"),
        ("OBSERVATORY_PROXIES", "10.0.0.0/33"),
        ("OBSERVATORY_PROXIES", "*"),
    ],
)
def test_a_setting_that_would_break_a_header_is_told(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingError, match=variable):
        operations()
