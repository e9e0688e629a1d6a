"""The virtual cluster: partners in several places as one network on a map, with what joins them as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.catalog import Catalog
from geo.language import Translator, number
from geo.maps.outline import frame_of
from geo.partners.finding import picked
from geo.partners.matching import Match
from geo.partners.network import Bond, Network, network
from geo.partners.relations import relations
from geo.partners.table import match_table
from geo.partners.words import class_name, facts, name_of
from geo.signs import ACCENT, INK
from pages.components.literal import literal, literal_label
from pages.components.partners import own, session
from pages.components.place_chart import ASPECT, Look, Spot, Stroke, place_chart
from pages.components.plain_table import plain_table
from pages.components.table_files import offer


def show(catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the members, what they are together, the map and the bonds."""
    every = own.every(catalog)
    members = picked(every, session.current().picks)
    literal(t("partner.network.note"), style="note")
    if not members:
        literal(t("partner.network.empty"), style="body")
        return
    found = network(members, relations(catalog))
    with st.container(key="partner_findings"):
        literal(_says(found, t))
    _map(found, t, key=f"{key}_map")
    for one in members:
        with st.container(horizontal=True, vertical_alignment="center", key=f"partner_member_{one.party_id}"):
            literal(t("partner.network.member", name=name_of(one, t), facts=facts(one, catalog, t)))
            st.button(
                t("partner.pick.out"),
                key=f"{key}_out_{one.party_id}",
                on_click=session.toggle_pick,
                args=(one.party_id,),
                help=literal_label(name_of(one, t)),
            )
    offer(
        lambda: match_table((Match(one, ()) for one in members), catalog, t),
        t,
        name="network",
        title=t("partner.title"),
        key=f"{key}_table",
        is_empty=False,
    )
    if found.bonds:
        literal(t("partner.network.bonds"), style="subheading")
        plain_table(pd.DataFrame([_row(bond, t) for bond in found.bonds]), label=t("partner.network.bonds"))


def _says(found: Network, t: Translator) -> str:
    ties = sum(bond.is_tie for bond in found.bonds)
    words = t(
        "partner.finding.network",
        n=number(len(found.members), t.language),
        countries=number(found.countries, t.language),
        ties=number(ties, t.language),
        possible=number(len(found.bonds) - ties, t.language),
    )
    if found.widest_km is not None:
        words += t("partner.finding.widest", km=number(found.widest_km, t.language, digits=0))
    if found.missing:
        steps = t("card.list.separator").join(t(f"partner.step.{step}") for step in found.missing)
        words += t("partner.finding.missing", steps=steps)
    else:
        words += t("partner.finding.whole")
    return words


def _map(found: Network, t: Translator, *, key: str) -> None:
    placed = [one for one in found.members if one.lon is not None and one.lat is not None]
    spots = [
        Spot(
            one.party_id,
            "rough" if one.precision in ("city", "nominal", "derived") else "exact",
            name_of(one, t),
            one.lon or 0.0,
            one.lat or 0.0,
            13,
            is_named=True,
        )
        for one in placed
    ]
    here = {one.party_id for one in placed}
    strokes = [
        Stroke(bond.first.party_id, bond.second.party_id, _reason(bond, t), is_dashed=not bond.is_tie)
        for bond in found.bonds
        if {bond.first.party_id, bond.second.party_id} <= here
    ]
    looks = {
        "exact": Look(t("partner.network.exact"), "circle", ACCENT, "#FFFFFF"),
        "rough": Look(t("partner.network.rough"), "circle", "#FFFFFF", INK),
    }
    frame = frame_of([(spot.lon, spot.lat) for spot in spots], aspect=ASPECT)
    alt = t("partner.network.alt", n=number(len(spots), t.language), bonds=number(len(strokes), t.language))
    place_chart(spots, strokes, looks, alt=alt, key=key, frame=frame)
    literal(t("partner.network.legend"), style="note")


def _reason(bond: Bond, t: Translator) -> str:
    values = dict(zip(("first", "second"), (class_name(code, t) for code in bond.codes), strict=False))
    return t(f"partner.reason.{bond.reason}", **values)


def _row(bond: Bond, t: Translator) -> dict[str, str]:
    return {
        t("partner.network.first"): name_of(bond.first, t),
        t("partner.network.second"): name_of(bond.second, t),
        t("partner.network.kind"): t("partner.network.tie" if bond.is_tie else "partner.network.possible"),
        t("partner.network.why"): _reason(bond, t),
        t("partner.network.score"): number(bond.score, t.language, digits=1),
    }
