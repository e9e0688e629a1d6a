"""Verb `rate`: rate every region and industry of a data set by a method."""

from __future__ import annotations

import argparse
import json
import math
from typing import Any

from geo.analysis.rating.cells import Cells
from geo.analysis.rating.registry import METHODS, Rating, rate
from geo.catalog import load_catalog
from geo.settings import settings
from geo.statistics.datasets import DATASETS, dataset
from geo.statistics.grouping import grouped
from geo.statistics.panel import panel

HELP = "rate every region and industry of a data set by a method"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add method, data set, grouping and years."""
    parser.add_argument("--method", default="us_strong", help=f"{', '.join(METHODS)} (default: %(default)s)")
    parser.add_argument("--data", default="us_cbp_2019", help=f"{', '.join(DATASETS)} (default: %(default)s)")
    parser.add_argument("--group", help="how industries are gathered; the data set's usual way by default")
    parser.add_argument("--year", type=int, help="a year of the data set; the last by default")
    parser.add_argument("--earlier", type=int, help="an earlier year, for shift_share; the first by default")


def run(args: argparse.Namespace) -> int:
    """Print one row for every cell of which anything is published."""
    chosen = dataset(args.data)
    catalog = load_catalog(settings())
    found = grouped(panel(catalog, chosen.key), catalog, chosen.groupings[0] if args.group is None else args.group)
    earlier = args.earlier if args.earlier is not None else found.periods[0] if len(found.periods) > 1 else None
    year = args.year if args.year is not None else found.periods[-1]
    cells = found.cells(year, earlier=None if earlier == year else earlier)
    rows = _rows(cells, rate(cells, method=args.method))
    if args.json:
        print(json.dumps({"rows": rows}, ensure_ascii=False))
        return 0
    shown = sorted(rows, key=lambda row: -math.inf if row["score"] is None else row["score"], reverse=True)[:20]
    for row in shown:
        print("  ".join(f"{key}={value}" for key, value in row.items()))
    if below := found.negative(year):
        print(f"{below} cells are below zero in {year} and have no rating.")
    print(f"{len(rows)} cells of {chosen.key}, {year}, by {args.method}; the first {len(shown)} are shown.")
    return 0


def _rows(cells: Cells, rating: Rating) -> list[dict[str, Any]]:
    rows = []
    for row, region in enumerate(cells.regions):
        for column, industry in enumerate(cells.industries):
            if math.isnan(cells.jobs[row, column]):
                continue
            record: dict[str, Any] = {
                "region_code": region,
                "cluster": industry,
                "jobs": _number(cells.jobs[row, column]),
                "establishments": None if cells.establishments is None else _number(cells.establishments[row, column]),
                "lq": None,
                **{name: _number(part[row, column]) for name, part in rating.parts.items()},
                **{name: bool(flag[row, column]) for name, flag in rating.flags.items()},
                "score": _number(rating.score[row, column]),
            }
            rows.append(record)
    return rows


def _number(value: float) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if value == int(value) and abs(value) >= 1e-12 else round(float(value), 9)
