"""Legends of a session's layers: what each colour stands for, with how many rows, in words."""

from __future__ import annotations

from geo.language import Translator, number
from geo.workbench.room import WorkLayer

NO_FIGURE = ""
"""Stands for the hatching of rows without a figure, which is no colour."""


def entries(layer: WorkLayer, t: Translator) -> tuple[tuple[str, str], ...]:
    """Return colour and words of each class of a layer, then of rows without a figure; none without classes."""
    classes = layer.legend
    if classes is None:
        return ()
    if layer.legend_keys:
        names = [t(key) for key in layer.legend_keys]
    else:
        names = [_range(low, high, number == 0, t) for number, (low, high) in enumerate(classes.limits)]
    found = [
        (colour, t("workbench.legend.class", name=name, count=number(count, t.language)))
        for colour, name, count in zip(classes.colours, names, classes.counts, strict=True)
    ]
    if classes.no_data:
        found.append((NO_FIGURE, t("workbench.legend.no_data", count=classes.no_data)))
    return tuple(found)


def _range(low: float, high: float, lowest: bool, t: Translator) -> str:
    """Return the range of a class: the lowest holds its lower limit, the others begin above it."""
    if low == high:
        return number(high, t.language)
    if high == float("inf"):
        return f"> {number(low, t.language)}"
    return f"{'' if lowest else '> '}{number(low, t.language)} – {number(high, t.language)}"
