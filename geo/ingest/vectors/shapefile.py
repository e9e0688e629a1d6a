"""Shapefiles: checks every record before GDAL sees it, rebuilds the index, and joins shapes and attributes by row.

Source of the layout: ESRI Shapefile Technical Description (1998).
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.ingest.archives.archive import Member
from geo.ingest.findings import Refusal, first_rows
from geo.ingest.layer import Layer
from geo.ingest.tables import dbf
from geo.ingest.task import Task
from geo.ingest.texts import encoding
from geo.ingest.vectors import gdal, records

PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".cst")
_SIGNATURE: Final = 9994
_HEADER: Final = 100
_NULL, _POINT, _POLYLINE, _POLYGON, _MULTIPOINT, _MULTIPATCH = 0, 1, 3, 5, 8, 31
# Shape type -> (base kind, has Z, has M always present).
_KINDS: Final = {
    0: (_NULL, False),
    1: (_POINT, False),
    3: (_POLYLINE, False),
    5: (_POLYGON, False),
    8: (_MULTIPOINT, False),
    11: (_POINT, True),
    13: (_POLYLINE, True),
    15: (_POLYGON, True),
    18: (_MULTIPOINT, True),
    21: (_POINT, False),
    23: (_POLYLINE, False),
    25: (_POLYGON, False),
    28: (_MULTIPOINT, False),
    31: (_MULTIPATCH, True),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """The files that make up one shapefile, found by their common stem."""

    stem: str
    files: dict[str, Path]


def group(members: Iterable[Member]) -> list[Parts]:
    """Return the shapefiles among members, in order; a group without `.shp` counts if it has another part."""
    groups: dict[str, Parts] = {}
    for member in members:
        if member.suffix in PARTS:
            parts = groups.setdefault(member.stem.lower(), Parts(member.stem, {}))
            parts.files.setdefault(member.suffix, member.path)
    return [parts for parts in groups.values() if parts.files.keys() & {".shp", ".shx", ".dbf"}]


def read(parts: Parts, task: Task) -> Layer:
    """Read one shapefile.

    Raises
    ------
    Refusal
        if the `.shp` is missing, is not one, or holds a record that cannot be.
    """
    name = parts.stem.rsplit("/", 1)[-1]
    shp = parts.files.get(".shp")
    if shp is None:
        raise Refusal("shp_missing", name=name, present=", ".join(sorted(parts.files)))
    layer = Layer(name, pd.DataFrame(), np.array([], object), format="shapefile")
    data = _open(shp, name)
    offsets = _offsets(data, parts.files.get(".shx"), layer)
    kinds = _check_records(data, offsets, name, task)
    aside = Layer(name, layer.table, layer.geometry)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # GDAL needs no lock of the interpreter while it builds geometries, so the table is read meanwhile.
        attributes = beside.submit(_attributes, parts, aside, len(offsets), task)
        geometry = _geometry(shp, data, offsets, kinds, layer, task)
        table, dropped = attributes.result()
    _account(kinds, _number_at(data, offsets + 4, ">i4") * 2, geometry, layer)
    if surfaces := int((kinds == _MULTIPATCH).sum()):
        layer.found(
            "geometry_surfaces", values={"count": surfaces}, rows=first_rows(np.flatnonzero(kinds == _MULTIPATCH))
        )
    layer.crs_text = _side_text(parts.files.get(".prj"))
    layer.findings += aside.findings
    layer.table, layer.geometry = table, geometry
    if len(dropped):
        keep = np.delete(np.arange(len(offsets)), dropped)
        layer.table = table.iloc[keep].reset_index(drop=True)
        layer.geometry = geometry[keep]
    return layer


def _open(shp: Path, name: str) -> np.ndarray[Any, Any]:
    size = shp.stat().st_size
    if size == 0:
        raise Refusal("shp_empty", name=name)
    with shp.open("rb") as stream:
        head = stream.read(_HEADER)
    if len(head) < 4 or struct.unpack(">i", head[:4])[0] != _SIGNATURE:
        raise Refusal("shp_signature", name=name, looks=looks_like(head))
    if size < _HEADER:
        raise Refusal("shp_header", name=name, bytes=size)
    if struct.unpack("<i", head[32:36])[0] not in _KINDS:
        raise Refusal("shp_header", name=name, bytes=size)
    return np.memmap(shp, "u1", "r")


def looks_like(head: bytes) -> str:
    """Return a short name of what a file's first bytes look like."""
    known = (
        (b"\x89PNG", "PNG"),
        (b"\xff\xd8", "JPEG"),
        (b"%PDF", "PDF"),
        (b"PK", "ZIP"),
        (b"MZ", "EXE"),
        (b"<", "XML / HTML"),
        (b"{", "JSON"),
        (b"SQLite", "SQLite"),
    )
    return next((label for start, label in known if head.lstrip().startswith(start)), head[:8].hex(" "))


def _number_at(data: np.ndarray[Any, Any], positions: np.ndarray[Any, Any], kind: str) -> np.ndarray[Any, Any]:
    """Return the 4-byte integers at byte positions, as int64."""
    index = positions[:, None] + np.arange(4)
    return np.ascontiguousarray(data[index]).view(kind).ravel().astype("i8")


