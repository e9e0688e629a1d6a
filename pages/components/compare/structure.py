"""The industries of the regions the compared clusters lie in, lent by the observatory, with how the areas differ."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.catalog import Catalog
from geo.comparison.gather import Comparison
from geo.language import Translator, number
from geo.observatory.lent import Lent, lent
from pages.components.literal import literal
from pages.components.sitemap import page_link
from pages.components.source_mark import source_list


def show(comparison: Comparison, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show one column per cluster; nothing where statistics know none of the regions."""
    found = [None if subject.published else lent(catalog, subject.cluster_id) for subject in comparison.subjects]
    if not any(found):
        return
    literal(t("compare.structure.title"), style="heading")
    literal(t("compare.structure.lead"), style="note")
    with st.container(key=key):
        columns = st.columns(len(found), gap="small")
        for column, one, subject in zip(columns, found, comparison.subjects, strict=True):
            with column:
                literal(subject.name.localised(t.language), style="subheading")
                if one is None:
                    literal(t("compare.structure.none"), style="note")
                    continue
                st.html(_facts(one, t))
                page_link("region", t("compare.structure.profile"), id=one.region.region_id)
                with st.popover(t("map.card.sources"), type="tertiary", key=f"{key}_sources_{subject.cluster_id}"):
                    st.html(source_list(catalog.sources(one.source_ids), t))


def _facts(one: Lent, t: Translator) -> str:
    digital = number(one.digital_pct, t.language, digits=1)
    if one.digital_pct == one.digital_pct:  # known
        digital = t("compare.structure.percent", value=digital)
    head = {
        t("compare.structure.region"): one.region.name.localised(t.language),
        t("compare.structure.scope"): t(f"compare.structure.scope.{one.scope}"),
        t("compare.structure.digital"): digital,
    }
    facts = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(value)}</dd></div>" for term, value in head.items())
    items = "".join(
        "<li>"
        + escape(
            t(
                "compare.structure.industry",
                name=industry.name.localised(t.language),
                quotient=number(industry.quotient, t.language, digits=2),
                share=number(industry.share_pct, t.language, digits=1),
            )
        )
        + "</li>"
        for industry in one.industries
    )
    title = escape(t("compare.structure.industries", year=one.year))
    return f'<dl class="obs-facts obs-one">{facts}</dl><h4>{title}</h4><ul class="obs-lessons">{items}</ul>'
