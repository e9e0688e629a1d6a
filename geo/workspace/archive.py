"""A project as one file to take along: a zip of a list of contents, the files it names by digest, and a signature.

Version 1. What this server has signed comes back as it was. Of any other file only what people uploaded and the layers'
rows are taken, through the doctor and its confined reader like every upload; colours and computed figures are not, for
nobody here has made them. Nothing of a file is unpacked by its own names.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from geo.ingest.errors import UploadQuotaError
from geo.ingest.examination import Choices
from geo.keeping.audit import now
from geo.keeping.person import Person
from geo.settings import MEGABYTE, Limits
from geo.workbench.room import Room
from geo.workspace.desk import Desk
from geo.workspace.errors import ProjectFileError
from geo.workspace.register import KINDS, LAYER, UPLOAD, Item, Project
from geo.workspace.shelf import LONGEST_NAME, WorkShelf

FORMAT: Final = "observatory-project"
VERSION: Final = 1
SUFFIX: Final = ".project.zip"
_LIST: Final = "manifest.json"
_SIGNATURE: Final = "signature"
_ENTRY: Final = re.compile(r"files/([0-9a-f]{64})")
_MOST_ENTRIES: Final = 2_000
_LIST_MB: Final = 64
_BLOCK: Final = 1 << 20
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_BAD_LIST: Final = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of a project's file.

    Attributes
    ----------
    is_whole : whether everything was taken, as this server had signed it.
    refused : names of what the doctor refused, or there was no room for.
    """

    project: Project
    is_whole: bool
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Contents:
    name: str
    state: Mapping[str, Any]
    items: tuple[Item, ...]
    signed: bool


def pack(shelf: WorkShelf, person: Person, project_id: str, *, limit_mb: int) -> bytes:
    """Return a person's project as one file.

    Raises
    ------
    UnknownProjectError
    ProjectFileError
        if it is larger than a file may be that is taken in again.
    """
    project, items = shelf.open(person, project_id)
    sizes = {digest: size for item in items for digest, size in item.files.items()}
    if sum(sizes.values()) > limit_mb * MEGABYTE:
        raise ProjectFileError("large")
    told = {
        "format": FORMAT,
        "version": VERSION,
        "name": project.name,
        "exported_at": now(),
        "state": project.state,
        "items": [
            {"id": one.item_id, "kind": one.kind, "place": one.place, "body": one.body, "files": dict(one.files)}
            for one in items
        ],
    }
    listed = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8", "surrogatepass")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_LIST, listed)
        archive.writestr(_SIGNATURE, _signature(shelf.folder, listed))
        for digest in sorted(sizes):
            archive.write(shelf.files.path(digest), f"files/{digest}")
    return packed.getvalue()


def take_in(shelf: WorkShelf, person: Person, file: Path | bytes, *, bounds: Limits, unnamed: str) -> TakenIn:
    """Make a project of a file; it is the one opened last then.

    Parameters
    ----------
    bounds : of uploads.
    unnamed : name for a project that has none.

    Raises
    ------
    ProjectFileError
        if it is none of ours, or is damaged.
    KeptQuotaError, TooManyProjectsError
    """
    source: Any = file if isinstance(file, Path) else BytesIO(file)
    try:
        archive = zipfile.ZipFile(source)
    except _DAMAGED as fault:
        raise ProjectFileError("no_zip") from fault
    with archive, tempfile.TemporaryDirectory(prefix="project-") as folder:
        _check_entries(archive, bounds)
        found = _contents(archive, shelf.folder)
        files = _unpacked(archive, Path(folder))
        if any(digest not in files for item in found.items for digest in item.files):
            raise ProjectFileError("damaged")
        name = found.name[:LONGEST_NAME].strip() or unnamed
        if found.signed:
            return TakenIn(_as_it_was(shelf, person, found, files, name), is_whole=True)
        room, refused = _examined(found, files, bounds)
        desk = Desk(shelf, person)
        project = desk.begin(name)
        desk.save(room, (), {})
        return TakenIn(project, is_whole=False, refused=refused)


def _as_it_was(shelf: WorkShelf, person: Person, found: _Contents, files: Mapping[str, Path], name: str) -> Project:
    project = shelf.new_project(person, name)
    with shelf.staging() as staging:
        for path in files.values():
            staging.put(path)
        try:
            return shelf.save(
                person, project.project_id, changed=found.items, removed=(), state=found.state, staged=staging
            )
        except BaseException:
            shelf.delete(person, project.project_id)
            raise


