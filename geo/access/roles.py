"""Roles, from the least to the most, and the one table of which act needs which of them.

Whatever writes asks `geo.access.permission.permit` for its act before it changes anything; nothing else decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

VISITOR: Final = ""
VIEWER: Final = "viewer"
ANALYST: Final = "analyst"
PUBLISHER: Final = "publisher"
STEWARD: Final = "steward"
ADMINISTRATOR: Final = "administrator"
ROLES: Final = (VIEWER, ANALYST, PUBLISHER, STEWARD, ADMINISTRATOR)
"""Each may do what those before it may."""

LOOK: Final = "look"
KEEP: Final = "keep"
UPLOAD: Final = "upload"
SHARE: Final = "share"
INTEREST: Final = "interest"
PUBLISH: Final = "publish"
ROUND: Final = "round"
TRACK: Final = "track"
ADMINISTER: Final = "administer"
NEEDS: Final[Mapping[str, str]] = {
    LOOK: VIEWER,  # pages and data; visitors too where the operator leaves the app open
    KEEP: VIEWER,  # one's own work in one's own browser, seen by nobody else
    UPLOAD: ANALYST,  # files and tables of one's own
    SHARE: ANALYST,  # a link by which others read one's work
    INTEREST: ANALYST,  # interest in a partner, and taking it back
    PUBLISH: PUBLISHER,  # layers and tables for all, their versions, withdrawal and return
    ROUND: STEWARD,  # calls of matchmaking rounds and what came of them
    TRACK: STEWARD,  # values, labels, comments, decisions and editions in the register of tracking
    ADMINISTER: ADMINISTRATOR,  # roles, keys, the audit record, the state of the server
}


def rank(role: str) -> int:
    """Return a role's place; 0 for a visitor and for a word that is no role.

    Examples
    --------
    >>> rank("viewer"), rank("administrator"), rank(""), rank("root")
    (1, 5, 0, 0)
    """
    return ROLES.index(role) + 1 if role in ROLES else 0


def suffices(role: str, act: str, *, open_to_visitors: bool) -> bool:
    """Tell whether a role may do an act; what a viewer may, a visitor may where the app is open to them.

    Examples
    --------
    >>> suffices("steward", "publish", open_to_visitors=False), suffices("", "upload", open_to_visitors=True)
    (True, False)
    >>> suffices("", "look", open_to_visitors=True), suffices("", "look", open_to_visitors=False)
    (True, False)
    """
    have = max(rank(role), 1) if open_to_visitors else rank(role)
    return have >= rank(NEEDS[act])


def claimed(claims: Mapping[str, Any], claim: str, names: Mapping[str, str]) -> str:
    """Return the highest role that a claim tells of, "" where it tells of none.

    Parameters
    ----------
    claims : of the identity token.
    claim : its name; a dot leads into an object: "realm_access.roles".
    names : what the provider calls a role, besides the roles' own names.

    Examples
    --------
    >>> claimed({"groups": ["staff", "map-editors"]}, "groups", {"map-editors": "publisher", "staff": "viewer"})
    'publisher'
    >>> claimed({"realm_access": {"roles": "steward"}}, "realm_access.roles", {})
    'steward'
    """
    value: Any = claims
    for part in [claim] if claim in claims else claim.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    told = value.replace(",", " ").split() if isinstance(value, str) else value if isinstance(value, list) else []
    found = [names.get(one, one) for one in told if isinstance(one, str)]
    return max((one for one in found if one in ROLES), key=rank, default=VISITOR)


def names_of(text: str) -> dict[str, str]:
    """Return the provider's names of roles from `value=role value=role`; raises ValueError on one that is no role.

    Examples
    --------
    >>> names_of("map-editors=publisher it=administrator")
    {'map-editors': 'publisher', 'it': 'administrator'}
    """
    found = {}
    for pair in text.split():
        value, equals, role = pair.rpartition("=")
        if not value or not equals or role not in ROLES:
            raise ValueError(pair)
        found[value] = role
    return found
