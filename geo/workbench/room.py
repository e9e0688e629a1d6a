"""Room of one session: its uploads and layers, their quotas and their end.

Whoever holds a room holds its layers: a layer lives as long as its room and is found by its id, 256 random bits that
only the session's own page is told. Nothing is listed, and an id that is wrong, expired or of a room that has gone all
get the same answer.
"""

from __future__ import annotations

import dataclasses
import secrets
import shutil
import threading
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.ingest import examination
from geo.ingest.errors import UploadQuotaError
from geo.ingest.examination import Choices, Examination
from geo.maps.drawing import LayerState
from geo.settings import MEGABYTE, Limits
from geo.tiles.drawn import DrawnLayer
from geo.workbench import looks
from geo.workbench.errors import LayerGoneError, ServerLayersError, SessionLayersError
from geo.workbench.looks import LOOKS, OPACITY, recoloured

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.analysis.choropleth import Classes

MAX_OPENED: Final = 5  # layers of one upload that are drawn at once; the others when they are asked for
MAX_REMOVED: Final = 3  # layers that can be taken back
_FIRST: Final = "purple"
# Measured with 60,000 points and 20,000 circles: a geometry of GEOS with its Python object, and each of its positions.
_SHAPE_BYTES: Final = 160
_POSITION_BYTES: Final = 20
PLAIN_COLOURS: Final = (LOOKS[_FIRST].colour,)  # of a layer without classes, until it is added to a room

_lock = threading.Lock()
_layers: weakref.WeakValueDictionary[str, WorkLayer] = weakref.WeakValueDictionary()
_rooms: weakref.WeakSet[Room] = weakref.WeakSet()


@dataclass(eq=False)
class Upload:
    """One upload of a session.

    Attributes
    ----------
    upload_id : for keys of the page; no secret.
    name : as the person's computer calls it; data, so never markup.
    digest : 12 hex digits over the files, for the methods sheet.
    size : bytes.
    examined : the doctor's examination with its job folder, removed with this object.
    choices : the person's decisions in force.
    restored : whether it was put back from kept work, whose files are counted there.
    """

    upload_id: str
    name: str
    digest: str
    size: int
    examined: Examination
    choices: Choices
    restored: bool = False

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.examined.folder, ignore_errors=True)


@dataclass(eq=False)
class WorkLayer:
    """One layer of a session, drawn by tiles.

    Attributes
    ----------
    layer_id : the capability its tiles are asked for with.
    title : for people; data.
    kind : upload, before (as it would lie without the repair) or result.
    frame : rows in EPSG:4326.
    data : what it was made from, for the methods sheet.
    upload_id : of the upload it belongs to, "" for results.
    colours, legend : of the classes in force; legend is None for one plain colour.
    legend_keys : texts of classes that are kinds rather than ranges of numbers.
    version : of the classes, part of the tiles' address.
    look : key of LOOKS, "" until the layer is added to a room.
    opacity : 0 to 1.
    seen : when it was last looked at, seconds of the monotonic clock.
    """

    layer_id: str
    title: str
    kind: str
    frame: gpd.GeoDataFrame
    data: str
    upload_id: str = ""
    colours: tuple[str, ...] = PLAIN_COLOURS
    legend: Classes | None = None
    legend_title: str = ""
    legend_keys: tuple[str, ...] = ()
    version: int = 0
    look: str = ""
    opacity: float = OPACITY
    seen: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.drawn = DrawnLayer(self.frame)
        self.held_bytes = held_bytes(self.frame)
        weakref.finalize(self, self.drawn.close)

    def paint(self, classes: Classes, title: str, *, keys: tuple[str, ...] = ()) -> None:
        """Colour the rows by classes; tiles asked for from now on carry them."""
        version = self.version + 1
        self.drawn.classify(version, classes.of_row.to_numpy(dtype=np.int64))
        if self.look:
            classes = dataclasses.replace(classes, colours=recoloured(classes.colours, self.look))
        self.colours, self.legend, self.legend_title, self.version = classes.colours, classes, title, version
        self.legend_keys = keys

    def dress(self, look: str) -> None:
        """Give the layer another look; scales whose colours mean something keep them."""
        self.look = look
        if self.legend is None:
            self.colours = (LOOKS[look].colour,)
        else:
            self.colours = recoloured(self.colours, look)
            self.legend = dataclasses.replace(self.legend, colours=self.colours)

    def as_state(self, *, shown: bool, linked: bool = False) -> LayerState:
        """Return what the map script is told: ids, keys, colours and numbers only."""
        return {
            "id": self.layer_id,
            "kind": self.kind,
            "version": self.version,
            "colours": [colour.removeprefix("#") for colour in self.colours],
            "shown": shown,
            "shape": LOOKS[self.look or _FIRST].shape,
            "pattern": LOOKS[self.look or _FIRST].pattern,
            "opacity": self.opacity,
            "linked": linked,
        }


