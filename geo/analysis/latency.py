"""Latency models: the physical floor, and what dedicated optical, IP private and public networks add to it.

Every model is a straight line over the floor: ``latency = access + factor x floor``, kept one way; a round trip is
twice that, since both ways are taken to be alike. The floor is the time light needs in fibre along the shortest line
on the ellipsoid: group index 1.468, 4.897 us/km one way (constants mp01 to mp04).

Where the numbers come from (ids of `latency_constants`, `network_facts` and `rtt_measurements`):

- optical: factor calibrated so that the mean over all pairs of clusters of different hubs is the monitored mean
  (nf09_mean, CAICT 2024 Q1, read as one way); equipment constant 0.3 ms assumed (mp05). Band: from the policy target
  of 1.5 times the theoretical value (nf06) to the factor of the monitored maximum (nf09_max) over the longest pair.
- ip: the same calibration on nf10_mean. Band: from the optical estimate, since it runs on the same fibre, to the
  factor of the maximum of the best public IP (nf11_max), since a private line is not slower than that.
- internet: fitted by code to the rows marked `fit` (UCloud Shanghai, 2021-01), never to `check` rows. Least squares on
  relative errors, because the scatter of measurements grows with distance, with a constant >= 0 and a factor >= 1, so
  that no estimate can fall below the floor. Band: 10th to 90th percentile of measured over fitted. Crossing from one
  operator to another (mp11, +3 to +13 ms round trip) is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pyproj import Geod

from geo.errors import CatalogError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

LIGHT_KM_S: Final = 299_792.458  # speed of light in vacuum, by definition of the metre
KINDS: Final = ("optical", "ip", "internet")
DIRECTIONS: Final = ("one_way", "rtt")
BAND: Final = (0.1, 0.9)  # share of measurements below the lower and the upper edge of the internet band
_WGS84: Final = Geod(ellps="WGS84")
_WAYS: Final = {"one_way": 1.0, "rtt": 2.0}
_CONSTANT: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*\+")
_MIN_FIT_ROWS: Final = 3  # two parameters, and one row to leave out


@dataclass(frozen=True, slots=True)
class Line:
    """One-way latency over the floor: `access_ms` + `factor` x floor."""

    access_ms: float
    factor: float

    def at(self, floor_ms: ArrayLike, *, direction: str = "one_way") -> Floats:
        """Return the latency in ms where the one-way floor is `floor_ms`."""
        return _WAYS[direction] * (self.access_ms + self.factor * np.asarray(floor_ms, dtype=float))

    def floor_at(self, latency_ms: float, *, direction: str = "one_way") -> float:
        """Return the one-way floor, ms, at which the latency is `latency_ms`; negative if it is never so low."""
        return (latency_ms / _WAYS[direction] - self.access_ms) / self.factor

    def scaled(self, ratio: float) -> Line:
        """Return the line at `ratio` times this one's latency."""
        return Line(self.access_ms * ratio, self.factor * ratio)


@dataclass(frozen=True, slots=True)
class LatencyModel:
    """One kind of network: its estimate and the edges of its band; `source_ids` as in a catalogue cell."""

    kind: str
    estimate: Line
    low: Line
    high: Line
    source_ids: str


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the public-internet line fits its rows, round trip.

    Attributes
    ----------
    rows : number of measurements.
    mae_ms, left_out_mae_ms : mean absolute error in the sample, and with each row predicted from all others.
    low_ratio, high_ratio : edges of the band, measured over fitted.
    """

    rows: int
    mae_ms: float
    left_out_mae_ms: float
    low_ratio: float
    high_ratio: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The pairs of clusters the optical and IP models were set on."""

    pairs: int
    mean_floor_ms: float
    longest_floor_ms: float


@dataclass(frozen=True, slots=True)
class LatencyModels:
    """All three models, with the light's pace in fibre and how they were found."""

    ms_per_km: float
    models: Mapping[str, LatencyModel]
    fit: Fit
    calibration: Calibration

    def __getitem__(self, kind: str) -> LatencyModel:
        """Return the model of one of KINDS."""
        return self.models[kind]

    def floor_ms(self, distance_km: ArrayLike, *, direction: str = "one_way") -> Floats:
        """Return the physical floor in ms over a distance."""
        return _WAYS[direction] * self.ms_per_km * np.asarray(distance_km, dtype=float)


