"""Shelf of published layers: puts them there whole or not at all, reads them back, takes them away and returns them.

A layer's file is written and named by its content, and only then entered in the register. A kill at any moment leaves
at most a file that nobody refers to; opening the shelf sweeps those.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b32encode
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.access.permission import permit
from geo.access.roles import ADMINISTER, PUBLISH
from geo.catalog.errors import FileFault
from geo.keeping.audit import Line, now
from geo.keeping.audit import read as read_lines
from geo.keeping.opening import files_at, made
from geo.keeping.repository import Transaction
from geo.publication import register
from geo.publication.about import About, Owner
from geo.publication.errors import (
    NotOwnerError,
    PublicationError,
    PublicationQuotaError,
    PublishedFileError,
    UnknownPublicationError,
    WithdrawnError,
)
from geo.publication.files import as_geoparquet
from geo.publication.register import OPERATOR, OWNER, Publication, Register, Version
from geo.settings import MEGABYTE, Settings, limits, settings

if TYPE_CHECKING:
    import geopandas as gpd

REFERENCE: Final = re.compile(r"([a-z2-7]{10})(?:\.([1-9][0-9]{0,5}))?")
"""id, or id.version: what a link names a published layer by."""
KINDS: Final = ("points", "lines", "areas")
_FILES: Final = "files"
_CODE_BYTES: Final = 20  # 160 random bits; so much that a plain hash of it cannot be searched
_CODE_GROUP: Final = 8


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that somebody may change a publication.

    Attributes
    ----------
    subject : stable id of the person signed in, "" if nobody is.
    code : the withdrawal code as a person gave it.
    operator : whoever runs the server.
    """

    subject: str = ""
    code: str = ""
    operator: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What publishing gave; `code` is known here only, and "" for a signed-in owner or a further version."""

    publication_id: str
    version: int
    code: str


@dataclass(frozen=True, slots=True)
class Found:
    """One version of one publication, as a reference names it."""

    publication: Publication
    version: Version

    @property
    def key(self) -> str:
        """Return id.version, which names the same bytes for ever."""
        return f"{self.publication.publication_id}.{self.version.number}"


class Shelf:
    """The folder of published layers.

    Parameters
    ----------
    folder : made if it is not there; not below a served path.
    limit_mb : size all files may take.
    database : address of the PostgreSQL database that holds all of it; the folder then has copies of files.
    """

    def __init__(self, folder: Path, *, limit_mb: int, database: str = "") -> None:
        self._limit_mb = limit_mb
        with made(folder, PublicationError, of="published layers", set_by="OBSERVATORY_PUBLISHED"):
            self._files = files_at(folder / _FILES, suffix=".parquet", space="publication", database=database)
        self._register = Register(folder, database=database)
        self.sweep()

    def serial(self) -> int:
        """Return a number that changes whenever a layer is published, withdrawn or restored."""
        return self._register.serial()

    def listing(self) -> tuple[Publication, ...]:
        """Return what can be seen, the newest first."""
        return tuple(one for one in self._register.publications() if not one.withdrawn_at)

    def everything(self) -> tuple[Publication, ...]:
        """Return all publications, withdrawn ones included."""
        return self._register.publications()

    def find(self, reference: str) -> Found:
        """Return the version that id or id.version names.

        Raises
        ------
        UnknownPublicationError
            if there never was one.
        WithdrawnError
            if it has been withdrawn.
        """
        publication, number = self._named(reference)
        if publication.withdrawn_at:
            raise _withdrawn(publication)
        return Found(publication, publication.version(number))

    def publication(self, publication_id: str) -> Publication:
        """Return a publication, withdrawn or not; raises UnknownPublicationError."""
        return self._named(publication_id)[0]

    def owned(self, publication_id: str, proof: Proof) -> Publication:
        """Return a publication that `proof` may change; raises NotOwnerError or UnknownPublicationError."""
        with self._register.reading() as change:
            return _allowed(change, publication_id, proof)

    def publish(
        self, frame: gpd.GeoDataFrame, about: About, owner: Owner, *, of: str = "", proof: Proof | None = None
    ) -> Receipt:
        """Put a layer on the shelf.

        Parameters
        ----------
        frame : rows in EPSG:4326.
        about, owner : as `geo.publication.about.checked` returns them.
        of : id of the publication this is a new version of; a new publication without it.
        proof : that the publication is one's own, with `of`.

        Raises
        ------
        PublicationQuotaError
            if there is no room.
        NotOwnerError, UnknownPublicationError, WithdrawnError
            for a version of something else than one's own, visible publication.
        """
        permit(PUBLISH)
        body = as_geoparquet(frame)
        digest = hashlib.sha256(body).hexdigest()
        kinds, bounds = _outline(frame)
        code = "" if of or not owner.is_declared else _new_code()
        with self._register.change() as change:
            self._make_room(change, digest, len(body))
            if of:
                publication = _allowed(change, of, proof or Proof())
                if publication.withdrawn_at:
                    raise _withdrawn(publication)
                publication_id, number = publication.publication_id, publication.newest.number + 1
            else:
                publication_id, number = b32encode(secrets.token_bytes(7)).decode().lower()[:10], 1
                register.insert_publication(change, publication_id, owner, _hash(code) if code else "")
            self._put(body)
            at = now()
            version = Version(number, about, digest, len(body), len(frame), kinds, bounds, at)
            register.insert_version(change, publication_id, version)
            register.note(change, publication_id, "publish", at=at, by=owner, version=number)
        return Receipt(publication_id, number, code)

    def withdraw(self, publication_id: str, proof: Proof) -> Publication:
        """Take a publication with all its versions out of everybody's sight; its files stay for `restore`.

        Raises NotOwnerError and UnknownPublicationError.
        """
        return self._turn(publication_id, proof, withdrawn=True)

    def restore(self, publication_id: str, proof: Proof) -> Publication:
        """Let everybody see a withdrawn publication again; raises NotOwnerError and UnknownPublicationError."""
        return self._turn(publication_id, proof, withdrawn=False)

    def remove(self, publication_id: str) -> None:
        """Delete a withdrawn publication and its files for good, for whoever runs the server.

        Raises PublicationError for one that is still to be seen.
        """
        permit(ADMINISTER)
        with self._register.change() as change:
            publication = _allowed(change, publication_id, Proof(operator=True))
            if not publication.withdrawn_at:
                raise PublicationError(
                    f"The published layer {publication_id!r} is not withdrawn. Withdraw it before it is removed.",
                    id=publication_id,
                )
            register.delete(change, publication_id)
            register.note(change, publication_id, "remove", by=None)
        self.sweep()

    def read(self, found: Found) -> gpd.GeoDataFrame:
        """Return the rows of a version in EPSG:4326; raises PublishedFileError unless it is what was published."""
        import geopandas as gpd

        return gpd.read_parquet(BytesIO(self.file(found)))

    def file(self, found: Found) -> bytes:
        """Return a version's GeoParquet file; raises PublishedFileError unless its digest is the registered one."""
        body = self._files.read(found.version.digest)
        if isinstance(body, FileFault):
            raise PublishedFileError(found.key, body)
        return body

    def sweep(self) -> int:
        """Delete what a killed process left: temporary files, and files no version refers to; returns how many."""
        with self._register.holding() as change:  # nobody writes meanwhile
            return self._files.sweep(register.digests(change), stale_s=0)

    def trail(self) -> tuple[Line, ...]:
        """Return the audit record, the oldest line first."""
        with self._register.reading() as ask:
            return read_lines(ask)

    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(self._register.digests().values())

    def _named(self, reference: str) -> tuple[Publication, int | None]:
        match = REFERENCE.fullmatch(reference)
        found = self._register.publications(only=match[1]) if match else ()
        if not match or not found:
            raise UnknownPublicationError(reference)
        return found[0], int(match[2]) if match[2] else None

    def _turn(self, publication_id: str, proof: Proof, *, withdrawn: bool) -> Publication:
        permit(ADMINISTER if proof.operator else PUBLISH)
        by = OPERATOR if proof.operator else OWNER
        at = now()
        with self._register.change() as change:
            publication = _allowed(change, publication_id, proof)
            if bool(publication.withdrawn_at) != withdrawn:
                register.turn(
                    change, publication_id, withdrawn_at=at if withdrawn else "", withdrawn_by=by if withdrawn else ""
                )
                who = None if proof.operator else publication.owner
                register.note(change, publication_id, "withdraw" if withdrawn else "restore", at=at, by=who)
            return register.read(change, only=publication_id)[0]

    def _make_room(self, change: Transaction, digest: str, needed: int) -> None:
        held = register.digests(change)
        if digest in held:
            return
        taken = sum(held.values())
        if taken + needed > self._limit_mb * MEGABYTE:
            raise PublicationQuotaError(needed_mb=needed / MEGABYTE, held_mb=taken / MEGABYTE, limit_mb=self._limit_mb)

    def _put(self, body: bytes) -> None:
        try:
            self._files.put(body)
        except OSError as fault:
            raise PublicationError(
                f"The layer's {len(body) / MEGABYTE:.1f} MB cannot be written ({fault.strerror}). Nothing was "
                "published; ask whoever runs this server to make room on the disk.",
                path=str(self._files.folder),
            ) from fault


