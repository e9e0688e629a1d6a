"""Upload doctor: reads an upload inside the worker, examines its layers, writes report, layers and repaired copy."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

import pandas as pd
import shapely
from pyproj import CRS

from geo.ingest import advice, formats, geometry, job, repair, report
from geo.ingest.archives import archive, gzipped
from geo.ingest.archives.archive import Member
from geo.ingest.findings import Choice, Refusal, first_rows
from geo.ingest.jsonmaps import documents
from geo.ingest.layer import Layer, tell_apart
from geo.ingest.placing import agreement, crs, extent, placement
from geo.ingest.report import LayerReport, Report
from geo.ingest.tables import delimited, sheets, tabular
from geo.ingest.task import Order, Task
from geo.ingest.vectors import binary, drawing, filegdb, gdal, geopackage, landsurvey, mapinfo, shapefile
from geo.ingest.xmlmaps import markup
from geo.settings import Limits

# Read inside an archive only under these extensions: a readme.txt or metadata.xml is no layer.
_IN_ARCHIVE: Final = {ext for entry in formats.FORMATS.values() for ext in entry.extensions} - {
    ".txt",
    ".xml",
    ".zip",
    ".kmz",
    ".shp",
    ".shx",
    ".dbf",
    ".js",
}
_SIDE_FILES: Final = {
    ".prj",
    ".cpg",
    ".cst",
    ".sbn",
    ".sbx",
    ".qix",
    ".qmd",
    ".qml",
    ".sld",
    ".mid",
    ".dat",
    ".map",
    ".id",
    ".ind",
    ".dbt",
    ".lyr",
}


def preload() -> None:
    """Import the libraries that reading needs, with GDAL's drivers checked; for the worker before it forks."""
    gdal.load()
    import pyarrow.parquet  # noqa: F401
    import python_calamine  # noqa: F401

    CRS.from_epsg(4326)


def work(folder: Path, order: Order, *, limits: Limits, confined: bool) -> None:
    """Examine the upload of one job folder and write ``out/report.json``, and the layers and copies asked for.

    Parameters
    ----------
    folder : job folder with ``in``, ``work`` and ``out``.
    limits : bounds of the upload.
    confined : whether the sandbox is complete; if not, the report says so.
    """
    choices = order["choices"]
    task = Task(
        name=order["name"],
        work=folder / "work",
        limits=limits,
        encoding=choices["encoding"],
        crs=choices["crs"],
        datum=choices["datum"],
        swap_axes=choices["swap_axes"],
        columns=tuple(choices["columns"]),
        layers=tuple(choices["layers"]),
        boundaries={key: Path(path) for key, path in order["boundaries"].items()},
    )
    files = [Member(entry["name"], folder / "in" / entry["file"]) for entry in order["files"]]

    def examine(result: Report) -> list[Layer]:
        layers = _ordered(_examined(read(files, task), task), task)
        result.layers = [_describe(layer) for layer in layers]
        if order["keep"]:
            for number, layer in enumerate(layers):
                result.layers[number]["file"] = f"layer-{number}.parquet"
                repair.write_parquet(layer, folder / "out" / f"layer-{number}.parquet", wgs84=True)
        if target := order["copy"]:
            task.findings += repair.write_copy(layers, folder / "out" / target, log_of=result)
        return layers

    job.run(folder, task, examine, confined=confined)


def read(files: list[Member], task: Task) -> list[Layer]:
    """Return the layers of an upload: one file, an archive, or the loose parts of a shapefile or MapInfo table.

    Raises
    ------
    Refusal
        if there is nothing that can be read.
    """
    main = files[0]
    if main.path.stat().st_size > task.limits.upload_mb << 20:
        raise Refusal("file_too_large", mb=main.path.stat().st_size >> 20, limit=task.limits.upload_mb)
    main = gzipped.opened(main, task)
    key = formats.recognise(main.path, main.name)
    if key == "shapefile":
        return [_loose_shapefile(main, files, task)]
    if key in ("zip", "kmz"):
        return _shifted(main, _archive(main, task, only_kml=key == "kmz"))
    return _one(key, main, files, task)


def _loose_shapefile(main: Member, files: list[Member], task: Task) -> Layer:
    if main.suffix == ".shx":
        main = next((file for file in files if file.suffix == ".shp"), main)
    groups = shapefile.group(files)
    parts = (
        next(group for group in groups if main.path in group.files.values())
        if groups
        else shapefile.Parts(main.stem, {".shp": main.path})
    )
    if set(parts.files) <= {".shp", ".prj", ".cpg", ".cst"}:
        raise Refusal("shp_alone", name=main.name)
    return shapefile.read(parts, task)


