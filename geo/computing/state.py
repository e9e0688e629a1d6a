"""The state of the computing-network page as it stands in a link: the view, the reach and the scenario.

Reading never fails: what cannot be used is left at its default and returned as a list of problems. Numbers are plain,
places and clusters are ids; nothing a person typed as text is kept, except a point as ``lon,lat``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from geo.analysis.latency import DIRECTIONS, KINDS
from geo.analysis.placement import OBJECTIVES, WORKLOADS
from geo.analysis.progress import MEASURES
from geo.computing.network import QUANTITIES
from geo.links import (
    OBJECT_ID,
    Grammar,
    Parameter,
    Problem,
    Reader,
    Tell,
    matching,
    one_of,
    some_of,
    within,
    write_some,
)
from geo.maps.reach_map import DEFAULT_LAYERS, LAYERS

VIEWS: Final = ("reach", "matrix", "scenario", "progress", "flow", "methods")
FLOWS: Final = ("pairings", "own", "optimal")  # what the flow view draws
CERTAINTIES: Final = ("high", "estimate", "low")  # which edge of the band has to be within a limit
MAX_RACKS: Final = 100_000_000
MAX_MS: Final = 1000.0
# What a first visit assumes, so that it shows a result; both are marked as assumptions wherever they show. A standard
# rack of China's statistics counts as 2.5 kW; traffic a rack is a round number for a person to replace.
ASSUMED_KW_PER_RACK: Final = 2.5
ASSUMED_MBPS: Final = 100.0
_NONE: Final = "-"  # stands for no number where an absent one means the default
_NOTHING: Final[dict[str, float]] = {}
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
    mbps : traffic per rack of each workload, Mbit/s; None = no assumption.
    kw_per_rack : mean power of the IT in a rack, kW; None = no assumption.
    pue_ceiling : ceiling of the mean PUE of the optimal allocation; None = none.
    network, certainty, objective : kind of network, edge of the band that counts, and what the optimum makes small.
    assumptions : quantity -> cluster -> value entered.
    allocation : workload -> cluster -> parts; empty = as the policy pairs the region.
    """

    region: str = "jjj"
    racks: float = 10_000.0
    mix: tuple[float, ...] = (25.0, 25.0, 25.0, 25.0)
    limits_ms: tuple[float | None, ...] = (5.0, 20.0, None, None)
    mbps: tuple[float | None, ...] = (ASSUMED_MBPS,) * len(WORKLOADS)
    kw_per_rack: float | None = ASSUMED_KW_PER_RACK
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
        scenario = self.scenario
        return LINK.write(
            {
                "view": self.view,
                "origin": self.origin,
                "budget": self.budget_ms,
                "net": self.network,
                "dir": self.direction,
                "layers": self.layers,
                "measure": self.measure,
                "flow": self.flow,
                "region": scenario.region,
                "racks": scenario.racks,
                "mix": scenario.mix,
                "limit": scenario.limits_ms,
                "mbps": scenario.mbps,
                "kw": scenario.kw_per_rack,
                "ceil": scenario.pue_ceiling,
                "path": scenario.network,
                "sure": scenario.certainty,
                "goal": scenario.objective,
            }
            | {quantity: scenario.assumptions.get(quantity, {}) for quantity in QUANTITIES}
            | {f"to_{workload}": scenario.allocation.get(workload, {}) for workload in WORKLOADS}
        )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _list(values: tuple[float | None, ...]) -> str:
    return ",".join(_NONE if value is None else _number(value) for value in values)


def _pairs(values: Mapping[str, float]) -> str:
    return ",".join(f"{key}:{_number(value)}" for key, value in sorted(values.items()))


def _numbers(low: float, high: float, *, gaps: bool = False) -> Reader[tuple[float | None, ...]]:
    """Read one number per workload; with `gaps`, "-" stands for none."""
    one = within(low, high)

    def read(text: str, tell: Tell) -> tuple[float | None, ...]:
        parts = text.split(",")
        if len(parts) != len(WORKLOADS):
            raise ValueError(text)
        values = tuple(None if gaps and part == _NONE else one(part, tell) for part in parts)
        if not gaps and sum(value or 0.0 for value in values) <= 0:
            raise ValueError(text)
        return values

    return read


