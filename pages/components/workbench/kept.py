"""Kept work: back after a reload, kept until a day that is told, in projects with names, shared, deleted."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.access.roles import SHARE, UPLOAD
from geo.errors import ObservatoryError
from geo.intake import shelf as intake
from geo.language import Translator
from geo.settings import limits
from geo.workbench.room import Room
from geo.workspace import archive
from geo.workspace.desk import Desk, Restored, put_back
from geo.workspace.errors import UnknownShareError
from geo.workspace.shelf import LONGEST_NAME, SHARE_DAYS, shared_shelf
from pages.components import account, person
from pages.components.boundary import boundary, show_fault, show_notice
from pages.components.literal import literal
from pages.components.workbench import room as workbench_room

SHARED: Final = "shared"
"""Parameter of the page's address that holds the token of a link to shared work."""
_DESK: Final = "workbench_desk"
_PLACE: Final = "workbench_place"  # "" for one's own work, else the token of the link that is shown
_LOST: Final = "workbench_lost"
_TAKEN: Final = "workbench_taken_in"
_LINK: Final = "workbench_link"


def enter(t: Translator) -> Room:
    """Return the room of this session: one's own as it was left, or what the address shares, to be read.

    Raises UnknownShareError and ShareEndedError.
    """
    token = str(st.query_params.get(SHARED, ""))
    room = workbench_room.current()
    if room is None or st.session_state.get(_PLACE) != token:
        room = _shared(token) if token else _own(t)
        st.session_state[_PLACE] = token
    return room


def _own(t: Translator) -> Room:
    room = Room(limits())
    owner = person.current()
    shelf = shared_shelf() if owner else None  # a browser without a key leaves nothing
    restored = Restored()
    st.session_state.pop(_DESK, None)
    if owner is not None and shelf is not None and room.bounds.uploads != "off":
        desk = Desk(shelf, owner)
        with boundary(t), st.spinner(t("workspace.opening"), show_time=True):
            restored = desk.reopen(room)
        st.session_state[_DESK] = desk
    workbench_room.replace(room, restored)
    st.session_state[_LOST] = restored.lost
    return room


def _shared(token: str) -> Room:
    shelf = shared_shelf()
    if shelf is None:
        raise UnknownShareError()
    project, items, share = shelf.shared(token)
    room = Room(limits(), read_only=True)
    workbench_room.replace(room, put_back(items, project.state, room, shelf))
    st.session_state.pop(_DESK, None)
    st.session_state[_LINK] = (project.name, share.expires_at)
    return room


def desk() -> Desk | None:
    """Return this session's desk, None where nothing is kept."""
    found: Desk | None = st.session_state.get(_DESK)
    return found


def sweep(room: Room) -> list[str]:
    """Remove layers nobody has looked at for long, unless they are kept; returns their titles."""
    if desk() is None:
        return room.sweep()
    room.touch()
    return []


def save(room: Room, t: Translator) -> None:
    """Keep what has changed in this run; says why where it cannot be kept."""
    here, state = desk(), workbench_room.state()  # which remembers the fields too, where nothing else is kept
    if here is None:
        return
    try:
        here.save(room, workbench_room.studies(), state)
    except ObservatoryError as fault:
        show_fault(fault, t)


def show_shared(t: Translator) -> None:
    """Say that this is somebody's work, and until when it can be read."""
    name, ends = st.session_state[_LINK]
    show_notice(t("workspace.shared.notice", name=name or t("workspace.unnamed"), date=ends[:10]))


def show(room: Room, t: Translator, *, key: str) -> None:
    """Show until when the work is kept, what can be taken back, and what can be done with projects."""
    for title in st.session_state.pop(_LOST, []):
        show_notice(t("workspace.lost", title=title))
    for text in st.session_state.pop(_TAKEN, []):
        show_notice(text)
    here = desk()
    with st.container(horizontal=True, vertical_alignment="center", key=key):
        if here is None:
            literal(t("workspace.not_kept"), style="note")
        elif here.project is None:
            literal(t("workspace.will_be_kept", days=here.shelf.days), style="note")
        else:
            name = here.project.name or t("workspace.unnamed")
            literal(t("workspace.kept", name=name, date=here.project.expires_at[:10]), style="note")
        if room.removed:
            title = room.removed[-1][1].title
            st.button(t("workspace.undo", title=title), key=f"{key}_undo", on_click=_take_back, args=(room,))
        if here is not None:
            with st.popover(t("workspace.projects"), key=f"{key}_projects"):
                _projects(t, here, key=f"{key}_project")
            if here.project is not None:
                with st.popover(t("workspace.share"), key=f"{key}_sharing"):
                    _sharing(t, here, key=f"{key}_share")
                with st.popover(t("workspace.delete"), key=f"{key}_deleting"):
                    literal(t("workspace.delete.lead"))
                    if st.button(t("workspace.delete.sure"), key=f"{key}_delete", type="primary"):
                        with boundary(t):
                            here.forget()
                            _leave()


