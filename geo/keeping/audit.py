"""Audit record: who did what to what, when and from where; lines are added, and never changed or taken out.

Every database of what people save has one of this form, and a line is written in the transaction it tells of: neither
stands without the other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from geo.keeping import actor
from geo.keeping.person import Person
from geo.keeping.repository import Transaction

OWNER: Final = "owner"
OPERATOR: Final = "operator"
TABLE: Final = (
    """CREATE TABLE audit (
        number INTEGER PRIMARY KEY, at TEXT NOT NULL, role TEXT NOT NULL, person TEXT NOT NULL, act TEXT NOT NULL,
        thing TEXT NOT NULL, detail TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER audit_lines_stay BEFORE UPDATE ON audit
       BEGIN SELECT RAISE(ABORT, 'lines of the audit record do not change'); END""",
    """CREATE TRIGGER audit_lines_remain BEFORE DELETE ON audit
       BEGIN SELECT RAISE(ABORT, 'lines of the audit record are not taken out'); END""",
)
"""Statements of a schema that make the record."""
PLACE: Final = ("ALTER TABLE audit ADD COLUMN place TEXT NOT NULL DEFAULT ''",)
"""A further step of a schema: from where it was done."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record.

    Attributes
    ----------
    at : ISO time in UTC.
    role : OWNER or OPERATOR: in which part somebody acted.
    person : key of a `Person`, "" where one is not known again.
    act : publish, withdraw, share, ...
    thing : kind and id of what it was done to: "publication/abcdefghij".
    detail : a number or word more, never a text of a person's.
    place : network address it was asked from; "" for a command, and where it is not known.
    """

    at: str
    role: str
    person: str
    act: str
    thing: str
    detail: str = ""
    place: str = ""


def write(transaction: Transaction, line: Line) -> None:
    """Add a line."""
    transaction.run(
        "INSERT INTO audit (at, role, person, act, thing, detail, place) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(line.at, line.role, line.person, line.act, line.thing, line.detail, line.place),
    )


def read(transaction: Transaction, *, thing: str = "") -> tuple[Line, ...]:
    """Return the lines, the oldest first, of one thing or of all."""
    where, values = ("WHERE thing = ?", (thing,)) if thing else ("", ())
    columns = "at, role, person, act, thing, detail, place"
    found = transaction.rows(f"SELECT {columns} FROM audit {where} ORDER BY number", *values)
    return tuple(Line(*row) for row in found)


def last(transaction: Transaction, act: str) -> Line | None:
    """Return the last line of an act, None where there is none."""
    found = transaction.rows(
        "SELECT at, role, person, act, thing, detail, place FROM audit WHERE act = ? ORDER BY number DESC LIMIT 1", act
    )
    return Line(*found[0]) if found else None


def line(act: str, thing: str, *, by: Person | None, detail: object = "", at: str = "") -> Line:
    """Return the line of something that is done now; by nobody means by whoever runs the server."""
    role = OPERATOR if by is None else OWNER
    asked = actor.current()
    return Line(at or now(), role, by.key if by else "", act, thing, str(detail), asked.place if asked else "")


def now() -> str:
    """Return the time as records hold it: ISO, UTC, whole seconds."""
    return dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
