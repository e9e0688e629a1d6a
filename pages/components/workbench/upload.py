"""Receiving an upload: limits first, samples to try, the uploader, and what is happening meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo.access.roles import UPLOAD
from geo.catalog import Catalog
from geo.ingest import pool
from geo.ingest.formats import FORMATS
from geo.intake import shelf
from geo.language import Translator, number
from geo.settings import settings
from geo.workbench import arrivals
from geo.workbench.arrivals import Chosen
from geo.workbench.room import Room
from geo.workbench.samples import SAMPLES, sample
from pages.components import account
from pages.components.boundary import boundary, show_notice
from pages.components.literal import literal
from pages.components.workbench import room as workbench_room

_DONE: Final = "workbench_received"  # what the uploader held and was read, so that no file is read twice
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
        ),
        style="note",
    )
    uploader, tries = st.columns([3, 2], gap="medium")
    with tries, st.container(key=f"{key}_samples"):
        literal(t("workbench.sample.lead"), style="note")
        for name in SAMPLES:
            if st.button(t(f"workbench.sample.{name}"), key=f"{key}_sample_{name}"):
                title, body = sample(name, catalog, settings())
                _receive(t, room, [Chosen("", title, body)])
    with uploader:
        if not account.allows(UPLOAD, t, key=f"{key}_needs"):
            return
        given = st.file_uploader(
            t("workbench.upload.label"),
            accept_multiple_files=True,
            max_upload_size=bounds.upload_mb,
            help=t("workbench.upload.help", formats=", ".join(entry.title for entry in FORMATS.values())),
            key=f"{key}_files",
        )
    if given:
        _receive_new(t, room, given)


def _content(body: bytes) -> Path | bytes:
    """Return where the bytes of a chosen file are: the gate has left a ticket in their place."""
    arrival = shelf.shared().find(body)
    return body if arrival is None else arrival.path


def _receive_new(t: Translator, room: Room, given: Sequence[UploadedFile]) -> None:
    """Read files that were not read yet."""
    ids = {file.file_id for file in given}
    if ids == st.session_state.get(_SEEN):
        return
    done: set[tuple[str, ...]] = st.session_state.setdefault(_DONE, set())
    for group in arrivals.group([Chosen(file.file_id, file.name, _content(file.getvalue())) for file in given]):
        key = tuple(file.key for file in group)
        if key not in done:
            _receive(t, room, group, done=partial(done.add, key))
    st.session_state[_SEEN] = ids


def _receive(t: Translator, room: Room, files: Sequence[Chosen], *, done: Callable[[], object] = lambda: None) -> None:
    """Read files, and say so once they are in the room or refused.

    Parameters
    ----------
    done : marks them as read. The page is run anew whenever another file arrives, at the next thing that is shown: not
        before this one was read, but not after a spinner has gone either, or it would be read twice.
    """
    with boundary(t), st.spinner(t("workbench.reading"), show_time=True):
        upload = room.receive([(file.name, file.content) for file in files], arrivals.digest_of(files))
        workbench_room.open_layers(room, upload)
        done()
    done()  # refused, which the boundary has told
