"""Verb `verify`: check the data package against all its rules."""

from __future__ import annotations

import argparse
import dataclasses
import json

from geo.catalog.verify import verify
from geo.settings import settings

HELP = "check hashes, schema, keys, sources, places and areas of the data package; list every fault at once"


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """The verb has no options of its own."""


def run(args: argparse.Namespace) -> int:
    """Print what was found; returns 1 if there is a fault."""
    findings = verify(settings())
    if args.json:
        report = {"ok": findings.ok, **dataclasses.asdict(findings)}
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return 0 if findings.ok else 1
    for fault in findings.faults:
        print(f"FAULT {fault}")
    for note in findings.notes:
        print(f"note  {note}")
    looked_at = ", ".join(f"{check} {number}" for check, number in findings.checked.items())
    print(f"{len(findings.faults)} faults, {len(findings.notes)} notes. Looked at: {looked_at}.")
    return 0 if findings.ok else 1
