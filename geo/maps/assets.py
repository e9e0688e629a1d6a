"""The map's scripts and styles, all from our own server: vendored libraries and the files in `browser/`.

Leaflet and Leaflet.VectorGrid come from the folium-offline package and are written into the store once; jQuery,
Bootstrap and the icon fonts that folium loads by default are not used, which saves 0.7 MB for each map.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo.errors import NotPreparedError
from geo.settings import Settings
from geo.tiles.errors import UnknownLayerError

BROWSER = Path(__file__).parent / "browser"
# Our name -> address under which folium-offline carries the file. Leaflet derives a path for its default icons from a
# stylesheet called leaflet.css, so ours has another name.
VENDORED = {
    "leaflet-1.9.3.js": "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js",
    "lf-1.9.3.css": "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css",
    "vectorgrid-1.3.0.js": "https://unpkg.com/leaflet.vectorgrid@latest/dist/Leaflet.VectorGrid.bundled.js",
}
SCRIPTS = (
    "leaflet-1.9.3.js",
    "vectorgrid-1.3.0.js",
    "labels.js",
    "tiles.js",
    "network.js",
    "observatory.js",
    "reach.js",
    "workbench.js",
    "published.js",
    "areas.js",
)
COMPARISON_SCRIPTS = (*SCRIPTS, "comparison.js")
STYLES = ("lf-1.9.3.css", "observatory.css")
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file for the browser and the digest of its content."""

    name: str
    body: bytes
    digest: str

    @property
    def media_type(self) -> str:
        """Media type by the name's ending."""
        return MEDIA_TYPES[Path(self.name).suffix]


def prepare(settings: Settings, report: Callable[[str], None]) -> None:
    """Write the vendored libraries into `<store>/assets`."""
    from offlinefolium.elements import _res  # the package's only way to its files

    folder = settings.store_dir / "assets"
    folder.mkdir(exist_ok=True)
    for name, address in VENDORED.items():
        report(name)
        text = _res[address].replace("//# sourceMappingURL=", "// source map: ")  # there is none to fetch
        (folder / name).write_text(text, "utf-8")


@lru_cache(maxsize=32)
def asset(settings: Settings, name: str) -> Asset:
    """Return one of COMPARISON_SCRIPTS or STYLES.

    Raises UnknownLayerError for another name, NotPreparedError without a store.
    """
    if name not in (*COMPARISON_SCRIPTS, *STYLES):
        raise UnknownLayerError(name[:40], known=(*COMPARISON_SCRIPTS, *STYLES))
    path = (settings.store_dir / "assets" if name in VENDORED else BROWSER) / name
    try:
        body = path.read_bytes()
    except FileNotFoundError as missing:
        raise NotPreparedError(f"{path} is missing. Run `python -m geo prepare`.", path=str(path)) from missing
    return Asset(name, body, hashlib.sha256(body).hexdigest()[:12])


def links(settings: Settings, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return (name, address) of assets for folium's default_js and default_css.

    Addresses are relative to the component's frame (`<base>/component/<name>/index.html`), so they hold below any
    base path.
    """
    return [(name, f"../../map/assets/{name}?v={asset(settings, name).digest}") for name in names]
