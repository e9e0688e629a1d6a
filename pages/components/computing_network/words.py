"""Words of the network page: names of places and clusters, latencies, values with where they come from."""

from __future__ import annotations

from html import escape

from geo.analysis.gazetteer import Place
from geo.catalog import Catalog
from geo.computing.network import Network, Value
from geo.language import NO_VALUE, Translator, number
from pages.components.source_mark import figure_facts, source_list


def place_name(place: Place, t: Translator) -> str:
    """Return a place's name in the reader's language."""
    return place.name.localised(t.language)


def site_names(network: Network, t: Translator) -> dict[str, str]:
    """Return the short names of all clusters by id."""
    return {site.id: site.name.localised(t.language) for site in network.sites}


def milliseconds(value: float, t: Translator) -> str:
    """Return a latency in ms, with two digits below one and one above."""
    return t("network.value.ms", value=number(value, t.language, digits=2 if value < 1 else 1))


def band(low: float, high: float, t: Translator) -> str:
    """Return a band in ms."""
    ends = (number(edge, t.language, digits=2 if high < 1 else 1) for edge in (low, high))
    low_text, high_text = ends
    return t("network.value.band", low=low_text, high=high_text)


def amount(value: float | None, t: Translator, *, digits: int | None = 0) -> str:
    """Return a number, a dash where it is missing."""
    return NO_VALUE if value is None else number(value, t.language, digits=digits)


def verdict_mark(verdict: str, t: Translator) -> str:
    """Return as HTML one of geo.analysis.network.VERDICTS, or `free`, with its sign."""
    return f'<span class="obs-verdict obs-verdict-{verdict}">{escape(t(f"network.verdict.{verdict}"))}</span>'


def date(text: str) -> str:
    """Return a date as HTML that does not break at its hyphens."""
    return f'<span class="obs-date">{escape(text)}</span>'


def origin_badge(origin: str, t: Translator) -> str:
    """Return as HTML whether a value is sourced, assumed or missing."""
    return f'<span class="obs-origin obs-origin-{origin}">{escape(t(f"network.origin.{origin}"))}</span>'


def sources_of(source_ids: str, as_of: str, confidence: str, catalog: Catalog, t: Translator) -> str:
    """Return as HTML a mark that opens the sources of a figure, without a widget: tables hold many."""
    if not source_ids:
        return ""
    inside = figure_facts(as_of=as_of, confidence=confidence, t=t) + source_list(catalog.sources(source_ids), t)
    return (
        f'<details class="obs-cite" data-sources="{escape(source_ids)}">'
        f"<summary>{escape(t('shell.source.mark'))}</summary>{inside}</details>"
    )


def value_cell(value: Value, catalog: Catalog, t: Translator, *, digits: int | None) -> str:
    """Return a value with its origin and sources as the content of a table cell."""
    if value.low is None or value.high is None:
        return f"{NO_VALUE} {origin_badge('missing', t)}"
    text = number(value.low, t.language, digits=digits)
    if value.high != value.low:
        text = t("network.value.range", low=text, high=number(value.high, t.language, digits=digits))
    low = f' <em class="obs-low">{escape(t("term.confidence.low"))}</em>' if value.confidence == "low" else ""
    mark = sources_of(value.source_ids, value.as_of, value.confidence, catalog, t)
    badge = origin_badge(value.origin, t) if value.origin == "assumed" else ""
    return f"{escape(text)} {badge}{low}{mark}"


def html_table(heads: list[str], rows: list[list[str]], *, label: str, style: str = "") -> str:
    """Return a table as HTML; heads and label are literal, cells are HTML made by this module's functions."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        f'<tr><th scope="row">{cells[0]}</th>{"".join(f"<td>{cell}</td>" for cell in cells[1:])}</tr>' for cells in rows
    )
    return (
        f'<div class="obs-table obs-network-table {style}" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
