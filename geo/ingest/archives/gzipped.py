"""Single files packed with gzip: unpacked within the limits, so that what they hold is read."""

from __future__ import annotations

import zlib
from typing import Final

from geo.ingest.archives.archive import Member
from geo.ingest.findings import Refusal
from geo.ingest.task import Task
from geo.settings import MEGABYTE

_SIGNATURE: Final = b"\x1f\x8b"
_GZIP: Final = 16 + zlib.MAX_WBITS


def opened(member: Member, task: Task) -> Member:
    """Return the file that a gzip holds, under its name without .gz; a file of another name or kind as it is.

    Raises
    ------
    Refusal
        if it is damaged or ends too soon, or unpacks to more than an upload may.
    """
    with member.path.open("rb") as stream:
        if stream.read(2) != _SIGNATURE or member.suffix != ".gz":
            return member
    name = member.stem
    target = task.fresh_folder() / "unpacked"
    most = task.limits.unpacked_mb * MEGABYTE
    inflater, size = zlib.decompressobj(_GZIP), 0
    try:
        with member.path.open("rb") as source, target.open("wb") as sink:
            while block := source.read(MEGABYTE):
                while block:
                    if inflater.eof:  # several, one after another, are one file
                        inflater = zlib.decompressobj(_GZIP)
                    piece = inflater.decompress(block, MEGABYTE)
                    size += len(piece)
                    if size > MEGABYTE and size > task.limits.ratio * member.path.stat().st_size:
                        raise Refusal("zip_ratio", name=name, limit=task.limits.ratio)
                    if size > most:
                        raise Refusal("zip_too_large", limit_mb=task.limits.unpacked_mb)
                    sink.write(piece)
                    block = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    except zlib.error as fault:
        raise Refusal("format_damaged", format="gzip", detail=str(fault)[:80]) from fault
    if not inflater.eof:
        raise Refusal("format_damaged", format="gzip", detail="it ends too soon")
    task.found("file_gzip", values={"name": name})
    return Member(name, target)
