"""The embedded tile store: one DuckDB file with the organisations on the grid and the base map's shapes.

Built by `python -m geo prepare`, opened read-only by the server. Only columns that tiles and the list of what is on
screen need are in it; everything else stays in the catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache, partial
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.catalog import Catalog, boundaries, ground, kept, load_catalog
from geo.catalog.divisions import city_of, province_of
from geo.errors import NotPreparedError
from geo.model import NO_MODEL, NO_SEGMENT, ORGANISATION_FAMILIES
from geo.settings import Settings
from geo.tiles.grid import MAX_LATITUDE, morton, to_grid

if TYPE_CHECKING:
    import duckdb
    import geopandas as gpd
    import pandas as pd

FILE = "observatory.duckdb"
_PACKAGES: Final = ("duckdb", "duckdb-extension-spatial", "geopandas", "pyproj", "shapely")
MEMORY_LIMIT = "256MB"  # enough for the whole sample; DuckDB spills to disk beyond it
# Shapes are kept once per band of zooms, simplified to about half a pixel of the band's deepest zoom (metres in
# EPSG:3857). Simplifying while a tile is cut cost 190 ms for the world tile.
BANDS: tuple[tuple[int, float], ...] = ((2, 19_000.0), (4, 4_900.0), (6, 1_200.0), (18, 0.0))


def spatial_extension() -> str:
    """Path of the spatial extension that pip installed, so that nothing is fetched and nothing written to load it."""
    import duckdb

    module = resources.files("duckdb_extension_spatial")
    return str(Path(str(module)) / "extensions" / f"v{duckdb.__version__}" / "spatial.duckdb_extension")


@lru_cache(maxsize=1)
def _checked_extension() -> str:
    """Return the path of the spatial extension once DuckDB has found its maker's signature good.

    To check 80 MB takes 0.3 s of processor, and DuckDB does it for every database, although a process has but one copy
    of the code, the one it loaded first: once is enough.
    """
    import duckdb

    path = spatial_extension()
    with duckdb.connect(":memory:") as connection:
        connection.load_extension(path)
    return path


def with_spatial(
    database: str, *, memory_limit: str, threads: int, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB with the spatial extension, whose signature is checked once a process.

    Parameters
    ----------
    database : a path, or ":memory:".
    memory_limit : as DuckDB writes it, ``1GB``.
    """
    import duckdb

    path = _checked_extension()
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "threads": threads,
        "allow_unsigned_extensions": True,
    }
    connection = duckdb.connect(database, read_only=read_only, config=config)
    connection.load_extension(path)
    connection.execute("SET allow_unsigned_extensions = false")  # for good: no statement can allow them again
    return connection


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file with the spatial extension and a bounded memory."""
    return with_spatial(str(path), memory_limit=MEMORY_LIMIT, threads=2, read_only=read_only)


def prepare(settings: Settings, report: Callable[[str], None]) -> None:
    """Write the store into `settings.store_dir`; expects the boundaries there."""
    report("shapes")
    build = partial(_build_shapes, settings)
    kept.put(settings, settings.store_dir, name="shapes", key=_shapes_key(), build=build, linked=False)
    report("organisations")
    with connect(settings.store_dir / FILE, read_only=False) as connection:
        _write(connection, "organisations", _organisations(load_catalog(settings)), order="q")
        connection.execute("CHECKPOINT")


def _shapes_key() -> str:
    """Name what the shapes are made from: the ground, this code and the packages that simplify and keep them."""
    digest = hashlib.sha256(ground.key().encode())
    here = Path(__file__).parent
    for module in (here / "store.py", here / "grid.py", Path(boundaries.__file__)):
        digest.update(module.read_bytes())
    for package in _PACKAGES:
        digest.update(version(package).encode())
    return digest.hexdigest()[:16]


def _build_shapes(settings: Settings, folder: Path) -> None:
    """Write a store that has the ground's shapes alone, which do not depend on the data."""
    with connect(folder / FILE, read_only=False) as connection:
        for table, shapes in (
            ("land", boundaries.base_land(settings)),
            ("lakes", boundaries.lakes(settings)),
            ("provinces", boundaries.cn_provinces(settings)),
            ("prefectures", boundaries.cn_prefectures(settings)),
            ("districts", boundaries.cn_districts(settings)),
            ("lines", boundaries.cn_lines(settings)),
        ):
            _write(connection, table, _banded(shapes, first_band=3 if table == "districts" else 0), order="band")
            connection.execute(f"ALTER TABLE {table} ADD COLUMN geom GEOMETRY")
            connection.execute(f"UPDATE {table} SET geom = ST_GeomFromWKB(wkb)")
            connection.execute(f"ALTER TABLE {table} DROP COLUMN wkb")
        connection.execute("CHECKPOINT")


