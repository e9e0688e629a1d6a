"""Verb `coverage`: how many of the core cells of chosen clusters are empty."""

from __future__ import annotations

import argparse
import json

from geo.analysis.core import coverage
from geo.catalog import load_catalog
from geo.comparison.core import core_of

HELP = "count the empty core cells of clusters: the twelve rows every case is compared by"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the clusters to look at."""
    parser.add_argument(
        "--cases", required=True, metavar="ID[,ID...]", help="clusters, such as tsukuba,silicon_valley,ruhr"
    )


def run(args: argparse.Namespace) -> int:
    """Print the numbers and every empty cell."""
    cases = tuple(dict.fromkeys(case.strip() for case in args.cases.split(",") if case.strip()))
    found = coverage(core_of(load_catalog(), cases))
    if args.json:
        report = {
            "rows": found.rows,
            "cells": found.cells,
            "missing": found.missing,
            "by_case": dict(found.by_case),
            "empty": [list(pair) for pair in found.empty],
        }
        print(json.dumps(report, ensure_ascii=False))
        return 0
    share = 100 * found.missing / found.cells if found.cells else 0
    print(f"{found.missing} of {found.cells} core cells are empty ({share:.0f}%), {found.rows} rows.")
    for case in cases:
        names = ", ".join(core_id for subject, core_id in found.empty if subject == case)
        print(f"{case}: {found.by_case[case]} empty{': ' if names else ''}{names}")
    return 0
