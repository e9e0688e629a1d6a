"""Everything that is shown of a region: findings, strengths, place, options, talent, similar regions, sources."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.analysis.rating.drawn import FEWER_DRAWS
from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.language import Translator, number
from geo.observatory import words
from geo.observatory.findings import Finding
from geo.observatory.profile import SHOWN, Profile, place_intervals
from geo.observatory.surroundings import surroundings
from geo.statistics.cities import DATASET, MEASURES
from geo.statistics.own.table import OWN, Own
from pages.components.literal import leading, literal
from pages.components.plain_table import plain_table
from pages.components.sitemap import page_link
from pages.components.source_mark import source_list

_INK: Final = "#2B2B2B"
_BAR: Final = "#807dba"
_STRONG: Final = "#4a1486"
_IN_CHINESE: Final = {"bn_cny": 10.0, "million": 100.0}
_NARROW_PX: Final = 420  # of a chart: a phone's, where names beside the bars would leave the bars no room
_SHOWN_BY: Final = {
    "profile_largest": "strengths",
    "profile_special": "strengths",
    "profile_option": "options",
    "profile_head": "places",
    "profile_trend": "trend",
    "profile_best": "places",
}
"""Finding -> the part that shows it: an anchor, and the key of its words `rating.see.<part>`."""


_NAMES_ABOVE: Final[Mapping[str, Any]] = {
    "yAxis": {
        "z": 5,
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": {
            "inside": True,
            "margin": 2,
            "width": 340,
            "overflow": "truncate",
            "verticalAlign": "bottom",
            "padding": [0, 0, 8, 0],
        },
    },
    "series": [{"barWidth": 12}],
}
"""How bars of a phone differ: each has its name above it, and the whole width for itself."""


def show(
    found: Profile, catalog: Catalog, t: Translator, *, own: Own | None = None, between: Callable[[], None]
) -> None:
    """Show the profile.

    Parameters
    ----------
    own : the table it is made of, where it is one's own.
    between : shows what stands before the region's surroundings and sources.
    """
    if found.strengths is not None or found.places is not None:
        literal(t(f"rating.profile.means.{'cities' if found.dataset == DATASET else 'industries'}"), style="note")
    with st.container(key="region_findings"):
        if found.findings:
            st.html("".join(_told(one, found, t) for one in found.findings))
    region = found.region
    if region.note.localised(t.language):
        literal(region.note.localised(t.language), style="note")
    if found.strengths is None and found.places is None:
        literal(t("rating.profile.nothing"))
        between()
        return
    left, right = st.columns([5, 6], gap="large")  # the table of ratings needs the wider one in English
    with left:
        if found.strengths is not None:
            _strengths(found.strengths, found.year, t)
        if found.trend is not None:
            _trend(found.trend, t)
    with right:
        if found.places is not None:
            place = st.empty()
            with place.container():
                _places(found, t)
        if found.options is not None:
            _options(found.options, t)
    if found.talent is not None:
        _talent(found.talent, t)
    if found.peers is not None and len(found.peers):
        _peers(found, t)
    between()
    _surroundings(region.region_id, catalog, t)
    _sources(found, catalog, t)
    if found.places is not None:  # drawn last: it takes a second or two, once for all regions of a country
        intervals = place_intervals(catalog, found, own)
        with place.container():
            _places(found, t, intervals=intervals)


def _told(finding: Finding, found: Profile, t: Translator) -> str:
    """Return a finding as a sentence that ends with the way to what shows it."""
    anchor = _SHOWN_BY[finding.key.partition(":")[0]]
    return leading(_sentence(finding, found, t), t(f"rating.see.{anchor}"), anchor)


def _sentence(finding: Finding, found: Profile, t: Translator) -> str:
    key, _, measure = finding.key.partition(":")
    values: dict[str, str] = {"year": str(found.year), "parent": found.region.parent_name.localised(t.language)}
    values |= {name: pair[t.language == "en"] for name, pair in finding.names.items()}
    for name, figure in finding.figures.items():
        digits = {"share": 1, "country": 1, "lq": 2, "nearness": 2}.get(name, 0)
        values[name] = str(int(figure)) if name == "since" else number(figure, t.language, digits=digits)
    if measure:
        values["measure"] = words.measure_within(measure, t)
    return t(f"rating.finding.{key}", **values)


def _strengths(rows: pd.DataFrame, year: int, t: Translator) -> None:
    """Show the largest industries as bars, strong ones dark and marked, with jobs and quotient written."""
    literal(t("rating.profile.strengths", year=year), style="heading", anchor="strengths")
    shown = rows.head(SHOWN).iloc[::-1]
    names = [
        t("rating.profile.bar", name=name, lq=number(lq, t.language, digits=2), mark=" ★" if strong else "")
        for name, lq, strong in zip(shown[f"name_{t.language}"], shown["lq"], shown["strong"], strict=True)
    ]
    bars = [
        {
            "value": float(jobs),
            "itemStyle": {"color": _STRONG if strong else _BAR},
            "label": {"formatter": number(jobs, t.language)},
        }
        for jobs, strong in zip(shown["jobs"], shown["strong"], strict=True)
    ]
    told = ", ".join(
        f"{name} {number(jobs, t.language)}" for name, jobs in zip(names[::-1], shown["jobs"][::-1], strict=True)
    )
    options = {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": told}},
        "grid": {"left": 8, "right": 60, "top": 8, "bottom": 24, "containLabel": True},
        "xAxis": {"type": "value", "axisLabel": {"show": False}},  # every bar has its figure written
        "yAxis": {"type": "category", "data": names, "axisLabel": {"color": _INK, "width": 260, "overflow": "break"}},
        "series": [{"type": "bar", "data": bars, "label": {"show": True, "position": "right", "color": _INK}}],
        "media": [{"query": {"maxWidth": _NARROW_PX}, "option": _NAMES_ABOVE}],
    }
    st.echarts_chart(options, height=60 + 38 * len(shown), key="region_strengths")
    literal(t("rating.profile.strengths_note"), style="note")


def _trend(rows: pd.DataFrame, t: Translator) -> None:
    literal(t("rating.profile.trend"), style="heading", anchor="trend")
    series = [
        {
            "type": "line",
            "name": t(f"rating.profile.line.{key}"),
            "data": [round(float(value)) if math.isfinite(value) else None for value in rows[key].tolist()],
            "showSymbol": False,
            "lineStyle": {"color": colour, "type": kind},
            "itemStyle": {"color": colour},
        }
        for key, colour, kind in (("value", _STRONG, "solid"), ("middle", _INK, "dashed"))
    ]
    options = {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": t("rating.profile.trend")}},
        "legend": {"top": 0, "textStyle": {"color": _INK}},
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 24, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(year) for year in rows["year"]], "axisLabel": {"color": _INK}},
        "yAxis": {"type": "value", "axisLabel": {"color": _INK}},
        "series": series,
    }
    st.echarts_chart(options, height=360, key="region_trend")


def _places(found: Profile, t: Translator, *, intervals: Mapping[str, tuple[float, float]] | None = None) -> None:
    """Show the region's place: by measure for a city, by rating for the others; `intervals` of ranks once drawn."""
    literal(t("rating.profile.places"), style="heading", anchor="places")
    rows = found.places
    assert rows is not None  # noqa: S101 - asked by show
    is_city = found.dataset == DATASET
    named = [t(f"rating.measure.{key}" if is_city else f"rating.profile.place.{key}") for key in rows["key"]]
    columns: dict[str, list[str]] = {
        t("rating.profile.what"): named,
        t("rating.profile.value"): [
            _value(key, value, t) for key, value in zip(rows["key"], rows["value"], strict=True)
        ],
        t("rating.column.rank"): [_of(rank, of, t) for rank, of in zip(rows["rank"], rows["of"], strict=True)],
    }
    if is_city:
        columns[t("rating.profile.in_parent")] = [
            _of(rank, of, t) for rank, of in zip(rows["rank_parent"], rows["of_parent"], strict=True)
        ]
    if intervals:
        columns[t("rating.interval.places")] = [_ends(intervals.get(key), t) for key in rows["key"]]
    plain_table(pd.DataFrame(columns), label=t("rating.profile.places"))
    if intervals is not None:
        said = t("rating.profile.places_note", draws=number(FEWER_DRAWS, t.language))
        literal(said if intervals else t("rating.note.no_uncertainty"), style="note")


