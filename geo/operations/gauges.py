"""Gauges of this process: what its caches, its reading worker and its uploads hold at the moment somebody looks."""

from __future__ import annotations

from collections.abc import Mapping

from geo.ingest import pool
from geo.intake.shelf import shared as intake
from geo.operations.measures import Gauge
from geo.tiles.routes import cache


def gauges() -> Mapping[str, tuple[str, Gauge]]:
    """Return name -> (words, what tells the number) of everything this process can tell of itself."""
    return {
        "observatory_tile_cache_bytes": ("Bytes of encoded tiles in memory.", lambda: cache().size_bytes),
        "observatory_tile_cache_hits": ("Tiles answered from memory since the start.", lambda: cache().hits),
        "observatory_tile_cache_misses": ("Tiles that had to be made since the start.", lambda: cache().misses),
        "observatory_upload_bytes": ("Bytes of uploads on disk.", lambda: intake().size),
        "observatory_uploads_reading": ("Uploads that are read or wait for it.", lambda: pool.shared().queued),
    }
