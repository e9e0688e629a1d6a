"""Shelf of workspaces: keeps projects and their files, gives them back, shares them and lets them go.

Files are written first, under temporary names and without a lock; naming them, the quotas and the entry in the register
are one transaction. So what has been said to be kept is there after a kill at any moment, and what is half is nowhere.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geo.access.permission import permit
from geo.access.roles import KEEP, SHARE
from geo.catalog.errors import FileFault
from geo.keeping import audit
from geo.keeping.audit import now
from geo.keeping.files import Files, Staged
from geo.keeping.opening import files_at, repository_at
from geo.keeping.person import Person
from geo.keeping.repository import Transaction
from geo.settings import MEGABYTE, Settings, settings
from geo.workspace import register
from geo.workspace.errors import (
    KeptQuotaError,
    ProjectNameError,
    ShareEndedError,
    TooManyProjectsError,
    UnknownProjectError,
    UnknownShareError,
    WorkspaceError,
)
from geo.workspace.register import Item, Project, Share

LONGEST_NAME: Final = 80
MOST_PROJECTS: Final = 50
MOST_SHARES: Final = 100
SHARE_DAYS: Final = (1, 7, 30, 90)
_SWEEP_S: Final = 3600.0
_TOKEN_BYTES: Final = 32  # so many that a plain hash of it cannot be searched


class WorkShelf:
    """The folder of kept work.

    Parameters
    ----------
    folder : made if it is not there; not below a served path.
    days : after which work nobody has opened expires.
    person_mb, server_mb : what one person's and all kept work may take, megabytes.
    database : address of the PostgreSQL database that holds all of it; the folder then has copies of files.
    """

    def __init__(self, folder: Path, *, days: int, person_mb: int, server_mb: int, database: str = "") -> None:
        self.days = days
        self._person_mb, self._server_mb = person_mb, server_mb
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.files = files_at(folder / "files", suffix=".bin", space="workspace", database=database)
        except OSError as fault:
            raise WorkspaceError(
                f"The folder of kept work {folder} cannot be made ({fault.strerror}). Set OBSERVATORY_KEPT to a "
                "folder this process may write to.",
                path=str(folder),
            ) from fault
        self.folder = folder
        self._kept = repository_at(folder / register.FILE, register.SCHEMA, database=database)
        self._swept = 0.0
        self._sweeping = threading.Lock()
        self.sweep()

    def projects(self, person: Person) -> list[Project]:
        """Return a person's projects, the one opened last first."""
        self._sweep_hourly()
        with self._kept.reading() as ask:
            return register.projects(ask, person.key) if person.key else []

    def new_project(self, person: Person, name: str, state: Mapping[str, Any] | None = None) -> Project:
        """Make an empty project; raises ProjectNameError and TooManyProjectsError. The first one may have no name."""
        permit(KEEP)
        at = now()
        made = Project(secrets.token_hex(8), person.key, name, at, at, _moment(), self._end(), state or {})
        with self._kept.change() as change:
            others = register.projects(change, person.key)
            if name or others:
                made = dataclasses.replace(made, name=_checked_name(name))
            if len(others) >= MOST_PROJECTS:
                raise TooManyProjectsError(most=MOST_PROJECTS)
            register.put_project(change, made)
            audit.write(change, audit.line("make", f"project/{made.project_id}", by=person))
        return made

    def open(self, person: Person, project_id: str) -> tuple[Project, list[Item]]:
        """Return a person's project and what it holds, and let it live on from now; raises UnknownProjectError."""
        with self._kept.change() as change:
            found = _own(change, person, project_id)
            opened = dataclasses.replace(found, opened_at=_moment(), expires_at=self._end())
            register.put_project(change, opened)
            return opened, register.items(change, project_id)

    def rename(self, person: Person, project_id: str, name: str) -> None:
        """Give a project another name; raises ProjectNameError and UnknownProjectError."""
        permit(KEEP)
        with self._kept.change() as change:
            found = _own(change, person, project_id)
            register.put_project(change, dataclasses.replace(found, name=_checked_name(name), changed_at=now()))

    @contextmanager
    def staging(self) -> Iterator[Staging]:
        """Write files whose names are not given yet; what is not saved by the end is removed again."""
        staging = Staging(self.files)
        try:
            yield staging
        finally:
            staging.drop()

    def save(
        self,
        person: Person,
        project_id: str,
        *,
        changed: Sequence[Item],
        removed: Iterable[str],
        state: Mapping[str, Any],
        staged: Staging,
    ) -> Project:
        """Write what has changed of a project, all of it or nothing.

        Parameters
        ----------
        changed : new items and changed ones; those that are not named stay as they are.
        removed : ids of items to take out.
        state : what of the page lasts.
        staged : the files of `changed` that may be new.

        Raises
        ------
        KeptQuotaError, UnknownProjectError
        WorkspaceError
            if the disk takes no more.
        """
        permit(KEEP)
        at = now()
        with self._kept.change() as change:
            found = _own(change, person, project_id)
            register.delete_items(change, project_id, removed)
            for item in changed:
                register.put_item(change, project_id, item)
            self._check_room(change, person, changed)
            try:
                staged.enter()
            except OSError as fault:
                raise WorkspaceError(
                    f"The work cannot be written ({fault.strerror}). What was kept before is there still; ask whoever "
                    "runs this server to make room on the disk.",
                    path=str(self.folder),
                ) from fault
            kept = dataclasses.replace(found, changed_at=at, expires_at=self._end(), state=state)
            register.put_project(change, kept)
        return kept

    def delete(self, person: Person, project_id: str) -> None:
        """Delete a project and what is shared of it; raises UnknownProjectError."""
        with self._kept.change() as change:
            _own(change, person, project_id)
            self._end_shares(change, person, of=project_id)
            register.delete_project(change, project_id)
            audit.write(change, audit.line("delete", f"project/{project_id}", by=person))
        self.sweep()

    def delete_all(self, person: Person) -> None:
        """Delete all of a person's work and everything they share."""
        with self._kept.change() as change:
            self._end_shares(change, person)
            for one in register.projects(change, person.key):
                register.delete_project(change, one.project_id)
            audit.write(change, audit.line("delete_all", f"person/{person.key}", by=person))
        self.sweep()

    def share(self, person: Person, project_id: str, *, days: int) -> tuple[str, Share]:
        """Let whoever has the link read what a project holds now; returns the link's token, known here only.

        Raises UnknownProjectError.
        """
        permit(SHARE)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        at = now()
        with self._kept.change() as change:
            found = _own(change, person, project_id)
            ends = _after(days)
            snapshot = Project(
                secrets.token_hex(8), person.key, found.name, at, at, at, ends, found.state, is_shared=True
            )
            if sum(not one.ended_at for one in register.shares(change, person.key)) >= MOST_SHARES:
                raise TooManyProjectsError(most=MOST_SHARES)
            register.put_project(change, snapshot)
            for item in register.items(change, project_id):
                register.put_item(change, snapshot.project_id, item)
            made = Share(_hash(token), person.key, project_id, snapshot.project_id, at, ends, "")
            register.put_share(change, made)
            audit.write(change, audit.line("share", f"project/{project_id}", by=person, detail=days))
        return token, made

    def shares(self, person: Person) -> list[Share]:
        """Return a person's links that still work, the newest first."""
        at = now()
        with self._kept.reading() as ask:
            found = register.shares(ask, person.key) if person.key else []
        return [one for one in found if not one.ended_at and one.expires_at > at]

    def end_share(self, person: Person, token_hash: str) -> None:
        """Take a link back; raises UnknownShareError for one that is not this person's."""
        with self._kept.change() as change:
            found = register.share(change, token_hash)
            if found is None or not person.key or found.person != person.key:
                raise UnknownShareError()
            self._end_share(change, person, found)
        self.sweep()

    def shared(self, token: str) -> tuple[Project, list[Item], Share]:
        """Return what a link shows.

        Raises
        ------
        UnknownShareError
            if there never was such a link.
        ShareEndedError
            if it has expired or was taken back.
        """
        with self._kept.reading() as ask:
            found = register.share(ask, _hash(token))
            if found is None:
                raise UnknownShareError()
            snapshot = register.project(ask, found.snapshot)
            if found.ended_at or found.expires_at <= now() or snapshot is None:
                raise ShareEndedError(at=found.ended_at or found.expires_at)
            return snapshot, register.items(ask, found.snapshot), found

    def trail(self) -> tuple[audit.Line, ...]:
        """Return the audit record, the oldest line first."""
        with self._kept.reading() as ask:
            return audit.read(ask)

    def fault(self, digests: Iterable[str]) -> FileFault | None:
        """Return what is wrong with the first file that is missing or not as it was kept."""
        return next((fault for one in digests if (fault := self.files.fault(one))), None)

    def held_mb(self, person: Person) -> float:
        """Return what a person's work takes, megabytes."""
        with self._kept.reading() as ask:
            return register.held_bytes(ask, person.key) / MEGABYTE if person.key else 0.0

    def sweep(self) -> int:
        """Delete work that has expired, and files nothing refers to; returns how many files."""
        self._swept = time.monotonic()
        with self._kept.change() as change:
            for project_id in register.expired(change, now()):
                register.delete_project(change, project_id)
                audit.write(change, audit.line("expire", f"project/{project_id}", by=None))
            return self.files.sweep(register.digests(change))

    def _sweep_hourly(self) -> None:
        if time.monotonic() - self._swept > _SWEEP_S and self._sweeping.acquire(blocking=False):
            try:
                self.sweep()
            finally:
                self._sweeping.release()

    def _check_room(self, change: Transaction, person: Person, changed: Sequence[Item]) -> None:
        if not changed:
            return  # whoever removes something may do so with a quota that has become smaller
        needed = sum(sum(item.files.values()) for item in changed) / MEGABYTE
        for held, limit_mb, variable in (
            (register.held_bytes(change, person.key), self._person_mb, "OBSERVATORY_KEPT_PERSON_MB"),
            (register.held_bytes(change), self._server_mb, "OBSERVATORY_KEPT_MB"),
        ):
            if held > limit_mb * MEGABYTE:
                raise KeptQuotaError(
                    needed_mb=needed,
                    held_mb=max(0.0, held / MEGABYTE - needed),
                    limit_mb=limit_mb,
                    variable=variable,
                )

    def _end_shares(self, change: Transaction, person: Person, *, of: str = "") -> None:
        for one in register.shares(change, person.key):
            if not one.ended_at and (not of or one.project == of):
                self._end_share(change, person, one)

    def _end_share(self, change: Transaction, person: Person, one: Share) -> None:
        register.put_share(change, dataclasses.replace(one, ended_at=now()))
        register.delete_project(change, one.snapshot)
        audit.write(change, audit.line("end_share", f"project/{one.project}", by=person))

    def _end(self) -> str:
        return _after(self.days)


