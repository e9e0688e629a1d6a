"""Choice: the instruments a state asks for, ranked by the search where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geo.catalog import Catalog
from geo.model import Cluster
from geo.model.vocabulary import NO_MODEL
from geo.policies.library import Library, Policy, library
from geo.policies.state import PolicyState
from geo.searching.question import Question

MOST_FOUND = 200
TELLING = 0.15  # of the best answer's score; what is worth less answers a side of the question only


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown.

    Attributes
    ----------
    policies : the best answers first where something is searched, else the newest first.
    asked : what is searched, for marking it; None where nothing is.
    """

    policies: tuple[Policy, ...]
    asked: Question | None


def choose(catalog: Catalog, state: PolicyState) -> Choice:
    """Return what a state asks for."""
    found = library(catalog)
    clusters = catalog.every(Cluster)
    kept = [fits(one, state, clusters) for one in found.policies.values()]
    if not state.query.strip():
        shown = [one for one, is_kept in zip(found.policies.values(), kept, strict=True) if is_kept]
        shown.sort(key=lambda one: (-(one.year_start or 0), one.policy_id))
        return Choice(tuple(shown), None)
    return Choice(_answers(found, state.query, kept), found.index.question(state.query))


def _answers(found: Library, query: str, kept: list[bool]) -> tuple[Policy, ...]:
    answers = found.index.search(query, among=np.array(kept, dtype=np.bool_), limit=MOST_FOUND)
    return tuple(found.policies[one.key] for one in answers if one.score >= TELLING * answers[0].score)


def fits(policy: Policy, state: PolicyState, clusters: Mapping[str, Cluster]) -> bool:
    """Tell whether an instrument passes the filters; one without a year passes no limit of years."""
    if state.instruments and policy.instrument not in state.instruments:
        return False
    if state.countries and policy.country not in state.countries:
        return False
    if state.heads and policy.head not in state.heads:
        return False
    if state.models and not set(state.models) & models_of(policy, clusters):
        return False
    if state.start and (policy.year_start is None or (policy.year_end or 9999) < state.start):
        return False
    return not (state.end and (policy.year_start is None or policy.year_start > state.end))


def models_of(policy: Policy, clusters: Mapping[str, Cluster]) -> set[str]:
    """Return the models of the clusters an instrument applied to; NO_MODEL where it names no cluster with one."""
    found = {clusters[key].model for key in policy.clusters if key in clusters and clusters[key].model}
    return found or {NO_MODEL}
