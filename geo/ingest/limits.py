"""Limits of an upload: every bound on bytes, entries, features, time and memory, with its variable and default."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import Any, Final

from geo.errors import SettingError

UPLOAD_MODES: Final = ("off", "session", "publish")
SANDBOX_MODES: Final = ("require", "warn")
MEGABYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold for one upload, one session and the server.

    Attributes
    ----------
    uploads : off, session (default) or publish. OBSERVATORY_UPLOADS.
    sandbox : require (default: no reading without the kernel's Landlock and seccomp) or warn. OBSERVATORY_SANDBOX.
    upload_mb : size of one upload, megabytes. OBSERVATORY_UPLOAD_MB.
    unpacked_mb : size of everything unpacked from one archive, megabytes. OBSERVATORY_UNPACKED_MB.
    entries : entries of one archive. OBSERVATORY_ARCHIVE_ENTRIES.
    ratio : unpacked / packed size of one entry larger than 16 MB. OBSERVATORY_ARCHIVE_RATIO.
    features : features (rows) of one upload, over all its layers. OBSERVATORY_FEATURES.
    vertices : vertices of one upload. OBSERVATORY_VERTICES.
    fields : columns of one layer. OBSERVATORY_FIELDS.
    layers : layers of one upload. OBSERVATORY_LAYERS.
    memory_mb : memory of the reading process beyond what its libraries take, megabytes. OBSERVATORY_WORKER_MB.
    cpu_s, wall_s : processor and wall time of reading one upload, seconds. OBSERVATORY_WORKER_CPU_S, _WALL_S.
    workers : uploads read at the same time. OBSERVATORY_WORKERS.
    queue : uploads that may wait for a worker. OBSERVATORY_UPLOAD_QUEUE.
    session_mb, session_uploads : quota of one session. OBSERVATORY_SESSION_MB, OBSERVATORY_SESSION_UPLOADS.
    server_mb : quota of all sessions together. OBSERVATORY_SERVER_MB.
    layer_minutes : how long a session's layer stays without being looked at, minutes. OBSERVATORY_LAYER_MINUTES.
    validity_s : time spent on checking polygons for validity before the report, seconds. OBSERVATORY_VALIDITY_S.
    """

    uploads: str = "session"
    sandbox: str = "require"
    upload_mb: int = 512
    unpacked_mb: int = 2048
    entries: int = 2000
    ratio: int = 400
    features: int = 5_000_000
    vertices: int = 50_000_000
    fields: int = 2000
    layers: int = 200
    memory_mb: int = 4096
    cpu_s: int = 120
    wall_s: int = 150
    workers: int = 2
    queue: int = 8
    session_mb: int = 1024
    session_uploads: int = 20
    server_mb: int = 8192
    layer_minutes: int = 120
    validity_s: int = 1

    def as_json(self) -> dict[str, Any]:
        """Return the limits as a plain object, for the worker."""
        return asdict(self)


_VARIABLES: Final[dict[str, tuple[str, int, int]]] = {
    "upload_mb": ("OBSERVATORY_UPLOAD_MB", 1, 65536),
    "unpacked_mb": ("OBSERVATORY_UNPACKED_MB", 1, 262144),
    "entries": ("OBSERVATORY_ARCHIVE_ENTRIES", 1, 65535),
    "ratio": ("OBSERVATORY_ARCHIVE_RATIO", 2, 100000),
    "features": ("OBSERVATORY_FEATURES", 1, 100_000_000),
    "vertices": ("OBSERVATORY_VERTICES", 1, 1_000_000_000),
    "fields": ("OBSERVATORY_FIELDS", 1, 32000),
    "layers": ("OBSERVATORY_LAYERS", 1, 10000),
    "memory_mb": ("OBSERVATORY_WORKER_MB", 128, 262144),
    "cpu_s": ("OBSERVATORY_WORKER_CPU_S", 1, 3600),
    "wall_s": ("OBSERVATORY_WORKER_WALL_S", 1, 3600),
    "workers": ("OBSERVATORY_WORKERS", 1, 64),
    "queue": ("OBSERVATORY_UPLOAD_QUEUE", 0, 1000),
    "session_mb": ("OBSERVATORY_SESSION_MB", 1, 262144),
    "session_uploads": ("OBSERVATORY_SESSION_UPLOADS", 1, 10000),
    "server_mb": ("OBSERVATORY_SERVER_MB", 1, 1_048_576),
    "layer_minutes": ("OBSERVATORY_LAYER_MINUTES", 1, 10_080),
    "validity_s": ("OBSERVATORY_VALIDITY_S", 0, 3600),
}


def _choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = os.environ.get(name, "").strip() or default
    if value not in allowed:
        raise SettingError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.", name=name, value=value)
    return value


def limits() -> Limits:
    """Read the environment and return the limits; raises SettingError on a value that cannot be used."""
    numbers: dict[str, int] = {}
    for field, (name, low, high) in _VARIABLES.items():
        text = os.environ.get(name, "").strip()
        if not text:
            continue
        if not text.isdecimal() or not low <= int(text) <= high:
            raise SettingError(
                f"{name} is {text!r}; it must be a whole number from {low} to {high}.", name=name, value=text
            )
        numbers[field] = int(text)
    return Limits(
        uploads=_choice("OBSERVATORY_UPLOADS", "session", UPLOAD_MODES),
        sandbox=_choice("OBSERVATORY_SANDBOX", "require", SANDBOX_MODES),
        **numbers,
    )