class Staging:
    """Files that are written and wait for their names."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._staged: list[Staged] = []
        self.sizes: dict[str, int] = {}

    def put(self, body: bytes | Path) -> str:
        """Write a file under a temporary name and return its digest; raises WorkspaceError if the disk is full."""
        try:
            staged = self._files.stage(body)
        except OSError as fault:
            raise WorkspaceError(
                f"The work cannot be written ({fault.strerror}). What was kept before is there still; ask whoever "
                "runs this server to make room on the disk.",
                path=str(self._files.folder),
            ) from fault
        self._staged.append(staged)
        self.sizes[staged.digest] = staged.size
        return staged.digest

    def enter(self) -> None:
        """Give all files their names, under the register's lock."""
        for staged in self._staged:
            self._files.enter(staged)
        self._staged.clear()

    def drop(self) -> None:
        """Remove what has no name."""
        for staged in self._staged:
            staged.part.unlink(missing_ok=True)
        self._staged.clear()


@lru_cache(maxsize=4)
def _opened(folder: Path, days: int, person_mb: int, server_mb: int, database: str) -> WorkShelf:
    return WorkShelf(folder, days=days, person_mb=person_mb, server_mb=server_mb, database=database)


def shared_shelf(config: Settings | None = None) -> WorkShelf | None:
    """Return the shelf of these settings, opened and swept once per process; None where nothing is kept."""
    found = config or settings()
    if found.kept_days == 0:
        return None
    return _opened(found.kept_dir, found.kept_days, found.kept_person_mb, found.kept_mb, found.database_url)


def _own(ask: Transaction, person: Person, project_id: str) -> Project:
    found = register.project(ask, project_id)
    if found is None or not person.key or found.person != person.key or found.is_shared:
        raise UnknownProjectError()
    return found


def _checked_name(name: str) -> str:
    """Return a name on one line, without signs that cannot be seen; raises ProjectNameError."""
    tidy = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    if not 0 < len(tidy) <= LONGEST_NAME:
        raise ProjectNameError(longest=LONGEST_NAME)
    return tidy


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _moment() -> str:
    """Return the time to the microsecond: of two projects opened in one second the later one is the current one."""
    return dt.datetime.now(tz=dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _after(days: int) -> str:
    end = dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=days)
    return end.isoformat(timespec="seconds").replace("+00:00", "Z")
