"""Verb `inspect`: examine a file as the upload doctor does, in the sandbox, and write a repaired copy."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

HELP = "examine a spatial file or table, say what is wrong and repair it (exit 0 ok, 1 warn, 2 reject)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the file; parts of a shapefile are found beside it")
    parser.add_argument(
        "--fix",
        type=Path,
        metavar="OUT",
        help="write a repaired copy: .gpkg, .geojson, .parquet, .shp or .zip (shapefile)",
    )
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of the messages (default: en)")
    parser.add_argument("--encoding", default="", help="read texts in this encoding")
    parser.add_argument("--crs", default="", help="reference system of the coordinates, such as EPSG:4527")
    parser.add_argument(
        "--datum", choices=("wgs84", "gcj02", "bd09"), default="", help="datum of longitudes and latitudes in China"
    )
    parser.add_argument(
        "--swap-axes", action=argparse.BooleanOptionalAction, default=None, help="exchange x and y, or leave them"
    )
    parser.add_argument("--columns", default="", metavar="X,Y", help="columns of a table that hold the place")
    parser.add_argument(
        "--layer", action="append", default=[], metavar="NAME", help="read only this layer (may be repeated)"
    )


def run(args: argparse.Namespace) -> int:
    """Examine the file, print the report, and return 0 (ok), 1 (warn) or 2 (reject)."""
    from geo.ingest import examination, report
    from geo.ingest.errors import UploadRequestError
    from geo.ingest.repair import COPY_FORMATS

    path: Path = args.file
    if not path.is_file():
        raise UploadRequestError(f"There is no file {str(path)!r}.", value=str(path))
    if args.fix and args.fix.suffix.lower() not in COPY_FORMATS:
        known = ", ".join(COPY_FORMATS)
        raise UploadRequestError(
            f"{str(args.fix)!r} has no extension of a format to write. Use one of {known}.", value=str(args.fix)
        )
    choices = examination.Choices(
        encoding=args.encoding,
        crs=args.crs,
        datum=args.datum,
        swap_axes=args.swap_axes,
        columns=tuple(name for name in args.columns.split(",") if name),
        layers=tuple(args.layer),
    )
    copy = f"copy{args.fix.suffix.lower()}" if args.fix else ""
    examined = examination.examine(examination.with_siblings(path), choices=choices, copy=copy)
    try:
        if args.fix and examined.report.status != "reject":
            _hand_over(examined.folder / "out", args.fix)
        if args.json:
            # Escaped, so that no byte of an upload reaches a terminal and lone surrogates stay valid JSON.
            print(json.dumps(examined.report.for_machines(args.lang), allow_nan=False))
        else:
            print(_printable(report.to_text(examined.report, args.lang)))
        return examined.report.exit_status
    finally:
        examined.close()


def _hand_over(out: Path, target: Path) -> None:
    """Move the copy and its parts to where the person wants them, under the name given."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for found in sorted(out.iterdir()):
        if found.name.startswith("copy") and not found.is_symlink():
            shutil.move(found, target.with_name(target.stem + found.name.removeprefix("copy")))


def _printable(text: str) -> str:
    """Return a text without control characters, which a terminal would obey."""
    encoding = sys.stdout.encoding or "utf-8"
    shown = "".join(char if char == "\n" or char.isprintable() else f"\\x{ord(char):02x}" for char in text)
    return shown.encode(encoding, "backslashreplace").decode(encoding)