def _take_back(room: Room) -> None:
    room.take_back()


def _projects(t: Translator, here: Desk, *, key: str) -> None:
    own = {one.project_id: one for one in here.shelf.projects(here.person)}
    if here.project is not None and here.project.project_id in own:
        now = here.project.project_id
        chosen = st.selectbox(
            t("workspace.project.open"),
            list(own),
            index=list(own).index(now),
            format_func=lambda item: own[item].name or t("workspace.unnamed"),
            key=f"{key}_open_{now}",
        )
        if chosen != now:
            with boundary(t):
                here.shelf.open(here.person, chosen)  # the one opened last is the one that comes back
                _leave()
        with st.form(f"{key}_rename_form", border=False):
            name = st.text_input(
                t("workspace.project.name"), own[now].name, max_chars=LONGEST_NAME, key=f"{key}_name_{now}"
            )
            if st.form_submit_button(t("workspace.project.rename")):
                with boundary(t):
                    here.shelf.rename(here.person, now, name)
                    _leave()
        st.download_button(
            t("workspace.project.export"),
            lambda: archive.pack(here.shelf, here.person, now, limit_mb=limits().upload_mb),
            file_name=f"observatory{archive.SUFFIX}",
            mime="application/zip",
            on_click="ignore",
            key=f"{key}_export",
        )
        if len(own) > 1 and st.button(t("workspace.project.delete"), key=f"{key}_delete", type="tertiary"):
            with boundary(t):
                here.shelf.delete(here.person, now)
                _leave()
    with st.form(f"{key}_new_form", border=False, clear_on_submit=True):
        name = st.text_input(t("workspace.project.new_name"), max_chars=LONGEST_NAME, key=f"{key}_new_name")
        if st.form_submit_button(t("workspace.project.new")):
            with boundary(t):
                here.shelf.new_project(here.person, name or t("workspace.unnamed"))
                _leave()
    _import(t, here, key=f"{key}_import")


def _import(t: Translator, here: Desk, *, key: str) -> None:
    if not account.allows(UPLOAD, t, key=f"{key}_needs"):
        return
    given = st.file_uploader(t("workspace.project.import"), type=["zip"], max_upload_size=limits().upload_mb, key=key)
    if given is None or st.session_state.get(f"{key}_done") == given.file_id:
        return
    st.session_state[f"{key}_done"] = given.file_id
    body = given.getvalue()
    arrival = intake.shared().find(body)
    with boundary(t), st.spinner(t("workspace.opening"), show_time=True):
        taken = archive.take_in(
            here.shelf,
            here.person,
            body if arrival is None else arrival.path,
            bounds=limits(),
            unnamed=t("workspace.unnamed"),
        )
        said = [] if taken.is_whole else [t("workspace.import.elsewhere")]
        st.session_state[_TAKEN] = said + [t("workspace.import.refused", title=title) for title in taken.refused]
        _leave()


def _sharing(t: Translator, here: Desk, *, key: str) -> None:
    literal(t("workspace.share.lead"), style="note")
    days = st.selectbox(
        t("workspace.share.days"),
        SHARE_DAYS,
        index=1,
        format_func=lambda item: t.plural("workspace.share.day", item, n=item),
        key=f"{key}_days",
    )
    allowed = account.allows(SHARE, t, key=f"{key}_needs")
    if allowed and st.button(t("workspace.share.make"), key=f"{key}_make", type="primary") and here.project is not None:
        with boundary(t):
            token, _made = here.shelf.share(here.person, here.project.project_id, days=days)
            st.session_state[f"{key}_made"] = token
    if fresh := st.session_state.get(f"{key}_made"):
        literal(t("workspace.share.once"), style="note")
        st.code(f"{st.context.url or ''}?{SHARED}={fresh}", language=None)
    for one in here.shelf.shares(here.person):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_{one.token_hash[:12]}"):
            literal(t("workspace.share.until", made=one.made_at[:10], date=one.expires_at[:10]), style="note")
            if st.button(t("workspace.share.end"), key=f"{key}_{one.token_hash[:12]}_end", type="tertiary"):
                with boundary(t):
                    here.shelf.end_share(here.person, one.token_hash)
                    st.session_state.pop(f"{key}_made", None)
                    st.rerun()


def _leave() -> None:
    """Run the page anew with the project that was opened last."""
    st.session_state.pop(_PLACE, None)
    st.rerun()
