"""Packing: uploads, layers and studies of a room as items that are kept, and back into a room."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.catalog.errors import UnknownObjectError
from geo.ingest.examination import Choices, Examination
from geo.ingest.report import Report
from geo.ingest.task import UploadedFile
from geo.workbench.room import Room, Upload, WorkLayer, new_layer
from geo.workbench.studies import Study
from geo.workspace import codec
from geo.workspace.register import LAYER, STUDY, UPLOAD, Item
from geo.workspace.shelf import Staging

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.keeping.files import Files

# Of a layer's fields, those that are no style: they are kept on their own, or made anew.
_NO_STYLE: Final = frozenset(
    ("layer_id", "title", "kind", "frame", "data", "upload_id", "legend", "version", "seen", "drawn")
)
UNREADABLE: Final = (
    TypeError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    ImportError,
    OSError,
    UnknownObjectError,
)
"""What is raised by an item that another version of the program has written, or whose file is damaged."""


def upload_item(upload: Upload, place: int, staging: Staging) -> Item:
    """Return an upload with its files, its report, its choices and the layers read from it."""
    folder = upload.examined.folder
    sent = [
        {"name": entry["name"], "file": entry["file"], "digest": staging.put(folder / "in" / entry["file"])}
        for entry in upload.examined.files
    ]
    read = {
        str(layer["file"]): staging.put(folder / "out" / layer["file"])
        for layer in upload.examined.report.layers
        if "file" in layer
    }
    body = {
        "name": upload.name,
        "digest": upload.digest,
        "size": upload.size,
        "choices": {**upload.choices.as_json()},
        "report": upload.examined.report.as_json(),
        "sent": sent,
        "read": read,
    }
    digests = {str(one["digest"]) for one in sent} | set(read.values())
    return Item(upload.upload_id, UPLOAD, place, body, {one: staging.sizes[one] for one in digests})


def restore_upload(item: Item, files: Files) -> Upload:
    """Return a kept upload with a job folder of its own; raises one of UNREADABLE."""
    body = item.body
    report = Report.from_json(body["report"])
    given: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in body["choices"].items()
    }
    choices = Choices(**given)
    placed: list[UploadedFile] = [{"name": one["name"], "file": one["file"]} for one in body["sent"]]
    folder = Path(tempfile.mkdtemp(prefix="kept-"))
    try:
        for name in ("in", "out"):
            (folder / name).mkdir(mode=0o700)
        for one in body["sent"]:
            files.hand_out(one["digest"], folder / "in" / one["file"])
        for file, digest in body["read"].items():
            files.hand_out(digest, folder / "out" / file)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    examined = Examination(folder, report, 0, placed)
    return Upload(item.item_id, body["name"], body["digest"], body["size"], examined, choices, restored=True)


def style_of(layer: WorkLayer, names: Mapping[str, str]) -> dict[str, Any]:
    """Return how a layer looks, but for its classes: all fields that are no rows and no name."""

    def no_table(_body: bytes) -> str:
        raise TypeError("a style holds no table")

    return {
        one.name: codec.encode(getattr(layer, one.name), no_table, names)
        for one in dataclasses.fields(layer)
        if one.name not in _NO_STYLE
    }


def layer_item(
    layer: WorkLayer, item_id: str, place: int, room: Room, names: Mapping[str, str], staging: Staging
) -> Item:
    """Return a layer with its rows, classes and style; the rows of an upload's layer are the upload's."""
    digests: set[str] = set()

    def put(body: bytes) -> str:
        digest = staging.put(body)
        digests.add(digest)
        return digest

    upload = next((one for one in room.uploads if one.upload_id == layer.upload_id), None)
    read = {entry["name"] for entry in upload.examined.report.layers if "file" in entry} if upload else set()
    of_upload = layer.kind == "upload" and layer.title in read
    body = {
        "title": layer.title,
        "kind": layer.kind,
        "data": layer.data,
        "upload": layer.upload_id,
        "rows": "" if of_upload else put(codec.table_bytes(layer.frame)),
        "legend": None if layer.legend is None else codec.encode(layer.legend, put, names),
        "style": style_of(layer, names),
    }
    return Item(item_id, LAYER, place, body, {one: staging.sizes[one] for one in digests})


def restore_layer(item: Item, uploads: Mapping[str, Upload], files: Files) -> WorkLayer:
    """Return a kept layer under a new id; raises one of UNREADABLE."""
    body = item.body
    layer = new_layer(
        _rows(body, uploads, files),
        title=body["title"],
        kind=body["kind"],
        data=body["data"],
        upload_id=body["upload"],
    )
    style = {name: codec.decode(one, files.path) for name, one in body["style"].items()}
    legend = None if body["legend"] is None else codec.decode(body["legend"], files.path)
    if legend is not None:
        layer.paint(legend, style.get("legend_title", ""), keys=style.get("legend_keys", ()))
    known = {one.name for one in dataclasses.fields(layer)} - _NO_STYLE
    for name, one in style.items():
        if name in known:
            setattr(layer, name, one)
    return layer


def _rows(body: Mapping[str, Any], uploads: Mapping[str, Upload], files: Files) -> gpd.GeoDataFrame:
    import geopandas as gpd

    if body["rows"]:
        return gpd.read_parquet(files.path(body["rows"]))
    return uploads[body["upload"]].examined.layer(body["title"])


def study_item(study: Study, item_id: str, place: int, names: Mapping[str, str], staging: Staging) -> Item:
    """Return a study with its tables; raises TypeError for one that holds what cannot be kept."""
    digests: set[str] = set()

    def put(body: bytes) -> str:
        digest = staging.put(body)
        digests.add(digest)
        return digest

    body = {"study": codec.encode(study, put, names)}
    return Item(item_id, STUDY, place, body, {one: staging.sizes[one] for one in digests})


def restore_study(item: Item, find: Callable[[str], Path], names: Mapping[str, str]) -> Study:
    """Return a kept study; raises one of UNREADABLE."""
    study = codec.decode(item.body["study"], find, names)
    if not isinstance(study, Study):
        raise TypeError("no study")
    return study
