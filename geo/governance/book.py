"""Book of tracking: what people write down about clusters, kept at once or not at all, and told in the audit record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.access.permission import permit
from geo.access.roles import TRACK
from geo.analysis.rating.labels import LEVELS
from geo.governance import register
from geo.governance.errors import EntryError, GovernanceError, StaleValuesError
from geo.governance.register import NOTE_KINDS, Award, Note, SavedEdition, Signature, Value
from geo.keeping import audit
from geo.keeping.opening import made, repository_at
from geo.keeping.person import Person
from geo.keeping.repository import Transaction
from geo.settings import Settings, settings

LONGEST_NAME: Final = 60
LONGEST_NOTE: Final = 2000
MOST_VALUES: Final = 5000  # of one upload
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

Key = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class Pages:
    """All that the book holds at one moment.

    Attributes
    ----------
    serial : another number after every change.
    values : the version in force of each value.
    """

    serial: int = 0
    values: tuple[Value, ...] = ()
    awards: tuple[Award, ...] = ()
    notes: tuple[Note, ...] = ()
    editions: tuple[SavedEdition, ...] = ()

    def versions(self) -> dict[Key, int]:
        """Return the version in force of each value, to be given back when values are written."""
        return {one.key: one.version for one in self.values}

    def label_of(self, cluster: str) -> Award | None:
        """Return the last award of a cluster, None where it never had one or it was ended."""
        last = next((one for one in reversed(self.awards) if one.cluster == cluster), None)
        return None if last is None or last.level == "none" else last


class Book:
    """The register's folder.

    Parameters
    ----------
    folder : made if it is not there; not below a served path.
    database : address of the PostgreSQL database that holds the register instead, "" for none.
    """

    def __init__(self, folder: Path, *, database: str = "") -> None:
        with made(folder, GovernanceError, of="the register", set_by="OBSERVATORY_GOVERNANCE"):
            self._kept = repository_at(folder / register.FILE, register.SCHEMA, database=database)

    def pages(self) -> Pages:
        """Return all that stands in the book, as it stood at one moment."""
        with self._kept.reading() as ask:
            newest = {one.key: one for one in register.values(ask)}
            return Pages(
                register.serial(ask),
                tuple(newest.values()),
                tuple(register.awards(ask)),
                tuple(register.notes(ask)),
                tuple(register.editions(ask)),
            )

    def serial(self) -> int:
        """Return a number that is another one after every change, whichever process made it."""
        with self._kept.reading() as ask:
            return register.serial(ask)

    def history(self, key: Key) -> tuple[Value, ...]:
        """Return all versions of one value, the first one first."""
        with self._kept.reading() as ask:
            return tuple(one for one in register.values(ask, cluster=key[0]) if one.key == key)

    def audit(self, *, thing: str = "") -> tuple[audit.Line, ...]:
        """Return the audit record, the oldest line first."""
        with self._kept.reading() as ask:
            return audit.read(ask, thing=thing)

    def write_values(self, given: Sequence[Value], *, seen: Mapping[Key, int], by: Person) -> int:
        """Write values of periods, all of them or none, and return how many were new.

        A value that stands there already is left as it is; another amount of it becomes a further version.

        Parameters
        ----------
        seen : the versions in force when the person saw the book (`Pages.versions`).

        Raises
        ------
        StaleValuesError
            where somebody has written another version of one of them since.
        EntryError
            for too many of them, or a person without a name.
        """
        permit(TRACK)
        if len(given) > MOST_VALUES:
            raise EntryError("too_many", value=len(given))
        signed = _signed(by)
        with self._kept.change() as change:
            held = {one.key: one for one in register.values(change)}
            stale = [
                one.key
                for one in given
                if one.key in held and held[one.key].version != seen.get(one.key, 0) and not _same(held[one.key], one)
            ]
            if stale:
                raise StaleValuesError([key[:3] for key in stale])
            written = 0
            for one in given:
                before = held.get(one.key)
                if before is not None and _same(before, one):
                    continue
                version = 1 if before is None else before.version + 1
                register.add_value(change, replace(one, version=version), signed)
                _told(change, "value", f"value/{'/'.join(one.key[:3])}", by, detail=version, at=signed.at)
                written += 1
            if written:
                register.turn(change)
        return written

    def award(self, one: Award, *, by: Person) -> None:
        """Give a cluster a label, renew it, or end it with the level "none"; raises EntryError."""
        permit(TRACK)
        if one.level not in LEVELS:
            raise EntryError("level", value=one.level)
        for day in (one.awarded_on, *filter(None, (one.until,))):
            _day(day)
        if one.until and one.until < one.awarded_on:
            raise EntryError("until", value=one.until)
        signed = _signed(by)
        with self._kept.change() as change:
            register.add_award(change, one, signed)
            _told(change, f"label_{one.level}", f"cluster/{one.cluster}", by, detail=one.until, at=signed.at)
            register.turn(change)

    def note(self, one: Note, *, by: Person) -> None:
        """Write down a comment, a decision or a visit; raises EntryError."""
        permit(TRACK)
        body = one.body.strip()
        if one.kind not in NOTE_KINDS:
            raise EntryError("kind", value=one.kind)
        if not body:
            raise EntryError("empty")
        if len(body) > LONGEST_NOTE:
            raise EntryError("long", value=len(body))
        signed = _signed(by)
        with self._kept.change() as change:
            register.add_note(change, replace(one, body=body), signed)
            _told(change, one.kind, f"cluster/{one.cluster}", by, at=signed.at)
            register.turn(change)

    def save_edition(self, body: str, *, by: Person) -> None:
        """Save the figures of a report, so that the next one can say what changed."""
        permit(TRACK)
        signed = _signed(by)
        with self._kept.change() as change:
            register.add_edition(change, body, signed)
            _told(change, "edition", "report", by, at=signed.at)
            register.turn(change)


def _same(held: Value, given: Value) -> bool:
    return (held.amount, held.unit, held.source, held.note) == (given.amount, given.unit, given.source, given.note)


def _signed(by: Person) -> Signature:
    name = " ".join(by.name.split())
    if not name:
        raise EntryError("name")
    if len(name) > LONGEST_NAME:
        raise EntryError("long_name", value=name)
    return Signature(audit.now(), name, by.key)


def _told(change: Transaction, act: str, thing: str, by: Person, *, detail: object = "", at: str) -> None:
    audit.write(change, audit.line(act, thing, by=by, detail=detail, at=at))


def _day(text: str) -> None:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        dt.date.fromisoformat(text)
    except ValueError:
        raise EntryError("day", value=text) from None


@lru_cache(maxsize=2)
def _book(folder: Path, database: str) -> Book:
    return Book(folder, database=database)


def shared_book(config: Settings | None = None) -> Book:
    """Return the book of this server; raises GovernanceError where its folder cannot be used."""
    found = config or settings()
    return _book(found.governance_dir, found.database_url)
