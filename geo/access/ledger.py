"""Ledger of access: takes note of who signs in, gives roles, ends sessions, makes and revokes keys; each in the record.

What is asked at every request is remembered for two seconds, so another process's change counts two seconds later.
"""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from cachetools import TTLCache

from geo.access import register
from geo.access.errors import AccessError, RoleChangeError
from geo.access.permission import permit
from geo.access.register import Key, Member
from geo.access.roles import ADMINISTER, ADMINISTRATOR, ROLES
from geo.keeping import audit
from geo.keeping.audit import now
from geo.keeping.opening import made, repository_at
from geo.keeping.person import Person
from geo.settings import Settings, settings

PREFIX: Final = "dco_"
LONGEST_NAME: Final = 60
_KEY_BYTES: Final = 32  # so many that a plain hash of it cannot be searched
_REMEMBERED_S: Final = 2.0
_Found = TypeVar("_Found")


class Ledger:
    """The register of access.

    Parameters
    ----------
    folder : of kept work, made if it is not there.
    database : address of the PostgreSQL database that holds the register instead, "" for none.
    """

    def __init__(self, folder: Path, *, database: str = "") -> None:
        with made(folder, AccessError, set_by="OBSERVATORY_KEPT"):
            self._kept = repository_at(folder / register.FILE, register.SCHEMA, database=database)
        self._remembered: TTLCache[tuple[str, str], object] = TTLCache(10_000, _REMEMBERED_S)

    def came_in(self, person: Person, *, claimed: str) -> None:
        """Note that somebody has signed in, and the role the provider told."""
        at = now()
        with self._kept.change() as change:
            before = register.member(change, person.key)
            made = before or Member(person.key, person.name, "", claimed, at, at)
            made = dataclasses.replace(made, name=person.name, claimed=claimed, last_at=at)
            register.put_member(change, made)
            audit.write(change, audit.line("sign_in", f"person/{person.key}", by=person, at=at))
        self._remembered.clear()

    def member(self, person: Person) -> Member | None:
        """Return what is known of somebody."""

        def ask() -> Member | None:
            with self._kept.reading() as reading:
                return register.member(reading, person.key)

        return self._once("member", person.key, ask)

    def members(self) -> tuple[Member, ...]:
        """Return all who have signed in, the last one first."""
        with self._kept.reading() as ask:
            return register.members(ask)

    def give(self, person: str, role: str, *, by: Person | None) -> Member:
        """Give somebody a role, or "" to let the provider's claim decide; raises RoleChangeError.

        By None means by a command, which may take the role of the last administrator.
        """
        permit(ADMINISTER)
        if role and role not in ROLES:
            raise RoleChangeError("role", value=role)
        with self._kept.change() as change:
            found = register.member(change, person)
            if found is None:
                raise RoleChangeError("person", value=person)
            others = [one for one in register.members(change) if one.role == ADMINISTRATOR and one.person != person]
            if by is not None and found.role == ADMINISTRATOR != role and not others:
                raise RoleChangeError("last", value=found.name)
            made = dataclasses.replace(found, role=role)
            register.put_member(change, made)
            audit.write(change, audit.line("role", f"person/{person}", by=by, detail=role or "claim"))
        self._remembered.clear()
        return made

    def end_sessions(self, person: str, *, by: Person | None) -> None:
        """End all sessions of somebody; raises RoleChangeError for a person who never came in."""
        permit(ADMINISTER)
        with self._kept.change() as change:
            found = register.member(change, person)
            if found is None:
                raise RoleChangeError("person", value=person)
            register.put_member(change, dataclasses.replace(found, void_until=int(time.time())))
            audit.write(change, audit.line("end_sessions", f"person/{person}", by=by))
        self._remembered.clear()

    def end(self, session: str, person: Person, *, forget_after: int) -> None:
        """End one session: somebody has signed out."""
        with self._kept.change() as change:
            register.put_ended(change, session, forget_after=forget_after, now=int(time.time()))
            audit.write(change, audit.line("sign_out", f"person/{person.key}", by=person))
        self._remembered.clear()

    def is_ended(self, session: str) -> bool:
        """Tell whether a session was ended before its time."""

        def ask() -> bool:
            with self._kept.reading() as reading:
                return register.is_ended(reading, session)

        return self._once("ended", session, ask)

    def make_key(self, name: str, *, by: Person | None) -> tuple[str, Key]:
        """Make a key for a program, and return it, known here only, and its entry; raises RoleChangeError."""
        permit(ADMINISTER)
        tidy = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
        if not 0 < len(tidy) <= LONGEST_NAME:
            raise RoleChangeError("key_name", value=name[:LONGEST_NAME])
        token = PREFIX + secrets.token_urlsafe(_KEY_BYTES)
        made = Key(secrets.token_hex(4), _hash(token), tidy, now(), by.key if by else "")
        with self._kept.change() as change:
            register.put_key(change, made)
            audit.write(change, audit.line("make_key", f"key/{made.key_id}", by=by))
        return token, made

    def issued(self) -> tuple[Key, ...]:
        """Return all keys, the newest first, revoked ones included."""
        with self._kept.reading() as ask:
            return register.keys(ask)

    def revoke_key(self, key_id: str, *, by: Person | None) -> None:
        """Let a key hold no longer; raises RoleChangeError for one there is not."""
        permit(ADMINISTER)
        with self._kept.change() as change:
            found = next((one for one in register.keys(change) if one.key_id == key_id and not one.revoked_at), None)
            if found is None:
                raise RoleChangeError("key", value=key_id)
            register.put_key(change, dataclasses.replace(found, revoked_at=now()))
            audit.write(change, audit.line("revoke_key", f"key/{key_id}", by=by))
        self._remembered.clear()

    def holds(self, token: str) -> bool:
        """Tell whether a key holds, and note the day it was used."""
        if not token.startswith(PREFIX):
            return False
        digest = _hash(token)

        def ask() -> bool:
            today = now()[:10]
            with self._kept.reading() as reading:
                found = register.key_of(reading, digest)
            if found is None or found.revoked_at:
                return False
            if found.used_on != today:
                with self._kept.change() as change:
                    again = register.key_of(change, digest)
                    if again is None or again.revoked_at:
                        return False
                    register.put_key(change, dataclasses.replace(again, used_on=today))
            return True

        return self._once("key", digest, ask)

    def note(self, act: str, thing: str, *, by: Person | None, detail: object = "") -> None:
        """Write into the record what belongs to no other register: what was refused, a backup, an export."""
        with self._kept.change() as change:
            audit.write(change, audit.line(act, thing, by=by, detail=detail))

    def last(self, act: str) -> audit.Line | None:
        """Return the last line of an act, None where it was never done."""
        with self._kept.reading() as ask:
            return audit.last(ask, act)

    def lines(self) -> tuple[audit.Line, ...]:
        """Return the record, the oldest line first."""
        with self._kept.reading() as ask:
            return audit.read(ask)

    def _once(self, kind: str, what: str, ask: Callable[[], _Found]) -> _Found:
        try:
            return self._remembered[kind, what]  # type: ignore[return-value] # what `ask` of this kind has returned
        except KeyError:
            found = self._remembered[kind, what] = ask()
            return found


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=4)
def _opened(folder: Path, database: str) -> Ledger:
    return Ledger(folder, database=database)


def shared_ledger(config: Settings | None = None) -> Ledger:
    """Return the ledger of these settings, opened once per process; raises AccessError where it cannot be used."""
    found = config or settings()
    return _opened(found.kept_dir, found.database_url)
