"""A layer's rows as a file: GeoParquet to keep, CSV to take along."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from geo.catalog.tables import safe_csv

if TYPE_CHECKING:
    import geopandas as gpd


def as_geoparquet(frame: gpd.GeoDataFrame) -> bytes:
    """Return rows as GeoParquet; the same rows give the same bytes."""
    import geopandas as gpd

    from geo.ingest.repair import tidy_table

    table = tidy_table(frame.drop(columns=frame.geometry.name).reset_index(drop=True))
    name = "geometry"
    while name in table.columns:
        name += "_"
    table[name] = gpd.GeoSeries(frame.geometry.to_numpy(), crs="EPSG:4326")
    made = gpd.GeoDataFrame(table, geometry=name)
    file = BytesIO()
    made.to_parquet(file, index=False, compression="zstd")
    return file.getvalue()


def as_csv(frame: gpd.GeoDataFrame) -> bytes:
    """Return rows as CSV that a spreadsheet opens without running anything in it; shapes stand as WKT."""
    import shapely

    table = frame.drop(columns=frame.geometry.name)
    name = "geometry_wkt"
    while name in table.columns:
        name += "_"
    return safe_csv(table.assign(**{name: shapely.to_wkt(frame.geometry.to_numpy(), rounding_precision=7)}))
