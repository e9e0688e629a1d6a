"""HTTP route of the digest: `/digest.atom`, a feed of what changed, in the language asked for."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.catalog import load_catalog
from geo.governance.book import shared_book
from geo.governance.digest import News, digest
from geo.governance.overview import look
from geo.language import LANGUAGES, Translator, translator
from geo.links import OBJECT_ID
from geo.publication.shelf import shared_shelf
from geo.settings import settings
from geo.web import answer_faults, versioned

MEDIA_TYPE: Final = "application/atom+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
DAYS: Final = 365


def feed(request: Request) -> Response:
    """Answer with the feed of the last year's changes."""
    config = settings()
    asked = request.query_params.get("lang", "")
    t = translator(asked if asked in LANGUAGES else config.default_language)
    clusters = tuple(one for one in request.query_params.get("in", "").split(",") if OBJECT_ID.fullmatch(one))
    catalog = load_catalog(config)
    book = shared_book(config)
    shelf = shared_shelf()
    today = dt.datetime.now(tz=dt.UTC).date()
    version = f"{catalog.digest}/{book.serial()}/{0 if shelf is None else shelf.serial()}/{today}"
    base = str(request.url).split("?", 1)[0].removesuffix("/digest.atom")

    def body() -> bytes:
        since = (today - dt.timedelta(days=DAYS)).isoformat()
        pages = book.pages()
        seen = look(catalog, pages, today=today.isoformat(), since=since, clusters=clusters)
        layers = () if shelf is None else shelf.listing()
        news = digest(catalog, pages, seen, t, since=since, published=layers)
        return atom(news, t, address=base, updated=news[0].at if news else today.isoformat())

    name = f"digest/{t.language}/{base}/{','.join(clusters)}"
    return versioned(request, body, name=name, version=version, media_type=MEDIA_TYPE)


def atom(news: tuple[News, ...], t: Translator, *, address: str, updated: str) -> bytes:
    """Return a feed by RFC 4287; the library escapes every text.

    Parameters
    ----------
    address : of the site, with its base path.
    updated : ISO day or time of the newest entry.
    """
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": t.language})
    _text(root, "id", f"{address}/digest.atom?lang={t.language}")
    _text(root, "title", t("governance.feed.title"))
    _text(root, "updated", _time(updated))
    _link(root, f"{address}/digest.atom?lang={t.language}", "self")
    _link(root, f"{address}/governance?{urlencode({'view': 'digest', 'lang': t.language})}", "alternate")
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _text(author, "name", t("shell.title"))
    for one in news:
        entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _text(entry, "id", f"{address}/digest.atom#{urlencode({'id': one.news_id})}")
        _text(entry, "title", one.title)
        _text(entry, "updated", _time(one.at))
        query = {**dict(one.query), "lang": t.language}
        _link(entry, f"{address}/governance?{urlencode(query, safe='~,')}", "alternate")
        ET.SubElement(entry, f"{{{_ATOM}}}category", {"term": one.kind, "label": t(f"governance.news.kind.{one.kind}")})
    whole: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return whole


def _text(parent: ET.Element, name: str, text: str) -> None:
    # Signs that XML cannot carry are left out; everything else the library escapes.
    kept = "".join(sign for sign in text if sign in "\t\n" or (ord(sign) >= 32 and not 0xD800 <= ord(sign) <= 0xDFFF))
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = kept.replace("\ufffe", "").replace("\uffff", "")


def _link(parent: ET.Element, address: str, relation: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"href": address, "rel": relation})


def _time(text: str) -> str:
    """Return an ISO day or time as RFC 3339 has it."""
    return text if "T" in text else f"{(text + '-01-01')[:10] if len(text) < 10 else text}T00:00:00Z"


def routes(prefix: str = "") -> list[Route]:
    """Return the route below `prefix` (the server's base path)."""
    return [Route(f"{prefix}/digest.atom", answer_faults(feed))]
