"""The document of a page says where the server is."""

from __future__ import annotations

import gzip
from pathlib import Path

import httpx
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from geo.serving.document import PageDocument
from tests import coroutines

INDEX = b"<!DOCTYPE html><html><head><title>Streamlit</title></head><body></body></html>"


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    """Serve the document of two pages below a base path, and say "the app" otherwise."""
    index = tmp_path / "index.html"
    index.write_bytes(INDEX)
    return Starlette(
        routes=[Route("/{path:path}", lambda _request: PlainTextResponse("the app"), methods=["GET", "POST"])],
        middleware=[Middleware(PageDocument, base="/base", pages=("cluster_map", "catalog"), index=index)],
    )


def ask(app: Starlette, path: str, *, method: str = "GET", **headers: str) -> httpx.Response:
    """Ask the app."""

    async def asking() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.request(
                method, path, headers={name.replace("_", "-"): v for name, v in headers.items()}
            )

    return coroutines.run(asking())


def test_the_word_comes_before_any_script_and_changes_nothing_else(app: Starlette) -> None:
    answer = ask(app, "/base/cluster_map?lang=en")
    assert answer.headers["content-type"].startswith("text/html")
    before, word, after = answer.text.partition("<script>")
    word, _end, after = after.partition("</script>")
    assert before == "<!DOCTYPE html><html><head>"
    assert "window.__streamlit={BACKEND_BASE_URL:" in word
    assert (before + after).encode() == INDEX


def test_it_is_asked_for_each_time_and_sent_once(app: Starlette) -> None:
    first = ask(app, "/base/catalog", accept_encoding="gzip")
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) == len(gzip.compress(first.content, mtime=0))
    again = ask(app, "/base/catalog", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert "content-encoding" not in ask(app, "/base/catalog", accept_encoding="identity").headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/base/"),
        ("GET", "/base/nowhere"),
        ("GET", "/base/catalog/"),
        ("GET", "/catalog"),
        ("GET", "/base/catalog/_stcore/health"),
        ("POST", "/base/catalog"),
    ],
)
def test_all_else_is_left_to_the_app(app: Starlette, method: str, path: str) -> None:
    assert ask(app, path, method=method).text == "the app"


def test_streamlit_still_reads_the_word_and_its_document_has_a_head() -> None:
    static = Path(streamlit.__file__).parent / "static"
    assert (static / "index.html").read_text("utf-8").count("<head>") == 1
    assert any("BACKEND_BASE_URL" in file.read_text("utf-8") for file in static.glob("static/js/index.*.js"))
