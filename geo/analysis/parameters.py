"""Parameters of the analyses: their bounds, defaults and units, each explained in the message catalogues.

Texts: ``analysis.parameter.<key>`` (name) and ``analysis.parameter_help.<key>`` (what it does and what to watch).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.analysis.choropleth import MAX_CLASSES, MIN_CLASSES, SCHEMES
from geo.analysis.hot_spots import FDR, NEIGHBOURHOODS
from geo.analysis.point_clusters import CONCAVITY
from geo.analysis.proximity import KERNELS
from geo.analysis.regional import BASES
from geo.analysis.result import COVERAGES


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.

    Attributes
    ----------
    key : id in results, URLs and texts.
    unit : metres, km2, or "" for a plain number or a choice.
    low, high, default : bounds and starting value of a number; None where the data decide.
    whole : whether only whole numbers make sense.
    choices : keys to choose from; their texts are ``analysis.choice.<key>``.
    """

    key: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    default: float | str | None = None
    whole: bool = False
    choices: tuple[str, ...] = ()


PARAMETERS: Final[dict[str, Parameter]] = {
    parameter.key: parameter
    for parameter in (
        Parameter("coverage", choices=COVERAGES),
        Parameter("basis", choices=BASES),
        Parameter("replicates", low=99, high=9999, default=999, whole=True),
        Parameter("reach_m", unit="m", low=10, high=500_000),
        Parameter("min_points", low=2, high=1000, default=5, whole=True),
        Parameter("least_m", unit="m", low=10, high=500_000),
        Parameter("min_cluster", low=2, high=10_000, default=10, whole=True),
        Parameter("most_m", unit="m", low=1),
        Parameter("concavity", low=0, high=1, default=CONCAVITY),
        Parameter("window_km2", unit="km2"),
        Parameter("distances_m", unit="m"),
        Parameter("simulations", low=19, high=9999, default=199, whole=True),
        Parameter("neighbourhood", choices=NEIGHBOURHOODS),
        Parameter("neighbours", low=1, high=100, default=8, whole=True),
        Parameter("permutations", low=99, high=99_999, default=9999, whole=True),
        Parameter("fdr", low=FDR, high=FDR, default=FDR),
        Parameter("bandwidth_m", unit="m", low=10, high=2_000_000),
        Parameter("kernel", choices=KERNELS),
        Parameter("scheme", choices=tuple(SCHEMES), default="natural_breaks"),
        Parameter("classes", low=MIN_CLASSES, high=MAX_CLASSES, default=5, whole=True),
    )
}
