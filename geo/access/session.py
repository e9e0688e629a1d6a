"""Session: what the cookie of somebody who signed in tells of them, and whether it still holds."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.access.ledger import shared_ledger
from geo.access.provider import sign_in
from geo.access.roles import VIEWER, claimed, names_of
from geo.keeping.person import SIGNED_IN, Person

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Session:
    """A session that holds.

    Attributes
    ----------
    session_id : digest that tells this session from others of the same person.
    role : given in the table, else told by the claim at sign-in, else viewer.
    ends_at : seconds since 1970.
    """

    session_id: str
    person: Person
    role: str
    ends_at: int


def person_of(claims: Claims) -> Person | None:
    """Return whom a cookie names, None where it names nobody.

    Examples
    --------
    >>> person_of({"is_logged_in": True, "iss": "https://id.example", "sub": "17", "name": "Bea"})
    Person(kind='signed_in', name='Bea', subject='https://id.example|17')
    >>> person_of({"is_logged_in": False})
    """
    if not claims.get("is_logged_in"):
        return None
    subject = str(claims.get("sub") or claims.get("email") or "")
    if not subject:
        return None
    name = str(claims.get("name") or claims.get("preferred_username") or claims.get("email") or subject)
    return Person(SIGNED_IN, name, f"{claims.get('iss', '')}|{subject}")


def told_role(claims: Claims) -> str:
    """Return the role the provider's claim tells, "" for none."""
    config = sign_in()
    return claimed(claims, config.role_claim, names_of(config.role_names))


def session_of(claims: Claims) -> Session | None:
    """Return the session of a cookie; None where nobody signed in, or it is over or was ended."""
    person = person_of(claims)
    if person is None:
        return None
    begun = _whole(claims.get("iat"))
    ends_at = begun + 60 * sign_in().session_minutes
    session_id = session_id_of(claims)
    ledger = shared_ledger()
    if ends_at <= time.time() or ledger.is_ended(session_id):
        return None
    member = ledger.member(person)
    if member is not None and begun <= member.void_until:
        return None
    role = (member.role if member else "") or told_role(claims) or VIEWER
    return Session(session_id, person, role, ends_at)


def session_id_of(claims: Claims) -> str:
    """Return the digest of what makes a sign-in one of its own."""
    parts = (str(claims.get(name, "")) for name in ("iss", "sub", "iat", "nonce", "at_hash"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _whole(value: object) -> int:
    """Return when a token was issued; one that does not tell is taken as issued never."""
    return int(value) if isinstance(value, int | float) else 0
