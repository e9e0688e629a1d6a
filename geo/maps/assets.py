"""The map's scripts and styles, all from our own server: vendored libraries and the files in `browser/`.

Leaflet and Leaflet.VectorGrid come from the folium-offline package and are written into the store once; jQuery,
Bootstrap and the icon fonts that folium loads by default are not used, which saves 0.7 MB for each map.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo.errors import NotPreparedError
from geo.settings import Settings
from geo.signs import css
from geo.tiles.errors import UnknownLayerError

BROWSER = Path(__file__).parent / "browser"
# Our name -> address under which folium-offline carries the file. Leaflet derives a path for its default icons from a
# stylesheet called leaflet.css, so ours has another name.
VENDORED = {
    "leaflet-1.9.3.js": "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js",
    "lf-1.9.3.css": "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css",
    "vectorgrid-1.3.0.js": "https://unpkg.com/leaflet.vectorgrid@latest/dist/Leaflet.VectorGrid.bundled.js",
}
LIBRARIES = ("leaflet-1.9.3.js", "vectorgrid-1.3.0.js")
START = "start.js"
"""Loads the module of one page, named in its address, which imports those it needs."""
PAGES = ("cluster_map", "compare", "computing_network", "regions_map", "workbench_map")
MODULES = tuple(sorted(path.name for path in BROWSER.glob("*.js")))
SCRIPTS = (*LIBRARIES, *MODULES)
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
    """Return one of SCRIPTS or STYLES.

    Raises UnknownLayerError for another name, NotPreparedError without a store.
    """
    if name not in (*SCRIPTS, *STYLES):
        raise UnknownLayerError(name[:40], known=(*LIBRARIES, *STYLES))
    path = (settings.store_dir / "assets" if name in VENDORED else BROWSER) / name
    try:
        body = path.read_bytes()
    except FileNotFoundError as missing:
        raise NotPreparedError(f"{path} is missing. Run `python -m geo prepare`.", path=str(path)) from missing
    if name == "observatory.css":
        body = css().encode() + body
    return Asset(name, body, hashlib.sha256(body).hexdigest()[:12])


@lru_cache(maxsize=1)
def modules_digest() -> str:
    """Return the digest of all our modules together: they import each other by name, so they are kept as one."""
    digest = hashlib.sha256()
    for name in MODULES:
        digest.update((BROWSER / name).read_bytes())
    return digest.hexdigest()[:12]


def page_scripts(settings: Settings, page: str) -> list[tuple[str, str]]:
    """Return (name, address) of what one of PAGES loads: the libraries, and what starts its module.

    Modules lie in a folder named by their digest, so that the names by which they import each other stay plain.
    """
    if page not in PAGES:
        raise UnknownLayerError(page[:40], known=PAGES)
    start = (START, f"../../map/modules/{modules_digest()}/{START}?page={page}")
    return [*links(settings, LIBRARIES), start]


@lru_cache(maxsize=len(PAGES))
def page_modules(page: str) -> tuple[str, ...]:
    """Return the names of the modules that one of PAGES runs: what starts it, its own, and all these import.

    Examples
    --------
    >>> "published.js" in page_modules("cluster_map"), "published.js" in page_modules("computing_network")
    (True, False)
    """
    found = [START, f"{page}.js"]
    for name in found:
        text = (BROWSER / name).read_text("utf-8")
        found += [other for other in dict.fromkeys(_IMPORT.findall(text)) if other not in found]
    return tuple(found)


_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z_]+\.js)";\n', re.MULTILINE)


def inline_module(path: Path) -> str:
    """Return a module with the modules it imports before it, as one script for a page that lies in a single file.

    Modules are written so that this is all it takes: named imports from neighbours or from the map's, no names twice.
    """
    parts: dict[str, str] = {}

    def add(file: Path) -> None:
        text = file.read_text("utf-8")
        for name in _IMPORT.findall(text):
            if name not in parts:
                add(BROWSER / name)
        parts[file.name] = re.sub(r"^export (?=const|function|class)", "", _IMPORT.sub("", text), flags=re.MULTILINE)

    add(path)
    return "".join(parts.values())


def links(settings: Settings, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return (name, address) of assets for folium's default_js and default_css.

    Addresses are relative to the component's frame (`<base>/component/<name>/index.html`), so they hold below any
    base path.
    """
    return [(name, f"../../map/assets/{name}?v={asset(settings, name).digest}") for name in names]
