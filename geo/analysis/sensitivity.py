"""Sensitivity: the same question asked over a grid of parameters, so that nobody shows the one answer that suits.

Every function returns one row per combination; combinations that the guards refuse are rows too, with their reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analysis.errors import AnalysisError
from geo.analysis.hot_spots import Neighbourhood, hot_spots
from geo.analysis.point_clusters import dbscan, hdbscan
from geo.analysis.proximity import adjusted_quotients
from geo.analysis.regional import RegionalTable
from geo.analysis.result import Coverage, Result

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

FACTORS: Final = (0.5, 0.75, 1.0, 1.5, 2.0)
"""Multiples of the chosen value that are tried."""
PERMUTATIONS: Final = 299  # enough to see whether a hot spot stays; the answer itself uses more


def around(value: float, *, whole: bool = False, least: float = 0.0) -> list[float]:
    """Return the values to try around a chosen one, rising and without repeats.

    Examples
    --------
    >>> around(10, whole=True, least=2)
    [5, 8, 10, 15, 20]
    """
    found = [max(least, value * factor) for factor in FACTORS]
    return sorted({int(np.ceil(number)) for number in found} if whole else set(found))


def of_dbscan(
    points: gpd.GeoSeries,
    *,
    reach_m: float,
    min_points: int,
    uncertainty_m: float | pd.Series,
    coverage: Coverage,
) -> pd.DataFrame:
    """Return what DBSCAN finds for reaches and least numbers around the chosen ones.

    Returns
    -------
    DataFrame
        reach_m, min_points, clusters, share, largest, agreement (adjusted Rand index with the chosen result: 1 = the
        same groups, 0 = no more alike than by chance), chosen, refused (code of the reason, "" if none).
    """

    def run(reach: float, least: float) -> Result:
        return dbscan(points, reach_m=reach, min_points=int(least), uncertainty_m=uncertainty_m, coverage=coverage)

    grid = [(reach, least) for reach in around(reach_m) for least in around(min_points, whole=True, least=2)]
    return _clusters(("reach_m", "min_points"), grid, (reach_m, min_points), run)


def of_hdbscan(
    points: gpd.GeoSeries,
    *,
    least_m: float,
    min_cluster: int,
    uncertainty_m: float | pd.Series,
    coverage: Coverage,
) -> pd.DataFrame:
    """Return what HDBSCAN finds around the chosen parameters; columns as `of_dbscan`, with least_m and min_cluster."""

    def run(least: float, size: float) -> Result:
        return hdbscan(points, least_m=least, min_cluster=int(size), uncertainty_m=uncertainty_m, coverage=coverage)

    grid = [(least, size) for least in around(least_m) for size in around(min_cluster, whole=True, least=2)]
    return _clusters(("least_m", "min_cluster"), grid, (least_m, min_cluster), run)


def of_hot_spots(
    values: pd.Series,
    places: gpd.GeoSeries,
    *,
    neighbourhoods: Sequence[Neighbourhood],
    uncertainty_m: float | pd.Series,
    coverage: Coverage,
) -> pd.DataFrame:
    """Return how many hot and cold spots there are under other neighbourhoods; the first is the chosen one.

    Returns
    -------
    DataFrame
        neighbourhood, number (neighbours or metres; NaN for contiguity), hot, cold, kept (share of the chosen hot and
        cold spots found again), chosen, refused.
    """
    import pandas as pd

    rows: list[dict[str, object]] = []
    base: pd.Series | None = None
    for position, neighbourhood in enumerate(neighbourhoods):
        number = {"nearest": float(neighbourhood.k), "distance": neighbourhood.distance_m}.get(neighbourhood.kind)
        row: dict[str, object] = {"neighbourhood": neighbourhood.kind, "number": number, "chosen": position == 0}
        try:
            found = hot_spots(
                values,
                places,
                neighbourhood=neighbourhood,
                uncertainty_m=uncertainty_m,
                coverage=coverage,
                permutations=PERMUTATIONS,
            ).table
        except AnalysisError as fault:
            rows.append(row | {"hot": np.nan, "cold": np.nan, "kept": np.nan, "refused": fault.code})
            continue
        assert found is not None  # noqa: S101 - local statistics always have a table
        spots = found["spot"]
        base = spots if base is None else base
        special = base.isin(["hot", "cold"])
        kept = float((spots[special] == base[special]).mean()) if special.any() else np.nan
        counts = {name: float((spots == name).sum()) for name in ("hot", "cold")}
        rows.append(row | counts | {"kept": kept, "refused": ""})
    return pd.DataFrame(rows)


def of_bandwidth(
    table: RegionalTable,
    places: gpd.GeoSeries,
    *,
    bandwidth_m: float,
    kernel: str,
    uncertainty_m: float | pd.Series,
    coverage: Coverage,
) -> pd.DataFrame:
    """Return how many proximity-adjusted quotients exceed 1 for bandwidths around the chosen one.

    Returns
    -------
    DataFrame
        bandwidth_m, above (cells over 1), crossed (cells on the other side of 1 than the plain quotient), chosen,
        refused.
    """
    import pandas as pd

    rows: list[dict[str, object]] = []
    for width in around(bandwidth_m):
        row: dict[str, object] = {"bandwidth_m": width, "chosen": width == bandwidth_m}
        try:
            found = adjusted_quotients(
                table, places, bandwidth_m=width, kernel=kernel, uncertainty_m=uncertainty_m, coverage=coverage
            ).table
        except AnalysisError as fault:
            rows.append(row | {"above": np.nan, "crossed": np.nan, "refused": fault.code})
            continue
        assert found is not None  # noqa: S101 - quotients always have a table
        crossed = (found["adjusted"] > 1) != (found["lq"] > 1)
        rows.append(
            row | {"above": float((found["adjusted"] > 1).sum()), "crossed": float(crossed.sum()), "refused": ""}
        )
    return pd.DataFrame(rows)


def _clusters(
    names: tuple[str, str],
    grid: Sequence[tuple[float, float]],
    chosen: tuple[float, float],
    run: Callable[[float, float], Result],
) -> pd.DataFrame:
    import pandas as pd
    from sklearn.metrics import adjusted_rand_score

    base = run(*chosen).table
    assert base is not None  # noqa: S101 - clusters always have a table
    rows: list[dict[str, object]] = []
    for pair in grid:
        row: dict[str, object] = {**dict(zip(names, pair, strict=True)), "chosen": pair == chosen}
        try:
            found = run(*pair)
        except AnalysisError as fault:
            empty = dict.fromkeys(("clusters", "share", "largest", "agreement"), np.nan)
            rows.append(row | empty | {"refused": fault.code})
            continue
        assert found.table is not None  # noqa: S101 - as above
        figures = {name: found.figures[name].value for name in ("clusters", "share", "largest")}
        agreement = float(adjusted_rand_score(base["cluster"], found.table["cluster"]))
        rows.append(row | figures | {"agreement": agreement, "refused": ""})
    return pd.DataFrame(rows)
