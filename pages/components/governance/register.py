"""View of the register: values by upload, assessments and labels, comments, and the audit record."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import Final

import pandas as pd
import streamlit as st

from geo.access.roles import TRACK
from geo.analysis.rating.labels import Label
from geo.catalog import Catalog
from geo.governance.board import criteria, earned
from geo.governance.book import LONGEST_NAME, LONGEST_NOTE, Pages
from geo.governance.register import NOTE_KINDS, Award, Note
from geo.keeping.person import SELF_DECLARED, Person
from geo.language import Translator, number
from geo.model import Cluster
from geo.settings import limits
from pages.components import account
from pages.components.boundary import boundary, show_notice
from pages.components.governance import history, session, upload
from pages.components.literal import literal, literal_label, section
from pages.components.person import signed_in
from pages.components.plain_table import plain_table

_AUDIT_LINES: Final = 50


def show(pages: Pages, catalog: Catalog, t: Translator) -> None:
    """Show the view; entries are taken where the operator lets people publish."""
    with st.container():  # always there, so that what is unfolded below keeps its place when the notice goes
        if done := session.told():
            show_notice(done)
    if limits().uploads == "publish" and not account.allows(TRACK, t, key="governance_needs"):
        pass
    elif limits().uploads == "publish":
        person = _person(t)
        upload.show(pages, catalog, person, t)
        _assess(pages, catalog, person, t)
        _write(catalog, person, t)
    else:
        show_notice(t("governance.register.off"))
    history.show(pages, catalog, t)
    _notes(pages, catalog, t)
    _audit(t)


def _person(t: Translator) -> Person:
    person = signed_in()
    if person is not None:
        return person
    name = st.text_input(
        t("governance.register.name"),
        key="governance_name",
        max_chars=LONGEST_NAME,
        help=t("governance.register.name_help"),
    )
    return Person(SELF_DECLARED, name)


def _cluster(catalog: Catalog, t: Translator, *, key: str) -> str:
    clusters = catalog.every(Cluster)
    chosen = session.current().clusters
    return st.selectbox(
        t("governance.assess.cluster"),
        list(clusters),
        index=list(clusters).index(chosen[0]) if chosen else 0,
        format_func=lambda one: clusters[one].name.localised(t.language),
        key=key,
    )


def _assess(pages: Pages, catalog: Catalog, person: Person, t: Translator) -> None:
    """Take the points of an assessment, say at once what label they earn, and give it."""
    with st.expander(t("governance.assess")):
        literal(t("governance.assess.lead"), style="note")
        cluster = _cluster(catalog, t, key="governance_assess_cluster")
        on: dt.date = st.date_input(t("governance.assess.on"), key="governance_assess_on")
        before = pages.label_of(cluster)
        points: dict[str, float] = {}
        columns = st.columns(2, gap="medium")
        for place, one in enumerate(criteria(catalog)):
            with columns[place % 2]:
                given = st.number_input(
                    literal_label(one.name.localised(t.language)),
                    min_value=0.0,
                    max_value=one.criterion.most,
                    value=None,
                    step=1.0,
                    help=literal_label(one.asks.localised(t.language)),
                    key=f"governance_points_{one.criterion.criterion_id}",
                )
            if given is not None:
                points[one.criterion.criterion_id] = float(given)
        found = earned(catalog, points, on.isoformat(), before)
        literal(_result(found, t))
        with st.container(horizontal=True):
            if st.button(t("governance.assess.save"), key="governance_assess_save", disabled=found.level == "none"):
                until = found.until.isoformat() if found.until else ""
                _give(Award(cluster, found.level, on.isoformat(), until, points), person, catalog, t)
            if before is not None and st.button(t("governance.assess.end"), key="governance_assess_end"):
                _give(Award(cluster, "none", on.isoformat(), ""), person, catalog, t)


def _result(found: Label, t: Translator) -> str:
    if found.level == "none" or found.until is None:
        return t("governance.assess.nothing")
    share = f"{number(found.share * 100, t.language, digits=0)}%" if found.share is not None else ""
    return t(
        "governance.assess.result",
        label=t(f"governance.label.{found.level}"),
        until=found.until.isoformat(),
        share=share or t("governance.assess.share_open"),
    )


def _give(award: Award, person: Person, catalog: Catalog, t: Translator) -> None:
    with boundary(t):
        session.book().award(award, by=person)
        name = catalog.one(Cluster, award.cluster).name.localised(t.language)
        label = t(f"governance.label.{award.level}")
        session.tell(t("governance.assess.saved", name=name, label=label, until=award.until or "—"))
        st.rerun()


def _write(catalog: Catalog, person: Person, t: Translator) -> None:
    with st.expander(t("governance.note.title")):
        cluster = _cluster(catalog, t, key="governance_note_cluster")
        kind = st.segmented_control(
            t("governance.note.kind"),
            NOTE_KINDS,
            default=NOTE_KINDS[0],
            required=True,
            format_func=lambda one: t(f"governance.note.{one}"),
            key="governance_note_kind",
        )
        body = st.text_area(t("governance.note.body"), key="governance_note_body", max_chars=LONGEST_NOTE)
        if st.button(t("governance.note.save"), key="governance_note_save"):
            with boundary(t):
                session.book().note(Note(cluster, str(kind), body), by=person)
                st.rerun()


def _notes(pages: Pages, catalog: Catalog, t: Translator) -> None:
    literal(t("governance.note.title"), style="heading")
    wanted = session.current().clusters
    clusters = catalog.every(Cluster)
    shown = [one for one in pages.notes if not wanted or one.cluster in wanted]
    if not shown:
        literal(t("governance.note.none"), style="note")
    items = []
    for one in shown:
        name = clusters[one.cluster].name.localised(t.language) if one.cluster in clusters else one.cluster
        head = t(
            "governance.note.line",
            at=one.signed.at.replace("T", " ")[:16] if one.signed else "",
            who=one.signed.name if one.signed else "",
            kind=t(f"governance.note.{one.kind}"),
            name=name,
        )
        items.append(f"<li><span>{escape(head)}</span><br>{escape(one.body)}</li>")
    st.html(f'<ul class="obs-news">{"".join(items)}</ul>')


def _audit(t: Translator) -> None:
    lines = session.book().audit()
    section(t("governance.audit"), t("governance.audit.note", n=number(len(lines), t.language)))
    heads = [t(f"governance.column.{name}") for name in ("when", "act", "thing", "detail")]
    rows = [(one.at, one.act, one.thing, one.detail) for one in lines[: -_AUDIT_LINES - 1 : -1]]
    plain_table(pd.DataFrame(rows, columns=heads), label=t("governance.audit"))