def _offsets(data: np.ndarray[Any, Any], shx: Path | None, layer: Layer) -> np.ndarray[Any, Any]:
    """Return the byte offset of every record, from the index if it agrees with the records, else from the chain."""
    size = len(data)
    claimed = int.from_bytes(bytes(data[24:28]), "big") * 2
    indexed = _indexed(data, shx)
    if indexed is None:
        offsets, end = _chain(data)
        layer.found(
            "shx_rebuilt", values={"count": len(offsets), "reason": "shx_absent" if shx is None else "shx_wrong"}
        )
    else:
        offsets, end = indexed
    if end < size and size - end >= 8 and _record_starts(data, end):
        length = int.from_bytes(bytes(data[end + 4 : end + 8]), "big") * 2
        layer.found("shp_truncated", values={"kept": len(offsets), "missing": end + 8 + length - size})
    elif (claimed > size and end >= size - 8 and claimed - size < 1 << 24 and claimed != size) or claimed != size:
        layer.found("shp_length_fixed", values={"claimed": claimed, "bytes": size})
    return offsets


def _record_starts(data: np.ndarray[Any, Any], position: int) -> bool:
    """Tell whether a record that the file does not hold wholly begins here."""
    length = int.from_bytes(bytes(data[position + 4 : position + 8]), "big") * 2
    if position + 12 > len(data):
        return length > 0
    return 0 < length < 1 << 31 and int.from_bytes(bytes(data[position + 8 : position + 12]), "little") in _KINDS


def _indexed(data: np.ndarray[Any, Any], shx: Path | None) -> tuple[np.ndarray[Any, Any], int] | None:  # noqa: PLR0911 - one return per way an index can be wrong
    """Return offsets and end as the index gives them, None where they do not fit the records exactly."""
    if shx is None or shx.stat().st_size < _HEADER:
        return None
    raw = shx.read_bytes()
    count = (len(raw) - _HEADER) // 8
    entries = np.frombuffer(raw, ">i4", count * 2, _HEADER).reshape(-1, 2).astype("i8") * 2
    offsets, lengths = entries[:, 0], entries[:, 1]
    if count == 0:
        return (offsets, _HEADER) if len(data) <= _HEADER + 8 else None
    ends = offsets + 8 + lengths
    if offsets.min() < _HEADER or ends.max() > len(data) or (lengths < 4).any():
        return None
    # Records may stand in any order, but they must say the same length and leave nothing over.
    if (_number_at(data, offsets + 4, ">i4") * 2 != lengths).any():
        return None
    order = np.argsort(offsets, kind="stable")
    if (ends[order][:-1] > offsets[order][1:]).any():
        return None
    end = int(ends.max())
    if end + 8 <= len(data) and _record_starts(data, end):
        length = int.from_bytes(bytes(data[end + 4 : end + 8]), "big") * 2
        if end + 8 + length <= len(data):
            return None
    return offsets, end


def _chain(data: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], int]:
    """Walk from record to record; returns the offsets of whole records and where the walk ended."""
    offsets: list[int] = []
    position, size = _HEADER, len(data)
    view = memoryview(data)  # type: ignore[arg-type] # numpy arrays are buffers
    while position + 12 <= size:
        length = int.from_bytes(view[position + 4 : position + 8], "big") * 2
        if length < 4 or length >= 1 << 32 or position + 8 + length > size:
            break
        offsets.append(position)
        position += 8 + length
    return np.array(offsets, "i8"), position


def _check_records(
    data: np.ndarray[Any, Any], offsets: np.ndarray[Any, Any], name: str, task: Task
) -> np.ndarray[Any, Any]:
    """Compare what every record says it holds with its length; returns the shape types.

    A record that claims two thousand million points makes a reader allocate them; one such record refuses the file.
    """
    if len(offsets) == 0:
        if len(data) > _HEADER + 8:
            raise Refusal("shp_record", name=name, record=1, claimed=0, bytes=len(data) - _HEADER)
        return np.array([], "i8")
    task.count_features(len(offsets))
    lengths = _number_at(data, offsets + 4, ">i4") * 2
    kinds = _number_at(data, offsets + 8, "<i4")
    least = np.full(len(offsets), 4, "i8")
    vertices = np.zeros(len(offsets), "i8")
    for kind, (base, has_z) in _KINDS.items():
        chosen = np.flatnonzero(kinds == kind)
        if len(chosen) == 0 or base == _NULL:
            continue
        if base == _POINT:
            least[chosen] = 20 + 8 * has_z
            vertices[chosen] = 1
            continue
        fixed = 40 if base == _MULTIPOINT else 44
        short = chosen[lengths[chosen] < fixed]
        if len(short):
            raise _record_fault(name, int(short[0]), 0, int(lengths[short[0]]))
        counts = _number_at(data, offsets[chosen] + 44, "<i4")
        parts = np.zeros(len(chosen), "i8")
        points = counts
        if base != _MULTIPOINT:
            parts, points = counts, _number_at(data, offsets[chosen] + 48, "<i4")
        size_of_part = 8 if base == _MULTIPATCH else 4
        least[chosen] = fixed + parts * size_of_part + points * 16 + has_z * (16 + points * 8)
        least[chosen[(parts < 0) | (points < 0)]] = np.iinfo("i8").max
        vertices[chosen] = points
    unknown = np.flatnonzero(~np.isin(kinds, list(_KINDS)))
    wrong = np.union1d(unknown, np.flatnonzero(least > lengths))
    if len(wrong):
        first = int(wrong[0])
        raise _record_fault(name, first, int(vertices[first]), int(lengths[first]))
    task.count_vertices(int(vertices.sum()))
    return kinds


