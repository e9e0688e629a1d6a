"""What an allocation of racks means: latency met or not, electricity, carbon and bandwidth.

Electricity of a site = racks x power per rack x 8760 h x PUE (facility energy over IT energy, ISO/IEC 30134-2).
Carbon = electricity x emission factor of the grid. Bandwidth = racks x traffic per rack. Power and traffic per rack
have no source: they are the person's assumptions, and what rests on one that is missing is missing too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

HOURS_A_YEAR: Final = 8760.0
_GWH_PER_KWH: Final = 1e-6
_KT_PER_KG: Final = 1e-6
_GBPS_PER_MBPS: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Load:
    """One workload class of a scenario: latency limit in ms one way and traffic per rack; None = none set."""

    id: str
    limit_ms: float | None
    mbps_per_rack: float | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over an allocation; None where something it rests on is missing.

    Attributes
    ----------
    racks, met_racks : all racks, and those placed where their class's latency estimate is within its limit.
    over_capacity_racks : racks beyond known capacities.
    no_capacity_racks : racks at clusters whose capacity nobody has given.
    mean_pue : weighted by racks.
    electricity_gwh, carbon_kt_low, carbon_kt_high : a year.
    """

    racks: float
    met_racks: float
    over_capacity_racks: float
    no_capacity_racks: float
    mean_pue: float | None
    electricity_gwh: float | None
    carbon_kt_low: float | None
    carbon_kt_high: float | None
    bandwidth_gbps: float | None


def outcomes(
    racks: NDArray[np.float64], loads: tuple[Load, ...], sites: pd.DataFrame, *, kw_per_rack: float | None
) -> pd.DataFrame:
    """Return what every part of an allocation means.

    Parameters
    ----------
    racks : by load and site.
    sites : in the order of the columns of `racks`: `id`, `low_ms`, `estimate_ms`, `high_ms` (one way), `pue`,
        `carbon_low`, `carbon_high` (kg CO2 per kWh); missing values as NaN.
    kw_per_rack : mean power of the IT in one rack, kW.

    Returns
    -------
    DataFrame
        One row for each load and site with racks: `load_id`, `site_id`, `racks`, `limit_ms`, `low_ms`, `estimate_ms`,
        `high_ms`, `verdict` (`surely`, `possibly`, `not`; `free` where the class has no limit), `electricity_gwh`,
        `carbon_kt_low`, `carbon_kt_high`, `bandwidth_gbps`.
    """
    import pandas as pd

    kept, where = np.nonzero(racks > 0)
    chosen = sites.iloc[where].reset_index(drop=True)
    placed = racks[kept, where]
    limit_ms = _column([loads[row].limit_ms for row in kept])
    mbps = _column([loads[row].mbps_per_rack for row in kept])
    power_kw = np.nan if kw_per_rack is None else kw_per_rack
    electricity_gwh = placed * power_kw * HOURS_A_YEAR * _GWH_PER_KWH * chosen["pue"].to_numpy(dtype=float)
    kt_per_factor = electricity_gwh / _GWH_PER_KWH * _KT_PER_KG
    return pd.DataFrame(
        {
            "load_id": [loads[row].id for row in kept],
            "site_id": chosen["id"].to_numpy(),
            "racks": placed,
            "limit_ms": limit_ms,
            "low_ms": chosen["low_ms"],
            "estimate_ms": chosen["estimate_ms"],
            "high_ms": chosen["high_ms"],
            "verdict": np.select(
                [np.isnan(limit_ms), chosen["high_ms"] <= limit_ms, chosen["low_ms"] <= limit_ms],
                ["free", "surely", "possibly"],
                default="not",
            ),
            "electricity_gwh": electricity_gwh,
            "carbon_kt_low": kt_per_factor * chosen["carbon_low"].to_numpy(dtype=float),
            "carbon_kt_high": kt_per_factor * chosen["carbon_high"].to_numpy(dtype=float),
            "bandwidth_gbps": placed * mbps * _GBPS_PER_MBPS,
        }
    )


def totals(parts: pd.DataFrame, capacities: Mapping[str, float | None], pues: Mapping[str, float | None]) -> Totals:
    """Sum an allocation.

    Parameters
    ----------
    parts : as `outcomes` returns.
    capacities, pues : by site id; None where nobody has given one.
    """
    by_site = {str(site): float(racks) for site, racks in parts.groupby("site_id")["racks"].sum().items()}
    placed = sum(by_site.values())
    known = {site: capacity for site in by_site if (capacity := capacities.get(site)) is not None}
    rated = [(pue, racks) for site, racks in by_site.items() if (pue := pues.get(site)) is not None]
    return Totals(
        racks=placed,
        met_racks=float(parts.loc[_is_met(parts), "racks"].sum()),
        over_capacity_racks=sum(max(by_site[site] - capacity, 0.0) for site, capacity in known.items()),
        no_capacity_racks=sum(racks for site, racks in by_site.items() if site not in known),
        mean_pue=sum(pue * racks for pue, racks in rated) / placed if placed and len(rated) == len(by_site) else None,
        electricity_gwh=_sum(parts["electricity_gwh"]),
        carbon_kt_low=_sum(parts["carbon_kt_low"]),
        carbon_kt_high=_sum(parts["carbon_kt_high"]),
        bandwidth_gbps=_sum(parts["bandwidth_gbps"]),
    )


def _is_met(parts: pd.DataFrame) -> pd.Series[bool]:
    return parts["limit_ms"].isna() | (parts["estimate_ms"] <= parts["limit_ms"])


def _sum(column: pd.Series[float]) -> float | None:
    """Return the sum of a column; None where a value is missing, since a part is not the whole."""
    return None if column.empty or column.isna().any() else float(column.sum())


def _column(values: list[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=float)
