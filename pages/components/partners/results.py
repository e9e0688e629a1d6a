"""What was found: each organisation with the reasons of its score, and what can be done with it."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, country_name, number
from geo.model import Cluster
from geo.partners.finding import Found, find
from geo.partners.matching import MOST, Match
from geo.partners.opening import Opening, opening
from geo.partners.parties import OWN, Party
from geo.partners.table import LIMIT, match_table
from geo.partners.words import class_name, facts, name_of, reason
from geo.searching.marks import pieces
from geo.searching.question import Question
from pages.components.literal import literal
from pages.components.partners import interest, own, session
from pages.components.source_mark import figure_facts, source_list, source_mark
from pages.components.table_files import offer


def show_opening(found: Found, catalog: Catalog, t: Translator) -> None:
    """Show what the register says as a whole, while nothing is asked for."""
    if found.seed is None and found.asked is None:
        with st.container(key="partner_findings"):
            literal(_opens(opening(catalog), t))


def show(found: Found, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show what the results say, and the results."""
    if found.seed is None and found.asked is None:
        literal(t("partner.begin", n=number(found.among, t.language)), style="body")
        return
    if not found.matches:
        literal(t("partner.none"), style="body")
        return
    with st.container(key="partner_findings"):
        literal(_says(found, catalog, t))
    for match in found.matches:
        one = match.party
        with st.container(key=f"partner_card_{one.party_id}"):
            st.html(_card(match, catalog, found.asked, t))
            with st.container(horizontal=True, gap="small", key=f"partner_acts_{one.party_id}"):
                is_in = one.party_id in session.current().picks
                st.button(
                    t("partner.pick.out" if is_in else "partner.pick.in"),
                    key=f"{key}_pick_{one.party_id}",
                    on_click=session.toggle_pick,
                    args=(one.party_id,),
                )
                st.button(
                    t("partner.seed"),
                    key=f"{key}_seed_{one.party_id}",
                    on_click=_look_from,
                    args=(one.party_id,),
                )
                if one.register == OWN:  # nobody else knows it: there is nothing to express here
                    continue
                is_open = session.current().party == one.party_id
                st.button(
                    t("partner.interest.close" if is_open else "partner.interest.open"),
                    key=f"{key}_interest_{one.party_id}",
                    type="secondary" if is_open else "primary",
                    on_click=_open,
                    args=("" if is_open else one.party_id,),
                )
            if is_open:
                interest.show_form(one, t, key=f"{key}_form")

    offer(
        lambda: match_table(find(catalog, session.current(), own=own.own(), limit=LIMIT).matches, catalog, t),
        t,
        name="partners",
        title=t("partner.title"),
        key=f"{key}_table",
        is_empty=False,
    )


def _opens(found: Opening, t: Translator) -> str:
    return t(
        "partner.finding.opening",
        n=number(found.core, t.language),
        listed=number(found.listed, t.language),
        share=number(100 * found.core / found.listed, t.language, digits=1),
        date=found.as_of,
        first=country_name(found.countries[0][0], t.language),
        first_n=number(found.countries[0][1], t.language),
        second=country_name(found.countries[1][0], t.language),
        second_n=number(found.countries[1][1], t.language),
        largest=class_name(found.classes[0][0], t),
        largest_n=number(found.classes[0][1], t.language),
    )


def _says(found: Found, catalog: Catalog, t: Translator) -> str:
    best = found.matches[0]
    countries = Counter(match.party.country for match in found.matches)
    clusters = {match.party.cluster_id for match in found.matches} - {""}
    values = {
        "n": number(found.among, t.language),
        "shown": number(len(found.matches), t.language),
        "countries": number(len(countries), t.language),
        "clusters": number(len(clusters), t.language),
        "name": name_of(best.party, t),
    }
    if found.seed is None:
        return t("partner.finding.search", **values)
    why = max(best.parts, key=lambda part: part.points)
    values |= {"score": number(best.score, t.language, digits=0), "why": reason(why, t)}
    seed = found.seed
    cluster = catalog.every(Cluster).get(seed.cluster_id)
    side = name_of(seed, t) if seed.name else t("partner.side.any")
    if seed.party_id == "own-side" and cluster is not None:
        side = cluster.short.localised(t.language)
    return t("partner.finding.match", side=side, **values)


def _card(match: Match, catalog: Catalog, asked: Question | None, t: Translator) -> str:
    one = match.party
    name = "".join(
        f"<mark>{escape(piece.text)}</mark>" if piece.is_marked else escape(piece.text)
        for piece in pieces(name_of(one, t), asked)
    )
    score = ""
    if match.parts:
        rows = "".join(
            f'<li class="{"obs-part" if part.points else "obs-part-none"}">'
            f'<span class="obs-part-name">{escape(t(f"partner.part.{part.key}"))}</span>'
            f'<span class="obs-part-bar"><i style="width:{100 * part.points / MOST[part.key]:.0f}%"></i></span>'
            f"<span>{escape(_points(part.points, MOST[part.key], t))}</span>"
            f'<span class="obs-part-why">{escape(reason(part, t))}</span></li>'
            for part in match.parts
        )
        told = t("partner.score", score=number(match.score, t.language, digits=1))
        score = f'<p class="obs-score">{escape(told)}</p><ul class="obs-parts">{rows}</ul>'
    return (
        f'<div class="obs-partner"><h3>{name}</h3><p class="obs-partner-facts">{escape(facts(one, catalog, t))}</p>'
        f"{score}{source_mark(_about(one, catalog, t), t)}</div>"
    )


def _points(points: float, most: float, t: Translator) -> str:
    return t(
        "partner.points",
        points=number(points, t.language, digits=1),
        most=number(most, t.language, digits=0),
    )


def _about(one: Party, catalog: Catalog, t: Translator) -> str:
    if one.register == OWN:
        return f'<p class="obs-note">{escape(t("partner.own.about", line=str(int(one.party_id[4:]))))}</p>'
    precision = t("partner.precision", precision=t(f"term.precision.{one.precision}")) if one.precision else ""
    place = f'<p class="obs-note">{escape(precision)}</p>' if precision else ""
    sources = source_list((catalog.source(source) for source in one.source_ids if source), t)
    return place + figure_facts(as_of=one.as_of, confidence=one.confidence, t=t) + sources


def _look_from(party_id: str) -> None:
    session.change(who=party_id, query="", party="")


def _open(party_id: str) -> None:
    session.change(party=party_id)
