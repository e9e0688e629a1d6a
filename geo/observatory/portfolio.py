"""Portfolio of a region against a benchmark: what share of its jobs each digital industry has, beside others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.analysis.rating.cells import Floats
from geo.catalog import Catalog
from geo.catalog.errors import UnknownObjectError
from geo.model.text import Text
from geo.observatory.state import MOST_COMPARED
from geo.statistics.grouping import CORE_GROUPS, gathered, grouped
from geo.statistics.own.table import OWN, Own
from geo.statistics.panel import Panel, panel
from geo.statistics.regions import Region, regions

MOST_RIVALS: Final = MOST_COMPARED
DATA_OF_SET: Final[Mapping[str, str]] = {"us_cbsa": "us_cbp_2019", "uk_nuts2": "uk_bres_2015_2018"}
"""Sets of regions whose jobs are known by digital industry -> their data set; tables of one's own come beside them."""


@dataclass(frozen=True, slots=True)
class Side:
    """One region of the comparison.

    Attributes
    ----------
    dataset : key of the data set, OWN for a table of one's own.
    year, since : of its shares, and of the first ones known (the same where there is one year).
    share_pct : by group of CORE_GROUPS, percent of all jobs; NaN where nothing is published.
    change_pp : of the share since `since`, percentage points; NaN where there is one year.
    """

    region: Region
    dataset: str
    year: int
    since: int
    share_pct: tuple[float, ...]
    change_pp: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One group of industries: the region against the mean of the others that are known.

    Attributes
    ----------
    gap_pp : share less the mean of the others, percentage points; NaN where either is unknown.
    rank, of : place of the region among those with a figure, 1 = largest share.
    """

    code: str
    name: Text
    gap_pp: float
    rank: int
    of: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The region, those it is measured by, and a line a group."""

    base: Side
    rivals: tuple[Side, ...]
    lines: tuple[Line, ...]

    @property
    def widest(self) -> tuple[Line, ...]:
        """Return the lines with the largest lead and the largest gap, as far as there are any."""
        known = [line for line in self.lines if np.isfinite(line.gap_pp)]
        ahead = max((line for line in known if line.gap_pp > 0), key=lambda line: line.gap_pp, default=None)
        behind = min((line for line in known if line.gap_pp < 0), key=lambda line: line.gap_pp, default=None)
        return tuple(line for line in (ahead, behind) if line is not None)


def comparable(catalog: Catalog, own: Own | None) -> dict[str, Region]:
    """Return the regions that can be compared, by id; those of one's own table stand for themselves."""
    known = {key: one for key, one in regions(catalog).items() if one.area_set in DATA_OF_SET}
    mine = {} if own is None or not own.digital else {f"{OWN}-{one.code}": one for one in own.regions.values()}
    return mine | known


def portfolio(catalog: Catalog, base: str, rivals: Sequence[str], own: Own | None = None) -> Portfolio:
    """Compare a region with one to four others; raises UnknownObjectError for one that cannot be compared."""
    known = comparable(catalog, own)
    sides = [_side(catalog, key, known, own) for key in (base, *rivals[:MOST_RIVALS])]
    table = catalog.table("digital_groups").set_index("group_id")
    lines = []
    for at, code in enumerate(CORE_GROUPS):
        shares = np.array([side.share_pct[at] for side in sides])
        others = shares[1:][np.isfinite(shares[1:])]
        gap = float(shares[0] - others.mean()) if len(others) else float("nan")
        rank = int((others > shares[0]).sum()) + 1 if np.isfinite(shares[0]) else 0
        name = Text(str(table.loc[code, "name_zh"]), str(table.loc[code, "name_en"]))
        lines.append(Line(code, name, gap, rank, len(others) + int(np.isfinite(shares[0]))))
    return Portfolio(sides[0], tuple(sides[1:]), tuple(lines))


def _side(catalog: Catalog, key: str, known: Mapping[str, Region], own: Own | None) -> Side:
    if key not in known:
        raise UnknownObjectError("region", key[:20])
    region = known[key]
    if key.startswith(f"{OWN}-") and own is not None and own.panel is not None:
        found = gathered(own.panel, own.digital)
    else:
        found = grouped(panel(catalog, DATA_OF_SET[region.area_set]), catalog, "digital")
    if region.code not in found.regions:
        raise UnknownObjectError("region", key[:20])
    shares = _shares(found, found.regions.index(region.code))
    last = tuple(shares[-1].tolist())
    change = shares[-1] - shares[0] if len(found.periods) > 1 else np.full(len(last), np.nan)
    return Side(region, found.dataset.key, found.periods[-1], found.periods[0], last, tuple(change.tolist()))


def _shares(found: Panel, row: int) -> Floats:
    """Return the share of each group in all jobs of a region, percent, T x groups."""
    amounts, totals = found.values[found.size][:, row], found.totals[found.size][:, row]
    shares = np.full((len(found.periods), len(CORE_GROUPS)), np.nan)
    for at, code in enumerate(CORE_GROUPS):
        if code in found.industries:
            with np.errstate(divide="ignore", invalid="ignore"):
                part = amounts[:, found.industries.index(code)] / totals * 100
            shares[:, at] = np.where(np.isfinite(part), part, np.nan)
    return shares
