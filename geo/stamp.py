"""The stamp of the embedded store: which data and code it was built from. Browsers keep answers by it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from geo.errors import NotPreparedError
from geo.settings import Settings

FILE = "stamp.json"


@lru_cache(maxsize=2)
def _read(path: Path, _modified_ns: int) -> str:
    return str(json.loads(path.read_text("utf-8"))["key"])


def version(settings: Settings) -> str:
    """Return the key of the store that is in place; raises NotPreparedError when there is none."""
    path = settings.store_dir / FILE
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError) as fault:
        raise NotPreparedError(
            f"There is no finished store in {settings.store_dir}. Run `python -m geo prepare`.",
            path=str(settings.store_dir),
        ) from fault


def write(settings: Settings, key: str) -> None:
    """Mark the store in `settings.store_dir` as finished."""
    (settings.store_dir / FILE).write_text(json.dumps({"key": key}), "utf-8")
