"""The document of a page asks for no font; everything else in it, and every other answer, stays as it is."""

from __future__ import annotations

import gzip
from pathlib import Path

import httpx
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from geo.serving.document import LightDocument, light
from tests import coroutines

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"


async def _data(request: Request) -> Response:
    return JSONResponse({"html": '<link as="font">'})


async def _missing(request: Request) -> Response:
    return HTMLResponse('<link as="font">no such page', status_code=404)


async def _stream(request: Request) -> Response:
    return StreamingResponse(iter([b'<p>one</p><link as="fo', b'nt"><p>two</p>']), media_type="text/html")


def ask(path: str, *inner: Middleware, method: str = "GET") -> httpx.Response:
    """Ask a server that has the documents of Streamlit and of others."""
    routes = [
        Route("/", lambda request: FileResponse(INDEX)),
        Route("/data", _data),
        Route("/missing", _missing),
        Route("/stream", _stream),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(LightDocument), *inner])

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.request(method, path)

    return coroutines.run(answer())


@pytest.mark.parametrize("inner", [(), (Middleware(GZipMiddleware),)], ids=["plain", "compressed"])
def test_streamlits_document_asks_for_no_font(inner: tuple[Middleware, ...]) -> None:
    told = INDEX.read_text("utf-8")
    assert 'as="font"' in told, "Streamlit's document asks for none any more: LightDocument can go"
    answer = ask("/", *inner)
    assert answer.status_code == 200
    assert 'as="font"' not in answer.text
    assert int(answer.headers.get("content-length", answer.num_bytes_downloaded)) == answer.num_bytes_downloaded
    kept = [line for line in told.splitlines() if "<script" in line or "modulepreload" in line or "<title>" in line]
    assert kept
    assert all(line.strip() in answer.text for line in kept)


def test_a_document_in_parts_is_sent_whole() -> None:
    assert ask("/stream").text == "<p>one</p><p>two</p>"


def test_other_answers_stay_as_they_are() -> None:
    assert ask("/data").json() == {"html": '<link as="font">'}
    assert ask("/missing").text == '<link as="font">no such page'
    head = ask("/", method="HEAD")
    assert int(head.headers["content-length"]) == INDEX.stat().st_size


def test_the_same_document_is_the_same_bytes() -> None:
    body = gzip.compress(INDEX.read_bytes())
    assert light(body, is_compressed=True) == light(bytes(body), is_compressed=True)
