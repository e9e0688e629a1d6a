"""Keys of texts about access and the state of the server that code puts together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geo.access import roles
from geo.operations.readiness import CHECKS
from geo.operations.trail import COLUMNS as RECORD

FAMILIES: Mapping[str, Iterable[str]] = {
    "access.act": roles.NEEDS,
    "access.change": ["role", "person", "last", "key", "key_name"],
    "access.outcome": ["failed", "refused"],
    "access.role": roles.ROLES,
    "status.column": [
        *("name", "role", "by", "last", "person", "id", "made", "used", "state", "at", "level", "source", "code")
    ],
    "status.fact": [
        *("program", "python", "streamlit", "duckdb", "geopandas", "pyogrio", "data", "store", *CHECKS, "sign_in"),
        *("visitors", "session", "people", "keys", "process", "uptime", "sessions", "readers", "uploads", "arrivals"),
        *("disk_kept", "disk_store", "registers", "confinement", "backup"),
    ],
    "status.level": ["warning", "error", "critical"],
    "status.record": [name for name in RECORD if name != "person"],
    "status.section": ["versions", "parts", "access", "work", "room", "safety"],
    "status.unit": ["mb", "minutes"],
    "status.word": [
        *("ok", "fault", "missing", "on", "off", "open", "closed", "session", "publish"),
        *("refused", "unconfined", "never"),
    ],
}
