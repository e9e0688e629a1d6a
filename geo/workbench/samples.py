"""Sample uploads to try the workbench with, made from the catalogue and as awkward as uploads are.

They go the way of every upload: through the doctor in its sandbox.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog, boundaries
from geo.settings import Settings

if TYPE_CHECKING:
    import geopandas as gpd

SAMPLES: Final = ("areas", "firms")
"""areas: a shapefile of cities from a Windows zip, GBK, without .prj, Gauss-Krueger metres; firms: a GBK table."""
_PROVINCES: Final = ("CN-31", "CN-32", "CN-33")  # Shanghai, Jiangsu, Zhejiang
_GAUSS_KRUGER: Final = "EPSG:4528"  # CGCS2000, 3-degree zone 40, eastings with the zone before them


class _WindowsName(zipfile.ZipInfo):
    """A name in GBK without the flag for UTF-8, as Windows in China writes it."""

    __slots__ = ()

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own hook
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def sample(name: str, catalog: Catalog, settings: Settings) -> tuple[str, bytes]:
    """Return the file name and bytes of one of SAMPLES."""
    return _areas(catalog, settings) if name == "areas" else _firms(catalog)


def _areas(catalog: Catalog, settings: Settings) -> tuple[str, bytes]:

    cities = boundaries.cn_prefectures(settings)
    chosen = cities[cities["unit_id"].str[:5].isin(_PROVINCES)].reset_index(drop=True)
    layer = _counted(chosen, catalog)[["名称", "代码", "机构数", "科研机构", "面积_km2", "geometry"]]
    layer = layer.to_crs(_GAUSS_KRUGER)
    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        path = Path(folder) / "sample.shp"
        layer.to_file(path, driver="ESRI Shapefile", encoding="GBK", engine="pyogrio")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for suffix in (".shp", ".shx", ".dbf"):
                entry = _WindowsName(f"长三角城市{suffix}")
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.with_suffix(suffix).read_bytes())
    return "长三角城市.zip", packed.getvalue()


def _counted(cities: gpd.GeoDataFrame, catalog: Catalog) -> gpd.GeoDataFrame:
    import geopandas as gpd

    from geo.analysis.plane import to_metres
    from geo.analysis.scorecard import RESEARCH

    organisations = catalog.table("organisations")
    points = gpd.GeoDataFrame(
        organisations[["kind"]],
        geometry=gpd.points_from_xy(organisations["lon"], organisations["lat"]),
        crs=cities.crs,
    )
    inside = points.sjoin(cities[["unit_id", "geometry"]], predicate="within")
    every = inside.groupby("unit_id").size()
    research = inside[inside["kind"].isin(RESEARCH)].groupby("unit_id").size()
    return cities.assign(
        名称=cities["name_zh"],
        代码=cities["unit_id"].str.removeprefix("CN-"),
        机构数=cities["unit_id"].map(every).fillna(0).astype(int),
        科研机构=cities["unit_id"].map(research).fillna(0).astype(int),
        面积_km2=(to_metres(cities).area / 1e6).round(1).to_numpy(),
    )


def _firms(catalog: Catalog) -> tuple[str, bytes]:
    organisations = catalog.table("organisations")
    rows = organisations[organisations["country"] == "CN"]
    table = rows[["name_zh", "kind", "segment", "unit_id", "lon", "lat", "uncertainty_m"]].copy()
    table["unit_id"] = table["unit_id"].str.removeprefix("CN-")
    table.columns = ["名称", "类型", "门类", "区划代码", "经度", "纬度", "误差_米"]
    return "数字企业.csv", table.to_csv(index=False, lineterminator="\r\n").encode("gbk", "replace")
