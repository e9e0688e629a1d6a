"""KML, KMZ, GML and GPX: cleared by `xmlscan`, then read by GDAL from a copy in UTF-8."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo.ingest.findings import Refusal, first_rows
from geo.ingest.layer import Layer, unique_names
from geo.ingest.task import Task
from geo.ingest.texts import lines
from geo.ingest.vectors import gdal
from geo.ingest.xmlmaps import kmltext, xmlscan

# Root element -> format key.
ROOTS: Final = {"kml": "kml", "gpx": "gpx", "FeatureCollection": "gml", "FeatureArray": "gml", "Topology": "gml"}
# Columns the KML driver adds to every layer, and the values that mean nothing was said.
_KML_DEFAULTS: Final[dict[str, tuple[Any, ...]]] = {
    "tessellate": (-1,),
    "extrude": (0, -1),
    "visibility": (-1, 1),
    "drawOrder": (None,),
    "timestamp": (None,),
    "begin": (None,),
    "end": (None,),
    "altitudeMode": (None, ""),
    "icon": (None, ""),
    "id": (None, ""),
    "description": (None, ""),
    "Description": (None, ""),
}
# Group 1 and 2 are what stands before the name, group 3 the name in its quotes.
_FIELD_NAME: Final = re.compile(
    r"""<((?:\w+:)?(?:Data|SimpleData|SimpleField)\b)([^>]*?\s)name\s*=\s*("[^"]*"|'[^']*')"""
)
# What the parser says of a sign that no XML may hold, and of names that HTML has for letters.
_MENDABLE: Final = ("not well-formed (invalid token)", "undefined entity", "reference to invalid character number")
_DECIMAL_COMMA: Final = re.compile(r"""(\s(?:lat|lon)\s*=\s*["']\s*[-+]?\d+),(\d+)(?=\s*["'])""")
_CURVES: Final = ("Arc", "ArcString", "ArcByCenterPoint", "Circle", "CircleByCenterPoint", "Bezier", "BSpline")
_GPX_LAYERS: Final = ("waypoints", "routes", "tracks", "route_points", "track_points")


def read(path: Path, name: str, task: Task) -> list[Layer]:
    """Read one XML document of a known root.

    Raises
    ------
    Refusal
        if it has entities, is not well formed, or GDAL cannot read it.
    """
    lines.refuse_one_line(path, name)
    folder = task.fresh_folder()
    copy = folder / "document.xml"
    was = xmlscan.normalise(path, copy, forced=task.encoding)
    if was not in ("utf-8", "utf-8-sig", "ascii"):
        task.found("encoding_detected", values={"encoding": was.upper(), "declared": ""})
    scan = _scanned(copy, task)
    key = ROOTS.get(scan.root, "gml")
    _tell_of_links(scan, task, key)
    target = copy.rename(folder / f"document.{key}")
    layers = _READERS[key](target, name, task, scan)
    if not layers:
        layers = [Layer(name, pd.DataFrame(), np.array([], object), CRS.from_epsg(4326))]
    for layer in layers:
        layer.format = key
    return layers


def links_of(path: Path, task: Task) -> list[str]:
    """Return the links a KML document holds, as it writes them; none of one that cannot be read."""
    copy = task.fresh_folder() / "document.xml"
    xmlscan.normalise(path, copy, forced=task.encoding)
    try:
        return xmlscan.scan(copy).hrefs
    except Refusal:
        return []


def _scanned(copy: Path, task: Task) -> xmlscan.Scan:
    """Look through a document; one that other programs read against the rules of XML is mended, and told of."""
    try:
        return xmlscan.scan(copy)
    except Refusal as fault:
        detail = fault.finding.values.get("detail")
        if detail in _MENDABLE and (counts := kmltext.mend_signs(copy)):
            for kind, count in counts.items():
                task.found(f"xml_{kind}", values={"count": count})
        elif detail == "unbound prefix" and (names := kmltext.declare_prefixes(copy)):
            task.found("xml_prefix_undeclared", values={"names": ", ".join(names)})
        else:
            raise
    try:
        return xmlscan.scan(copy)
    except Refusal as fault:  # some are wrong in both ways
        if fault.finding.values.get("detail") != "unbound prefix" or not (names := kmltext.declare_prefixes(copy)):
            raise
        task.found("xml_prefix_undeclared", values={"names": ", ".join(names)})
        return xmlscan.scan(copy)


def _tell_of_links(scan: xmlscan.Scan, task: Task, key: str) -> None:
    if scan.schemas and key == "gml":  # KML and GPX have one schema each, which nobody needs to fetch
        task.found("xml_remote_schema", values={"address": scan.schemas[0]})
    inside = sum(target in task.linked for target in scan.hrefs) if task.linked else 0
    if (count := scan.elements["NetworkLink"]) > inside:
        task.found("xml_network_link", values={"count": count - inside})
    references = [address for element, address in scan.links if element not in ("Icon", "link", "author", "a", "img")]
    if references:
        task.found("xml_remote_reference", values={"address": references[0], "count": len(references)})
    overlays = sum(scan.elements[kind] for kind in ("GroundOverlay", "ScreenOverlay", "PhotoOverlay"))
    if overlays:
        task.found("xml_overlay_skipped", values={"count": overlays})


