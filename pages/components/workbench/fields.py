"""Fields that the panels of the workbench share: layer, column, coverage, uncertainty and explained parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.analysis.parameters import PARAMETERS
from geo.language import Translator
from geo.workbench.room import Room, WorkLayer
from geo.workbench.studies import uncertainty
from pages.components.literal import literal

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.analysis.result import Coverage

NONE: Final = ""
_UNCERTAINTY_WORDS: Final = ("uncertain", "误差", "精度", "precision")


def layer(
    t: Translator, room: Room, *, label: str, key: str, fits: Callable[[gpd.GeoDataFrame], bool]
) -> WorkLayer | None:
    """Show a choice of the session's layers that fit; says so and returns None if there is none."""
    found = {one.layer_id: one for one in room.layers if one.kind != "before" and fits(one.frame)}
    if not found:
        literal(t("workbench.layer.none_fits"), style="note")
        return None
    chosen = st.selectbox(label, list(found), format_func=lambda item: found[item].title, key=key)
    return found[chosen]


def column(label: str, names: Sequence[str], *, key: str, optional: str = "", index: int = 0) -> str:
    """Show a choice of columns; `optional` is what choosing none is called."""
    options = [NONE, *names] if optional else list(names)
    return st.selectbox(label, options, index=index, format_func=lambda name: name or optional, key=key)


def guess(names: Sequence[str], words: Sequence[str], other: int = 0) -> int:
    """Return the position of the first name that holds one of the words, else `other`."""
    found = (n for n, name in enumerate(names) if any(word in name.lower() for word in words))
    return next(found, min(other, max(len(names) - 1, 0)))


def most_uncertain(t: Translator, stated: pd.Series, *, key: str) -> float | None:
    """Show from which uncertainty on points are left out; a value stands there if a few are far worse than the rest."""
    known = stated.dropna()
    typical = float(known.quantile(0.75)) if len(known) else 0.0
    start = typical if len(known) and known.max() > 3 * typical > 0 else None
    return st.number_input(
        t("workbench.uncertainty.most"),
        min_value=1.0,
        value=start,
        format="%.0f",
        help=t("workbench.uncertainty.most_help"),
        key=key,
    )


def columns_of(layer: WorkLayer, *, numeric: bool) -> list[str]:
    """Return the names of a layer's columns: numbers, or whatever names things."""
    table = layer.frame.drop(columns=layer.frame.geometry.name)
    kinds = [pd.api.types.is_numeric_dtype(table[name]) for name in table.columns]
    return [str(name) for name, number in zip(table.columns, kinds, strict=True) if number or not numeric]


def coverage(t: Translator, *, key: str) -> Coverage:
    """Show whether the data are a census or a sample; nothing is chosen beforehand but the careful one."""
    choices: tuple[Coverage, ...] = ("sample", "census")
    chosen = st.radio(
        t("analysis.parameter.coverage"),
        choices,
        format_func=lambda name: t(f"analysis.choice.{name}"),
        help=t("analysis.parameter_help.coverage"),
        horizontal=True,
        key=key,
    )
    return chosen or choices[0]


def uncertain(t: Translator, layer: WorkLayer, *, key: str) -> pd.Series:
    """Show how well the places are known: a column, one number for all, or not stated."""
    names = columns_of(layer, numeric=True)
    likely = next(
        (n for n, name in enumerate(names, start=1) if any(word in name.lower() for word in _UNCERTAINTY_WORDS)), 0
    )
    left, right = st.columns(2)
    with left:
        chosen = column(
            t("workbench.uncertainty.column"),
            names,
            key=f"{key}_column",
            optional=t("workbench.uncertainty.none"),
            index=likely,
        )
    with right:
        stated = st.number_input(
            t("workbench.uncertainty.metres"),
            min_value=0.0,
            value=None,
            step=50.0,
            format="%.0f",
            key=f"{key}_metres",
            help=t("workbench.uncertainty.help"),
            disabled=bool(chosen),
        )
    return uncertainty(layer.frame, chosen, stated)


def number(t: Translator, name: str, *, key: str, value: float | None = None) -> float:
    """Show the field of a numeric parameter with its bounds, unit and help; left empty, its least value counts."""
    parameter = PARAMETERS[name]
    start = value if value is not None else parameter.default
    unit = f" ({parameter.unit})" if parameter.unit else ""
    kind = int if parameter.whole else float
    low = None if parameter.low is None else kind(parameter.low)
    entered = st.number_input(
        t(f"analysis.parameter.{name}") + unit,
        min_value=low,
        max_value=None if parameter.high is None else kind(parameter.high),
        value=None if start is None else kind(start),
        format=None if parameter.whole else "%.0f" if parameter.unit == "m" else "%.2f",
        help=t(f"analysis.parameter_help.{name}"),
        key=key,
    )
    return entered if entered is not None else low or 0


def choice(t: Translator, name: str, options: Sequence[str], *, key: str) -> str:
    """Show the field of a parameter with named choices and its help."""
    family = "scheme" if name == "scheme" else "choice"
    return st.selectbox(
        t(f"analysis.parameter.{name}"),
        list(options),
        format_func=lambda item: t(f"analysis.{family}.{item}"),
        help=t(f"analysis.parameter_help.{name}"),
        key=key,
    )
