"""MapInfo tables (TAB with its parts, MIF with MID), read in the character set their texts are in whatever they say."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.ingest.archives.archive import Member
from geo.ingest.findings import Refusal
from geo.ingest.layer import Layer, unique_names
from geo.ingest.tables import dbf
from geo.ingest.task import Task
from geo.ingest.texts import encoding, lines
from geo.ingest.texts.encoding import Verdict
from geo.ingest.vectors import gdal

_BYTES: Final = "ISO-8859-1"  # a letter for every byte, so that nothing is lost on the way
PARTS: Final = {".tab": (".dat", ".dbf", ".map", ".id", ".ind"), ".mif": (".mid",)}
_CHARSET: Final = re.compile(rb"(?im)^\s*!?charset\s+\"?([\w-]+)\"?|\bcharset\s+\"([\w-]+)\"")
_TABLE_TYPE: Final = re.compile(rb"(?im)^\s*type\s+(\w+)")
_FIELD: Final = re.compile(
    rb"(?im)^\s*(\S+)\s+(char|integer|smallint|largeint|decimal|float|date|time|datetime|logical)\b"
)


def read(member: Member, siblings: dict[str, Path], task: Task) -> list[Layer]:
    """Read one MapInfo table.

    Parameters
    ----------
    member : the ``.tab`` or ``.mif``.
    siblings : extension -> file of the parts beside it.

    Raises
    ------
    Refusal
        if a part it needs is missing, it is a view or picture, or GDAL cannot read it.
    """
    layer = Layer(member.stem.rsplit("/", 1)[-1], pd.DataFrame(), np.array([], object), format="mapinfo")
    (_tab if member.suffix == ".tab" else _mif)(member.path, siblings, layer, task)
    task.count_features(layer.features)
    return [layer]


def _declared(head: bytes) -> str:
    """Return the declared character set, "" where it declares none (MapInfo says Neutral)."""
    found = _CHARSET.search(head)
    name = (found[1] or found[2]).decode("ascii", "replace") if found else ""
    return "" if name.lower() == "neutral" else name


def _tab(path: Path, siblings: dict[str, Path], layer: Layer, task: Task) -> None:
    head = path.read_bytes()
    kind = found[1].upper().decode("ascii") if (found := _TABLE_TYPE.search(head)) else "NATIVE"
    if kind not in ("NATIVE", "DBF"):
        raise Refusal("format_unsupported", looks=f"MapInfo TAB, Type {kind}")
    part = ".dbf" if kind == "DBF" else ".dat"
    if part not in siblings:
        raise Refusal("format_damaged", format="MapInfo TAB", detail=f"{part} missing")
    verdict = _judge_table(head, siblings[part])
    layer.note_encoding(verdict, forced=task.encoding)
    folder = task.fresh_folder()
    target = folder / "layer.tab"
    # Without a character set the driver hands on the bytes, of which names are cut in the middle of a letter.
    plain = re.sub(rb"(?im)(charset\s+)\"?[\w-]+\"?", rb'\1"Neutral"', head)
    target.write_bytes(re.sub(rb"(?im)^(\s*file\s+).*$", rb'\1"layer' + part.encode() + rb'"', plain))
    for suffix in PARTS[".tab"]:
        if suffix in siblings:
            (folder / f"layer{suffix}").symlink_to(siblings[suffix])
    gdal.read_layer(target, None, format_name="MapInfo", layer=layer, encoding=_BYTES)
    _decode(layer, task.encoding or verdict.name)
    with contextlib.suppress(Refusal):
        _count(layer, dbf.open_dbf(siblings[part]).claimed)


def _count(layer: Layer, claimed: int) -> None:
    """Tell of rows that the table's header claims and the driver did not find."""
    if claimed > layer.features:
        layer.found("features_uncounted", values={"expected": claimed, "count": layer.features})


def _decode(layer: Layer, used: str) -> None:
    """Decode names and texts that were read byte for byte; what a fixed width cut in its last letter loses that."""

    def text(value: Any) -> Any:
        if not isinstance(value, str) or value.isascii():
            return value
        raw = value.encode(_BYTES, "replace")
        try:
            return encoding.decode_cut(raw, used)[0]
        except UnicodeDecodeError:
            return raw.decode(used, "replace")

    names = unique_names([str(text(name)) for name in layer.table.columns])[0]
    for name in layer.table.columns:
        if layer.table[name].dtype.kind in "OT":
            layer.table[name] = pd.Series([text(cell) for cell in layer.table[name]], dtype="object")
    layer.table.columns = pd.Index(names)


def _judge_table(head: bytes, path: Path) -> Verdict:
    """Choose the encoding from the field names and the text columns.

    The table is laid out as dBASE, but numbers are binary and what follows a name in the header is whatever lay in the
    writer's memory: taken for text, either would speak for another encoding each time the file is written.
    """
    fields = [(name, kind.lower()) for name, kind in _FIELD.findall(head)]
    cells: list[bytes] = []
    try:
        table = dbf.open_dbf(path)
    except Refusal:
        table = None  # GDAL tells what is wrong with it
    if table is not None and len(fields) == len(table.columns):
        texts = [column for column, (_, kind) in zip(table.columns, fields, strict=True) if kind == b"char"]
        cells = dbf.sample_texts(table, texts)
    return encoding.detect([*(name for name, _ in fields), *cells], declared=_declared(head))


def _mif(path: Path, siblings: dict[str, Path], layer: Layer, task: Task) -> None:
    for part in (path, siblings.get(".mid", path)):
        lines.refuse_one_line(part, layer.name)
    text = path.read_bytes()
    table = siblings[".mid"].read_bytes() if ".mid" in siblings else None
    if table is None:
        layer.found("dbf_missing", values={"part": ".mid"})
    verdict = encoding.detect_document(text + (table or b"")[: encoding.SAMPLE_BYTES], declared=_declared(text))
    layer.note_encoding(verdict, forced=task.encoding)
    used = task.encoding or verdict.name
    folder = task.fresh_folder()
    target = folder / "layer.mif"
    plain = re.sub(r"(?im)^\s*charset\s+\"?[\w-]+\"?", 'Charset "UTF-8"', text.decode(used, "replace"), count=1)
    target.write_text(plain, "utf-8", newline="")
    if table is not None:
        (folder / "layer.mid").write_text(table.decode(used, "replace"), "utf-8", newline="")
    gdal.read_layer(target, None, format_name="MapInfo", layer=layer)
    if table is not None and (rows := sum(bool(line.strip()) for line in table.splitlines())) > layer.features:
        layer.found("features_uncounted", values={"expected": rows, "count": layer.features})
