"""What comparable clusters used: a cluster's mix of instruments beside its peers', and what it could look up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from geo.catalog import Catalog
from geo.comparison.gather import comparable
from geo.language import Translator, number
from geo.policies.findings import of_mix
from geo.policies.library import library
from geo.policies.peers import FIGURES, Share, mix, peers, used_by
from geo.settings import settings
from geo.signs import ACCENT, INK
from pages.components.literal import literal, section
from pages.components.policy_library import cards, session

_PEERS_FILL: Final = "#B8B4A8"
MOST: Final = 8


def show(catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the choice of a cluster, its mix beside its peers', and the instruments only its peers used."""
    section(t("policy.peers.title"), t("policy.peers.note"))
    known = comparable(catalog)
    state = session.current()
    if state.cluster and state.cluster not in known:
        literal(t("policy.peers.unknown", id=state.cluster), style="note")
    chosen = state.cluster if state.cluster in known else ""
    st.selectbox(
        t("policy.peers.choose"),
        ["", *known],
        format_func=lambda one: known[one].name.localised(t.language) if one else t("policy.peers.pick"),
        width=420,
        **session.bound("cluster", chosen, lambda value: session.change(cluster=value)),
    )
    if not chosen:
        return
    every = tuple(library(catalog).policies.values())
    found = peers(catalog, settings(), chosen)
    names = {one: known[one].short.localised(t.language) for one in known}
    if not found.ids:
        literal(t("policy.peers.none"), style="body")
        return
    listed = t("card.list.separator").join(names[one] for one in found.ids)
    basis = t(f"policy.peers.by.{found.by}", peers=listed, shared=number(found.shared, t.language))
    literal(basis if found.by == FIGURES or found.ids else t("policy.peers.none"), style="body")
    shares = mix(every, found)
    lacking = of_mix(shares)
    if lacking is not None:
        with st.container(key="policy_lacking"):
            literal(
                t(
                    "policy.finding.lacking",
                    users=number(lacking.figures["users"], t.language, digits=0),
                    all=number(len(found.ids), t.language),
                    peers=number(lacking.figures["peers"], t.language, digits=0),
                    instrument=t(f"policy.instrument.{lacking.names['instrument']}"),
                    cluster=names[chosen],
                )
            )
    _chart(shares, names[chosen], t, key=f"{key}_mix")
    used = used_by(every, found)
    if used:
        literal(t("policy.peers.used", n=number(len(used), t.language)), style="subheading")
        st.html(f'<div class="obs-policies">{"".join(cards.card(one, catalog, None, t) for one in used[:MOST])}</div>')


def _chart(shares: Sequence[Share], name: str, t: Translator, *, key: str) -> None:
    kinds = [t(f"policy.instrument.{one.instrument}") for one in shares]
    own_all = shares[0].own_all if shares else 0
    peers_all = shares[0].peers_all if shares else 0
    titles = (
        t("policy.mix.own", name=name, n=number(own_all, t.language)),
        t("policy.mix.peers", n=number(peers_all, t.language)),
    )
    label = {"show": True, "position": "right", "color": INK, "formatter": "{c}%"}
    options = {
        "animation": False,
        "aria": {"enabled": True},
        "legend": {"top": 0, "left": 0, "data": list(titles), "textStyle": {"color": INK}},
        "grid": {"left": 4, "right": 48, "top": 34, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "show": False, "min": 0},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": kinds,
            "axisTick": {"show": False},
            "axisLabel": {"color": INK, "interval": 0},
        },
        "series": [
            {
                "type": "bar",
                "name": title,
                "label": label,
                "itemStyle": {"color": fill},
                "data": [round(value) for value in values],
            }
            for title, fill, values in (
                (titles[0], ACCENT, [one.own_pct for one in shares]),
                (titles[1], _PEERS_FILL, [one.peers_pct for one in shares]),
            )
        ],
    }
    told = t("compare.comma").join(
        t("policy.mix.told", kind=kind, own=round(one.own_pct), peers=round(one.peers_pct))
        for kind, one in zip(kinds, shares, strict=True)
    )
    st.echarts_chart(
        options, height=38 * len(shares) + 46, renderer="svg", key=key, alt=t("policy.mix.alt", values=told)
    )
