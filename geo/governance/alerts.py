"""Early warnings: rules that are data, each with its reason, and what they find in the series and the labels."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.governance.movements import MISSED, UNKNOWN, Outcome
from geo.governance.register import Award
from geo.governance.series import EXACT, LOWER_BOUND, Point, Series
from geo.model import Text

OVERDUE, TARGET_MISSED, FALLS, SILENT, BELOW, ABOVE, PEERS, LABEL_DUE = (
    "overdue", "missed", "falls", "silent", "below", "above", "peers", "label_due",
)  # fmt: skip
KINDS: Final = (TARGET_MISSED, BELOW, ABOVE, FALLS, OVERDUE, PEERS, SILENT, LABEL_DUE)
"""In the order of their urgency."""
LEAST_PEERS: Final = 3
SIZE_FREE: Final = ("%", "percent", "percent of GDP", "ratio")
"""Units in which territories of any size can be compared."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes
    ----------
    kind : of KINDS.
    measure : it looks at; "" for every one whose better direction is known.
    threshold : a figure in the measure's unit, a number of falls, of years without a figure, of days before an expiry,
        or the part of the peers' median.
    reason : why it warns, as people read it.
    """

    rule_id: str
    name: Text
    kind: str
    measure: str
    threshold: float
    reason: Text
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """What a rule found.

    Attributes
    ----------
    series : it was found in; None for a label.
    point : the figure that is too low, too high, falling or old; None where a target has no figure at all.
    against : what it was compared with: the threshold, the target, the peers' median; the days left of a label.
    count : falls in a row, whole years without a figure, or peers compared with.
    """

    rule: Rule
    subject: str
    name: Text
    series: Series | None
    point: Point | None
    against: float
    count: int = 0
    due: str = ""


@lru_cache(maxsize=2)
def rules(catalog: Catalog) -> tuple[Rule, ...]:
    """Return the rules of the table `warning_rules`."""
    return tuple(
        Rule(
            str(row["rule_id"]), Text.of(row, "name"), str(row["kind"]), str(row["measure"]), float(row["threshold"]),
            Text.of(row, "reason"), split_values(str(row["source_ids"])),
        )
        for row in catalog.table("warning_rules").to_dict("records")
    )  # fmt: skip


def alerts(
    given: Sequence[Rule],
    found: Sequence[Series],
    judged: Iterable[Outcome],
    *,
    today: str,
    labels: Iterable[tuple[Award, Text]] = (),
    countries: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Alert, ...]:
    """Return what the rules find on a day, the most urgent kind first.

    Parameters
    ----------
    labels : the label in force of each cluster, with the cluster's name.
    countries : of the clusters; peers are of one country, whose statistics draw the same line around an industry.
    """
    judged, labels = tuple(judged), tuple(labels)
    made: list[Alert] = []
    for rule in given:
        if rule.kind in (OVERDUE, TARGET_MISSED):
            wanted = UNKNOWN if rule.kind == OVERDUE else MISSED
            made += [
                Alert(rule, one.series.subject, one.series.name, one.series, one.latest, one.target.amount,
                        due=one.target.due)
                for one in judged
                if one.verdict == wanted
            ]  # fmt: skip
        elif rule.kind == LABEL_DUE:
            made += [one for award, name in labels if (one := _label_due(rule, award, name, today)) is not None]
        elif rule.kind == PEERS:
            made += _below_peers(rule, found, countries)
        else:
            made += [one for series in found if (one := _in_series(rule, series, today)) is not None]
    return tuple(sorted(made, key=lambda one: (KINDS.index(one.rule.kind), one.subject, one.rule.rule_id)))


def _in_series(rule: Rule, series: Series, today: str) -> Alert | None:
    if not series.points or (rule.measure and series.measure != rule.measure):
        return None
    last = series.points[-1]
    count, against, fits = 0, rule.threshold, False
    if rule.kind == BELOW:
        fits = last.qualifier in EXACT and last.amount < rule.threshold
    elif rule.kind == ABOVE:
        fits = last.qualifier in (*EXACT, *LOWER_BOUND) and last.amount > rule.threshold
    elif rule.kind == FALLS and series.merit in ("higher", "lower"):
        count = _worsened(series)
        fits = count >= rule.threshold
        against = series.points[-1 - count].amount if count else 0.0
    elif rule.kind == SILENT and series.is_cluster and len(series.points) > 1:
        count = int(today[:4]) - int(last.last_day[:4])
        fits = count >= rule.threshold
    if not fits:
        return None
    return Alert(rule, series.subject, series.name, series, last, against, count)


def _worsened(series: Series) -> int:
    """Return how often in a row, up to the last figure, an exact figure was worse than the exact one before it."""
    count = 0
    points = series.points
    for later, earlier in zip(points[::-1], points[-2::-1], strict=False):
        if later.qualifier not in EXACT or earlier.qualifier not in EXACT or later.last_day == earlier.last_day:
            break
        worse = later.amount < earlier.amount if series.merit == "higher" else later.amount > earlier.amount
        if not worse:
            break
        count += 1
    return count


def _below_peers(rule: Rule, found: Sequence[Series], countries: Mapping[str, str]) -> list[Alert]:
    """Return the clusters whose last exact figure is below a part of the median of their peers, itself left out."""
    made = []
    for measure in dict.fromkeys(one.measure for one in found if one.is_cluster and one.merit == "higher"):
        if rule.measure and measure != rule.measure:
            continue
        alike: dict[tuple[str, str], list[Series]] = {}
        for one in found:
            if one.measure != measure or one.unit not in SIZE_FREE or not one.is_cluster:
                continue
            if one.points and one.points[-1].qualifier in EXACT:
                alike.setdefault((one.unit, countries.get(one.subject, "")), []).append(one)
        for group in alike.values():
            for one in group:
                peers = [other.points[-1].amount for other in group if other is not one]
                if len(peers) < LEAST_PEERS:
                    continue
                middle = statistics.median(peers)
                if one.points[-1].amount < rule.threshold * middle:
                    made.append(Alert(rule, one.subject, one.name, one, one.points[-1], middle, len(peers)))
    return made


def _label_due(rule: Rule, award: Award, name: Text, today: str) -> Alert | None:
    if not award.until:
        return None
    left = (dt.date.fromisoformat(award.until) - dt.date.fromisoformat(today)).days
    if left > rule.threshold:
        return None
    return Alert(rule, award.cluster, name, None, None, float(left), due=award.until)