def geodesic_km(lon: ArrayLike, lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike) -> Floats:
    """Return the shortest distance on the WGS84 ellipsoid in km between points in degrees (Karney 2013, by PROJ).

    Examples
    --------
    >>> round(float(geodesic_km(116.4074, 39.9042, 121.4737, 31.2304)))
    1066
    """
    ends = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in (lon, lat, to_lon, to_lat)))
    metres = _WGS84.inv(ends[0], ends[1], ends[2], ends[3])[2]
    return np.asarray(metres, dtype=float) / 1000.0


def latency_models(
    constants: pd.DataFrame, facts: pd.DataFrame, measurements: pd.DataFrame, clusters: pd.DataFrame
) -> LatencyModels:
    """Fit and calibrate all models from the catalogue's tables.

    Parameters
    ----------
    constants : `latency_constants`.
    facts : `network_facts`.
    measurements : `rtt_measurements`; only rows with `suggested_use` fit are used.
    clusters : `computing_clusters`, points in degrees WGS84.

    Raises
    ------
    CatalogError
        where a constant, a fact or the rows to fit are missing.
    """
    ms_per_km = _value(constants, "constant_id", "mp01") / LIGHT_KM_S * 1000.0
    floors = _pair_floors(clusters, ms_per_km)
    calibration = Calibration(len(floors), float(floors.mean()), float(floors.max()))
    access_ms = _equipment_ms(constants)

    def through(fact_id: str, floor_ms: float) -> Line:
        return Line(access_ms, (_value(facts, "fact_id", fact_id) - access_ms) / floor_ms)

    def cited(*fact_ids: str) -> str:
        cells = facts.loc[facts["fact_id"].isin(fact_ids), "source_ids"]
        return ";".join(dict.fromkeys(part for cell in cells for part in cell.split(";")))

    optical = through("nf09_mean", calibration.mean_floor_ms)
    ip = through("nf10_mean", calibration.mean_floor_ms)
    line, fit, fit_sources = fit_internet(measurements, ms_per_km)
    found = (
        LatencyModel(
            "optical",
            optical,
            Line(0.0, _value(facts, "fact_id", "nf06")),
            through("nf09_max", calibration.longest_floor_ms),
            cited("nf09_mean", "nf09_max", "nf06"),
        ),
        LatencyModel(
            "ip", ip, optical, through("nf11_max", calibration.longest_floor_ms), cited("nf10_mean", "nf11_max")
        ),
        LatencyModel("internet", line, line.scaled(fit.low_ratio), line.scaled(fit.high_ratio), fit_sources),
    )
    for model in found:
        _require_order(model)
    return LatencyModels(ms_per_km, {model.kind: model for model in found}, fit, calibration)


def fit_internet(measurements: pd.DataFrame, ms_per_km: float) -> tuple[Line, Fit, str]:
    """Fit the public internet to the rows marked `fit` and return its one-way line, the fit's errors and its sources.

    Raises CatalogError unless there are three rows of round trips or more.
    """
    rows = measurements[(measurements["suggested_use"] == "fit") & (measurements["direction"] == "rtt")]
    if len(rows) < _MIN_FIT_ROWS:
        raise CatalogError(
            f"rtt_measurements has {len(rows)} round trips marked fit; the public-internet model needs at least "
            f"{_MIN_FIT_ROWS}. Mark measured rows with suggested_use = fit.",
            table="rtt_measurements",
        )
    distance_km = geodesic_km(rows["from_lon"], rows["from_lat"], rows["to_lon"], rows["to_lat"])
    floor_ms = 2.0 * ms_per_km * distance_km
    measured_ms = rows["value_low"].to_numpy(dtype=float)
    access_ms, factor = _relative_least_squares(floor_ms, measured_ms)
    fitted_ms = access_ms + factor * floor_ms
    low_ratio, high_ratio = np.quantile(measured_ms / fitted_ms, BAND)
    # The band holds its estimate, and even its lower edge stays above the floor.
    low_ratio = max(min(float(low_ratio), 1.0), 1.0 / factor)
    fit = Fit(
        rows=len(rows),
        mae_ms=float(np.abs(measured_ms - fitted_ms).mean()),
        left_out_mae_ms=_left_out_error(floor_ms, measured_ms),
        low_ratio=low_ratio,
        high_ratio=max(float(high_ratio), 1.0),
    )
    sources = ";".join(dict.fromkeys(part for cell in rows["source_ids"] for part in cell.split(";")))
    return Line(access_ms / 2.0, factor), fit, sources


