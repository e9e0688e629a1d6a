"""The doctor's report of one upload: verdict, findings with their evidence, layers, choices, repaired copies."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.ingest import report as doctor
from geo.ingest.examination import Choices
from geo.ingest.findings import Finding
from geo.ingest.report import LayerReport
from geo.language import NO_VALUE, Translator, number
from geo.workbench.copies import COPIES, repaired_copy
from geo.workbench.room import Room, Upload
from pages.components.boundary import boundary
from pages.components.literal import literal
from pages.components.plain_table import plain_table
from pages.components.workbench import room as workbench_room

ENCODINGS: Final = ("utf-8", "gb18030", "big5", "shift_jis", "cp1252")
DATUMS: Final = ("wgs84", "gcj02", "bd09")
_AUTO: Final = ""


def show(room: Room, t: Translator, *, key: str) -> None:
    """Show the report of the upload that is chosen, and what can be decided about it."""
    if not room.uploads:
        literal(t("workbench.report.empty"), style="note")
        return
    names = {upload.upload_id: upload for upload in room.uploads}
    chosen = list(names)[-1]
    if len(names) > 1:
        chosen = st.selectbox(
            t("workbench.report.choose"),
            list(reversed(names)),
            format_func=lambda item: names[item].name,
            key=f"{key}_upload",
        )
    upload = names[chosen]
    found = upload.examined.report
    st.html(verdict(upload, t))
    st.html(_findings(found.sorted_findings(), t))
    if found.layers:
        _layers(found.layers, t)
        _others(t, room, upload, key=f"{key}_{chosen}")
        _choices(t, room, upload, key=f"{key}_{chosen}")
        _copies(t, room, upload, key=f"{key}_{chosen}")
    if st.button(t("workbench.remove"), key=f"{key}_{chosen}_remove", type="tertiary"):
        room.discard(upload)
        st.rerun()


def verdict(upload: Upload, t: Translator) -> str:
    """Return what became of an upload in one sentence, announced to screen readers."""
    found = upload.examined.report
    words = t(f"ingest.status.{found.status}", name=found.name)
    return f'<p class="obs-verdict obs-verdict-{found.status}" role="status">{escape(words)}</p>'


def _findings(findings: list[Finding], t: Translator) -> str:
    items = []
    for finding in findings:
        where = ", ".join(
            part
            for part in (
                finding.layer,
                finding.field,
                t("workbench.rows", rows=", ".join(map(str, finding.rows[:8]))) if finding.rows else "",
            )
            if part
        )
        change = (
            f'<p class="obs-change"><del>{escape(finding.before)}</del> → <ins>{escape(finding.after)}</ins></p>'
            if finding.before and finding.after
            else ""
        )
        asks = "" if finding.certain else f'<em class="obs-low">{escape(t("workbench.finding.asks"))}</em>'
        severity = escape(t(f"ingest.severity.{finding.severity}"))
        items.append(
            f'<li class="obs-finding-{finding.severity}"><strong>{severity}</strong> {asks}'
            f"  {escape(doctor.message(finding, t))} {escape(doctor.remedy(finding, t))}"
            f"{f' <span>({escape(where)})</span>' if where else ''}{change}</li>"
        )
    return f'<ul class="obs-findings">{"".join(items)}</ul>'


def _layers(layers: list[LayerReport], t: Translator) -> None:
    table = pd.DataFrame(
        [
            {
                t("workbench.layer.name"): layer["name"],
                t("workbench.layer.format"): layer["format"],
                t("workbench.layer.features"): number(layer["features"], t.language),
                t("workbench.layer.crs"): layer["crs"] or t("ingest.layer.no_crs"),
                t("workbench.layer.geometry"): ", ".join(layer["geometry"]) or NO_VALUE,
            }
            for layer in layers
        ]
    )
    plain_table(table, label=t("workbench.layer.table"))
    if layers[0]["sample"]:
        literal(t("workbench.layer.sample"), style="subheading")
        plain_table(pd.DataFrame(layers[0]["sample"]).astype(object), label=t("workbench.layer.sample"))


def _others(t: Translator, room: Room, upload: Upload, *, key: str) -> None:
    """Offer the layers that are not drawn yet: of many only the first are at once."""
    names = room.unopened(upload)
    if not names:
        return
    picked = st.multiselect(t("workbench.layer.others", count=len(names)), names, key=f"{key}_others")
    if st.button(t("workbench.layer.open"), key=f"{key}_open", disabled=not picked):
        with boundary(t):
            workbench_room.open_layers(room, upload, picked)
        st.rerun()


def _offered(upload: Upload, codes: tuple[str, ...]) -> list[str]:
    """Return the keys that findings of these kinds offer, best first."""
    keys = [
        str(choice["key"])
        for finding in upload.examined.report.findings
        if finding.code.startswith(codes)
        for choice in finding.choices
    ]
    return list(dict.fromkeys(keys))


def _choices(t: Translator, room: Room, upload: Upload, *, key: str) -> None:
    """Show what the person can decide; a change reads the upload again."""
    now = upload.choices
    with st.expander(t("workbench.choices.title"), key=f"{key}_choices"), st.form(f"{key}_form", border=False):
        first, second = st.columns(2)
        with first:
            encoding = _pick(
                t,
                t("workbench.choices.encoding"),
                [*_offered(upload, ("encoding", "text")), *ENCODINGS],
                now.encoding,
                key=f"{key}_encoding",
            )
            datum = _pick(t, t("workbench.choices.datum"), DATUMS, now.datum, key=f"{key}_datum")
        with second:
            offered = _pick(
                t, t("workbench.choices.crs"), _offered(upload, ("crs",)), now.crs, key=f"{key}_crs", other=True
            )
            swap = _pick(
                t,
                t("workbench.choices.axes"),
                ("swap", "keep"),
                {True: "swap", False: "keep", None: _AUTO}[now.swap_axes],
                key=f"{key}_axes",
                texts=lambda item: t(f"workbench.choices.axes.{item}"),
            )
        if st.form_submit_button(t("workbench.choices.apply")):
            chosen = dataclasses.replace(
                now,
                encoding=encoding,
                crs=offered,
                datum=datum,
                swap_axes={"swap": True, "keep": False}.get(swap),
            )
            _apply(t, room, upload, chosen)
    if now != Choices():
        st.checkbox(
            t("workbench.choices.before"),
            key=f"{key}_before",
            on_change=_show_before,
            args=(t, room, upload, f"{key}_before"),
        )


def _pick(
    t: Translator,
    label: str,
    options: Any,
    current: str,
    *,
    key: str,
    texts: Callable[[str], str] = str.upper,
    other: bool = False,
) -> str:
    keys = list(dict.fromkeys([_AUTO, *([current] if current else []), *options]))

    def shown(item: str) -> str:
        if item == _AUTO:
            return t("workbench.choices.auto")
        return texts(item)

    return str(
        st.selectbox(label, keys, index=keys.index(current), format_func=shown, key=key, accept_new_options=other)
        or _AUTO
    )


def _apply(t: Translator, room: Room, upload: Upload, choices: Choices) -> None:
    with boundary(t), st.spinner(t("workbench.reading"), show_time=True):
        room.choose(upload, choices)
        workbench_room.open_layers(room, upload)
    st.rerun()


def _show_before(t: Translator, room: Room, upload: Upload, key: str) -> None:
    with boundary(t):
        if st.session_state[key]:
            workbench_room.open_before(room, upload)
        else:
            workbench_room.close_before(room, upload)


def _copies(t: Translator, room: Room, upload: Upload, *, key: str) -> None:
    literal(t("workbench.copy.lead"), style="note")
    with st.container(horizontal=True, key=f"{key}_copies"):
        for suffix, title in COPIES.items():
            st.download_button(
                title,
                partial(repaired_copy, room, upload, suffix),
                file_name=f"{upload.name.rsplit('.', 1)[0]}.repaired.zip",
                mime="application/zip",
                on_click="ignore",
                key=f"{key}_copy{suffix}",
            )
