"""A study's ranked rows as a chart and a table that choose each other and the place on the map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from geo.language import NO_VALUE, Translator, number
from geo.signs import ACCENT, INK, MUTED
from geo.workbench.ranking import PERCENT, Ranked
from geo.workbench.report import CELL_TEXTS, readable
from geo.workbench.room import WorkLayer
from geo.workbench.studies import Study
from pages.components.literal import literal
from pages.components.workbench import room as workbench_room

BARS: Final = 12
_CHOSEN: Final = "workbench_chosen"
_DIGITS: Final = {"p": 3, "q": 3, "ellison_glaeser": 4}
_TABLE_PX: Final = 300  # of a table beside a chart of few bars
_WIDTH: Final = 24  # characters of a bar's name


@dataclass(frozen=True, slots=True)
class Chosen:
    """The row that is chosen.

    Attributes
    ----------
    method : of the study, "" where it was chosen on the map.
    position : among the ranked rows.
    layer_id, row : the place on the map; row is None where it is not drawn.
    serial : counts choices made elsewhere than in the table, so that the table follows them.
    """

    method: str
    position: int
    layer_id: str
    row: int | None
    serial: int = 0


def chosen() -> Chosen | None:
    """Return what is chosen."""
    found: Chosen | None = st.session_state.get(_CHOSEN)
    return found


def choose_on_map(layer_id: str, row: int) -> None:
    """Choose the row of a layer that was clicked on the map."""
    last = chosen()
    st.session_state[_CHOSEN] = Chosen("", -1, layer_id, row, (last.serial if last else 0) + 1)


def _position(study: Study, found: Ranked) -> int | None:
    """Return which of a study's ranked rows is chosen, wherever it was chosen."""
    now = chosen()
    if now is None:
        return None
    if now.method:
        return now.position if now.method == study.result.method and now.position < len(found.rows) else None
    if now.layer_id and now.layer_id == study.layer_id and now.row in found.rows:
        return found.rows.index(now.row)
    return None


def show(study: Study, found: Ranked, t: Translator, *, key: str, layer: WorkLayer | None) -> None:
    """Show the chart and the table."""
    position = _position(study, found)
    now = chosen()
    serial = now.serial if now else 0
    if layer is not None:
        literal(t("workbench.linked"), style="note")
    left, right = st.columns([2, 3], gap="medium")
    with left:
        spec, height = _chart(found, t, position, value=_value_name(study, found, t))
        st.echarts_chart(
            spec,
            height=height,
            renderer="svg",
            alt=_told(found, t),
            key=f"{key}_chart",
            on_select=partial(_take_bar, study, found, f"{key}_chart", layer),
        )
    table_key = f"{key}_table_{serial}"
    table, config = _typed(found.table, t)
    with right:
        st.dataframe(
            table,
            hide_index=True,
            placeholder=NO_VALUE,
            height=min(38 + 35 * len(table), max(height, _TABLE_PX), 460),
            column_config=config,
            on_select=partial(_take_row, study, found, table_key, layer),
            selection_mode="single-row",
            selection_default=None if position is None else {"selection": {"rows": [position]}},
            key=table_key,
        )
    if position is not None:
        row = readable(found.table.iloc[[position]], t).iloc[0]
        literal(t("workbench.linked.chosen", row="  ·  ".join(f"{head} {cell}" for head, cell in row.items() if cell)))


def _value_name(study: Study, found: Ranked, t: Translator) -> str:
    return str(study.extra.get("title") or t(f"analysis.column.{found.value}"))


def _take_row(study: Study, found: Ranked, key: str, layer: WorkLayer | None) -> None:
    rows = st.session_state[key].selection.rows
    _take(study, found, rows[0] if rows else None, layer, moved=0)


def _take_bar(study: Study, found: Ranked, key: str, layer: WorkLayer | None) -> None:
    groups = st.session_state[key].selection.selected
    bars = groups[0]["data_indices"] if groups else []
    _take(study, found, bars[0] if bars else None, layer, moved=1)


def _take(study: Study, found: Ranked, position: int | None, layer: WorkLayer | None, *, moved: int) -> None:
    last = chosen()
    serial = (last.serial if last else 0) + moved
    if position is None or position >= len(found.rows):
        st.session_state[_CHOSEN] = None
        return
    row = found.rows[position]
    st.session_state[_CHOSEN] = Chosen(study.result.method, position, study.layer_id, row, serial)
    if layer is not None and row is not None and not layer.frame.geometry.iloc[row].is_empty:
        workbench_room.go_to(layer.frame.geometry.iloc[row].bounds)


def _chart(found: Ranked, t: Translator, position: int | None, *, value: str) -> tuple[dict[str, Any], int]:
    """Return the largest rows as bars, their interval written, and the chart's height in pixels."""
    known = found.table[found.value].notna().to_numpy()
    shown = [n for n in range(found.charted) if known[n]][:BARS]
    bars = [
        {
            "value": _readable(float(found.table[found.value].iloc[n])),
            "itemStyle": {"color": INK if n == position else ACCENT},
        }
        for n in shown
    ]
    names = [label if len(label) <= _WIDTH else f"{label[: _WIDTH - 1]}…" for label in (found.labels[n] for n in shown)]
    spec = {
        "animation": False,
        "title": {"text": value, "textStyle": {"fontSize": 13, "color": MUTED, "fontWeight": "normal"}},
        "grid": {"left": 8, "right": 56, "top": 34, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "axisLabel": {"color": INK, "hideOverlap": True}, "splitNumber": 3},
        "yAxis": {"type": "category", "inverse": True, "data": names, "axisLabel": {"color": INK, "interval": 0}},
        "series": [
            {
                "type": "bar",
                "data": bars,
                "selectedMode": "single",
                "select": {"itemStyle": {"color": INK}},
                "label": {"show": True, "position": "right", "color": INK},
            }
        ],
    }
    return spec, 60 + 30 * max(len(shown), 3)


def _readable(value: float) -> float:
    """Return a number with two decimals, or with two digits that mean something where it is small."""
    return round(value, 2) if abs(value) >= 0.1 else float(f"{value:.2g}")


def _told(found: Ranked, t: Translator) -> str:
    values = found.table[found.value]
    return ", ".join(
        f"{label} {number(_readable(float(value)), t.language)}"
        for label, value in list(zip(found.labels, values, strict=True))[: min(found.charted, BARS)]
        if pd.notna(value)
    )


def _typed(table: pd.DataFrame, t: Translator) -> tuple[pd.DataFrame, dict[str, ColumnConfig]]:
    """Return the rows with heads and words as people read them, numbers kept as numbers, and how to write these."""
    shown: dict[str, pd.Series[Any]] = {}
    config: dict[str, ColumnConfig] = {}
    for name in map(str, table.columns):
        head, cells = t(f"analysis.column.{name}"), table[name]
        if name in CELL_TEXTS:
            shown[head] = cells.map(lambda cell, family=CELL_TEXTS[name]: t(f"{family}{cell}") if cell else "")
        elif pd.api.types.is_bool_dtype(cells) or not pd.api.types.is_numeric_dtype(cells):
            shown[head] = cells.astype(str)
        elif name in PERCENT:
            shown[head] = 100 * cells
            config[head] = st.column_config.NumberColumn(format="%.1f%%")
        else:
            whole = bool((cells.dropna() == cells.dropna().round()).all())
            shown[head] = cells
            digits = _DIGITS.get(name, 2 if whole or cells.abs().max() >= 1 else 4)
            config[head] = st.column_config.NumberColumn(format="%d" if whole else f"%.{digits}f")
    return pd.DataFrame(shown), config
