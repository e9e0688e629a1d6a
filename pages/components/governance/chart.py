"""Chart of one series: its figures, lower bounds hollow, the trend through exact ones, and its targets."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from geo.governance.series import EXACT, OWN, Series, last_day
from geo.governance.trend import trend
from geo.governance.words import amount_text, dated_text, period_text, subject_text
from geo.language import Translator, number
from geo.signs import ACCENT, INK, MUTED, SIGNAL
from pages.components.literal import literal

HEIGHT_PX: Final = 340


def show(series: Series, t: Translator, *, key: str) -> None:
    """Show the chart with its title."""
    measure = series.measure_name.localised(t.language)
    literal(t("governance.chart.title", subject=subject_text(series, t), measure=measure), style="subheading")
    points = [
        {
            "value": [one.last_day, one.amount],
            "name": dated_text(series, one, t),
            "itemStyle": {
                "color": ACCENT if one.qualifier in EXACT else "#ffffff",
                "borderColor": ACCENT,
                "borderWidth": 1.5,
            },
            "symbol": "diamond" if one.origin == OWN else "circle",
        }
        for one in series.points
    ]
    shown: list[dict[str, Any]] = [
        {
            "type": "line", "name": t("governance.chart.value"), "data": points, "symbolSize": 9,
            "lineStyle": {"color": ACCENT, "width": 1.5}, "itemStyle": {"color": ACCENT},
        }
    ]  # fmt: skip
    line = trend(series)
    if line is not None:
        shown.append(
            {
                "type": "line", "name": t("governance.chart.trend", n=number(line.count, t.language)),
                "data": [[line.first_day, line.first], [line.last_day, line.last]], "symbol": "none",
                "lineStyle": {"color": MUTED, "type": "dashed", "width": 1.2}, "itemStyle": {"color": MUTED},
            }
        )  # fmt: skip
    due = [one for one in series.targets if one.due]
    if due:
        shown.append(
            {
                "type": "scatter", "name": t("governance.chart.target"), "symbol": "triangle", "symbolSize": 13,
                "itemStyle": {"color": SIGNAL},
                "data": [
                    {
                        "value": [last_day(one.due), one.amount],
                        "name": t(
                            "governance.latest",
                            value=amount_text(series, one.amount, t, qualifier=one.qualifier),
                            period=period_text(one.due, t),
                        ),
                    }
                    for one in due
                ],
            }
        )  # fmt: skip
    if len(series.points) < 2:
        literal(t("governance.chart.single"), style="note")
    alt = t("governance.chart.alt", subject=subject_text(series, t), measure=measure, n=len(series.points))
    options = {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": alt}},
        "grid": {"left": 12, "right": 24, "top": 42, "bottom": 12, "containLabel": True},
        "legend": {"top": 4, "right": 0, "textStyle": {"color": INK}},
        "tooltip": {"trigger": "item", "renderMode": "richText", "formatter": "{b}"},
        "xAxis": {
            "type": "time",
            "axisLabel": {"color": INK, "hideOverlap": True, "formatter": {"year": "{yyyy}", "month": "{yyyy}-{MM}"}},
        },
        "yAxis": {
            "type": "value",
            "scale": True,
            "name": series.unit_name.localised(t.language) or "",
            "nameTextStyle": {"color": INK, "align": "left"},
            "axisLabel": {"color": INK},
        },
        "series": shown,
    }
    st.echarts_chart(options, height=HEIGHT_PX, key=key)
