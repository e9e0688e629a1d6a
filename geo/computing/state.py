"""The state of the computing-network page as it stands in a link: the view, the reach and the scenario.

Reading never fails: what cannot be used is left at its default and returned as a list of problems. Numbers are plain,
places and clusters are ids; nothing a person typed as text is kept, except a point as ``lon,lat``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from geo.analysis.latency import DIRECTIONS, KINDS
from geo.analysis.placement import OBJECTIVES, WORKLOADS
from geo.analysis.progress import MEASURES
from geo.computing.network import QUANTITIES
from geo.maps.reach_map import DEFAULT_LAYERS, LAYERS
from geo.maps.state import Problem

VIEWS: Final = ("reach", "matrix", "scenario", "progress", "flow", "methods")
FLOWS: Final = ("pairings", "own", "optimal")  # what the flow view draws
CERTAINTIES: Final = ("high", "estimate", "low")  # which edge of the band has to be within a limit
MAX_RACKS: Final = 100_000_000
MAX_MS: Final = 1000.0
_PLACE: Final = re.compile(
    r"(city|computing|hub|region|cluster):[a-z0-9][a-z0-9_-]{0,79}|-?\d{1,3}(\.\d+)?,-?\d{1,2}(\.\d+)?",
    re.ASCII,
)
# Quantity -> smallest and largest value a person may enter.
RANGES: Final = {"capacity": (0.0, float(MAX_RACKS)), "pue": (1.0, 3.0), "grid": (0.0, 2.0)}


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a person chooses and assumes in the what-if view.

    Attributes
    ----------
    region : id of the demand region.
    racks : demand in racks.
    mix : share of each of WORKLOADS; scaled to 1 where they do not add up to 100.
    limits_ms : latency limit of each workload, one way; None = any.
    mbps : traffic per rack of each workload, Mbit/s; None = not assumed.
    kw_per_rack : mean power of the IT in a rack, kW; None = not assumed.
    pue_ceiling : ceiling of the mean PUE of the optimal allocation; None = none.
    network, certainty, objective : kind of network, edge of the band that counts, and what the optimum makes small.
    assumptions : quantity -> cluster -> value entered.
    allocation : workload -> cluster -> parts; empty = as the policy pairs the region.
    """

    region: str = "jjj"
    racks: float = 10_000.0
    mix: tuple[float, ...] = (25.0, 25.0, 25.0, 25.0)
    limits_ms: tuple[float | None, ...] = (5.0, 20.0, None, None)
    mbps: tuple[float | None, ...] = (None, None, None, None)
    kw_per_rack: float | None = None
    pue_ceiling: float | None = None
    network: str = "optical"
    certainty: str = "estimate"
    objective: str = "energy"
    assumptions: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: {key: {} for key in QUANTITIES})
    allocation: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageState:
    """Everything a link to the page restores; `origin` is ``kind:id`` or ``lon,lat``, `layers` the reach map's."""

    view: str = VIEWS[0]
    origin: str = "city:cn_310000"
    budget_ms: float = 5.0
    network: str = "optical"
    direction: str = "one_way"
    layers: tuple[str, ...] = DEFAULT_LAYERS
    measure: str = MEASURES[0]
    flow: str = FLOWS[0]
    scenario: Scenario = field(default_factory=Scenario)

    def query(self) -> dict[str, str]:
        """Write the state as query parameters, leaving out what is at its default."""
        written = _written(self)
        default = _written(PageState())
        return {key: value for key, value in written.items() if value != default[key]}


def _written(state: PageState) -> dict[str, str]:
    scenario = state.scenario
    return {
        "view": state.view,
        "origin": state.origin,
        "budget": _number(state.budget_ms),
        "net": state.network,
        "dir": state.direction,
        "layers": ",".join(sorted(state.layers)) or "none",
        "measure": state.measure,
        "flow": state.flow,
        "region": scenario.region,
        "racks": _number(scenario.racks),
        "mix": _list(scenario.mix),
        "limit": _list(scenario.limits_ms),
        "mbps": _list(scenario.mbps),
        "kw": _number(scenario.kw_per_rack),
        "ceil": _number(scenario.pue_ceiling),
        "path": scenario.network,
        "sure": scenario.certainty,
        "goal": scenario.objective,
        **{quantity: _pairs(scenario.assumptions.get(quantity, {})) for quantity in QUANTITIES},
        **{f"to_{workload}": _pairs(scenario.allocation.get(workload, {})) for workload in WORKLOADS},
    }


