"""Panels: the statistics of one data set as arrays of period by region by industry, NaN where nothing is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from geo.analysis.rating.cells import Cells, Floats
from geo.catalog.package import Catalog
from geo.statistics.datasets import Dataset, dataset
from geo.statistics.errors import UnknownChoiceError

MEASURES: Final = ("jobs", "establishments", "value_added", "wages", "rse_pct")
SIZES: Final = ("jobs", "value_added", "establishments")
STATUSES: Final = ("published", "suppressed", "estimated")


@dataclass(frozen=True, slots=True, eq=False)
class Hidden:
    """What is known of the unpublished cells of T years, R regions and I industries.

    Attributes
    ----------
    amount : T x R, the region's total less its published cells.
    share : T x R x I, the part of it an industry's unpublished cells are expected to have by their size in the country.
    cells : T x R x I, how many unpublished cells it has.
    """

    amount: Floats
    share: Floats
    cells: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The statistics of a data set.

    Attributes
    ----------
    regions, industries, periods : codes of R regions and I industries, and T years.
    values : measure -> T x R x I; NaN where a cell is not published.
    totals : measure -> T x R, all industries of a region.
    hidden : what is known of cells that are not published; None where industries are not parts of the total.
    """

    dataset: Dataset
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    periods: tuple[int, ...]
    values: Mapping[str, Floats]
    totals: Mapping[str, Floats]
    hidden: Hidden | None = None

    @property
    def size(self) -> str:
        """The measure that says how large a cell is: jobs where there are some, else value added, else units."""
        return next(name for name in SIZES if name in self.values)

    def position(self, period: int) -> int:
        """Return the index of a year; raises UnknownChoiceError."""
        if period not in self.periods:
            raise UnknownChoiceError(self.dataset.key, str(period), known=map(str, self.periods))
        return self.periods.index(period)

    def cells(self, period: int, *, earlier: int | None = None, types: tuple[str, ...] | None = None) -> Cells:
        """Return one year as the input of ratings; with `earlier` also the amounts of that year.

        Regions without a total are left out, and so are amounts below zero (a year's loss): no quotient can be made of
        them; `negative` counts these. So is the whole country, which quotients are
        measured by instead.
        """
        at = self.position(period)
        totals = self.totals[self.size][at]
        nation = self.regions.index(self.dataset.nation) if self.dataset.nation else -1
        kept = np.flatnonzero(np.isfinite(totals) & (totals > 0) & (np.arange(len(totals)) != nation))

        def measure(name: str, where: int) -> Floats | None:
            if name not in self.values:
                return None
            found = self.values[name][where][kept]
            return np.where(found < 0, np.nan, found) if name == self.size else found

        jobs = measure(self.size, at)
        assert jobs is not None  # noqa: S101 - `size` is one of the values
        return Cells(
            regions=tuple(self.regions[row] for row in kept),
            industries=self.industries,
            jobs=jobs,
            totals=totals[kept],
            establishments=measure("establishments", at),
            wages=measure("wages", at),
            earlier=None if earlier is None else measure(self.size, self.position(earlier)),
            types=None if types is None else tuple(types[row] for row in kept),
            rounded_to=self.dataset.rounded_to,
            rse_pct=measure("rse_pct", at),
            earlier_rse_pct=None if earlier is None else measure("rse_pct", self.position(earlier)),
            unpublished=None if self.hidden is None else self.hidden.amount[at][kept],
            hidden_share=None if self.hidden is None else self.hidden.share[at][kept],
            hidden_cells=None if self.hidden is None else self.hidden.cells[at][kept],
            reference=None if nation < 0 else self.values[self.size][at][nation],
            reference_total=None if nation < 0 else float(totals[nation]),
        )

    def negative(self, period: int) -> int:
        """Return how many cells of a year are below zero, which ratings leave out."""
        return int((self.values[self.size][self.position(period)] < 0).sum())

    def long(self) -> Any:
        """Return the cells as a table: region, industry, period, measure, value, status; a suppressed one has no value.

        A frame of T x R x I rows a measure, so meant for one data set at a time.
        """
        import pandas as pd

        t, r, i = len(self.periods), len(self.regions), len(self.industries)
        parts = []
        for name, values in self.values.items():
            flat = values.ravel()
            parts.append(
                pd.DataFrame(
                    {
                        "region": np.tile(np.repeat(np.array(self.regions, dtype=object), i), t),
                        "industry": np.tile(np.array(self.industries, dtype=object), t * r),
                        "period": np.repeat(self.periods, r * i),
                        "measure": name,
                        "value": flat,
                        "status": np.where(np.isnan(flat), "suppressed", "published"),
                    }
                )
            )
        return pd.concat(parts, ignore_index=True)


