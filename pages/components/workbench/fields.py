"""Fields that the panels of the workbench share: layer, column, coverage, uncertainty and explained parameters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analysis.parameters import PARAMETERS
from geo.language import Translator
from geo.workbench import columns
from geo.workbench.room import Room, WorkLayer
from geo.workbench.studies import uncertainty
from pages.components.literal import literal
from pages.components.workbench import memory

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.analysis.result import Coverage

NONE: Final = ""
_SUGGESTED: Final = "_suggested"  # added to a field's key: what stood in it before anybody touched it
_UNTOUCHED: Final = object()
_UNCERTAINTY_WORDS: Final = ("uncertain", "误差", "精度", "precision")


def layer(
    t: Translator,
    room: Room,
    *,
    label: str,
    key: str,
    fits: Callable[[gpd.GeoDataFrame], bool],
    best: Callable[[gpd.GeoDataFrame], bool] = lambda _frame: True,
    needs: str = "",
) -> WorkLayer | None:
    """Show a choice of the session's layers that fit; says so and returns None if there is none.

    Parameters
    ----------
    best : the first of these stands there to begin with.
    needs : what a layer must have, said where there are layers and none fits.
    """
    layers = [one for one in room.layers if one.kind != "before"]
    found = {one.layer_id: one for one in layers if fits(one.frame)}
    if not found:
        literal(needs if needs and layers else t("workbench.layer.none_fits"), style="note")
        return None
    suggest(key, next((name for name, one in found.items() if best(one.frame)), next(iter(found))), among=found)
    chosen = st.selectbox(label, list(found), format_func=lambda item: found[item].title, key=key)
    return found[chosen]


def suggest(key: str, value: Any, *, among: Collection[Any] | None = None) -> None:
    """Put a suggestion into a field that nobody has touched, and remember it, so that `own` can tell the two apart.

    Parameters
    ----------
    among : what can be chosen; a choice that is no longer among it gives way.
    """
    memory.recall(key, among=among, kind=float if value is None else type(value))
    last = st.session_state.get(f"{key}{_SUGGESTED}", _UNTOUCHED)
    held = st.session_state.get(key, _UNTOUCHED)
    untouched = held is _UNTOUCHED or held == last or (among is not None and held not in among)
    # Setting what stands there already would tell the browser to put it back, over what was pressed in this moment.
    if untouched and (held is _UNTOUCHED or held != value):
        st.session_state[key] = value
    st.session_state[f"{key}{_SUGGESTED}"] = value


def own(keys: Mapping[str, str]) -> tuple[str, ...]:
    """Return the parameters that a person set to something else than what was suggested.

    Parameters
    ----------
    keys : parameter -> key of its field.
    """
    held = st.session_state
    return tuple(
        name
        for name, key in keys.items()
        if key in held and f"{key}{_SUGGESTED}" in held and held[key] != held[f"{key}{_SUGGESTED}"]
    )


def column(
    label: str,
    names: Sequence[str],
    *,
    key: str,
    optional: str = "",
    index: int = 0,
    words: Mapping[str, str] | None = None,
) -> str:
    """Show a choice of columns.

    Parameters
    ----------
    optional : what choosing none is called; "" where one must be chosen.
    index : of the suggestion among the options, of which none is the first if there is one.
    words : what to add to the names of columns, such as that one is a code.
    """
    options = [NONE, *names] if optional else list(names)
    suggest(key, options[index], among=options)
    said = words or {}
    return st.selectbox(
        label, options, format_func=lambda name: f"{name}{said.get(name, '')}" if name else optional, key=key
    )


def figure(
    t: Translator, frame: gpd.GeoDataFrame, *, label: str, key: str, first: Mapping[str, str] | None = None
) -> str:
    """Show a choice of the columns of numbers, figures first; codes and the like stand last and are called so.

    Parameters
    ----------
    first : further choices before the columns, with their names; they stand there where no column is a figure.
    """
    roles = columns.roles_of(frame)
    extra = dict(first or {})
    names = [*extra, *columns.ordered(frame)]
    said = {name: t("workbench.role_mark", role=t(f"workbench.role.{role}")) for name, role in roles.items()}
    said = {name: words for name, words in said.items() if roles[name] not in ("measure", "base")}
    suggest(key, columns.measure_of(frame) or next(iter(names)), among=names)
    return st.selectbox(
        label, names, format_func=lambda name: extra.get(name) or f"{name}{said.get(name, '')}", key=key
    )


def guess(names: Sequence[str], words: Sequence[str], other: int = 0) -> int:
    """Return the position of the first name that holds one of the words, else `other`."""
    found = (n for n, name in enumerate(names) if any(word in name.lower() for word in words))
    return next(found, min(other, max(len(names) - 1, 0)))


def most_uncertain(t: Translator, stated: pd.Series, *, key: str) -> float | None:
    """Show from which uncertainty on points are left out; a value stands there if a few are far worse than the rest."""
    known = stated.dropna()
    typical = float(known.quantile(0.75)) if len(known) else 0.0
    suggest(key, typical if len(known) and known.max() > 3 * typical > 0 else None)
    return st.number_input(
        t("workbench.uncertainty.most"),
        min_value=1.0,
        value=None,
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
    suggest(key, choices[0], among=choices)
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
    memory.recall(f"{key}_metres", kind=float)
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
    label = t(f"analysis.parameter.{name}")
    if parameter.unit:
        label = t("workbench.parameter.unit", name=label, unit=t(f"analysis.unit.{parameter.unit}"))
    kind = int if parameter.whole else float
    low = None if parameter.low is None else kind(parameter.low)
    suggest(key, None if start is None else kind(start))
    entered = st.number_input(
        label,
        min_value=low,
        max_value=None if parameter.high is None else kind(parameter.high),
        value=None,
        format=None if parameter.whole else "%.0f" if parameter.unit == "m" else "%.2f",
        help=t(f"analysis.parameter_help.{name}"),
        key=key,
    )
    return entered if entered is not None else low or 0


def choice(t: Translator, name: str, options: Sequence[str], *, key: str, start: str | None = None) -> str:
    """Show the field of a parameter with named choices and its help."""
    family = "scheme" if name == "scheme" else "choice"
    suggest(key, options[0] if start is None else start, among=options)
    return st.selectbox(
        t(f"analysis.parameter.{name}"),
        list(options),
        format_func=lambda item: t(f"analysis.{family}.{item}"),
        help=t(f"analysis.parameter_help.{name}"),
        key=key,
    )
