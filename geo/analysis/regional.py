"""Regions and industries: specialisation and concentration of a table, with intervals and cautions for small counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from geo.analysis import concentration
from geo.analysis.errors import TooFewError, UnusableValuesError
from geo.analysis.resampling import REPLICATES, interval, resampled_cells, resampled_units
from geo.analysis.result import SEED, Caution, Coverage, Result, coverage_cautions

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
_Measure = tuple[Callable[[Floats], Floats], tuple[float, float]]  # and its least and largest value
Basis = Literal["units", "counts", "amounts"]
BASES: Final = ("units", "counts", "amounts")
"""units = one row per firm; counts = numbers of firms per cell; amounts = persons or money without the firms behind."""

SMALL_CELL: Final = 5  # units; a quotient from fewer says little
SMALL_REGION: Final = 30  # units in all industries of a region
SMALL_REFERENCE: Final = 100  # units in the whole table


@dataclass(frozen=True, slots=True)
class RegionalTable:
    """Amounts by region (rows) and industry (columns).

    Attributes
    ----------
    cells : the amounts measured: persons, money or numbers of firms.
    counts : numbers of units behind each cell; None for `amounts`, where they are not known.
    basis : key of BASES.
    cell_of, weights : flat cell and size of each unit; None unless `basis` is units.
    dropped : units left out because region, industry or size is missing.
    """

    cells: pd.DataFrame
    counts: pd.DataFrame | None
    basis: Basis
    cell_of: NDArray[np.intp] | None = None
    weights: Floats | None = None
    dropped: int = 0

    def resampled(self, *, replicates: int, seed: int) -> Iterator[Floats] | None:
        """Return tables as they would be had the units been drawn anew; None where the units are not known."""
        if self.basis == "amounts":
            return None
        if self.cell_of is not None and self.weights is not None and np.ptp(self.weights) > 0:
            return resampled_units(self.cell_of, self.weights, self.cells.shape, replicates=replicates, seed=seed)
        # Units of equal size: drawing the counts of cells is the same and faster.
        counts = self.cells if self.counts is None else self.counts
        size = 1.0 if self.weights is None else float(self.weights[0])
        tables = resampled_cells(counts.to_numpy(dtype=np.float64), replicates=replicates, seed=seed)
        return (table * size for table in tables)


def from_units(units: pd.DataFrame, *, region: str, industry: str, weight: str | None = None) -> RegionalTable:
    """Count units by region and industry, or add up their sizes.

    Parameters
    ----------
    units : one row per firm.
    region, industry : columns that name them; rows where either is missing or empty are left out and counted.
    weight : column with the size of each unit; every unit counts 1 without it. Missing sizes leave the row out.

    Raises
    ------
    UnusableValuesError
        if sizes are negative or not numbers.
    TooFewError
        if no unit remains.
    """
    import pandas as pd

    named = units[[region, industry]].replace("", None).notna().all(axis=1)
    sizes = np.ones(len(units))
    if weight is not None:
        numbers = pd.to_numeric(units[weight], errors="coerce")
        if bad := int((numbers.isna() & units[weight].notna()).sum()):
            raise UnusableValuesError("not_numbers", count=bad)
        if bad := int((numbers < 0).sum()):
            raise UnusableValuesError("negative", count=bad)
        sizes = numbers.to_numpy(dtype=np.float64, na_value=np.nan)
    kept = named.to_numpy() & np.isfinite(sizes)
    if not kept.any():
        raise TooFewError("location_quotient", count=0, least=1)
    rows, regions = pd.factorize(units.loc[kept, region], sort=True)
    columns, industries = pd.factorize(units.loc[kept, industry], sort=True)
    shape = (len(regions), len(industries))
    cell_of = np.ravel_multi_index((rows, columns), shape)
    frame = {"index": pd.Index(regions, name=region), "columns": pd.Index(industries, name=industry)}
    sums = np.bincount(cell_of, weights=sizes[kept], minlength=shape[0] * shape[1]).reshape(shape)
    numbers_of = np.bincount(cell_of, minlength=shape[0] * shape[1]).reshape(shape)
    if not sums.any():
        raise UnusableValuesError("all_zero", count=int(kept.sum()))
    return RegionalTable(
        cells=pd.DataFrame(sums, **frame),
        counts=pd.DataFrame(numbers_of, **frame),
        basis="units",
        cell_of=cell_of.astype(np.intp),
        weights=sizes[kept],
        dropped=int((~kept).sum()),
    )


def from_cells(cells: pd.DataFrame, *, basis: Basis) -> RegionalTable:
    """Take a table that is already regions (rows) x industries (columns).

    Parameters
    ----------
    basis : counts (numbers of firms, whole) or amounts (persons or money).

    Raises
    ------
    UnusableValuesError
        if a cell is missing, negative or, for counts, not whole; or all are zero.
    """
    numbers = concentration.amounts(cells.to_numpy(dtype=np.float64, na_value=np.nan))
    if basis == "counts" and (broken := int((numbers != np.round(numbers)).sum())):
        raise UnusableValuesError("not_whole", count=broken)
    table = cells.astype(np.float64)
    return RegionalTable(table, table if basis == "counts" else None, basis)


def specialisation(
    table: RegionalTable, *, coverage: Coverage, replicates: int = REPLICATES, seed: int = SEED
) -> Result:
    """Return the location quotient of every region and industry.

    Returns
    -------
    Result
        Table with columns region, industry, amount, units (NaN if not known), share (of the region), lq, low, high and
        verdict: more, less (the interval excludes 1), unclear, or none where no interval can be given. Cells without
        a unit have a quotient of 0 and no interval: not finding any is no proof that there are none.
    """
    import pandas as pd

    quotient = concentration.quotients(table.cells)
    value = quotient.to_numpy().ravel()
    tables = table.resampled(replicates=replicates, seed=seed)
    low = high = np.full(value.shape, np.nan)
    if tables is not None:
        drawn = np.array([_quotients(cells).ravel() for cells in tables])
        low, high = interval(value, drawn, bounds=(0.0, np.inf))
    units = np.full(value.shape, np.nan) if table.counts is None else table.counts.to_numpy(np.float64).ravel()
    low, high = (np.where(units == 0, np.nan, edge) for edge in (low, high))
    amount = table.cells.to_numpy().ravel()
    totals = table.cells.to_numpy().sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(totals > 0, table.cells.to_numpy() / totals, np.nan).ravel()
    regions, industries = table.cells.shape
    rows = pd.DataFrame(
        {
            "region": np.repeat(table.cells.index.to_numpy(), industries),
            "industry": np.tile(table.cells.columns.to_numpy(), regions),
            "amount": amount,
            "units": units,
            "share": share,
            "lq": value,
            "low": low,
            "high": high,
            "verdict": _verdicts(low, high),
        }
    )
    return Result(
        "location_quotient",
        table=rows,
        parameters={"basis": table.basis, "coverage": coverage, "replicates": replicates},
        cautions=[*coverage_cautions(coverage, _count(table)), *_small(table)],
        seed=seed if tables is not None else None,
    )


def regions(table: RegionalTable, *, coverage: Coverage, replicates: int = REPLICATES, seed: int = SEED) -> Result:
    """Describe each region's structure: HHI of its industries, Gini of specialisation, Krugman against the others.

    Returns
    -------
    Result
        Table indexed by region: amount, units, and hhi, gini, krugman each with _low and _high. NaN where a region
        is empty or is the whole table.
    """
    measures = {
        "hhi": (_region_hhi, (1 / table.cells.shape[1], 1.0)),
        "gini": (_region_gini, (0.0, 1.0)),
        "krugman": (_region_krugman, (0.0, 2.0)),
    }
    return _profile(table, table.cells.sum(axis=1), "regions", measures, coverage, (replicates, seed))


def industries(table: RegionalTable, *, coverage: Coverage, replicates: int = REPLICATES, seed: int = SEED) -> Result:
    """Describe where each industry is: locational Gini, Hoover against all industries, Ellison-Glaeser.

    Returns
    -------
    Result
        Table indexed by industry: amount, units, gini and hoover with _low and _high; with units also ellison_glaeser
        and chance_low, chance_high: the range that 95 % of draws give when the same plants are placed by lot, each
        region as likely as its share of all activity.
    """
    measures = {
        "gini": (_industry_gini, (0.0, 1.0)),
        "hoover": (_industry_hoover, (0.0, 1.0)),
    }
    found = _profile(table, table.cells.sum(axis=0), "industries", measures, coverage, (replicates, seed))
    if table.cell_of is None or found.table is None:
        return found
    rows = found.table.copy()
    rows[["ellison_glaeser", "chance_low", "chance_high"]] = _ellison_glaeser(table, replicates, seed)
    return Result(found.method, table=rows, parameters=found.parameters, cautions=found.cautions, seed=seed)


def _profile(
    table: RegionalTable,
    totals: pd.Series,
    method: str,
    measures: Mapping[str, _Measure],
    coverage: Coverage,
    draw: tuple[int, int],
) -> Result:
    import pandas as pd

    replicates, seed = draw
    rows = pd.DataFrame({"amount": totals})
    counts = table.counts
    rows["units"] = np.nan if counts is None else (counts.T if method == "regions" else counts).sum()
    cells = table.cells.to_numpy(dtype=np.float64)
    tables = table.resampled(replicates=replicates, seed=seed)
    drawn = list(tables) if tables is not None else []
    for name, (measure, bounds) in measures.items():
        value = measure(cells)
        low = high = np.full(value.shape, np.nan)
        if drawn:
            low, high = interval(value, np.array([measure(one) for one in drawn]), bounds=bounds)
        rows[name], rows[f"{name}_low"], rows[f"{name}_high"] = value, low, high
    return Result(
        method,
        table=rows,
        parameters={"basis": table.basis, "coverage": coverage, "replicates": replicates},
        cautions=[*coverage_cautions(coverage, _count(table)), *_small(table)],
        seed=seed if drawn else None,
    )


def _quotients(cells: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = cells.sum(axis=1, keepdims=True) * cells.sum(axis=0, keepdims=True) / cells.sum()
        return np.where(expected > 0, cells / expected, np.nan)


def _shares(cells: Floats, axis: int) -> Floats:
    totals = cells.sum(axis=axis, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(totals > 0, cells / totals, np.nan)


def _region_hhi(cells: Floats) -> Floats:
    found: Floats = (_shares(cells, 1) ** 2).sum(axis=1)
    return found


def _region_krugman(cells: Floats) -> Floats:
    others = cells.sum(axis=0) - cells
    found: Floats = np.abs(_shares(cells, 1) - _shares(others, 1)).sum(axis=1)
    return found


def _region_gini(cells: Floats) -> Floats:
    return _gini_rows(_quotients(cells))


def _industry_gini(cells: Floats) -> Floats:
    kept = cells.sum(axis=1) > 0
    return _gini_rows(_quotients(cells[kept]).T)


def _industry_hoover(cells: Floats) -> Floats:
    everything = cells.sum(axis=1, keepdims=True) / cells.sum()
    found: Floats = np.abs(_shares(cells, 0) - everything).sum(axis=0) / 2
    return found


def _gini_rows(values: Floats) -> Floats:
    """Return the Gini coefficient of each row as `concentration.gini` does, NaN entries left out; all rows at once."""
    ordered = np.sort(values, axis=1)  # NaN last
    n = np.isfinite(ordered).sum(axis=1)
    filled = np.nan_to_num(ordered)
    ranks = np.arange(1, values.shape[1] + 1)
    total = filled.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (2 * (ranks * filled).sum(axis=1) / total - (n + 1)) / n
    return np.where((n > 0) & (total > 0), np.maximum(found, 0), np.nan)


def _ellison_glaeser(table: RegionalTable, replicates: int, seed: int) -> Floats:
    assert table.cell_of is not None and table.weights is not None  # noqa: S101 - the caller checked
    rows, columns = np.unravel_index(table.cell_of, table.cells.shape)
    everything = table.cells.to_numpy().sum(axis=1)
    base = everything / everything.sum()
    spread = 1 - (base**2).sum()
    rng = np.random.default_rng(seed)
    found = np.full((table.cells.shape[1], 3), np.nan)
    for number in range(table.cells.shape[1]):
        mine = (columns == number) & (table.weights > 0)
        sizes = table.weights[mine]
        if len(sizes) < 2 or spread <= 0:
            continue
        plants = concentration.herfindahl(sizes).value

        def gamma(places: NDArray[np.intp], sizes: Floats = sizes, plants: float = plants) -> float:
            shares = np.bincount(places, weights=sizes, minlength=len(base)) / sizes.sum()
            return float((((shares - base) ** 2).sum() - spread * plants) / (spread * (1 - plants)))

        by_lot = [gamma(rng.choice(len(base), size=len(sizes), p=base)) for _ in range(replicates)]
        found[number] = [gamma(rows[mine]), *np.quantile(by_lot, [0.025, 0.975])]
    return found


def _verdicts(low: Floats, high: Floats) -> list[str]:
    return [
        "none" if np.isnan(a) else "more" if a > 1 else "less" if b < 1 else "unclear"
        for a, b in zip(low, high, strict=True)
    ]


def _count(table: RegionalTable) -> int:
    return int(table.cells.size if table.counts is None else table.counts.to_numpy().sum())


def _small(table: RegionalTable) -> list[Caution]:
    """Return the cautions for what is too small to tell, counted."""
    found: list[Caution] = []
    if table.dropped:
        found.append(Caution("missing_values", {"count": table.dropped}))
    if table.counts is None:
        return [*found, Caution("no_interval")]
    counts = table.counts.to_numpy()
    if zero := int((counts == 0).sum()):
        found.append(Caution("zero_cells", {"count": zero, "total": counts.size}))
    if small := int(((counts > 0) & (counts < SMALL_CELL)).sum()):
        found.append(Caution("small_cells", {"count": small, "total": counts.size, "limit": SMALL_CELL}))
    if small := int((counts.sum(axis=1) < SMALL_REGION).sum()):
        found.append(Caution("small_count", {"count": small, "total": len(counts), "limit": SMALL_REGION}))
    if counts.sum() < SMALL_REFERENCE:
        found.append(Caution("small_reference", {"count": int(counts.sum()), "limit": SMALL_REFERENCE}))
    return found
