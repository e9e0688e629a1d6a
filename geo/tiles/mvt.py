"""Cuts Mapbox Vector Tiles from the store: the registry of layers and the query of each.

Layers
------
organisations
    Zoomed out, cells of the grid: `n` organisations at their mean place, `model` the commonest. Zoomed in, single
    organisations and, where several share one point, one stack. A cell or stack of one is the organisation itself.
land
    Natural Earth land, the base map.
admin
    China's administrative units and boundary lines as in the Tianditu set, an optional overlay.

Coordinates inside a tile are in 4096ths of its width, y down (MVT specification 2.1).
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from geo.tiles.errors import UnknownLayerError
from geo.tiles.filters import Filters
from geo.tiles.grid import GRID_ZOOM, Tile
from geo.tiles.store import band_of

EXTENT = 4096
CELLS_PER_SIDE = 4  # a cell of 64 px: room for a marker of 40 px and its count
SINGLE_ZOOM = 11  # from here on organisations stand alone: 60 m a pixel, finer than most points are known
MARKER_MARGIN = EXTENT // 8  # markers near an edge are drawn on both tiles, each clipping its half
SHAPE_MARGIN = EXTENT // 64


def organisations(connection: duckdb.DuckDBPyConnection, tile: Tile, filters: Filters) -> bytes:
    """Encode the organisations of a tile, gathered into cells below SINGLE_ZOOM and by identical place from there."""
    span = tile.span
    cell_bits = 0 if tile.z >= SINGLE_ZOOM else GRID_ZOOM - tile.z - (CELLS_PER_SIDE.bit_length() - 1)
    cell = 1 << cell_bits
    margin = max(span * MARKER_MARGIN // EXTENT, 1)
    # Whole cells only: a cell cut in two by the margin would count differently on two tiles.
    low_x, low_y = ((tile.x * span - margin) // cell * cell, (tile.y * span - margin) // cell * cell)
    high_x, high_y = (
        -(-((tile.x + 1) * span + margin) // cell) * cell,
        -(-((tile.y + 1) * span + margin) // cell) * cell,
    )
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
            SELECT ST_Point(floor((x - ?) * {EXTENT} / ?), floor((y - ?) * {EXTENT} / ?)) AS geom,
                   n::INTEGER AS n, model, family, tentative,
                   CASE WHEN n = 1 THEN id
                        WHEN ? = 0 THEN gx || '-' || gy
                        ELSE '' END AS id,
                   CASE WHEN n = 1 THEN name_zh ELSE '' END AS name_zh,
                   CASE WHEN n = 1 THEN name_en ELSE '' END AS name_en
            FROM gathered ORDER BY n, id
        ) AS t
    """
    origin_x, origin_y = tile.x * span, tile.y * span
    parameters: list[object] = [low_x, high_x, low_y, high_y, *bound, cell_bits, cell_bits]
    parameters += [origin_x, span, origin_y, span, cell_bits]
    return _blob(connection, query, parameters)


def land(connection: duckdb.DuckDBPyConnection, tile: Tile, _filters: Filters) -> bytes:
    """Encode the land of a tile."""
    return _blob(connection, f"SELECT ST_AsMVT(t, 'land', {EXTENT}, 'geom') FROM ({_shapes('land')}) AS t", _cut(tile))


def admin(connection: duckdb.DuckDBPyConnection, tile: Tile, _filters: Filters) -> bytes:
    """Encode China's provinces, prefectures from zoom 6 on, and boundary lines, each an MVT layer of its own."""
    parts = []
    for table in ("provinces", "prefectures", "lines"):
        if table == "prefectures" and tile.z < 6:
            continue
        query = f"SELECT ST_AsMVT(t, '{table}', {EXTENT}, 'geom') FROM ({_shapes(table)}) AS t"
        parts.append(_blob(connection, query, _cut(tile)))
    return b"".join(parts)  # tiles are protobuf messages with one repeated field, so concatenation adds layers


def _shapes(table: str) -> str:
    return f"""
        SELECT ST_AsMVTGeom(geom, ST_Extent(ST_MakeEnvelope(?, ?, ?, ?)), {EXTENT}, {SHAPE_MARGIN}, true) AS geom
        FROM {table}
        WHERE band = ? AND ST_Intersects(geom, ST_MakeEnvelope(?, ?, ?, ?))
    """


def _cut(tile: Tile) -> list[object]:
    west, south, east, north = tile.bounds_m
    margin_m = (east - west) * SHAPE_MARGIN / EXTENT
    around = (west - margin_m, south - margin_m, east + margin_m, north + margin_m)
    return [west, south, east, north, band_of(tile.z), *around]


def _blob(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[object]) -> bytes:
    row = connection.execute(query, parameters).fetchone()
    return bytes(row[0]) if row and row[0] else b""


Layer = Callable[[duckdb.DuckDBPyConnection, Tile, Filters], bytes]
LAYERS: dict[str, Layer] = {"organisations": organisations, "land": land, "admin": admin}


def layer(name: str) -> Layer:
    """Return a layer's encoder; raises UnknownLayerError."""
    try:
        return LAYERS[name]
    except KeyError:
        raise UnknownLayerError(name[:40], known=tuple(LAYERS)) from None
