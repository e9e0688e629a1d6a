"""Register of tracking: values by period, labels, comments and decisions, editions of reports; nothing is overwritten.

A value that is corrected is a further version of it, a label that is renewed a further award. All that is asked of the
database stands here; `geo.keeping.repository` says how it is locked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Final

from geo.governance.errors import GovernanceError
from geo.keeping import audit
from geo.keeping.repository import Row, Schema, Transaction

FILE: Final = "register.sqlite"
_STAYS: Final = "lines of this register do not change"
_FIRST: Final = (
    "CREATE TABLE serial (number INTEGER NOT NULL)",
    "INSERT INTO serial VALUES (0)",
    """CREATE TABLE period_values (
        cluster TEXT NOT NULL, measure TEXT NOT NULL, period TEXT NOT NULL, version INTEGER NOT NULL,
        amount REAL NOT NULL, unit TEXT NOT NULL, is_target INTEGER NOT NULL, source TEXT NOT NULL, note TEXT NOT NULL,
        at TEXT NOT NULL, by_name TEXT NOT NULL, by_key TEXT NOT NULL,
        PRIMARY KEY (cluster, measure, period, is_target, version)
    ) STRICT""",
    """CREATE TABLE awards (
        number INTEGER PRIMARY KEY, cluster TEXT NOT NULL, level TEXT NOT NULL, awarded_on TEXT NOT NULL,
        until TEXT NOT NULL, points TEXT NOT NULL, at TEXT NOT NULL, by_name TEXT NOT NULL, by_key TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE notes (
        number INTEGER PRIMARY KEY, cluster TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
        at TEXT NOT NULL, by_name TEXT NOT NULL, by_key TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE editions (
        number INTEGER PRIMARY KEY, body TEXT NOT NULL, at TEXT NOT NULL, by_name TEXT NOT NULL, by_key TEXT NOT NULL
    ) STRICT""",
    *(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END"
        for table in ("period_values", "awards", "notes", "editions")
        for verb in ("UPDATE", "DELETE")
    ),
    *audit.TABLE,
)
SCHEMA: Final = Schema((_FIRST, audit.PLACE), "register of tracking", GovernanceError, "governance")
COMMENT, DECISION, VISIT = "comment", "decision", "visit"
NOTE_KINDS: Final = (COMMENT, DECISION, VISIT)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote a line of the register, and when.

    Attributes
    ----------
    at : ISO time in UTC.
    name : as the person gives it, or as the identity provider does; data, so never markup.
    key : of the person, "" for one who is not known again.
    """

    at: str
    name: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One version of one value of a period.

    Attributes
    ----------
    cluster, measure : ids of the catalogue.
    period : year, quarter or month: 2025, 2025-Q3, 2025-09.
    amount : in `unit`.
    is_target : whether it is to be reached by the end of the period, and no outcome.
    version : 1 for the first; the newest is the one in force.
    source : where it is from, as the person wrote it.
    """

    cluster: str
    measure: str
    period: str
    amount: float
    unit: str
    source: str
    note: str = ""
    is_target: bool = False
    version: int = 0
    signed: Signature | None = None

    @property
    def key(self) -> tuple[str, str, str, bool]:
        """Return what a further version of it shares with it."""
        return self.cluster, self.measure, self.period, self.is_target


@dataclass(frozen=True, slots=True)
class Award:
    """A label given to a cluster, for the first time or anew.

    Attributes
    ----------
    level : key of geo.analysis.rating.labels.LEVELS; "none" ends the label before.
    awarded_on, until : ISO dates; the last is "" for none.
    points : by criterion, as assessed.
    """

    cluster: str
    level: str
    awarded_on: str
    until: str
    points: dict[str, float] = field(default_factory=dict)
    number: int = 0
    signed: Signature | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on a cluster, a decision about it, or a visit to it."""

    cluster: str
    kind: str
    body: str
    number: int = 0
    signed: Signature | None = None


@dataclass(frozen=True, slots=True)
class SavedEdition:
    """The figures of a report as they stood when it was saved: JSON of geo.governance.edition."""

    body: str
    number: int = 0
    signed: Signature | None = None


def serial(ask: Transaction) -> int:
    """Return a number that is another one after every change."""
    return int(ask.rows("SELECT number FROM serial")[0][0])


def turn(change: Transaction) -> None:
    """Say that something has changed."""
    change.run("UPDATE serial SET number = number + 1")


def values(ask: Transaction, *, cluster: str = "") -> list[Value]:
    """Return every version of every value, the oldest version first."""
    where, given = ("WHERE cluster = ?", (cluster,)) if cluster else ("", ())
    found = ask.rows(
        "SELECT cluster, measure, period, amount, unit, source, note, is_target, version, at, by_name, by_key "
        f"FROM period_values {where} ORDER BY cluster, measure, period, is_target, version",
        *given,
    )
    return [_value(row) for row in found]


def _value(row: Row) -> Value:
    cluster, measure, period, amount, unit, source, note, is_target, version, at, name, key = row
    return Value(
        cluster, measure, period, amount, unit, source, note,
        is_target=bool(is_target), version=version, signed=Signature(at, name, key),
    )  # fmt: skip


def add_value(change: Transaction, one: Value, signed: Signature) -> None:
    """Add one version of a value."""
    change.run(
        "INSERT INTO period_values (cluster, measure, period, version, amount, unit, is_target, source, note, at, "
        "by_name, by_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(one.cluster, one.measure, one.period, one.version, one.amount, one.unit, int(one.is_target)),
        *(one.source, one.note, signed.at, signed.name, signed.key),
    )


def awards(ask: Transaction) -> list[Award]:
    """Return all awards in the order they were given."""
    found = ask.rows(
        "SELECT cluster, level, awarded_on, until, points, number, at, by_name, by_key FROM awards ORDER BY number"
    )
    return [_award(row) for row in found]


def _award(row: Row) -> Award:
    cluster, level, awarded_on, until, points, number, at, name, key = row
    return Award(cluster, level, awarded_on, until, json.loads(points), number, Signature(at, name, key))


def add_award(change: Transaction, one: Award, signed: Signature) -> None:
    """Add an award."""
    change.run(
        "INSERT INTO awards (cluster, level, awarded_on, until, points, at, by_name, by_key) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *(one.cluster, one.level, one.awarded_on, one.until, json.dumps(one.points, sort_keys=True)),
        *(signed.at, signed.name, signed.key),
    )


def notes(ask: Transaction, *, cluster: str = "") -> list[Note]:
    """Return comments, decisions and visits, the newest first."""
    where, given = ("WHERE cluster = ?", (cluster,)) if cluster else ("", ())
    found = ask.rows(
        f"SELECT cluster, kind, body, number, at, by_name, by_key FROM notes {where} ORDER BY number DESC", *given
    )
    return [_note(row) for row in found]


def _note(row: Row) -> Note:
    cluster, kind, body, number, at, name, key = row
    return Note(cluster, kind, body, number, Signature(at, name, key))


def add_note(change: Transaction, one: Note, signed: Signature) -> None:
    """Add a comment, a decision or a visit."""
    change.run(
        "INSERT INTO notes (cluster, kind, body, at, by_name, by_key) VALUES (?, ?, ?, ?, ?, ?)",
        *(one.cluster, one.kind, one.body, signed.at, signed.name, signed.key),
    )


def editions(ask: Transaction) -> list[SavedEdition]:
    """Return the saved editions, the newest first."""
    found = ask.rows("SELECT body, number, at, by_name, by_key FROM editions ORDER BY number DESC")
    return [SavedEdition(row[0], row[1], Signature(*row[2:])) for row in found]


def add_edition(change: Transaction, body: str, signed: Signature) -> None:
    """Add an edition."""
    change.run(
        "INSERT INTO editions (body, at, by_name, by_key) VALUES (?, ?, ?, ?)",
        *(body, signed.at, signed.name, signed.key),
    )
