"""Hints with the document of a map page: what its map will fetch, so that it is there when the page's script has run.

A browser learns of the map's frame only after Streamlit's own scripts, the WebSocket and a page run; its scripts, words
and first tiles could have come in the meantime. So the document names them in its `Link` header, by the addresses the
map will use itself: a hint that nothing asks for later would be waste, and a test compares the two.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo import stamp
from geo.errors import ObservatoryError
from geo.maps.assets import LIBRARIES, START, STYLES, asset, modules_digest, page_modules
from geo.maps.state import HOME
from geo.settings import settings

CLUSTER_MAP: Final = "cluster_map"
MAP_PAGES: Final = {name: name for name in (CLUSTER_MAP, "compare", "computing_network")} | {
    "": CLUSTER_MAP,  # the home page
    "workbench": "workbench_map",
}
"""Address of a page -> the map it shows."""
PAYLOADS: Final = ("words", "network", "labels")
LAYERS: Final = ("land", "organisations")
_VIEW: Final = {"lang", "lat", "lng", "z"}  # with any other parameter the map may ask for other tiles
_MAX_LATITUDE: Final = 85.0


class Hints:
    """ASGI middleware: adds the hints to the documents of map pages.

    Parameters
    ----------
    base : path below which the app is served, "" or "/observatory".
    component : paths of the map's frame that are the same for all maps.
    """

    def __init__(self, app: ASGIApp, *, base: str = "", component: tuple[str, ...] = ()) -> None:
        self._app = app
        self._base = base
        self._component = component

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the hints where they help."""
        page = scope.get("path", "").removeprefix(self._base).strip("/")
        if scope["type"] != "http" or scope["method"] != "GET" or page not in MAP_PAGES:
            await self._app(scope, receive, send)
            return

        async def hinting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["link"] = self._links(page, scope.get("query_string", b"").decode("latin-1"))
            await send(message)

        await self._app(scope, receive, hinting)

    def _links(self, page: str, query: str) -> str:
        tiles = first_tiles(query) if page == CLUSTER_MAP else ()
        made = [f'<{self._base}{path}>; rel="preload"; as="script"' for path in self._component]
        try:
            made += [f"<{self._base}{path}>; {how}" for path, how in _files(MAP_PAGES[page])]
            made += [f'<{self._base}{path}>; rel="preload"; as="fetch"; crossorigin' for path in _data(tiles)]
        except ObservatoryError:
            return ", ".join(made)  # the store is being built; the page says so
        return ", ".join(made)


@lru_cache(maxsize=len(MAP_PAGES))
def _files(map_page: str) -> tuple[tuple[str, str], ...]:
    """Return the scripts and styles of a map, each with how it is loaded."""
    folder = f"/map/modules/{modules_digest()}"
    return (
        *((_address(name), 'rel="preload"; as="script"') for name in LIBRARIES),
        *((_address(name), 'rel="preload"; as="style"') for name in STYLES),
        # What starts the map is a plain script, the rest are modules.
        (f"{folder}/{START}?page={map_page}", 'rel="preload"; as="script"'),
        *((f"{folder}/{name}", 'rel="modulepreload"') for name in page_modules(map_page) if name != START),
    )


def _address(name: str) -> str:
    return f"/map/assets/{name}?v={asset(settings(), name).digest}"


def _data(tiles: tuple[str, ...]) -> Iterator[str]:
    version = stamp.version(settings())
    for name in PAYLOADS:
        yield f"/map/{name}.json?v={version}"
    for tile in tiles:
        yield f"{tile}?v={version}"


def first_tiles(query: str) -> tuple[str, ...]:
    """Return the paths of the four tiles about the middle of the view a query asks for, of each layer.

    A view that is no number, or between two zooms, gets none; so does one with filters, except for the land below it.

    Examples
    --------
    >>> first_tiles("lat=34&lng=110&z=5")[:2]
    ('/tiles/land/5/25/12.mvt', '/tiles/land/5/26/12.mvt')
    >>> first_tiles("z=4.5")
    ()
    """
    asked = {key: values[-1] for key, values in parse_qs(query).items()}
    try:
        lat, lng, zoom = (
            float(asked.get(key, default)) for key, default in (("lat", HOME.lat), ("lng", HOME.lng), ("z", HOME.zoom))
        )
    except ValueError:
        return ()
    if not (abs(lat) <= _MAX_LATITUDE and abs(lng) <= 180.0 and 2 <= zoom <= 14 and zoom == int(zoom)):
        return ()
    count = 1 << int(zoom)
    across = (lng + 180.0) / 360.0 * count
    down = (1.0 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2.0 * count
    layers = LAYERS if asked.keys() <= _VIEW else LAYERS[:1]
    return tuple(
        f"/tiles/{layer}/{int(zoom)}/{x}/{y}.mvt"
        for layer in layers
        for y in (round(down) - 1, round(down))
        for x in (round(across) - 1, round(across))
        if 0 <= x < count and 0 <= y < count
    )
