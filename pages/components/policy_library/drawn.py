"""Policies drawn: a timeline of their periods, and a map of the clusters they applied to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, country_name, number
from geo.model import Cluster
from geo.policies.library import Policy
from geo.signs import ACCENT, INK, MUTED
from pages.components.literal import literal
from pages.components.place_chart import Look, Spot, place_chart
from pages.components.plain_table import plain_table

MOST: Final = 45
_LONGEST: Final = {"zh": 20, "en": 38}


def show_timeline(policies: Sequence[Policy], t: Translator, *, key: str) -> None:
    """Show the periods as bars, the first MOST of them by year; those without a year are counted."""
    dated = sorted((one for one in policies if one.year_start), key=lambda one: (one.year_start or 0, one.policy_id))
    if not dated:
        literal(t("policy.timeline.none"), style="note")
        return
    shown = dated[-MOST:]
    first = min(one.year_start or 0 for one in shown)
    last = max(one.year_end or one.year_start or 0 for one in shown)
    years = [str(year) for year in range(first - 1, last + 2)]
    periods: list[dict[str, Any]] = []
    starts: list[dict[str, Any]] = []
    for row, one in enumerate(shown):
        name = f"{one.name.localised(t.language)} · {one.years}"
        start = (one.year_start or 0) - first + 1
        if one.year_end is None:
            starts.append({"name": name, "value": [start, row]})
        else:
            periods.append({"name": name, "coords": [[start, row], [max(one.year_end - first + 1, start), row]]})
    titles = (t("policy.timeline.period"), t("policy.timeline.start"))
    options = {
        "animation": False,
        "aria": {"enabled": True},
        "legend": {"top": 0, "left": 0, "itemWidth": 16, "data": list(titles), "textStyle": {"color": INK}},
        "grid": {"left": 4, "right": 24, "top": 58, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "item", "renderMode": "richText", "formatter": "{b}"},
        "xAxis": {
            "type": "category",
            "position": "top",
            "data": years,
            "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": {"color": MUTED, "hideOverlap": True},
            "splitLine": {"show": True, "lineStyle": {"color": "#F0EDE4"}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [_short(one.name.localised(t.language), t.language) for one in shown],
            "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": {"color": INK, "interval": 0, "fontSize": 12},
        },
        "series": [
            {
                "type": "lines",
                "name": titles[0],
                "coordinateSystem": "cartesian2d",
                "itemStyle": {"color": ACCENT},
                "lineStyle": {"color": ACCENT, "width": 9, "opacity": 1, "cap": "round"},
                "data": periods,
            },
            {
                "type": "scatter",
                "name": titles[1],
                "symbolSize": 10,
                "itemStyle": {"color": "#FFFFFF", "borderColor": ACCENT, "borderWidth": 2},
                "data": starts,
            },
        ],
    }
    alt = t("policy.timeline.alt", n=number(len(shown), t.language), first=first, last=last)
    st.echarts_chart(options, height=20 * len(shown) + 70, renderer="svg", key=key, alt=alt)
    literal(
        t(
            "policy.timeline.note",
            shown=number(len(shown), t.language),
            dated=number(len(dated), t.language),
            undated=number(len(policies) - len(dated), t.language),
        ),
        style="note",
    )


def show_map(policies: Sequence[Policy], catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the clusters that the policies applied to, by how many, the seats of issuers, and the same as a table."""
    clusters = catalog.every(Cluster)
    applied = Counter(key for one in policies for key in one.clusters if key in clusters)
    spots = [
        Spot(
            cluster_id,
            "cluster",
            t("policy.map.spot", name=clusters[cluster_id].short.localised(t.language), n=number(count, t.language)),
            clusters[cluster_id].lon,
            clusters[cluster_id].lat,
            8 + 3.2 * count**0.5,
            is_named=count > 2,
        )
        for cluster_id, count in applied.most_common()
        if clusters[cluster_id].is_placed
    ]
    seats = Counter(
        (one.place.localised(t.language), one.lon, one.lat)
        for one in policies
        if one.lon is not None and one.lat is not None
    )
    spots += [
        Spot(f"seat {name}", "seat", t("policy.map.spot", name=name, n=number(count, t.language)), lon, lat, 9)
        for (name, lon, lat), count in seats.items()
        if lon is not None and lat is not None
    ]
    looks = {
        "cluster": Look(t("policy.map.clusters"), "circle", ACCENT, "#FFFFFF"),
        "seat": Look(t("policy.map.seats"), "diamond", "#FFFFFF", INK),
    }
    placeless = sum(1 for one in policies if one.lon is None and not any(key in clusters for key in one.clusters))
    place_chart(spots, (), looks, alt=t("policy.map.alt", n=number(len(spots), t.language)), key=key)
    literal(t("policy.map.note", placeless=number(placeless, t.language)), style="note")
    if applied:
        table = pd.DataFrame(
            [
                {
                    t("policy.map.column.cluster"): clusters[one].name.localised(t.language),
                    t("policy.filter.country"): country_name(clusters[one].country, t.language),
                    t("policy.map.column.count"): number(count, t.language),
                }
                for one, count in applied.most_common()
            ]
        )
        with st.expander(t("policy.map.table")):
            plain_table(table, label=t("policy.map.table"))


def _short(name: str, language: str) -> str:
    most = _LONGEST[language]
    return name if len(name) <= most else f"{name[: most - 1]}…"
