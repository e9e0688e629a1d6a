"""Statistics of one's own: template, upload, one list of all that was found, decisions, and the faulty cells."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any, Final

import streamlit as st

from geo.access.roles import UPLOAD
from geo.analysis.errors import AnalysisError
from geo.catalog import Catalog
from geo.catalog.tables import safe_csv
from geo.export.workbook import workbook
from geo.ingest import pool
from geo.ingest.findings import Finding
from geo.intake import shelf
from geo.language import Translator, number
from geo.observatory.own import Received, decide, faulty, receive
from geo.observatory.ranking import Ranking, ranking
from geo.observatory.state import ObservatoryState
from geo.settings import limits, settings
from geo.statistics.own import template
from geo.statistics.own.codes import SCHEMES
from geo.statistics.own.faults import Fault
from geo.statistics.own.table import Choices, Own
from geo.statistics.own.vocabulary import MEASURES
from pages.components import account, own_table
from pages.components.boundary import boundary, show_fault, show_notice
from pages.components.literal import literal
from pages.components.observatory import published, session

_SEEN: Final = "observatory_own_seen"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(catalog: Catalog, t: Translator) -> None:
    """Show what can be uploaded, the uploader and, of a table that is there, its report."""
    if limits().uploads == "off":
        show_notice(t("workbench.off"))
        return
    pool.shared().warm()  # started while the person chooses a file
    published.settle(catalog, t)
    published.choose(t)
    if own_table.opened():
        published.show(t)
        return
    table = own_table.received()
    with st.expander(t("rating.own.open"), expanded=table is None or table.own is None or table.own.panel is None):
        literal(t("rating.own.lead"), style="note")
        left, right = st.columns([3, 2], gap="medium")
        with right, st.container(key="observatory_template"):
            literal(t("rating.own.template.lead"), style="note")
            _templates(catalog, t)
        with left:
            given = None
            if account.allows(UPLOAD, t, key="observatory_own_needs"):
                given = st.file_uploader(
                    t("rating.own.upload"), key="observatory_own_file", max_upload_size=limits().upload_mb
                )
        if given is not None and given.file_id != st.session_state.get(_SEEN):
            _receive(catalog, t, given.name, given.getvalue())
            st.session_state[_SEEN] = given.file_id
            st.rerun()
    if table is None:
        literal(t("rating.own.none"))
        return
    _report(catalog, t, table)
    published.offer(t)


def ranked(catalog: Catalog, state: ObservatoryState, t: Translator) -> Ranking:
    """Rank the table of this session; a method it is too small for is told, and quotients are shown instead."""
    table = own_table.own()
    try:
        return session.ranked(state, lambda: ranking(catalog, state, table))
    except AnalysisError as fault:
        show_fault(fault, t)
        usual = replace(state, method="")
        return session.ranked(usual, lambda: ranking(catalog, usual, table))


def _templates(catalog: Catalog, t: Translator) -> None:
    with st.container(horizontal=True):
        st.download_button(
            t("rating.own.template.text"),
            lambda: safe_csv(template.example(catalog, t)),
            file_name="statistics-template.csv",
            mime="text/csv",
            on_click="ignore",
            key="observatory_template_csv",
        )
        st.download_button(
            t("rating.own.template.xlsx"),
            lambda: workbook(template.sheets(catalog, t)),
            file_name="statistics-template.xlsx",
            mime=_XLSX,
            on_click="ignore",
            key="observatory_template_xlsx",
        )


def _receive(catalog: Catalog, t: Translator, name: str, body: bytes) -> None:
    """Read an upload, whose bytes the gate has replaced by a ticket, in the worker."""
    arrival = shelf.shared().find(body)
    content: Path | bytes = body if arrival is None else arrival.path
    with boundary(t), st.spinner(t("rating.own.reading"), show_time=True):
        table = receive(name, content, _digest(content), catalog=catalog, config=settings(), bounds=limits())
        own_table.take(name, content, table, t)
        session.forget_ranked()
        session.open_table("")


def _digest(content: Path | bytes) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()[:12]
    with content.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:12]


def _report(catalog: Catalog, t: Translator, table: Received) -> None:
    """Show the one list of all that was found, the decisions that would change it, and what was set aside."""
    with st.container(key="observatory_own_report"):
        literal(table.name, style="subheading")
        if table.own is None:
            st.html(_list([_refusal(finding, t) for finding in table.report.findings]))
            return
        own = table.own
        literal(
            t(
                "rating.own.read",
                used=number(own.used, t.language),
                figures=number(own.figures, t.language),
                aside=number(len(own.aside), t.language),
                regions=number(len(own.regions), t.language),
            )
        )
        st.html(_list([_item(fault, t) for fault in own.faults]))
        _decisions(catalog, t, table, own)
        with st.container(horizontal=True):
            if own.aside or own.cut:
                st.download_button(
                    t("rating.own.faulty", n=len(own.aside), lines=len(own.cut)),
                    lambda: safe_csv(_faulty(own, t)),
                    file_name="faulty-rows.csv",
                    mime="text/csv",
                    on_click="ignore",
                    key="observatory_faulty",
                )
            st.button(t("rating.own.remove"), key="observatory_own_remove", on_click=_give_up)


def _give_up() -> None:
    own_table.give_up()
    session.forget_ranked()


def _item(fault: Fault, t: Translator) -> tuple[str, str]:
    """Return the level of a fault and its sentence."""
    example = t(f"rating.own.scheme.{fault.example}") if fault.code == "codes_read" else fault.example
    hint = t(f"rating.own.scheme.{fault.hint}") if fault.code == "mixed_codes" else fault.hint
    text = t(f"rating.own.fault.{fault.code}", count=number(fault.count, t.language), example=example or "—", hint=hint)
    return fault.level, text


def _refusal(finding: Finding, t: Translator) -> tuple[str, str]:
    return "error", t(f"ingest.finding.{finding.code}", **finding.values)


def _list(items: list[tuple[str, str]]) -> str:
    lines = "".join(f'<li class="obs-own-{level}">{escape(text)}</li>' for level, text in items)
    return f'<ul class="obs-own-faults">{lines}</ul>'


def _faulty(own: Own, t: Translator) -> Any:
    found = {one.code for one in own.aside} | {one.code for one in own.cut}
    reasons = {code: t(f"rating.own.reason.{code}") for code in found}
    heads = (
        t("rating.own.aside.line"),
        t("rating.own.aside.column"),
        t("rating.own.aside.cell"),
        t("rating.own.aside.reason"),
    )
    return faulty(own, reasons, heads)


def _decisions(catalog: Catalog, t: Translator, table: Received, own: Own) -> None:
    """Ask for what only a person knows, where it would change something."""
    found = {fault.code for fault in own.faults}
    taken = table.choices

    def take(**change: Any) -> None:
        values = {name: getattr(taken, name) for name in ("scheme", "measure", "year", "keep_unknown")} | change
        own_table.change(decide(table, Choices(**values), catalog=catalog, config=settings()))
        session.forget_ranked()

    with st.container(horizontal=True, vertical_alignment="bottom", key="observatory_own_decisions"):
        st.selectbox(
            t("rating.own.choice.scheme"),
            ("", *SCHEMES),
            format_func=lambda key: t(f"rating.own.scheme.{key}") if key else t("rating.own.choice.auto"),
            width=240,
            **session.bound("own_scheme", taken.scheme, lambda key: take(scheme=key)),
        )
        if found & {"measure_assumed"} or taken.measure:
            st.selectbox(
                t("rating.own.choice.measure"),
                ("", *MEASURES),
                format_func=lambda key: t(f"rating.own.role.{key}") if key else t("rating.own.choice.auto"),
                width=240,
                **session.bound("own_measure", taken.measure, lambda key: take(measure=key)),
            )
        if found & {"no_period", "period_assumed"} or taken.year:
            st.number_input(
                t("rating.own.choice.year"),
                0,
                2100,
                width=160,
                **session.bound("own_year", taken.year, lambda year: take(year=int(year))),
            )
        if found & {"unknown_region"} or taken.keep_unknown:
            st.checkbox(
                t("rating.own.choice.keep_unknown"),
                **session.bound("own_keep", taken.keep_unknown, lambda keep: take(keep_unknown=keep)),
            )
