"""Cuts Mapbox Vector Tiles from the store: the registry of layers and the query of each.

Layers
------
organisations
    Zoomed out, cells of the grid: `n` organisations at their mean place, `model` the commonest. Zoomed in, single
    organisations and, where several share one point, one stack. A cell or stack of one is the organisation itself.
land
    The base map: sea, land and lakes. Natural Earth as far as zoom 7, GSHHG from zoom 8 on, China's from its units.
admin
    China's administrative units and boundary lines as in the Tianditu set, an optional overlay.

Coordinates inside a tile are in 4096ths of its width, y down (MVT specification 2.1).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from geo.catalog.coast_cells import DEEPEST_ZOOM
from geo.tiles import coast
from geo.tiles.encoding import EXTENT, POINT, band_of, box_around, cell_bits, encoded, margin_m, placed
from geo.tiles.errors import UnknownLayerError
from geo.tiles.filters import Filters
from geo.tiles.grid import Tile
from geo.tiles.store import BANDS

CELLS_PER_SIDE = 4  # a cell of 64 px: room for a marker of 40 px and its count
SINGLE_ZOOM = 11  # from here on organisations stand alone: 60 m a pixel, finer than most points are known
LAKE_ZOOM = 4  # from here on lakes are large enough to be seen
MARKER_MARGIN = EXTENT // 8  # markers near an edge are drawn on both tiles, each clipping its half
SHAPE_MARGIN = EXTENT // 64
_CUT_GEOMETRY = f"ST_AsMVTGeom(geom, ST_Extent(ST_MakeEnvelope(?, ?, ?, ?)), {EXTENT}, {SHAPE_MARGIN}, true)"


def organisations(connection: duckdb.DuckDBPyConnection, tile: Tile, filters: Filters) -> bytes:
    """Encode the organisations of a tile, gathered into cells below SINGLE_ZOOM and by identical place from there."""
    bits = 0 if tile.z >= SINGLE_ZOOM else cell_bits(tile.z, cells_per_side=CELLS_PER_SIDE)
    where, bound = filters.where()
    query = f"""
        WITH gathered AS (
            SELECT avg(x + 0.5) AS x, avg(y + 0.5) AS y, count(*) AS n, mode(model ORDER BY model) AS model,
                   mode(family ORDER BY family) AS family, min(id) AS id, min(x) AS gx, min(y) AS gy,
                   bool_and(confidence = 'low' OR precision = 'nominal') AS tentative,
                   min(name_zh) AS name_zh, min(name_en) AS name_en
            FROM organisations
            WHERE x >= ? AND x < ? AND y >= ? AND y < ? AND {where}
            GROUP BY x >> ?, y >> ?
        )
        SELECT ST_AsMVT(t, 'organisations', {EXTENT}, 'geom') FROM (
            SELECT {POINT} AS geom,
                   n::INTEGER AS n, model, family, tentative,
                   CASE WHEN n = 1 THEN id
                        WHEN ? = 0 THEN gx || '-' || gy
                        ELSE '' END AS id,
                   CASE WHEN n = 1 THEN name_zh ELSE '' END AS name_zh,
                   CASE WHEN n = 1 THEN name_en ELSE '' END AS name_en
            FROM gathered ORDER BY n, id
        ) AS t
    """
    box = box_around(tile, margin=MARKER_MARGIN, bits=bits)
    return encoded(connection, query, [*box, *bound, bits, bits, *placed(tile), bits])


def land(connection: duckdb.DuckDBPyConnection, tile: Tile, _filters: Filters) -> bytes:
    """Encode sea, land and lakes of a tile, each an MVT layer of its own; sea is everywhere, below the others."""
    parts = [_sea(connection)]
    if tile.z < DEEPEST_ZOOM:
        query = f"SELECT ST_AsMVT(t, 'land', {EXTENT}, 'geom') FROM ({_shapes('land')}) AS t"
        parts.append(encoded(connection, query, _cut(tile)))
    else:
        query = f"""
            SELECT ST_AsMVT(t, 'land', {EXTENT}, 'geom')
            FROM (SELECT {_CUT_GEOMETRY} AS geom FROM (SELECT ST_GeomFromWKB(?::BLOB) AS geom)) AS t
        """
        if held := coast.land(_folder(connection), tile.z, tile.x, tile.y):
            parts.append(encoded(connection, query, [*tile.bounds_m, held]))
    if tile.z >= LAKE_ZOOM:
        query = f"SELECT ST_AsMVT(t, 'lakes', {EXTENT}, 'geom') FROM ({_shapes('lakes')}) AS t"
        parts.append(encoded(connection, query, _cut(tile)))
    return b"".join(parts)


def _folder(connection: duckdb.DuckDBPyConnection) -> Path:
    """Return where the store of a connection lies."""
    row = connection.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchone()
    return Path(row[0]).parent if row else Path()


def _sea(connection: duckdb.DuckDBPyConnection) -> bytes:
    """Encode a tile that is all sea: what has not been loaded is then neither sea nor land."""
    low, high = -SHAPE_MARGIN, EXTENT + SHAPE_MARGIN
    query = f"SELECT ST_AsMVT(t, 'sea', {EXTENT}, 'geom') FROM (SELECT ST_MakeEnvelope(?, ?, ?, ?) AS geom) AS t"
    return encoded(connection, query, [low, low, high, high])


def admin(connection: duckdb.DuckDBPyConnection, tile: Tile, _filters: Filters) -> bytes:
    """Encode China's units, the smaller from deeper zooms on, and boundary lines, each an MVT layer of its own."""
    parts = []
    for table, first_zoom in (("districts", 9), ("prefectures", 6), ("provinces", 0), ("lines", 0)):
        if tile.z < first_zoom:
            continue
        query = f"SELECT ST_AsMVT(t, '{table}', {EXTENT}, 'geom') FROM ({_shapes(table)}) AS t"
        parts.append(encoded(connection, query, _cut(tile)))
    return b"".join(parts)  # tiles are protobuf messages with one repeated field, so concatenation adds layers


def _shapes(table: str) -> str:
    return f"""
        SELECT {_CUT_GEOMETRY} AS geom
        FROM {table}
        WHERE band = ? AND ST_Intersects(geom, ST_MakeEnvelope(?, ?, ?, ?))
    """


def _cut(tile: Tile) -> list[object]:
    west, south, east, north = tile.bounds_m
    more_m = margin_m(tile, margin=SHAPE_MARGIN)
    around = (west - more_m, south - more_m, east + more_m, north + more_m)
    return [west, south, east, north, band_of(tile.z, BANDS), *around]


Layer = Callable[[duckdb.DuckDBPyConnection, Tile, Filters], bytes]
LAYERS: dict[str, Layer] = {"organisations": organisations, "land": land, "admin": admin}


def layer(name: str) -> Layer:
    """Return a layer's encoder; raises UnknownLayerError."""
    try:
        return LAYERS[name]
    except KeyError:
        raise UnknownLayerError(name[:40], known=tuple(LAYERS)) from None
