"""The arrows of the house: app.py -> pages -> geo, and inside geo from the outer rooms to the inner ones."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from geo.settings import ROOT
from tests.syntax import nodes, tree

GROUND = {"errors", "json_values", "language", "links", "model", "settings", "signs", "variables"}
# Room of geo -> the rooms it may import from. A room that is not named here may import from all: it composes them.
MAY_IMPORT = {
    "errors": set(),
    "links": {"errors"},
    "model": set(),
    "language": {"errors", "model", "settings"},
    "settings": {"errors", "variables"},
    "variables": {"errors"},
    "signs": {"model"},
    "analysis": GROUND,
    "catalog": GROUND,
    "statistics": GROUND | {"analysis", "catalog"},
    "tiles": GROUND | {"analysis", "catalog", "stamp", "web"},
    "maps": GROUND | {"analysis", "catalog", "datasets", "stamp", "tiles", "web"},
    "ingest": GROUND | {"analysis", "catalog"},
    "intake": GROUND | {"ingest"},
    "keeping": GROUND | {"catalog"},
    "access": GROUND | {"keeping", "web"},
    "searching": GROUND,
    "policies": GROUND | {"analysis", "catalog", "comparison", "searching"},
    "tables": GROUND | {"access", "keeping", "publication"},
    "partners": GROUND | {"access", "analysis", "catalog", "keeping", "searching", "statistics"},
    "publication": GROUND | {"access", "analysis", "catalog", "ingest", "keeping", "tiles", "web"},
    "workspace": GROUND | {"access", "catalog", "ingest", "keeping", "workbench"},
    "datasets": GROUND | {"analysis", "catalog", "ingest", "stamp", "statistics", "tiles", "web"},
    "operations": GROUND
    | {"access", "catalog", "partners", "tables"}
    | {"datasets", "governance", "ingest", "intake", "keeping", "publication", "stamp", "tiles", "web", "workspace"},
    "backup": GROUND
    | {"access", "datasets", "governance", "keeping", "partners", "publication", "tables", "workspace"},
    "standards": GROUND | {"catalog", "datasets", "observatory", "publication", "stamp", "tiles", "web"},
    "comparison": GROUND | {"analysis", "catalog", "maps", "publication", "stamp"},
    "governance": GROUND
    | {
        "access",
        "analysis",
        "catalog",
        "comparison",
        "export",
        "keeping",
        "observatory",
        "publication",
        "web",
        "workbench",
    },
    "export": GROUND | {"analysis", "catalog", "comparison", "maps", "publication", "stamp", "tiles"},
}
# Where a module says `dict[str, Any]`, the document of JSON it stands at. What is ours has a type of its own.
JSON_EDGES = {
    "geo/access/cookie.py": "the claims in the cookie of a sign-in",
    "geo/catalog/package.py": "datapackage.json",
    "geo/commands/rate.py": "rows printed with --json",
    "geo/commands/seal.py": "datapackage.json",
    "geo/commands/search.py": "rows printed with --json",
    "geo/datasets/cards.py": "answers to the map script",
    "geo/datasets/layout.py": "manifest.json of a dataset",
    "geo/datasets/service.py": "an answer to the map script",
    "geo/export/page.py": "what the script of the standalone page reads",
    "geo/ingest/findings.py": "report.json of the worker",
    "geo/ingest/jsonmaps/curves.py": "Esri JSON",
    "geo/ingest/jsonmaps/echarts.py": "maps of ECharts",
    "geo/ingest/jsonmaps/esrijson.py": "Esri JSON",
    "geo/ingest/jsonmaps/geojson.py": "GeoJSON",
    "geo/ingest/jsonmaps/inside.py": "any JSON with a map inside",
    "geo/ingest/jsonmaps/jsontext.py": "any JSON",
    "geo/ingest/jsonmaps/rebuilding.py": "coordinates of JSON that is not quite GeoJSON",
    "geo/ingest/jsonmaps/rows.py": "any JSON with records",
    "geo/ingest/jsonmaps/topojson.py": "TopoJSON",
    "geo/ingest/report.py": "report.json of the worker, and what `inspect` prints with --json",
    "geo/ingest/task.py": "the limits in a request to the worker",
    "geo/ingest/vectors/binary.py": "the metadata of GeoParquet",
    "geo/maps/bundles.py": "network.json of the map",
    "geo/maps/payloads.py": "the payloads of the map",
    "geo/maps/sites.py": "sites.json of the map",
    "geo/operations/logs.py": "a line of the log",
    "geo/settings.py": "the limits in a request to the worker",
    "geo/signs.py": "the signs as the map script takes them",
    "geo/standards/collections.py": "GeoJSON",
    "geo/standards/documents.py": "documents of the OGC, DCAT and schema.org",
    "geo/tiles/features.py": "an answer to the map script",
    "geo/workspace/packing.py": "items of a kept project",
    "pages/components/compare/charts.py": "options of ECharts",
    "pages/components/computing_network/panels.py": "options of ECharts",
    "pages/components/governance/chart.py": "options of ECharts",
    "pages/components/leaflet.py": "what streamlit-folium reports from the browser",
    "pages/components/place_chart.py": "options of ECharts",
    "pages/components/policy_library/drawn.py": "options of ECharts",
    "pages/components/workbench/linked.py": "options of ECharts",
}
# No JSON, but cells of any table: which columns there are and of which types, the descriptor says.
UNTYPED_ROWS = {"geo/catalog/faults.py"}
MAX_PAGE_LINES = 100
MAX_LINES = 400  # of a module, in any language


@lru_cache(maxsize=2048)
def imports(path: Path) -> tuple[str, ...]:
    """Return the full name of every module a file imports, at any depth of it."""
    found: list[str] = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative name"
            found += [f"{node.module or ''}.{alias.name}" for alias in node.names]
    return tuple(found)


def files(folder: str) -> list[Path]:
    """Return the Python files below a folder of the repository."""
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found
    return found


def room(path: Path) -> str:
    """Return the first name below geo: a package, or a module of its own."""
    return path.relative_to(ROOT / "geo").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", files("geo"), ids=str)
def test_geo_knows_neither_streamlit_nor_pages(path: Path) -> None:
    foreign = {name.split(".")[0] for name in imports(path)} & {
        "streamlit",
        "streamlit_folium",
        "pages",
        "app",
        "tests",
    }
    assert foreign == set()


@pytest.mark.parametrize("path", files("geo"), ids=str)
def test_arrows_inside_geo_go_one_way(path: Path) -> None:
    here = room(path)
    targets = {parts[1] for name in imports(path) if (parts := name.split("."))[0] == "geo" and len(parts) > 1}
    assert targets - {here, "__version__"} <= MAY_IMPORT.get(here, targets)


@pytest.mark.parametrize("path", files("geo"), ids=str)
def test_faults_stand_in_the_errors_of_their_room(path: Path) -> None:
    if path.name == "errors.py":
        return
    classes = [node for node in nodes(path) if isinstance(node, ast.ClassDef)]
    bases = {node.name: {base.id for base in node.bases if isinstance(base, ast.Name)} for node in classes}
    assert {name for name, above in bases.items() if any(base.endswith("Error") for base in above)} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "geo" / "analysis").rglob("*.py")), ids=str)
def test_analysis_reads_no_files(path: Path) -> None:
    assert {name.split(".")[0] for name in imports(path)} & {
        "pathlib",
        "os",
        "io",
        "duckdb",
        "pyogrio",
        "requests",
    } == set()
    calls = [node.func for node in nodes(path) if isinstance(node, ast.Call)]
    names = {call.id if isinstance(call, ast.Name) else getattr(call, "attr", "") for call in calls}
    assert not {name for name in names if name == "open" or name.startswith("read_")}


@pytest.mark.parametrize("path", files("pages"), ids=str)
def test_nothing_imports_the_composition_root_or_a_page(path: Path) -> None:
    for name in imports(path):
        assert name.split(".")[0] != "app"
        assert not name.startswith("pages.") or name.startswith("pages.components"), f"{path} imports {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=str)
def test_pages_stay_thin(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_PAGE_LINES
    heavy = {"duckdb", "folium", "geopandas", "pandas", "shapely", "streamlit_folium"}
    assert {name.split(".")[0] for name in imports(path)} & heavy == set()
    constants = [node.value for node in nodes(path) if isinstance(node, ast.Constant)]
    assert [value for value in constants if isinstance(value, str) and re.search(r"</|SELECT |\{[a-z-]+:", value)] == []


def test_what_people_save_is_asked_for_in_one_place_of_each_room() -> None:
    """The repository knows the database; statements stand in the `register` of a room, and in the audit record."""
    ours = [path for path in (*files("geo"), *files("pages")) if "ingest" not in path.parts]  # it reads GeoPackages
    texts = {path: path.read_text("utf-8") for path in ours}
    assert {path.name for path, text in texts.items() if "import sqlite3" in text} == {"repository.py"}
    users = {path for path in texts if any("geo.keeping.repository" in name for name in imports(path))}
    asking = {path for path in users if re.search(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM) ", texts[path])}
    databases = {"postgres.py", "stored_files.py", "copying.py"}  # what keeping itself writes: versions and files
    assert {path.name for path in asking} <= {"register.py", "audit.py"} | databases
    assert {path.parent.name for path in asking if path.name in databases} == {"keeping"}


def test_any_stays_where_json_is_read_or_written() -> None:
    ours = [ROOT / "app.py", *files("geo"), *files("pages")]
    loose = {str(path.relative_to(ROOT)) for path in ours if "dict[str, Any]" in path.read_text("utf-8")}
    assert loose == JSON_EDGES.keys() | UNTYPED_ROWS, "give it a type, or name the document it stands at"


def modules() -> list[Path]:
    """Return every module of ours: Python, browser scripts and style sheets."""
    folders = [ROOT / name for name in ("deploy", "geo", "pages", "tests")]
    found = [path for folder in folders for kind in ("py", "js", "mjs", "css") for path in folder.rglob(f"*.{kind}")]
    return [ROOT / "app.py", *sorted(found)]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_long(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES, "split it by the nouns it holds"


def test_only_the_root_starts_the_app() -> None:
    users = [path for path in (*files("geo"), *files("pages")) if "streamlit.starlette" in path.read_text("utf-8")]
    assert users == []
    assert any(name.startswith("streamlit") for name in imports(ROOT / "app.py"))


def shows() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Yield every function of a page's room that shows data."""
    for path in sorted((ROOT / "pages" / "components").glob("*/*.py")):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and re.fullmatch(r"show(_\w+)?", node.name):
                yield path, node


def test_what_shows_data_takes_it_first_then_the_texts_then_its_key() -> None:
    for path, function in shows():
        places = [argument.arg for argument in function.args.args]
        named = [argument.arg for argument in function.args.kwonlyargs]
        where = f"{path}: {function.name}({', '.join(places)}, *, {', '.join(named)})"
        assert function.args.vararg is None, where
        assert "t" not in places[:-1], where
        assert "key" not in places, where


def test_nothing_of_one_page_is_imported_by_another() -> None:
    rooms = {path.parent.name for path in (ROOT / "pages" / "components").glob("*/*.py")}
    for path in files("pages"):
        own = path.parent.name if path.parent.name in rooms else path.stem
        named = {parts[2] for name in imports(path) if (parts := name.split("."))[:2] == ["pages", "components"]}
        assert named & rooms <= {own}, path
