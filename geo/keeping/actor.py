"""Actor: who asks at this moment, in which role and from where, as far as whoever serves them can tell.

A request has it in a context of its own; the pages tell it by a function, since Streamlit runs them in threads of its
own. A command has none: whoever may run it runs the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from geo.keeping.person import Person


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks.

    Attributes
    ----------
    person : None where nobody has signed in.
    role : name of the role, "" for a visitor.
    place : network address the request came from, "" where it is not known.
    """

    person: Person | None = None
    role: str = ""
    place: str = ""


NOBODY: Final = Actor()
REQUEST: ContextVar[Actor | None] = ContextVar("actor", default=None)
"""Who sent the request that is answered; threads of the pool inherit it."""


class _Telling:
    """Holds what tells the actor of a page's run."""

    source: Callable[[], Actor] | None = None


def told_by(source: Callable[[], Actor]) -> None:
    """Let `source` tell the actor wherever no request does; it answers NOBODY where it knows none."""
    _Telling.source = source


def current() -> Actor | None:
    """Return who asks; None in a command, outside any server."""
    asked = REQUEST.get()
    if asked is not None:
        return asked
    return _Telling.source() if _Telling.source is not None else None
