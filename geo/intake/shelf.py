"""Shelf of uploads that have arrived: files on disk, counted against the quotas of their session and of the server.

Whoever brings a file gets a ticket for it, 128 random bits that stand for the file wherever the page would hold its
bytes. A file is kept until it is given back, the upload is taken away, or its session has been gone for a while.
"""

from __future__ import annotations

import atexit
import contextlib
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.ingest.errors import UploadQuotaError
from geo.intake.errors import UploadOffsetError, UploadTooLargeError
from geo.settings import MEGABYTE, Limits, limits

_MARK: Final = b"observatory upload "
_FILES_PER_UPLOAD: Final = 16  # a shapefile has up to a dozen parts
_GRACE_S: Final = 180.0  # a lost connection comes back within this; Streamlit keeps its session as long


@dataclass(slots=True)
class Arrival:
    """One file that is arriving or has arrived.

    Attributes
    ----------
    token : stands for it; nobody else knows it.
    session, file : ids in the address it was sent to.
    path : where its bytes are, under a name of ours.
    size : bytes so far.
    written : of these, how many are on the disk.
    turn : counts the requests that have brought parts of it; only the last one goes on writing.
    left : when its connection broke, seconds of the monotonic clock; None while it arrives or once it is whole.
    whole : whether all of it has arrived.
    """

    token: str
    session: str
    file: str
    path: Path
    size: int = 0
    written: int = 0
    turn: int = 0
    left: float | None = None
    whole: bool = False

    @property
    def ticket(self) -> bytes:
        """Return the bytes that stand for the file."""
        return _MARK + self.token.encode("ascii")


