"""The figures, findings and warnings of tracking in words, the same for the page, the report and the feed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from geo.comparison.values import short_text, spoken_unit
from geo.governance.alerts import LABEL_DUE, OVERDUE, PEERS, SILENT, TARGET_MISSED, Alert
from geo.governance.board import Standing
from geo.governance.movements import WITHOUT_SHARE, Movement, Outcome
from geo.governance.overview import Finding, Overview
from geo.governance.series import Point, Series
from geo.language import NO_VALUE, Translator, number
from geo.model import Figure

if TYPE_CHECKING:
    import pandas as pd


def amount_text(series: Series, amount: float, t: Translator, *, qualifier: str = "eq") -> str:
    """Return an amount of a series with its unit, as one says it."""
    return short_text(_figure(series, amount, qualifier), t)


def drawn_unit(series: Series, t: Translator) -> tuple[float, str]:
    """Return what the amounts of a series are multiplied by on an axis, and the unit they then have: that of words."""
    if series.unit in ("year", "rank"):
        return 1.0, series.unit_name.localised(t.language)
    largest = max((abs(one.amount) for one in series.points), default=0.0)
    return spoken_unit(_figure(series, largest, "eq"), t)


def _figure(series: Series, amount: float, qualifier: str) -> Figure:
    return Figure(
        source_ids="", as_of="", confidence="high", subject_id=series.subject, indicator_id=series.measure,
        low=amount, high=amount, unit=series.unit, unit_name=series.unit_name, qualifier=qualifier,
    )  # fmt: skip


def point_text(series: Series, point: Point, t: Translator) -> str:
    """Return a point with its unit and whether it is a bound."""
    return amount_text(series, point.amount, t, qualifier=point.qualifier)


def period_text(period: str, t: Translator) -> str:
    """Return a period as people read it: years and months in words where the language has them, else as in ISO 8601."""
    year, _, rest = period.partition("-")
    if not rest:
        return t("governance.period.year", year=year)
    if rest.isdigit():
        return t("governance.period.month", year=year, month=str(int(rest)) if t.language == "zh" else rest)
    if rest[0] in "QH":
        return t(f"governance.period.{rest[0].lower()}", year=year, n=rest[1:])
    month, _, day = rest.partition("-")
    if not (month.isdigit() and day.isdigit()):
        return period
    if t.language == "zh":
        month, day = month.lstrip("0"), day.lstrip("0")
    return t("governance.period.day", year=year, month=month, day=day)


def dated_text(series: Series, point: Point, t: Translator) -> str:
    """Return a point with its period."""
    return t("governance.latest", value=point_text(series, point, t), period=period_text(point.period, t))


def subject_text(series: Series, t: Translator) -> str:
    """Return whose measure it is, with the territory where that is another one."""
    name = series.name.localised(t.language)
    scope = series.scope.localised(t.language)
    return t("governance.subject.scope", name=name, scope=scope) if scope else name


def movement_text(one: Movement, t: Translator) -> str:
    """Return a change as a sentence with both figures and their periods."""
    series = one.series
    family = "moved" if series.unit in WITHOUT_SHARE else "rose" if one.direction > 0 else "fell"
    if one.is_least and family == "rose":
        family = "rose_least"
    return t(
        f"governance.movement.{family}",
        subject=subject_text(series, t),
        measure=series.measure_name.localised(t.language),
        before=point_text(series, one.before, t),
        after=point_text(series, one.after, t),
        earlier=period_text(one.before.period, t),
        later=period_text(one.after.period, t),
        share=number(abs(one.share) * 100, t.language, digits=0 if abs(one.share) >= 0.1 else 1),
    )


def outcome_text(one: Outcome, t: Translator) -> str:
    """Return a target and what became of it as a sentence."""
    series, target = one.series, one.target
    name = (target.name or series.measure_name).localised(t.language)
    values = {
        "subject": subject_text(series, t),
        "target_name": name,
        "due": period_text(target.due, t),
        "target": amount_text(series, target.amount, t, qualifier=target.qualifier),
        "latest": NO_VALUE if one.latest is None else point_text(series, one.latest, t),
        "period": "" if one.latest is None else period_text(one.latest.period, t),
        "share": number(None if one.share is None else one.share * 100, t.language, digits=0),
    }
    kind: str = one.verdict
    if one.verdict in ("unknown", "ahead"):
        if one.latest is None:
            kind += "_nothing"
        elif one.share is None:
            kind += "_level"
        elif one.share >= 1:
            kind += "_above"
    return t(f"governance.outcome.{kind}", **values)


def alert_text(one: Alert, t: Translator) -> str:
    """Return what a rule found as a sentence; the rule's reason stands beside it."""
    values: dict[str, str] = {
        "subject": one.name.localised(t.language),
        "due": period_text(one.due, t) if one.due else "",
        "n": str(one.count),
    }
    if one.rule.kind == LABEL_DUE:
        return t(
            "governance.alert.label_past" if one.against < 0 else "governance.alert.label_due",
            **values,
            days=number(abs(one.against), t.language, digits=0),
        )
    series = one.series
    assert series is not None  # noqa: S101 - every other rule looks at one
    values["measure"] = series.measure_name.localised(t.language)
    values["subject"] = subject_text(series, t)
    values["value"] = NO_VALUE if one.point is None else point_text(series, one.point, t)
    values["period"] = "" if one.point is None else period_text(one.point.period, t)
    values["against"] = str(one.count) if one.rule.kind == SILENT else amount_text(series, one.against, t)
    kind = one.rule.kind
    if kind in (OVERDUE, TARGET_MISSED) and one.point is None:
        kind = "overdue_nothing"
    if kind == PEERS:
        values["n"] = number(one.count, t.language)
    return t(f"governance.alert.{kind}", **values)


