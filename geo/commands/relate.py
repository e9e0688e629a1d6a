"""Verb `relate`: relate the industries of a data set by the regions they share."""

from __future__ import annotations

import argparse
import json
import math

from geo.analysis.rating.relatedness import relatedness
from geo.catalog import load_catalog
from geo.settings import settings
from geo.statistics.datasets import DATASETS, dataset
from geo.statistics.grouping import grouped
from geo.statistics.panel import panel

HELP = "relate the industries of a data set by the regions they share"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add data set, grouping and year."""
    parser.add_argument("--data", default="us_cbp_2019", help=f"{', '.join(DATASETS)} (default: %(default)s)")
    parser.add_argument("--group", help="how industries are gathered; the data set's usual way by default")
    parser.add_argument("--year", type=int, help="a year of the data set; the last by default")


def run(args: argparse.Namespace) -> int:
    """Print one row for every pair of industries, the most related first without --json."""
    chosen = dataset(args.data)
    catalog = load_catalog(settings())
    found = grouped(panel(catalog, chosen.key), catalog, chosen.groupings[0] if args.group is None else args.group)
    cells = found.cells(args.year if args.year is not None else found.periods[-1])
    related = relatedness(cells)
    rows = [
        {
            "cluster_a": first,
            "cluster_b": second,
            "score": _number(related.correlation[a, b]),
            "conditional_probability": _number(related.conditional[a, b]),
            "grade": related.grade(a, b),
        }
        for a, first in enumerate(cells.industries)
        for b, second in enumerate(cells.industries)
        if a < b
    ]
    if args.json:
        print(json.dumps({"rows": rows}, ensure_ascii=False))
        return 0
    best = sorted(rows, key=lambda row: row["score"] if isinstance(row["score"], float) else -2.0, reverse=True)[:20]
    for row in best:
        print(f"{row['score']}  {row['grade']}  {row['cluster_a']} - {row['cluster_b']}")
    print(f"{len(rows)} pairs; the first {len(best)} are shown.")
    return 0


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 9)