class Shelf:
    """All arrivals of this process."""

    def __init__(self, bounds: Limits, folder: Path, *, is_present: Callable[[str], bool] | None = None) -> None:
        self.bounds = bounds
        self.folder = folder
        self.is_present = is_present
        self._lock = threading.Lock()
        self._arrivals: dict[str, Arrival] = {}
        self._seen: dict[str, float] = {}  # session -> when it was last there, seconds of the monotonic clock

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        with self._lock:
            return sum(arrival.size for arrival in self._arrivals.values())

    def open(self, session: str, file: str) -> Arrival:
        """Begin an arrival; one of the same address is replaced when the new one is whole.

        Raises
        ------
        UploadQuotaError
            if the session has brought as many files as it may.
        """
        self.sweep()
        self._drop_left(session, file)
        token = secrets.token_hex(16)
        arrival = Arrival(token, session, file, self.folder / token)
        most = self.bounds.session_uploads * _FILES_PER_UPLOAD
        with self._lock:
            self._seen[session] = time.monotonic()
            if sum(other.session == session for other in self._arrivals.values()) >= most:
                raise UploadQuotaError("session", limit=most, unit="files")
            self._arrivals[token] = arrival
        return arrival

    def go_on(self, session: str, file: str, offset: int) -> Arrival:
        """Take up an arrival whose connection broke, from a byte that it has; whoever was writing it stops.

        Raises
        ------
        UploadOffsetError
            if there is none, or it has fewer bytes.
        """
        self.sweep()
        with self._lock:
            arrival = self._unfinished(session, file)
            if arrival is None or offset > arrival.written:
                raise UploadOffsetError(offset=offset)
            arrival.turn += 1
            arrival.size = arrival.written = offset
            arrival.left = None
            self._seen[session] = time.monotonic()
        return arrival

    def offset(self, session: str, file: str) -> int | None:
        """Return how many bytes of an unfinished arrival are there, None where there is none."""
        with self._lock:
            arrival = self._unfinished(session, file)
            return None if arrival is None else arrival.written

    def leave(self, arrival: Arrival) -> None:
        """Keep what has arrived of a file for a while: its connection broke, and it may go on."""
        with self._lock:
            arrival.size = arrival.written
            arrival.left = time.monotonic()

    def _unfinished(self, session: str, file: str) -> Arrival | None:
        found = [a for a in self._arrivals.values() if (a.session, a.file) == (session, file) and not a.whole]
        return found[-1] if found else None

    def _drop_left(self, session: str, file: str) -> None:
        """Give up what was left of an earlier attempt at an address, which begins anew."""
        with self._lock:
            found = [
                a for a in self._arrivals.values() if (a.session, a.file) == (session, file) and a.left is not None
            ]
        for arrival in found:
            self.drop(arrival)

    def check(self, session: str, more: int) -> None:
        """Raise what keeps a session from bringing so many more bytes.

        Raises
        ------
        UploadTooLargeError, UploadQuotaError
        """
        if more > self.bounds.upload_mb * MEGABYTE:
            raise UploadTooLargeError(limit_mb=self.bounds.upload_mb)
        with self._lock:
            self._check_quotas(session, more)

    def grow(self, arrival: Arrival, more: int) -> None:
        """Count bytes before they are written; raises as `check` does."""
        if arrival.size + more > self.bounds.upload_mb * MEGABYTE:
            raise UploadTooLargeError(limit_mb=self.bounds.upload_mb)
        with self._lock:
            self._check_quotas(arrival.session, more)
            arrival.size += more

    def _check_quotas(self, session: str, more: int) -> None:
        held = own = 0
        for arrival in self._arrivals.values():
            held += arrival.size
            own += arrival.size if arrival.session == session else 0
        if own + more > self.bounds.session_mb * MEGABYTE:
            raise UploadQuotaError("session", limit=self.bounds.session_mb, unit="MB")
        if held + more > self.bounds.server_mb * MEGABYTE:
            raise UploadQuotaError("server", limit=self.bounds.server_mb, unit="MB")

    def keep(self, arrival: Arrival) -> None:
        """Note that an arrival is whole: an earlier one of the same address is given up."""
        with self._lock:
            arrival.whole = True
            earlier = [
                other
                for other in self._arrivals.values()
                if (other.session, other.file) == (arrival.session, arrival.file) and other is not arrival
            ]
        for other in earlier:
            self.drop(other)

    def find(self, body: bytes) -> Arrival | None:
        """Return the arrival that a ticket stands for, None for anything else."""
        if len(body) != len(_MARK) + 32 or not body.startswith(_MARK):
            return None
        with self._lock:
            return self._arrivals.get(body[len(_MARK) :].decode("ascii", "replace"))

    def content(self, body: bytes) -> bytes:
        """Return the bytes of a chosen file: those its ticket stands for, or `body` itself if it is no ticket."""
        arrival = self.find(body)
        return body if arrival is None else arrival.path.read_bytes()

    def drop(self, arrival: Arrival) -> None:
        """Remove an arrival and its bytes, and give back its share of the quotas."""
        with self._lock:
            self._arrivals.pop(arrival.token, None)
        with contextlib.suppress(OSError):
            arrival.path.unlink()

    def drop_at(self, session: str, file: str) -> None:
        """Remove what was sent to an address."""
        with self._lock:
            found = [a for a in self._arrivals.values() if (a.session, a.file) == (session, file)]
        for arrival in found:
            self.drop(arrival)

    def sweep(self) -> int:
        """Remove the files of sessions that have been gone for a while, and parts that nobody went on with.

        Returns
        -------
        how many.
        """
        now = time.monotonic()
        with self._lock:
            sessions = {arrival.session for arrival in self._arrivals.values()}
        gone: set[str] = set()
        if self.is_present is not None:
            for session in sessions:
                if self.is_present(session):
                    self._seen[session] = now
            gone = {session for session in sessions if now - self._seen.get(session, now) > _GRACE_S}
        with self._lock:
            gone_by = [
                arrival
                for arrival in self._arrivals.values()
                if arrival.session in gone or (arrival.left is not None and now - arrival.left > _GRACE_S)
            ]
            for session in gone:
                self._seen.pop(session, None)
        for arrival in gone_by:
            self.drop(arrival)
        return len(gone_by)


_made = threading.Lock()
_shelves: list[Shelf] = []


def shared() -> Shelf:
    """Return the shelf of this process, with a folder of its own that goes with it."""
    with _made:
        if not _shelves:
            folder = Path(tempfile.mkdtemp(prefix="intake-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            _shelves.append(Shelf(limits(), folder))
        return _shelves[0]
