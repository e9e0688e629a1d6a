"""Talent of a region: its digital occupations with pay, and quotients with the interval their standard errors leave."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analysis.rating.cells import Floats
from geo.analysis.rating.quotient import quotient_range
from geo.catalog import Catalog
from geo.statistics.grouping import grouped, groups
from geo.statistics.panel import panel
from geo.statistics.regions import Region

if TYPE_CHECKING:
    import pandas as pd

DATASET: Final = "us_oews_2025"
_DIGITAL: Final = ("15", "17")  # groups of occupations whose single occupations are shown: computers, engineering


def talent_of(catalog: Catalog, region: Region, *, first: int) -> pd.DataFrame | None:
    """Return the largest digital occupations of a US area, None where nothing is published.

    Columns: code, name_zh, name_en, jobs, lq, low, high, wage_usd, rse_pct; low and high bound the quotient, since jobs
    are rounded to ten and have a relative standard error (95 %).
    """
    import pandas as pd

    if region.area_set != "us_cbsa":
        return None
    single = grouped(panel(catalog, DATASET), catalog, "detailed")
    cells = single.cells(single.periods[-1])
    if region.code not in cells.regions:
        return None
    row = cells.regions.index(region.code)
    named = groups(single, catalog, "detailed")
    errors = _errors_pct(catalog, region.code)
    rse = np.array([errors.get(code, np.nan) for code in cells.industries])
    country, everything = cells.country
    found = quotient_range(
        cells.jobs[row],
        float(cells.totals[row]),
        country,
        everything,
        rounded_to=single.dataset.rounded_to,
        rse_pct=rse,
    )
    wages: Floats = np.full(len(rse), np.nan) if cells.wages is None else cells.wages[row]
    table = pd.DataFrame(
        {
            "code": cells.industries,
            "name_zh": [named[code].name.zh for code in cells.industries],
            "name_en": [named[code].name.localised("en") for code in cells.industries],
            "jobs": cells.jobs[row],
            "lq": found.value,
            # Without a standard error rounding alone would look more certain than it is.
            "low": np.where(np.isfinite(rse), found.low, np.nan),
            "high": np.where(np.isfinite(rse), found.high, np.nan),
            "wage_usd": wages,
            "rse_pct": rse,
        }
    )
    table = table[table["code"].str[:2].isin(_DIGITAL) & (table["name_zh"] != "") & table["jobs"].notna()]
    return table.sort_values("jobs", ascending=False).head(first).reset_index(drop=True)


def _errors_pct(catalog: Catalog, code: str) -> dict[str, float]:
    """Return the relative standard error of jobs by occupation, percent."""
    resource = catalog.resource(DATASET)
    return _read(catalog.data_dir / resource.path, resource.sha256, code)


@lru_cache(maxsize=16)
def _read(path: Path, _sha256: str, code: str) -> dict[str, float]:
    from pyarrow import parquet

    rows = parquet.read_table(path, columns=["occupation", "jobs_rse_pct"], filters=[("code", "==", code)])
    values = rows.column("jobs_rse_pct").to_numpy(zero_copy_only=False).astype(np.float64)
    return {one: float(value) for one, value in zip(rows.column("occupation").to_pylist(), values, strict=True)}
