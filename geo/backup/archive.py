"""Archive: a tar file whose first entry names every other with size and SHA-256, and whose last seals that list."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from geo.backup.errors import BackupError, DamagedBackupError
from geo.keeping.files import digest_of, sync_folder

FORMAT: Final = 1
LIST: Final = "observatory-backup.json"
SEAL: Final = "observatory-backup.sha256"
_LONGEST_LIST: Final = 256 << 20
_NAME: Final = re.compile(r"[^\x00-\x1f/.\\][^\x00-\x1f/\\]*")  # no hidden file and no way out
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """What the list says of a file."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of an archive.

    Attributes
    ----------
    version : of the program that wrote it.
    at : ISO time in UTC.
    parts : names of the parts, those without a file included.
    files : path in the archive, beginning with the part -> what it is.
    """

    version: str
    at: str
    parts: tuple[str, ...]
    files: Mapping[str, Entry]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(entry.bytes for entry in self.files.values())


def write(out: Path, folders: Mapping[str, Path], *, version: str, at: str) -> Contents:
    """Write folders that nobody changes into an archive; it is there whole or not at all, readable to its owner only.

    Raises
    ------
    BackupError
        if it cannot be written, a full disk included.
    """
    files = {
        f"{part}/{path.relative_to(folder).as_posix()}": path
        for part, folder in folders.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    for name, path in files.items():
        if not _fits(name, tuple(folders)):
            raise BackupError(f"{name!r} has a name no backup can hold. Give the file another one.", path=str(path))
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        entries = {name: Entry(digest_of(path), path.stat().st_size) for name, path in files.items()}
        contents = Contents(version, at, tuple(folders), entries)
        listed = json.dumps(asdict(contents), ensure_ascii=False, sort_keys=True).encode()
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                _add(tar, LIST, io.BytesIO(listed), len(listed))
                for name, path in files.items():
                    with path.open("rb") as body:
                        _add(tar, name, body, entries[name].bytes)
                seal = hashlib.sha256(listed).hexdigest().encode()
                _add(tar, SEAL, io.BytesIO(seal), len(seal))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(out)
        sync_folder(out.parent)
    except OSError as fault:
        raise BackupError(
            f"The backup {out} cannot be written ({fault.strerror}). Make room, or name another place.", path=str(out)
        ) from fault
    finally:
        beside.unlink(missing_ok=True)
    return contents


def _add(tar: tarfile.TarFile, name: str, body: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    tar.addfile(entry, body)


def unpack(archive: Path, target: Path | None, *, known: frozenset[str]) -> Contents:
    """Check an archive from end to end and, where there is a target, write its files below it.

    Parameters
    ----------
    known : parts this program has; an archive with another is refused.

    Raises
    ------
    DamagedBackupError
        if a file is missing, is not what the list says, was added, or has a name that leads elsewhere.
    BackupError
        if the archive cannot be read, or the target not written.
    """
    seen: set[str] = set()
    try:
        with archive.open("rb") as raw, tarfile.open(fileobj=raw, mode="r:") as tar:
            first = tar.next()
            contents, listed = _contents(archive, tar, first)
            unknown = [part for part in contents.parts if part not in known]
            if unknown:
                raise DamagedBackupError(archive.name, _unknown(unknown[0]))
            for part in contents.parts if target is not None else ():
                (target / part).mkdir(mode=0o700, parents=True)  # type: ignore[operator]
            sealed = False
            while entry := tar.next():
                if entry.name == SEAL and not sealed:
                    said = _body(tar, entry).read(80)
                    sealed = said == hashlib.sha256(listed).hexdigest().encode()
                    continue
                expected = contents.files.get(entry.name)
                if expected is None or not entry.isreg() or entry.name in seen or not _fits(entry.name, contents.parts):
                    raise DamagedBackupError(archive.name, f"{entry.name[:80]!r} does not belong to it")
                seen.add(entry.name)
                place = None if target is None else target / entry.name
                if _written(_body(tar, entry), place) != expected.sha256 or entry.size != expected.bytes:
                    raise DamagedBackupError(archive.name, f"{entry.name[:80]!r} is not the file that was backed up")
            if missing := sorted(contents.files.keys() - seen):
                raise DamagedBackupError(archive.name, f"{missing[0][:80]!r} is missing")
            if not sealed:
                raise DamagedBackupError(archive.name, "its end is missing or its list was changed")
    except (tarfile.TarError, EOFError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        raise DamagedBackupError(archive.name, "it cannot be read as a backup") from fault
    except OSError as fault:
        raise BackupError(
            f"{fault.filename or archive} cannot be read or written ({fault.strerror}). Nothing was changed.",
            path=str(archive),
        ) from fault
    return contents


def _contents(archive: Path, tar: tarfile.TarFile, entry: tarfile.TarInfo | None) -> tuple[Contents, bytes]:
    if entry is None or entry.name != LIST or not entry.isreg() or entry.size > _LONGEST_LIST:
        raise DamagedBackupError(archive.name, "it does not begin with the list of its contents")
    listed = _body(tar, entry).read()
    told = json.loads(listed)
    if told["format"] != FORMAT:
        raise DamagedBackupError(archive.name, f"it has format {told['format']!r:.20}; this program reads {FORMAT}")
    files = {str(name): Entry(str(one["sha256"]), int(one["bytes"])) for name, one in told["files"].items()}
    return Contents(str(told["version"]), str(told["at"]), tuple(map(str, told["parts"])), files), listed


def _unknown(part: str) -> str:
    if part == "data":
        return "it holds a data package; set OBSERVATORY_DATA to the folder it shall have"
    return f"it holds {part[:40]!r}, which this program does not know"


def _fits(name: str, parts: Collection[str]) -> bool:
    """Tell whether a name lies below a part of the archive, whatever a list says.

    Examples
    --------
    >>> [_fits(name, ("kept",)) for name in ("kept/R&D 园区.csv", "kept/../x", "kept/.x", "kept//x", "x/y", "/kept/x")]
    [True, False, False, False, False, False]
    """
    part, *below = name.split("/")
    return part in parts and bool(below) and all(_NAME.fullmatch(one) for one in below)


def _body(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    body = tar.extractfile(entry)
    if body is None:
        raise tarfile.TarError
    return body


def _written(body: IO[bytes], place: Path | None) -> str:
    """Write a file and make it last; returns its SHA-256."""
    whole = hashlib.sha256()
    if place is None:
        while block := body.read(_BLOCK):
            whole.update(block)
        return whole.hexdigest()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while block := body.read(_BLOCK):
            whole.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return whole.hexdigest()
