"""Verb `backup`: write everything people save and publish into one verified archive, while the server runs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from geo.access.ledger import shared_ledger
from geo.backup.service import backup
from geo.keeping.files import digest_of
from geo.settings import settings

HELP = "write what people save and publish, and the datasets, into one archive; the server may run meanwhile"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where to."""
    parser.add_argument("out", metavar="OUT", type=Path, help="archive to write (.tar), or a folder for it")


def run(args: argparse.Namespace) -> int:
    """Write it, and tell what is in it and its hash."""
    file, contents = backup(args.out, settings())
    digest = digest_of(file)
    shared_ledger().note("backup", f"backup/{file.name}", by=None, detail=digest[:16])
    if args.json:
        counts = {part: sum(name.startswith(f"{part}/") for name in contents.files) for part in contents.parts}
        told = {"file": str(file), "at": contents.at, "sha256": digest, "bytes": file.stat().st_size, "files": counts}
        print(json.dumps({"ok": True} | told, ensure_ascii=False))
    else:
        print(f"{file}: {len(contents.files)} files, {contents.size / 1e6:.1f} MB\nsha256 {digest}")
    return 0
