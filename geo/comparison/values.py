"""Figures in words: value, qualifier, unit and year."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context
from typing import Final

from geo.language import Translator, number
from geo.model import Figure

_EN_SCALES: Final = ("million", "trn")
_EXACT_BELOW: Final = 10_000
_THREE_DIGITS: Final = Context(prec=3, rounding=ROUND_HALF_UP)
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
    return _measured(value, unit, t)


def _measured(value: str, unit: str, t: Translator) -> str:
    """Return a value with its unit; a unit of Latin letters stands apart from its number in Chinese, too."""
    if unit.startswith("%"):
        return t("compare.value.percent", value=value, unit=unit)
    is_apart = t.language == "zh" and unit[:1].isascii() and unit[:1].isalpha()
    return t("compare.value.unit", value=value, unit=f" {unit}" if is_apart else unit)


def unit_text(figure: Figure, t: Translator) -> str:
    """Return a figure's unit in words; "" for plain counts and ranks."""
    if figure.per == "country":
        return t("compare.unit.of_country")
    label = "" if figure.unit in ("rank", "year", "ratio") else figure.unit_label(t.language)
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


def short_text(figure: Figure, t: Translator) -> str:
    """Return a figure as one says it on a slide: three significant digits, its mark and range kept; counts below ten
    thousand stay as they were published.

    Chinese counts in ten thousands and hundreds of millions, English in millions and trillions; years and ranks are
    never rounded.
    """
    if figure.unit in ("year", "rank"):
        return value_text(figure, t)
    times, label = spoken_unit(figure, t)
    low, high = (number(_significant(bound * times), t.language) for bound in (figure.low, figure.high))
    value = low if low == high else t("compare.value.range", low=low, high=high)
    if t.language == "en" and label.split(" ")[0] in _EN_SCALES:
        scale, _, label = label.partition(" ")
        value = f"{value} {scale}"
    if figure.qualifier in ("approx", "gt", "ge", "lt"):
        value = t(f"compare.qualifier.{figure.qualifier}", value=value)
    if not label:
        return value
    return _measured(value, label, t)


def spoken_unit(figure: Figure, t: Translator) -> tuple[float, str]:
    """Return what a figure is multiplied by to be said or drawn, and its unit in that scale."""
    times = next((factor for published, _, factor in _READ_ZH if _rescaled(figure, published, t.language)), 1)
    size = max(abs(bound * times) for bound in (figure.low, figure.high))
    factor, label = _spoken_scale(size, unit_text(figure, t), t.language)
    return times / factor, label


def _spoken_scale(size: float, label: str, language: str) -> tuple[float, str]:
    """Return the factor a number is divided by to be said, and its unit in that scale."""
    plain = label[:1] not in ("万", "%", "约")
    steps = {
        "zh": [(1e4, f"万{label}")] * (size >= 1e4)
        if label.startswith("亿")
        else [(1e8, f"亿{label}")] * (size >= 1e8) + [(1e4, f"万{label}")] * (size >= 1e4),
        "en": [(1e3, f"trn {label.removeprefix('bn ')}")] * (size >= 1e3)
        + [(1e-3, f"million {label.removeprefix('bn ')}")] * (0 < size < 1)
        if label.startswith("bn ")
        else [(1e6, f"million {label}".strip())] * (size >= 1e6),
    }[language]
    return steps[0] if steps and plain else (1.0, label)


def _significant(value: float) -> float:
    """Round to three significant digits, but no whole number below ten thousand.

    Examples
    --------
    >>> _significant(2185.0), _significant(21_850.0), _significant(9.876)
    (2185.0, 21900.0, 9.88)
    """
    if value.is_integer() and abs(value) < _EXACT_BELOW:
        return value
    return float(_THREE_DIGITS.create_decimal(f"{value:.12g}"))  # a change of scale leaves 9.514999999999999
