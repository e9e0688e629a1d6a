"""What-if: the controls, the person's allocation beside the optimal one, and why a scenario cannot be met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

import streamlit as st

from geo.analysis.allocation import Infeasible, Optimum
from geo.analysis.energy import Totals
from geo.analysis.placement import Constraint
from geo.analysis.relaxation import Change, Relaxation
from geo.catalog import load_catalog
from geo.catalog.tables import safe_csv
from geo.computing.network import MEAN_PUE, QUANTITIES, Network
from geo.computing.scenario import Allocation, Result, adopt, dearer, work_out
from geo.computing.tables import allocation_table, constraint_words, scenario_tables
from geo.export.workbook import workbook
from geo.language import NO_VALUE, Translator, number
from geo.model import Link
from geo.settings import settings
from pages.components.boundary import boundary, show_notice
from pages.components.computing_network import scenario_controls, session
from pages.components.computing_network.words import (
    amount,
    band,
    html_table,
    milliseconds,
    site_names,
    sources_of,
    value_cell,
    verdict_mark,
)
from pages.components.frame import page_translator
from pages.components.literal import element, literal, section

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DIGITS: Final = {"capacity": 0, "pue": 2, "grid": 4}


@st.fragment
def show(network: Network, *, key: str) -> None:
    """Show the what-if view."""
    t = page_translator()
    with boundary(t), st.container(key=key):
        section(t("network.scenario.title"), t("network.scenario.note"))
        if not network.regions or not network.sites:
            literal(t("network.empty"), style="note")
            return
        controls, outcome = st.columns([4, 9], gap="large")
        with controls, st.container(key=f"{key}_controls"):
            scenario_controls.show(network, t)
        session.write_address()
        with outcome, st.container(key=f"{key}_outcome"):
            result = work_out(network, load_catalog(settings()).every(Link).values(), session.current().scenario)
            _outcome(network, result, t)


def _outcome(network: Network, result: Result, t: Translator) -> None:
    if abs(sum(result.scenario.mix) - 100.0) > 0.01:
        show_notice(t("network.scenario.scaled", total=number(sum(result.scenario.mix), t.language)))
    _verdict(network, result, t)
    _show_dearer(result, t)
    own, optimal = st.columns(2, gap="medium")
    with own, st.container(key="scenario_own"):
        title = "network.scenario.own" if result.scenario.allocation else "network.scenario.policy"
        literal(t(title), style="heading")
        _allocation(network, result, result.own, t)
    with optimal, st.container(key="scenario_optimal"):
        literal(t("network.scenario.optimal"), style="heading")
        if result.optimal is None:
            literal(t("network.scenario.optimal.none"), style="note")
        else:
            _allocation(network, result, result.optimal, t)
            st.button(t("network.scenario.adopt"), key="scenario_adopt", on_click=_adopt, args=(result,))
    _values(network, result, t)
    _downloads(network, result, t)


def _show_dearer(result: Result, t: Translator) -> None:
    """Say why the optimum costs more than what stands beside it, where it does."""
    found = dearer(result)
    if found is None:
        return
    parts = []
    for name, pair in (("electricity", found.electricity_gwh), ("carbon", found.carbon_kt)):
        if pair is not None:
            own, best = (number(value, t.language, digits=1) for value in pair)
            parts.append(t(f"network.dearer.{name}", own=own, best=best))
    objective = t(f"network.objective.{result.scenario.objective}")
    parts += [
        t(f"network.dearer.{name}", racks=amount(racks, t), objective=objective)
        for name, racks in found.reasons.items()
    ]
    show_notice(" ".join(parts) if t.language == "en" else "".join(parts))


def _verdict(network: Network, result: Result, t: Translator) -> None:
    with st.container(key="scenario_verdict"):
        if isinstance(result.answer, Optimum):
            _binding(network, result, result.answer, t)
        else:
            _infeasible(network, result.answer, t)
        if result.left_out:
            names = site_names(network, t)
            left_out = t("network.list_comma").join(names[site_id] for site_id in result.left_out)
            literal(t("network.scenario.left_out", sites=left_out), style="note")


def _binding(network: Network, result: Result, answer: Optimum, t: Translator) -> None:
    literal(t("network.scenario.feasible"), style="subheading")
    if not answer.binding:
        literal(t("network.scenario.no_binding"), style="note")
        return
    names = site_names(network, t)
    items = []
    for each in sorted(answer.binding, key=lambda found: -found.gain):
        words = constraint_words(network, each.kind, each.id, t)
        if each.kind == "latency":
            words = t("network.scenario.binding.latency", constraint=words, site=names[each.site])
        items.append(t("network.scenario.binding", constraint=words, gain=_gain(each, result.scenario.objective, t)))
    st.html(element(t("network.scenario.binding.title"), style="note") + _list(items))


def _gain(constraint: Constraint, objective: str, t: Translator) -> str:
    """Return what relief would bring: by rack, or by 0.01 of the PUE ceiling."""
    step, factor = ("network.step.pue", 0.01) if constraint.kind == "pue" else ("network.step.rack", 1.0)
    return t(f"network.gain.{objective}", gain=number(constraint.gain * factor, t.language), step=t(step))


def _infeasible(network: Network, answer: Infeasible, t: Translator) -> None:
    conflict = [constraint_words(network, each.kind, each.id, t) for each in answer.conflict]
    st.html(
        f'<div class="obs-alert" role="alert"><p class="obs-alert-title">{escape(t("network.scenario.infeasible"))}</p>'
        f"<p>{escape(t('network.scenario.conflict'))}</p>{_list(conflict)}</div>"
    )
    for position, relaxation in enumerate(answer.relaxations):
        words = t("network.comma").join(_change_words(network, each, t) for each in relaxation.changes)
        label = "network.scenario.least" if position == 0 else "network.scenario.otherwise"
        with st.container(horizontal=True, vertical_alignment="center", key=f"scenario_relax_{position}"):
            literal(t(label, changes=words))
            st.button(
                t("network.scenario.apply"), key=f"scenario_apply_{position}", on_click=_apply, args=(relaxation,)
            )


def _change_words(network: Network, change: Change, t: Translator) -> str:
    old = t("network.scenario.unknown") if change.old is None else number(change.old, t.language)
    return t(
        "network.scenario.change",
        constraint=constraint_words(network, change.kind, change.id, t),
        old=old,
        new=number(change.new, t.language),
    )


def _apply(relaxation: Relaxation) -> None:
    """Make a relaxation's changes in the scenario; racks become an assumption of the person's."""
    limits = list(session.current().scenario.limits_ms)
    workloads = ("real_time", "near_line", "batch", "backup")
    for change in relaxation.changes:
        if change.kind == "latency":
            limits[workloads.index(change.id)] = change.new
        elif change.kind == "pue":
            session.change_scenario(pue_ceiling=change.new)
        else:
            scenario_controls.assume("capacity", change.id, change.new)
    session.change_scenario(limits_ms=tuple(limits))


def _adopt(result: Result) -> None:
    session.set_scenario(adopt(result.scenario, result))


def _list(items: Iterable[str]) -> str:
    return f'<ul class="obs-list">{"".join(f"<li>{escape(item)}</li>" for item in items)}</ul>'


def _allocation(network: Network, result: Result, allocation: Allocation, t: Translator) -> None:
    st.html(f'<dl class="obs-facts obs-totals">{"".join(_totals(result, allocation.totals, t))}</dl>')
    names = site_names(network, t)
    rows = []
    for row in allocation.parts.to_dict("records"):
        kept = {key: None if row[key] != row[key] else row[key] for key in row}
        rows.append(
            [
                escape(t(f"network.workload.{row['load_id']}")),
                escape(names[row["site_id"]]),
                escape(amount(row["racks"], t)),
                _latency(row, t),
                verdict_mark(row["verdict"], t) + _limit(kept["limit_ms"], t),
                escape(amount(kept["electricity_gwh"], t, digits=1)),
                escape(amount(kept["bandwidth_gbps"], t, digits=1)),
            ]
        )
    heads = [
        t("network.column.workload"),
        t("network.column.site"),
        t("network.column.racks"),
        t("network.column.estimate", direction=t("network.direction.one_way")),
        t("network.column.verdict"),
        t("network.column.electricity"),
        t("network.column.bandwidth"),
    ]
    st.html(html_table(heads, rows, label=t("network.scenario.parts")))


def _latency(row: Mapping[Any, Any], t: Translator) -> str:
    edges = band(row["low_ms"], row["high_ms"], t)
    return f"{escape(milliseconds(row['estimate_ms'], t))}<br><small>{escape(edges)}</small>"


def _limit(limit_ms: float | None, t: Translator) -> str:
    if limit_ms is None:
        return ""
    return (
        f"<br><small class='obs-date'>{escape(t('network.scenario.limit.of', limit=milliseconds(limit_ms, t)))}</small>"
    )


def _totals(result: Result, totals: Totals, t: Translator) -> list[str]:
    assumed = t("network.origin.assumed")
    figures = [
        (
            t("network.total.met"),
            t("network.total.met.value", met=amount(totals.met_racks, t), racks=amount(totals.racks, t)),
            False,
        ),
        (t("network.total.pue"), amount(totals.mean_pue, t, digits=3), bool(result.scenario.assumptions["pue"])),
        (
            t("network.total.electricity"),
            amount(totals.electricity_gwh, t, digits=1),
            totals.electricity_gwh is not None,
        ),
        (t("network.total.carbon"), _carbon(totals, t), totals.carbon_kt_low is not None),
        (t("network.total.bandwidth"), amount(totals.bandwidth_gbps, t, digits=1), totals.bandwidth_gbps is not None),
    ]
    if totals.over_capacity_racks or totals.no_capacity_racks:
        figures.append(
            (
                t("network.total.capacity"),
                t(
                    "network.total.capacity.value",
                    over=amount(totals.over_capacity_racks, t),
                    unknown=amount(totals.no_capacity_racks, t),
                ),
                False,
            )
        )
    return [
        f"<div><dt>{escape(name)}</dt><dd>{escape(text)}"
        + (f' <span class="obs-origin obs-origin-assumed">{escape(assumed)}</span>' if rests_on_assumption else "")
        + "</dd></div>"
        for name, text, rests_on_assumption in figures
    ]


def _carbon(totals: Totals, t: Translator) -> str:
    if totals.carbon_kt_low is None or totals.carbon_kt_high is None:
        return NO_VALUE
    low, high = (number(value, t.language, digits=1) for value in (totals.carbon_kt_low, totals.carbon_kt_high))
    return low if low == high else t("network.value.range", low=low, high=high)


def _values(network: Network, result: Result, t: Translator) -> None:
    catalog = load_catalog(settings())
    names = site_names(network, t)
    rows = [
        [
            escape(names[site.id]),
            escape(t(f"network.side.{site.side}")),
            *(value_cell(result.values[name][site.id], catalog, t, digits=_DIGITS[name]) for name in QUANTITIES),
        ]
        for site in network.sites
    ]
    heads = [
        t("network.column.site"),
        t("network.column.side"),
        *(t(f"network.quantity.{name}") for name in QUANTITIES),
    ]
    section(t("network.values.title"), t("network.values.note"))
    st.html(html_table(heads, rows, label=t("network.values.title")))
    mean = next((figure for figure in network.figures if MEAN_PUE in figure.figure_ids), None)
    if mean is not None and mean.low is not None:
        text = t("network.values.mean_pue", value=number(mean.low, t.language, digits=2), as_of=mean.as_of)
        mark = sources_of(mean.source_ids, mean.as_of, mean.confidence, catalog, t)
        st.html(f'<div class="obs-note">{escape(text)} {mark}</div>')


def _downloads(network: Network, result: Result, t: Translator) -> None:
    with st.container(horizontal=True, key="scenario_downloads"):
        st.download_button(
            t("network.download.as_csv"),
            lambda: safe_csv(allocation_table(network, result.optimal or result.own, t)),
            file_name="scenario.csv",
            mime="text/csv",
            on_click="ignore",
        )
        st.download_button(
            t("network.download.as_xlsx"),
            lambda: workbook(scenario_tables(network, result, t)),
            file_name="scenario.xlsx",
            mime=_XLSX,
            on_click="ignore",
        )