def _one(key: str, member: Member, files: list[Member], task: Task) -> list[Layer]:
    return _shifted(member, _read_one(key, member, files, task))


def _shifted(member: Member, layers: list[Layer]) -> list[Layer]:
    """Return the layers of a file with the datum that its extension declares."""
    if member.suffix in formats.SHIFTED:
        for layer in layers:
            layer.declared_datum = layer.declared_datum or "gcj02"
    return layers


def _read_one(key: str, member: Member, files: list[Member], task: Task) -> list[Layer]:
    name = member.stem.rsplit("/", 1)[-1] or member.name
    if key.startswith("mapinfo"):
        stem = member.stem.lower()
        siblings = {file.suffix: file.path for file in files if file.stem.lower() == stem and file is not member}
        return mapinfo.read(member, siblings, task)
    return _READERS[key](member.path, name, task)


_READERS: Final[dict[str, Callable[[Path, str, Task], list[Layer]]]] = {
    "json": documents.read,
    "kml": markup.read,
    "gml": markup.read,
    "gpx": markup.read,
    "gpkg": geopackage.read,
    "flatgeobuf": binary.read_flatgeobuf,
    "parquet": binary.read_parquet,
    "csv": delimited.read,
    "dbf": tabular.read_dbf,
    "dxf": drawing.read,
    "landsurvey": landsurvey.read,
    "xlsx": sheets.read,
    "html_table": sheets.read_html,
    "xml_workbook": sheets.read_xml,
}


def _archive(main: Member, task: Task, *, only_kml: bool) -> list[Layer]:
    limits = task.limits
    unpacked = archive.unpack(
        main.path,
        task.fresh_folder(),
        unpacked_mb=limits.unpacked_mb,
        entries=limits.entries,
        ratio=limits.ratio,
    )
    task.findings += unpacked.findings
    members = unpacked.members
    if only_kml:
        members = _documents(members, task)
    groups = shapefile.group(members)
    task.count_layers(len(groups))
    databases = filegdb.group(members)
    wanted = [
        m
        for m in members
        if m.suffix in _IN_ARCHIVE
        or (only_kml and m.suffix == ".kml")
        or (m.suffix == ".txt" and landsurvey.is_survey(m.path))
    ]
    jobs: list[tuple[str, Callable[[], list[Layer]]]] = [
        *((group.stem, partial(_grouped, group, task)) for group in groups),
        *((folder, partial(filegdb.read, folder, parts, task)) for folder, parts in databases.items()),
        *((member.name, partial(_member, member, members, task)) for member in wanted),
    ]
    ignored = [
        member.name
        for member in members
        if member not in wanted
        and member.suffix not in _IN_ARCHIVE | _SIDE_FILES
        and member.suffix not in shapefile.PARTS
        and not (databases and filegdb.is_part(member.name))
    ]
    if ignored and jobs:
        task.found("zip_ignored", values={"count": len(ignored), "names": ", ".join(ignored[:8])})
    if not jobs:
        if any(filegdb.is_part(member.name) for member in members):
            raise Refusal("gdb_unreadable", advice="gdb")
        for member in members:
            if member.suffix in advice.EXTENSIONS:
                advice.refuse_foreign(b"", member.suffix)
        raise Refusal("zip_no_layer", names=", ".join(member.name for member in members[:8]) or "-")
    layers: list[Layer] = []
    refused: list[tuple[str, Refusal]] = []
    for name, reader in jobs:
        try:
            read_now = reader()
            for layer in read_now:
                layer.origin = name
            layers += read_now
        except Refusal as fault:
            refused.append((name, fault))
    if not layers:
        raise refused[0][1]
    if task.linked:  # a document of links alone has no features of its own
        layers = [layer for layer in layers if layer.features] or layers[:1]
    for name, refusal in refused:
        task.found(
            "member_refused",
            values={"name": name, "cause": refusal.finding.code, "cause_values": refusal.finding.values},
        )
    return layers


def _documents(members: list[Member], task: Task) -> list[Member]:
    """Return the documents of a KMZ that are read: the first, and those of the archive that these link to."""
    documents = [member for member in members if member.suffix == ".kml"]
    documents.sort(key=lambda member: (member.name.lower() != "doc.kml", member.name))
    by_name = {member.name.lower(): member for member in documents}
    chosen = documents[:1]
    links: set[str] = set()
    for document in chosen:  # grows while it is gone through
        folder = PurePosixPath(document.name).parent
        for link in markup.links_of(document.path, task):
            target = by_name.get(_within(folder, link))
            if target is not None:
                links.add(link)
                if target not in chosen:
                    chosen.append(target)
    task.linked = frozenset(links)
    if others := [member.name for member in documents if member not in chosen]:
        task.found("zip_ignored", values={"count": len(others), "names": ", ".join(others[:8])})
    return chosen


