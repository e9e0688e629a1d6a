"""Task of one examination inside the worker: the person's choices, the job's folder and the running counts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict, final

from geo.ingest.findings import Finding, Refusal
from geo.settings import Limits


class UploadedFile(TypedDict):
    """A file of an upload: its name as the person knows it, and what it is called in the job's folder."""

    name: str
    file: str


class ChoicesJson(TypedDict):
    """A person's choices as they travel to the worker; see geo.ingest.examination.Choices."""

    encoding: str
    crs: str
    datum: str
    swap_axes: bool | None
    columns: Sequence[str]
    layers: Sequence[str]


@final
class Order(TypedDict):
    """What a worker is asked to do, as JSON.

    Attributes
    ----------
    keep : write the layers for the server.
    copy : file name of a repaired copy; "" for none.
    boundaries : files of administrative boundaries that may be read, by key.
    """

    name: str
    files: list[UploadedFile]
    choices: ChoicesJson
    keep: bool
    copy: str
    boundaries: dict[str, str]


@final
class GridOrder(TypedDict):
    """What a worker is asked to do with a table without places: give the cells of its sheets, as JSON."""

    name: str
    files: list[UploadedFile]
    grids: bool


class Job(TypedDict):
    """One request to the reading process: a line of JSON.

    Attributes
    ----------
    folder : the job folder with ``in``, ``work`` and ``out``.
    limits : those of `geo.settings.Limits`.
    readable : further files or folders the job may read.
    """

    id: int
    folder: str
    task: Order | GridOrder
    limits: dict[str, Any]
    readable: list[str]


@dataclass(slots=True)
class Task:
    """What the worker was asked to do, and how much of its bounds is used.

    Attributes
    ----------
    name : the upload's name as the person knows it.
    work : folder for files of our own.
    limits : bounds of the upload.
    encoding, crs, datum : the person's choices; "" leaves them to the doctor.
    swap_axes : exchange the coordinates; None leaves it to the doctor.
    columns : columns that hold (x, y) or a geometry text, where the person chose them.
    layers : names of the layers to read; empty reads all.
    boundaries : files of administrative boundaries that may be read, by key.
    linked : links to members of the archive being read, as its documents write them.
    """

    name: str
    work: Path
    limits: Limits
    encoding: str = ""
    crs: str = ""
    datum: str = ""
    swap_axes: bool | None = None
    columns: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    boundaries: dict[str, Path] = field(default_factory=dict)
    linked: frozenset[str] = frozenset()
    findings: list[Finding] = field(default_factory=list)
    features: int = 0
    vertices: int = 0
    _folders: Any = field(default_factory=itertools.count)

    def fresh_folder(self) -> Path:
        """Return a new empty folder."""
        folder = self.work / f"f{next(self._folders)}"
        folder.mkdir()
        return folder

    def found(self, code: str, **details: Any) -> None:
        """Note a finding about the upload as a whole."""
        self.findings.append(Finding(code, **details))

    def count_features(self, number: int) -> None:
        """Add features to the upload's count; raises Refusal beyond the limit."""
        self.features += number
        if self.features > self.limits.features:
            raise Refusal("too_many_features", count=self.features, limit=self.limits.features)

    def count_vertices(self, number: int) -> None:
        """Add vertices to the upload's count; raises Refusal beyond the limit."""
        self.vertices += number
        if self.vertices > self.limits.vertices:
            raise Refusal("too_many_vertices", count=self.vertices, limit=self.limits.vertices)

    def count_fields(self, number: int) -> None:
        """Check the number of columns of one layer; raises Refusal beyond the limit."""
        if number > self.limits.fields:
            raise Refusal("too_many_fields", count=number, limit=self.limits.fields)

    def count_layers(self, number: int) -> None:
        """Check the number of layers; raises Refusal beyond the limit."""
        if number > self.limits.layers:
            raise Refusal("too_many_layers", count=number, limit=self.limits.layers)
