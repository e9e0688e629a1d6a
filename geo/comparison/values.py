"""Figures in words: value, qualifier, unit and year."""

from __future__ import annotations

from typing import Final

from geo.language import Translator, number
from geo.model import Figure

# Chinese counts in hundreds of millions and in ten thousands: unit as published, as it is read, and the factor to it.
_READ_ZH: Final = (("十亿", "亿", 10), ("百万", "万", 100))


def value_text(figure: Figure, t: Translator) -> str:
    """Return a figure with its qualifier and unit; a range is written as one."""
    if figure.unit == "year":
        return f"{figure.middle:.0f}"  # a year has no separators
    steps = next((factor for published, _, factor in _READ_ZH if _rescaled(figure, published, t.language)), 1)
    bounds = (figure.low * steps, figure.high * steps)
    low, high = (number(value, t.language, digits=_digits(figure, value)) for value in bounds)
    value = low if figure.low == figure.high else t("compare.value.range", low=low, high=high)
    if figure.qualifier in ("approx", "gt", "ge", "lt"):
        value = t(f"compare.qualifier.{figure.qualifier}", value=value)
    unit = unit_text(figure, t)
    if figure.unit == "rank" and figure.per == "none":
        return t("compare.value.rank", value=value)
    if not unit:
        return value
    return t("compare.value.percent" if unit.startswith("%") else "compare.value.unit", value=value, unit=unit)


def unit_text(figure: Figure, t: Translator) -> str:
    """Return a figure's unit in words; "" for plain counts and ranks."""
    if figure.per == "country":
        return t("compare.unit.of_country")
    label = "" if figure.unit in ("rank", "year") else figure.unit_label(t.language)
    for published, read, _ in _READ_ZH:
        if _rescaled(figure, published, t.language):
            label = label.replace(published, read, 1)
    if figure.unit == "count" and (t.language == "en" or figure.per == "none"):
        label = ""  # the name of the indicator says what is counted
    if figure.per == "none":
        return label
    return t(f"compare.unit.per.{figure.per}", unit=label).strip()


def _rescaled(figure: Figure, published: str, language: str) -> bool:
    """Tell whether a unit that begins with `published` is read in another scale."""
    return language == "zh" and figure.per != "country" and figure.unit_name.zh.startswith(published)


def _digits(figure: Figure, value: float) -> int | None:
    """Return the decimal places: as published, three significant digits for what was worked out."""
    if not figure.computed and figure.per == "none":
        return None
    size = abs(value)
    if size >= 100 or value == round(value):
        return 0
    return next((digits for digits, least in ((1, 10), (2, 1), (3, 0.1)) if size >= least), 5)
