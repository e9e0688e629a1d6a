"""Results of an analysis: figures with their interval, their parameters, and the cautions that go with them.

A caution is a code with values; the texts are ``analysis.caution.<code>`` in the message catalogues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    import pandas as pd

SEED: Final = 20_260_101  # of every random draw; stated in the methods sheet, so that anyone gets the same figures
CONFIDENCE: Final = 0.95  # of intervals and envelopes

Coverage = Literal["census", "sample"]
COVERAGES: Final = ("census", "sample")
"""census = every unit of the kind in the area is in the data; sample = someone chose which ones are."""

Parameters = Mapping[str, float | str | None]
"""What was chosen, by key of geo.analysis.parameters.PARAMETERS."""

CAUTIONS: Final = (
    "sample",
    "small_count",
    "small_cells",
    "zero_cells",
    "no_interval",
    "small_reference",
    "uncertainty_unknown",
    "duplicates",
    "near_border",
    "points_dropped",
    "window_decides",
    "outside_window",
    "permutations_coarse",
    "no_neighbours",
    "missing_values",
    "nothing_significant",
    "model_unclear",
    "figures_missing",
    "sample_composition",
    "rule_weak",
)


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing a reader must know before using a figure.

    Attributes
    ----------
    code : key of CAUTIONS.
    values : fills the text's placeholders.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with the interval it comes with.

    Attributes
    ----------
    value : the figure; None where it is not defined (a total of zero).
    low, high : bounds at CONFIDENCE; None where no interval can be given.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Outcome of one analysis.

    Attributes
    ----------
    method : key of geo.analysis.methods.METHODS.
    figures : named single figures.
    table : rows that go into a table or a layer, index as the input's; None where there are only figures.
    parameters : what was chosen, by key of geo.analysis.parameters.PARAMETERS.
    cautions : what must be read with it.
    seed : of the random draws, None where there were none.
    """

    method: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    table: pd.DataFrame | None = None
    parameters: Parameters = field(default_factory=dict)
    cautions: Sequence[Caution] = ()
    seed: int | None = None

    def caution(self, code: str) -> Caution | None:
        """Return the caution with this code, if there is one."""
        return next((caution for caution in self.cautions if caution.code == code), None)


def coverage_cautions(coverage: Coverage, count: int) -> list[Caution]:
    """Return the caution that a curated sample needs; raises ParameterError for an unknown coverage."""
    from geo.analysis.errors import ParameterError

    if coverage not in COVERAGES:
        raise ParameterError("coverage", coverage, allowed=", ".join(COVERAGES))
    return [Caution("sample", {"count": count})] if coverage == "sample" else []
