"""What is shown for a state: data set, grouping, industry, method and year, each settled to one that exists."""

from __future__ import annotations

from dataclasses import dataclass

from geo.analysis.rating.registry import METHODS
from geo.catalog import Catalog
from geo.links import Problem
from geo.observatory.state import DATA_OF, ObservatoryState, slug
from geo.statistics.datasets import DATASETS, dataset
from geo.statistics.grouping import Group, grouped, groups
from geo.statistics.panel import Panel, panel

USUAL_METHOD = "lq"


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A settled choice of one data set with industries.

    Attributes
    ----------
    industries : groups that can be chosen, as they are listed.
    methods : keys of METHODS whose inputs the data set has.
    problems : what of the link does not exist in these data.
    """

    panel: Panel
    grouping: str
    industry: Group
    industries: tuple[Group, ...]
    method: str
    methods: tuple[str, ...]
    year: int
    problems: tuple[Problem, ...] = ()


def choose(catalog: Catalog, state: ObservatoryState) -> Choice:
    """Settle what a state of a country other than China asks for."""
    key = state.data or DATA_OF[state.country][0]
    chosen = dataset(key)
    problems: list[Problem] = []
    grouping = state.group if state.group in chosen.groupings else _first_group(key)
    if state.group and state.group not in chosen.groupings:
        problems.append(Problem("group", state.group))
    found = grouped(panel(catalog, key), catalog, grouping)
    named = groups(found, catalog, grouping)
    listed = tuple(named[code] for code in found.industries)
    by_slug = {slug(group.code): group for group in listed}
    industry = by_slug.get(state.industry) or _usual(listed)
    if state.industry and state.industry not in by_slug:
        problems.append(Problem("ind", state.industry))
    methods = usable(found)
    method = state.method if state.method in methods else USUAL_METHOD
    if state.method and state.method not in methods:
        problems.append(Problem("method", state.method))
    year = state.year if state.year in found.periods else found.periods[-1]
    if state.year and state.year not in found.periods:
        problems.append(Problem("year", str(state.year)))
    return Choice(found, grouping, industry, listed, method, methods, year, tuple(problems))


def usable(found: Panel) -> tuple[str, ...]:
    """Return the methods whose inputs a panel has."""
    has = {"jobs", "totals", *(name for name in ("establishments", "wages") if name in found.values)}
    if len(found.periods) > 1:
        has.add("earlier")
    return tuple(key for key, method in METHODS.items() if set(method.inputs) <= has)


def missing(found: Panel, method: str) -> tuple[str, ...]:
    """Return the inputs a method needs and a panel does not have."""
    has = {"jobs", "totals", *found.values}
    if len(found.periods) > 1:
        has.add("earlier")
    return tuple(name for name in METHODS[method].inputs if name not in has)


def _first_group(key: str) -> str:
    """Return the grouping a data set opens with: the digital economy where it can be told."""
    listed = DATASETS[key].groupings
    return "digital" if "digital" in listed else listed[0]


def _usual(listed: tuple[Group, ...]) -> Group:
    """Return the industry a grouping opens with: one of the digital economy where it has one."""
    wanted = (
        "01",
        "03",
        "Information Technology and Analytical Instruments",
        "services_computing",
        "62",
        "J",
        "150000",
    )
    by_code = {group.code: group for group in listed}
    return next((by_code[code] for code in wanted if code in by_code), listed[0])
