"""Receiving an upload: limits first, samples to try, the uploader, and what is happening meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo.catalog import Catalog
from geo.ingest import pool
from geo.ingest.formats import FORMATS
from geo.language import Translator, number
from geo.settings import settings
from geo.workbench.room import Room
from geo.workbench.samples import SAMPLES, sample
from pages.components.boundary import boundary, show_notice
from pages.components.literal import literal
from pages.components.workbench import room as workbench_room

_DONE: Final = "workbench_received"  # digests of what the uploader held, so that no file is examined twice
_SEEN: Final = "workbench_seen"  # ids of what the uploader held, so that no file is copied and hashed at each run


def show(room: Room, catalog: Catalog, t: Translator, *, key: str) -> None:
    """Show the limits, the samples and the uploader, and read what is new."""
    bounds = room.bounds
    if bounds.uploads == "off":
        show_notice(t("workbench.off"))
        return
    pool.shared().warm()  # started while the person chooses a file
    literal(
        t(
            "workbench.limits",
            size=number(bounds.upload_mb, t.language),
            unpacked=number(bounds.unpacked_mb, t.language),
            features=number(bounds.features, t.language),
            layers=bounds.layers,
            seconds=bounds.wall_s,
            uploads=bounds.session_uploads,
            total=number(bounds.session_mb, t.language),
            minutes=bounds.layer_minutes,
        ),
        style="note",
    )
    uploader, tries = st.columns([3, 2], gap="medium")
    with tries, st.container(key=f"{key}_samples"):
        literal(t("workbench.sample.lead"), style="note")
        for name in SAMPLES:
            if st.button(t(f"workbench.sample.{name}"), key=f"{key}_sample_{name}"):
                files = [sample(name, catalog, settings())]
                _receive(t, room, files, workbench_room.digest_of(files))
    with uploader:
        given = st.file_uploader(
            t("workbench.upload.label"),
            accept_multiple_files=True,
            max_upload_size=bounds.upload_mb,
            help=t("workbench.upload.help", formats=", ".join(entry.title for entry in FORMATS.values())),
            key=f"{key}_files",
        )
    if given:
        _receive_new(t, room, given)


def _receive_new(t: Translator, room: Room, given: Sequence[UploadedFile]) -> None:
    """Read files that were not read yet; parts of one data set (same name before the dot) are one upload."""
    ids = {file.file_id for file in given}
    if ids == st.session_state.get(_SEEN):
        return
    st.session_state[_SEEN] = ids
    done: set[str] = st.session_state.setdefault(_DONE, set())
    for group in _grouped([(file.name, file.getvalue()) for file in given]):
        digest = workbench_room.digest_of(group)
        if digest not in done:
            done.add(digest)
            _receive(t, room, group, digest)


def _grouped(files: Sequence[tuple[str, bytes]]) -> list[list[tuple[str, bytes]]]:
    groups: dict[str, list[tuple[str, bytes]]] = {}
    for name, body in files:
        groups.setdefault(name.rsplit(".", 1)[0].lower(), []).append((name, body))
    first = (".shp", ".tab", ".mif")
    return [sorted(group, key=lambda file: not file[0].lower().endswith(first)) for group in groups.values()]


def _receive(t: Translator, room: Room, files: list[tuple[str, bytes]], digest: str) -> None:
    with boundary(t), st.spinner(t("workbench.reading"), show_time=True):
        upload = room.receive(files, digest)
        workbench_room.open_layers(room, upload)
