"""The HTTP routes of tiles, payloads and assets: what they answer, what browsers may keep, and what they refuse."""

from __future__ import annotations

import json
import socket
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import mapbox_vector_tile
import pytest
from starlette.applications import Starlette

from geo import stamp
from geo.errors import ObservatoryError
from geo.maps import assets, payloads
from geo.maps.routes import routes as map_routes
from geo.settings import Settings, settings
from geo.tiles.features import MEDIA_TYPE
from geo.tiles.routes import TileCache
from geo.tiles.routes import routes as tile_routes
from geo.web import IMMUTABLE, REVALIDATE, send_at_once
from tests.browser.server import serve
from tests.faults import every_fault

with warnings.catch_warnings():
    # Starlette's test client advises another fork of httpx; ours is the one the lock file names.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

WORLD = "/tiles/land/0/0/0.mvt"
CHINA = "/tiles/organisations/4/12/6.mvt"
HOSTILE = (
    "{{7*7}}",
    "${7*7}",
    "<img src=x onerror=alert(1)>",
    "`x`",
    "a\nb",
    "'; DROP TABLE organisations; --",
    "' OR 1=1 --",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "\x00",
    "1e3",
    "0x10",
    "-1",
    "１",
    "９" * 9,
    "9" * 400,
    "NaN",
    "",
)
SPILLS = ("Traceback", "site-packages", 'File "', "duckdb.", "SELECT")


def client(prefix: str = "") -> TestClient:
    """Return a client of the routes alone; an exception that no route caught fails the test."""
    return TestClient(Starlette(routes=[*tile_routes(prefix), *map_routes(prefix)]))


@pytest.fixture
def web(store: Settings) -> TestClient:
    """Return a client on the real store."""
    assert store.store_dir.is_dir()
    return client()


