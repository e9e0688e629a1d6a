"""The state of the policy library as it stands in a link.

Keys: q (what is searched), inst, place, model, head (filters: ids joined by commas, absent means all), from, to
(years), view, cluster (whose mix is compared), sel (the instrument whose card is open).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from geo.links import OBJECT_ID, Grammar, Parameter, Problem, Reader, Tell, matching, one_of, some_of, whole
from geo.model import CLUSTER_MODELS
from geo.policies.library import HEADS, INSTRUMENTS

VIEWS: Final = ("list", "timeline", "map")
FIRST_YEAR, LAST_YEAR = 1950, 2100
MODELS: Final = (*CLUSTER_MODELS, "none")
_QUERY: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}(-[A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class PolicyState:
    """Everything a link to the library restores.

    Attributes
    ----------
    query : what is searched for, "" for nothing.
    instruments, countries, models, heads : what is shown; () for all.
    start, end : years between which an instrument was in force at some time; 0 for no limit.
    view : key of VIEWS.
    cluster : id of the cluster whose mix is compared with its peers', "" for none.
    policy : id of the instrument whose card is open, "" for none.
    """

    query: str = ""
    instruments: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    view: str = VIEWS[0]
    cluster: str = ""
    policy: str = ""

    def query_of_link(self) -> dict[str, str]:
        """Write the state as query parameters, leaving out what is at its default."""
        return LINK.write(
            {
                "q": self.query,
                "inst": self.instruments,
                "place": self.countries,
                "model": self.models,
                "head": self.heads,
                "from": self.start,
                "to": self.end,
                "view": self.view,
                "cluster": self.cluster,
                "sel": self.policy,
            }
        )


def parse_state(query: Mapping[str, str]) -> tuple[PolicyState, tuple[Problem, ...]]:
    """Read a state from a link, with what of it could not be used.

    Examples
    --------
    >>> state, problems = parse_state({"q": "算力", "inst": "tax,gift", "from": "soon"})
    >>> state.query, state.instruments, [problem.key for problem in problems]
    ('算力', ('tax',), ['inst', 'from'])
    """
    values, problems = LINK.read(query)
    return (
        PolicyState(
            query=values["q"],
            instruments=values["inst"],
            countries=values["place"],
            models=values["model"],
            heads=values["head"],
            start=values["from"],
            end=values["to"],
            view=values["view"],
            cluster=values["cluster"],
            policy=values["sel"],
        ),
        problems,
    )


def _countries(text: str, _tell: Tell) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(text.split(",")))
    if len(parts) > 60 or not all(_COUNTRY.fullmatch(part) for part in parts):
        raise ValueError(text)
    return parts


def _write(values: Collection[str]) -> str:
    return ",".join(values)


def _year(value: int) -> str:
    return str(value) if value else ""


_YEARS: Reader[int] = whole(FIRST_YEAR, LAST_YEAR)
LINK: Final = Grammar(
    Parameter("q", "", matching(_QUERY)),
    Parameter("inst", (), some_of(INSTRUMENTS), _write),
    Parameter("place", (), _countries, _write),
    Parameter("model", (), some_of(MODELS), _write),
    Parameter("head", (), some_of(HEADS), _write),
    Parameter("from", 0, _YEARS, _year),
    Parameter("to", 0, _YEARS, _year),
    Parameter("view", VIEWS[0], one_of(VIEWS)),
    Parameter("cluster", "", matching(OBJECT_ID)),
    Parameter("sel", "", matching(OBJECT_ID)),
)
