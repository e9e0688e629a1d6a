"""Archives: reads a ZIP entry by entry with every byte counted, under names of our own.

Nothing of an archive decides where bytes are written: entries are unpacked under regenerated names, and their own
names serve only to tell people, and to find which parts belong together. All bounds are checked on the bytes that
come out, not on what the archive says of itself.
"""

from __future__ import annotations

import itertools
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from geo.ingest.archives import inflate
from geo.ingest.findings import Finding, Refusal
from geo.ingest.texts import encoding
from geo.settings import MEGABYTE

_LOCAL_HEADER: Final = struct.Struct("<4s5H3L2H")
_ENCRYPTED: Final = (1 << 0) | (1 << 6) | (1 << 13)
_UTF8_FLAG: Final = 1 << 11
_UNICODE_PATH: Final = 0x7075
_RATIO_FROM: Final = 16 * MEGABYTE
_BLOCK: Final = 1 << 16
_SIGNATURES: Final = (
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
_NESTED: Final = (".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".kmz")
# Left by macOS and Windows; they never hold data.
_CLUTTER: Final = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive as unpacked: its name as a person wrote it, and where its bytes are."""

    name: str
    path: Path

    @property
    def suffix(self) -> str:
        """Return the last extension in lower case, with its dot."""
        return Path(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """Return the name without its last extension, folders included."""
        return self.name[: len(self.name) - len(self.suffix)] if self.suffix else self.name


@dataclass(slots=True)
class Unpacked:
    """Members of an archive in its own order, and what was found."""

    members: list[Member] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def other_archive(head: bytes) -> str:
    """Return the name of the archive or packing format that starts like this, "" if it is none (or a ZIP)."""
    if len(head) > 262 and head[257:262] == b"ustar":
        return "tar"
    return next((name for signature, name in _SIGNATURES if head.startswith(signature)), "")


def is_zip(head: bytes) -> bool:
    """Tell whether a file starts like a ZIP archive, the empty one included."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def has_directory(path: Path) -> bool:
    """Tell whether a file ends like a ZIP archive, whatever it starts with (a self-extracting program)."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 66000))
        return b"PK\x05\x06" in stream.read()


def check_contents(path: Path, *, unpacked_mb: int, entries: int, ratio: int) -> None:
    """Check an archive that a library will unpack (a workbook) by what its directory says.

    Raises
    ------
    Refusal
        as `unpack` does; a directory that lies about sizes is left to the limits of the process.
    """
    with path.open("rb") as stream:
        infos = _directory(stream, path, entries, Unpacked())
    names = [info.orig_filename for info in infos]
    _check(infos, names)
    _check_places(infos, names, path.stat().st_size)
    if sum(info.file_size for info in infos) > unpacked_mb * MEGABYTE:
        raise Refusal("zip_too_large", limit_mb=unpacked_mb)
    for info in infos:
        if info.file_size > max(_RATIO_FROM, info.compress_size * ratio):
            raise Refusal("zip_ratio", name=info.orig_filename, limit=ratio)


def unpack(path: Path, into: Path, *, unpacked_mb: int, entries: int, ratio: int) -> Unpacked:
    """Unpack a ZIP archive into a folder under regenerated names.

    Parameters
    ----------
    path : the archive.
    into : an existing empty folder.
    unpacked_mb : bound on all bytes that come out, megabytes.
    entries : bound on the number of entries.
    ratio : bound on unpacked / packed size of an entry that unpacks to more than 16 MB.

    Raises
    ------
    Refusal
        if the archive is not one, is damaged or encrypted, breaks a bound, or has unsafe, linked or overlapping
        entries.
    """
    result = Unpacked()
    with path.open("rb") as stream:
        infos = _directory(stream, path, entries, result)
        if not infos:
            raise Refusal("zip_empty")
        names = _names(infos, result)
        _check(infos, names)
        _check_places(infos, names, path.stat().st_size)
        wanted = _wanted(infos, names, result)
        budget = unpacked_mb * MEGABYTE
        for number, index in enumerate(wanted):
            info, name = infos[index], names[index]
            target = into / f"m{number}{_plain_suffix(name)}"
            budget -= _unpack_one(stream, info, name, target, budget=budget, ratio=ratio, limit_mb=unpacked_mb)
            result.members.append(Member(name, target))
    return result


def _plain_suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""


def _directory(stream: BinaryIO, path: Path, entries: int, result: Unpacked) -> list[zipfile.ZipInfo]:
    head = stream.read(512)
    if not is_zip(head) and (other_archive(head) or not has_directory(path)):
        raise Refusal("zip_not_zip", looks=other_archive(head) or "unknown", bytes=path.stat().st_size)
    # zipfile reads the whole directory into objects: look at its announced length first.
    tail = path.open("rb")
    with tail:
        tail.seek(max(0, path.stat().st_size - 66000))
        end = tail.read()
    mark = end.rfind(b"PK\x05\x06")
    if mark < 0 or len(end) - mark < 22:
        raise Refusal("zip_corrupt", reason="zip_no_directory", detail="PK\\5\\6")
    if (extra := len(end) - mark - 22 - struct.unpack_from("<H", end, mark + 20)[0]) > 0:
        result.findings.append(Finding("zip_trailing", {"bytes": extra}))
    if (count := struct.unpack_from("<H", end, mark + 10)[0]) != 0xFFFF and count > entries:
        raise Refusal("zip_entries", entries=count, limit=entries)
    if struct.unpack_from("<L", end, mark + 12)[0] > 64 * MEGABYTE:
        raise Refusal("zip_corrupt", reason="zip_long_directory", detail=f"{end[mark + 12 : mark + 16].hex()}")
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, UnicodeError, OSError) as fault:
        raise Refusal("zip_corrupt", reason="zip_bad_directory", detail=str(fault) or type(fault).__name__) from fault
    if len(infos) > entries:
        raise Refusal("zip_entries", entries=len(infos), limit=entries)
    if not is_zip(head):
        result.findings.append(Finding("zip_trailing", {"bytes": min((i.header_offset for i in infos), default=0)}))
    return infos


def _raw_name(info: zipfile.ZipInfo) -> bytes | None:
    """Return the name's bytes where the archive does not say that they are UTF-8."""
    if info.flag_bits & _UTF8_FLAG:
        return None
    try:
        return info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return None


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """Return the name of Info-ZIP's Unicode Path field if it belongs to this raw name, else ""."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        body = extra[position + 4 : position + 4 + length]
        if kind == _UNICODE_PATH and len(body) > 5 and struct.unpack_from("<L", body, 1)[0] == zlib.crc32(raw):
            try:
                return body[5:].decode("utf-8")
            except UnicodeDecodeError:
                return ""
        position += 4 + length
    return ""


def _names(infos: list[zipfile.ZipInfo], result: Unpacked) -> list[str]:
    raw = [_raw_name(info) for info in infos]
    verdict = encoding.detect(name for name in raw if name)
    names = []
    for info, data in zip(infos, raw, strict=True):
        if data is None:
            name = info.orig_filename
        else:
            name = _unicode_path(info.extra, data) or data.decode(verdict.name, "replace")
        names.append(name.replace("\\", "/"))
    if not verdict.plain:
        result.findings.append(
            Finding(
                "zip_names_decoded",
                {"encoding": verdict.name.upper()},
                before=verdict.sample.encode(verdict.name, "replace").decode("cp437", "replace"),
                after=verdict.sample,
            )
        )
    return names


def _check(infos: list[zipfile.ZipInfo], names: list[str]) -> None:
    for info, name in zip(infos, names, strict=True):
        parts = name.split("/")
        if ".." in parts or name.startswith("/") or re.match(r"^[A-Za-z]:", name) or "\0" in name:
            raise Refusal("zip_path", name=name)
        mode = info.external_attr >> 16
        if mode and (stat.S_ISLNK(mode) or stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)):
            raise Refusal("zip_link", name=name)
        if info.flag_bits & _ENCRYPTED:
            raise Refusal("zip_encrypted", name=name)


def _check_places(infos: list[zipfile.ZipInfo], names: list[str], size: int) -> None:
    """Refuse entries outside the file or sharing bytes: an archive of 0.2 MB can claim 128 GB that way."""
    spans = sorted(
        (info.header_offset, info.header_offset + _LOCAL_HEADER.size + info.compress_size, name)
        for info, name in zip(infos, names, strict=True)
    )
    for start, _, name in spans:
        if not 0 <= start < size:
            raise Refusal("zip_corrupt", reason="zip_no_header", detail=name)
    for (_, end, _), (start, _, name) in itertools.pairwise(spans):
        if start < end:
            raise Refusal("zip_overlap", name=name)


def _wanted(infos: list[zipfile.ZipInfo], names: list[str], result: Unpacked) -> list[int]:
    """Return the entries to unpack: no folders, no clutter, no archives; of equal names the last."""
    chosen: dict[str, int] = {}
    nested: list[str] = []
    clutter = 0
    for index, name in enumerate(names):
        if name.endswith("/") or infos[index].is_dir():
            continue
        if _CLUTTER.search(name):
            clutter += 1
            continue
        if name.lower().endswith(_NESTED):
            nested.append(name)
            continue
        if name.lower() in chosen:
            first = infos[chosen.pop(name.lower())]
            result.findings.append(
                Finding("zip_duplicate", {"name": name, "first": first.file_size, "last": infos[index].file_size})
            )
        chosen[name.lower()] = index
    if nested and not chosen:
        raise Refusal("zip_nested", name=nested[0], count=len(nested))
    if nested:
        result.findings.append(Finding("zip_nested_skipped", {"name": nested[0], "count": len(nested)}))
    if clutter:
        result.findings.append(Finding("zip_ignored", {"count": clutter, "names": "__MACOSX, .DS_Store"}))
    if not chosen:
        raise Refusal("zip_empty")
    return sorted(chosen.values())


def _body(stream: BinaryIO, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    stream.seek(info.header_offset)
    header = stream.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
        raise Refusal("zip_corrupt", reason="zip_no_header", detail=name)
    name_length, extra_length = _LOCAL_HEADER.unpack(header)[9:11]
    stream.seek(name_length + extra_length, 1)
    left = info.compress_size
    while left:
        block = stream.read(min(_BLOCK, left))
        if not block:
            raise Refusal("zip_corrupt", reason="zip_short_entry", detail=name)
        left -= len(block)
        yield block


def _unpack_one(
    stream: BinaryIO, info: zipfile.ZipInfo, name: str, target: Path, *, budget: int, ratio: int, limit_mb: int
) -> int:
    """Write one entry and return its true size; stops at the first byte over a bound."""
    inflater = inflate.inflater(info.compress_type, name)
    size, checksum = 0, 0
    allowed = max(_RATIO_FROM, info.compress_size * ratio)
    with target.open("wb") as out:
        try:
            for block in _body(stream, info, name):
                for piece in inflater.feed(block):
                    size += len(piece)
                    if size > budget:
                        raise Refusal("zip_too_large", limit_mb=limit_mb)
                    if size > allowed:
                        raise Refusal("zip_ratio", name=name, limit=ratio)
                    checksum = zlib.crc32(piece, checksum)
                    out.write(piece)
        except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError) as fault:
            if isinstance(fault, OSError) and fault.errno is not None:
                raise  # the disk, not the archive: bz2 reports bad data as an OSError without a number
            raise Refusal("zip_crc", name=name, detail=str(fault)) from fault
    if size != info.file_size or checksum != info.CRC:
        raise Refusal("zip_crc", name=name, detail=f"{size} / {info.file_size}")
    return size
