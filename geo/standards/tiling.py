"""Tiling: the features of a collection as vector tiles, every row with all its columns, for the clients of others.

A shape too small to be seen in a tile is a point there, so that no row is lost at any zoom; the tile that holds a place
inside the shape has that point. Unlike the map's own tiles nothing is gathered into cells.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from geo.tiles.encoding import EXTENT, encoded, margin_m
from geo.tiles.grid import MAX_LATITUDE, Tile
from geo.tiles.store import with_spatial

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

LAYER: Final = "features"
"""Name of the one layer inside a tile."""
_MARGIN: Final = EXTENT // 64  # 4 px: a dot on an edge is whole on both sides
_MEMORY: Final = "512MB"
_KINDS: Final = {"i": "Int64", "u": "Int64", "f": "float64", "b": "boolean"}


class FrameTiles:
    """Tiles of one frame.

    Parameters
    ----------
    frame : rows with geometry in EPSG:4326; those without are not drawn.
    """

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        import shapely

        placed = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
        geometry = shapely.force_2d(placed.geometry.to_numpy())
        clipped = placed.set_geometry(shapely.clip_by_rect(geometry, -180, -MAX_LATITUDE, 180, MAX_LATITUDE))
        plane = clipped.to_crs(3857).geometry.to_numpy()
        kept = ~shapely.is_empty(plane)
        table = _columns(placed.drop(columns=placed.geometry.name)[kept])
        table["~wkb"] = shapely.to_wkb(plane[kept])
        table["~spot"] = shapely.to_wkb(shapely.point_on_surface(plane[kept]))
        for name, edge in zip(("~x0", "~y0", "~x1", "~y1"), shapely.bounds(plane[kept]).T, strict=True):
            table[name] = edge
        self.drawn = int(kept.sum())
        self.fields = {name: _json_type(table[name]) for name in table.columns if not name.startswith("~")}
        self._names = ", ".join(_quoted(name) for name in self.fields)
        self._lock = threading.Lock()
        self._connection = with_spatial(":memory:", memory_limit=_MEMORY, threads=1)
        self._connection.register("given", table)
        names = f"{self._names}, " if self._names else ""
        self._connection.execute(
            f'CREATE TABLE items AS SELECT {names}"~x0", "~y0", "~x1", "~y1", ST_GeomFromWKB("~wkb") AS "~shape", '
            'ST_GeomFromWKB("~spot") AS "~spot" FROM given'
        )
        self._connection.unregister("given")

    def tile(self, address: Tile) -> bytes:
        """Encode one tile; nothing drawn is no bytes."""
        west, south, east, north = address.bounds_m
        more_m = margin_m(address, margin=_MARGIN)
        names = f", {self._names}" if self._names else ""
        cut = f"ST_Extent(ST_MakeEnvelope(?, ?, ?, ?)), {EXTENT}, {_MARGIN}, true"
        query = f"""
            SELECT ST_AsMVT(t, '{LAYER}', {EXTENT}, 'geom') FROM (
                SELECT CASE WHEN "~cut" IS NULL OR ST_IsEmpty("~cut") THEN "~dot" ELSE "~cut" END AS geom{names}
                FROM (SELECT *, TRY(ST_AsMVTGeom("~shape", {cut})) AS "~cut", ST_AsMVTGeom("~spot", {cut}) AS "~dot"
                      FROM items WHERE "~x0" <= ? AND "~x1" >= ? AND "~y0" <= ? AND "~y1" >= ?)
                WHERE ("~cut" IS NOT NULL AND NOT ST_IsEmpty("~cut")) OR ("~dot" IS NOT NULL AND NOT ST_IsEmpty("~dot"))
            ) AS t
        """
        box = [west, south, east, north]
        edges = [east + more_m, west - more_m, north + more_m, south - more_m]
        with self._lock:
            cursor = self._connection.cursor()
        return encoded(cursor, query, [*box, *box, *edges])


def _columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns as numbers, truths or texts, all that a vector tile can hold."""
    import pandas as pd

    made = {}
    for name in frame.columns:
        column = frame[name]
        kind = _KINDS.get(getattr(column.dtype, "kind", "O"))
        is_plain = kind is not None
        made[str(name).removeprefix("~")] = (
            column.astype(pd.api.types.pandas_dtype(kind)) if is_plain else column.map(_text).astype("string")
        )
    return pd.DataFrame(made).reset_index(drop=True)


def _text(value: Any) -> str | None:
    import pandas as pd

    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    return None if value is None or pd.isna(value) else str(value)


def _json_type(column: pd.Series) -> str:
    kinds = {"i": "integer", "u": "integer", "f": "number", "b": "boolean"}
    return kinds.get(getattr(column.dtype, "kind", "O"), "string")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
