"""The filter grammar: what may be asked of the organisations, as an allow-list.

A filter is `key=value` pairs. Keys are those of `GRAMMAR`; list values are comma-separated registry keys; years are
whole numbers. Anything else raises FilterError with the reason. Values reach SQL as bound parameters only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from geo.model import (
    CLUSTER_MODELS,
    CONFIDENCES,
    DEFAULT_CONFIDENCES,
    NO_MODEL,
    NO_SEGMENT,
    ORGANISATION_KINDS,
    SEGMENTS,
)
from geo.tiles.errors import FilterError

YEAR_RANGE = (1800, 2100)

GRAMMAR: dict[str, tuple[str, ...]] = {
    "model": (*CLUSTER_MODELS, NO_MODEL),
    "country": (),  # two capital letters, or CN-TW, CN-HK, CN-MO: checked by form, since the data decides which occur
    "segment": (*SEGMENTS, NO_SEGMENT),
    "kind": ORGANISATION_KINDS,
    "conf": CONFIDENCES,
}

CLUSTERS_MOST = 8
_CLUSTER_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_COLUMNS = {
    "cluster": "cluster_id",
    "model": "model",
    "country": "country",
    "segment": "segment",
    "kind": "kind",
    "conf": "confidence",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """A parsed filter; an empty list means no restriction, except `conf`, whose default leaves out low ratings.

    `year_from` and `year_to` bound the founding year inclusively; an organisation without a known year passes only
    when neither bound is set.
    """

    model: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    conf: tuple[str, ...] = DEFAULT_CONFIDENCES
    year_from: int | None = None
    year_to: int | None = None
    cluster: tuple[str, ...] = ()

    def query(self) -> str:
        """Write the filter as a URL query in a fixed order; defaults are left out, so equal filters have one URL."""
        parts = [
            f"{key}={','.join(values)}"
            for key in ("cluster", "model", "country", "segment", "kind")
            if (values := tuple(sorted(getattr(self, key))))
        ]
        if set(self.conf) != set(DEFAULT_CONFIDENCES):
            parts.append(f"conf={','.join(sorted(self.conf)) or 'none'}")
        if self.year_from is not None:
            parts.append(f"from={self.year_from}")
        if self.year_to is not None:
            parts.append(f"to={self.year_to}")
        return "&".join(parts)

    def where(self) -> tuple[str, list[object]]:
        """Return a SQL condition over the store's `organisations` and its bound parameters."""
        clauses: list[str] = []
        bound: list[object] = []
        for key, column in _COLUMNS.items():
            values = getattr(self, key)
            if values or key == "conf":
                clauses.append(f"list_contains(?, {column})")
                bound.append(list(values))
        if self.year_from is not None:
            clauses.append("founded_year >= ?")
            bound.append(self.year_from)
        if self.year_to is not None:
            clauses.append("founded_year <= ?")
            bound.append(self.year_to)
        return " AND ".join(clauses) or "TRUE", bound


def _is_country(code: str) -> bool:
    if code in ("CN-TW", "CN-HK", "CN-MO"):
        return True
    return len(code) == 2 and code.isascii() and code.isupper() and code.isalpha()


def _list(key: str, text: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(text.split(",")))
    if key == "conf" and values == ("none",):
        return ()
    allowed = GRAMMAR[key]
    for value in values:
        if not (_is_country(value) if key == "country" else value in allowed):
            hint = "a code such as CN, JP or CN-TW" if key == "country" else f"one of {', '.join(allowed)}"
            raise FilterError(f"{key} holds {value[:40]!r}; each value must be {hint}.", key=key, value=value[:40])
    return values


def _year(key: str, text: str) -> int:
    low, high = YEAR_RANGE
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and low <= int(text) <= high):
        raise FilterError(f"{key} is {text[:40]!r}; it must be a year from {low} to {high}.", key=key, value=text[:40])
    return int(text)


def _clusters(text: str) -> tuple[str, ...]:
    """Read cluster ids, as the maps of a comparison ask for; checked by form, since the data decide which there are."""
    values = tuple(dict.fromkeys(text.split(",")))
    if len(values) > CLUSTERS_MOST or not all(_CLUSTER_ID.fullmatch(value) for value in values):
        raise FilterError(
            f"cluster holds {text[:40]!r}; it must be one to {CLUSTERS_MOST} cluster ids.",
            key="cluster",
            value=text[:40],
        )
    return values


def parse_filters(pairs: Iterable[tuple[str, str]]) -> Filters:
    """Read a filter from the pairs of a URL query; raises FilterError on an unknown key, a repeat or a bad value.

    The key `v` (version of the data, for caches) is accepted and ignored.
    """
    read: dict[str, tuple[str, ...] | int] = {}
    for key, text in pairs:
        if key == "v":
            continue
        name = {"from": "year_from", "to": "year_to"}.get(key, key)
        if name in read:
            raise FilterError(f"{key} is given twice; give it once, values joined by commas.", key=key, value=text[:40])
        if key in GRAMMAR:
            read[name] = _list(key, text)
        elif key in ("from", "to"):
            read[name] = _year(key, text)
        elif key == "cluster":
            read[name] = _clusters(text)
        else:
            raise FilterError(
                f"{key[:40]!r} is not a filter. Filters: {', '.join((*GRAMMAR, 'from', 'to', 'cluster'))}.",
                key=key[:40],
                value="",
            )
    filters = Filters(**read)  # type: ignore[arg-type]  # keys and value types are those checked above
    if filters.year_from and filters.year_to and filters.year_from > filters.year_to:
        raise FilterError(
            f"from is {filters.year_from} and to is {filters.year_to}; from must not be after to.",
            key="from",
            value=str(filters.year_from),
        )
    return filters
