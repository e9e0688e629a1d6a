"""Chain: the industry chain of a cluster or country: who stands on which step, what is lacking, who could fill it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geo.partners.classes import ABILITIES, CORE, STEP_OF, STEPS, supplies
from geo.partners.parties import Party
from geo.partners.relations import Relations

MOST_FILLERS: Final = 3
MOST_GAPS: Final = 8


@dataclass(frozen=True, slots=True)
class Link:
    """One class of a chain: its code, the organisations that offer it, the leading ones first."""

    code: str
    members: tuple[Party, ...]

    @property
    def leads(self) -> tuple[Party, ...]:
        """Return the organisations that lead their chain, as the catalogue says."""
        return tuple(one for one in self.members if one.is_lead)


@dataclass(frozen=True, slots=True)
class Gap:
    """A class nobody in the data offers there, though what is there would go with it.

    Attributes
    ----------
    why : "supplies" (it goes into `beside`), "supplied" (`beside` goes into it), or "related".
    beside : the class that is there.
    fillers : organisations elsewhere that offer it, leading ones first.
    """

    code: str
    why: str
    beside: str
    fillers: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps of a chain, each with its links, and the gaps, those of most consequence first."""

    steps: tuple[tuple[str, tuple[Link, ...]], ...]
    gaps: tuple[Gap, ...]

    def links(self, step: str) -> tuple[Link, ...]:
        """Return the links of a step."""
        return dict(self.steps)[step]


def chain(members: Iterable[Party], others: Iterable[Party], known: Relations) -> Chain:
    """Return the chain of some organisations.

    Parameters
    ----------
    members : whose chain it is.
    others : among whom those are looked for who could fill a gap.
    """
    offered: dict[str, list[Party]] = {}
    for one in members:
        for code in one.offers:
            offered.setdefault(code, []).append(one)
    links = {code: Link(code, _first(found)) for code, found in offered.items()}
    steps = tuple(
        (step, tuple(links[code] for code in (*CORE, *ABILITIES) if code in links and STEP_OF[code] == step))
        for step in STEPS
    )
    return Chain(steps, _gaps(links, list(others), known))


def _gaps(links: dict[str, Link], others: list[Party], known: Relations) -> tuple[Gap, ...]:
    weighed = []
    for code in (*CORE, *ABILITIES):
        if code in links:
            continue
        found = _reason(code, links, known)
        if found is None:
            continue
        why, beside = found
        fillers = _first([one for one in others if code in one.offers])[:MOST_FILLERS]
        if fillers:
            weighed.append((-len(links[beside].members), Gap(code, why, beside, fillers)))
    weighed.sort(key=lambda entry: (entry[0], entry[1].code))
    return tuple(gap for _, gap in weighed[:MOST_GAPS])


def _reason(code: str, links: dict[str, Link], known: Relations) -> tuple[str, str] | None:
    """Return why a class would go with what is there: beside the class of most organisations."""
    by_size = sorted(links.values(), key=lambda link: (-len(link.members), link.code))
    for link in by_size:
        if supplies(code, link.code):
            return "supplies", link.code
    for link in by_size:
        if supplies(link.code, code):
            return "supplied", link.code
    for link in by_size:
        if known.grade(code, link.code) == "strong":
            return "related", link.code
    return None


def _first(found: Iterable[Party]) -> tuple[Party, ...]:
    order = {"catalogue": 0, "own": 0, "listed": 1}
    return tuple(sorted(found, key=lambda one: (order[one.register], not one.is_lead, one.party_id)))
