"""The overview's key figures: how much the catalogue holds, and what sources say of the national programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

from geo.analysis.summary import Profile
from geo.language import Translator, localised, number
from pages.components.literal import element
from pages.components.parts import ready
from pages.components.source_mark import figure_facts, source_list, source_mark

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.overview import Overview


@dataclass(frozen=True, slots=True)
class Count:
    """Number of rows of one table, with the words it is shown under."""

    table: str
    label_key: str


COUNTS: Final = (
    Count("clusters", "overview.count.clusters"),
    Count("organisations", "overview.count.organisations"),
    Count("hubs", "overview.count.hubs"),
    Count("computing_clusters", "overview.count.computing_clusters"),
    Count("links", "overview.count.links"),
    Count("sources", "overview.count.sources"),
)
# Chinese counts in ten thousands where English counts in millions.
_SCALED_UNITS: Final[dict[str, tuple[str, dict[str, int]]]] = {"million racks": ("overview.unit.racks", {"zh": 100})}
_RATIO: Final = "ratio"  # a bare number: the metric's name says of what
_SHOWN_SOURCES: Final = 3  # of a whole table's sources, those most rows rest on; the rest is on the catalogue page


@ready
def counts(found: Overview, catalog: Catalog, t: Translator) -> str:
    """Return how much the catalogue holds, as HTML."""
    profiles = ((count, found.counts[count.table]) for count in COUNTS)
    return _grid(
        [
            _figure(number(profile.rows, t.language), t(count.label_key), mark=_basis(count, profile, catalog, t))
            for count, profile in profiles
        ]
    )


def _grid(figures: Sequence[str]) -> str:
    return f'<div class="obs-figures">{"".join(figures)}</div>'


def _figure(value: str, label: str, *, unit: str = "", basis: str = "", mark: str) -> str:
    parts = (("obs-figure-unit", unit), ("obs-figure-label", label), ("obs-figure-basis", basis))
    spans = "".join(f'<span class="{css}">{escape(text)}</span>' for css, text in parts if text)
    return f'<div><p class="obs-figure"><strong>{escape(value)}</strong>{spans}</p>{mark}</div>'


def _basis(count: Count, found: Profile, catalog: Catalog, t: Translator) -> str:
    rated = ", ".join(f"{t(f'term.confidence.{key}')} {number(rows, t.language)}" for key, rows in found.confidence)
    title = catalog.resource(count.table).title.localised(t.language)
    basis = t("overview.count.basis", dataset=title, as_of=found.as_of_last, confidence=rated)
    cited = t("overview.count.most_cited", n=number(len(found.source_ids), t.language))
    most_cited = (catalog.source(source_id) for source_id in found.source_ids[:_SHOWN_SOURCES])
    return source_mark(element(basis) + element(cited, style="note") + source_list(most_cited, t), t)


@ready
def programme(found: Overview, catalog: Catalog, t: Translator) -> str:
    """Return published figures of the programme as HTML, each with its date and source."""
    made = []
    for row in found.programme.to_dict("records"):
        value, unit = _value_and_unit(row, t)
        basis = f"{localised(row, 'subject', t.language)}, {row['as_of']}"
        facts = figure_facts(as_of=row["as_of"], confidence=row["confidence"], t=t)
        mark = source_mark(facts + source_list(catalog.sources(row["source_ids"]), t), t)
        made.append(_figure(value, localised(row, "metric", t.language), unit=unit, basis=basis, mark=mark))
    return _grid(made) if made else element(t("overview.programme.none"), style="note")


def _value_and_unit(row: Mapping[Any, Any], t: Translator) -> tuple[str, str]:
    unit_key, factors = _SCALED_UNITS.get(row["unit"], ("", {}))
    low, high = (number(row[bound] * factors.get(t.language, 1), t.language) for bound in ("value_low", "value_high"))
    unit = t(unit_key) if unit_key else "" if row["unit"] == _RATIO else localised(row, "unit_label", t.language)
    return t(f"term.qualifier.{row['qualifier']}", value=low, high=high), unit
