"""Panel: make a register of a layer of points, which the cluster map draws for all, and read its report."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from geo.access.roles import PUBLISH
from geo.datasets.ingest import Ingested
from geo.language import Translator, number
from geo.settings import settings
from geo.workbench import registers
from geo.workbench.room import Room, WorkLayer
from pages.components import account, sitemap
from pages.components.boundary import boundary, show_notice
from pages.components.literal import literal
from pages.components.workbench import fields, publication_session

_MADE: Final = "workbench_register_made"
_NONE: Final = ""
_STEPS: Final = {"read": 0.0, "sort": 0.34, "index": 0.67}
_POLL_S: Final = 0.3


def show(room: Room, t: Translator, *, key: str) -> None:
    """Show the panel; it is there only where this server lets people publish."""
    literal(t("dataset.make.lead"), style="note")
    _receipt(t, key=f"{key}_receipt")
    if not account.allows(PUBLISH, t, key=f"{key}_needs"):
        return
    if publication_session.needs_sign_in():
        show_notice(t("publication.sign_in.need"))
        st.button(t("publication.sign_in"), key=f"{key}_sign_in", on_click=st.login)
        return
    layer = fields.layer(t, room, label=t("dataset.make.layer"), key=f"{key}_layer", fits=registers.fits)
    if layer is None:
        return
    _form(layer, t, key=f"{key}_{layer.layer_id[:12]}")


def _form(layer: WorkLayer, t: Translator, *, key: str) -> None:
    """Show what each column is taken for, to be mended before anything is read."""
    with boundary(t):
        columns = registers.headers(layer.frame)
        found = registers.guessed(layer.frame)
        with st.form(f"{key}_form", border=False):
            title = st.text_input(t("dataset.make.title"), layer.title, max_chars=120, key=f"{key}_title")
            literal(t("dataset.make.columns"), style="note")
            chosen: dict[str, str] = {}
            for place, role in zip(st.columns(3) * 2, registers.ROLES, strict=True):
                guess = found.column(role) or _NONE
                with place:
                    column = st.selectbox(
                        t(f"dataset.role.{role}"),
                        [_NONE, *columns],
                        index=[_NONE, *columns].index(guess),
                        format_func=lambda one: one or t("dataset.make.no_column"),
                        key=f"{key}_{role}",
                    )
                if column:
                    chosen[role] = column
            sent = st.form_submit_button(t("dataset.make.go"), type="primary", key=f"{key}_go")
        if sent and title.strip() and account.allows(PUBLISH, t, key=f"{key}_needs"):
            _make(layer, title.strip(), chosen, t)


def _make(layer: WorkLayer, title: str, chosen: dict[str, str], t: Translator) -> None:
    """Make the register in a thread of its own: its steps report from threads that know no page."""
    bar = st.progress(0.0)
    reached = {"share": 0.0, "rows": 0.0}

    def step(name: str, share: float, rows: int) -> None:
        reached["share"] = _STEPS.get(name, 0.0) + 0.33 * min(max(share, 0.0), 1.0)
        reached["rows"] = rows

    config = settings()
    registers.admit(config)
    name = registers.free_name(title, config=config)
    with ThreadPoolExecutor(1) as worker:
        made = worker.submit(registers.make, layer.frame, name, title, chosen=chosen, config=config, progress=step)
        while not wait([made], timeout=_POLL_S).done:
            bar.progress(reached["share"], t("dataset.make.step", n=number(reached["rows"], t.language)))
    registers.record(made.result(), config=config)
    st.session_state[_MADE] = made.result()
    st.rerun()


def _receipt(t: Translator, *, key: str) -> None:
    """Show what was made, its report, and where to see it."""
    made: Ingested | None = st.session_state.get(_MADE)
    if made is None or not made.folder.exists():
        return
    told = made.manifest.report
    rejected = sum(told["rejected"].values())
    with st.container(key=key):
        done = t(
            "dataset.make.done",
            title=made.manifest.title.get(t.language, made.manifest.name),
            kept=number(told["kept"], t.language),
            read=number(told["read"], t.language),
        )
        st.html(f'<p class="obs-verdict obs-verdict-ok" role="status">{escape(done)}</p>')
        lines = {
            "rejected": rejected,
            "duplicates": told["duplicates"],
            "changed": sum(told["changed"].values()),
            "outside": told["outside_country"] + told["outside_unit"],
        }
        items = "".join(
            f"<div><dt>{escape(t(f'dataset.make.{what}'))}</dt><dd>{escape(number(count, t.language))}</dd></div>"
            for what, count in lines.items()
        )
        st.html(f'<dl class="obs-facts">{items}</dl>')
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_next"):
            sitemap.page_link("cluster_map", t("dataset.make.see"), data=made.manifest.name)
            st.download_button(
                t("dataset.make.rows"),
                partial(registers.listing, made),
                file_name=f"{made.manifest.name}-rows.csv",
                mime="text/csv",
                on_click="ignore",
                key=f"{key}_rows",
            )
            st.download_button(
                t("dataset.make.report"),
                partial(registers.report, made),
                file_name=f"{made.manifest.name}-report.json",
                mime="application/json",
                on_click="ignore",
                key=f"{key}_report",
            )
            st.button(t("publication.close"), key=f"{key}_away", on_click=_put_away, type="tertiary")


def _put_away() -> None:
    st.session_state.pop(_MADE, None)
