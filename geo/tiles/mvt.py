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

from geo.tiles.encoding import EXTENT, POINT, band_of, box_around, cell_bits, encoded, margin_m, placed
from geo.tiles.errors import UnknownLayerError
from geo.tiles.filters import Filters
from geo.tiles.grid import Tile
from geo.tiles.store import BANDS

CELLS_PER_SIDE = 4  # a cell of 64 px: room for a marker of 40 px and its count
SINGLE_ZOOM = 11  # from here on organisations stand alone: 60 m a pixel, finer than most points are known
MARKER_MARGIN = EXTENT // 8  # markers near an edge are drawn on both tiles, each clipping its half
SHAPE_MARGIN = EXTENT // 64


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
    """Encode the land of a tile."""
    return encoded(
        connection, f"SELECT ST_AsMVT(t, 'land', {EXTENT}, 'geom') FROM ({_shapes('land')}) AS t", _cut(tile)
    )


def admin(connection: duckdb.DuckDBPyConnection, tile: Tile, _filters: Filters) -> bytes:
    """Encode China's provinces, prefectures from zoom 6 on, and boundary lines, each an MVT layer of its own."""
    parts = []
    for table in ("provinces", "prefectures", "lines"):
        if table == "prefectures" and tile.z < 6:
            continue
        query = f"SELECT ST_AsMVT(t, '{table}', {EXTENT}, 'geom') FROM ({_shapes(table)}) AS t"
        parts.append(encoded(connection, query, _cut(tile)))
    return b"".join(parts)  # tiles are protobuf messages with one repeated field, so concatenation adds layers


def _shapes(table: str) -> str:
    return f"""
        SELECT ST_AsMVTGeom(geom, ST_Extent(ST_MakeEnvelope(?, ?, ?, ?)), {EXTENT}, {SHAPE_MARGIN}, true) AS geom
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