def parse_state(
    query: Mapping[str, str], *, sites: tuple[str, ...], regions: tuple[str, ...]
) -> tuple[PageState, tuple[Problem, ...]]:
    """Read a state from query parameters; keys that are not ours are ignored.

    Parameters
    ----------
    sites, regions : ids that may be named.

    Examples
    --------
    >>> state, problems = parse_state({"budget": "8", "net": "pigeon"}, sites=("guian",), regions=("jjj",))
    >>> state.budget_ms, state.network, problems
    (8.0, 'optical', (Problem(key='net', value='pigeon'),))
    """
    problems: list[Problem] = []

    def read(key: str, reader: Callable[[str], Any], default: Any) -> Any:
        text = query.get(key, "")
        if not text:
            return default
        try:
            return reader(text)
        except ValueError:
            problems.append(Problem(key, text[:60]))
            return default

    base, plan = PageState(), Scenario()
    scenario = Scenario(
        region=read("region", _one_of(regions), plan.region),
        racks=read("racks", _within(0.0, MAX_RACKS), plan.racks),
        mix=read("mix", _numbers(0.0, 100.0), plan.mix),
        limits_ms=read("limit", _numbers(0.01, MAX_MS, gaps=True), plan.limits_ms),
        mbps=read("mbps", _numbers(0.0, 1e6, gaps=True), plan.mbps),
        kw_per_rack=read("kw", _within(0.1, 1000.0), None),
        pue_ceiling=read("ceil", _within(*RANGES["pue"]), None),
        network=read("path", _one_of(KINDS), plan.network),
        certainty=read("sure", _one_of(CERTAINTIES), plan.certainty),
        objective=read("goal", _one_of(OBJECTIVES), plan.objective),
        assumptions={quantity: read(quantity, _by_site(sites, *RANGES[quantity]), {}) for quantity in QUANTITIES},
        allocation={
            workload: parts
            for workload in WORKLOADS
            if (parts := read(f"to_{workload}", _by_site(sites, 0.01, 1000.0), {}))
        },
    )
    state = PageState(
        view=read("view", _one_of(VIEWS), base.view),
        origin=read("origin", _place, base.origin),
        budget_ms=read("budget", _within(0.01, MAX_MS), base.budget_ms),
        network=read("net", _one_of(KINDS), base.network),
        direction=read("dir", _one_of(DIRECTIONS), base.direction),
        layers=read("layers", _some_of(LAYERS), base.layers),
        measure=read("measure", _one_of(MEASURES), base.measure),
        flow=read("flow", _one_of(FLOWS), base.flow),
        scenario=scenario,
    )
    return state, tuple(problems)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _list(values: tuple[float | None, ...]) -> str:
    return ",".join("-" if value is None else _number(value) for value in values)


def _pairs(values: Mapping[str, float]) -> str:
    return ",".join(f"{key}:{_number(value)}" for key, value in sorted(values.items()))


def _place(text: str) -> str:
    if not _PLACE.fullmatch(text):
        raise ValueError(text)
    return text


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return read


def _some_of(allowed: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        asked = () if text == "none" else tuple(text.split(","))
        if any(value not in allowed for value in asked):
            raise ValueError(text)
        return tuple(value for value in allowed if value in asked)

    return read


def _within(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = float(text)
        if not (math.isfinite(value) and low <= value <= high):
            raise ValueError(text)
        return value

    return read


def _numbers(low: float, high: float, *, gaps: bool = False) -> Callable[[str], tuple[float | None, ...]]:
    """Read one number per workload; with `gaps`, "-" stands for none."""
    one = _within(low, high)

    def read(text: str) -> tuple[float | None, ...]:
        parts = text.split(",")
        if len(parts) != len(WORKLOADS):
            raise ValueError(text)
        values = tuple(None if gaps and part == "-" else one(part) for part in parts)
        if not gaps and sum(value or 0.0 for value in values) <= 0:
            raise ValueError(text)
        return values

    return read


def _by_site(sites: tuple[str, ...], low: float, high: float) -> Callable[[str], dict[str, float]]:
    one = _within(low, high)

    def read(text: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for part in text.split(","):
            site, _, value = part.partition(":")
            if site not in sites:
                raise ValueError(text)
            found[site] = one(value)
        return found

    return read


PARAMETERS: Final = tuple(_written(PageState()))  # the query parameters that are ours