def _each(target: Path, title: str, names: list[str], task: Task) -> list[Layer]:
    task.count_layers(len(names))
    layers = []
    for layer_name in names:
        layer = Layer(layer_name, pd.DataFrame(), np.array([], object))
        gdal.read_layer(target, layer_name, format_name=title, layer=layer)
        task.count_features(layer.features)
        layers.append(layer)
    return layers


def _kml(target: Path, name: str, task: Task, scan: xmlscan.Scan) -> list[Layer]:
    expected = scan.elements["Placemark"]
    frames = scan.elements["GroundOverlay"]  # the driver reads those with a box as areas
    if not expected + frames:
        return [Layer(name, pd.DataFrame(), np.array([], object), CRS.from_epsg(4326), crs_fixed=True)]
    fields = _plain_field_names(target)
    if scan.bare_coordinates and (count := kmltext.join_positions(target)):
        task.found("xml_coordinates_spaced", values={"count": count})
    names = [layer_name for layer_name, _ in gdal.layers(target, format_name="KML")]
    layers = [layer for layer in _each(target, "KML", names, task) if layer.features]
    for layer in layers:
        if scan.bad_coordinates:
            _drop_unreadable(layer)
        layer.table = layer.table.rename(columns={column: fields.get(str(column), column) for column in layer.table})
        layer.table.columns = pd.Index(unique_names([str(column) for column in layer.table.columns])[0])
        layer.crs, layer.crs_fixed = CRS.from_epsg(4326), True
        unused = [
            field
            for field, values in _KML_DEFAULTS.items()
            if field in layer.table and all(value in values or pd.isna(value) for value in layer.table[field].unique())
        ]
        layer.table = layer.table.drop(columns=unused)
    read_count = sum(layer.features for layer in layers)
    if not expected <= read_count <= expected + frames:
        task.found("features_uncounted", values={"expected": expected, "count": read_count})
    for layer in layers:
        # The driver calls a folder without a name after the file, whose name is ours.
        if layer.name == target.stem and target.stem not in scan.names:
            layer.rename(name)
    return layers


def _plain_field_names(target: Path) -> dict[str, str]:
    """Give the user's fields ASCII names in our copy and return them: the driver turns other letters into `_`."""
    names: dict[str, str] = {}

    def rename(found: re.Match[str]) -> str:
        name = html.unescape(found[3][1:-1])
        if name.isascii() and re.fullmatch(r"\w+", name):
            return found[0]
        plain = names.setdefault(name, f"field__{len(names) + 1}")
        return f'<{found[1]}{found[2]}name="{plain}"'

    text = _FIELD_NAME.sub(rename, target.read_text("utf-8"))
    if names:
        target.write_text(text, "utf-8", newline="")
    return {plain: name for name, plain in names.items()}


def _drop_unreadable(layer: Layer) -> None:
    """Set to none what the driver placed at 0, 0 because it could not read the coordinates."""
    drawn = np.flatnonzero(~shapely.is_missing(layer.geometry))
    extents = shapely.bounds(layer.geometry[drawn]).reshape(-1, 4)
    wrong = drawn[(extents == 0).all(axis=1)]
    layer.geometry[wrong] = None
    layer.found("geometry_unreadable", values={"count": len(wrong)}, rows=first_rows(wrong))


def _gpx(target: Path, name: str, task: Task, scan: xmlscan.Scan) -> list[Layer]:
    text = target.read_text("utf-8")
    mended, count = _DECIMAL_COMMA.subn(r"\1.\2", text)  # GDAL would leave out what stands behind the comma
    if count:
        target.write_text(mended, "utf-8", newline="")
        task.found("gpx_commas", values={"count": count})
    present = {
        "waypoints": scan.elements["wpt"],
        "routes": scan.elements["rte"],
        "tracks": scan.elements["trk"],
        "route_points": scan.elements["rtept"],
        "track_points": scan.elements["trkpt"],
    }
    layers = _each(target, "GPX", [key for key in _GPX_LAYERS if present[key]], task)
    for layer in layers:
        if layer.features != present[layer.name]:  # what has no latitude is passed over
            task.found("features_uncounted", values={"expected": present[layer.name], "count": layer.features})
        layer.crs, layer.crs_fixed = CRS.from_epsg(4326), True
        layer.table = layer.table.dropna(axis="columns", how="all")
    return layers


def _gml(target: Path, name: str, task: Task, scan: xmlscan.Scan) -> list[Layer]:
    names = [layer_name for layer_name, _ in gdal.layers(target, format_name="GML")]
    if not names and scan.root not in ROOTS:
        raise Refusal("format_damaged", format="GML", detail=f"<{scan.root}>")
    layers = _each(target, "GML", names, task)
    for layer in layers:
        if layer.crs is None and scan.systems:
            layer.crs_text = scan.systems[0]
    if curves := sum(scan.elements[kind] for kind in _CURVES):
        task.found("geometry_curves", values={"count": curves})
    members = scan.elements["featureMember"] or scan.elements["member"]
    read_count = sum(layer.features for layer in layers)
    if members and read_count != members:
        task.found("features_uncounted", values={"expected": members, "count": read_count})
    return layers


_READERS: Final = {"kml": _kml, "gpx": _gpx, "gml": _gml}
