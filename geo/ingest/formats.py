"""Registry of the formats the doctor reads, and the recognition of one by its first bytes, never by its name alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.ingest import advice
from geo.ingest.archives import archive
from geo.ingest.findings import Refusal
from geo.ingest.jsonmaps import jsontext
from geo.ingest.layer import Layer
from geo.ingest.tables import dbf
from geo.ingest.task import Task
from geo.ingest.texts import encoding
from geo.ingest.vectors import drawing, landsurvey
from geo.ingest.vectors.shapefile import looks_like
from geo.ingest.xmlmaps import markup, xmlscan

Reader = Callable[[Path, str, Task], list[Layer]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: key, title for people, extensions it goes by."""

    key: str
    title: str
    extensions: tuple[str, ...]


FORMATS: Final[dict[str, Format]] = {
    entry.key: entry
    for entry in (
        Format("shapefile", "Shapefile", (".shp", ".shx", ".dbf")),
        Format("zip", "ZIP", (".zip",)),
        Format(
            "json",
            "GeoJSON / TopoJSON / Esri JSON",
            (".geojson", ".json", ".topojson", ".geojsonl", ".geojsons", ".ndjson", ".jsonl", ".js"),
        ),
        Format("kml", "KML", (".kml", ".ovkml")),
        Format("kmz", "KMZ", (".kmz", ".ovkmz")),
        Format("gml", "GML", (".gml", ".xml")),
        Format("gpx", "GPX", (".gpx",)),
        Format("gpkg", "GeoPackage", (".gpkg",)),
        Format("flatgeobuf", "FlatGeobuf", (".fgb",)),
        Format("parquet", "GeoParquet", (".parquet", ".geoparquet", ".pq")),
        Format("mapinfo_tab", "MapInfo TAB", (".tab",)),
        Format("mapinfo_mif", "MapInfo MIF", (".mif",)),
        Format("dxf", "DXF", (".dxf",)),
        Format("landsurvey", "TXT [地块坐标]", ()),  # .txt, which tables go by as well
        Format("csv", "CSV", (".csv", ".tsv", ".txt")),
        Format("xlsx", "Excel", (".xlsx", ".xlsm", ".xlsb", ".xls", ".et")),
    )
}
_SURVEY: Final = (".dat", ".xyz", ".pts")  # texts of points, as total stations and CASS write them
_PACKED: Final = (".zip", ".kmz", ".ovkmz")
SHIFTED: Final = (".ovkml", ".ovkmz")  # Ovital writes them in GCJ-02 since version 9.3
SHAPEFILE_SIGNATURE: Final = b"\x00\x00\x27\x0a"
_SECTION: Final = re.compile(rb"\[[^\[\]{}\"',\d]+\]\s*[\r\n]")
_VIRTUAL_ROOTS: Final = {
    "OGRVRTDataSource": "VRT",
    "VRTDataset": "VRT",
    "OGRWFSDataSource": "WFS",
    "WMS_Capabilities": "WMS",
    "WFS_Capabilities": "WFS",
    "GDAL_WMS": "WMS",
    "GDAL_WMTS": "WMTS",
    "OGRWarpedLayer": "VRT",
    "OGRUnionLayer": "VRT",
}
_BINARY: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"MZ", "Windows program (exe)"),
    (b"\x7fELF", "Linux program"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)


def recognise(path: Path, name: str) -> str:
    """Return the key of a file's format.

    Parameters
    ----------
    path : the file.
    name : its name, whose extension decides between texts that look alike, and is held against the content.

    Raises
    ------
    Refusal
        if it is empty, of no known format, or of another one than its name says in a way that cannot be an oversight.
    """
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    suffix = Path(name).suffix.lower()
    if not head:
        raise Refusal("shp_empty" if suffix == ".shp" else "file_empty", name=name)
    key = _by_content(head, path, suffix, name)
    expected = next((entry.key for entry in FORMATS.values() if suffix in entry.extensions), "")
    if expected == "zip" and key not in ("zip", "kmz", "xlsx"):
        raise Refusal("zip_not_zip", looks=_title(key), bytes=path.stat().st_size)
    if expected in ("csv", "json", "gpkg", "shapefile") and key in ("xlsx", "zip", "kmz"):
        raise Refusal("format_mismatch", name=name, expected=FORMATS[expected].title, looks=_title(key))
    return key


def _title(key: str) -> str:
    return FORMATS[{"html_table": "xlsx", "xml_workbook": "xlsx", "dbf": "shapefile"}.get(key, key)].title


def _by_content(head: bytes, path: Path, suffix: str, name: str) -> str:  # noqa: PLR0911 - one return per signature
    if suffix in _PACKED and (foreign := advice.name_of(head)):
        raise Refusal("zip_not_zip", looks=foreign, bytes=path.stat().st_size)
    advice.refuse_foreign(head, suffix)
    if archive.is_zip(head) or (suffix in _PACKED and archive.has_directory(path)):
        return _zip_kind(path, suffix)
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg"
    if head.startswith(b"fgb\x03") or (suffix == ".fgb" and head.startswith(b"fgb")):
        return "flatgeobuf"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(SHAPEFILE_SIGNATURE):
        return "shapefile"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xlsx"
    if packed := archive.other_archive(head):
        if suffix in _PACKED:
            raise Refusal("zip_not_zip", looks=packed, bytes=path.stat().st_size)
        raise Refusal("format_unsupported", looks=packed)
    if suffix == ".dbf" and dbf.is_table(path):
        return "dbf"
    for signature, title in _BINARY:
        if head.startswith(signature):
            raise _wrong(suffix, name, title, path)
    return _text_kind(head, path, suffix, name)


