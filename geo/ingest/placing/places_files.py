"""Files of administrative boundaries in the prepared store that the worker may read."""

from __future__ import annotations

from pathlib import Path

from geo.ingest.placing.places import LEVELS
from geo.settings import settings


def boundary_files() -> dict[str, Path]:
    """Return key -> file of the boundaries that exist, finest level first; empty before `python -m geo prepare`."""
    folder = settings().store_dir / "boundaries"
    found = {key: folder / f"{key}.parquet" for key in LEVELS}
    return {key: path for key, path in found.items() if path.is_file()}
