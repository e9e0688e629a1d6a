"""Topic: what one would pick instead, side by side: the same organisations as GeoJSON or marker cluster in folium.

Both are given every advantage: a page of their own without Streamlit, and their libraries from memory.
"""

from __future__ import annotations

import gzip
from typing import Any

import folium
from folium.plugins import FastMarkerCluster
from offlinefolium.elements import _res
from playwright.sync_api import Browser, Route

from geo.catalog import load_catalog
from geo.maps.screen import shown
from geo.maps.state import HOME, MapState
from geo.settings import settings
from geo.tiles import mvt, store
from geo.tiles.filters import Filters
from geo.tiles.grid import Tile
from tests.benchmarks.figure import figure
from tests.benchmarks.stage import VIEWPORT, chromium

RUNS = 5
ADDRESS = "http://map.example/"
GROWN = 20_000  # organisations of one province's register, where the difference begins to matter


def organisations(times: int = 1) -> list[dict[str, Any]]:
    """Return the organisations the map shows by default, repeated beside themselves `times` times."""
    frame = load_catalog().table("organisations")
    frame = frame[(frame["confidence"] != "low") & frame["lon"].notna()]
    rows = frame[["organisation_id", "name_zh", "name_en", "kind", "lon", "lat"]].to_dict("records")
    return [
        {**row, "lon": row["lon"] + 0.01 * (turn % 37), "lat": row["lat"] + 0.01 * (turn // 37)}
        for turn in range(times)
        for row in rows
    ]


def as_geojson(rows: list[dict[str, Any]]) -> str:
    """Return a folium page with one GeoJson layer and tooltips."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {key: row[key] for key in ("organisation_id", "name_zh", "name_en", "kind")},
        }
        for row in rows
    ]
    made = folium.Map(location=(HOME.lat, HOME.lng), zoom_start=HOME.zoom, tiles=None, maxZoom=18)
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=5),
        tooltip=folium.GeoJsonTooltip(["name_zh", "name_en", "kind"]),
    ).add_to(made)
    return str(made.get_root().render())


def as_cluster(rows: list[dict[str, Any]]) -> str:
    """Return a folium page with a marker cluster."""
    made = folium.Map(location=(HOME.lat, HOME.lng), zoom_start=HOME.zoom, tiles=None, maxZoom=18)
    FastMarkerCluster([[row["lat"], row["lon"], row["name_en"]] for row in rows]).add_to(made)
    return str(made.get_root().render())


def from_memory(route: Route) -> None:
    """Answer a request for one of folium's libraries at once, as no network could, and anything else with nothing."""
    url = route.request.url
    if url in _res:
        route.fulfill(body=_res[url], content_type="text/css" if url.endswith(".css") else "text/javascript")
    else:
        route.fulfill(status=404, body="")


def paint_ms(browser: Browser, html: str) -> float:
    """Open a page and return the time from navigation to its markers drawn, in milliseconds."""
    context = browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(120_000)

    def answer(route: Route) -> None:
        url = route.request.url
        if url == ADDRESS:
            route.fulfill(body=html, content_type="text/html")
        else:
            from_memory(route)

    page.route("**/*", answer)
    page.goto(ADDRESS, wait_until="commit")
    page.wait_for_function("() => document.querySelector('path.leaflet-interactive, .marker-cluster')", polling="raf")
    drawn = page.evaluate("() => new Promise(done => requestAnimationFrame(() => done(performance.now())))")
    context.close()
    return float(drawn)


def measure() -> dict[str, Any]:
    """Weigh and time both, with our sample and with as many organisations as a register has."""
    figures: dict[str, Any] = {}
    ours = len(organisations())
    assert ours >= shown(load_catalog(), settings(), MapState()).organisations.shown
    with chromium() as browser:
        for count in (ours, GROWN):
            rows = organisations(-(-count // ours))[:count]
            for name, page in (("folium.GeoJson", as_geojson(rows)), ("marker cluster", as_cluster(rows))):
                runs = [paint_ms(browser, page) for _ in range(RUNS if count == ours else 1)]
                size = len(page.encode())
                packed = len(gzip.compress(page.encode()))
                note = f"{packed} bytes with gzip; sent again to every viewer on every change of a filter"
                figures[f"{name}, {count} organisations, bytes"] = figure([size], "bytes", note=note)
                figures[f"{name}, {count} organisations, paint"] = figure(runs, "ms")
    figures["tiles of ours, first view, bytes"] = figure([_tiles_of_first_view()], "bytes", note="any number of them")
    return figures


def _tiles_of_first_view() -> float:
    """Return the bytes of the organisations' tiles of the first view, at 1440 x 900 and zoom 5."""
    connection = store.cursor(settings())
    tiles = [Tile(5, x, y) for x in range(23, 29) for y in range(11, 15)]
    return float(sum(len(mvt.organisations(connection, tile, Filters())) for tile in tiles))
