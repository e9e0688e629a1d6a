"""Inside one cluster: its firms, technologies, research and talent, as far as the data have them; and its chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Final

import pandas as pd
import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, country_name, number
from geo.model import Cluster, Indicator
from geo.partners.chain import Chain, Link, chain
from geo.partners.classes import RESEARCH
from geo.partners.finding import members
from geo.partners.parties import CATALOGUE, Party, parties
from geo.partners.relations import relations
from geo.partners.words import class_name, name_of
from pages.components.literal import literal
from pages.components.partners import own, session
from pages.components.plain_table import plain_table
from pages.components.source_mark import figure_facts, source_list, source_mark

TALENT: Final = (
    "researchers",
    "rd_staff",
    "rd_staff_share",
    "se_workers",
    "digital_employment",
    "tech_employment_share",
    "universities",
    "students",
    "it_graduates",
    "foreign_share",
)
_FEW: Final = 6


def show_inside(catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the firms, technologies and talent of one cluster."""
    scope = _choose(catalog, t, clusters_only=True)
    if not scope:
        literal(t("partner.inside.begin"), style="body")
        return
    found = members(catalog, scope, own.own())
    if not found:
        literal(t("partner.inside.empty"), style="body")
        return
    firms = [one for one in found if one.kind in ("firm", "platform", "partner")]
    research = [one for one in found if RESEARCH in one.offers]
    classes = Counter(one.group for one in found if one.group)
    with st.container(key="partner_findings"):
        literal(
            t(
                "partner.finding.inside",
                n=number(len(found), t.language),
                firms=number(len(firms), t.language),
                leads=number(sum(one.is_lead for one in found), t.language),
                research=number(len(research), t.language),
                classes=number(len(classes), t.language),
            )
        )
    left, middle, right = st.columns(3, gap="medium")
    with left:
        literal(t("partner.inside.firms"), style="subheading")
        _names([*(one for one in firms if one.is_lead), *(one for one in firms if not one.is_lead)], t, most=14)
    with middle:
        literal(t("partner.inside.technologies"), style="subheading")
        rows = [
            {t("partner.inside.class"): class_name(code, t), t("partner.inside.count"): number(count, t.language)}
            for code, count in classes.most_common()
        ]
        if rows:
            plain_table(pd.DataFrame(rows), label=t("partner.inside.technologies"))
        literal(t("partner.inside.technologies.note"), style="note")
    with right:
        literal(t("partner.inside.talent"), style="subheading")
        _talent(scope, catalog, t)
        literal(t("partner.inside.research"), style="subheading")
        _names(research, t, most=10)
    literal(t("partner.sample"), style="note")


