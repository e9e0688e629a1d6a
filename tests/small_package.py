"""A small data package with one row or two of everything, written to a folder for a test to read or to break.

Its rows are `small_tables/*.csv`. What a column holds, the keys and the allowed values are those of the real
`datapackage.json`, so a rule added there holds here.
"""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from geo.settings import ROOT, Settings

Tables = dict[str, list[dict[str, Any]]]

ROWS = Path(__file__).parent / "small_tables"
RESOURCES: dict[str, dict[str, Any]] = {
    resource["name"]: resource
    for resource in json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))["resources"]
    if "schema" in resource
}
FIELDS = {name: {field["name"]: field for field in one["schema"]["fields"]} for name, one in RESOURCES.items()}
UNBOUND = ("network_edges",)  # one of its edges leads nowhere, which readers must leave out
READ = {"integer": int, "number": float}


def _rows(name: str) -> list[dict[str, Any]]:
    """Read the rows of a table; a number that is there is a number."""

    def value(column: str, text: str) -> Any:
        return READ.get(FIELDS[name][column]["type"], str)(text) if text else ""

    with (ROWS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{column: value(column, text) for column, text in row.items()} for row in csv.DictReader(file)]


TABLES: Tables = {name: _rows(name) for name in RESOURCES if (ROWS / f"{name}.csv").exists()}
# A lozenge of nearly the published area round the city's middle.
TSUKUBA: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "08220", "name": "Tsukuba"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[140.0, 36.0], [140.168, 36.0], [140.168, 36.169], [140.0, 36.169], [140.0, 36.0]]],
            },
        }
    ],
}


def tables() -> Tables:
    """Return a fresh copy of the sound tables."""
    return copy.deepcopy(TABLES)


def write(
    folder: Path,
    *,
    change: Callable[[Tables], None] | None = None,
    enums: dict[tuple[str, str], list[str]] | None = None,
) -> Settings:
    """Write the package into `folder` after `change` has edited its tables, sealed, and return settings that use it."""
    content = tables()
    if change is not None:
        change(content)
    (folder / "data" / "tables").mkdir(parents=True)
    (folder / "data" / "boundaries").mkdir()
    resources = [_write_table(folder / "data", name, rows, enums or {}) for name, rows in content.items()]
    geojson = json.dumps(TSUKUBA).encode()
    (folder / "data" / "boundaries" / "tsukuba.geojson").write_bytes(geojson)
    resources.append(
        {
            "name": "boundary_tsukuba",
            "path": "boundaries/tsukuba.geojson",
            "format": "geojson",
            "title": "Tsukuba",
            "title_zh": "筑波",
            **_seal(geojson),
        }
    )
    descriptor = {"name": "small", "resources": resources}
    (folder / "data" / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")
    return Settings(folder / "data", folder / "store", "zh", 1, "", "")


def _seal(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def _write_table(
    folder: Path, name: str, rows: list[dict[str, Any]], enums: dict[tuple[str, str], list[str]]
) -> dict[str, Any]:
    columns = list(TABLES[name][0])
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    (folder / "tables" / f"{name}.csv").write_bytes(content)
    return {
        "name": name,
        "type": "table",
        "path": f"tables/{name}.csv",
        "title": name,
        "title_zh": name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_seal(content),
        "licenses": [{"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": "https://example.org/by"}],
        "schema": {
            "fields": [_field(name, column, enums) for column in columns],
            "primaryKey": RESOURCES[name]["schema"]["primaryKey"],
            "foreignKeys": [] if name in UNBOUND else RESOURCES[name]["schema"].get("foreignKeys", []),
        },
    }


def _field(table: str, column: str, enums: dict[tuple[str, str], list[str]]) -> dict[str, Any]:
    field = copy.deepcopy(FIELDS[table][column]) | {"title_en": column.replace("_", " "), "title_zh": column}
    if enum := enums.get((table, column)):
        field.setdefault("constraints", {})["enum"] = enum
    return field
