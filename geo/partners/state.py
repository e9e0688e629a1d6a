"""The state of the partner finder as it stands in a link.

Keys: view, q (what is searched), who (the organisation partners are looked for), at (the cluster that looks, where no
organisation is chosen), need (classes looked for, joined by commas), reg, place, in (filters), far (other clusters
only), picks (members of the virtual cluster, joined by ~), of (cluster or country whose inside or chain is shown), sel
(the organisation whose form of interest is open).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.links import OBJECT_ID, Grammar, Parameter, Problem, Tell, flag, matching, one_of, some_of, write_flag
from geo.partners.classes import OFFERS
from geo.partners.parties import CATALOGUE, LISTED, OWN

VIEWS: Final = ("find", "network", "inside", "chain", "rounds")
REGISTERS: Final = (CATALOGUE, LISTED, OWN)
MOST_PICKS: Final = 24
_QUERY: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}(-[A-Z]{2})?")
_SCOPE: Final = re.compile(rf"{OBJECT_ID.pattern}|{_COUNTRY.pattern}")


@dataclass(frozen=True, slots=True)
class PartnerState:
    """Everything a link to the finder restores; see the module for the keys.

    Attributes
    ----------
    scope : id of a cluster, or code of a country.
    """

    view: str = VIEWS[0]
    query: str = ""
    who: str = ""
    at: str = ""
    needs: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    country: str = ""
    cluster: str = ""
    elsewhere: bool = False
    picks: tuple[str, ...] = ()
    scope: str = ""
    party: str = ""

    def query_of_link(self) -> dict[str, str]:
        """Write the state as query parameters, leaving out what is at its default."""
        return LINK.write(
            {
                "view": self.view,
                "q": self.query,
                "who": self.who,
                "at": self.at,
                "need": self.needs,
                "reg": self.registers,
                "place": self.country,
                "in": self.cluster,
                "far": self.elsewhere,
                "picks": self.picks,
                "of": self.scope,
                "sel": self.party,
            }
        )


def parse_state(query: Mapping[str, str]) -> tuple[PartnerState, tuple[Problem, ...]]:
    """Read a state from a link, with what of it could not be used.

    Examples
    --------
    >>> state, problems = parse_state({"need": "0105,gold", "picks": "huawei~sap", "view": "pie"})
    >>> state.needs, state.picks, [problem.key for problem in problems]
    (('0105',), ('huawei', 'sap'), ['view', 'need'])
    """
    values, problems = LINK.read(query)
    return (
        PartnerState(
            view=values["view"],
            query=values["q"],
            who=values["who"],
            at=values["at"],
            needs=values["need"],
            registers=values["reg"],
            country=values["place"],
            cluster=values["in"],
            elsewhere=values["far"],
            picks=values["picks"],
            scope=values["of"],
            party=values["sel"],
        ),
        problems,
    )


def _picks(text: str, tell: Tell) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(text.split("~")))
    if not all(OBJECT_ID.fullmatch(part) for part in parts):
        raise ValueError(text)
    for part in parts[MOST_PICKS:]:
        tell(part)
    return parts[:MOST_PICKS]


LINK: Final = Grammar(
    Parameter("view", VIEWS[0], one_of(VIEWS)),
    Parameter("q", "", matching(_QUERY)),
    Parameter("who", "", matching(OBJECT_ID)),
    Parameter("at", "", matching(OBJECT_ID)),
    Parameter("need", (), some_of(OFFERS), ",".join),
    Parameter("reg", (), some_of(REGISTERS), ",".join),
    Parameter("place", "", matching(_COUNTRY)),
    Parameter("in", "", matching(OBJECT_ID)),
    Parameter("far", False, flag, write_flag),
    Parameter("picks", (), _picks, "~".join),
    Parameter("of", "", matching(_SCOPE)),
    Parameter("sel", "", matching(OBJECT_ID)),
)
