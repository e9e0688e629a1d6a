"""GeoPackages: checked as SQLite databases for anything active before GDAL opens them.

A view, trigger or virtual table runs SQL, and modules such as VirtualOGR read other files. Only tables, the indexes
of them, and rtree virtual tables with their known triggers are let through.
Source: OGC 12-128r19, GeoPackage Encoding Standard.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.ingest.findings import Refusal, first_rows
from geo.ingest.layer import Layer
from geo.ingest.task import Task
from geo.ingest.vectors import gdal, wkb

_VIRTUAL: Final = re.compile(r"^\s*CREATE\s+VIRTUAL\s+TABLE\b.*?\bUSING\s+[\"'`\[]?(\w+)", re.IGNORECASE | re.DOTALL)
_RTREE: Final = "rtree"
# Views that the standard's own SQL, or other libraries by its side, leave in sound packages.
_STANDARD_VIEWS: Final = {"st_spatial_ref_sys", "spatial_ref_sys", "st_geometry_columns", "geometry_columns"}
_TOGETHER: Final = 200  # columns of one condition; SQLite bounds how deep it is nested
_EMPTY_TABLE: Final = "ogr_empty_table"  # GDAL's, in a package without layers
# Bytes of the envelope in a geometry's header, by its indicator code.
_ENVELOPES: Final = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


def read(path: Path, name: str, task: Task) -> list[Layer]:
    """Read the feature tables of one GeoPackage.

    Raises
    ------
    Refusal
        if it is damaged, is no GeoPackage, has no geometry table, or holds a view or a virtual table.
    """
    copy = task.fresh_folder() / "package.gpkg"
    shutil.copyfile(path, copy)
    _refuse_cut(copy)
    try:
        with closing(sqlite3.connect(copy)) as connection:
            connection.text_factory = _text
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            # Nothing may load code or attach another file, whatever the schema says.
            connection.set_authorizer(_authorise)
            _refuse_active(connection)
            tables = _feature_tables(connection, task)
            faults = {table: _odd_geometries(connection, table, column) for table, column in tables}
            mixed = {table: _mixed_columns(connection, table, column) for table, column in tables}
            cut = {table: _texts_with_nul(connection, table, column) for table, column in tables}
    except (sqlite3.DatabaseError, UnicodeDecodeError) as fault:  # its own messages quote names as they are
        raise Refusal("gpkg_damaged", detail=str(fault)) from fault
    task.count_layers(len(tables))
    layers = []
    for table, _ in tables:
        layer = Layer(table, pd.DataFrame(), np.array([], object), format="gpkg")
        gdal.read_layer(copy, table, format_name="GeoPackage", layer=layer)
        task.count_features(layer.features)
        _restore(layer, cut[table])
        _restore(layer, mixed[table])
        for field, texts in mixed[table].items():
            layer.found("field_mixed", field=field, values={"kinds": "number, text"}, rows=first_rows(sorted(texts)))
        bad, curves = faults[table]
        if bad:
            rows = first_rows([row for row, _ in bad])
            layer.found("geometry_unreadable", values={"count": len(bad)}, rows=rows, before=bad[0][1])
        if curves:
            layer.found("geometry_curves", values={"count": len(curves)}, rows=first_rows(curves))
        layers.append(layer)
    return layers


def _refuse_cut(path: Path) -> None:
    """Raise Refusal where the file holds fewer pages than its header says: SQLite reads on until it meets the hole."""
    with path.open("rb") as stream:
        head = stream.read(100)
    page = int.from_bytes(head[16:18], "big")
    size = 65536 if page == 1 else page
    pages = int.from_bytes(head[28:32], "big")
    # The count is in force where the header's two change counters agree (SQLite file format, 1.3.8).
    if head[24:28] == head[92:96] and pages * size > path.stat().st_size:
        raise Refusal("gpkg_damaged", detail=f"{path.stat().st_size} / {pages * size} bytes")


def _text(data: bytes) -> str:
    """Decode a text of the database, which should be UTF-8; a name that is not is not found, and so refused."""
    return data.decode("utf-8", "replace")


def _authorise(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
    denied = (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
    if action in denied or (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() == "load_extension"):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _refuse_active(connection: sqlite3.Connection) -> None:
    schema = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    triggers: list[str] = []
    views: list[str] = []
    for kind, name, sql in schema:
        if kind == "view":
            if str(name).lower() in _STANDARD_VIEWS:
                views.append(str(name))
                continue
            raise Refusal("gpkg_views", name=str(name))
        if re.match(r"^\s*CREATE\s+VIRTUAL\b", str(sql), re.IGNORECASE):
            found = _VIRTUAL.match(str(sql))
            module = found[1].lower() if found else "?"
            if module != _RTREE:
                raise Refusal("gpkg_virtual", name=str(name), module=found[1] if found else "?")
        if kind == "trigger":
            triggers.append(str(name))
    # The copy is ours, it is only read, and GDAL would compile these: the index's own triggers are not needed.
    for name in triggers:
        connection.execute(f"DROP TRIGGER {_quoted(name)}")
    for name in views:  # copies of the tables of systems and columns, which GDAL reads under their own names
        connection.execute(f"DROP VIEW {_quoted(name)}")
    connection.commit()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _feature_tables(connection: sqlite3.Connection, task: Task) -> list[tuple[str, str]]:
    names = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"gpkg_contents", "gpkg_spatial_ref_sys"} <= names:
        raise Refusal("gpkg_not", tables=", ".join(sorted(names)[:5]) or "-")
    contents = connection.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall()
    columns: dict[str, str] = {}
    if "gpkg_geometry_columns" in names:
        columns = {
            str(t): str(c) for t, c in connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns")
        }
    tables = [
        (str(table), columns[str(table)])
        for table, kind in contents
        if kind == "features" and str(table) in columns and str(table) in names
    ]
    others = [str(table) for table, kind in contents if kind != "features" and str(table) != _EMPTY_TABLE]
    if not tables:
        raise Refusal("gpkg_no_geometry", tables=", ".join(others[:5]) or "-")
    if others:
        task.found("gpkg_tables_skipped", values={"names": ", ".join(others[:10])})
    return tables


def _odd_geometries(connection: sqlite3.Connection, table: str, column: str) -> tuple[list[tuple[int, str]], list[int]]:
    """Set geometries that no reader can parse to NULL in our copy.

    Returns
    -------
    their rows and first bytes, and the rows of curves, which GDAL turns into lines.
    """
    bad: list[tuple[int, str, int]] = []
    curves: list[int] = []
    query = f"SELECT rowid, {_quoted(column)} FROM {_quoted(table)} ORDER BY rowid"
    cursor = connection.execute(query)
    start = 0
    while block := cursor.fetchmany(20000):
        bodies = [None if blob is None else _body(blob) for _, blob in block]
        parsed, curved = wkb.parse(shapely.from_wkb, np.array(bodies, object))
        for offset, (rowid, blob) in enumerate(block):
            if curved[offset]:
                curves.append(start + offset)
            elif parsed[offset] is None and blob is not None:
                text = blob[:12].hex(" ") if isinstance(blob, bytes) else str(blob)[:24]
                bad.append((start + offset, text, rowid))
        start += len(block)
    if bad:
        update = f"UPDATE {_quoted(table)} SET {_quoted(column)} = NULL WHERE rowid = ?"
        connection.executemany(update, [(rowid,) for _, _, rowid in bad])
        connection.commit()
    return [(row, text) for row, text, _ in bad], curves


def _body(blob: Any) -> bytes | None:
    """Return the WKB of a GeoPackage geometry, None where its header is not one."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return None
    envelope = _ENVELOPES.get((blob[3] >> 1) & 7)
    if envelope is None or len(blob) < 8 + envelope + 5:
        return None
    return blob[8 + envelope :]


