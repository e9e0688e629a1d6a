"""Verb `seal`: record hash, size and number of rows of every file of the data package after a wanted edit."""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo.catalog.errors import DataFileError, FileFault
from geo.catalog.package import DESCRIPTOR, PARQUET, Described
from geo.errors import CatalogError
from geo.settings import settings

HELP = "record hash, size and rows of the data files in datapackage.json after a wanted edit"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Seal:
    """What the descriptor records of one file; `rows` is None where the file is no table."""

    path: str
    bytes: int
    hash: str
    rows: int | None


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """The verb has no options of its own."""


def run(args: argparse.Namespace) -> int:
    """Seal the package and print which files changed."""
    changed = seal(settings().data_dir)
    if args.json:
        print(json.dumps({"ok": True, "changed": [asdict(item) for item in changed]}, ensure_ascii=False))
    else:
        for item in changed:
            rows = "" if item.rows is None else f", {item.rows} rows"
            print(f"sealed {item.path}: {item.bytes} bytes{rows}")
        print(f"{len(changed)} files changed. Check the package with `python -m geo verify`.")
    return 0


def seal(data_dir: Path) -> list[Seal]:
    """Write the present hash, bytes and rows of every resource into `data_dir`/datapackage.json.

    Returns the resources whose record changed; the descriptor is left alone if there is none. Raises DataFileError
    naming every file that is missing, and CatalogError for a file that is no table of its schema: nothing is
    written then.
    """
    path = data_dir / DESCRIPTOR
    try:
        package: dict[str, Any] = json.loads(path.read_bytes())
        resources: list[Described] = package["resources"]
        names = [(item["path"], str(item.get("format", ""))) for item in resources]
    except OSError as fault:
        raise DataFileError(FileFault(DESCRIPTOR, "(none recorded)", None)) from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise CatalogError(
            f"{DESCRIPTOR} is no data package descriptor ({type(fault).__name__}: {fault}). "
            "It must be JSON with a list `resources`, each with a path.",
            path=DESCRIPTOR,
        ) from fault
    missing = [name for name, _ in names if not (data_dir / name).is_file()]
    if missing:
        recorded = {item["path"]: str(item.get("hash", "")) or "(none recorded)" for item in resources}
        raise DataFileError(*(FileFault(name, recorded[name].removeprefix("sha256:"), None) for name in missing))
    changed: list[Seal] = []
    for described, (name, file_format) in zip(resources, names, strict=True):
        content = (data_dir / name).read_bytes()
        rows = None
        if file_format == "csv":
            rows = _count_rows(name, content, described)
        elif file_format == PARQUET:
            rows = _count_columnar(name, content, described)
        found = Seal(name, len(content), f"sha256:{hashlib.sha256(content).hexdigest()}", rows)
        record = {key: value for key, value in asdict(found).items() if value is not None and key != "path"}
        if any(described.get(key) != value for key, value in record.items()):
            described.update(record)
            changed.append(found)
    if changed:
        _replace(path, json.dumps(package, ensure_ascii=False, indent=2) + "\n")
    return changed


def _count_rows(name: str, content: bytes, described: Described) -> int:
    """Count the records of a table; raises CatalogError unless it is UTF-8 with LF and has its schema's columns."""
    columns = [field["name"] for field in described.get("schema", {}).get("fields", ())]
    if content.startswith(_BYTE_ORDER_MARK) or b"\r" in content:
        raise CatalogError(
            f"{name} has a byte order mark or carriage returns, as spreadsheets write them. "
            "Save it as UTF-8 without BOM and with LF line ends.",
            path=name,
        )
    try:
        records = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise CatalogError(f"{name} cannot be read as UTF-8 CSV ({fault}). Correct the file.", path=name) from fault
    header = records[0] if records else []
    if header != columns:
        raise CatalogError(
            f"{name} has the columns {', '.join(header) or '(none)'}; its schema has {', '.join(columns)}. "
            f"Restore the columns, or change the fields in {DESCRIPTOR} as well.",
            path=name,
        )
    uneven = next((number for number, row in enumerate(records, start=1) if len(row) != len(columns)), None)
    if uneven is not None:
        raise CatalogError(
            f"{name}, record {uneven}: {len(records[uneven - 1])} cells, {len(columns)} columns. "
            "Quote cells that hold commas.",
            path=name,
            row=uneven,
        )
    return len(records) - 1


def _count_columnar(name: str, content: bytes, described: Described) -> int:
    """Return the rows of a Parquet file; raises CatalogError unless it is one and has its schema's columns."""
    import pyarrow
    import pyarrow.parquet

    columns = [field["name"] for field in described.get("schema", {}).get("fields", ())]
    try:
        file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
    except pyarrow.ArrowException as fault:
        raise CatalogError(f"{name} cannot be read as Parquet ({fault}). Restore the file.", path=name) from fault
    if file.schema_arrow.names != columns:
        raise CatalogError(
            f"{name} has the columns {', '.join(file.schema_arrow.names) or '(none)'}; its schema has "
            f"{', '.join(columns)}. Restore the columns, or change the fields in {DESCRIPTOR} as well.",
            path=name,
        )
    return int(file.metadata.num_rows)


def _replace(path: Path, text: str) -> None:
    """Write `text` to `path` in one step, so that a reader never meets half a descriptor."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, text=False)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(path.stat().st_mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