def hidden_cells(found: Panel) -> Hidden | None:
    """Return what is known of the unpublished cells of a panel whose industries are parts of its totals.

    None where they are not, or where no region has more than its published cells.
    """
    if not found.dataset.parts:
        return None
    values = found.values[found.size]
    rows = [row for row, code in enumerate(found.regions) if code != found.dataset.nation]
    absent = np.isnan(values)
    amount = np.nan_to_num(found.totals[found.size] - np.nansum(values, axis=2))
    amount = np.where(amount > found.dataset.rounded_to, amount, 0.0)
    if not amount.any():
        return None
    expected = absent * np.nansum(values[:, rows], axis=1)[:, None, :]
    everything = expected.sum(axis=2, keepdims=True)
    share = np.divide(expected, everything, out=np.zeros_like(expected), where=everything > 0)
    return Hidden(amount, share, absent.astype(np.float64))


def panel(catalog: Catalog, key: str) -> Panel:
    """Read the statistics of a data set, once per version of the file; raises UnknownDatasetError."""
    chosen = dataset(key)
    resource = catalog.resource(chosen.key)
    return _read(catalog.data_dir / resource.path, resource.sha256, chosen.key)


@lru_cache(maxsize=8)
def _read(path: Path, _sha256: str, key: str) -> Panel:
    from pyarrow import parquet

    chosen = dataset(key)
    table = parquet.read_table(path)
    regions, region_of = _codes(table.column(chosen.region))
    industries, industry_of = _codes(table.column(chosen.industry))
    if chosen.year:
        years = table.column(chosen.year).to_numpy().astype(np.int64)
        periods = sorted({int(year) for year in np.unique(years)})
        period_of = np.searchsorted(periods, years)
    else:
        periods, period_of = [chosen.period], np.zeros(table.num_rows, dtype=np.intp)
    shape = (len(periods), len(regions), len(industries))
    flat = np.ravel_multi_index((period_of, region_of, industry_of), shape)
    values: dict[str, Floats] = {}
    for name, column in chosen.measures.items():
        cells = np.full(shape, np.nan)
        cells.ravel()[flat] = table.column(column).to_numpy().astype(np.float64)
        values[name] = cells
    return _with_totals(chosen, regions, industries, tuple(periods), values)


def _with_totals(
    chosen: Dataset,
    regions: tuple[str, ...],
    industries: tuple[str, ...],
    periods: tuple[int, ...],
    values: dict[str, Floats],
) -> Panel:
    if chosen.total:
        at = industries.index(chosen.total)
        totals = {name: cells[:, :, at] for name, cells in values.items()}
        rest = [column for column in range(len(industries)) if column != at]
        values = {name: cells[:, :, rest] for name, cells in values.items()}
        industries = tuple(industries[column] for column in rest)
    else:  # nansum of nothing is 0: a region without any cell has no total
        totals = {
            name: np.where(np.isfinite(cells).any(axis=2), np.nansum(cells, axis=2), np.nan)
            for name, cells in values.items()
        }
    found = Panel(chosen, regions, industries, periods, values, totals)
    return replace(found, hidden=hidden_cells(found))


def _codes(column: Any) -> tuple[tuple[str, ...], Any]:
    """Return the sorted codes of a column and the position of each row's code among them."""
    encoded = column.combine_chunks().dictionary_encode()
    words = encoded.dictionary.to_pylist()
    order = np.argsort(np.array(words, dtype=object))
    place = np.empty(len(words), dtype=np.intp)
    place[order] = np.arange(len(words))
    return tuple(words[position] for position in order), place[encoded.indices.to_numpy()]