def show_chain(catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the industry chain of a cluster or country: its steps, lead firms, gaps, and who could fill them."""
    scope = _choose(catalog, t, clusters_only=False)
    if not scope:
        literal(t("partner.chain.begin"), style="body")
        return
    found = members(catalog, scope, own.own())
    if not found:
        literal(t("partner.inside.empty"), style="body")
        return
    ids = {one.party_id for one in found}
    others = [one for one in parties(catalog).every.values() if one.register == CATALOGUE and one.party_id not in ids]
    made = chain(found, others, relations(catalog))
    with st.container(key="partner_findings"):
        literal(_says(made, t))
    columns = [(step, links) for step, links in made.steps]
    body = "".join(
        f'<section class="obs-step"><h3>{escape(t(f"partner.step.{step}"))}</h3>'
        f"{''.join(_link(link, t) for link in links) or _nobody(t)}</section>"
        for step, links in columns
    )
    st.html(f'<div class="obs-chain">{body}</div>')
    literal(t("partner.gaps"), style="heading")
    if not made.gaps:
        literal(t("partner.gaps.none"), style="note")
    for gap in made.gaps:
        names = t("card.list.separator").join(_with_cluster(one, catalog, t) for one in gap.fillers)
        with st.container(horizontal=True, vertical_alignment="center", key=f"partner_gap_{gap.code}"):
            literal(
                t(
                    f"partner.gap.{gap.why}",
                    gap=class_name(gap.code, t),
                    beside=class_name(gap.beside, t),
                    fillers=names,
                )
            )
            st.button(t("partner.gap.find"), key=f"{key}_gap_{gap.code}", on_click=_find, args=(scope, gap.code))
    literal(t("partner.chain.note"), style="note")


def _choose(catalog: Catalog, t: Translator, *, clusters_only: bool) -> str:
    clusters = catalog.every(Cluster)
    held = Counter(one.cluster_id for one in own.every(catalog).values() if one.cluster_id)
    places = Counter(one.country for one in parties(catalog).every.values() if one.register == CATALOGUE)
    options = [key for key in clusters if held[key]]
    if not clusters_only:
        options += [code for code, count in places.most_common() if code and count >= _FEW]
    state = session.current()
    st.selectbox(
        t("partner.scope" if clusters_only else "partner.scope.both"),
        ["", *options],
        format_func=lambda key: _scope_name(key, clusters, t),
        width=420,
        **session.bound(
            "scope", state.scope if state.scope in options else "", lambda value: session.change(scope=value)
        ),
    )
    return state.scope if state.scope in options else ""


def _scope_name(key: str, clusters: Mapping[str, Cluster], t: Translator) -> str:
    if key in clusters:
        return clusters[key].name.localised(t.language)
    return country_name(key, t.language) if key else t("partner.scope.none")


def _names(found: list[Party], t: Translator, *, most: int) -> None:
    if not found:
        literal(t("partner.nobody"), style="note")
        return
    items = "".join(f"<li>{escape(name_of(one, t))}{_lead(t) if one.is_lead else ''}</li>" for one in found[:most])
    left = len(found) - most
    more = f"<li>{escape(t('partner.and_more', n=number(left, t.language)))}</li>" if left > 0 else ""
    st.html(f'<ul class="obs-names">{items}{more}</ul>')


def _talent(scope: str, catalog: Catalog, t: Translator) -> None:
    indicators = catalog.every(Indicator)
    figures = [
        one
        for one in catalog.figures
        if one.subject_id == scope and one.indicator_id in TALENT and one.is_preferred and one.confidence != "low"
    ]
    if not figures:
        literal(t("partner.inside.talent.none"), style="note")
        return
    rows = ""
    for one in sorted(figures, key=lambda figure: TALENT.index(figure.indicator_id)):
        value = one.text or number(one.middle, t.language)
        unit = one.unit_name.localised(t.language)
        about = figure_facts(as_of=one.as_of, confidence=one.confidence, t=t)
        about += source_list(catalog.sources(one.source_ids), t)
        name = indicators[one.indicator_id].name.localised(t.language)
        rows += f"<dt>{escape(name)}</dt><dd>{escape(f'{value} {unit}')}{source_mark(about, t)}</dd>"
    st.html(f'<dl class="obs-talent">{rows}</dl>')


def _says(made: Chain, t: Translator) -> str:
    counts = {step: len({one.party_id for link in links for one in link.members}) for step, links in made.steps}
    leads = {one.party_id for _, links in made.steps for link in links for one in link.leads}
    return t(
        "partner.finding.chain",
        leads=number(len(leads), t.language),
        gaps=number(len(made.gaps), t.language),
        **{step: number(count, t.language) for step, count in counts.items()},
    )


def _link(link: Link, t: Translator) -> str:
    names = [name_of(one, t) for one in link.members]
    leads = "".join(f"<li>{escape(name_of(one, t))}{_lead(t)}</li>" for one in link.leads[:_FEW])
    rest = [name_of(one, t) for one in link.members if not one.is_lead][: max(_FEW - len(link.leads), 2)]
    others = "".join(f"<li>{escape(name)}</li>" for name in rest)
    left = len(names) - min(len(link.leads), _FEW) - len(rest)
    more = f"<li>{escape(t('partner.and_more', n=number(left, t.language)))}</li>" if left > 0 else ""
    head = t("partner.chain.link", name=class_name(link.code, t), n=number(len(names), t.language))
    return f'<h4>{escape(head)}</h4><ul class="obs-names">{leads}{others}{more}</ul>'


def _lead(t: Translator) -> str:
    return f' <span class="obs-lead-mark">{escape(t("partner.lead_firm"))}</span>'


def _nobody(t: Translator) -> str:
    return f'<p class="obs-note">{escape(t("partner.nobody"))}</p>'


def _with_cluster(one: Party, catalog: Catalog, t: Translator) -> str:
    cluster = catalog.every(Cluster).get(one.cluster_id)
    place = cluster.short.localised(t.language) if cluster else one.city
    return t("partner.gap.filler", name=name_of(one, t), place=place) if place else name_of(one, t)


def _find(scope: str, code: str) -> None:
    is_cluster = not scope[:1].isupper()
    session.change(view="find", who="", at=scope if is_cluster else "", needs=(code,), elsewhere=is_cluster, query="")
