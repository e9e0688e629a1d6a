"""Verb `latency`: estimate the latency between two places."""

from __future__ import annotations

import argparse
import dataclasses
import json
from functools import partial

from geo.analysis.gazetteer import gazetteer, resolve, territory_of
from geo.analysis.latency import KINDS, LatencyModels, latency_models
from geo.analysis.network import Estimate, Target, estimate, targets
from geo.catalog import Catalog, boundaries, load_catalog
from geo.settings import settings

HELP = "estimate the latency between two hubs, clusters, cities or points of mainland China"
_DIRECTIONS = {"one-way": "one_way", "rtt": "rtt"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the two places, the kind of network and the direction."""
    place = "name in Chinese or English, kind:id, or lon,lat (put -- before a negative longitude)"
    parser.add_argument("origin", metavar="FROM", help=place)
    parser.add_argument("target", metavar="TO", help=place)
    parser.add_argument("--kind", choices=KINDS, default="optical", help="network (default: %(default)s)")
    way = "one way or round trip (default: %(default)s)"
    parser.add_argument("--direction", choices=tuple(_DIRECTIONS), default="one-way", help=way)


def run(args: argparse.Namespace) -> int:
    """Print the estimate, its band, the floor and the targets it meets."""
    catalog = load_catalog(settings())
    known = gazetteer(
        *(catalog.table(name) for name in ("places", "computing_clusters", "hubs", "demand_regions", "clusters"))
    )
    find = partial(resolve, known, territory_at=_territory_at)
    origin, target = find(args.origin), find(args.target)
    limits = targets(catalog.table("network_facts"))
    found = estimate(
        _models(catalog), origin, target, kind=args.kind, direction=_DIRECTIONS[args.direction], limits=limits
    )
    if args.json:
        report = dataclasses.asdict(found) | {"direction": args.direction, "meets": list(found.meets)}
        rounded = {key: round(value, 3) if isinstance(value, float) else value for key, value in report.items()}
        print(json.dumps(rounded, ensure_ascii=False))
        return 0
    print(f"{origin.name.zh} / {origin.name.en} - {target.name.zh} / {target.name.en}")
    band = f"band {found.low_ms:.1f} to {found.high_ms:.1f}"
    print(f"{found.kind}, {args.direction}: {found.estimate_ms:.1f} ms ({band})")
    print(f"floor {found.floor_ms:.2f} ms over {found.distance_km:.0f} km")
    print(f"targets, one way: {', '.join(_met(found, limit) for limit in limits) or 'none in the catalogue'}")
    return 0


def _met(found: Estimate, limit: Target) -> str:
    return f"{limit.limit_ms:g} ms {'met' if limit.limit_ms in found.meets else 'not met'}"


def _models(catalog: Catalog) -> LatencyModels:
    return latency_models(
        *(
            catalog.table(name)
            for name in ("latency_constants", "network_facts", "rtt_measurements", "computing_clusters")
        )
    )


def _territory_at(lon: float, lat: float) -> str:
    return territory_of(lon, lat, boundaries.cn_provinces(settings()))
