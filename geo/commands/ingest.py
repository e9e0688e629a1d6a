"""Verb `ingest`: read files of a register into a dataset."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.datasets import industries, layout
from geo.datasets.columns import ROLES, parse_map
from geo.datasets.ingest import Engine, Ingested, IngestOptions, ingest
from geo.datasets.reading import plan
from geo.datasets.source import ReadOptions
from geo.model import PRECISIONS
from geo.settings import settings

ENGINES = ("embedded", "spark")
HELP = "read CSV, Parquet, GeoParquet or GeoPackage files of any size into a dataset for the map"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare files, name and what overrules the headers."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files of one register")
    parser.add_argument("--name", default="", help="name of the dataset (default: that of the first file)")
    parser.add_argument("--map", default="", metavar="ROLE=COLUMN,...", help=f"columns by role: {', '.join(ROLES)}")
    parser.add_argument("--crs", default="", help="gcj02, bd09, 4490 or a code such as EPSG:4547 (default: WGS 84)")
    parser.add_argument("--industry", default="", choices=("", *industries.SYSTEMS), help="system of industry codes")
    parser.add_argument("--precision", default="", choices=("", *PRECISIONS), help="of the coordinates, where known")
    parser.add_argument("--encoding", default="", help="of CSV: utf-8 or gb18030 (default: found)")
    parser.add_argument("--delimiter", default="", help="of CSV (default: found)")
    parser.add_argument("--layer", default="", help="of a GeoPackage with several")
    parser.add_argument("--no-quotes", action="store_true", help="read quotation marks in CSV as text")
    parser.add_argument("--title-zh", default="", help="title in Chinese")
    parser.add_argument("--title-en", default="", help="title in English")
    parser.add_argument(
        "--engine", default="embedded", choices=ENGINES, help="what reads and sorts (default: embedded)"
    )
    parser.add_argument("--master", default="local[2]", help="of Spark: local[2], spark://host:7077, yarn, k8s://...")
    parser.add_argument("--dry-run", action="store_true", help="show how the columns would be read, and stop")


def run(args: argparse.Namespace) -> int:
    """Show the columns, read, and report."""
    options = IngestOptions(
        ReadOptions(args.encoding, args.delimiter, args.layer, not args.no_quotes),
        parse_map(args.map),
        args.crs,
        args.industry,
        args.precision,
        {"zh": args.title_zh or args.title_en, "en": args.title_en or args.title_zh}
        if args.title_zh or args.title_en
        else {},
    )
    name = args.name or layout.name_from(args.files[0])
    plans = [plan(path, options, config=settings(), number=number).told() for number, path in enumerate(args.files)]
    if not args.json:
        for told in plans:
            _show_columns(told)
    if args.dry_run:
        if args.json:
            print(json.dumps({"ok": True, "name": name, "files": plans}, ensure_ascii=False))
        return 0
    shown = _Bar(quiet=args.json or not sys.stderr.isatty())
    with _engine(args.engine, args.master) as engine:
        done = ingest(args.files, name, options, config=settings(), progress=shown.step, engine=engine)
    shown.end()
    if args.json:
        manifest = done.manifest
        made = {"ok": True, "name": name, "rows": manifest.rows, "content": manifest.content, "resumed": done.resumed}
        made |= {"synthetic": manifest.synthetic, "folder": str(done.folder), "report": dict(manifest.report)}
        print(json.dumps(made, ensure_ascii=False))
    else:
        _show_report(done)
    return 0


@contextmanager
def _engine(name: str, master: str) -> Iterator[Engine | None]:
    """Yield the engine that is asked for; None = this process."""
    if name != "spark":
        yield None
        return
    from geo.datasets import spark

    with spark.session(master) as session:
        yield spark.SparkEngine(session)


def _show_columns(told: layout.FileReport) -> None:
    print(
        f"{told['file']}: {told['datum'][:40]} ({told['datum_basis']})"
        + (", axes exchanged" if told["axes_swapped"] else "")
    )
    for role, column in told["columns"].items():
        print(f"  {role:<10} <- {column}" + ("" if role not in told["guessed"] else "   (by its header)"))
    if told["unused"]:
        print(f"  not used: {', '.join(told['unused'][:12])}")
    if told["datum_suspected"]:
        suspected = told["datum_suspected"]
        print(f"  Names speak of {suspected}: if the coordinates are in it, give --crs {suspected}.")


def _show_report(done: Ingested) -> None:
    report = done.manifest.report
    again = "  (went on after an interruption)" if done.resumed else ""
    print(f"{done.manifest.name}: {report['kept']:,} of {report['read']:,} rows kept{again}")
    print(f"  repeated ids: {report['duplicates']:,}")
    for what, rows in (("rejected", report["rejected"]), ("changed", report["changed"])):
        for reason, count in rows.items():
            print(f"  {what}, {reason}: {count:,}")
    print(f"  outside the declared country: {report['outside_country']:,}; unit: {report['outside_unit']:,}")
    print(f"  content {done.manifest.content}")
    print(f"  each row that was rejected or changed: {done.folder / 'rows.csv'}")


class _Bar:
    """A progress line on a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def step(self, name: str, share: float, rows: int) -> None:
        """Show how far a step is."""
        if not self._quiet:
            filled = int(share * 30)
            print(
                f"\r{name:<6} [{'#' * filled}{'.' * (30 - filled)}] {rows:>13,} rows",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def end(self) -> None:
        """End the line."""
        if not self._quiet:
            print(file=sys.stderr)