@lru_cache(maxsize=4)
def _opened(folder: Path, limit_mb: int, database: str) -> Shelf:
    return Shelf(folder, limit_mb=limit_mb, database=database)


def shelf_of(config: Settings | None = None) -> Shelf:
    """Return the shelf of these settings, opened and swept once per process."""
    found = config or settings()
    return _opened(found.published_dir, found.published_mb, found.database_url)


def shared_shelf() -> Shelf | None:
    """Return the shelf where this server shares layers with all, None where it does not."""
    return shelf_of() if limits().uploads == "publish" else None


def _outline(frame: gpd.GeoDataFrame) -> tuple[tuple[str, ...], tuple[float, float, float, float] | None]:
    import numpy as np
    import shapely

    shapes = frame.geometry.to_numpy()
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if len(shapes) == 0:
        return (), None
    kinds = tuple(KINDS[int(number)] for number in np.unique(shapely.get_dimensions(shapes)))
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(shapes))
    return kinds, (west, south, east, north)


def _allowed(change: Transaction, publication_id: str, proof: Proof) -> Publication:
    """Return a publication that `proof` may change; raises UnknownPublicationError or NotOwnerError."""
    found = register.read(change, only=publication_id)
    if not found:
        raise UnknownPublicationError(publication_id)
    owner = found[0].owner
    kept = register.code_hash(change, publication_id)
    by_code = bool(kept and proof.code) and hmac.compare_digest(kept, _hash(proof.code))
    by_name = bool(owner.subject) and hmac.compare_digest(owner.subject.encode(), proof.subject.encode())
    if not (proof.operator or by_code or by_name):
        raise NotOwnerError(publication_id)
    return found[0]


def _withdrawn(publication: Publication) -> WithdrawnError:
    by = publication.owner.name if publication.withdrawn_by == OWNER else "whoever runs this server"
    return WithdrawnError(publication.publication_id, at=publication.withdrawn_at, by=by)


def _new_code() -> str:
    """Return a withdrawal code that can be read out and typed: 32 letters and digits in groups.

    Examples
    --------
    >>> len(_new_code().replace("-", ""))
    32
    """
    signs = b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower()
    return "-".join(signs[start : start + _CODE_GROUP] for start in range(0, len(signs), _CODE_GROUP))


def _hash(code: str) -> str:
    return hashlib.sha256("".join(sign for sign in code.lower() if sign.isalnum()).encode()).hexdigest()