@pytest.fixture
def unprepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Return a client where nothing has been prepared."""
    monkeypatch.setenv("OBSERVATORY_STORE", str(tmp_path / "nowhere"))
    settings.cache_clear()
    yield client()
    monkeypatch.undo()
    settings.cache_clear()


def refusal(answer: object, status: int, code: str) -> str:
    """Check that an answer is a refusal in our form and return its message."""
    assert answer.status_code == status  # type: ignore[attr-defined]
    assert answer.headers["content-type"] == "application/json"  # type: ignore[attr-defined]
    assert answer.headers["cache-control"] == "no-store"  # type: ignore[attr-defined]
    body = answer.json()  # type: ignore[attr-defined]
    assert set(body) == {"error", "message"}
    assert body["error"] == code
    assert not [spill for spill in SPILLS if spill in body["message"]]
    assert len(body["message"]) < 400
    return str(body["message"])


@pytest.mark.parametrize("layer", ["organisations", "land", "admin"])
def test_every_layer_answers_with_a_tile(web: TestClient, layer: str) -> None:
    answer = web.get(f"/tiles/{layer}/3/6/3.mvt")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == MEDIA_TYPE
    decoded = mapbox_vector_tile.decode(answer.content)
    assert layer in decoded or {"provinces", "lines"} <= set(decoded)


def test_a_tile_where_nothing_is_is_no_fault(web: TestClient) -> None:
    answer = web.get("/tiles/organisations/12/0/0.mvt")
    assert answer.status_code == 200
    assert mapbox_vector_tile.decode(answer.content)["organisations"]["features"] == []


@pytest.mark.parametrize("layer", ["firms", "Organisations", "organisations ", *HOSTILE])
def test_an_unknown_layer_is_404(web: TestClient, layer: str) -> None:
    answer = web.get(f"/tiles/{quote(layer, safe='')}/0/0/0.mvt")
    if answer.headers["content-type"].startswith("text/plain"):
        assert answer.status_code == 404, "a name with a slash, or none, is another address"
        return
    assert "organisations, land, admin" in refusal(answer, 404, "unknown_layer")


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("value", HOSTILE)
def test_a_bad_address_is_400_with_the_reason(web: TestClient, part: int, value: str) -> None:
    address = ["1", "0", "0"]
    address[part] = quote(value, safe="")
    answer = web.get(f"/tiles/land/{'/'.join(address)}.mvt")
    if answer.headers["content-type"].startswith("text/plain"):
        assert answer.status_code == 404, "a part with a slash, or none, is another address"
        return
    assert refusal(answer, 400, "tile_address").startswith("zxy"[part])


@pytest.mark.parametrize(
    ("address", "reason"),
    [("19/0/0", "Zoom is 19"), ("3/8/0", "x is 8"), ("3/0/8", "y is 8"), ("0/1/0", "x is 1")],
)
def test_an_address_outside_the_pyramid_is_400(web: TestClient, address: str, reason: str) -> None:
    assert reason in refusal(web.get(f"/tiles/land/{address}.mvt"), 400, "tile_address")


@pytest.mark.parametrize("key", ["model", "country", "segment", "kind", "conf", "from", "to"])
@pytest.mark.parametrize("value", HOSTILE)
def test_a_bad_filter_is_400_with_the_reason(web: TestClient, key: str, value: str) -> None:
    assert key in refusal(web.get(CHINA, params={key: value}), 400, "filter")


@pytest.mark.parametrize("key", ["colour", "{{7*7}}", "Model", "model[]", "__proto__", "q" * 300])
def test_a_key_that_is_no_filter_is_400(web: TestClient, key: str) -> None:
    assert "is not a filter" in refusal(web.get(CHINA, params={key: "firm"}), 400, "filter")


def test_a_filter_given_twice_is_400(web: TestClient) -> None:
    assert "given twice" in refusal(web.get(f"{CHINA}?kind=firm&kind=lab"), 400, "filter")


def test_a_filter_changes_the_tile_and_its_tag(web: TestClient) -> None:
    everything, firms = web.get(CHINA), web.get(f"{CHINA}?kind=firm")
    assert everything.headers["etag"] != firms.headers["etag"]

    def count(content: bytes) -> int:
        layer = mapbox_vector_tile.decode(content)["organisations"]
        return sum(feature["properties"]["n"] for feature in layer["features"])

    assert 0 < count(firms.content) < count(everything.content)


def test_equal_filters_share_a_tag_however_they_are_written(web: TestClient) -> None:
    one, other = web.get(f"{CHINA}?kind=firm,lab"), web.get(f"{CHINA}?kind=lab,firm")
    assert one.headers["etag"] == other.headers["etag"]
    assert one.content == other.content


@pytest.fixture(params=[WORLD, CHINA, "/map/network.json", "/map/labels.json", "/map/words.json"])
def address_of_store(request: pytest.FixtureRequest) -> str:
    """Return an address whose answer changes with the store only."""
    return str(request.param)


def test_only_the_right_version_is_kept_for_a_year(web: TestClient, store: Settings, address_of_store: str) -> None:
    version = stamp.version(store)
    for query, kept in (("", REVALIDATE), ("?v=", REVALIDATE), ("?v=0-0", REVALIDATE), (f"?v={version}", IMMUTABLE)):
        assert web.get(address_of_store + query).headers["cache-control"] == kept


def test_who_has_it_already_gets_304(web: TestClient, address_of_store: str) -> None:
    first = web.get(address_of_store)
    again = web.get(address_of_store, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    listed = web.get(address_of_store, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert listed.status_code == 304
    assert web.get(address_of_store, headers={"If-None-Match": '"other"'}).status_code == 200


def test_another_store_has_other_tags(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = web.get(WORLD).headers["etag"]
    monkeypatch.setattr("geo.stamp.version", lambda _settings: "other-version")
    assert web.get(WORLD).headers["etag"] != before


@pytest.mark.parametrize("name", payloads.PAYLOADS)
def test_payloads_are_json(web: TestClient, name: str) -> None:
    answer = web.get(f"/map/{name}.json")
    assert answer.headers["content-type"] == "application/json"
    assert isinstance(json.loads(answer.content), dict)


def test_the_operators_base_map_is_told_only_where_there_is_one(
    web: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert web.get("/map/basemap.json").json() == {"url": "", "credit": ""}
    monkeypatch.setenv("OBSERVATORY_BASEMAP_URL", "https://tiles.example.org/{z}/{x}/{y}.png")
    monkeypatch.setenv("OBSERVATORY_BASEMAP_CREDIT", "© {{7*7}} <b>")
    settings.cache_clear()
    told = web.get("/map/basemap.json")
    monkeypatch.undo()
    settings.cache_clear()
    assert told.json() == {"url": "https://tiles.example.org/{z}/{x}/{y}.png", "credit": "© {{7*7}} <b>"}


@pytest.mark.parametrize("name", [*assets.SCRIPTS, *assets.STYLES])
def test_assets_have_their_type_and_are_kept_by_digest(web: TestClient, store: Settings, name: str) -> None:
    digest = assets.asset(store, name).digest
    answer = web.get(f"/map/assets/{name}?v={digest}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == ("text/css" if name.endswith("css") else "text/javascript")
    assert answer.headers["cache-control"] == IMMUTABLE
    assert web.get(f"/map/assets/{name}?v=old").headers["cache-control"] == REVALIDATE
    again = web.get(f"/map/assets/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name", ["leaflet.css", "jquery.js", "observatory.py", "..", ".", "%2e%2e%2fassets.py", *HOSTILE]
)
def test_an_unknown_asset_or_payload_is_404(web: TestClient, name: str) -> None:
    for address in (f"/map/assets/{quote(name, safe='%')}", f"/map/{quote(name, safe='%')}.json"):
        answer = web.get(address)
        if answer.headers["content-type"].startswith("text/plain"):
            assert answer.status_code == 404, "a name with a slash, or none, is another address"
        else:
            refusal(answer, 404, "unknown_layer")


@pytest.mark.parametrize("address", [WORLD, CHINA, "/map/network.json", "/map/assets/leaflet-1.9.3.js"])
def test_without_a_store_the_answer_is_503_with_the_remedy(unprepared: TestClient, address: str) -> None:
    assert "python -m geo prepare" in refusal(unprepared.get(address), 503, "not_prepared")


def test_our_own_scripts_need_no_store(unprepared: TestClient) -> None:
    assert unprepared.get("/map/assets/view.js").status_code == 200
    assert unprepared.get("/map/modules/any/view.js").status_code == 200


@pytest.mark.parametrize("name", assets.MODULES)
def test_modules_are_kept_by_the_digest_of_all(web: TestClient, name: str) -> None:
    answer = web.get(f"/map/modules/{assets.modules_digest()}/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == "text/javascript"
    assert answer.headers["cache-control"] == IMMUTABLE
    assert web.get(f"/map/modules/old/{name}").headers["cache-control"] == REVALIDATE


@pytest.mark.parametrize("name", ["leaflet-1.9.3.js", "view.py", "observatory.css", "%2e%2e%2fassets.py", "{{7*7}}"])
def test_what_is_no_module_is_404(web: TestClient, name: str) -> None:
    answer = web.get(f"/map/modules/{assets.modules_digest()}/{quote(name, safe='%')}")
    assert answer.status_code == 404


def test_routes_stand_below_the_base_path_only(web: TestClient) -> None:
    below = client("/region/north")
    for address in (WORLD, "/map/words.json", "/map/basemap.json", "/map/assets/view.js"):
        assert below.get(f"/region/north{address}").content == web.get(address).content
        assert below.get(address).status_code == 404


@pytest.mark.parametrize("fault", every_fault())
def test_every_expected_fault_has_its_status(
    web: TestClient, monkeypatch: pytest.MonkeyPatch, fault: type[ObservatoryError]
) -> None:
    raised = fault.__new__(fault)
    ObservatoryError.__init__(raised, "fact, value, remedy")

    def fail(_name: str) -> None:
        raise raised

    monkeypatch.setattr("geo.tiles.mvt.layer", fail)
    assert refusal(web.get(WORLD), fault.status, fault.code) == "fact, value, remedy"


def test_tiles_in_memory_are_bounded_and_the_least_used_goes_first() -> None:
    cache = TileCache(10)
    made: list[str] = []

    def make(name: str, size: int) -> bytes:
        def now() -> bytes:
            made.append(name)
            return b"x" * size

        return cache.get(name, now)

    make("a", 6)
    make("b", 4)
    make("a", 6)
    make("c", 4)  # b goes
    make("a", 6)
    make("b", 4)
    assert made == ["a", "b", "c", "b"]
    assert make("large", 11) == b"x" * 11
    make("large", 11)
    assert made[-2:] == ["large", "large"]


def test_without_memory_for_tiles_every_tile_is_made_anew() -> None:
    cache = TileCache(0)
    made: list[int] = []
    for _ in range(2):
        cache.get("a", lambda: (made.append(1), b"xy")[1])
    assert len(made) == 2


def test_a_connection_sends_at_once_whatever_its_port_was_opened_with() -> None:
    before = sum(1 for _ in Path("/dev/fd").iterdir())
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as port, socket.socket() as not_listening:
        port.bind(("127.0.0.1", 0))
        port.listen()
        assert send_at_once() >= 1
        with socket.create_connection(port.getsockname()), port.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert not not_listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert sum(1 for _ in Path("/dev/fd").iterdir()) == before


def test_a_kept_connection_answers_without_waiting_for_acknowledgements(store: Settings, tmp_path: Path) -> None:
    assert store.store_dir.is_dir()
    with serve(tmp_path / "log.txt") as (address, _process), httpx.Client(base_url=address) as kept:
        kept.get("/_stcore/health")
        times: list[float] = []
        while len(times) < 200 and min(times, default=1.0) >= 0.03:  # on a busy machine a quick one comes late
            kept.get("/_stcore/health")
            times.append(kept.get(WORLD).elapsed.total_seconds())
    # With Nagle's algorithm on, every answer takes the 40 ms of Linux's delayed acknowledgement at least.
    assert min(times) < 0.03
