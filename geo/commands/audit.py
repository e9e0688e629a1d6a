"""Verb `audit`: write the one record of who did what, when and from where, of all registers."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from geo.errors import SettingError
from geo.operations.trail import as_csv, as_json, trail
from geo.settings import settings

HELP = "write the audit record of all registers, as CSV or as one JSON object a line"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where to."""
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help=".csv or .jsonl; without it the last 50 lines are shown"
    )


def run(args: argparse.Namespace) -> int:
    """Write it, or show its end."""
    entries = trail(settings())
    if args.out is not None:
        try:
            args.out.write_bytes(as_json(entries) if args.out.suffix == ".jsonl" else as_csv(entries))
        except OSError as fault:
            raise SettingError(
                f"{args.out} cannot be written ({fault.strerror}). Name another place.",
                name="--out",
                value=str(args.out),
            ) from fault
    if args.json:
        told = {"ok": True, "lines": len(entries), "file": str(args.out) if args.out else None}
        print(json.dumps(told, ensure_ascii=False))
    elif args.out is not None:
        print(f"{args.out}: {len(entries)} lines")
    else:
        for entry in entries[-50:]:
            one = entry.line
            who = entry.name or one.person[:8] or one.role
            print("  ".join(filter(None, (one.at, who, entry.register, one.act, one.thing, one.detail, one.place))))
    return 0
