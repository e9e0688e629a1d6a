"""Drawn layer: one uploaded or computed layer in a DuckDB of its own in memory, cut into vector tiles.

Points are gathered into cells where many share a place on screen. Shapes are simplified once per band of zooms, when
a tile of it is first asked for, and cut into pieces of at most MAX_PIECE vertices, so that no tile clips a polygon of a
million vertices: fills overlap their neighbours a little and are drawn opaque on a translucent pane, so that no seam
shows; outlines are pieces of their own.

MVT layers of a tile: `areas` (fills), `lines` (outlines and lines), `points`. Properties: row, class, and for points n.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

import duckdb
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.analysis.choropleth import NO_DATA
from geo.tiles.encoding import EXTENT, POINT, band_of, box_around, cell_bits, encoded, margin_m, placed
from geo.tiles.grid import EARTH_RADIUS_M, MAX_LATITUDE, Tile, morton, to_grid
from geo.tiles.store import with_spatial

if TYPE_CHECKING:
    import geopandas as gpd

MEMORY_LIMIT: Final = "1GB"
MAX_PIECE: Final = 2000  # vertices
CELLS_PER_SIDE: Final = 32  # 8 px each
SINGLES: Final = 1500  # points of a tile that are drawn one by one
MARGIN: Final = EXTENT // 32  # 8 px: a point's whole dot on both sides of an edge
# (last zoom, tolerance in EPSG:3857 metres): about half a pixel of the band's last zoom.
BANDS: Final = ((3, 9_800.0), (5, 2_400.0), (7, 600.0), (9, 150.0), (11, 38.0), (18, 0.0))
_SQUARE_M: Final = np.pi * EARTH_RADIUS_M


class DrawnLayer:
    """Tiles of one layer.

    Parameters
    ----------
    layer : rows with geometry in EPSG:4326; those without are not drawn.
    shared_edges : areas that do not overlap keep their common edges when they are simplified.

    Attributes
    ----------
    bounds : west, south, east, north in degrees; None where nothing is drawn.
    drawn : rows that are drawn at all.
    points_only : whether nothing but points is drawn.
    """

    def __init__(self, layer: gpd.GeoDataFrame, *, shared_edges: bool = False) -> None:
        self._shared_edges = shared_edges
        geometry = layer.geometry.to_numpy()
        self._shapes = geometry
        self._tree: shapely.STRtree | None = None
        self._lock = threading.Lock()
        self._connection = with_spatial(":memory:", memory_limit=MEMORY_LIMIT, threads=2)
        rows, parts = _parts(geometry)
        kinds = shapely.get_type_id(parts)
        self.drawn = len(np.unique(rows))
        self.bounds: tuple[float, float, float, float] | None = None
        if len(parts):
            edges = shapely.bounds(parts)
            self.bounds = (
                float(edges[:, 0].min()),
                float(edges[:, 1].min()),
                float(edges[:, 2].max()),
                float(edges[:, 3].max()),
            )
        self._points(rows[kinds == 0], parts[kinds == 0])
        shapes = kinds != 0
        self.points_only = not shapes.any()
        self._rows, self._plane = rows[shapes], _mercator(parts[shapes])
        self._bands: set[int] = set()
        for table in ("areas", "lines"):
            self._connection.execute(
                f"CREATE TABLE {table} (row INTEGER, band TINYINT, x0 DOUBLE, y0 DOUBLE, x1 DOUBLE, y1 DOUBLE, "
                "geom GEOMETRY)"
            )
        self._classes: list[int] = []
        self.classify(0, np.full(len(geometry), 0))

    def classify(self, version: int, classes: NDArray[np.integer[Any]]) -> None:
        """Give every row a class under a version of the style; only the last two versions are kept.

        Parameters
        ----------
        classes : one number for each row of the layer, NO_DATA for none.
        """
        with self._lock:
            if version in self._classes:
                return
            self._connection.execute(f"CREATE TABLE classes_{int(version)} (row INTEGER, class INTEGER)")
            _append(self._connection, f"classes_{int(version)}", "", row=np.arange(len(classes)), **{"class": classes})
            self._classes.append(version)
            while len(self._classes) > 2:
                self._connection.execute(f"DROP TABLE classes_{self._classes.pop(0)}")

    def tile(self, address: Tile, version: int) -> bytes:
        """Encode one tile with the classes of a version; an unknown version is drawn with the newest."""
        band = band_of(address.z, BANDS)
        with self._lock:
            known = version if version in self._classes else self._classes[-1]
            self._prepare(band)
            cursor = self._connection.cursor()
        shapes = (
            encoded(cursor, _SHAPES.format(table=table, version=known), _cut(address, band))
            for table in ("areas", "lines")
        )
        return b"".join((*shapes, self._point_tile(cursor, address, known)))

    def at(self, lon: float, lat: float, reach_deg: float) -> int | None:
        """Return the row under a place: the nearest point or line within reach, else the smallest area."""
        with self._lock:
            if self._tree is None:
                self._tree = shapely.STRtree(self._shapes)
        here = shapely.Point(lon, lat)
        found = self._tree.query(here.buffer(reach_deg, quad_segs=4), predicate="intersects")
        if len(found) == 0:
            return None
        near = self._shapes[found]
        flat = shapely.get_dimensions(near) < 2
        if flat.any():
            return int(found[flat][np.argmin(shapely.distance(near[flat], here))])
        inside = shapely.intersects(near, here)
        return int(found[inside][np.argmin(shapely.area(near[inside]))]) if inside.any() else None

    def close(self) -> None:
        """Free the memory."""
        self._connection.close()

    def _points(self, rows: NDArray[np.int64], points: NDArray[Any]) -> None:
        self._connection.execute("CREATE TABLE points (row INTEGER, x BIGINT, y BIGINT)")
        if len(points) == 0:
            return
        lon, lat = shapely.get_x(points), shapely.get_y(points)
        x, y = to_grid(lon, lat)
        order = np.argsort(morton(x, y), kind="stable")
        _append(self._connection, "points", row=rows[order], x=x[order], y=y[order])

    def _point_tile(self, cursor: duckdb.DuckDBPyConnection, tile: Tile, version: int) -> bytes:
        box = box_around(tile, margin=MARGIN)
        within = "x >= ? AND x < ? AND y >= ? AND y < ?"
        row = cursor.execute(f"SELECT count(*) FROM points WHERE {within}", list(box)).fetchone()
        count = int(row[0]) if row else 0
        if count == 0:
            return b""
        bits = 0
        if count > SINGLES:
            bits = cell_bits(tile.z, cells_per_side=CELLS_PER_SIDE)
            box = box_around(tile, margin=MARGIN, bits=bits)
        gathered = f"""
            SELECT avg(x + 0.5) AS x, avg(y + 0.5) AS y, count(*)::INTEGER AS n, min(p.row) AS row,
                   mode(c.class) AS class
            FROM points p JOIN classes_{version} c ON p.row = c.row WHERE {within} GROUP BY x >> {bits}, y >> {bits}
        """
        query = f"""
            SELECT ST_AsMVT(t, 'points', {EXTENT}, 'geom') FROM (
                SELECT {POINT} AS geom,
                       row, class, n FROM ({gathered}) ORDER BY n, row) AS t
        """
        return encoded(cursor, query, [*placed(tile), *box])

    def _prepare(self, band: int) -> None:
        """Simplify and cut up the shapes for a band of zooms, once."""
        if band in self._bands:
            return
        self._bands.add(band)
        if len(self._plane) == 0:
            return
        last_zoom, tolerance_m = BANDS[band]
        shapes = self._plane
        if tolerance_m and self._shared_edges:
            shapes = shapely.coverage_simplify(shapes, tolerance_m)
        elif tolerance_m:
            # Without keeping topology: fifteen times faster, and a canvas fills what crosses itself all the same.
            shapes = shapely.simplify(shapes, tolerance_m, preserve_topology=False)
            lost = shapely.is_empty(shapes)
            shapes[lost] = shapely.simplify(self._plane[lost], tolerance_m, preserve_topology=True)
        area = shapely.get_dimensions(shapes) == 2
        outlines = np.where(area, shapely.boundary(shapes), shapes)
        pixel_m = 2 * _SQUARE_M / 256 / (1 << min(last_zoom, 14))
        for table, (rows, pieces) in {
            "areas": _cut_up(*_single(self._rows[area], shapes[area]), pixel_m),
            "lines": _runs(*_single(self._rows, outlines)),
        }.items():
            x0, y0, x1, y1 = shapely.bounds(pieces).T
            columns = {"row": rows, "band": np.full(len(rows), band), "x0": x0, "y0": y0, "x1": x1, "y1": y1}
            _append(self._connection, table, "ST_GeomFromWKB(wkb)", wkb=shapely.to_wkb(pieces), **columns)


_SHAPES: Final = f"""
    SELECT ST_AsMVT(t, '{{table}}', {EXTENT}, 'geom') FROM (
        SELECT * FROM (
            SELECT TRY(ST_AsMVTGeom(geom, ST_Extent(ST_MakeEnvelope(?, ?, ?, ?)), {EXTENT}, {MARGIN}, true)) AS geom,
                   s.row AS row, c.class AS class
            FROM {{table}} s JOIN classes_{{version}} c ON s.row = c.row
            WHERE band = ? AND x0 <= ? AND x1 >= ? AND y0 <= ? AND y1 >= ?
        ) WHERE geom IS NOT NULL AND NOT ST_IsEmpty(geom)
    ) AS t