@dataclass(eq=False)
class Room:
    """Uploads and layers of one session.

    Attributes
    ----------
    bounds : limits in force.
    uploads, layers : in the order they came.
    """

    bounds: Limits
    uploads: list[Upload] = field(default_factory=list)
    layers: list[WorkLayer] = field(default_factory=list)
    read_only: bool = False  # somebody else's work, to be looked at
    removed: list[tuple[int, WorkLayer]] = field(default_factory=list)  # what can be taken back, the last one last
    taken: int = 0  # uploads so far; removing one does not give it back, or a loop of uploads would have no end

    def __post_init__(self) -> None:
        with _lock:
            _rooms.add(self)

    @property
    def size(self) -> int:
        """Return the bytes of all uploads held."""
        return sum(upload.size for upload in self.uploads)

    def receive(self, files: Sequence[tuple[str, bytes | Path]], digest: str) -> Upload:
        """Examine an upload and keep it, whatever the verdict.

        Parameters
        ----------
        files : name and content of the file chosen, then of its parts; a path is linked into the job, not read.
        digest : over the files.

        Raises
        ------
        UploadQuotaError
            if the session or the server has no room for it.
        UploadsOffError, SandboxError, UploadWorkerError
        """
        size = sum(len(body) if isinstance(body, bytes) else body.stat().st_size for _, body in files)
        limit = self.bounds
        if self.taken >= limit.session_uploads:
            raise UploadQuotaError("session", limit=limit.session_uploads, unit="uploads")
        if self.size + size > limit.session_mb * MEGABYTE:
            raise UploadQuotaError("session", limit=limit.session_mb, unit="MB")
        with _lock:
            held = sum(upload.size for room in _rooms for upload in room.uploads if not upload.restored)
        if held + size > limit.server_mb * MEGABYTE:
            raise UploadQuotaError("server", limit=limit.server_mb, unit="MB")
        examined = examination.examine(files, keep=True, bounds=limit)
        self.taken += 1
        upload = Upload(secrets.token_hex(4), files[0][0], digest, size, examined, Choices())
        self.uploads.append(upload)
        return upload

    def unopened(self, upload: Upload) -> list[str]:
        """Return the names of the layers of an upload that have a place and are not drawn."""
        drawn = {layer.title for layer in self.layers if layer.upload_id == upload.upload_id}
        return [
            layer["name"]
            for layer in upload.examined.report.layers
            if layer["bbox_wgs84"] and "file" in layer and layer["name"] not in drawn
        ]

    def open(self, upload: Upload, names: Sequence[str] | None = None) -> list[WorkLayer]:
        """Draw layers of an upload that have a place: those named, else the first MAX_OPENED."""
        if names is None:
            names = self.unopened(upload)[:MAX_OPENED]
        return [
            self.add(
                new_layer(
                    upload.examined.layer(name),
                    title=name,
                    kind="upload",
                    data=f"{upload.name} / {name}, sha256 {upload.digest}",
                    upload_id=upload.upload_id,
                )
            )
            for name in names
        ]

    def choose(self, upload: Upload, choices: Choices) -> None:
        """Examine an upload again with the person's decisions; its layers so far are removed."""
        self.drop_layers(upload)
        upload.choices = choices
        examination.run(upload.examined, choices=choices, keep=True, copy="", bounds=self.bounds)

    def before(self, upload: Upload) -> list[WorkLayer]:
        """Read an upload as it would lie without the person's decisions, and draw that beside it."""
        files = [(entry["name"], upload.examined.folder / "in" / entry["file"]) for entry in upload.examined.files]
        plain = examination.examine(files, keep=True, bounds=self.bounds)
        try:
            return [
                self.add(
                    new_layer(
                        plain.layer(layer["name"]),
                        title=layer["name"],
                        kind="before",
                        data=upload.name,
                        upload_id=upload.upload_id,
                    )
                )
                for layer in plain.report.layers
                if layer["bbox_wgs84"] and "file" in layer
            ]
        finally:
            plain.close()

    def add(self, layer: WorkLayer, *, restored: bool = False) -> WorkLayer:
        """Keep a layer and make its tiles known under its id; it gets a look that the others have not.

        What was kept is put back in any case; for all else there must be room.

        Raises
        ------
        SessionLayersError, ServerLayersError
            if the rows of the layers of this session, or of all, would take more memory than they may.
        """
        if not restored:
            self._make_sure_of_room(layer.held_bytes)
        if not layer.look:
            layer.dress(looks.free([other.look for other in self.layers]))
        self.layers.append(layer)
        with _lock:
            _layers[layer.layer_id] = layer
        return layer

    @property
    def held_bytes(self) -> int:
        """Return what the rows of the layers take in memory, those that can be taken back included; an estimate."""
        return sum(layer.held_bytes for layer in [*self.layers, *(layer for _, layer in self.removed)])

    def _make_sure_of_room(self, more_bytes: int) -> None:
        if self.held_bytes + more_bytes > self.bounds.session_layers_mb * MEGABYTE:
            raise SessionLayersError(self.bounds.session_layers_mb)
        with _lock:
            held = sum(room.held_bytes for room in _rooms)
        if held + more_bytes > self.bounds.server_layers_mb * MEGABYTE:
            raise ServerLayersError(self.bounds.server_layers_mb)

    def layer(self, layer_id: str) -> WorkLayer:
        """Return a layer of this room; raises LayerGoneError for any other."""
        for layer in self.layers:
            if layer.layer_id == layer_id:
                return layer
        raise LayerGoneError()

    def move(self, layer: WorkLayer, steps: int) -> None:
        """Move a layer up (or, by a negative number, down) among the others; the last lies on top."""
        before = self.layers.index(layer)
        rest = [kept for kept in self.layers if kept is not layer]
        place = min(max(before + steps, 0), len(rest))
        self.layers = [*rest[:place], layer, *rest[place:]]

    def held(self, layer_id: str) -> WorkLayer | None:
        """Return a layer of this room, None where it has gone."""
        return next((layer for layer in self.layers if layer.layer_id == layer_id), None)

    def remove(self, layer: WorkLayer) -> None:
        """Remove a layer; its tiles are gone at once."""
        self.layers = [kept for kept in self.layers if kept is not layer]
        with _lock:
            _layers.pop(layer.layer_id, None)

    def put_away(self, layer: WorkLayer) -> None:
        """Remove a layer as a person does, who may take it back: the last MAX_REMOVED stay at hand."""
        self.removed = [*self.removed, (self.layers.index(layer), layer)][-MAX_REMOVED:]
        self.remove(layer)

    def take_back(self) -> WorkLayer | None:
        """Return the layer that was put away last to its place; None where there is none."""
        if not self.removed:
            return None
        place, layer = self.removed.pop()
        layer.seen = time.monotonic()
        self.add(layer, restored=True)  # it was counted all the time
        self.layers.insert(place, self.layers.pop())
        return layer

    def touch(self) -> None:
        """Note that somebody looks at the layers: they do not expire while their work is kept."""
        for layer in self.layers:
            layer.seen = time.monotonic()

    def drop_layers(self, upload: Upload) -> None:
        """Remove the layers of an upload."""
        for layer in [layer for layer in self.layers if layer.upload_id == upload.upload_id]:
            self.remove(layer)

    def discard(self, upload: Upload) -> None:
        """Remove an upload, its layers and its job folder."""
        self.drop_layers(upload)
        self.uploads = [kept for kept in self.uploads if kept is not upload]
        upload.examined.close()

    def sweep(self) -> list[str]:
        """Remove layers that nobody has looked at for too long; returns their titles."""
        gone = [layer for layer in self.layers if _expired(layer, self.bounds.layer_minutes)]
        for layer in gone:
            self.remove(layer)
        return [layer.title for layer in gone]


