"""The what-if view's controls: demand, workloads, assumptions and the person's own allocation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from geo.analysis.latency import KINDS
from geo.analysis.placement import OBJECTIVES, WORKLOADS
from geo.computing.network import QUANTITIES, Network
from geo.computing.state import CERTAINTIES, MAX_MS, MAX_RACKS, RANGES
from geo.language import Translator
from pages.components.computing_network import session
from pages.components.computing_network.words import place_name, site_names
from pages.components.literal import literal, literal_label

_EDITED = "network_edited_site"
_STEPS = {"capacity": 1000.0, "pue": 0.01, "grid": 0.01}
_FORMATS = {"capacity": "%.0f", "pue": "%.2f", "grid": "%.4f"}


def show(network: Network, t: Translator) -> None:
    """Show the controls of the scenario."""
    _demand(network, t)
    _workloads(t)
    _rules(t)
    _assumptions(network, t)
    _allocation(network, t)


def _set(field: str) -> Callable[[Any], None]:
    return lambda value: session.change_scenario(**{field: value})


def _set_at(field: str, position: int) -> Callable[[Any], None]:
    def take(value: Any) -> None:
        values = list(getattr(session.current().scenario, field))
        values[position] = value
        if field == "mix" and not sum(values):
            return  # a demand of nothing cannot be shared out
        session.change_scenario(**{field: tuple(values)})

    return take


def _demand(network: Network, t: Translator) -> None:
    scenario = session.current().scenario
    names = {region.id: place_name(region, t) for region in network.regions}
    literal(t("network.scenario.demand"), style="subheading")
    st.selectbox(
        t("network.scenario.region"),
        list(names),
        format_func=names.__getitem__,
        **session.bound("region", scenario.region, _set_region),
    )
    racks, power = st.columns(2)
    with racks:
        st.number_input(
            t("network.scenario.racks"),
            min_value=1.0,
            max_value=float(MAX_RACKS),
            step=1000.0,
            format="%.0f",
            **session.bound("racks", max(scenario.racks, 1.0), _set("racks")),
        )
    with power:
        st.number_input(
            t("network.scenario.kw"),
            min_value=0.1,
            max_value=1000.0,
            step=0.5,
            value=None,
            placeholder=t("network.scenario.not_assumed"),
            help=t("network.scenario.kw.help"),
            **session.bound("kw", scenario.kw_per_rack, _set("kw_per_rack")),
        )


def _set_region(region: str) -> None:
    session.change_scenario(region=region, allocation={})


def _workloads(t: Translator) -> None:
    scenario = session.current().scenario
    literal(t("network.scenario.workloads"), style="subheading")
    literal(t("network.scenario.workloads.note"), style="note")
    for position, workload in enumerate(WORKLOADS):
        with st.container(key=f"network_workload_{workload}"):
            literal(t(f"network.workload.{workload}"), style="note")
            share, limit, traffic = st.columns(3)
            with share:
                st.number_input(
                    t("network.scenario.share"),
                    min_value=0.0,
                    max_value=100.0,
                    step=5.0,
                    format="%.0f",
                    **session.bound(f"mix_{workload}", scenario.mix[position], _set_at("mix", position)),
                )
            with limit:
                st.number_input(
                    t("network.scenario.limit"),
                    min_value=0.01,
                    max_value=MAX_MS,
                    step=1.0,
                    value=None,
                    placeholder=t("network.scenario.no_limit"),
                    **session.bound(f"limit_{workload}", scenario.limits_ms[position], _set_at("limits_ms", position)),
                )
            with traffic:
                st.number_input(
                    t("network.scenario.mbps"),
                    min_value=0.0,
                    max_value=1e6,
                    step=10.0,
                    value=None,
                    placeholder=t("network.scenario.not_assumed"),
                    **session.bound(f"mbps_{workload}", scenario.mbps[position], _set_at("mbps", position)),
                )


def _rules(t: Translator) -> None:
    scenario = session.current().scenario
    literal(t("network.scenario.rules"), style="subheading")
    for name, options, value, field in (
        ("kind", KINDS, scenario.network, "network"),
        ("certainty", CERTAINTIES, scenario.certainty, "certainty"),
        ("objective", OBJECTIVES, scenario.objective, "objective"),
    ):
        label = t("network.kind") if name == "kind" else t(f"network.scenario.{name}")
        st.segmented_control(
            label,
            options,
            required=True,
            format_func=lambda key, name=name: t(f"network.{name}.{key}"),
            help=t("network.scenario.certainty.help") if name == "certainty" else None,
            **session.bound(f"scenario_{name}", value, _set(field)),
        )
    st.number_input(
        t("network.scenario.ceiling"),
        min_value=RANGES["pue"][0],
        max_value=RANGES["pue"][1],
        step=0.01,
        value=None,
        placeholder=t("network.scenario.no_limit"),
        **session.bound("ceiling", scenario.pue_ceiling, _set("pue_ceiling")),
    )


def _assumptions(network: Network, t: Translator) -> None:
    names = site_names(network, t)
    with st.expander(t("network.scenario.assumptions"), key="network_assumptions"):
        literal(t("network.scenario.assumptions.note"), style="note")
        st.session_state.setdefault(_EDITED, next(iter(names)))
        site_id = st.selectbox(
            t("network.column.site"),
            list(names),
            format_func=names.__getitem__,
            **session.bound("edited", st.session_state[_EDITED], _edit),
        )
        for quantity in QUANTITIES:
            low, high = RANGES[quantity]
            st.number_input(
                t(f"network.quantity.{quantity}"),
                min_value=low,
                max_value=high,
                step=_STEPS[quantity],
                format=_FORMATS[quantity],
                value=None,
                placeholder=t("network.scenario.not_assumed"),
                **session.bound(
                    f"assume_{quantity}_{site_id}",
                    session.current().scenario.assumptions[quantity].get(site_id),
                    partial(assume, quantity, site_id),
                ),
            )


def _edit(site_id: str) -> None:
    st.session_state[_EDITED] = site_id


def assume(quantity: str, site_id: str, value: float | None) -> None:
    """Put a value of a cluster into the scenario's assumptions; None takes it out."""
    scenario = session.current().scenario
    kept = {key: entered for key, entered in scenario.assumptions[quantity].items() if key != site_id}
    if value is not None:
        kept[site_id] = value
    session.set_scenario(replace(scenario, assumptions={**scenario.assumptions, quantity: kept}))


