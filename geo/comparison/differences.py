"""The differences between clusters in words, taken from the indicator table and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from geo.analysis.indicators import Line, is_extensive, ranking
from geo.language import Translator, number
from geo.model import Figure

_RATIO_UNITS: Final = ("km2", "per 100 km2", "years")
_BILLION_ZH: Final = "十亿"
_HUNDRED_MILLIONS: Final = 10
_WORTH_SAYING: Final = 1.05  # below this factor two figures are "about the same"


def difference_sentences(
    lines: Sequence[Line], names: Mapping[str, str], t: Translator, *, limit: int = 8
) -> tuple[str, ...]:
    """Return one sentence for each line that two or more clusters have a figure for.

    Parameters
    ----------
    names : name of each cluster in the translator's language.
    limit : at most this many: published figures first, then those that most clusters share.

    Notes
    -----
    A sentence names first and last with value and year, how many times the one is the other where a ratio has a
    meaning, and that years or scopes differ where they do. Figures in different units are not set against each other.
    """
    comparable = [line for line in lines if len(line.figures) > 1 and ranking(line)]
    # What was published says more than what our sample holds.
    comparable.sort(key=lambda line: (line.theme == "sample", -len(line.figures)))
    return tuple(_sentence(line, names, t) for line in comparable[:limit])


def _sentence(line: Line, names: Mapping[str, str], t: Translator) -> str:
    order = ranking(line)
    first, last = line.figures[order[0]], line.figures[order[-1]]
    words = {
        "indicator": line.indicator.name.localised(t.language),
        "first": names[order[0]],
        "first_value": told(first, t),
        "last": names[order[-1]],
        "last_value": told(last, t),
    }
    ratio = _ratio(line, first, last)
    if ratio is None:
        text = t("compare.difference.rank" if first.unit == "rank" else "compare.difference.plain", **words)
    elif ratio < _WORTH_SAYING:
        text = t("compare.difference.alike", **words)
    else:
        text = t("compare.difference.times", times=number(ratio, t.language, digits=1), **words)
    kinds = {caveat.kind for caveat in line.caveats}
    remarks = [t(f"compare.difference.{kind}") for kind in ("years", "scopes", "computed") if kind in kinds]
    if not remarks:
        return text + t("compare.difference.end")
    return text + t("compare.difference.but", remarks=t("compare.comma").join(remarks))


def _ratio(line: Line, first: Figure, last: Figure) -> float | None:
    """Return how many times the larger figure is the smaller; None where that says nothing: ranks, shares."""
    if not (is_extensive(first.unit) or first.unit in _RATIO_UNITS):
        return None
    large, small = max(first.middle, last.middle), min(first.middle, last.middle)
    return large / small if small > 0 else None


def told(figure: Figure, t: Translator) -> str:
    """Return a figure with its qualifier, unit and year, as it stands in a sentence; computed ones are of today."""
    if figure.computed:
        return value_text(figure, t)
    return t("compare.value.year", value=value_text(figure, t), year=figure.as_of[:4])


def value_text(figure: Figure, t: Translator) -> str:
    """Return a figure with its qualifier and unit; a range is written as one."""
    if figure.unit == "year":
        return f"{figure.middle:.0f}"  # a year has no separators
    steps = _HUNDRED_MILLIONS if _in_hundred_millions(figure, t.language) else 1
    bounds = (figure.low * steps, figure.high * steps)
    low, high = (number(value, t.language, digits=_digits(figure, value)) for value in bounds)
    value = low if figure.low == figure.high else t("compare.value.range", low=low, high=high)
    if figure.qualifier in ("approx", "gt", "lt"):
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
    if _in_hundred_millions(figure, t.language):
        label = label.replace(_BILLION_ZH, "亿", 1)
    if figure.unit == "count" and (t.language == "en" or figure.per == "none"):
        label = ""  # the name of the indicator says what is counted
    if figure.per == "none":
        return label
    return t(f"compare.unit.per.{figure.per}", unit=label).strip()


def _in_hundred_millions(figure: Figure, language: str) -> bool:
    """Tell whether billions are read as hundreds of millions, as Chinese counts."""
    return language == "zh" and figure.per != "country" and figure.unit_name.zh.startswith(_BILLION_ZH)


def _digits(figure: Figure, value: float) -> int | None:
    """Return the decimal places: as published, three significant digits for what was worked out."""
    if not figure.computed and figure.per == "none":
        return None
    size = abs(value)
    if size >= 100 or value == round(value):
        return 0
    return next((digits for digits, least in ((1, 10), (2, 1), (3, 0.1)) if size >= least), 5)