"""


def _cut(tile: Tile, band: int) -> list[object]:
    west, south, east, north = tile.bounds_m
    more_m = margin_m(tile, margin=MARGIN)
    return [west, south, east, north, band, east + more_m, west - more_m, north + more_m, south - more_m]


def _append(connection: duckdb.DuckDBPyConnection, table: str, geometry: str = "", **columns: NDArray[Any]) -> None:
    """Add rows to a table; `geometry` is the expression that makes its column geom of the column wkb."""
    import pandas as pd

    connection.register("frame", pd.DataFrame(columns))
    names = [name for name in columns if name != "wkb"]
    read = ", ".join([*names, geometry] if geometry else names)
    into = ", ".join([*names, "geom"] if geometry else names)
    connection.execute(f"INSERT INTO {table} ({into}) SELECT {read} FROM frame")
    connection.unregister("frame")


def _single(rows: NDArray[np.int64], shapes: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the parts of shapes, and the row of each."""
    parts, index = shapely.get_parts(shapes, return_index=True)
    kept = ~shapely.is_empty(parts)
    return rows[index][kept], parts[kept]


def _parts(geometry: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the single points, lines and polygons of all rows, clipped to the map, and the row of each."""
    rows = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
    parts = shapely.force_2d(geometry[rows])
    for _ in range(2):  # a collection may hold multi-geometries
        parts, index = shapely.get_parts(parts, return_index=True)
        rows = rows[index]
    edges = shapely.bounds(parts)
    outside = (edges[:, 1] < -MAX_LATITUDE) | (edges[:, 3] > MAX_LATITUDE) | (edges[:, 0] < -180) | (edges[:, 2] > 180)
    shape = outside & (shapely.get_dimensions(parts) > 0)
    if shape.any():
        parts[shape] = shapely.clip_by_rect(parts[shape], -180, -MAX_LATITUDE, 180, MAX_LATITUDE)
        parts, index = shapely.get_parts(parts, return_index=True)
        rows = rows[index]
    kept = np.isfinite(shapely.bounds(parts)).all(axis=1) & ~shapely.is_empty(parts)
    return rows[kept], parts[kept]


def _mercator(shapes: NDArray[Any]) -> NDArray[Any]:
    """Project degrees to EPSG:3857 metres (spherical Mercator, OGC 17-083r4 annex D)."""

    def project(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        lat = np.radians(np.clip(xy[:, 1], -MAX_LATITUDE, MAX_LATITUDE))
        return np.column_stack([np.radians(xy[:, 0]), np.arctanh(np.sin(lat))]) * EARTH_RADIUS_M

    found: NDArray[Any] = shapely.transform(shapes, project) if len(shapes) else shapes
    return found


def _cut_up(rows: NDArray[np.int64], shapes: NDArray[Any], overlap_m: float) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Cut polygons of many vertices into quarters until none has more than MAX_PIECE; returns owners and pieces."""
    owners, pieces = [rows[:0]], [shapes[:0]]
    while len(shapes):
        large = shapely.get_num_coordinates(shapes) > MAX_PIECE
        x0, y0, x1, y1 = shapely.bounds(shapes).T
        # A shape with all its vertices in one spot cannot be cut any further.
        large &= np.maximum(x1 - x0, y1 - y0) > max(4 * overlap_m, 1.0)
        owners.append(rows[~large])
        pieces.append(shapes[~large])
        whole, kept = shapes[large], rows[large]
        x0, y0, x1, y1 = x0[large], y0[large], x1[large], y1[large]
        upright = (y1 - y0) > (x1 - x0)
        halves, whose = [], []
        for box in (
            (x0, y0, np.where(upright, x1, (x0 + x1) / 2), np.where(upright, (y0 + y1) / 2, y1)),
            (np.where(upright, x0, (x0 + x1) / 2), np.where(upright, (y0 + y1) / 2, y0), x1, y1),
        ):
            grown = (box[0] - overlap_m, box[1] - overlap_m, box[2] + overlap_m, box[3] + overlap_m)
            for row, shape, *edges in zip(kept, whole, *grown, strict=True):
                half = shapely.clip_by_rect(shape, *edges)
                if not half.is_empty:
                    whose.append(row)
                    halves.append(half)
        rows, shapes = np.array(whose, dtype=np.int64), np.array(halves, dtype=object)
    return _valid(np.concatenate(owners), np.concatenate(pieces))


def _valid(rows: NDArray[np.int64], pieces: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Rebuild the pieces that cross themselves: cutting a tile out of one of them fails otherwise."""
    broken = ~shapely.is_valid(pieces)
    if not broken.any():
        return rows, pieces
    mended = shapely.make_valid(pieces[broken], method="structure", keep_collapsed=False)
    extra_rows, extra = _single(rows[broken], mended)
    flat = shapely.get_dimensions(extra) == 2
    return np.concatenate([rows[~broken], extra_rows[flat]]), np.concatenate([pieces[~broken], extra[flat]])


def _runs(rows: NDArray[np.int64], shapes: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Cut lines into runs of at most MAX_PIECE vertices, each beginning where the one before ends."""
    long = shapely.get_num_coordinates(shapes) > MAX_PIECE
    runs, whose = [shapes[~long]], [rows[~long]]
    for owner, line in zip(rows[long], shapes[long], strict=True):
        xy = shapely.get_coordinates(line)
        starts = range(0, len(xy) - 1, MAX_PIECE - 1)
        pieces = [shapely.LineString(xy[start : start + MAX_PIECE]) for start in starts]
        runs.append(np.array(pieces, dtype=object))
        whose.append(np.full(len(pieces), owner))
    return np.concatenate(whose), np.concatenate(runs)


__all__ = ["NO_DATA", "DrawnLayer"]
