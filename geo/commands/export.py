"""Verb `export`: take a comparison along as slides, a page, a figure or a workbook."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from geo.analysis.indicators import BASES
from geo.catalog import load_catalog
from geo.comparison.errors import StoryError
from geo.comparison.gather import compare
from geo.comparison.state import SCALES, ComparisonState
from geo.comparison.story import LARGEST_BYTES, Story, read_story
from geo.export.files import FORMATS, Order, export
from geo.language import LANGUAGES
from geo.settings import settings

HELP = "render a comparison of clusters as a file: slides, self-contained page, figure or workbook"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument("what", choices=("compare",), help="what to export")
    parser.add_argument("--cases", required=True, help="two to four cluster ids, joined by commas")
    parser.add_argument("--format", required=True, choices=FORMATS, help="kind of file")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write it")
    parser.add_argument("--lang", choices=tuple(LANGUAGES), help="language; the server's default without it")
    parser.add_argument("--scale", choices=SCALES, default="fit", help="fit each map, or draw all at the same scale")
    parser.add_argument("--per", choices=BASES, default="none", help="normalised view of the indicators")
    parser.add_argument("--indicators", default="", help="indicator ids, joined by commas; all by default")
    parser.add_argument("--year", type=int, help="last year of events and organisations")
    parser.add_argument("--low", action="store_true", help="include figures of low confidence, marked")
    parser.add_argument("--caption", default="", help="a line below the title")
    parser.add_argument(
        "--story", type=Path, metavar="FILE", help="captions and speaker notes saved on the compare page"
    )
    parser.add_argument("--template", type=Path, metavar="FILE.pptx", help="slides in an organisation's own look")


def run(args: argparse.Namespace) -> int:
    """Write the file and say what it is."""
    config = settings()
    catalog = load_catalog(config)
    state = ComparisonState(
        cases=tuple(part for part in args.cases.split(",") if part),
        scale=args.scale,
        indicators=tuple(part for part in args.indicators.split(",") if part),
        per=args.per,
        year=args.year,
        low=args.low,
    )
    order = Order(
        kind=args.format,
        language=args.lang or config.default_language,
        caption=args.caption,
        story=_story(args.story),
        template=args.template,
    )
    body = export(compare(catalog, config, state), order, catalog, config)
    args.out.write_bytes(body)
    digest = hashlib.sha256(body).hexdigest()
    if args.json:
        report = {"ok": True, "file": str(args.out), "bytes": len(body), "sha256": digest, "data": catalog.digest}
        print(json.dumps(report, ensure_ascii=False))
    else:
        print(f"{args.out}: {len(body)} bytes, sha256 {digest[:12]}, data as of {catalog.as_of}")
    return 0


def _story(path: Path | None) -> Story | None:
    """Read a story file; raises StoryError for one that cannot be read."""
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return read_story(file.read(LARGEST_BYTES + 1))
    except OSError as fault:
        raise StoryError(f"{path} cannot be read ({fault.strerror})") from fault
