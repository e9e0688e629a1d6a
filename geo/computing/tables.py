"""The page's tables for download: names in one language, plain numbers, ids, direction, and the sources of each row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from geo.analysis.allocation import Infeasible
from geo.analysis.gazetteer import Place
from geo.analysis.latency import LatencyModels
from geo.computing.network import Network, Site
from geo.computing.scenario import Allocation, Result

if TYPE_CHECKING:
    import pandas as pd

    from geo.language import Translator

_DIGITS = {"distance_km": 1, "position_ms": 3, "floor_ms": 3, "low_ms": 3, "estimate_ms": 3, "high_ms": 3}


def matrix_table(network: Network, pairs: pd.DataFrame, t: Translator, *, kind: str, direction: str) -> pd.DataFrame:
    """Return a latency matrix as one row per pair, with network, direction and the sources of the model."""
    regions = {region.id: _name(region, t) for region in network.regions}
    sites = {site.id: _name(site, t) for site in network.sites}
    rounded = pairs.round(_DIGITS)
    table = rounded.assign(
        origin=rounded["origin_id"].map(regions),
        target=rounded["target_id"].map(sites),
        network=t(f"network.kind.{kind}"),
        direction=t(f"network.direction.{direction}"),
        source_ids=model_sources(network.models, kind),
    )
    order = ["origin", "origin_id", "target", "target_id", "network", "direction", *_DIGITS, "source_ids"]
    return _titled(table[order], t)


def model_sources(models: LatencyModels, kind: str) -> str:
    """Return the sources of a model, those of the light's pace in fibre included."""
    return ";".join(dict.fromkeys((*models[kind].source_ids.split(";"), "edwc-s74", "edwc-s75")))


def scenario_tables(network: Network, result: Result, t: Translator) -> dict[str, pd.DataFrame]:
    """Return a scenario as sheets: choices, values with their origin, both allocations, and what binds or conflicts."""
    sheets = {
        t("network.sheet.choices"): _choices(network, result, t),
        t("network.sheet.values"): _values(network, result, t),
        t("network.sheet.own"): allocation_table(network, result.own, t),
    }
    if result.optimal is not None:
        sheets[t("network.sheet.optimal")] = allocation_table(network, result.optimal, t)
    sheets[t("network.sheet.constraints")] = _constraints(network, result, t)
    return sheets


def allocation_table(network: Network, allocation: Allocation, t: Translator) -> pd.DataFrame:
    """Return every part of an allocation as one row."""
    sites = {site.id: _name(site, t) for site in network.sites}
    parts = allocation.parts.round(4)
    table = parts.assign(
        workload=parts["load_id"].map(lambda key: t(f"network.workload.{key}")),
        target=parts["site_id"].map(sites),
        verdict=parts["verdict"].map(lambda key: t(f"network.verdict.{key}")),
    ).rename(columns={"site_id": "target_id"})
    order = [
        "workload",
        "target",
        "target_id",
        "racks",
        "limit_ms",
        "low_ms",
        "estimate_ms",
        "high_ms",
        "verdict",
        "electricity_gwh",
        "carbon_kt_low",
        "carbon_kt_high",
        "bandwidth_gbps",
    ]
    return _titled(table[order], t)


def constraint_words(network: Network, kind: str, key: str, t: Translator) -> str:
    """Return the name of a constraint of geo.analysis.placement.CONSTRAINTS in words."""
    name: Callable[[], str] = {
        "demand": lambda: t(f"network.workload.{key}"),
        "latency": lambda: t(f"network.workload.{key}"),
        "pue": lambda: "",
    }.get(kind, lambda: _name(network.site(key), t))
    return t(f"network.constraint.{kind}", name=name())


def _choices(network: Network, result: Result, t: Translator) -> pd.DataFrame:
    import pandas as pd

    scenario = result.scenario
    rows: list[tuple[str, object]] = [
        (t("network.scenario.region"), _name(network.region(scenario.region), t)),
        (t("network.scenario.racks"), scenario.racks),
        (t("network.scenario.kw"), scenario.kw_per_rack),
        (t("network.scenario.ceiling"), scenario.pue_ceiling),
        (t("network.kind"), t(f"network.kind.{scenario.network}")),
        (t("network.scenario.certainty"), t(f"network.certainty.{scenario.certainty}")),
        (t("network.scenario.objective"), t(f"network.objective.{scenario.objective}")),
    ]
    for position, workload in enumerate(("real_time", "near_line", "batch", "backup")):
        name = t(f"network.workload.{workload}")
        rows += [
            (t("network.choice.racks", name=name), result.racks[position]),
            (t("network.choice.limit", name=name), scenario.limits_ms[position]),
            (t("network.choice.mbps", name=name), scenario.mbps[position]),
        ]
    return pd.DataFrame(rows, columns=[t("network.column.choice"), t("network.column.value")])


def _values(network: Network, result: Result, t: Translator) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "target": _name(network.site(site_id), t),
            "target_id": site_id,
            "quantity": t(f"network.quantity.{quantity}"),
            "low": value.low,
            "high": value.high,
            "origin_of_value": t(f"network.origin.{value.origin}"),
            "as_of": value.as_of,
            "source_ids": value.source_ids,
        }
        for quantity, by_site in result.values.items()
        for site_id, value in by_site.items()
    ]
    return _titled(pd.DataFrame(rows), t)


def _constraints(network: Network, result: Result, t: Translator) -> pd.DataFrame:
    import pandas as pd

    answer = result.answer
    if isinstance(answer, Infeasible):
        role, found = t("network.constraint.role.conflict"), answer.conflict
    else:
        role, found = t("network.constraint.role.binding"), answer.binding
    rows = [{"role": role, "constraint": constraint_words(network, each.kind, each.id, t)} for each in found]
    return _titled(pd.DataFrame(rows, columns=["role", "constraint"]), t)


def _name(item: Site | Place, t: Translator) -> str:
    return item.name.localised(t.language)


def _titled(table: pd.DataFrame, t: Translator) -> pd.DataFrame:
    return table.rename(columns={column: t(f"network.export.{column}") for column in table.columns})
