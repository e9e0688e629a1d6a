"""Ready parts of pages: what is built from the data once per (data version, language, state) and shown again as it is.

A catalogue, a translator and a network are one object for each version of the data or each language, so they tell the
version by themselves; a part is kept by them and by the state it shows. Only what depends on nothing else may be one:
no session, no query parameter, no widget. A part that is a string of HTML costs the next page run nothing, and a
browser that holds it is sent its hash.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Final, TypeVar

_Part = TypeVar("_Part", bound=Callable[..., Any])
FEW: Final = 64  # parts of a page that shows one of them at a time


def ready(function: _Part, *, most: int = FEW) -> _Part:
    """Keep what a function returns by its arguments, all of them hashable; the `most` used last stay.

    What it returns is shared between people and must not be changed.

    Examples
    --------
    >>> made = []
    >>> @ready
    ... def part(name: str) -> str:
    ...     made.append(name)
    ...     return name.upper()
    >>> part("a"), part("a"), made
    ('A', 'A', ['a'])
    """
    return lru_cache(maxsize=most)(function)  # type: ignore[return-value]


class _Same:
    """An object by its identity, kept alive so that no other can take its place."""

    __slots__ = ("one",)

    def __init__(self, one: object) -> None:
        self.one = one

    def __hash__(self) -> int:
        return id(self.one)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.one is self.one


def ready_of(function: _Part, *, most: int = FEW) -> _Part:
    """Keep what a function returns as `ready` does, its first argument by identity.

    For what a page keeps and never changes, but is too large to be compared: a comparison, its document.

    Examples
    --------
    >>> made = []
    >>> @ready_of
    ... def part(words: list[str], sign: str) -> str:
    ...     made.append(sign)
    ...     return sign.join(words)
    >>> words = ["a", "b"]
    >>> part(words, "-"), part(words, "-"), part(["a", "b"], "-"), made
    ('a-b', 'a-b', 'a-b', ['-', '-'])
    """
    kept = lru_cache(maxsize=most)(lambda same, *rest: function(same.one, *rest))
    return wraps(function)(lambda one, *rest: kept(_Same(one), *rest))  # type: ignore[return-value]