def _record_fault(name: str, position: int, claimed: int, length: int) -> Refusal:
    return Refusal("shp_record", name=name, record=position + 1, claimed=claimed, bytes=length)


def _geometry(
    shp: Path,
    data: np.ndarray[Any, Any],
    offsets: np.ndarray[Any, Any],
    kinds: np.ndarray[Any, Any],
    layer: Layer,
    task: Task,
) -> np.ndarray[Any, Any]:
    """Build the geometries of the checked records: the simple ones from their bytes, the others with GDAL."""
    geometry, built = records.build(data, offsets, kinds)
    rest = np.flatnonzero(~built & (kinds != _NULL))
    if len(rest):
        geometry[rest] = _from_gdal(shp, data, offsets, rest, layer, task)
    return geometry


def _from_gdal(
    shp: Path,
    data: np.ndarray[Any, Any],
    offsets: np.ndarray[Any, Any],
    rows: np.ndarray[Any, Any],
    layer: Layer,
    task: Task,
) -> np.ndarray[Any, Any]:
    """Have GDAL build the geometries of some records, under a name and an index of ours that holds only these."""
    folder = task.fresh_folder()
    target = folder / "shape.shp"
    size = len(data)
    if int.from_bytes(bytes(data[24:28]), "big") * 2 == size:
        target.symlink_to(shp)
    else:
        shutil.copyfile(shp, target)
        with target.open("r+b") as stream:
            stream.seek(24)
            stream.write(struct.pack(">i", size // 2))
    lengths = _number_at(data, offsets[rows] + 4, ">i4")
    entries = np.stack([offsets[rows] // 2, lengths], axis=1).astype(">i4").tobytes()
    header = bytearray(bytes(data[:_HEADER]))
    header[24:28] = struct.pack(">i", (_HEADER + len(entries)) // 2)
    (folder / "shape.shx").write_bytes(bytes(header) + entries)
    return gdal.read_geometry(target, rows=rows, layer=layer)


def _account(
    kinds: np.ndarray[Any, Any], lengths: np.ndarray[Any, Any], geometry: np.ndarray[Any, Any], layer: Layer
) -> None:
    """Tell of records that hold a shape for which GDAL returned nothing at all."""
    told = sum(finding.values["count"] for finding in layer.findings if finding.code == "geometry_lost")
    lost = np.flatnonzero((kinds != _NULL) & shapely.is_missing(geometry)) if len(kinds) else np.array([], "i8")
    drawn = int((kinds != _NULL).sum())
    if drawn and len(lost) == drawn:
        raise _record_fault(layer.name, int(lost[0]), 0, int(lengths[lost[0]]))
    if len(lost) > told:
        layer.found("geometry_lost", values={"count": len(lost)}, rows=first_rows(lost))


def _side_text(path: Path | None) -> str:
    if path is None:
        return ""
    data = path.read_bytes()[:20000]
    wide = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else encoding.wide_encoding(data)
    return data.decode(wide or "utf-8-sig", "replace").strip("\0 \r\n\t")


def _attributes(
    parts: Parts, layer: Layer, shapes: int, task: Task
) -> tuple[pd.DataFrame, Sequence[int] | np.ndarray[Any, Any]]:
    """Return a table with one row per shape, and which rows are marked as deleted."""
    nothing = pd.DataFrame(index=pd.RangeIndex(shapes))
    path = parts.files.get(".dbf")
    if path is None:
        layer.found("dbf_missing", values={"part": ".dbf"})
        return nothing, ()
    try:
        table = dbf.open_dbf(path, expected=shapes)
    except Refusal as fault:
        layer.found("dbf_damaged", values=fault.finding.values)
        return nothing, ()
    task.count_fields(len(table.columns))
    cpg = _side_text(parts.files.get(".cpg") or parts.files.get(".cst"))
    verdict = dbf.judge_encoding(table, cpg=cpg, forced=task.encoding)
    layer.note_encoding(verdict, forced=task.encoding)
    frame = dbf.read(table, layer, text_encoding=task.encoding or verdict.name)
    if table.claimed != shapes or table.present != shapes:
        layer.found("dbf_rows", values={"shapes": shapes, "rows": table.present, "claimed": table.claimed})
    gone = np.flatnonzero(dbf.deleted(table))
    gone = gone[gone < shapes]
    if len(gone):
        layer.found("dbf_deleted", values={"count": len(gone)}, rows=first_rows(gone))
    return frame if len(frame) == shapes else frame.reindex(pd.RangeIndex(shapes)), gone