def held_bytes(frame: gpd.GeoDataFrame) -> int:
    """Return what a layer takes in memory, bytes: texts and numbers, and an estimate of the geometries.

    Examples
    --------
    >>> import geopandas as gpd
    >>> one = gpd.GeoDataFrame({"n": [1]}, geometry=gpd.points_from_xy([7.0], [51.0], crs=4326), index=[0])
    >>> held_bytes(one)  # index, number and pointer of 8 bytes each, and a point, twice
    384
    """
    positions = int(shapely.get_num_coordinates(frame.geometry.array).sum())
    shapes = len(frame) * _SHAPE_BYTES + positions * _POSITION_BYTES
    return int(frame.memory_usage(deep=True).sum()) + 2 * shapes  # as rows, and as they are drawn


def new_layer(frame: gpd.GeoDataFrame, *, title: str, kind: str, data: str, upload_id: str = "") -> WorkLayer:
    """Make a layer with an id of 256 random bits."""
    return WorkLayer(secrets.token_urlsafe(32), title, kind, frame, data, upload_id)


def find(layer_id: str, *, minutes: int) -> WorkLayer:
    """Return the layer with this id, of whatever session; raises LayerGoneError if there is none or it has expired."""
    with _lock:
        layer = _layers.get(layer_id)
    if layer is None or _expired(layer, minutes):
        raise LayerGoneError()
    layer.seen = time.monotonic()
    return layer


def _expired(layer: WorkLayer, minutes: int) -> bool:
    return time.monotonic() - layer.seen > minutes * 60
