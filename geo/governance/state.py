"""The state of the governance page as it stands in a link: view, clusters, measure followed, since when, report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.links import NONE, OBJECT_ID, Grammar, Parameter, Problem, Tell, flag, matching, one_of, write_flag

VIEWS: Final = ("tracking", "targets", "board", "calendar", "digest", "register")
MOST_CLUSTERS: Final = 40
_DAY: Final = re.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_SERIES: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}~[a-z0-9][a-z0-9_-]{0,79}")
SINCE: Final = "2023-01-01"


@dataclass(frozen=True, slots=True)
class GovernanceState:
    """Everything a link to the page restores.

    Attributes
    ----------
    clusters : ids of those looked at; () = all.
    series : subject~measure of the series in the chart, "" = the one that moved most.
    since : day from which changes are told.
    label : label the board is cut to, "" = all.
    low : whether figures of low confidence count.
    """

    view: str = VIEWS[0]
    clusters: tuple[str, ...] = ()
    series: str = ""
    since: str = SINCE
    label: str = ""
    low: bool = False

    def query(self) -> dict[str, str]:
        """Write the state as query parameters, leaving out what is at its default."""
        return LINK.write(
            {
                "view": self.view,
                "in": self.clusters,
                "sel": self.series,
                "since": self.since,
                "label": self.label,
                "low": self.low,
            }
        )


def parse_state(query: Mapping[str, str]) -> tuple[GovernanceState, tuple[Problem, ...]]:
    """Read a state from a link, with what of it could not be used.

    Examples
    --------
    >>> state, problems = parse_state({"view": "board", "since": "soon"})
    >>> state.view, [problem.key for problem in problems]
    ('board', ['since'])
    """
    values, problems = LINK.read(query)
    return (
        GovernanceState(
            view=values["view"],
            clusters=values["in"],
            series=values["sel"],
            since=values["since"],
            label=values["label"],
            low=values["low"],
        ),
        problems,
    )


def _clusters(text: str, tell: Tell) -> tuple[str, ...]:
    if text == NONE:
        return ()
    asked = tuple(dict.fromkeys(text.split(",")))
    usable = tuple(one for one in asked if OBJECT_ID.fullmatch(one))[:MOST_CLUSTERS]
    for one in asked:
        if one not in usable:
            tell(one)
    return usable


LINK: Final = Grammar(
    Parameter("view", VIEWS[0], one_of(VIEWS)),
    Parameter("in", (), _clusters, ",".join),
    Parameter("sel", "", matching(_SERIES)),
    Parameter("since", SINCE, matching(_DAY)),
    Parameter("label", "", one_of(("gold", "silver", "bronze", "none"))),
    Parameter("low", default=False, read=flag, write=write_flag),
)
