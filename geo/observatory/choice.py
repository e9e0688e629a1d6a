"""What is shown for a state: data set, grouping, industry, method and year, each settled to one that exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geo.analysis.rating.registry import METHODS
from geo.catalog import Catalog
from geo.links import Problem
from geo.observatory.state import DATA_OF, ObservatoryState, slug
from geo.statistics.datasets import Dataset
from geo.statistics.grouping import Group, gathered, grouped, groups
from geo.statistics.own.table import OWN, Own
from geo.statistics.panel import Panel, panel
from geo.statistics.regions import Region, regions_of

USUAL_METHOD = "lq"
LEAST_FOR_COMPLEXITY = 3


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A settled choice of one data set with industries.

    Attributes
    ----------
    industries : groups that can be chosen, as they are listed.
    regions : by code.
    methods : keys of METHODS whose inputs the data set has.
    problems : what of the link does not exist in these data.
    """

    panel: Panel
    regions: Mapping[str, Region]
    grouping: str
    industry: Group
    industries: tuple[Group, ...]
    method: str
    methods: tuple[str, ...]
    year: int
    problems: tuple[Problem, ...] = ()

    @property
    def is_own(self) -> bool:
        """Tell whether the figures are a person's own."""
        return self.panel.dataset.key == OWN


def choose(catalog: Catalog, state: ObservatoryState, own: Own | None = None) -> Choice:
    """Settle what a state asks for, of one's own table where there is one, else of a country other than China."""
    base = panel(catalog, state.data or DATA_OF[state.country][0]) if own is None or own.panel is None else own.panel
    chosen = base.dataset
    problems: list[Problem] = []
    grouping = state.group if state.group in chosen.groupings else _first_group(chosen)
    if state.group and state.group not in chosen.groupings:
        problems.append(Problem("group", state.group))
    found, named = _gathered(catalog, base, grouping, own)
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
    places = regions_of(catalog, chosen.area_set) if own is None else own.regions
    return Choice(found, places, grouping, industry, listed, method, methods, year, tuple(problems))


def _gathered(catalog: Catalog, base: Panel, grouping: str, own: Own | None) -> tuple[Panel, Mapping[str, Group]]:
    if own is None or grouping != OWN:
        found = grouped(base, catalog, grouping) if own is None else gathered(base, own.digital)
        return found, groups(found, catalog, grouping)
    return base, {code: Group(code, name, own.scheme) for code, name in own.names.items()}


def usable(found: Panel) -> tuple[str, ...]:
    """Return the methods whose inputs a panel has."""
    has = {"jobs", "totals", *(name for name in ("establishments", "wages") if name in found.values)}
    if len(found.periods) > 1:
        has.add("earlier")
    few = min(len(found.regions), len(found.industries)) < LEAST_FOR_COMPLEXITY
    return tuple(
        key for key, method in METHODS.items() if set(method.inputs) <= has and not (few and key == "complexity")
    )


def missing(found: Panel, method: str) -> tuple[str, ...]:
    """Return the inputs a method needs and a panel does not have."""
    has = {"jobs", "totals", *found.values}
    if len(found.periods) > 1:
        has.add("earlier")
    return tuple(name for name in METHODS[method].inputs if name not in has)


def _first_group(of: Dataset) -> str:
    """Return the grouping a data set opens with: the digital economy where it can be told."""
    listed = of.groupings
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