def _examined(found: _Contents, files: Mapping[str, Path], bounds: Limits) -> tuple[Room, tuple[str, ...]]:
    """Return a room with the uploads and the computed layers of a file, each read by the doctor."""
    room = Room(bounds)
    refused: list[str] = []
    try:
        for item in found.items:
            given: list[tuple[str, bytes | Path]]
            if item.kind == UPLOAD:
                given = [(_name(one["name"]), files[one["digest"]]) for one in item.body["sent"]]
            elif item.kind == LAYER and item.body["rows"]:
                given = [(f"{_name(item.body['title'])}.parquet", files[item.body["rows"]])]
            else:
                continue
            try:
                upload = room.receive(given, hashlib.sha256(given[0][0].encode()).hexdigest()[:12])
                if item.kind == UPLOAD and (choices := _choices(item.body["choices"])) != Choices():
                    room.choose(upload, choices)
            except UploadQuotaError:
                refused.append(given[0][0])
                continue
            if upload.examined.report.status == "reject":
                refused.append(given[0][0])
            room.open(upload)
    except _BAD_LIST as fault:
        raise ProjectFileError("manifest") from fault
    return room, tuple(refused)


def _choices(told: Mapping[str, Any]) -> Choices:
    def text(name: str) -> str:
        return str(told.get(name, ""))[:4096]

    def names(name: str) -> tuple[str, ...]:
        return tuple(str(one)[:256] for one in told.get(name, ())[:256])

    swap = told.get("swap_axes")
    return Choices(
        text("encoding"),
        text("crs"),
        text("datum"),
        swap if isinstance(swap, bool) else None,
        names("columns"),
        names("layers"),
    )


def _name(text: object) -> str:
    return str(text).replace("/", "_").replace("\\", "_").replace("\0", "")[:200] or "layer"


def _check_entries(archive: zipfile.ZipFile, bounds: Limits) -> None:
    entries = archive.infolist()
    names = [one.filename for one in entries]
    if (
        len(entries) > _MOST_ENTRIES
        or len(set(names)) != len(names)
        or not all(name in (_LIST, _SIGNATURE) or _ENTRY.fullmatch(name) for name in names)
    ):
        raise ProjectFileError("entries")
    if any(one.flag_bits & 0x1 for one in entries):
        raise ProjectFileError("encrypted")
    if sum(one.file_size for one in entries) > bounds.unpacked_mb * MEGABYTE:
        raise ProjectFileError("large")


def _contents(archive: zipfile.ZipFile, folder: Path) -> _Contents:
    try:
        listed = _read(archive, _LIST, _LIST_MB * MEGABYTE)
        signature = _read(archive, _SIGNATURE, 128) if _SIGNATURE in archive.namelist() else b""
        told = json.loads(listed)
        if told["format"] != FORMAT:
            raise ValueError(FORMAT)
        if told["version"] > VERSION:
            raise ProjectFileError("version")
        items = tuple(_item(one) for one in told["items"])
        name = str(told["name"])
        state = dict(told["state"])
    except (*_BAD_LIST, *_DAMAGED) as fault:
        raise ProjectFileError("manifest") from fault
    signed = hmac.compare_digest(signature, _signature(folder, listed).encode())
    if not signed:
        state.pop("fields", None)  # what stands in the page's fields is set by this server alone
    return _Contents(name, state, items, signed)


def _item(told: Mapping[str, Any]) -> Item:
    files = {str(digest): int(size) for digest, size in told["files"].items()}
    if told["kind"] not in KINDS or not re.fullmatch(r"[0-9a-f]{8,32}", told["id"]):
        raise ValueError("item")
    return Item(told["id"], told["kind"], int(told["place"]), dict(told["body"]), files)


def _unpacked(archive: zipfile.ZipFile, folder: Path) -> dict[str, Path]:
    """Write the files under their digests, which they must have; no more is written than the list of entries says."""
    files: dict[str, Path] = {}
    for entry in archive.infolist():
        match = _ENTRY.fullmatch(entry.filename)
        if match is None:
            continue
        whole = hashlib.sha256()
        path = folder / match[1]
        try:
            with path.open("wb") as out:
                for block in _blocks(archive, entry.filename, entry.file_size):
                    whole.update(block)
                    out.write(block)
        except _DAMAGED as fault:
            raise ProjectFileError("damaged") from fault
        if whole.hexdigest() != match[1]:
            raise ProjectFileError("damaged")
        files[match[1]] = path
    return files


def _blocks(archive: zipfile.ZipFile, name: str, most: int) -> Iterator[bytes]:
    left = most
    with archive.open(name) as file:
        while block := file.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise zipfile.BadZipFile(name)
            yield block


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    return b"".join(_blocks(archive, name, most))


def _signature(folder: Path, listed: bytes) -> str:
    return hmac.new(_key(folder), listed, hashlib.sha256).hexdigest()


def _key(folder: Path) -> bytes:
    """Return this server's key, made at its first use; whoever is first of several processes makes it."""
    path = folder / "signing.key"
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    part = folder / f"{secrets.token_hex(8)}.part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path.read_bytes()
