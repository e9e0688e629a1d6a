"""Register of partners: rounds of matchmaking and expressions of interest, with the audit record.

All that is asked of the database stands here; `geo.keeping.repository` says how it is locked. Nothing is ever taken
out: what is withdrawn or closed keeps its row, so that what came of a round can be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.keeping import audit
from geo.keeping.repository import Row, Schema, Transaction, listed
from geo.partners.errors import PartnersError

FILE: Final = "partners.sqlite"
_FIRST: Final = (
    """CREATE TABLE rounds (
        id TEXT PRIMARY KEY, person TEXT NOT NULL, title TEXT NOT NULL, topic TEXT NOT NULL, held_on TEXT NOT NULL,
        made_at TEXT NOT NULL, closed_at TEXT NOT NULL, outcome TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE interests (
        id TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, party TEXT NOT NULL, need TEXT NOT NULL,
        note TEXT NOT NULL, round TEXT NOT NULL, made_at TEXT NOT NULL, withdrawn_at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX interests_of ON interests (person)",
    *audit.TABLE,
)
_NUMBERED: Final = ("ALTER TABLE interests ADD COLUMN number INTEGER NOT NULL DEFAULT 0",)
"""The order in which they were expressed: of two of one second the later one is the newer."""
SCHEMA: Final = Schema((_FIRST, audit.PLACE, _NUMBERED), "register of partners", PartnersError, "partners")
_ROUND: Final = "id, person, title, topic, held_on, made_at, closed_at, outcome"
_INTEREST: Final = "id, person, name, party, need, note, round, made_at, withdrawn_at"


@dataclass(frozen=True, slots=True)
class Round:
    """One round of matchmaking: a call with a date.

    Attributes
    ----------
    person : key of who called it.
    title, outcome : as people wrote them; data, so never markup.
    topic : class or ability it is about, "" for any.
    held_on : ISO date.
    closed_at : when its outcome was written down, "" before.
    """

    round_id: str
    person: str
    title: str
    topic: str
    held_on: str
    made_at: str
    closed_at: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Interest:
    """One expression of interest in an organisation.

    Attributes
    ----------
    person : key of who expressed it.
    name, note : as that person wrote them, unchecked; data, so never markup.
    party : id of the organisation.
    need : class or ability that is looked for, "" for any.
    round_id : of the round it answers, "" for none.
    withdrawn_at : when it was taken back, "" while it stands.
    """

    interest_id: str
    person: str
    name: str
    party: str
    need: str
    note: str
    round_id: str
    made_at: str
    withdrawn_at: str = ""


def rounds(ask: Transaction) -> tuple[Round, ...]:
    """Return all rounds, the one held last first."""
    return tuple(Round(*row) for row in ask.rows(f"SELECT {_ROUND} FROM rounds ORDER BY held_on DESC, id"))


def put_round(change: Transaction, one: Round) -> None:
    """Enter a round, or what has changed of it."""
    values = (one.round_id, one.person, one.title, one.topic, one.held_on, one.made_at, one.closed_at, one.outcome)
    change.run(
        f"INSERT INTO rounds ({_ROUND}) VALUES ({listed(values)}) "
        "ON CONFLICT (id) DO UPDATE SET closed_at = excluded.closed_at, outcome = excluded.outcome",
        *values,
    )


def interests(ask: Transaction) -> tuple[Interest, ...]:
    """Return all expressions of interest that stand, the newest first."""
    found: list[Row] = ask.rows(
        f"SELECT {_INTEREST} FROM interests WHERE withdrawn_at = '' ORDER BY made_at DESC, number DESC"
    )
    return tuple(Interest(*row) for row in found)


def interest(ask: Transaction, interest_id: str) -> Interest | None:
    """Return one expression of interest, withdrawn or not; None where there is none."""
    found = ask.rows(f"SELECT {_INTEREST} FROM interests WHERE id = ?", interest_id)
    return Interest(*found[0]) if found else None


def put_interest(change: Transaction, one: Interest) -> None:
    """Enter an expression of interest, or that it is withdrawn."""
    values = (one.interest_id, one.person, one.name, one.party, one.need, one.note, one.round_id, one.made_at)
    change.run(
        f"INSERT INTO interests ({_INTEREST}, number) VALUES ({listed(range(9))}, "
        "(SELECT coalesce(max(number), 0) + 1 FROM interests)) "
        "ON CONFLICT (id) DO UPDATE SET withdrawn_at = excluded.withdrawn_at",
        *values,
        one.withdrawn_at,
    )
