"""Tables for download: the package's own files, exports of what is on screen, and GeoParquet of every table."""

from __future__ import annotations

from codecs import BOM_UTF8
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from geo.catalog.boundaries import units
from geo.catalog.china import LONLAT
from geo.catalog.errors import UnknownObjectError
from geo.catalog.package import Catalog
from geo.settings import Settings, settings

if TYPE_CHECKING:
    import pandas as pd

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")  # spreadsheets read cells that begin so as formulas


def as_csv(cat: Catalog, name: str) -> bytes:
    """Return a table's file byte for byte, with the byte-order mark before it by which spreadsheets know UTF-8.

    Without that mark its hash is the one the catalogue states. Raises UnknownObjectError for a name that is no table.
    """
    resource = cat.resource(name)
    if not resource.is_table:
        raise UnknownObjectError("table", name)
    return BOM_UTF8 + (cat.data_dir / resource.path).read_bytes().removeprefix(BOM_UTF8)


def safe_csv(frame: pd.DataFrame) -> bytes:
    """Return an export of what is on screen as CSV that a spreadsheet opens without running anything in it.

    Texts that begin like a formula get an apostrophe before them (OWASP, CSV injection); numbers stay numbers. The
    byte-order mark tells spreadsheets that the file is UTF-8; lines end as RFC 4180 says, so that a bare carriage
    return in a text is quoted.

    Examples
    --------
    >>> import pandas as pd
    >>> safe_csv(pd.DataFrame({"name": ["=1+1"], "n": [-2]})).decode("utf-8-sig")
    "name,n\\r\\n'=1+1,-2\\r\\n"
    """
    safe = frame.rename(columns=_neutralised).map(_neutralised)
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def as_geoparquet(cat: Catalog, name: str, *, config: Settings | None = None) -> bytes:
    """Return a table as GeoParquet, EPSG:4326.

    Geometry is the point of tables with lon and lat, else the polygon of the unit where every row is of one unit
    (`admin_units`, `cluster_units`), else empty: every table downloads in both formats, and readers of GeoParquet need
    no exception for those without places.

    Parameters
    ----------
    config : where the store with the units' polygons is; the process's settings by default.

    Raises
    ------
    UnknownObjectError
        for a name that is no table.
    NotPreparedError
        where polygons are needed and the store is not there.
    """
    import geopandas as gpd

    table = cat.table(name)
    # A column of that name, which says where a unit's polygon comes from, would be overwritten.
    attributes = table.rename(columns={"geometry": "geometry_origin"})
    if {"lon", "lat"} <= set(table.columns):
        geometry: Any = gpd.points_from_xy(table["lon"], table["lat"])
        geometry[(table["lon"].isna() | table["lat"].isna()).to_numpy()] = None
    elif "unit_id" in table.columns:
        polygons = units(config or settings()).set_index("unit_id").geometry
        geometry = polygons.reindex(table["unit_id"]).to_numpy()
    else:
        geometry = [None] * len(table)
    file = BytesIO()
    gpd.GeoDataFrame(attributes, geometry=geometry, crs=LONLAT).to_parquet(file, index=False)
    return file.getvalue()


def _neutralised(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