def _write(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame, *, order: str) -> None:
    connection.register("frame", frame)
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM frame ORDER BY {order}")
    connection.unregister("frame")


def _organisations(catalog: Catalog) -> pd.DataFrame:
    """Organisations of the catalogue with their grid place and the attributes that filters and tiles use."""
    import pandas as pd

    frame = catalog.table("organisations")
    clusters = catalog.table("clusters").set_index("cluster_id")
    x, y = to_grid(frame["lon"].to_numpy(float), frame["lat"].to_numpy(float))
    model = frame["cluster_id"].map(clusters["model"])
    placed = list(zip(frame["country"], frame["unit_id"].str.removeprefix("CN-"), strict=True))
    return pd.DataFrame(
        {
            "id": frame["organisation_id"],
            "x": x,
            "y": y,
            "q": morton(x, y),
            "lon": frame["lon"].astype(float),
            "lat": frame["lat"].astype(float),
            "name_zh": frame["name_zh"],
            "name_en": frame["name_en"],
            "cluster_id": frame["cluster_id"],
            "model": model.where(model != "", NO_MODEL).fillna(NO_MODEL),
            "kind": frame["kind"],
            "family": frame["kind"].map(ORGANISATION_FAMILIES),
            "segment": frame["segment"].where(frame["segment"] != "", NO_SEGMENT),
            "country": frame["country"],
            "province": [province_of(country, code) for country, code in placed],
            "city": [city_of(country, code) for country, code in placed],
            "founded_year": frame["founded_year"].astype("Int32"),
            "confidence": frame["confidence"],
            "precision": frame["precision"],
            "uncertainty_m": frame["uncertainty_m"].astype(float),
        }
    )


def _banded(shapes: gpd.GeoDataFrame, *, first_band: int = 0) -> pd.DataFrame:
    """Project shapes to EPSG:3857 and repeat them per zoom band, simplified; topology inside one shape is kept."""
    import pandas as pd

    clipped = shapes.clip((-180.0, -MAX_LATITUDE, 180.0, MAX_LATITUDE)).to_crs(3857)
    rows = []
    for band, (_last_zoom, tolerance_m) in enumerate(BANDS):
        if band < first_band:
            continue
        geometry = clipped.geometry
        if tolerance_m:
            geometry = geometry.simplify(tolerance_m)
        geometry = geometry[~geometry.is_empty]
        rows.append(pd.DataFrame({"band": np.int8(band), "wkb": geometry.to_wkb()}))
    return pd.concat(rows, ignore_index=True)


@lru_cache(maxsize=2)
def _open(path: Path, _modified_ns: int) -> duckdb.DuckDBPyConnection:
    return connect(path, read_only=True)


def cursor(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Return a cursor of the process's one read-only connection; raises NotPreparedError when there is no store."""
    path = settings.store_dir / FILE
    try:
        modified_ns = path.stat().st_mtime_ns
    except FileNotFoundError as missing:
        raise NotPreparedError(
            f"There is no tile store at {path}. Run `python -m geo prepare`.", path=str(path)
        ) from missing
    return _open(path, modified_ns).cursor()
