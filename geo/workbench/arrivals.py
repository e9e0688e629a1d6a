"""Files a person has chosen, as uploads: parts of one data set are one, and a corrected file is a new one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.ingest.examination import SIBLINGS

_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """One file as it was chosen.

    Attributes
    ----------
    key : names this choice of the file: choosing it again, corrected or not, gives another.
    name : as the person's computer calls it.
    content : where its bytes are, or they themselves.
    """

    key: str
    name: str
    content: Path | bytes

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size


def group(files: Sequence[Chosen]) -> list[list[Chosen]]:
    """Return files as uploads, the file that is read first in each.

    A shapefile's or MapInfo table's parts belong to the main file of their name, whatever its case; of a part that was
    chosen twice the later one counts. Every other file is an upload of its own, so that `park.csv` beside
    `park.geojson`, or a corrected `park.csv` beside the first, is read too.

    Examples
    --------
    >>> chosen = [Chosen(str(n), name, b"") for n, name in enumerate(["a.shp", "A.dbf", "a.csv", "a.csv"])]
    >>> [[file.name for file in upload] for upload in group(chosen)]
    [['a.shp', 'A.dbf'], ['a.csv'], ['a.csv']]
    """
    uploads: list[list[Chosen]] = []
    taken: set[str] = set()
    mains: dict[tuple[str, str], Chosen] = {}
    for file in files:
        if _suffix(file.name) in SIBLINGS:
            mains[_stem(file.name), _suffix(file.name)] = file
    for (stem, suffix), main in mains.items():
        parts: dict[str, Chosen] = {}
        for file in files:
            if _stem(file.name) == stem and _suffix(file.name) in SIBLINGS[suffix]:
                parts[_suffix(file.name)] = file
        uploads.append([main, *parts.values()])
    for upload in uploads:
        taken |= {file.key for file in upload}
    # What a later part has replaced is of no use alone.
    stems = {stem for stem, _ in mains}
    of_parts = {suffix for wanted in SIBLINGS.values() for suffix in wanted} | set(SIBLINGS)
    for file in files:
        replaced = _stem(file.name) in stems and _suffix(file.name) in of_parts
        if file.key not in taken and not replaced:
            uploads.append([file])
    order = {file.key: position for position, file in enumerate(files)}
    return sorted(uploads, key=lambda upload: order[upload[0].key])


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0].lower()


def _suffix(name: str) -> str:
    return "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""


def digest_of(files: Sequence[Chosen]) -> str:
    """Return 12 hex digits over names and bytes of an upload."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.name}\0{file.size}\0".encode("utf-8", "surrogatepass"))
        if isinstance(file.content, bytes):
            whole.update(file.content)
            continue
        with file.content.open("rb") as stream:
            while block := stream.read(_BLOCK):
                whole.update(block)
    return whole.hexdigest()[:12]
