"""The overview's key figures: how much the catalogue holds, and what sources say of the national programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.analysis.summary import Profile
from geo.language import Translator, localised, number
from pages.components.literal import element, literal
from pages.components.parts import ready
from pages.components.sitemap import page_link
from pages.components.source_mark import source_list, source_mark

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


def show_counts(counts: Mapping[str, Profile], catalog: Catalog, t: Translator) -> None:
    """Show how much the catalogue holds.

    Parameters
    ----------
    counts : profile of each table in COUNTS.
    """
    grid = st.grid(len(COUNTS), min_column_width=150, gap="small", key="obs_counts")
    for count in COUNTS:
        with grid.container(gap=None):
            found = counts[count.table]
            st.html(_figure(number(found.rows, t.language), t(count.label_key)))
            with st.popover(t("shell.source.mark"), type="tertiary", key=f"source_count_{count.table}"):
                _show_basis(count, found, catalog, t)


def _figure(value: str, label: str, *, unit: str = "", basis: str = "") -> str:
    parts = (("obs-figure-unit", unit), ("obs-figure-label", label), ("obs-figure-basis", basis))
    spans = "".join(f'<span class="{css}">{escape(text)}</span>' for css, text in parts if text)
    return f'<p class="obs-figure"><strong>{escape(value)}</strong>{spans}</p>'


def _show_basis(count: Count, found: Profile, catalog: Catalog, t: Translator) -> None:
    st.html(_basis(count, found, catalog, t))
    page_link("catalog", t("overview.count.dataset"), dataset=count.table)


@ready
def _basis(count: Count, found: Profile, catalog: Catalog, t: Translator) -> str:
    rated = ", ".join(f"{t(f'term.confidence.{key}')} {number(rows, t.language)}" for key, rows in found.confidence)
    title = catalog.resource(count.table).title.localised(t.language)
    basis = t("overview.count.basis", dataset=title, as_of=found.as_of_last, confidence=rated)
    cited = t("overview.count.most_cited", n=number(len(found.source_ids), t.language))
    most_cited = (catalog.source(source_id) for source_id in found.source_ids[:_SHOWN_SOURCES])
    return element(basis) + element(cited, style="note") + source_list(most_cited, t)


def show_programme(found: Overview, t: Translator) -> None:
    """Show published figures of the programme, each with its date and source."""
    figures = _programme(found, t)
    if not figures:
        literal(t("overview.programme.none"), style="note")
        return
    grid = st.grid(len(figures), min_column_width=160, gap="small", key="obs_programme")
    for shown, row in figures:
        with grid.container(gap=None):
            st.html(shown)
            source_mark(row["source_ids"], as_of=row["as_of"], confidence=row["confidence"], key=row["figure_id"])


@ready
def _programme(found: Overview, t: Translator) -> tuple[tuple[str, Mapping[Any, Any]], ...]:
    """Return the programme's figures as HTML, each with its row."""
    made = []
    for row in found.programme.to_dict("records"):
        value, unit = _value_and_unit(row, t)
        basis = f"{localised(row, 'subject', t.language)}, {row['as_of']}"
        made.append((_figure(value, localised(row, "metric", t.language), unit=unit, basis=basis), row))
    return tuple(made)


def _value_and_unit(row: Mapping[Any, Any], t: Translator) -> tuple[str, str]:
    unit_key, factors = _SCALED_UNITS.get(row["unit"], ("", {}))
    low, high = (number(row[bound] * factors.get(t.language, 1), t.language) for bound in ("value_low", "value_high"))
    unit = t(unit_key) if unit_key else "" if row["unit"] == _RATIO else localised(row, "unit_label", t.language)
    return t(f"term.qualifier.{row['qualifier']}", value=low, high=high), unit
