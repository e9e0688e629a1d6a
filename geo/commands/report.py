"""Verb `report`: the panorama report of some clusters as a page, a paper or slides."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from geo.catalog import load_catalog
from geo.governance.book import shared_book
from geo.governance.edition import LARGEST_BYTES, read_edition, write_edition
from geo.governance.errors import ReportError
from geo.governance.files import FORMATS, report_file
from geo.language import LANGUAGES
from geo.model import Cluster
from geo.settings import settings

HELP = "make the panorama report of some clusters: self-contained page, Word paper or slides"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument("out", type=Path, metavar="OUT", help="where to write it")
    parser.add_argument("--clusters", required=True, help="cluster ids, joined by commas; `all` for every one")
    parser.add_argument("--language", choices=tuple(LANGUAGES), help="language; the server's default without it")
    parser.add_argument("--format", required=True, choices=FORMATS, help="kind of file")
    parser.add_argument("--before", type=Path, metavar="FILE", help="edition to tell the changes since")
    parser.add_argument("--edition", type=Path, metavar="FILE", help="where to save this edition for the next report")
    parser.add_argument("--template", type=Path, metavar="FILE.pptx", help="slides in an organisation's own look")


def run(args: argparse.Namespace) -> int:
    """Write the file and say what it is."""
    config = settings()
    catalog = load_catalog(config)
    clusters = list(catalog.every(Cluster)) if args.clusters == "all" else args.clusters.split(",")
    before = None if args.before is None else read_edition(_content(args.before))
    body, made = report_file(
        catalog,
        config,
        shared_book(config).pages(),
        clusters,
        language=args.language or config.default_language,
        kind=args.format,
        before=before,
        template=args.template,
    )
    args.out.write_bytes(body)
    if args.edition is not None:
        args.edition.write_text(write_edition(made.edition), "utf-8")
    digest = hashlib.sha256(body).hexdigest()
    if args.json:
        told = {"ok": True, "file": str(args.out), "bytes": len(body), "sha256": digest, "data": catalog.digest}
        print(json.dumps({**told, "clusters": len(made.edition.clusters)}, ensure_ascii=False))
    else:
        print(f"{args.out}: {len(body)} bytes, sha256 {digest[:12]}, data as of {catalog.as_of}")
    return 0


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as fault:
        raise ReportError("edition", value=path) from fault
