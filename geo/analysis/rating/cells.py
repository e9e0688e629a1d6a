"""Cells: one table of regions by industries, the input of every rating."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.analysis.errors import UnusableValuesError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
INPUTS = ("jobs", "totals", "establishments", "wages", "earlier", "points")
"""What a method may need: keys of texts `rating.input.<key>`."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Amounts by region (rows) and industry (columns); NaN is unknown, never zero.

    Attributes
    ----------
    regions, industries : codes, R and I of them.
    jobs : R x I, persons (or another amount such as value added).
    totals : R, all industries of each region, also those that are not columns.
    establishments : R x I, units; None where they are not known at all.
    wages : R x I, mean pay or value added a person; None likewise.
    earlier : R x I, jobs of an earlier year; None likewise.
    rounded_to : jobs and totals may be off by half of this.
    rse_pct, earlier_rse_pct : R x I, relative standard error of jobs and of `earlier`, percent; None: amounts are exact
        but for rounding.
    unpublished : R, jobs of a region that none of its published cells holds; None: nothing is known of them.
    hidden_share, hidden_cells : R x I, the part of `unpublished` an industry is expected to have by its size in the
        country, and how many unpublished cells it has there.
    reference, reference_total : I and one, of the whole country; None: the sums over the regions.
    types : kind of each region; regions are compared with those of their own kind. None: all are one kind.
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    jobs: Floats
    totals: Floats
    establishments: Floats | None = None
    wages: Floats | None = None
    earlier: Floats | None = None
    types: tuple[str, ...] | None = None
    reference: Floats | None = None
    reference_total: float | None = None
    rounded_to: float = 0.0
    rse_pct: Floats | None = None
    unpublished: Floats | None = None
    hidden_share: Floats | None = None
    hidden_cells: Floats | None = None
    earlier_rse_pct: Floats | None = None

    def __post_init__(self) -> None:
        """Raise UnusableValuesError where shapes differ or an amount is negative or infinite."""
        shape = (len(self.regions), len(self.industries))
        for name in ("jobs", "establishments", "wages", "earlier"):
            values = getattr(self, name)
            if values is None:
                continue
            if values.shape != shape:
                raise UnusableValuesError("unequal_length", count=abs(values.size - shape[0] * shape[1]))
            if name != "wages" and (bad := int((values < 0).sum())):
                raise UnusableValuesError("negative", count=bad)
            if bad := int(np.isinf(values).sum()):
                raise UnusableValuesError("missing", count=bad)
        if self.totals.shape != shape[:1]:
            raise UnusableValuesError("unequal_length", count=abs(len(self.totals) - shape[0]))

    def has(self, name: str) -> bool:
        """Tell whether an input of INPUTS is there, for at least one cell."""
        values = getattr(self, name, None)
        return values is not None and bool(np.isfinite(values).any())

    @property
    def quotients(self) -> Floats:
        """Location quotients, R x I: (jobs / region total) / (industry total / total of all regions).

        The industry total is that of the country, or the sum of the known cells; NaN where a cell is unknown or a
        total is zero.
        """
        industry, everything = self.country
        with np.errstate(divide="ignore", invalid="ignore"):
            found = (self.jobs / self.totals[:, None]) / (industry / everything)
        return np.where(np.isfinite(found), found, np.nan)

    @property
    def country(self) -> tuple[Floats, float]:
        """Jobs of each industry and of all industries in the country."""
        industry = np.nansum(self.jobs, axis=0) if self.reference is None else self.reference
        return industry, float(np.nansum(self.totals)) if self.reference_total is None else self.reference_total

    @property
    def coverage(self) -> Floats:
        """Share of each region's total that its known cells add up to, R; NaN where the total is unknown."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.nansum(self.jobs, axis=1) / self.totals
        return np.where(np.isfinite(found), found, np.nan)

    def kinds(self) -> list[NDArray[np.intp]]:
        """Return the rows of each kind of region."""
        if self.types is None:
            return [np.arange(len(self.regions))]
        types = np.array(self.types)
        return [np.flatnonzero(types == kind) for kind in sorted(set(self.types))]
