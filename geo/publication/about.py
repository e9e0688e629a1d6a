"""About a published layer: title, licence, source, date, confidence and owner, checked before anything is kept."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import Final

from geo.keeping.person import SELF_DECLARED, SIGNED_IN, Person
from geo.model import CONFIDENCES
from geo.publication.errors import PublicationFieldsError

LICENCES: Final[dict[str, tuple[str, str]]] = {
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "ODbL-1.0": ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "ODC-By-1.0": ("ODC-By 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "PDDL-1.0": ("PDDL 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
}
"""SPDX id of an open licence -> its name and address."""
OTHER: Final = "other"
LONGEST: Final[dict[str, int]] = {"title": 120, "licence": 200, "source": 500, "owner": 80}
"""Characters a text of the form may have."""
OWNER_KINDS: Final = (SIGNED_IN, SELF_DECLARED)
"""Who may publish: a browser's key alone tells the readers of a layer nothing."""
Owner = Person
"""Whose a published layer is; the name is shown to all."""
FAULTS: Final = ("empty", "too_long", "unknown", "no_date", "future")
"""Why a field cannot be used: keys of the texts `publication.fault`."""
_EARLIEST: Final = dt.date(1000, 1, 1)
_ZONE_DAYS: Final = 1  # it may be tomorrow already where the person is


@dataclass(frozen=True, slots=True)
class About:
    """What is said of one version of a published layer.

    Attributes
    ----------
    licence : key of LICENCES, or OTHER.
    licence_text : the terms in words where `licence` is OTHER, "" otherwise.
    as_of : ISO date the data stand for.
    confidence : key of geo.model.CONFIDENCES, as the owner rates them.
    """

    title: str
    licence: str
    licence_text: str
    source: str
    as_of: str
    confidence: str

    @property
    def licence_name(self) -> str:
        """Return the licence as a person reads it."""
        return LICENCES[self.licence][0] if self.licence in LICENCES else self.licence_text

    @property
    def licence_url(self) -> str:
        """Return the address of the licence's text, "" for other terms."""
        return LICENCES[self.licence][1] if self.licence in LICENCES else ""


def checked(
    *,
    title: str,
    licence: str,
    licence_text: str = "",
    source: str,
    as_of: str | dt.date | None,
    confidence: str,
    owner: Owner,
    today: dt.date | None = None,
) -> tuple[About, Owner]:
    """Return what a person wrote, with spaces and control signs tidied.

    Parameters
    ----------
    today : for tests.

    Raises
    ------
    PublicationFieldsError
        naming every field that cannot be used, and why.

    Examples
    --------
    >>> said, _ = checked(title=" A  layer ", licence="CC0-1.0", source="Own survey", as_of="2024-01-09",
    ...                   confidence="medium", owner=Owner("self_declared", "Ann"))
    >>> said.title, said.licence_name
    ('A layer', 'CC0 1.0')
    """
    faults: list[tuple[str, str]] = []
    texts = {"title": tidy(title), "source": tidy(source), "owner": tidy(owner.name)}
    texts["licence"] = tidy(licence_text) if licence == OTHER else "-"
    for field in LONGEST:
        if not texts[field]:
            faults.append((field, "empty"))
        elif len(texts[field]) > LONGEST[field]:
            faults.append((field, "too_long"))
    if licence != OTHER and licence not in LICENCES:
        faults.append(("licence", "unknown"))
    if confidence not in CONFIDENCES:
        faults.append(("confidence", "unknown"))
    date, fault = _date(as_of, today or dt.datetime.now(tz=dt.UTC).date())
    if fault:
        faults.append(("as_of", fault))
    if owner.kind not in OWNER_KINDS or (owner.kind == SIGNED_IN) != bool(owner.subject):
        faults.append(("owner", "unknown"))
    if faults:
        raise PublicationFieldsError(*faults, longest=LONGEST)
    words = texts["licence"] if licence == OTHER else ""
    said = About(texts["title"], licence, words, texts["source"], date, confidence)
    return said, Owner(owner.kind, texts["owner"], owner.subject)


def tidy(text: str) -> str:
    """Return a text on one line, without signs that cannot be seen: they could make two names look the same.

    Examples
    --------
    >>> tidy("a\\n b\\u202e\\u200bc")
    'a bc'
    """
    seen = (
        sign if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn") else ""
        for sign in text
    )
    return " ".join("".join(seen).split())


def _date(given: str | dt.date | None, today: dt.date) -> tuple[str, str]:
    """Return an ISO date, and why it cannot be used ("" if it can)."""
    try:
        date = given if isinstance(given, dt.date) else dt.date.fromisoformat(str(given or ""))
    except ValueError:
        return "", "no_date"
    if isinstance(date, dt.datetime):
        date = date.date()
    if date < _EARLIEST:
        return "", "no_date"
    return date.isoformat(), "future" if date > today + dt.timedelta(days=_ZONE_DAYS) else ""