def _wrong(suffix: str, name: str, looks: str, path: Path) -> Refusal:
    """Say what is wrong in terms of what the name promised."""
    if suffix in _PACKED:
        return Refusal("zip_not_zip", looks=looks, bytes=path.stat().st_size)
    if suffix == ".shp":
        return Refusal("shp_signature", name=name, looks=looks)
    return Refusal("format_unknown", name=name, looks=looks)


def _zip_kind(path: Path, suffix: str) -> str:
    import zipfile

    try:
        with zipfile.ZipFile(path) as bundle:
            names = bundle.namelist()[:2000]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError):
        return "zip"
    if "[Content_Types].xml" in names:
        if suffix not in FORMATS["xlsx"].extensions and any(entry.startswith(("word/", "ppt/")) for entry in names):
            raise Refusal("format_unsupported", looks="an Office document")
        return "xlsx"
    if suffix in FORMATS["kmz"].extensions or (suffix != ".zip" and "doc.kml" in names):
        return "kmz"
    return "zip"


def _text_kind(head: bytes, path: Path, suffix: str, name: str) -> str:
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    wide = encoding.marked(head) or encoding.wide_encoding(head)
    if wide:
        plain = head.decode(wide, "ignore").encode("utf-8", "ignore").lstrip()
    elif suffix == ".shp" and not plain.startswith(b"<"):
        code = "shp_header" if len(head) < 4 else "shp_signature"
        raise Refusal(code, name=name, looks=looks_like(head), bytes=len(head))
    if key := _by_first_words(plain, suffix, name):
        return key
    printable = sum(byte >= 0x20 or byte in (9, 10, 13) for byte in plain[:4096]) / max(1, len(plain[:4096]))
    if not plain:
        raise Refusal("file_empty", name=name)
    if suffix in (".gpkg", ".fgb", ".parquet", ".geoparquet", ".pq"):
        key = next(entry.key for entry in FORMATS.values() if suffix in entry.extensions)
        raise Refusal("format_damaged", format=_title(key), detail=looks_like(head))
    if suffix in _PACKED:
        raise Refusal("zip_not_zip", looks=looks_like(head), bytes=path.stat().st_size)
    if suffix in (*FORMATS["json"].extensions, ".kml", ".gml", ".gpx", ".xml"):
        return _promised(plain, suffix, name, printable)
    if printable > 0.9 and suffix in ("", *FORMATS["csv"].extensions, *FORMATS["xlsx"].extensions, *_SURVEY):
        return "csv"
    raise Refusal("format_unknown", name=name, looks=looks_like(head))


def _by_first_words(plain: bytes, suffix: str, name: str) -> str:  # noqa: PLR0911 - one return per kind of text
    """Return what a text is by how it begins, "" where that says nothing."""
    if suffix == ".dxf" or (suffix == "" and drawing.looks_like_dxf(plain)):
        return "dxf"
    if plain.startswith(b"<"):
        return _markup_kind(plain, suffix, name)
    if suffix not in FORMATS["json"].extensions and plain.startswith(b"[") and landsurvey.looks_like(plain):
        return "landsurvey"
    # A text of sections, as INI files and exchange formats have them, begins with a bracket too.
    is_table = suffix in (*FORMATS["csv"].extensions, *_SURVEY)
    if plain[:1] in (b"{", b"[", b"\x1e") and not (is_table and _SECTION.match(plain)):
        return "json"
    if suffix in FORMATS["xlsx"].extensions and plain[:13].lower() == b"mime-version:":
        return "html_table"  # a page with its parts in one file, as Excel saves it
    if plain and (suffix == ".mif" or (plain[:8].lower().startswith(b"version ") and b"columns" in plain.lower())):
        return "mapinfo_mif"
    return "mapinfo_tab" if suffix == ".tab" and plain.lower().startswith(b"!table") else ""


def _promised(plain: bytes, suffix: str, name: str, printable: float) -> str:
    """Return what a text is whose name promises JSON or XML and which begins otherwise: perhaps a script around it."""
    if suffix in FORMATS["json"].extensions and jsontext.is_wrapped(plain.decode("utf-8", "ignore")):
        return "json"
    if printable < 0.9:
        raise Refusal("format_unknown", name=name, looks=looks_like(plain))
    code = "json_not_geojson" if suffix in FORMATS["json"].extensions else "xml_syntax"
    raise Refusal(code, keys=plain[:20].decode("latin-1"), line=1, column=0, detail="")


def _markup_kind(plain: bytes, suffix: str, name: str) -> str:
    root = xmlscan.root_of(plain)
    if root.lower() in ("html", "table", "head", "body", "meta") or plain[:15].lower() == b"<!doctype html>":
        if suffix in FORMATS["xlsx"].extensions:
            return "html_table"
        raise Refusal("format_html", name=name)
    if root == "Workbook" and b"urn:schemas-microsoft-com:office:spreadsheet" in plain:
        return "xml_workbook"
    if root in _VIRTUAL_ROOTS:
        raise Refusal("format_virtual", looks=_VIRTUAL_ROOTS[root], root=root)
    if root in markup.ROOTS:
        return markup.ROOTS[root]
    if b"opengis.net/gml" in plain or suffix == ".gml":
        return "gml"
    raise Refusal("format_unsupported", looks=f"XML <{root[:40]}>")
