"""Builds small uploads byte by byte, right ones and wrong ones, for the tests of the upload doctor."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

WGS84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
NAMES = ("济南市", "历下区", "章丘区")
Ring = Sequence[tuple[float, float]]


def square(x: float, y: float, size: float = 0.1) -> Ring:
    """Return a closed clockwise ring."""
    return [(x, y), (x, y + size), (x + size, y + size), (x + size, y), (x, y)]


SQUARES = (square(117.0, 36.6), square(117.15, 36.6), square(117.3, 36.6))


def gauss_kruger(meridian: float, false_easting: float, name: str = "CGCS2000") -> str:
    """Return the Esri WKT of a Gauss-Krueger system in metres."""
    geographic = {
        "CGCS2000": 'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
        'SPHEROID["CGCS2000",6378137.0,298.257222101]]',
        "Beijing": 'GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]]',
        "Xian": 'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]]',
    }[name]
    return (
        f'PROJCS["{name}_GK",{geographic},PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
        f'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",{false_easting}],PARAMETER["False_Northing",0.0],'
        f'PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )


def record(number: int, content: bytes, *, length: int | None = None) -> bytes:
    """Return one record with its header; `length` in bytes, if it should lie."""
    return struct.pack(">ii", number, (len(content) if length is None else length) // 2) + content


def polygon(ring: Ring, *, parts: int = 1, points: int | None = None) -> bytes:
    """Return the content of a polygon record; `parts` and `points` may lie."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    head = struct.pack("<i4dii", 5, min(xs), min(ys), max(xs), max(ys), parts, len(ring) if points is None else points)
    return head + struct.pack("<i", 0) + b"".join(struct.pack("<2d", *p) for p in ring)


def shp(contents: Sequence[bytes], *, kind: int = 5, file_length: int | None = None) -> bytes:
    """Return a .shp of these record contents."""
    body = b"".join(record(n, content) for n, content in enumerate(contents, start=1))
    size = 100 + len(body) if file_length is None else file_length
    return struct.pack(">i20xi", 9994, size // 2) + struct.pack("<ii8d", 1000, kind, *([0.0] * 8)) + body


def shx(contents: Sequence[bytes], *, kind: int = 5) -> bytes:
    """Return the .shx that fits `shp`."""
    offset, entries = 100, b""
    for content in contents:
        entries += struct.pack(">ii", offset // 2, len(content) // 2)
        offset += 8 + len(content)
    return (
        struct.pack(">i20xi", 9994, (100 + len(entries)) // 2)
        + struct.pack("<ii8d", 1000, kind, *([0.0] * 8))
        + entries
    )


def dbf(
    fields: Sequence[tuple[bytes, str, int, int]],
    rows: Sequence[Sequence[bytes]],
    *,
    language: int = 0,
    claimed: int | None = None,
    deleted: Sequence[int] = (),
) -> bytes:
    """Return a .dbf of fields (name, type, width, decimals) and rows of raw cells."""
    width = 1 + sum(field[2] for field in fields)
    head = struct.pack(
        "<B3BIHH16xBB2x",
        3,
        124,
        1,
        1,
        len(rows) if claimed is None else claimed,
        33 + 32 * len(fields),
        width,
        0,
        language,
    )
    descriptors = b"".join(
        name[:11].ljust(11, b"\0") + kind.encode() + bytes(4) + bytes((size, decimals)) + bytes(14)
        for name, kind, size, decimals in fields
    )
    body = b""
    for number, row in enumerate(rows):
        cells = b"".join(cell[: field[2]].ljust(field[2]) for cell, field in zip(row, fields, strict=True))
        body += (b"*" if number in deleted else b" ") + cells
    return head + descriptors + b"\r" + body + b"\x1a"


def names_dbf(
    encoding: str, *, names: Sequence[str] = NAMES, field: str = "NAME", width: int = 40, **options: Any
) -> bytes:
    """Return a .dbf with one text column."""
    return dbf([(field.encode(encoding), "C", width, 0)], [[name.encode(encoding)] for name in names], **options)


def parts(
    stem: str = "data",
    *,
    contents: Sequence[bytes] | None = None,
    encoding: str = "utf-8",
    cpg: str | None = "UTF-8",
    prj: str | None = WGS84,
    **other: bytes | None,
) -> dict[str, bytes]:
    """Return the files of a shapefile; `shp=`, `shx=`, `dbf=` replace a part, None leaves it out."""
    contents = [polygon(ring) for ring in SQUARES] if contents is None else contents
    files: dict[str, bytes | None] = {"shp": shp(contents), "shx": shx(contents), "dbf": names_dbf(encoding)}
    files["prj"] = None if prj is None else prj.encode()
    files["cpg"] = None if cpg is None else cpg.encode()
    files |= other
    return {f"{stem}.{suffix}": data for suffix, data in files.items() if data is not None}


def packed(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return out.getvalue()


def write(folder: Path, name: str, data: bytes | str) -> Path:
    """Write one file and return its path."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path
