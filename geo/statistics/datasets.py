"""The registry of data sets: which file, which regions, which industries, which years and measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.statistics.errors import UnknownDatasetError


@dataclass(frozen=True, slots=True)
class Dataset:
    """One set of regional statistics.

    Attributes
    ----------
    key : also the name of its file in the catalogue.
    country : ISO 3166 code.
    area_set : of the table `regions`.
    scheme : of the table `industries` its codes belong to; "" where it has no industries.
    region, industry, year : its columns; "" where it has none.
    period : year of a data set without a column of years.
    total : code of the industry that stands for all of them; "" where region totals are sums.
    measures : measure of geo.statistics.panel.MEASURES -> its column.
    groupings : ways its industries can be gathered, keys of geo.statistics.grouping.GROUPINGS; the first is usual.
    rounded_to : amounts are rounded to this.
    parts : its industries are parts of the total, each job in one of them.
    nation : code of the region that is the whole country; "" where it is the sum of the regions.
    """

    key: str
    country: str
    area_set: str
    scheme: str
    region: str
    industry: str
    year: str
    period: int
    total: str
    measures: Mapping[str, str]
    groupings: tuple[str, ...]
    rounded_to: float = 1.0
    parts: bool = False
    nation: str = ""


_ALL: Final = (
    Dataset(
        key="us_cbp_2019",
        country="US",
        area_set="us_cbsa",
        scheme="naics2017",
        region="code",
        industry="naics",
        year="",
        period=2019,
        total="00",
        measures={"jobs": "jobs", "establishments": "establishments"},
        groupings=("traded", "clusters", "digital", "industries"),
        parts=True,
    ),
    Dataset(
        key="us_oews_2025",
        country="US",
        area_set="us_oews",
        scheme="soc2018",
        region="code",
        industry="occupation",
        year="",
        period=2025,
        total="000000",
        measures={"jobs": "jobs", "wages": "mean_wage_usd", "rse_pct": "jobs_rse_pct"},
        groupings=("major", "detailed"),
        rounded_to=10.0,
        nation="US",
    ),
    Dataset(
        key="uk_bres_2015_2018",
        country="GB",
        area_set="uk_nuts2",
        scheme="sic2007",
        region="code",
        industry="sic4",
        year="year",
        period=0,
        total="",
        measures={"jobs": "jobs", "establishments": "establishments"},
        groupings=("segments", "digital", "industries"),
        rounded_to=10.0,
    ),
    Dataset(
        key="uk_gva_1998_2021",
        country="GB",
        area_set="uk_itl2",
        scheme="uk_gva",
        region="code",
        industry="industry",
        year="year",
        period=0,
        total="Total",
        measures={"value_added": "gva_gbp_million"},
        groupings=("divisions", "digital"),
    ),
    Dataset(
        key="de_laender_2015",
        country="DE",
        area_set="de_land",
        scheme="wz2008",
        region="code",
        industry="section",
        year="",
        period=2015,
        total="",
        measures={"jobs": "jobs", "establishments": "establishments"},
        groupings=("industries",),
        rounded_to=1000.0,
    ),
)
DATASETS: Final[Mapping[str, Dataset]] = {dataset.key: dataset for dataset in _ALL}


def dataset(key: str) -> Dataset:
    """Return a data set; raises UnknownDatasetError."""
    if key not in DATASETS:
        raise UnknownDatasetError(key, known=DATASETS)
    return DATASETS[key]
