"""Files compressed once, and hints with the documents of map pages."""

from __future__ import annotations

import gzip
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from geo.serving.hints import Hints, first_tiles
from geo.serving.static import CompressedStatic
from geo.settings import Settings
from tests import coroutines

SCRIPT = b"const answer = 42;\n" * 200


def _anything(request: Request) -> Response:
    if request.url.path.startswith("/base/cluster_map"):
        return HTMLResponse("<html></html>")
    return PlainTextResponse("the app")


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    """Serve a folder with a script, a small one and one outside."""
    (tmp_path / "secret.js").write_bytes(SCRIPT)
    return serving_folder(tmp_path, **{"main.1f.js": SCRIPT, "small.js": b"1;", "font.woff2": SCRIPT})


def serving_folder(tmp_path: Path, **contents: bytes) -> Starlette:
    """Return an app that serves files below /base/static from memory where it can, and says "the app" otherwise."""
    files = tmp_path / "static"
    files.mkdir()
    for name, content in contents.items():
        (files / name).write_bytes(content)
    return Starlette(
        routes=[Route("/{path:path}", _anything)],
        middleware=[
            Middleware(CompressedStatic, base="/base", folders={"/static": files}),
            Middleware(Hints, base="/base", component=("/component/main.js",)),
        ],
    )


def get(app: Starlette, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
    """Ask the app."""

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.get(path, headers=headers)

    return coroutines.run(ask())


def test_a_small_script_is_answered_from_memory_too(app: Starlette) -> None:
    assert get(app, "/base/static/small.js", {"accept-encoding": "gzip"}).content == b"1;"


def test_a_script_is_sent_compressed_and_may_be_kept_for_ever(app: Starlette) -> None:
    answer = get(app, "/base/static/main.1f.js", {"accept-encoding": "gzip"})
    assert answer.content == SCRIPT
    assert int(answer.headers["content-length"]) == len(gzip.compress(SCRIPT, 6, mtime=0))
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/base/static/main.1f.js", {"accept-encoding": "identity"}),
        ("/base/static/main.1f.js", {"accept-encoding": "gzip", "range": "bytes=0-9"}),
        ("/base/static/font.woff2", {"accept-encoding": "gzip"}),
        ("/base/static/none.js", {"accept-encoding": "gzip"}),
        ("/base/static/%2e%2e/secret.js", {"accept-encoding": "gzip"}),
        ("/static/main.1f.js", {"accept-encoding": "gzip"}),
        ("/base/other", {"accept-encoding": "gzip"}),
    ],
)
def test_all_else_is_left_to_the_app(app: Starlette, path: str, headers: dict[str, str]) -> None:
    assert get(app, path, headers).text == "the app"


def test_the_document_of_the_map_names_what_the_map_will_fetch(app: Starlette, store: Settings) -> None:
    assert store.store_dir.is_dir()
    links = get(app, "/base/cluster_map?lat=34&lng=110&z=5").headers["link"].split(", ")
    assert links[0] == '</base/component/main.js>; rel="preload"; as="script"'
    assert any(link.startswith("</base/map/assets/leaflet-1.9.3.js?v=") for link in links)
    assert any(link.startswith("</base/tiles/land/5/25/12.mvt?v=") for link in links)
    assert "link" not in get(app, "/base/catalog").headers


@pytest.mark.parametrize("query", ["z=5.5", "z=a", "lat=nan", "lat=89", "lng=1e9", "z=99", "z=-1"])
def test_a_view_that_is_none_hints_no_tiles(query: str) -> None:
    assert first_tiles(query) == ()


def test_tiles_of_organisations_are_not_hinted_for_a_view_with_filters() -> None:
    assert {tile.split("/")[2] for tile in first_tiles("z=5&model=x")} == {"land"}
    # lat 34, lng 110, zoom 5: x = 290/360*32 = 25.8, y = 12.8
    assert first_tiles("lat=34&lng=110&z=5")[4:] == tuple(
        f"/tiles/organisations/5/{x}/{y}.mvt" for y in (12, 13) for x in (25, 26)
    )