def _relative_least_squares(floor_ms: Floats, measured_ms: Floats) -> tuple[float, float]:
    """Return constant >= 0 and factor >= 1 of the line with the least squared relative errors.

    The factor enters as its excess over 1, so that both unknowns are only bounded by zero.
    """
    from scipy.optimize import nnls

    design = np.column_stack((1.0 / floor_ms, np.ones_like(floor_ms)))
    solution, _residual = nnls(design, measured_ms / floor_ms - 1.0)
    return float(solution[0]), float(solution[1]) + 1.0


def _left_out_error(floor_ms: Floats, measured_ms: Floats) -> float:
    """Return the mean absolute error, ms, when each row is predicted by a fit to all others."""
    errors = []
    for left_out in range(len(floor_ms)):
        kept = np.arange(len(floor_ms)) != left_out
        access_ms, factor = _relative_least_squares(floor_ms[kept], measured_ms[kept])
        errors.append(abs(measured_ms[left_out] - access_ms - factor * floor_ms[left_out]))
    return float(np.mean(errors))


def _pair_floors(clusters: pd.DataFrame, ms_per_km: float) -> Floats:
    """Return the one-way floor of every pair of clusters of different hubs, as the monitoring took hub to hub."""
    hubs = clusters["hub_id"].to_list()
    pairs = [(a, b) for a, b in combinations(range(len(hubs)), 2) if hubs[a] != hubs[b]]
    if not pairs:
        raise CatalogError(
            "computing_clusters holds no two clusters of different hubs; the latency models are calibrated on such "
            "pairs. Restore the table.",
            table="computing_clusters",
        )
    first, second = (clusters.iloc[[pair[side] for pair in pairs]] for side in (0, 1))
    return ms_per_km * geodesic_km(first["lon"], first["lat"], second["lon"], second["lat"])


def _value(table: pd.DataFrame, key: str, row_id: str) -> float:
    """Return the one value of a row; raises CatalogError where there is none."""
    found = table.loc[table[key] == row_id, "value_low"].dropna()
    if len(found) != 1:
        raise CatalogError(
            f"The latency models need a value of {row_id} ({key}) and found {len(found)}. Restore the row.", id=row_id
        )
    return float(found.iloc[0])


def _equipment_ms(constants: pd.DataFrame) -> float:
    """Return the equipment constant of the optical model: the first term of mp05's expression."""
    expressions: list[Any] = constants.loc[constants["constant_id"] == "mp05", "expression"].to_list()
    found = _CONSTANT.match(str(expressions[0])) if expressions else None
    if found is None:
        raise CatalogError(
            f"The expression of mp05 is {expressions!r}; it must begin with the equipment constant, '0.3 + ...'.",
            id="mp05",
        )
    return float(found.group(1))


def _require_order(model: LatencyModel) -> None:
    """Refuse figures with which a band would not hold its estimate or fall below the floor."""
    low, estimate, high = model.low, model.estimate, model.high
    ordered = 1.0 <= low.factor <= estimate.factor <= high.factor
    if not (ordered and 0.0 <= low.access_ms <= estimate.access_ms <= high.access_ms):
        raise CatalogError(
            f"The figures of the {model.kind} model give factors {low.factor:.3f}, {estimate.factor:.3f}, "
            f"{high.factor:.3f}; low, estimate and high must rise from 1. Check the monitored mean and maximum.",
            kind=model.kind,
        )
