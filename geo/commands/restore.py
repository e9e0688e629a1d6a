"""Verb `restore`: put back what an archive of `backup` holds; all of it or nothing, and what it replaces is kept."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from geo.access.ledger import shared_ledger
from geo.backup.service import restore
from geo.settings import settings

HELP = "put back what `backup` wrote: all of it or nothing; what is replaced is kept beside. Stop the server first"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add from what."""
    parser.add_argument("file", metavar="FILE", type=Path, help="archive that `backup` wrote")


def run(args: argparse.Namespace) -> int:
    """Restore it, and tell where the former folders are."""
    config = settings()
    done = restore(args.file, config)
    # The record is now the archive's; that it was put back belongs into it.
    shared_ledger(config).note("restore", f"backup/{args.file.name}", by=None, detail=done.contents.at)
    if args.json:
        told = {"at": done.contents.at, "version": done.contents.version, "files": len(done.contents.files)}
        print(json.dumps({"ok": True} | told | {"before": [str(path) for path in done.before]}, ensure_ascii=False))
    else:
        print(f"Restored {len(done.contents.files)} files of {done.contents.at}.")
        for path in done.before:
            print(f"What was there before: {path}")
    return 0
