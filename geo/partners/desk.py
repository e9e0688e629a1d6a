"""Desk: takes expressions of interest and calls of rounds, gives them back, and lets their owners withdraw them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.access.permission import permit
from geo.access.roles import INTEREST, ROUND
from geo.keeping import audit
from geo.keeping.audit import now
from geo.keeping.opening import made, repository_at
from geo.keeping.person import Person
from geo.partners import register
from geo.partners.classes import OFFERS
from geo.partners.errors import PartnersError, PartnerTextError, TooManyInterestsError, UnknownInterestError
from geo.partners.register import Interest, Round
from geo.settings import Settings, settings

LONGEST_NAME: Final = 80
LONGEST_NOTE: Final = 400
MOST: Final = 100


class Desk:
    """The register of partners in a folder.

    Parameters
    ----------
    folder : of kept work, made if it is not there; not below a served path.
    database : address of the PostgreSQL database that holds the register instead, "" for none.
    """

    def __init__(self, folder: Path, *, database: str = "") -> None:
        with made(folder, PartnersError, set_by="OBSERVATORY_KEPT"):
            self._kept = repository_at(folder / register.FILE, register.SCHEMA, database=database)

    def express(
        self, person: Person, party: str, *, name: str, need: str = "", note: str = "", round_id: str = ""
    ) -> Interest:
        """Keep an expression of interest in an organisation.

        Raises
        ------
        PartnerTextError
            for a name that is empty or too long, or a note that is too long.
        TooManyInterestsError
            where a person has MOST of them that stand.
        UnknownInterestError
            for a round that is not open, or a person nobody could know again.
        """
        permit(INTEREST)
        made = Interest(
            secrets.token_hex(8),
            _known(person),
            _text(name, longest=LONGEST_NAME),
            party,
            need if need in OFFERS else "",
            _text(note, longest=LONGEST_NOTE, may_be_empty=True),
            round_id,
            now(),
        )
        with self._kept.change() as change:
            if round_id and not any(one.round_id == round_id and not one.closed_at for one in register.rounds(change)):
                raise UnknownInterestError()
            if sum(one.person == made.person for one in register.interests(change)) >= MOST:
                raise TooManyInterestsError(most=MOST)
            register.put_interest(change, made)
            audit.write(change, audit.line("express", f"interest/{made.interest_id}", by=person, detail=party))
        return made

    def withdraw(self, person: Person, interest_id: str) -> None:
        """Take an expression of interest back; raises UnknownInterestError for one that is not this person's."""
        permit(INTEREST)
        with self._kept.change() as change:
            found = register.interest(change, interest_id)
            if found is None or found.withdrawn_at or found.person != _known(person):
                raise UnknownInterestError()
            register.put_interest(change, dataclasses.replace(found, withdrawn_at=now()))
            audit.write(change, audit.line("withdraw", f"interest/{interest_id}", by=person))

    def call(self, person: Person, *, title: str, topic: str, held_on: dt.date) -> Round:
        """Keep the call of a round; raises PartnerTextError, TooManyInterestsError and UnknownInterestError."""
        permit(ROUND)
        made = Round(
            secrets.token_hex(8),
            _known(person),
            _text(title, longest=LONGEST_NAME),
            topic if topic in OFFERS else "",
            held_on.isoformat(),
            now(),
        )
        with self._kept.change() as change:
            if sum(one.person == made.person and not one.closed_at for one in register.rounds(change)) >= MOST:
                raise TooManyInterestsError(most=MOST)
            register.put_round(change, made)
            audit.write(change, audit.line("call", f"round/{made.round_id}", by=person, detail=made.held_on))
        return made

    def close(self, person: Person, round_id: str, *, outcome: str) -> None:
        """Write down what came of a round; raises UnknownInterestError for one that is not this person's or closed."""
        permit(ROUND)
        text = _text(outcome, longest=LONGEST_NOTE)
        with self._kept.change() as change:
            found = next((one for one in register.rounds(change) if one.round_id == round_id), None)
            if found is None or found.closed_at or found.person != _known(person):
                raise UnknownInterestError()
            register.put_round(change, dataclasses.replace(found, closed_at=now(), outcome=text))
            audit.write(change, audit.line("close", f"round/{round_id}", by=person))

    def interests(self) -> tuple[Interest, ...]:
        """Return all that stand, the newest first."""
        with self._kept.reading() as ask:
            return register.interests(ask)

    def rounds(self) -> tuple[Round, ...]:
        """Return all rounds, the one held last first."""
        with self._kept.reading() as ask:
            return register.rounds(ask)

    def trail(self) -> tuple[audit.Line, ...]:
        """Return the audit record, the oldest line first."""
        with self._kept.reading() as ask:
            return audit.read(ask)


@lru_cache(maxsize=4)
def _opened(folder: Path, database: str) -> Desk:
    return Desk(folder, database=database)


def shared_desk(config: Settings | None = None) -> Desk | None:
    """Return the desk of these settings, opened once per process; None where nothing is kept."""
    found = config or settings()
    return None if found.kept_days == 0 else _opened(found.kept_dir, found.database_url)


def _known(person: Person) -> str:
    if not person.key:
        raise UnknownInterestError()
    return person.key


def _text(text: str, *, longest: int, may_be_empty: bool = False) -> str:
    """Return a text on one line, without signs that cannot be seen; raises PartnerTextError."""
    tidy = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if len(tidy) > longest or not (tidy or may_be_empty):
        raise PartnerTextError(length=len(tidy), longest=longest)
    return tidy
