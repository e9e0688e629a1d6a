"""An own register of organisations: template, upload, all that is wrong in it at once; kept in this session only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from geo.catalog import Catalog
from geo.catalog.tables import safe_csv
from geo.ingest import pool
from geo.language import Translator, number
from geo.model import Cluster
from geo.partners.own import Register, faulty, known, read, template
from geo.partners.parties import Party, parties
from geo.settings import limits
from pages.components.boundary import boundary
from pages.components.grid_upload import first_sheet, show_faults
from pages.components.literal import literal

_REGISTER: Final = "partner_own"
_SEEN: Final = "partner_own_seen"
_REFUSED: Final = "partner_own_refused"


def own() -> Mapping[str, Party]:
    """Return the organisations of the register that was uploaded in this session, by id."""
    found: Register | None = st.session_state.get(_REGISTER)
    return {} if found is None else found.every


def every(catalog: Catalog) -> Mapping[str, Party]:
    """Return all organisations by id, one's own too."""
    return {**parties(catalog).every, **own()} if own() else parties(catalog).every


def show(catalog: Catalog, t: Translator) -> None:
    """Show template, uploader and what the register holds."""
    if limits().uploads == "off":
        return
    found: Register | None = st.session_state.get(_REGISTER)
    with st.expander(t("partner.own.title"), expanded=found is not None and bool(found.faults)):
        pool.shared().warm()
        literal(t("partner.own.lead"), style="note")
        st.download_button(
            t("partner.own.template"),
            lambda: safe_csv(template(t)),
            file_name="organisations.csv",
            mime="text/csv",
            on_click="ignore",
            key="partner_own_template",
        )
        given = st.file_uploader(t("partner.own.file"), key="partner_own_file", max_upload_size=limits().upload_mb)
        if given is not None and given.file_id != st.session_state.get(_SEEN):
            st.session_state[_SEEN] = given.file_id
            with boundary(t), st.spinner(t("partner.own.reading"), show_time=True):
                _receive(given.name, given.getvalue(), catalog, t)
                st.rerun()
        if refused := st.session_state.get(_REFUSED):
            literal(t("partner.own.refused", why=refused))
        if found is not None:
            _report(found, t)


def _receive(name: str, body: bytes, catalog: Catalog, t: Translator) -> None:
    """Read an upload, whose bytes the gate has replaced by a ticket, in the worker."""
    cells = first_sheet(name, body, t)
    st.session_state[_REFUSED] = cells if isinstance(cells, str) else ""
    if not isinstance(cells, str):
        st.session_state[_REGISTER] = read(cells, known(catalog), catalog.every(Cluster))


def _report(found: Register, t: Translator) -> None:
    with st.container(key="partner_own_report"):
        placed = sum(one.lon is not None for one in found.every.values())
        counts = {
            "n": number(len(found.every), t.language),
            "placed": number(placed, t.language),
            "faults": number(len(found.faults), t.language),
        }
        literal(t("partner.own.read", **counts))
        if found.faults:
            show_faults(faulty(found, t), label=t("partner.own.faults"), key="partner_own_faults")
        st.button(t("partner.own.remove"), key="partner_own_remove", on_click=_remove)


def _remove() -> None:
    st.session_state.pop(_REGISTER, None)
