"""The map's libraries: complete in the store, and without an address that a browser would fetch from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo.errors import NotPreparedError
from geo.maps.assets import (
    BROWSER,
    LIBRARIES,
    MODULES,
    PAGES,
    SCRIPTS,
    START,
    STYLES,
    VENDORED,
    asset,
    inline_module,
    links,
    modules_digest,
    page_scripts,
)
from geo.settings import Settings
from geo.signs import colours
from geo.tiles.errors import UnknownLayerError

OURS = [name for name in (*SCRIPTS, *STYLES) if name not in VENDORED]
# Addresses that are names or texts, not fetched: XML namespaces, and links in Leaflet's own credit line and comments.
NAMES = re.compile(
    r"https?://(www\.w3\.org/|leafletjs\.com|www\.openstreetmap\.org|github\.com|bugs\.|stackoverflow\.com)"
)


@pytest.mark.parametrize("name", [*SCRIPTS, *STYLES])
def test_every_asset_is_there_with_its_digest(store: Settings, name: str) -> None:
    found = asset(store, name)
    assert len(found.body) > 100
    assert re.fullmatch(r"[0-9a-f]{12}", found.digest)
    assert found.media_type == ("text/css" if name.endswith(".css") else "text/javascript")


@pytest.mark.parametrize("name", STYLES)
def test_a_style_fetches_nothing_from_elsewhere(store: Settings, name: str) -> None:
    text = asset(store, name).body.decode()
    assert "@import" not in text
    fetched = re.findall(r"url\(['\"]?([^)'\"]+)", text)
    assert not [address for address in fetched if re.match(r"(https?:)?//", address)]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_loads_nothing_from_elsewhere(store: Settings, name: str) -> None:
    text = asset(store, name).body.decode()
    assert "sourceMappingURL=" not in text
    assert "importScripts" not in text
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)  # libraries have addresses in their comments
    addresses = re.findall(r"https?://[^\s\"'`<>)\\]+", code)
    unknown = {address for address in addresses if not NAMES.match(address)}
    assert unknown == set()


@pytest.mark.parametrize("name", OURS)
def test_our_own_files_write_no_markup_and_run_no_text(store: Settings, name: str) -> None:
    text = asset(store, name).body.decode()
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setHTML"):
        assert sink not in text, f"{name} uses {sink}"
    # Leaflet writes a string as markup, an element as it is.
    assert not re.findall(r"(?:setContent|bindTooltip|bindPopup)\(\s*[\"'`]", text)


def test_addresses_are_relative_and_named_by_digest(store: Settings) -> None:
    for name, address in links(store, (*SCRIPTS, *STYLES)):
        assert address == f"../../map/assets/{name}?v={asset(store, name).digest}"


def needed(name: str, found: set[str] | None = None, *, late: bool = False) -> set[str]:
    """Return a module with all it imports, and what those import; `late`: with what is loaded when it is asked for."""
    found = found if found is not None else set()
    if name not in found:
        found.add(name)
        text = (BROWSER / name).read_text("utf-8")
        named = re.findall(r'^import [^;]* from "\./([a-z_]+\.js)";', text, re.MULTILINE)
        for other in [*named, *(re.findall(r'await import\("\./([a-z_]+\.js)"\)', text) if late else [])]:
            needed(other, found, late=late)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_the_libraries_and_what_starts_its_module(store: Settings, page: str) -> None:
    names, addresses = zip(*page_scripts(store, page), strict=True)
    assert names == (*LIBRARIES, START)
    assert addresses[-1] == f"../../map/modules/{modules_digest()}/start.js?page={page}"


def test_a_page_loads_only_what_it_uses() -> None:
    ours = {"areas.js", "published.js", "reach.js", "workbench.js", "comparison.js"}
    assert {page: needed(f"{page}.js") & ours for page in PAGES} == {
        "cluster_map": {"published.js"},
        "computing_network": {"reach.js"},
        "regions_map": {"areas.js"},
        "workbench_map": {"workbench.js"},
        "compare": {"published.js", "comparison.js"},
    }


def test_every_module_is_used_by_a_page() -> None:
    assert set().union(*(needed(f"{page}.js", late=True) for page in PAGES)) == set(MODULES) - {START}


def test_a_register_is_loaded_when_one_is_chosen() -> None:
    drawn = {"areas.js", "register.js", "celltile.js", "cellpaint.js", "classes.js"}
    assert needed("cluster_map.js", late=True) - needed("cluster_map.js") == drawn


def test_modules_imported_in_a_single_file_have_no_name_twice() -> None:
    text = inline_module(BROWSER.parents[1] / "export" / "browser" / "standalone.js")
    assert not re.findall(r"^(?:import|export) ", text, re.MULTILINE)
    names = re.findall(r"^(?:const|let|function|class) (\w+)", text, re.MULTILINE)
    assert len(names) == len(set(names))


def test_the_maps_style_has_the_colours_of_the_registry(store: Settings) -> None:
    text = asset(store, "observatory.css").body.decode()
    assert all(f"--obs-{name}: {value};" in text for name, value in colours().items())
    assert not set(re.findall(r"var\(--obs-([a-z-]+)", text)) - set(colours())


@pytest.mark.parametrize("page", ["", "start", "../view", "{{7*7}}"])
def test_a_page_without_scripts_is_refused(store: Settings, page: str) -> None:
    with pytest.raises(UnknownLayerError):
        page_scripts(store, page)


def test_leaflets_style_is_not_named_so_that_leaflet_finds_it(store: Settings) -> None:
    assert not [name for name in STYLES if name.endswith("leaflet.css")]


@pytest.mark.parametrize("name", ["", "../payloads.py", "leaflet.css", "{{7*7}}", "x" * 500])
def test_any_other_name_is_refused(store: Settings, name: str) -> None:
    with pytest.raises(UnknownLayerError) as caught:
        asset(store, name)
    assert len(caught.value.message) < 300


def test_a_library_that_is_not_there_asks_for_preparation(tmp_path: Path) -> None:
    empty = Settings(tmp_path, tmp_path / "store", "zh", 1, "", "")
    with pytest.raises(NotPreparedError, match="python -m geo prepare"):
        asset(empty, next(iter(VENDORED)))
