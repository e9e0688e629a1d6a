"""One dataset of the catalogue: what it is, how good it is, a preview, its fields and its downloads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import PurePosixPath
from typing import Final

import pandas as pd
import streamlit as st

from geo.analysis import summary
from geo.analysis.summary import Profile
from geo.catalog import Catalog, Resource
from geo.catalog.codes import in_words, is_coded, unit_in_words, vocabulary
from geo.catalog.rows import PAGE_ROWS, found_rows, page_of, pages
from geo.catalog.tables import as_csv, as_geoparquet
from geo.catalog.things import split_values
from geo.export.workbook import workbook
from geo.language import Translator, number
from pages.components.literal import element, link, literal, section
from pages.components.parts import ready
from pages.components.plain_table import table_html
from pages.components.source_mark import source_list

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_boundaries(catalog: Catalog, resource: Resource, t: Translator) -> None:
    """Show one boundary file of the catalogue: it has features and a licence, but neither fields nor ratings."""
    section(resource.title.localised(t.language), resource.description.localised(t.language))
    facts = {t("catalog.fact.features"): escape(number(resource.rows, t.language))}
    st.html(_facts(facts | _file_facts(resource, t)))
    st.download_button(
        t("catalog.download.as_geojson"),
        (catalog.data_dir / resource.path).read_bytes,
        file_name=PurePosixPath(resource.path).name,
        mime="application/geo+json",
        on_click="ignore",
        key=f"geojson_{resource.name}",
    )


def show_columnar(catalog: Catalog, resource: Resource, t: Translator) -> None:
    """Show one file of statistics: its sources, date and rating stand for all of its rows."""
    section(resource.title.localised(t.language), resource.description.localised(t.language))
    ids = split_values(resource.source_ids)
    facts = {
        t("catalog.fact.rows"): escape(number(resource.rows, t.language)),
        t("catalog.fact.as_of"): escape(resource.as_of),
        t("catalog.fact.sources"): escape(number(len(ids), t.language)),
        t("catalog.fact.confidence"): escape(t(f"term.confidence.{resource.confidence}")),
    }
    st.html(_facts(facts | _file_facts(resource, t)))
    st.download_button(
        t("catalog.download.as_parquet"),
        (catalog.data_dir / resource.path).read_bytes,
        file_name=PurePosixPath(resource.path).name,
        mime="application/vnd.apache.parquet",
        on_click="ignore",
        key=f"parquet_{resource.name}",
    )
    _preview(catalog, resource, t)
    st.html(_below(catalog, resource.name, t))
    _source_list(catalog, ids, t)


def show_table(catalog: Catalog, resource: Resource, t: Translator, *, query: str = "") -> None:
    """Show one table of the catalogue; `query` are words the rows of the preview must hold."""
    profile = _profile(catalog, resource.name)
    st.html(_above(resource, profile, t))
    _downloads(catalog, resource, profile, t)
    _preview(catalog, resource, t, query=query)
    st.html(_below(catalog, resource.name, t))
    _source_list(catalog, profile.source_ids, t)


@ready
def _above(resource: Resource, profile: Profile, t: Translator) -> str:
    """Return what stands above the downloads: name, description and facts."""
    title, about = resource.title.localised(t.language), resource.description.localised(t.language)
    head = element(title, style="heading") + element(about, style="note")
    return head + _facts(_quality_facts(profile, t) | _file_facts(resource, t))


@ready
def _below(catalog: Catalog, name: str, t: Translator) -> str:
    """Return what stands below the preview: fields and the head of the sources."""
    return _fields(catalog.resource(name), t) + element(t("catalog.sources.title"), style="subheading")


def as_of_range(profile: Profile, t: Translator) -> str:
    """Return the dates a table stands for as words: one date, a range, or that none is given."""
    if not profile.as_of_last:
        return t("catalog.as_of.none")
    if profile.as_of_first == profile.as_of_last:
        return profile.as_of_last
    return t("catalog.as_of.range", first=profile.as_of_first, last=profile.as_of_last)


def _quality_facts(profile: Profile, t: Translator) -> dict[str, str]:
    return {
        t("catalog.fact.rows"): escape(number(profile.rows, t.language)),
        t("catalog.fact.as_of"): escape(as_of_range(profile, t)),
        t("catalog.fact.sources"): escape(number(len(profile.source_ids), t.language)),
        t("catalog.fact.confidence"): _confidence_bar(profile, t),
    }


def _file_facts(resource: Resource, t: Translator) -> dict[str, str]:
    licences = "<br>".join(link(licence.title or licence.name, licence.url) for licence in resource.licences)
    return {
        t("catalog.fact.licence"): licences or escape(t("catalog.licence.none")),
        t("catalog.fact.file"): f"<code>{escape(resource.path)}</code> sha256 <code>{resource.sha256[:12]}</code>",
    }


def _facts(facts: dict[str, str]) -> str:
    """Return facts, each a name and its value as HTML."""
    terms = "".join(f"<div><dt>{escape(term)}</dt><dd>{value}</dd></div>" for term, value in facts.items())
    return f'<dl class="obs-facts">{terms}</dl>'


def _confidence_bar(profile: Profile, t: Translator) -> str:
    """Return the shares of high, medium and low confidence as a bar with its numbers written below."""
    rated = [(key, rows) for key, rows in profile.confidence if rows]
    if not rated:
        return escape(t("catalog.confidence.none"))
    parts = "".join(f'<span class="obs-mix-{key}" style="flex-grow:{rows}"></span>' for key, rows in rated)
    words = ", ".join(f"{t(f'term.confidence.{key}')} {number(rows, t.language)}" for key, rows in rated)
    return f'<span class="obs-mix" aria-hidden="true">{parts}</span><span>{escape(words)}</span>'


@partial(ready, most=256)
def _profile(catalog: Catalog, name: str) -> Profile:
    return summary.profile(catalog.table(name))


def _downloads(catalog: Catalog, resource: Resource, profile: Profile, t: Translator) -> None:
    # A callable runs when its button is pressed, so that no file is made for those who only look.
    with st.container(horizontal=True, key="obs_downloads"):
        st.download_button(
            t("catalog.download.as_csv"),
            lambda: as_csv(catalog, resource.name),
            file_name=f"{resource.name}.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"csv_{resource.name}",
        )
        st.download_button(
            t("catalog.download.as_xlsx"),
            lambda: workbook(_sheets(catalog, resource, profile.source_ids, t)),
            file_name=f"{resource.name}.xlsx",
            mime=_XLSX,
            on_click="ignore",
            key=f"xlsx_{resource.name}",
        )
        st.download_button(
            t("catalog.download.as_geoparquet"),
            lambda: as_geoparquet(catalog, resource.name),
            file_name=f"{resource.name}.parquet",
            mime="application/vnd.apache.parquet",
            on_click="ignore",
            key=f"geoparquet_{resource.name}",
        )


def _preview(catalog: Catalog, resource: Resource, t: Translator, *, query: str = "") -> None:
    """Show the rows a page at a time; those that hold the words of a query where one is given."""
    found = len(found_rows(catalog, resource.name, query)) if query else resource.rows
    literal(t("catalog.preview.title"), style="subheading")
    if not found:
        literal(t("catalog.preview.nothing" if query else "catalog.preview.empty"), style="note")
        return
    last, key = pages(found), f"catalog_page_{resource.name}"
    if st.session_state.get(key, 1) > last:  # of another search
        st.session_state[key] = 1
    chosen = st.pagination(last, key=key) if last > 1 else 1
    st.html(_rows(catalog, resource.name, chosen, query, found, t))


@ready
def _rows(catalog: Catalog, name: str, chosen: int, query: str, found: int, t: Translator) -> str:
    """Return one page of the preview's rows as HTML, which rows they are written above.

    Parameters
    ----------
    chosen : number of the page, from 1.
    found : how many rows hold the words of `query`; all of them where there is none.
    """
    resource = catalog.resource(name)
    first = (chosen - 1) * PAGE_ROWS
    shown = page_of(catalog, name, chosen, query=query)
    words = t(
        "catalog.preview.found" if query else "catalog.preview.rows",
        first=number(first + 1, t.language),
        last=number(first + len(shown), t.language),
        found=number(found, t.language),
        total=number(resource.rows, t.language),
    )
    label = t("catalog.preview.label", dataset=resource.title.localised(t.language))
    captions = {field.name: field.title.localised(t.language) for field in resource.fields}
    table = table_html(_own_first(_said(shown, resource, t), t), label=label, captions=captions)
    return f'{element(words, style="note")}<div class="obs-file">{table}</div>'


def _said(table: pd.DataFrame, resource: Resource, t: Translator) -> pd.DataFrame:
    """Return a table with its codes and units in words; names, quotations and numbers stay as they are."""
    coded = {field.name: field for field in resource.fields if field.name in table.columns and is_coded(field)}
    return table.assign(
        **{
            name: [in_words(field, None if pd.isna(cell) else cell, t) for cell in table[name]]
            for name, field in coded.items()
        }
    )


def _own_first(table: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """Return a table with the columns of the other language last: a row is read in one language, then in the other."""
    other = "_en" if t.language == "zh" else "_zh"
    columns = list(table.columns)
    return table[sorted(columns, key=lambda column: str(column).endswith(other))]


def _sheets(catalog: Catalog, resource: Resource, ids: Sequence[str], t: Translator) -> dict[str, pd.DataFrame]:
    """Return a table with what its fields mean and its sources, as sheets of a workbook."""
    sources = [catalog.source(one) for one in ids]
    return {
        resource.title.localised(t.language): catalog.table(resource.name),
        t("catalog.fields.title"): _field_table(resource, t),
        t("catalog.sources.title"): pd.DataFrame(
            {
                t("catalog.sources.id"): list(ids),
                t("catalog.sources.name"): [one.title.localised(t.language) for one in sources],
                t("catalog.sources.publisher"): [one.publisher.localised(t.language) for one in sources],
                t("catalog.sources.url"): [one.url for one in sources],
            }
        ),
    }


def _field_table(resource: Resource, t: Translator) -> pd.DataFrame:
    values = vocabulary(resource.fields, t)
    return pd.DataFrame(
        {
            t("catalog.fields.meaning"): [field.title.localised(t.language) for field in resource.fields],
            t("catalog.fields.name"): [field.name for field in resource.fields],
            t("catalog.fields.type"): [t(f"catalog.type.{field.type}") for field in resource.fields],
            t("catalog.fields.unit"): [unit_in_words(field.unit, t) for field in resource.fields],
            t("catalog.fields.values"): [values.get(field.name, "") for field in resource.fields],
        }
    )


def _fields(resource: Resource, t: Translator) -> str:
    head = element(t("catalog.fields.title"), style="subheading")
    label = t("catalog.fields.label", dataset=resource.title.localised(t.language))
    return f'{head}<div class="obs-file">{table_html(_field_table(resource, t), label=label)}</div>'


def _source_list(catalog: Catalog, ids: Sequence[str], t: Translator) -> None:
    if not ids:
        literal(t("catalog.sources.none"), style="note")
        return
    n = len(ids)
    expander = st.expander(
        t.plural("catalog.sources.open", n, n=number(n, t.language)), on_change="rerun", key="dataset_sources"
    )
    if expander.open:
        with expander:
            st.html(source_list((catalog.source(source_id) for source_id in ids), t))
