"""Values of a period by upload: the template, all faults at once, what would change, and the entry."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.catalog import Catalog
from geo.catalog.tables import safe_csv
from geo.governance.book import Pages
from geo.governance.periods import COLUMNS, Read, faulty, known, read, template
from geo.ingest import pool
from geo.keeping.person import Person
from geo.language import Translator, number
from geo.model import Cluster
from geo.settings import limits
from pages.components.boundary import boundary
from pages.components.governance import session
from pages.components.grid_upload import first_sheet, show_faults
from pages.components.literal import literal
from pages.components.plain_table import plain_table

_READ: Final = "governance_upload_read"
_SEEN: Final = "governance_upload_seen"
_VERSIONS: Final = "governance_upload_versions"
_MOST_SHOWN: Final = 60


def show(pages: Pages, catalog: Catalog, person: Person, t: Translator) -> None:
    """Show template, uploader and, of a table that is there, what it holds."""
    with st.expander(t("governance.upload"), expanded=True):
        pool.shared().warm()  # started while the person fills in the template
        literal(t("governance.upload.lead"), style="note")
        period = str(dt.datetime.now(tz=dt.UTC).year - 1)
        clusters = session.current().clusters  # a file is made outside the run, where no session can be asked
        st.download_button(
            t("governance.upload.template", period=period),
            lambda: safe_csv(template(catalog, t, clusters=clusters, period=period)),
            file_name=f"values-{period}.csv",
            mime="text/csv",
            on_click="ignore",
            key="governance_template",
        )
        given = st.file_uploader(t("governance.upload.file"), key="governance_file", max_upload_size=limits().upload_mb)
        if given is not None and given.file_id != st.session_state.get(_SEEN):
            st.session_state[_SEEN] = given.file_id
            st.session_state[_VERSIONS] = pages.versions()
            st.session_state[_READ] = None
            with boundary(t), st.spinner(t("governance.upload.reading"), show_time=True):
                st.session_state[_READ] = _received(given.name, given.getvalue(), catalog, t)
        found = st.session_state.get(_READ)
        if found is not None and given is not None:
            _report(found, pages, catalog, person, t)


def _received(name: str, body: bytes, catalog: Catalog, t: Translator) -> Read | str:
    """Read an upload, whose bytes the gate has replaced by a ticket, in the worker; or return why it was refused."""
    cells = first_sheet(name, body, t)
    if isinstance(cells, str):
        return cells
    heads = {"".join(t(f"governance.head.{column}").casefold().split()): column for column in COLUMNS}
    return read(cells, known(catalog), heads=heads)


def _report(found: Read | str, pages: Pages, catalog: Catalog, person: Person, t: Translator) -> None:
    if isinstance(found, str):
        literal(t("governance.upload.refused", why=found))
        return
    with st.container(key="governance_upload_report"):
        literal(
            t(
                "governance.upload.read",
                n=number(len(found.values), t.language),
                faults=number(len(found.faults), t.language),
            )
        )
        if found.faults:
            show_faults(faulty(found, t), label=t("governance.upload.faults"), key="governance_faults")
        if found.values:
            literal(t("governance.upload.compare"), style="subheading")
            plain_table(_compared(found, pages, catalog, t), label=t("governance.upload.compare"))
            if st.button(t("governance.upload.write", n=number(len(found.values), t.language)), key="governance_write"):
                _enter(found, person, t)


def _compared(found: Read, pages: Pages, catalog: Catalog, t: Translator) -> pd.DataFrame:
    held = {one.key: one for one in pages.values}
    clusters = catalog.every(Cluster)
    rows: list[tuple[Any, ...]] = []
    for one in found.values[:_MOST_SHOWN]:
        before = held.get(one.key)
        now = "—" if before is None else number(before.amount, t.language)
        name = clusters[one.cluster].name.localised(t.language)
        rows.append((name, one.measure, one.period, now, number(one.amount, t.language), one.source))
    heads = [t(f"governance.column.{name}") for name in ("subject", "measure", "period")]
    heads += [t("governance.upload.now"), t("governance.upload.then"), t("governance.column.source")]
    return pd.DataFrame(rows, columns=heads)


def _enter(found: Read, person: Person, t: Translator) -> None:
    with boundary(t):
        written = session.book().write_values(found.values, seen=st.session_state[_VERSIONS], by=person)
        st.session_state[_READ] = None
        session.tell(t("governance.upload.written", n=number(written, t.language)))
        st.rerun()
