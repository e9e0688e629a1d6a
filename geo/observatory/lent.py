"""Structure lent to a case: the industries of the statistical region it lies in, and how the two differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from geo.catalog import Catalog
from geo.model.text import Text
from geo.observatory.portfolio import DATA_OF_SET
from geo.observatory.profile import REGION_OF_CLUSTER, STRUCTURE
from geo.statistics.grouping import CORE_GROUPS, grouped, groups
from geo.statistics.panel import panel
from geo.statistics.regions import Region, regions

SCOPES: Final[Mapping[str, str]] = {
    "silicon_valley": "overlaps",  # both hold Santa Clara; the cluster San Mateo besides, the area San Benito
    "cambridge_uk": "wider",
    "ruhr": "wider",
    "microsoft_cloud": "home",  # the area its seat lies in, not the company
}
SHOWN: Final = 5
LEAST_SHARE_PCT: Final = 0.5  # smaller industries have large quotients by chance


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry of a region: its part of all jobs there, percent, and its location quotient."""

    name: Text
    share_pct: float
    quotient: float


@dataclass(frozen=True, slots=True)
class Lent:
    """What a region's statistics say of the place of a case.

    Attributes
    ----------
    scope : wider, overlaps or home: how the region differs from the case.
    digital_pct : jobs in the core industries of the digital economy of all jobs, percent, of published cells; NaN
        where the data cannot tell.
    industries : those of largest quotient with at least LEAST_SHARE_PCT of the jobs.
    """

    region: Region
    scope: str
    dataset: str
    year: int
    digital_pct: float
    industries: tuple[Industry, ...]
    source_ids: str


def lent(catalog: Catalog, cluster_id: str) -> Lent | None:
    """Return the structure of the region a cluster lies in; None where no statistics by industry are at hand.

    Examples
    --------
    >>> from geo.catalog import load_catalog
    >>> from geo.settings import settings
    >>> found = lent(load_catalog(settings()), "ruhr")
    >>> found.region.region_id, found.scope, lent(load_catalog(settings()), "tsukuba")
    ('DE-NW', 'wider', None)
    """
    return _lent(catalog, cluster_id) if cluster_id in SCOPES else None


@lru_cache(maxsize=16)
def _lent(catalog: Catalog, cluster_id: str) -> Lent | None:
    region = regions(catalog)[REGION_OF_CLUSTER[cluster_id]]
    key, grouping = STRUCTURE[region.area_set]
    found = grouped(panel(catalog, key), catalog, grouping)
    cells = found.cells(found.periods[-1])
    if region.code not in cells.regions:
        return None
    row = cells.regions.index(region.code)
    shares = cells.jobs[row] / cells.totals[row] * 100
    quotients = np.where(shares >= LEAST_SHARE_PCT, cells.quotients[row], np.nan)
    named = groups(found, catalog, grouping)
    order = [at for at in np.argsort(-np.nan_to_num(quotients, nan=-1.0))[:SHOWN] if np.isfinite(quotients[at])]
    industries = tuple(
        Industry(named[cells.industries[at]].name, float(shares[at]), float(quotients[at])) for at in order
    )
    source_ids = catalog.resource(key).source_ids
    return Lent(region, SCOPES[cluster_id], key, found.periods[-1], _digital(catalog, region), industries, source_ids)


def _digital(catalog: Catalog, region: Region) -> float:
    if region.area_set not in DATA_OF_SET:
        return float("nan")
    found = grouped(panel(catalog, DATA_OF_SET[region.area_set]), catalog, "digital")
    cells = found.cells(found.periods[-1])
    row = cells.regions.index(region.code)
    held = [at for at, code in enumerate(cells.industries) if code in CORE_GROUPS]
    known = cells.jobs[row][held]
    return float(np.nansum(known) / cells.totals[row] * 100) if np.isfinite(known).any() else float("nan")
