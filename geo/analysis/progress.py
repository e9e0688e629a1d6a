"""Progress of hubs: published figures over time beside the targets, conflicting ones as a range.

Figures are taken as published: of the whole programme, of a hub's clusters, or of a place. A range joins figures of
one subject and one measure that stand for the same month, or targets for the same year; it never joins different
subjects, such as the ten clusters and the eight hubs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.analysis.metrics import metric
from geo.model import Text

if TYPE_CHECKING:
    import pandas as pd

MEASURES: Final = ("racks", "computing", "utilisation", "pue")
# English name of a metric in `status_figures` -> measure. Additions that came are no stock and stay out; those that a
# plan asks for stand by themselves.
METRICS: Final = {
    "Racks": "racks",
    "Racks in use": "racks",
    "Rack target": "racks",
    "Racks in the ten-year plan": "racks",
    "Racks to be added by 2025 in the plan": "racks",
    "Computing power": "computing",
    "Total computing power": "computing",
    "Intelligent computing": "computing",
    "General computing": "computing",
    "Supercomputing": "computing",
    "Computing target": "computing",
    "Rack utilisation": "utilisation",
    "Mean PUE": "pue",
    "Best PUE": "pue",
    "Best PUE of new centres": "pue",
}
# Unit of a figure -> unit its measure is shown in, and the factor to it.
UNITS: Final = {
    "racks": ("racks", 1.0),
    "million racks": ("racks", 1e6),
    "PFLOPS": ("PFLOPS", 1.0),
    "EFLOPS": ("PFLOPS", 1e3),
    "EFLOPS FP16": ("PFLOPS", 1e3),
    "EFLOPS FP32": ("PFLOPS", 1e3),
    "%": ("%", 1.0),
    "ratio": ("ratio", 1.0),
}
# Units that name the precision of computing power. FP16 and FP32 are never added, joined or converted into each other.
PRECISIONS: Final = {"EFLOPS FP16": "FP16", "EFLOPS FP32": "FP32"}
_DECIMALS: Final = 6  # factors leave digits behind that nobody published
_MONTH: Final = 7  # characters of a month in an ISO date


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, or several that disagree, as a range.

    Attributes
    ----------
    hub_id : "" for the whole programme.
    figure_ids : rows of `status_figures` it stands for.
    low, high : in `unit`; high is None where only a lower bound is published ("over ..."), low where only an upper.
    qualifier : eq, approx, gt, lt; `range` where sources disagree.
    target_date : of a target; "" where none is given.
    confidence : the lowest of its rows.
    precision : FP16 or FP32 of computing power; "" where none is stated.
    """

    hub_id: str
    computing_id: str
    subject: Text
    measure: str
    metric: Text
    unit: str
    low: float | None
    high: float | None
    qualifier: str
    as_of: str
    is_target: bool
    target_date: str
    figure_ids: tuple[str, ...]
    source_ids: str
    confidence: str
    notes: tuple[Text, ...]
    precision: str = ""


def figures(status: pd.DataFrame) -> tuple[Figure, ...]:
    """Return the figures of `status_figures` that measure progress, the oldest first.

    Precision of computing power (FP16, FP32, not stated) differs between rows: figures of different precision are
    never joined into a range.
    """
    rows = status[status["metric_en"].isin(METRICS) & status["unit"].isin(UNITS)]
    groups: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for row in rows.to_dict("records"):
        is_target = bool(row["is_target"])
        period = row["target_date"][:4] if is_target and row["target_date"] else row["as_of"][:_MONTH]
        # Targets of one year for one metric are alternatives, whatever they are called; an addition is none of them.
        what = (metric(Text.of(row, "metric")).target_of if is_target and row["target_date"] else "") or row[
            "metric_en"
        ]
        unit, precision = UNITS[row["unit"]][0], PRECISIONS.get(row["unit"], "")
        key = (row["subject_en"], what, unit, precision, str(is_target), period)
        groups.setdefault(key, []).append({str(name): value for name, value in row.items()})
    found = [_joined(members) for members in groups.values()]
    return tuple(sorted(found, key=lambda figure: (figure.as_of, figure.figure_ids)))


