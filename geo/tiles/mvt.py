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
from geo.tiles.encoding import EXTENT, band_of, encoded, margin_m
from geo.tiles.errors import UnknownLayerError
from geo.tiles.filters import Filters
from geo.tiles.grid import Tile
from geo.tiles.organisations import encode as encode_organisations
from geo.tiles.organisations import file_of, passing
from geo.tiles.store import BANDS

LAKE_ZOOM = 4  # from here on lakes are large enough to be seen
SHAPE_MARGIN = EXTENT // 64
_CUT_GEOMETRY = f"ST_AsMVTGeom(geom, ST_Extent(ST_MakeEnvelope(?, ?, ?, ?)), {EXTENT}, {SHAPE_MARGIN}, true)"


def organisations(connection: duckdb.DuckDBPyConnection, tile: Tile, filters: Filters) -> bytes:
    """Encode the organisations of a tile; see `geo.tiles.organisations`."""
    return encode_organisations(passing(connection, filters), tile)


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
    file = file_of(connection)
    return file.parent if file else Path()


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
