"""Verb `synth`: write a synthetic register for benchmarks and tests."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from geo.datasets import synth
from geo.settings import settings

HELP = "write a made-up register, every row marked synthetic, for benchmarks and tests only"
MOST = 10**10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare size, seed and file."""
    parser.add_argument("--rows", type=_rows, required=True, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same rows (default 1)")
    parser.add_argument("out", type=Path, metavar="OUT", help=".parquet or .csv")


def _rows(text: str) -> int:
    rows = int(text.replace("_", ""))
    if not 1 <= rows <= MOST:
        raise argparse.ArgumentTypeError(f"{rows} rows; give 1 to {MOST}")
    return rows


def run(args: argparse.Namespace) -> int:
    """Write it."""
    synth.write(args.rows, args.seed, args.out, config=settings())
    size = args.out.stat().st_size
    if args.json:
        print(json.dumps({"ok": True, "out": str(args.out), "rows": args.rows, "bytes": size, "synthetic": True}))
    else:
        print(f"{args.out}: {args.rows:,} synthetic rows, {size / 1e6:.1f} MB")
    return 0
