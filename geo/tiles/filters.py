"""The filter grammar: what may be asked of the organisations, as an allow-list.

A filter is `key=value` pairs. A list filter is a field of `Filters` with its `Choice`: links, tiles, the SQL condition
and the controls of the map are all made from these fields. List values are comma-separated keys; years are whole
numbers. Anything else raises FilterError with the reason. Values reach SQL as bound parameters only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, Final

from geo.links import NONE, OBJECT_ID
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
YEARS: Final = {"from": "year_from", "to": "year_to"}
"""Key of a bound of the founding year in a link -> field of Filters."""
_TOLD = 40  # characters of a value that are told back


@dataclass(frozen=True, slots=True)
class Choice:
    """How one list filter is asked for.

    Attributes
    ----------
    column : the store's column it restricts.
    allowed : the values there are; empty where the data decide, then `form` is the form of a value.
    hint : what a value must be, where `allowed` does not say it.
    most : how many values may be given; 0 = any number.
    default : what passes where the filter is not given; empty = everything.
    term : the words of a value are `term.<term>.<value>`, but for countries and divisions, whose names the data know;
        "" = not a choice in the map's controls or its link.
    """

    column: str
    allowed: tuple[str, ...] = ()
    form: re.Pattern[str] | None = None
    hint: str = ""
    most: int = 0
    default: tuple[str, ...] = ()
    term: str = ""

    def read(self, key: str, text: str) -> tuple[str, ...]:
        """Read the values of `key`; raises FilterError on one that is not allowed."""
        values = tuple(dict.fromkeys(text.split(",")))
        if self.default and values == (NONE,):
            return ()
        for value in values:
            if not (self.form.fullmatch(value) if self.form else value in self.allowed):
                hint = self.hint or f"one of {', '.join(self.allowed)}"
                raise FilterError(
                    f"{key} holds {value[:_TOLD]!r}; each value must be {hint}.", key=key, value=value[:_TOLD]
                )
        if self.most and len(values) > self.most:
            raise FilterError(
                f"{key} holds {len(values)} values; it may hold {self.most}.", key=key, value=text[:_TOLD]
            )
        return values

    def write(self, values: Iterable[str]) -> str:
        """Write the values in one order; "" where they are the default."""
        ordered = sorted(values)
        return "" if ordered == sorted(self.default) else ",".join(ordered) or NONE


def _asked(choice: Choice) -> Any:
    """Return a field of `Filters` that is asked for by `choice`."""
    return field(default=choice.default, metadata={"choice": choice})


@dataclass(frozen=True, slots=True)
class Filters:
    """A parsed filter; an empty list means no restriction, except `conf`, whose default leaves out low ratings.

    `year_from` and `year_to` bound the founding year inclusively; an organisation without a known year passes only
    when neither bound is set.
    """

    # The maps of a comparison ask for clusters by id; which there are, the data decide.
    cluster: tuple[str, ...] = _asked(Choice("cluster_id", form=OBJECT_ID, hint="a cluster id", most=8))
    model: tuple[str, ...] = _asked(Choice("model", (*CLUSTER_MODELS, NO_MODEL), term="model"))
    country: tuple[str, ...] = _asked(
        Choice(
            "country", form=re.compile(r"[A-Z]{2}|CN-(TW|HK|MO)"), hint="a code such as CN, JP or CN-TW", term="country"
        )
    )
    province: tuple[str, ...] = _asked(
        Choice("province", form=re.compile(r"[1-8][0-9]0000"), hint="a province's code such as 440000", term="division")
    )
    # A city is a unit of prefecture level, in the four municipalities a district; see geo.catalog.divisions.
    city: tuple[str, ...] = _asked(
        Choice("city", form=re.compile(r"[1-8][0-9]{5}"), hint="a city's code such as 440300", term="division")
    )
    segment: tuple[str, ...] = _asked(Choice("segment", (*SEGMENTS, NO_SEGMENT), term="segment"))
    kind: tuple[str, ...] = _asked(Choice("kind", tuple(ORGANISATION_KINDS), term="kind"))
    conf: tuple[str, ...] = _asked(
        Choice("confidence", tuple(CONFIDENCES), default=DEFAULT_CONFIDENCES, term="confidence")
    )
    year_from: int | None = None
    year_to: int | None = None

    def query(self) -> str:
        """Write the filter as a URL query in a fixed order; defaults are left out, so equal filters have one URL."""
        return "&".join(f"{key}={text}" for key, text in self.pairs().items())

    def pairs(self) -> dict[str, str]:
        """Write the filter as query parameters; defaults are left out."""
        written = {key: choice.write(getattr(self, key)) for key, choice in CHOICES.items()}
        years = {key: getattr(self, name) for key, name in YEARS.items()}
        written |= {key: "" if year is None else str(year) for key, year in years.items()}
        return {key: text for key, text in written.items() if text}

    def where(self, *, without: str = "") -> tuple[str, list[object]]:
        """Return a SQL condition over the store's `organisations` and its bound parameters.

        `without` names a list filter that is left out, whatever it holds.
        """
        clauses: list[str] = []
        bound: list[object] = []
        for key, choice in CHOICES.items():
            values = getattr(self, key)
            if key != without and (values or choice.default):
                clauses.append(f"list_contains(?, {choice.column})")
                bound.append(list(values))
        if self.year_from is not None:
            clauses.append("founded_year >= ?")
            bound.append(self.year_from)
        if self.year_to is not None:
            clauses.append("founded_year <= ?")
            bound.append(self.year_to)
        return " AND ".join(clauses) or "TRUE", bound


CHOICES: Final[dict[str, Choice]] = {
    one.name: one.metadata["choice"] for one in fields(Filters) if "choice" in one.metadata
}
"""Key of a list filter -> how it is asked for, in the order of an address."""
LINKED: Final = tuple(key for key, choice in CHOICES.items() if choice.term)
"""Keys of the list filters that a person chooses and a link to the map carries."""


def _year(key: str, text: str) -> int:
    low, high = YEAR_RANGE
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and low <= int(text) <= high):
        raise FilterError(
            f"{key} is {text[:_TOLD]!r}; it must be a year from {low} to {high}.", key=key, value=text[:_TOLD]
        )
    return int(text)


def parse_filters(pairs: Iterable[tuple[str, str]]) -> Filters:
    """Read a filter from the pairs of a URL query; raises FilterError on an unknown key, a repeat or a bad value.

    The key `v` (version of the data, for caches) is accepted and ignored.
    """
    lists: dict[str, tuple[str, ...]] = {}
    years: dict[str, int] = {}
    for key, text in pairs:
        if key == "v":
            continue
        name = YEARS.get(key, key)
        if name in lists or name in years:
            raise FilterError(
                f"{key} is given twice; give it once, values joined by commas.", key=key, value=text[:_TOLD]
            )
        if key in CHOICES:
            lists[name] = CHOICES[key].read(key, text)
        elif key in YEARS:
            years[name] = _year(key, text)
        else:
            raise FilterError(
                f"{key[:_TOLD]!r} is not a filter. Filters: {', '.join((*LINKED, *YEARS, 'cluster'))}.",
                key=key[:_TOLD],
                value="",
            )
    filters = Filters(**lists, year_from=years.get("year_from"), year_to=years.get("year_to"))
    if filters.year_from and filters.year_to and filters.year_from > filters.year_to:
        raise FilterError(
            f"from is {filters.year_from} and to is {filters.year_to}; from must not be after to.",
            key="from",
            value=str(filters.year_from),
        )
    return filters
