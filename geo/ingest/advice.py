"""Formats that only their own programs read: known by name or first bytes, and met with how to export from them."""

from __future__ import annotations

from typing import Final

from geo.ingest.findings import Refusal

# Extension -> name for people and key of the advice, `ingest.advice.<key>`.
_BY_EXTENSION: Final = {
    ".wp": ("MapGIS (.wp)", "mapgis"),
    ".wt": ("MapGIS (.wt)", "mapgis"),
    ".wl": ("MapGIS (.wl)", "mapgis"),
    ".wat": ("MapGIS (.wat)", "mapgis"),
    ".mpj": ("MapGIS (.mpj)", "mapgis"),
    ".mapx": ("MapGIS (.mapx)", "mapgis"),
    ".hdf": ("MapGIS HDF (.hdf)", "mapgis"),
    ".udb": ("SuperMap (.udb)", "supermap"),
    ".udd": ("SuperMap (.udd)", "supermap"),
    ".udbx": ("SuperMap (.udbx)", "supermap"),
    ".smwu": ("SuperMap (.smwu)", "supermap"),
    ".sxwu": ("SuperMap (.sxwu)", "supermap"),
    ".dwg": ("AutoCAD drawing (.dwg)", "dwg"),
    ".ovobj": ("Ovital (.ovobj)", "ovital"),
    ".ovjsn": ("Ovital (.ovjsn)", "ovital"),
    ".ovmap": ("Ovital (.ovmap)", "ovital"),
    ".mdb": ("Access / Personal Geodatabase (.mdb)", "mdb"),
    ".accdb": ("Access (.accdb)", "mdb"),
    ".gdb": ("File Geodatabase (.gdb)", "gdb"),
    ".gdbtable": ("File Geodatabase (.gdbtable)", "gdb"),
    ".gdbtablx": ("File Geodatabase (.gdbtablx)", "gdb"),
    ".gdbindexes": ("File Geodatabase (.gdbindexes)", "gdb"),
    ".mxd": ("ArcMap (.mxd)", "project"),
    ".aprx": ("ArcGIS Pro (.aprx)", "project"),
    ".qgs": ("QGIS (.qgs)", "project"),
    ".qgz": ("QGIS (.qgz)", "project"),
    ".lyrx": ("ArcGIS (.lyrx)", "project"),
    ".lyr": ("ArcMap (.lyr)", "project"),
}
_BY_SIGNATURE: Final = (
    (b"WMAP", "MapGIS", "mapgis"),
    (b"AC10", "AutoCAD drawing (.dwg)", "dwg"),
    (b"AutoCAD Binary DXF", "AutoCAD Binary DXF (.dxf)", "dxf_binary"),
    (b"\x00\x01\x00\x00Standard", "Access / Personal Geodatabase (.mdb)", "mdb"),
)
EXTENSIONS: Final = frozenset(_BY_EXTENSION)


def name_of(head: bytes) -> str:
    """Return what a file is by its first bytes, "" for anything else."""
    return next((looks for signature, looks, _ in _BY_SIGNATURE if head.startswith(signature)), "")


def refuse_foreign(head: bytes, suffix: str) -> None:
    """Raise Refusal for a file of one of these programs, by its first bytes or its extension."""
    for signature, looks, key in _BY_SIGNATURE:
        if head.startswith(signature):
            raise Refusal("format_advice", looks=looks, advice=key)
    if suffix in _BY_EXTENSION:
        looks, key = _BY_EXTENSION[suffix]
        if key == "gdb":  # one file of many
            raise Refusal("gdb_unreadable", advice=key)
        raise Refusal("format_advice", looks=looks, advice=key)


# The advices, for the check that each has a text: mapgis, supermap, dwg, dxf_binary, ovital, mdb, project, gdb.
KEYS: Final = (*dict.fromkeys(key for _, key in _BY_EXTENSION.values()), "dxf_binary", "gdb")