def _number_or_none(low: float, high: float) -> Reader[float | None]:
    """Read a number, or "-" for none."""
    one = within(low, high)
    return lambda text, tell: None if text == _NONE else one(text, tell)


def _by_site(sites: Collection[str] | None, low: float, high: float) -> Reader[dict[str, float]]:
    """Read a number for each of some sites, ``site:number`` joined by commas."""
    one = within(low, high)

    def read(text: str, tell: Tell) -> dict[str, float]:
        found: dict[str, float] = {}
        for part in text.split(","):
            site, _, value = part.partition(":")
            if sites is not None and site not in sites:
                raise ValueError(text)
            found[site] = one(value, tell)
        return found

    return read


def link(sites: Collection[str] | None = None, regions: Collection[str] | None = None) -> Grammar:
    """Return the grammar of `/computing_network`; `sites` and `regions` are the ids that may be named, None any."""
    base, plan = PageState(), Scenario()
    region = matching(OBJECT_ID) if regions is None else one_of(regions)
    return Grammar(
        Parameter("view", base.view, one_of(VIEWS)),
        Parameter("origin", base.origin, matching(_PLACE)),
        Parameter("budget", base.budget_ms, within(0.01, MAX_MS), _number),
        Parameter("net", base.network, one_of(KINDS)),
        Parameter("dir", base.direction, one_of(DIRECTIONS)),
        Parameter("layers", base.layers, some_of(LAYERS), write_some),
        Parameter("measure", base.measure, one_of(MEASURES)),
        Parameter("flow", base.flow, one_of(FLOWS)),
        Parameter("region", plan.region, region),
        Parameter("racks", plan.racks, within(0.0, MAX_RACKS), _number),
        Parameter("mix", plan.mix, _numbers(0.0, 100.0), _list),
        Parameter("limit", plan.limits_ms, _numbers(0.01, MAX_MS, gaps=True), _list),
        Parameter("mbps", plan.mbps, _numbers(0.0, 1e6, gaps=True), _list),
        Parameter("kw", plan.kw_per_rack, _number_or_none(0.1, 1000.0), lambda kw: _number(kw) or _NONE),
        Parameter("ceil", plan.pue_ceiling, within(*RANGES["pue"]), _number),
        Parameter("path", plan.network, one_of(KINDS)),
        Parameter("sure", plan.certainty, one_of(CERTAINTIES)),
        Parameter("goal", plan.objective, one_of(OBJECTIVES)),
        *(Parameter(quantity, _NOTHING, _by_site(sites, *RANGES[quantity]), _pairs) for quantity in QUANTITIES),
        *(Parameter(f"to_{workload}", _NOTHING, _by_site(sites, 0.01, 1000.0), _pairs) for workload in WORKLOADS),
    )


LINK: Final = link()


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
    (8.0, 'optical', (Problem(key='net', value='pigeon', why='value'),))
    """
    values, problems = link(sites, regions).read(query)
    scenario = Scenario(
        region=values["region"],
        racks=values["racks"],
        mix=values["mix"],
        limits_ms=values["limit"],
        mbps=values["mbps"],
        kw_per_rack=values["kw"],
        pue_ceiling=values["ceil"],
        network=values["path"],
        certainty=values["sure"],
        objective=values["goal"],
        assumptions={quantity: values[quantity] for quantity in QUANTITIES},
        allocation={workload: parts for workload in WORKLOADS if (parts := values[f"to_{workload}"])},
    )
    state = PageState(
        view=values["view"],
        origin=values["origin"],
        budget_ms=values["budget"],
        network=values["net"],
        direction=values["dir"],
        layers=values["layers"],
        measure=values["measure"],
        flow=values["flow"],
        scenario=scenario,
    )
    return state, problems
