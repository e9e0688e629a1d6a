"""The filter grammar of datasets: what may be asked, as an allow-list.

`key=value` pairs. `model`, `segment`, `kind` and `conf` take keys of the model; `region`, `place` and `cluster` codes
by form; lists are joined by commas. `from` and `to` bound the founding year; a firm of unknown year passes only when
neither is set. `text` is words of the name. Unlike in the curated sample nothing is left out unless it is asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import quote

from geo.datasets.names import grams_of
from geo.datasets.record import CODES
from geo.tiles.errors import FilterError
from geo.tiles.filters import YEAR_RANGE

CODED: Final = {"model": "model", "segment": "segment", "kind": "kind", "conf": "confidence"}
PLACED: Final = ("region", "place", "cluster")
LIST_KEYS: Final = (*CODED, *PLACED)
_FORMS: Final = {
    "region": (re.compile(r"[A-Z]{2}(-\d{6})?"), "a code such as JP or CN-440000"),
    "place": (re.compile(r"CN-\d{6}"), "a code such as CN-440300"),
    "cluster": (re.compile(r"[a-z0-9][a-z0-9_-]{0,79}"), "a cluster's id"),
}
MOST_VALUES: Final = 400
TEXT_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class DatasetFilters:
    """A parsed filter; an empty list means no restriction."""

    model: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    conf: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    text: str = ""

    def query(self) -> str:
        """Write the filter as a URL query in a fixed order, so that equal filters have one URL."""
        parts = [f"{key}={','.join(sorted(values))}" for key in LIST_KEYS if (values := getattr(self, key))]
        if self.year_from is not None:
            parts.append(f"from={self.year_from}")
        if self.year_to is not None:
            parts.append(f"to={self.year_to}")
        if self.text:
            parts.append(f"text={quote(self.text, safe='')}")
        return "&".join(parts)

    @property
    def is_empty(self) -> bool:
        """Whether all rows pass."""
        return self == DatasetFilters()

    def without(self, key: str) -> DatasetFilters:
        """Return the filter without what it says of one key."""
        return DatasetFilters(**{f.name: getattr(self, f.name) for f in fields(self) if f.name != key})


def parse_dataset_filters(pairs: Iterable[tuple[str, str]]) -> DatasetFilters:
    """Read a filter from a URL query; raises FilterError on an unknown key, a repeat or a bad value.

    The key `v` (version of the data, for caches) is accepted and ignored.

    Examples
    --------
    >>> parse_dataset_filters([("segment", "03,01"), ("from", "2001")]).query()
    'segment=01,03&from=2001'
    """
    read: dict[str, tuple[str, ...] | int | str] = {}
    for key, text in pairs:
        if key == "v":
            continue
        name = {"from": "year_from", "to": "year_to"}.get(key, key)
        if name in read:
            raise FilterError(f"{key} is given twice; give it once, values joined by commas.", key=key, value=text[:40])
        if key in LIST_KEYS:
            read[name] = _values(key, text)
        elif key in ("from", "to"):
            read[name] = _year(key, text)
        elif key == "text":
            read[name] = _text(text)
        else:
            known = ", ".join((*LIST_KEYS, "from", "to", "text"))
            raise FilterError(f"{key[:40]!r} is not a filter. Filters: {known}.", key=key[:40], value="")
    filters = DatasetFilters(**read)  # type: ignore[arg-type]  # keys and value types are those checked above
    if filters.year_from and filters.year_to and filters.year_from > filters.year_to:
        raise FilterError(
            f"from is {filters.year_from} and to is {filters.year_to}; from must not be after to.",
            key="from",
            value=str(filters.year_from),
        )
    return filters


def _values(key: str, text: str) -> tuple[str, ...]:
    values = tuple(sorted(set(text.split(","))))
    if len(values) > MOST_VALUES:
        raise FilterError(f"{key} has {len(values)} values; at most {MOST_VALUES}.", key=key, value=text[:40])
    for value in values:
        if key in CODED:
            allowed = tuple(filter(None, CODES[CODED[key]]))
            if value not in allowed:
                words = f"one of {', '.join(allowed)}"
                raise FilterError(f"{key} holds {value[:40]!r}; each value must be {words}.", key=key, value=value[:40])
        elif not _FORMS[key][0].fullmatch(value):
            raise FilterError(
                f"{key} holds {value[:40]!r}; each value must be {_FORMS[key][1]}.", key=key, value=value[:40]
            )
    return values


def _year(key: str, text: str) -> int:
    low, high = YEAR_RANGE
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and low <= int(text) <= high):
        raise FilterError(f"{key} is {text[:40]!r}; it must be a year from {low} to {high}.", key=key, value=text[:40])
    return int(text)


def _text(text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if len(plain) > TEXT_LENGTH:
        raise FilterError(f"text has {len(plain)} characters; at most {TEXT_LENGTH}.", key="text", value=text[:40])
    if plain and not len(grams_of(plain)):
        raise FilterError(
            f"text is {text[:40]!r}; give at least two Chinese characters or three letters.",
            key="text",
            value=text[:40],
        )
    return plain
