"""Verb `datasets`: list, verify or remove the datasets that were ingested."""

from __future__ import annotations

import argparse
import json

from geo.datasets import register
from geo.settings import settings

HELP = "list the datasets, verify that their files are whole, or remove one"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, and with which dataset."""
    json_too = argparse.ArgumentParser(add_help=False)
    json_too.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", parents=[json_too], help="list all datasets")
    verify = actions.add_parser("verify", parents=[json_too], help="read every file again and compare")
    verify.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    remove = actions.add_parser("remove", parents=[json_too], help="delete a dataset")
    remove.add_argument("name", metavar="NAME")


def run(args: argparse.Namespace) -> int:
    """Do it; `verify` ends with 1 when anything is not as it was written."""
    if args.action == "list":
        return _list(as_json=args.json)
    if args.action == "verify":
        return _verify(args.names, as_json=args.json)
    register.remove(args.name, config=settings())
    print(json.dumps({"ok": True, "name": args.name, "action": "remove"}) if args.json else f"{args.name}: removed")
    return 0


def _list(*, as_json: bool) -> int:
    found = register.entries(settings())
    if as_json:
        told = [
            {
                "name": entry.name,
                "rows": entry.manifest.rows if entry.manifest else None,
                "content": entry.manifest.content if entry.manifest else None,
                "synthetic": entry.manifest.synthetic if entry.manifest else None,
                "bytes": entry.bytes,
                "fault": entry.fault or None,
            }
            for entry in found
        ]
        print(json.dumps({"ok": True, "datasets": told}, ensure_ascii=False))
        return 0
    for entry in found:
        if entry.manifest is None:
            print(f"{entry.name}  {entry.fault}")
            continue
        mark = "  SYNTHETIC" if entry.manifest.synthetic else ""
        print(
            f"{entry.name}  {entry.manifest.rows:,} rows  {entry.bytes / 1e6:.1f} MB  "
            f"{entry.manifest.content[:16]}{mark}"
        )
    print(f"{len(found)} datasets")
    return 0


def _verify(names: list[str], *, as_json: bool) -> int:
    asked = names or [entry.name for entry in register.entries(settings())]
    faults = {name: register.verify(name, config=settings()) for name in asked}
    broken = any(faults.values())
    if as_json:
        print(json.dumps({"ok": not broken, "datasets": faults}, ensure_ascii=False))
    else:
        for name, found in faults.items():
            print(f"{name}: " + ("whole" if not found else f"{len(found)} faults"))
            for fault in found:
                print(f"  {fault}")
    return int(broken)