def _within(folder: PurePosixPath, link: str) -> str:
    """Return the name in small letters that a link of a document in `folder` gives a member of the same archive."""
    path = unquote(re.split(r"[#?]", link, maxsplit=1)[0]).replace("\\", "/")
    beneath = path.removeprefix("/") if path.startswith("/") else str(folder / path)
    return posixpath.normpath(beneath).lower()


def _member(member: Member, members: list[Member], task: Task) -> list[Layer]:
    return _one(formats.recognise(member.path, member.name), member, members, task)


def _grouped(group: shapefile.Parts, task: Task) -> list[Layer]:
    if shp := group.files.get(".shp"):
        formats.recognise(shp, f"{group.stem}.shp")
    return [shapefile.read(group, task)]


def _examined(layers: list[Layer], task: Task) -> list[Layer]:
    tell_apart(layers)
    if task.layers:
        known = [layer.name for layer in layers]
        layers = [layer for layer in layers if layer.name in task.layers]
        if not layers:
            raise Refusal("layer_unknown", names=", ".join(task.layers), known=", ".join(known[:20]))
    for layer in layers:
        if layer.format != "shapefile":  # counted from its records, before they were read
            task.count_vertices(int(shapely.get_num_coordinates(layer.geometry).sum()) if layer.features else 0)
        if layer.table.shape[1] == 0:  # a table without columns forgets how many rows it has
            layer.table = pd.DataFrame(index=range(layer.features))
        geometry.clean(layer)
        placement.place(layer, task)
        geometry.examine(layer, validity_s=task.limits.validity_s)
        agreement.examine(layer, task)
        _tell_of_formulas(layer)
        _tell_of_nul(layer)
        if layer.features == 0 and len(layers) > 1:
            layer.found("layer_empty")
    # What a header claims and the file lacks is told already: such a file is not well formed and empty.
    lost = any(finding.code == "features_uncounted" for layer in layers for finding in layer.findings)
    if not lost and not any(layer.features for layer in layers):
        task.found("no_features_anywhere")
    return layers


def _ordered(layers: list[Layer], task: Task) -> list[Layer]:
    """Put layers that can be drawn first; tell of several."""
    if len(layers) > 1:
        names = ", ".join(f"{layer.name} ({layer.features})" for layer in layers[:20])
        choices = tuple(Choice(key=layer.name, evidence=str(layer.features)) for layer in layers)
        task.found("layers_several", values={"count": len(layers), "names": names}, certain=False, choices=choices)
    return sorted(layers, key=lambda layer: not _drawable(layer))


def _drawable(layer: Layer) -> bool:
    return bool((~(shapely.is_missing(layer.geometry) | shapely.is_empty(layer.geometry))).any())


def _tell_of_nul(layer: Layer) -> None:
    for name in layer.table:
        if "\0" in str(name):
            layer.found("text_nul", values={"count": 1}, field=str(name).replace("\0", "␀"))
        if layer.table[name].dtype != object:
            continue
        hits = [row for row, cell in enumerate(layer.table[name].tolist()) if isinstance(cell, str) and "\0" in cell]
        if hits:
            layer.found("text_nul", values={"count": len(hits)}, field=str(name), rows=first_rows(hits))


def _tell_of_formulas(layer: Layer) -> None:
    if layer.format in ("csv", "xlsx"):
        return  # told when they were read
    names = [name for name in layer.table if layer.table[name].dtype == object]
    tabular.tell_of_formulas([str(name) for name in names], [layer.table[name].tolist() for name in names], layer)


def _describe(layer: Layer) -> LayerReport:
    drawn = layer.geometry[~shapely.is_missing(layer.geometry)]
    codes: set[int] = set(shapely.get_type_id(drawn).tolist())
    kinds = sorted(shapely.GeometryType(code).name.title() for code in codes)
    return {
        "name": layer.name,
        "format": layer.format,
        "features": layer.features,
        "crs": crs.label(layer.crs),
        "bbox_wgs84": _bbox(layer),
        "fields": [str(name) for name in layer.table.columns],
        "types": {str(name): str(layer.table[name].dtype) for name in layer.table.columns},
        "geometry": kinds,
        "vertices": int(shapely.get_num_coordinates(drawn).sum()) if len(drawn) else 0,
        "sample": report.sample(layer.table, layer.features),
    }


def _bbox(layer: Layer) -> list[float] | None:
    """Return the bounding box in WGS 84 degrees; None while the place is unknown."""
    if layer.crs is None or not layer.features:
        return None
    found = extent.degrees(layer.geometry, layer.crs)
    return None if found is None else [round(value, 9) for value in found]
