"""Rooms of a backup that a database may hold in place of folders: publications, work, tables, partners, tracking."""

from __future__ import annotations

from typing import Final

from geo.access import register as access
from geo.governance import register as tracking
from geo.keeping.copying import Shelved
from geo.partners import register as partners
from geo.publication import register as publications
from geo.tables import register as own_tables
from geo.workspace import register as work

ROOMS: Final = (
    Shelved("published", publications.FILE, publications.SCHEMA, "files", ".parquet"),
    Shelved("kept", work.FILE, work.SCHEMA, "files", ".bin"),
    Shelved("kept", own_tables.FILE, own_tables.SCHEMA, "tables", ".bin"),
    Shelved("kept", partners.FILE, partners.SCHEMA),
    Shelved("kept", access.FILE, access.SCHEMA),
    Shelved("governance", tracking.FILE, tracking.SCHEMA),
)
