"""Shelf of tables: keeps the one a person works on over a reload and a restart, and publishes one for all.

The uploaded file itself is kept, not what was read of it: whoever opens it has it read in the confined worker again.
The file is written first, without a lock; its name, the quotas and its entry are one transaction, so what was said to
be kept is there after a kill at any moment.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.access.permission import permit
from geo.access.roles import PUBLISH, UPLOAD
from geo.keeping import audit
from geo.keeping.audit import now
from geo.keeping.opening import files_at, made, repository_at
from geo.keeping.person import Person
from geo.keeping.repository import Transaction
from geo.publication.about import About
from geo.settings import MEGABYTE, Settings, settings
from geo.tables import register
from geo.tables.errors import TableFileError, TableQuotaError, TablesError, UnknownTableError
from geo.tables.register import Table

Choices = Mapping[str, str | int | bool]
"""What a person decided about a table, by its name; kept as JSON, and read by who understands tables."""
MOST_PUBLISHED: Final = 50
"""Published tables of one person that stand; more count as too large."""


class TableShelf:
    """The folder of tables.

    Parameters
    ----------
    folder : of kept work, made if it is not there; not below a served path.
    days : after which a person's own table expires that nobody has opened.
    person_mb, server_mb : what the tables of one person and of all may take, megabytes.
    database : address of the PostgreSQL database that holds all of it; the folder then has copies of files.
    """

    def __init__(self, folder: Path, *, days: int, person_mb: int, server_mb: int, database: str = "") -> None:
        self._days, self._person_mb, self._server_mb = days, person_mb, server_mb
        with made(folder, TablesError, set_by="OBSERVATORY_KEPT"):
            self._files = files_at(folder / "tables", suffix=".bin", space="tables", database=database)
        self._kept = repository_at(folder / register.FILE, register.SCHEMA, database=database)
        self.sweep()

    def keep(self, person: Person, name: str, body: bytes | Path, choices: Choices) -> Table:
        """Keep the table a person works on, in the place of the one before.

        Raises
        ------
        UnknownTableError
            for a person nobody could know again.
        TableQuotaError
            where it would take too much room; the one before stays.
        TablesError
            where it cannot be written, such as on a full disk; the one before stays.
        """
        permit(UPLOAD)
        key = _known(person)
        try:
            staged = self._files.stage(body)
        except OSError as fault:
            raise TablesError(f"The table cannot be written ({fault.strerror}). Make room on the disk.") from fault
        made = Table(secrets.token_hex(8), key, name, staged.digest, staged.size, _written(choices), now(), self._end())
        try:
            with self._kept.change() as change:
                register.drop_own(change, key)
                self._check_room(change, made)
                self._files.enter(staged)
                register.put(change, made)
                audit.write(change, audit.line("keep", f"table/{made.table_id}", by=person))
                self._sweep_files(change)
        finally:
            staged.part.unlink(missing_ok=True)
        return made

    def decide(self, person: Person, choices: Choices) -> None:
        """Keep what a person has decided about their table; without one nothing happens."""
        permit(UPLOAD)
        with self._kept.change() as change:
            found = register.own(change, person.key)
            if found is not None:
                register.put(change, dataclasses.replace(found, choices=_written(choices), expires_at=self._end()))

    def give_up(self, person: Person) -> None:
        """Take out the table a person works on."""
        with self._kept.change() as change:
            if register.drop_own(change, person.key):
                audit.write(change, audit.line("remove", "table/own", by=person))
                self._sweep_files(change)

    def own(self, person: Person) -> Table | None:
        """Return the table a person works on, None where none is kept; it lives on from now."""
        if not person.key:
            return None
        with self._kept.change() as change:
            found = register.own(change, person.key)
            if found is not None:
                register.put(change, dataclasses.replace(found, expires_at=self._end()))
            return found

    def publish(self, person: Person, owner: Person, about: About) -> Table:
        """Publish the table a person works on, as it is now; raises UnknownTableError where none is kept.

        Parameters
        ----------
        person : whose table it is, and who alone can withdraw it.
        owner : whose name all see.
        """
        permit(PUBLISH)
        with self._kept.change() as change:
            found = register.own(change, _known(person))
            if found is None:
                raise UnknownTableError("")
            standing = [one for one in register.published(change) if one.person == person.key]
            if len(standing) >= MOST_PUBLISHED:
                raise TableQuotaError(size_mb=found.bytes / MEGABYTE, most_mb=self._person_mb)
            made = dataclasses.replace(
                found,
                table_id=secrets.token_hex(8),
                at=now(),
                expires_at="",
                about=json.dumps(dataclasses.asdict(about), ensure_ascii=False, sort_keys=True),
                owner=owner.name,
                owner_kind=owner.kind,
            )
            self._check_room(change, made)
            register.put(change, made)
            audit.write(change, audit.line("publish", f"table/{made.table_id}", by=person))
            return made

    def withdraw(self, person: Person, table_id: str) -> None:
        """Take a published table back; raises UnknownTableError for one that is not this person's."""
        permit(PUBLISH)
        with self._kept.change() as change:
            found = next((one for one in register.published(change) if one.table_id == table_id), None)
            if found is None or found.person != _known(person):
                raise UnknownTableError(table_id)
            register.put(change, dataclasses.replace(found, withdrawn_at=now()))
            audit.write(change, audit.line("withdraw", f"table/{table_id}", by=person))
            self._sweep_files(change)

    def published(self) -> tuple[Table, ...]:
        """Return the published tables, the newest first."""
        with self._kept.reading() as ask:
            return register.published(ask)

    def find(self, table_id: str) -> Table:
        """Return a published table; raises UnknownTableError."""
        found = next((one for one in self.published() if one.table_id == table_id), None)
        if found is None:
            raise UnknownTableError(table_id)
        return found

    def file(self, table: Table) -> Path:
        """Return where the file of a table is; raises TableFileError where it is not what was kept."""
        if self._files.fault(table.digest) is not None:
            raise TableFileError(table.table_id)
        return self._files.path(table.digest)

    def trail(self) -> tuple[audit.Line, ...]:
        """Return the audit record, the oldest line first."""
        with self._kept.reading() as ask:
            return audit.read(ask)

    def sweep(self) -> None:
        """Take out what has expired, and files nobody needs."""
        with self._kept.change() as change:
            register.drop_expired(change, dt.datetime.now(tz=dt.UTC).isoformat())
            self._sweep_files(change)

    def _sweep_files(self, change: Transaction) -> None:
        self._files.sweep({one.digest for one in register.standing(change)})

    def _check_room(self, change: Transaction, made: Table) -> None:
        sizes = {one.digest: one for one in register.standing(change)} | {made.digest: made}
        mine = sum(one.bytes for one in sizes.values() if one.person == made.person)
        for size, most_mb in ((mine, self._person_mb), (sum(one.bytes for one in sizes.values()), self._server_mb)):
            if size > most_mb * MEGABYTE:
                raise TableQuotaError(size_mb=made.bytes / MEGABYTE, most_mb=most_mb)

    def _end(self) -> str:
        return (dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=self._days)).isoformat()


@lru_cache(maxsize=4)
def _opened(folder: Path, days: int, person_mb: int, server_mb: int, database: str) -> TableShelf:
    return TableShelf(folder, days=days, person_mb=person_mb, server_mb=server_mb, database=database)


def shared_tables(config: Settings | None = None) -> TableShelf | None:
    """Return the shelf of these settings, opened once per process; None where nothing is kept."""
    found = config or settings()
    if found.kept_days == 0:
        return None
    return _opened(found.kept_dir, found.kept_days, found.kept_person_mb, found.kept_mb, found.database_url)


def about_of(table: Table) -> About:
    """Return what the publisher of a table says of it."""
    return About(**json.loads(table.about))


def _written(choices: Choices) -> str:
    return json.dumps(choices, sort_keys=True)


def _known(person: Person) -> str:
    if not person.key:
        raise UnknownTableError("")
    return person.key
