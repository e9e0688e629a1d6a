"""Chinese cities: measures of the macro figures, year by year, with what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from geo.analysis.rating.cells import Floats
from geo.catalog.package import Catalog
from geo.statistics.errors import UnknownChoiceError

DATASET: Final = "cn_cities_2000_2024"
AREA_SET: Final = "cn_city"
GROWTH_YEARS: Final = 5
SAME_AREA: Final = 0.10
"""A city whose land area differs more than this between two years has changed its boundaries: no growth is given."""

LARGEST_STEP: Final = 0.5
"""A change of more than this within a year is one of boundaries or accounts, not of the economy: no growth either."""


@dataclass(frozen=True, slots=True)
class CityMeasure:
    """One measure of a city.

    Attributes
    ----------
    key : id in links and texts (`rating.measure.<key>`).
    column, over : numerator and, where the measure is a ratio, denominator; columns of the file.
    scale : factor from the ratio of the columns to the unit `rating.unit.<unit>`.
    unit : key of the unit.
    digits : decimals shown.
    """

    key: str
    column: str
    unit: str
    over: str = ""
    scale: float = 1.0
    digits: int = 1


_ALL: Final = (
    CityMeasure("gdp_per_head", "gdp_10k_cny", "cny", over="population_10k", digits=0),
    CityMeasure("gdp", "gdp_10k_cny", "bn_cny", scale=1e-5),
    CityMeasure("gdp_growth", "gdp_10k_cny", "percent_year"),
    CityMeasure("tertiary_share", "gdp_tertiary_10k_cny", "percent", over="gdp_10k_cny", scale=100.0),
    CityMeasure("population", "population_10k", "million", scale=0.01, digits=2),
    CityMeasure("trade_share", "trade_million_cny", "percent", over="gdp_10k_cny", scale=10_000.0),
    CityMeasure("science_share", "science_spending_10k_cny", "percent", over="budget_spending_10k_cny", scale=100.0),
    CityMeasure("science_per_head", "science_spending_10k_cny", "cny", over="population_10k", digits=0),
    CityMeasure("students_per_10k", "students_10k", "per_10k", over="population_10k", scale=10_000.0, digits=0),
    CityMeasure("mobile_per_head", "mobile_users_10k", "per_head", over="population_10k", digits=2),
)
MEASURES: Final[Mapping[str, CityMeasure]] = {measure.key: measure for measure in _ALL}
COMPOSITE: Final = ("gdp_per_head", "tertiary_share", "trade_share", "science_share", "students_per_10k")
"""Indicators of the composite of cities: a labelled proposal whose weights a person sets."""
DIMENSION_MEASURES: Final[Mapping[str, str]] = {
    "ket": "science_share",
    "digitalisation": "mobile_per_head",
    "service_innovation": "tertiary_share",
    "eco_efficiency": "",
}
"""The article's four dimensions -> what stands for each in the figures of cities, "" = nothing does.

The stand-ins are a labelled proposal. No energy or emission of all cities is among the figures, so that the last
dimension has no input and no weight.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Cities:
    """The file as arrays: `columns` holds T x R each, NaN where nothing usable is published."""

    codes: tuple[str, ...]
    years: tuple[int, ...]
    columns: Mapping[str, Floats]

    def values(self, key: str, year: int) -> Floats:
        """Return a measure of one year for every city; raises UnknownChoiceError.

        Growth is the mean nominal growth a year over GROWTH_YEARS years, NaN where boundaries changed in between.
        """
        if key not in MEASURES:
            raise UnknownChoiceError(DATASET, key, known=MEASURES)
        measure = MEASURES[key]
        at = self.position(year)
        if key == "gdp_growth":
            return self._growth(at)
        top = self.columns[measure.column][at]
        with np.errstate(divide="ignore", invalid="ignore"):
            found = top / self.columns[measure.over][at] if measure.over else top
        return np.where(np.isfinite(found), found * measure.scale, np.nan)

    def position(self, year: int) -> int:
        """Return the index of a year; raises UnknownChoiceError."""
        if year not in self.years:
            raise UnknownChoiceError(DATASET, str(year), known=map(str, self.years))
        return self.years.index(year)

    def _growth(self, at: int) -> Floats:
        if at < GROWTH_YEARS:
            return np.full(len(self.codes), np.nan)
        gdp, area = self.columns["gdp_10k_cny"], self.columns["area_km2"]
        with np.errstate(divide="ignore", invalid="ignore"):
            growth = ((gdp[at] / gdp[at - GROWTH_YEARS]) ** (1 / GROWTH_YEARS) - 1) * 100
            moved = np.abs(area[at] / area[at - GROWTH_YEARS] - 1)
            steps = gdp[at - GROWTH_YEARS + 1 : at + 1] / gdp[at - GROWTH_YEARS : at]
        steady = (np.abs(np.log(steps)) <= np.log1p(LARGEST_STEP)).all(axis=0)
        return np.where(np.isfinite(growth) & (moved <= SAME_AREA) & steady, growth, np.nan)


def cities(catalog: Catalog) -> Cities:
    """Read the figures of Chinese cities, once per version of the file."""
    resource = catalog.resource(DATASET)
    return _read(catalog.data_dir / resource.path, resource.sha256)


@lru_cache(maxsize=2)
def _read(path: Path, _sha256: str) -> Cities:
    from pyarrow import parquet

    table = parquet.read_table(path)
    codes, rows = np.unique(np.array(table.column("code").to_pylist()), return_inverse=True)
    years, times = np.unique(table.column("year").to_numpy(), return_inverse=True)
    columns = {}
    for name in table.column_names:
        if name in ("code", "year"):
            continue
        values = np.full((len(years), len(codes)), np.nan)
        values[times, rows] = table.column(name).to_numpy().astype(np.float64)
        columns[name] = values
    return Cities(tuple(codes.tolist()), tuple(int(year) for year in years), columns)