def _mixed_columns(connection: sqlite3.Connection, table: str, geometry: str) -> dict[str, dict[int, Any]]:
    """Return, for number columns that hold texts, those texts by row: a reader by column type drops them."""
    result: dict[str, dict[int, Any]] = {}
    for _, name, kind, *_ in connection.execute(f"PRAGMA table_info({_quoted(table)})").fetchall():
        if name == geometry or not re.match(
            r"(?i)(tiny|small|medium|big)?int|integer|real|double|float|boolean|date", str(kind)
        ):
            continue
        if str(kind).lower().startswith("date"):
            continue
        query = (
            f"SELECT n, v FROM (SELECT row_number() OVER (ORDER BY rowid) - 1 AS n, {_quoted(name)} AS v "
            f"FROM {_quoted(table)}) WHERE typeof(v) IN ('text', 'blob')"
        )
        found = {int(row): value for row, value in connection.execute(query)}
        if found:
            result[str(name)] = found
    return result


def _texts_with_nul(connection: sqlite3.Connection, table: str, geometry: str) -> dict[str, dict[int, Any]]:
    """Return, for every column that has such, the texts that hold NUL by row: GDAL's texts end there."""
    columns = [str(name) for _, name, *_ in connection.execute(f"PRAGMA table_info({_quoted(table)})")]
    columns = [name for name in columns if name != geometry]
    result: dict[str, dict[int, Any]] = {}
    for start in range(0, len(columns), _TOGETHER):  # most tables have none, and one pass shows it
        held = [_holds_nul(_quoted(name)) for name in columns[start : start + _TOGETHER]]
        if not connection.execute(
            f"SELECT EXISTS (SELECT 1 FROM {_quoted(table)} WHERE {' OR '.join(held)})"
        ).fetchone()[0]:
            continue
        for name in columns[start : start + _TOGETHER]:
            query = (
                f"SELECT n, v FROM (SELECT row_number() OVER (ORDER BY rowid) - 1 AS n, {_quoted(name)} AS v "
                f"FROM {_quoted(table)}) WHERE {_holds_nul('v')}"
            )
            if found := {int(row): value for row, value in connection.execute(query)}:
                result[name] = found
    return result


def _holds_nul(column: str) -> str:
    """Return the condition that a quoted column holds a text with NUL in it."""
    return f"(typeof({column}) = 'text' AND instr(CAST({column} AS BLOB), x'00') > 0)"


def _restore(layer: Layer, mixed: dict[str, dict[int, Any]]) -> None:
    for name, texts in mixed.items():
        if name not in layer.table:
            continue
        values = layer.table[name].astype("object")
        for row, text in texts.items():
            if row < len(values):
                values.iloc[row] = text if isinstance(text, str) else bytes(text).hex()
        layer.table[name] = values