def _allocation(network: Network, t: Translator) -> None:
    names = site_names(network, t)
    with st.expander(t("network.scenario.allocation"), key="network_allocation"):
        literal(t("network.scenario.allocation.note"), style="note")
        allocation = session.current().scenario.allocation
        for workload in WORKLOADS:
            parts = allocation.get(workload, {})
            st.multiselect(
                t(f"network.workload.{workload}"),
                list(names),
                format_func=names.__getitem__,
                wrap=True,
                placeholder=t("network.scenario.allocation.placeholder"),
                **session.bound(f"to_{workload}", list(parts), partial(_choose, workload)),
            )
            if len(parts) > 1:
                for column, (site_id, part) in zip(st.columns(len(parts)), parts.items(), strict=True):
                    with column:
                        st.number_input(
                            literal_label(names[site_id]),
                            min_value=0.01,
                            max_value=1000.0,
                            step=1.0,
                            help=t("network.scenario.part.help"),
                            **session.bound(
                                f"part_{workload}_{site_id}",
                                part,
                                partial(_weigh, workload, site_id),
                            ),
                        )
        if allocation:
            st.button(
                t("network.scenario.allocation.clear"), on_click=_set("allocation"), args=({},), key="network_to_clear"
            )


def _choose(workload: str, chosen: list[str]) -> None:
    allocation = dict(session.current().scenario.allocation)
    before = allocation.pop(workload, {})
    if chosen:
        allocation[workload] = {site_id: before.get(site_id, 1.0) for site_id in chosen}
    session.change_scenario(allocation=allocation)


def _weigh(workload: str, site_id: str, part: float) -> None:
    allocation = dict(session.current().scenario.allocation)
    allocation[workload] = {**allocation[workload], site_id: part}
    session.change_scenario(allocation=allocation)
