"""Register of access: people who have signed in and the roles given to them, sessions that were ended, keys.

All that is asked of the database stands here. A key is kept as a hash, a person by a digest of what the provider knows
them by, with the name the provider told last.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Final

from geo.access.errors import AccessError
from geo.keeping import audit
from geo.keeping.repository import Schema, Transaction

FILE: Final = "people.sqlite"
_FIRST: Final = (
    """CREATE TABLE people (
        person TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, claimed TEXT NOT NULL,
        first_at TEXT NOT NULL, last_at TEXT NOT NULL, void_until INTEGER NOT NULL
    ) STRICT""",
    "CREATE TABLE ended (session TEXT PRIMARY KEY, forget_after INTEGER NOT NULL) STRICT",
    """CREATE TABLE keys (
        key_id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, made_at TEXT NOT NULL,
        made_by TEXT NOT NULL, used_on TEXT NOT NULL, revoked_at TEXT NOT NULL
    ) STRICT""",
    *audit.TABLE,
    *audit.PLACE,
)
SCHEMA: Final = Schema((_FIRST,), "register of access", AccessError, "access")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who has signed in.

    Attributes
    ----------
    person : key of a `Person`.
    name : as the provider told it last; data, so never markup.
    role : given here, "" where the claim decides.
    claimed : what the provider's claim told at the last sign-in, "" for nothing.
    first_at, last_at : of signing in, ISO time in UTC.
    void_until : sessions that began at this second or before have been ended, seconds since 1970.
    """

    person: str
    name: str
    role: str
    claimed: str
    first_at: str
    last_at: str
    void_until: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """A key by which a program reads; the key itself is known to whoever was given it.

    Attributes
    ----------
    hash : SHA-256 of the key.
    made_by : key of a `Person`, "" for a command.
    used_on : day it was last used, "" for never.
    revoked_at : "" as long as it holds.
    """

    key_id: str
    hash: str
    name: str
    made_at: str
    made_by: str
    used_on: str = ""
    revoked_at: str = ""


def member(ask: Transaction, person: str) -> Member | None:
    """Return somebody by their key."""
    found = ask.rows(f"SELECT {_MEMBER} FROM people WHERE person = ?", person)
    return Member(*found[0]) if found else None


def members(ask: Transaction) -> tuple[Member, ...]:
    """Return all, the one who signed in last first."""
    return tuple(Member(*row) for row in ask.rows(f"SELECT {_MEMBER} FROM people ORDER BY last_at DESC, person"))


def put_member(change: Transaction, one: Member) -> None:
    """Write somebody, new or changed."""
    change.run("DELETE FROM people WHERE person = ?", one.person)
    change.run(f"INSERT INTO people ({_MEMBER}) VALUES (?, ?, ?, ?, ?, ?, ?)", *astuple(one))


def is_ended(ask: Transaction, session: str) -> bool:
    """Tell whether a session was ended before its time."""
    return bool(ask.rows("SELECT 1 FROM ended WHERE session = ?", session))


def put_ended(change: Transaction, session: str, *, forget_after: int, now: int) -> None:
    """End a session; those that would be over by now anyway are forgotten."""
    change.run("DELETE FROM ended WHERE session = ? OR forget_after < ?", session, now)
    change.run("INSERT INTO ended (session, forget_after) VALUES (?, ?)", session, forget_after)


def keys(ask: Transaction) -> tuple[Key, ...]:
    """Return all keys, the newest first, revoked ones included."""
    return tuple(Key(*row) for row in ask.rows(f"SELECT {_KEY} FROM keys ORDER BY made_at DESC, key_id"))


def key_of(ask: Transaction, digest: str) -> Key | None:
    """Return the key of a hash."""
    found = ask.rows(f"SELECT {_KEY} FROM keys WHERE hash = ?", digest)
    return Key(*found[0]) if found else None


def put_key(change: Transaction, one: Key) -> None:
    """Write a key, new or changed."""
    change.run("DELETE FROM keys WHERE key_id = ?", one.key_id)
    change.run(f"INSERT INTO keys ({_KEY}) VALUES (?, ?, ?, ?, ?, ?, ?)", *astuple(one))


_MEMBER: Final = "person, name, role, claimed, first_at, last_at, void_until"
_KEY: Final = "key_id, hash, name, made_at, made_by, used_on, revoked_at"
