"""Findings in words: a sentence a speaker could say, why it is so, and how far it carries."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.analysis.core import Value
from geo.analysis.money import currency_of, in_dollars
from geo.comparison.findings import Finding
from geo.comparison.values import short_text
from geo.language import Translator, number
from geo.model import Indicator, Text

_UNCHANGED_PERCENT: Final = 0.05
_TENFOLD: Final = 10.0  # from here a ratio is said without decimals


@dataclass(frozen=True, slots=True)
class Spoken:
    """One finding in one language.

    Attributes
    ----------
    headline : the sentence, with both figures and their years, rounded as one says them; the tables have them whole.
    scope : what areas the figures are of, where they are not the clusters as defined; else "".
    caveat : how far the comparison carries; "" where there is nothing to add.
    reason : what the model of the leading cluster has to do with it; "" where none is known.
    short : what it says in a line, as a slide's headline.
    pair : both figures with their years.
    is_contrast : whether it sets two clusters side by side.
    """

    headline: str
    scope: str
    caveat: str
    reason: str
    short: str = ""
    pair: str = ""
    is_contrast: bool = False

    @property
    def sentence(self) -> str:
        """Return headline, scope and caveat as one paragraph."""
        return self.headline + self.scope + self.caveat


def spoken(
    finding: Finding,
    names: Mapping[str, str],
    indicators: Mapping[str, Indicator],
    t: Translator,
    *,
    reasons: Mapping[str, Text] | None = None,
) -> Spoken:
    """Word a finding.

    Parameters
    ----------
    names : name of each cluster in the translator's language.
    indicators : by id; they name what is measured.
    reasons : why each cluster has its model.
    """
    if not finding.values:
        headline = t(
            "finding.sentence.empty",
            first=names[finding.subjects[0]],
            missing=finding.missing,
            cells=finding.cells,
        )
        short = t("finding.short.empty", first=names[finding.subjects[0]])
        return Spoken(headline, "", "", "", short=short)
    first, second = finding.values
    words = {
        "indicator": indicators[first.figure.indicator_id].name.localised(t.language),
        "first": _area(finding, names[finding.subjects[0]], t),
        "second": _area(finding, names[finding.subjects[-1]], t),
        "first_value": dated(first, t, with_dollars="market_rate" in finding.caveats),
        "second_value": dated(second, t, with_dollars="market_rate" in finding.caveats),
        "times": number(finding.ratio, t.language, digits=1),
        "points": number(abs(first.figure.middle - second.figure.middle), t.language, digits=1),
        "yearly": _yearly(yearly_percent(finding), t),
    }
    lead = finding.subjects[0]
    reason = (reasons or {}).get(lead, Text()).localised(t.language)
    return Spoken(
        headline=t(f"finding.sentence.{finding.kind}", **words),
        scope=_scope(finding, t),
        caveat=_caveat(finding, t),
        reason=t("finding.reason", reason=reason) if reason else "",
        short=_short(finding, words, t),
        pair=_begun(t("finding.pair.trend" if finding.kind == "trend" else "finding.pair", **words)),
        is_contrast=finding.kind != "trend",
    )


def _area(finding: Finding, name: str, t: Translator) -> str:
    """Return what a figure is of: a cluster, or the area around it or in it that the figure was published for."""
    scope = next((scope for scope in ("wider", "narrower") if scope in finding.caveats), "")
    return t(f"finding.area.{scope}", name=name) if scope else name


def _yearly(percent: float, t: Translator) -> str:
    """Return a mean yearly change as one says it: grew, fell, or hardly changed."""
    way = "same" if abs(percent) < _UNCHANGED_PERCENT else "up" if percent > 0 else "down"
    return t(f"finding.yearly.{way}", percent=number(abs(percent), t.language, digits=1))


def _begun(text: str) -> str:
    """Return a sentence with its first letter as sentences begin."""
    return text[:1].upper() + text[1:]


def _short(finding: Finding, words: Mapping[str, str], t: Translator) -> str:
    first, second = finding.values
    times = number(finding.ratio, t.language, digits=0 if finding.ratio >= _TENFOLD else 1)
    years = {"from_year": str(first.figure.year), "to_year": str(second.figure.year)}
    ranks = {"first_rank": short_text(first.figure, t), "second_rank": short_text(second.figure, t)}
    return t(f"finding.short.{finding.kind}", **dict(words) | years | ranks | {"times": times})


def dated(value: Value, t: Translator, *, with_dollars: bool) -> str:
    """Return a figure as one says it with its year, and beside another currency what it was in dollars."""
    figure = value.figure
    told = short_text(figure, t)
    if with_dollars and value.usd is not None and currency_of(figure.unit) != "USD":
        told = t("finding.value.usd", value=told, usd=short_text(in_dollars(figure, value.usd), t))
    return t("compare.value.year", value=told, year=figure.as_of[:4])


def yearly_percent(finding: Finding) -> float:
    """Return the mean yearly change between two figures of a trend, percent; 0 for other findings."""
    years = [figure.year for figure in finding.figures]
    if finding.kind != "trend" or len(years) < 2 or years[0] is None or years[1] is None or years[0] == years[1]:
        return 0.0
    return 100 * (math.pow(finding.ratio, 1 / (years[1] - years[0])) - 1)


def _scope(finding: Finding, t: Translator) -> str:
    areas = dict.fromkeys(figure.scope_note.localised(t.language) for figure in finding.figures if figure.scope_note)
    if {"wider", "narrower"}.isdisjoint(finding.caveats) or not areas:
        return ""
    return t("finding.scope", areas=t("finding.and").join(areas))


def _caveat(finding: Finding, t: Translator) -> str:
    remarks = [t(f"finding.caveat.{key}") for key in finding.caveats if key not in ("wider", "narrower")]
    return t("finding.caveat", remarks=t("finding.and").join(remarks)) if remarks else ""
