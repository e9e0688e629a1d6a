"""Verb `prepare`: build the embedded store from the data package."""

from __future__ import annotations

import argparse
import json

from geo.datasets import builtin
from geo.prepare import STEPS, prepare
from geo.settings import settings

HELP = "check the data files and build boundaries, tile store and browser assets (nothing to do if they are current)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument("--force", action="store_true", help="build again even if the store is current")


def run(args: argparse.Namespace) -> int:
    """Build the store and report each step as it starts."""
    done: list[str] = []

    def report(step: str) -> None:
        done.append(step)
        if args.json:
            print(json.dumps({"step": step, "number": len(done), "of": len(STEPS)}), flush=True)
        else:
            print(f"[{len(done)}/{len(STEPS)}] {step}", flush=True)

    built = prepare(settings(), report=report, force=args.force)
    builtin.prepare(settings(), lambda name: None if args.json else print(f"dataset {name}", flush=True))
    if args.json:
        print(json.dumps({"ok": True, "built": built, "store": str(settings().store_dir)}), flush=True)
    elif not built:
        print("The store is current.")
    return 0