def finding_text(one: Finding, seen: Overview, t: Translator) -> str:
    """Return a finding as a sentence."""
    if one.movement is not None:
        return t(f"governance.finding.{one.key}", said=movement_text(one.movement, t))
    if one.outcome is not None:
        return outcome_text(one.outcome, t)
    return t.plural(
        f"governance.finding.{one.key}",
        one.count,
        n=number(one.count, t.language),
        of=number(one.of, t.language),
        met=number(one.met, t.language),
        missed=number(one.missed, t.language),
        year=one.day[:4],
        since=seen.since[:4],
        name="" if one.alert is None else one.alert.name.localised(t.language),
    )


def outcome_table(seen: Overview, t: Translator) -> pd.DataFrame:
    """Return targets against outcomes as a table of texts."""
    import pandas as pd

    heads = [t(f"governance.column.{name}") for name in ("subject", "target", "due", "value", "latest", "verdict")]
    rows = [
        [
            subject_text(one.series, t),
            (one.target.name or one.series.measure_name).localised(t.language),
            period_text(one.target.due, t),
            amount_text(one.series, one.target.amount, t, qualifier=one.target.qualifier),
            _latest(one, t),
            t(f"governance.verdict.{one.verdict}"),
        ]
        for one in seen.outcomes
    ]
    return pd.DataFrame(rows, columns=heads)


def _latest(one: Outcome, t: Translator) -> str:
    if one.latest is None:
        return NO_VALUE
    text = point_text(one.series, one.latest, t)
    share = "" if one.share is None else number(one.share * 100, t.language, digits=0)
    key = "governance.latest" if one.share is None else "governance.latest.share"
    return t(key, value=text, period=period_text(one.latest.period, t), share=share)


def movement_table(seen: Overview, t: Translator, *, most: int = 200) -> pd.DataFrame:
    """Return the movements as a table of texts."""
    import pandas as pd

    names = ("subject", "measure", "earlier", "later", "change", "meaning")
    rows = []
    for one in seen.movements[:most]:
        series = one.series
        change = t(
            "governance.change.up" if one.direction > 0 else "governance.change.down",
            share=number(abs(one.share) * 100, t.language, digits=0 if abs(one.share) >= 0.1 else 1),
        )
        if series.unit in WITHOUT_SHARE:
            change = t("governance.change.moved")
        meaning = {True: "good", False: "bad", None: "open"}[one.is_good]
        rows.append(
            [
                subject_text(series, t),
                series.measure_name.localised(t.language),
                t(
                    "governance.latest",
                    value=point_text(series, one.before, t),
                    period=period_text(one.before.period, t),
                ),
                dated_text(series, one.after, t),
                change,
                t(f"governance.meaning.{meaning}"),
            ]
        )
    return pd.DataFrame(rows, columns=[t(f"governance.column.{name}") for name in names])


def alert_table(found: tuple[Alert, ...], t: Translator) -> pd.DataFrame:
    """Return early warnings as a table of texts, each with its rule and reason."""
    import pandas as pd

    rows = [
        [one.rule.name.localised(t.language), alert_text(one, t), one.rule.reason.localised(t.language)]
        for one in found
    ]
    return pd.DataFrame(rows, columns=[t(f"governance.column.{name}") for name in ("rule", "found", "reason")])


def agenda_table(seen: Overview, t: Translator) -> pd.DataFrame:
    """Return the agenda as a table of texts."""
    import pandas as pd

    rows = [
        [
            one.day,
            t(f"governance.agenda.{one.kind}"),
            one.name.localised(t.language) or t("governance.agenda.next_report"),
            t("governance.agenda.past" if one.is_past else "governance.agenda.to_come"),
        ]
        for one in seen.agenda
    ]
    return pd.DataFrame(rows, columns=[t(f"governance.column.{name}") for name in ("day", "kind", "what", "state")])


def board_table(seen: Overview, t: Translator, *, label: str = "", criteria: Mapping[str, str]) -> pd.DataFrame:
    """Return the board as a table of texts, the clusters to be visited next in front.

    Parameters
    ----------
    label : level it is cut to, "" for all.
    criteria : id -> name.
    """
    import pandas as pd

    names = ("visit", "subject", "model", "label", "until", "next", "alerts")
    rows = []
    for place, one in enumerate(seen.standings, start=1):
        if label and one.level != label:
            continue
        model = one.cluster.model
        grave = sum(alert.rule.kind != SILENT for alert in one.alerts)
        rows.append(
            [
                f"{place}. {t(f'governance.visit.{one.visit}')}",
                one.cluster.name.localised(t.language),
                t(f"term.model.{model}") if model else t("governance.model.none"),
                t(f"governance.label.{one.level}"),
                one.until or NO_VALUE,
                next_step(one, criteria, t),
                number(grave, t.language),
            ]
        )
    return pd.DataFrame(rows, columns=[t(f"governance.column.{name}") for name in names])


def next_step(one: Standing, criteria: Mapping[str, str], t: Translator) -> str:
    """Return what a cluster would need to move up."""
    if not one.next_level:
        return t("governance.next.keep")
    if one.level == "none":
        return t("governance.next.bronze", n=number(len(criteria), t.language))
    if one.open_criteria:
        names = t("card.list.separator").join(criteria[key] for key in one.open_criteria[:3] if key in criteria)
        return t("governance.next.assess", n=number(len(one.open_criteria), t.language), names=names)
    if one.level == "bronze":
        return t(
            "governance.next.silver",
            groups=number(one.improve_groups, t.language),
            points=number(one.missing_points or 0.0, t.language, digits=0),
        )
    return t("governance.next.gold", points=number(one.missing_points or 0.0, t.language, digits=0))