def _joined(rows: list[dict[str, object]]) -> Figure:
    first, newest = rows[0], max(rows, key=lambda row: str(row["as_of"]))
    lows = [_scaled(row, "value_low") for row in rows]
    highs = [_scaled(row, "value_high") for row in rows]
    agree = len(set(zip(lows, highs, strict=True))) == 1
    ranks = ("high", "medium", "low")
    return Figure(
        hub_id=str(first["hub_id"]),
        computing_id=str(first["computing_id"]),
        subject=Text.of(first, "subject"),
        measure=METRICS[str(first["metric_en"])],
        metric=Text.of(first, "metric"),
        unit=UNITS[str(first["unit"])][0],
        low=min((value for value in lows if value is not None), default=None),
        high=None if None in highs else max(value for value in highs if value is not None),
        qualifier=str(first["qualifier"]) if agree else "range",
        as_of=str(newest["as_of"]),
        is_target=bool(first["is_target"]),
        target_date=str(first["target_date"]),
        figure_ids=tuple(str(row["figure_id"]) for row in rows),
        source_ids=";".join(dict.fromkeys(part for row in rows for part in str(row["source_ids"]).split(";"))),
        confidence=max((str(row["confidence"]) for row in rows), key=ranks.index),
        notes=tuple(note for row in rows if (note := Text.of(row, "note"))),
        precision=PRECISIONS.get(str(first["unit"]), ""),
    )


def _scaled(row: dict[str, object], bound: str) -> float | None:
    """Return a bound in the unit its measure is shown in; None where it is missing."""
    value, factor = row[bound], UNITS[str(row["unit"])][1]
    number = float(value) if isinstance(value, int | float) else float("nan")
    return None if math.isnan(number) else round(number * factor, _DECIMALS)


@dataclass(frozen=True, slots=True)
class Panel:
    """One metric of one subject over time, and the targets that can be held against it.

    Attributes
    ----------
    figures : the oldest first; empty where there is a target only.
    targets : of the same subject, unit and precision.
    """

    figures: tuple[Figure, ...]
    targets: tuple[Figure, ...]

    @property
    def head(self) -> Figure:
        """Return the newest figure, or the first target where no figure is published."""
        return self.figures[-1] if self.figures else self.targets[0]

    def share(self) -> tuple[float, float] | None:
        """Return the newest figure as a share of the nearest dated target, from low to high; None without both."""
        dated = sorted((target for target in self.targets if target.target_date), key=lambda one: one.target_date)
        if not self.figures or not dated:
            return None
        reached, low, high = self.figures[-1].low, dated[0].low, dated[0].high
        if reached is None or not low or not high:
            return None
        return reached / high, reached / low


def panels(found: tuple[Figure, ...], measure: str) -> tuple[Panel, ...]:
    """Return one panel for each subject and metric of a measure, the whole programme first, the longest before others.

    Best and mean, training and general power, FP16 and FP32 are never in one panel; a target that no figure answers
    to is one of its own.
    """
    own = [figure for figure in found if figure.measure == measure]
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in own:
        if not figure.is_target:
            groups.setdefault((figure.subject.en, figure.metric.en, figure.precision), []).append(figure)
    held: dict[tuple[str, str, str], list[Figure]] = {key: [] for key in groups}
    for target in own:
        if target.is_target:
            answer = metric(target.metric).target_of
            key = (target.subject.en, answer or target.metric.en, target.precision)
            held.setdefault(key, []).append(target)
    made = [Panel(tuple(groups.get(key, ())), tuple(targets)) for key, targets in held.items()]
    return tuple(sorted(made, key=lambda one: (bool(one.head.hub_id), one.head.hub_id, -len(one.figures))))
