"""The grammar of every page's link: parameters with a default, one reading, one writing, and one kind of problem.

A page's `Grammar` is a list of parameters. Reading never fails: what cannot be used is left at its default and
returned as a `Problem`, so that the page can say so. What stands in a link is neutral ids and plain numbers, never a
text in a language. A new parameter of a page is one more entry of its grammar, which stands beside the page's state:
`geo.maps.state`, `geo.comparison.state`, `geo.computing.state`; a new filter is one more field of
`geo.tiles.filters.Filters`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from geo.errors import ObservatoryError

T = TypeVar("T")
NONE: Final = "none"  # stands for an empty choice where an absent parameter means the default
LONGEST_TOLD: Final = 60  # characters of a value that is told back
OBJECT_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,9}(\.[0-9]{1,16})?(e[-+]?[0-9]{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a link that could not be used: its key, its value, and why (`value`: it is none that is known)."""

    key: str
    value: str
    why: str = "value"


Values = Mapping[str, Any]
"""Value of every parameter by its key; of which type each is, its `Parameter` says."""
Tell = Callable[..., None]
"""Called with a part of a parameter's text that cannot be used, and why (`value` if not given)."""
Reader = Callable[[str, Tell], T]
"""Reads a text and tells of parts it leaves out; raises ValueError or an ObservatoryError where nothing is usable."""


@dataclass(frozen=True, slots=True)
class Parameter(Generic[T]):
    """One parameter of a page's link.

    Attributes
    ----------
    key : its name in the address.
    default : its value where it is absent or cannot be used.
    read : from text.
    write : to text; "" leaves it out.
    always : whether it is written at its default too.
    """

    key: str
    default: T
    read: Reader[T]
    write: Callable[[T], str] = str
    always: bool = False


class Grammar:
    """The parameters of one page, in the order they are read.

    Examples
    --------
    >>> page = Grammar(Parameter("view", "map", one_of(("map", "table"))), Parameter("z", 5, whole(2, 18)))
    >>> page.read({"view": "pie", "z": "7", "lang": "en"})
    ({'view': 'map', 'z': 7}, (Problem(key='view', value='pie', why='value'),))
    >>> page.write({"view": "table", "z": 5})
    {'view': 'table'}
    """

    def __init__(self, *parameters: Parameter[Any]) -> None:
        self.parameters: Final = parameters
        self.keys: Final = tuple(parameter.key for parameter in parameters)
        if len(set(self.keys)) != len(self.keys):
            raise ValueError(f"a parameter is named twice in {self.keys}")

    def read(self, query: Mapping[str, str]) -> tuple[Values, tuple[Problem, ...]]:
        """Return the value of every parameter, and what of `query` could not be used; other keys are ignored."""
        problems: list[Problem] = []
        values: dict[str, object] = {}
        for parameter in self.parameters:
            key, text = parameter.key, query.get(parameter.key, "")

            def tell(part: str, why: str = "value", *, key: str = key) -> None:
                problems.append(Problem(key, part[:LONGEST_TOLD], why))

            values[key] = parameter.default
            if text:
                try:
                    values[key] = parameter.read(text, tell)
                except (ValueError, ObservatoryError):
                    tell(text)
        return values, tuple(problems)

    def write(self, values: Values) -> dict[str, str]:
        """Return the query of `values` by key; what is absent, at its default or without a text is left out."""
        written: dict[str, str] = {}
        for parameter in self.parameters:
            text = parameter.write(values.get(parameter.key, parameter.default))
            if text and (parameter.always or text != parameter.write(parameter.default)):
                written[parameter.key] = text
        return written


def one_of(allowed: Collection[str], *, why: str = "value") -> Reader[str]:
    """Read one of `allowed`."""

    def read(text: str, tell: Tell) -> str:
        if text in allowed:
            return text
        if why == "value":
            raise ValueError(text)
        tell(text, why)
        return ""

    return read


def some_of(allowed: Collection[str]) -> Reader[tuple[str, ...]]:
    """Read several of `allowed`, joined by commas, in the order of `allowed`; unknown ones are told."""

    def read(text: str, tell: Tell) -> tuple[str, ...]:
        if text == NONE:
            return ()
        asked = text.split(",")
        if not any(value in allowed for value in asked):
            raise ValueError(text)
        for value in asked:
            if value not in allowed:
                tell(value)
        return tuple(value for value in allowed if value in asked)

    return read


def write_some(values: Collection[str]) -> str:
    """Write a choice of several, which may be empty, in one order."""
    return ",".join(sorted(values)) or NONE


def whole(low: int, high: int) -> Reader[int]:
    """Read a whole number from `low` to `high`, in ASCII digits."""

    def read(text: str, _tell: Tell) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) <= 9 and low <= int(text) <= high):
            raise ValueError(text)
        return int(text)

    return read


def within(low: float, high: float, *, form: re.Pattern[str] = _NUMBER) -> Reader[float]:
    """Read a number from `low` to `high`, written as `form` has it: no spaces, no separators, no words."""

    def read(text: str, _tell: Tell) -> float:
        value = float(text) if form.fullmatch(text) else math.nan
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def matching(form: re.Pattern[str]) -> Reader[str]:
    """Read a text of one form."""

    def read(text: str, _tell: Tell) -> str:
        if not form.fullmatch(text):
            raise ValueError(text)
        return text

    return read


def flag(text: str, _tell: Tell) -> bool:
    """Read a switch: 1 or 0."""
    if text not in ("0", "1"):
        raise ValueError(text)
    return text == "1"


def write_flag(value: bool) -> str:
    """Write a switch."""
    return "1" if value else "0"
