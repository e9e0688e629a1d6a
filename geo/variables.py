"""Kinds of variables: what an environment variable may hold, and how its text is read; `geo.settings` names them."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from geo.errors import SettingError

_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?")

_TILES: Final = re.compile(r"(?:https?://(?:\{s\}\.)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?)?/[^\s\"'<>\\^`|]+")
_BRACED: Final = re.compile(r"\{([^{}]*)\}")
_TILE_PARTS: Final = frozenset({"s", "z", "x", "y", "-y", "r"})  # what Leaflet fills in


class Variable(Protocol):
    """An environment variable: its name, and how its text is read."""

    @property
    def name(self) -> str:
        """Return the name, OBSERVATORY_*."""

    def parse(self, text: str) -> object:
        """Return the value of a text that is not empty; raises SettingError on one that cannot be used."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `low` to `high`."""

    name: str
    low: int
    high: int

    def parse(self, text: str) -> int:
        """Return the number."""
        if not text.isdecimal() or not self.low <= int(text) <= self.high:
            raise unusable(self.name, text, f"a whole number from {self.low} to {self.high}")
        return int(text)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    name: str
    choices: tuple[str, ...]

    def parse(self, text: str) -> str:
        """Return the word."""
        if text not in self.choices:
            raise unusable(self.name, text, f"one of {', '.join(self.choices)}")
        return text


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, relative to where the process runs."""

    name: str

    def parse(self, text: str) -> Path:
        """Return the whole path; there may be no such folder yet, but no file in its place."""
        path = Path(text).resolve()
        try:
            is_file = path.exists() and not path.is_dir()
        except OSError:  # one may not even look; whoever uses it is told
            is_file = False
        if is_file:
            raise unusable(self.name, text, "a folder, and is a file")
        return path


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Address of a PostgreSQL database; it may hold a password, so no message repeats it."""

    name: str

    def parse(self, text: str) -> str:
        """Return the address."""
        if not text.startswith(("postgresql://", "postgres://")):
            raise SettingError(
                f"{self.name} is not an address of PostgreSQL; it must be postgresql://USER@HOST:PORT/DATABASE.",
                name=self.name,
                value="***",
            )
        return text


@dataclass(frozen=True, slots=True)
class Text:
    """Any text."""

    name: str

    def parse(self, text: str) -> str:
        """Return it as it is."""
        return text


@dataclass(frozen=True, slots=True)
class TileSource:
    """Address of map tiles: https://tiles.example/{z}/{x}/{y}.png, or a path of the same host."""

    name: str

    def parse(self, text: str) -> str:
        """Return it as it is.

        Examples
        --------
        >>> TileSource("X").parse("https://{s}.tiles.example:8443/{z}/{x}/{-y}.png?key=a")
        'https://{s}.tiles.example:8443/{z}/{x}/{-y}.png?key=a'
        """
        found = _BRACED.findall(text)
        parts = set(found)
        whole = {"z", "x"} <= parts <= _TILE_PARTS and ("y" in parts) != ("-y" in parts)
        whole = whole and text.count("{") == text.count("}") == len(found)
        if not whole or not _TILES.fullmatch(text):
            raise unusable(self.name, text, "an address such as https://tiles.example/{z}/{x}/{y}.png")
        return text


@dataclass(frozen=True, slots=True)
class Origins:
    """Origins such as https://portal.example:8443, between spaces, or one of a few words alone."""

    name: str
    words: tuple[str, ...]

    def parse(self, text: str) -> tuple[str, ...]:
        """Return the origins, or the word."""
        found = tuple(text.split())
        if found != (text,) or text not in self.words:
            for one in found:
                if not _ORIGIN.fullmatch(one) and one != "'self'":
                    allowed = "origins such as https://portal.example between spaces"
                    raise unusable(self.name, text, " or ".join((allowed, *self.words)))
        return found


@dataclass(frozen=True, slots=True)
class Hosts:
    """Addresses or networks of machines, between spaces: 10.0.0.5 10.1.0.0/16."""

    name: str

    def parse(self, text: str) -> tuple[str, ...]:
        """Return them as they are."""
        found = tuple(text.split())
        for one in found:
            try:
                ipaddress.ip_network(one)
            except ValueError:
                raise unusable(self.name, one, "addresses or networks such as 10.0.0.5 or 10.1.0.0/16") from None
        return found


@dataclass(frozen=True, slots=True)
class Address:
    """An address of one of a few schemes; it may hold a password, which no message repeats."""

    name: str
    schemes: tuple[str, ...]

    def parse(self, text: str) -> str:
        """Return it as it is."""
        scheme = text.partition("://")[0]
        if scheme not in self.schemes or not text.partition("://")[2]:
            allowed = " or ".join(f"{one}://..." for one in self.schemes)
            raise unusable(self.name, f"{scheme[:20]}://..." if "://" in text else "no address", allowed)
        return text


def unusable(name: str, value: str, allowed: str) -> SettingError:
    """Return the fault of a variable that holds what it cannot."""
    return SettingError(f"{name} is {value!r}; it must be {allowed}.", name=name, value=value)