def _ends(ends: tuple[float, float] | None, t: Translator) -> str:
    return number(None, t.language) if ends is None else " – ".join(number(end, t.language, digits=0) for end in ends)


def _value(key: str, value: float, t: Translator) -> str:
    if key not in MEASURES:
        return number(value, t.language, digits=2 if key == "complexity" else 0)
    measure = MEASURES[key]
    factor = _IN_CHINESE.get(measure.unit, 1.0) if t.language == "zh" else 1.0
    shown = number(value * factor, t.language, digits=0 if factor > 1 else measure.digits)
    return shown if math.isnan(value) else t(f"rating.unit.{measure.unit}", value=shown)


def _of(rank: float, of: float, t: Translator) -> str:
    if math.isnan(rank):
        return number(None, t.language)
    return t("rating.rank_of", rank=number(rank, t.language, digits=0), n=number(of, t.language, digits=0))


def _options(rows: pd.DataFrame, t: Translator) -> None:
    literal(t("rating.profile.options"), style="heading", anchor="options")
    literal(t("rating.profile.options_note"), style="note")
    shown = rows.head(SHOWN // 2)
    table = {
        t("rating.industry"): shown[f"name_{t.language}"],
        t("rating.value.diversification"): [number(value, t.language, digits=2) for value in shown["nearness"]],
        t("rating.profile.related"): [number(value, t.language, digits=0) for value in shown["related"]],
        t("rating.column.lq"): [number(value, t.language, digits=2) for value in shown["lq"]],
    }
    plain_table(pd.DataFrame(table), label=t("rating.profile.options"))


def _talent(rows: pd.DataFrame, t: Translator) -> None:
    literal(t("rating.profile.talent"), style="heading")
    table = {
        t("rating.profile.occupation"): rows[f"name_{t.language}"],
        t("rating.column.jobs"): [number(value, t.language, digits=0) for value in rows["jobs"]],
        t("rating.profile.lq_interval"): [
            _interval(*values, t) for values in zip(rows["lq"], rows["low"], rows["high"], strict=True)
        ],
        t("rating.profile.wage"): [number(value, t.language, digits=0) for value in rows["wage_usd"]],
    }
    with st.container(key="region_talent"):
        plain_table(pd.DataFrame(table), label=t("rating.profile.talent"))


def _interval(value: float, low: float, high: float, t: Translator) -> str:
    """Return a quotient with the interval its standard error leaves, alone where there is none."""
    shown = number(value, t.language, digits=2)
    if math.isnan(low):
        return shown
    ends = "–".join(number(end, t.language, digits=2) for end in (low, high))
    return t("rating.profile.interval", value=shown, ends=ends)


def _surroundings(region_id: str, catalog: Catalog, t: Translator) -> None:
    """Show the clusters that lie in the region, with the scope said, their organisations and policies."""
    found = surroundings(catalog, region_id)
    if found is None:
        return
    join = t("card.list.separator").join
    literal(t("rating.profile.surroundings"), style="heading")
    names = join(one.name.localised(t.language) for one in found.clusters)
    literal(t("rating.profile.scope", clusters=names), style="note")
    if found.organisations:
        count = number(found.count, t.language)
        listed = join(one.name.localised(t.language) for one in found.organisations)
        literal(t("rating.profile.organisations", count=count, names=listed))
    if found.policies:
        table = {
            t("rating.profile.policy"): [one.name.localised(t.language) for one in found.policies],
            t("rating.profile.issuer"): [one.issuer.localised(t.language) for one in found.policies],
            t("rating.profile.years"): [
                "–".join(str(year) for year in (one.year_start, one.year_end) if year) or number(None, t.language)
                for one in found.policies
            ],
        }
        plain_table(pd.DataFrame(table), label=t("rating.profile.policy"))
        cited = dict.fromkeys(source for one in found.policies for source in one.source_ids)
        st.html(source_list((catalog.source(one) for one in cited), t))


def _peers(found: Profile, t: Translator) -> None:
    """Show the most similar regions, each with its reason and a link to its own profile."""
    literal(t("rating.profile.peers"), style="heading")
    is_city = found.dataset == DATASET
    rows = found.peers
    assert rows is not None  # noqa: S101 - asked by show
    for number_of, row in enumerate(rows.to_dict("records")):
        shared = str(row[f"shared_{t.language}"])
        if is_city:
            shared = t("card.list.separator").join(t(f"rating.measure.{key}") for key in shared.split(";"))
        with st.container(horizontal=True, vertical_alignment="center", key=f"region_peer_{number_of}"):
            page_link("region", str(row[f"name_{t.language}"]), id=str(row["region_id"]))
            reason = "rating.profile.reason" if shared else "rating.profile.reason_plain"
            literal(t(reason, likeness=number(row["likeness"], t.language, digits=2), shared=shared), style="note")


def _sources(found: Profile, catalog: Catalog, t: Translator) -> None:
    literal(t("rating.notes"), style="heading")
    if found.dataset == OWN:
        literal(t("rating.own.profile"), style="note")
        return
    resource = catalog.resource(found.dataset)
    literal(resource.description.localised(t.language), style="note")
    ids = [*split_values(resource.source_ids), *(["st-oews"] if found.talent is not None else [])]
    st.html(source_list((catalog.source(one) for one in ids), t))
