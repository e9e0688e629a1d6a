"""Where things are and how large they may get: every setting, its variable, default and meaning.

`settings()` reads the environment once per process. Paths default to the checkout that holds this package.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Resolved configuration of one process.

    Attributes
    ----------
    data_dir : the Frictionless data package (read only). OBSERVATORY_DATA, default ``data/``.
    store_dir : what `python -m geo prepare` builds: boundaries, tile store, browser assets.
        OBSERVATORY_STORE, default ``.store/``.
    default_language : ``zh`` or ``en``. OBSERVATORY_LANG, default ``zh``.
    tile_cache_mb : memory for encoded tiles, megabytes. OBSERVATORY_TILE_CACHE_MB, default 32.
    basemap_url, basemap_credit : an optional XYZ/WMTS source of the operator's and its credit line.
        OBSERVATORY_BASEMAP_URL, OBSERVATORY_BASEMAP_CREDIT, default none (offline).
    published_dir : register and files of published layers; kept, unlike the store. OBSERVATORY_PUBLISHED, default
        ``.published/``.
    published_mb : size all published layers may take, megabytes. OBSERVATORY_PUBLISHED_MB, default 4096.
    datasets_dir : registers that `python -m geo ingest` has read. OBSERVATORY_DATASETS, default ``.datasets/``.
    query_limit_ms : time a question to a dataset may take. OBSERVATORY_QUERY_MS, default 5000.
    """

    data_dir: Path
    store_dir: Path
    default_language: str
    tile_cache_mb: int
    basemap_url: str
    basemap_credit: str
    published_dir: Path = ROOT / ".published"
    published_mb: int = 4096
    datasets_dir: Path = ROOT / ".datasets"
    query_limit_ms: int = 5000


def _whole_number(name: str, default: int, *, low: int, high: int) -> int:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingError(
            f"{name} is {text!r}; it must be a whole number from {low} to {high}.", name=name, value=text
        )
    return int(text)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the environment and return the settings; raises SettingError on a value that cannot be used."""
    language = os.environ.get("OBSERVATORY_LANG", "").strip() or "zh"
    if language not in ("zh", "en"):
        raise SettingError(
            f"OBSERVATORY_LANG is {language!r}; it must be zh or en.", name="OBSERVATORY_LANG", value=language
        )
    data_dir, store_dir, published_dir, datasets_dir = (
        Path(os.environ.get(name, "").strip() or ROOT / default).resolve()
        for name, default in (
            ("OBSERVATORY_DATA", "data"),
            ("OBSERVATORY_STORE", ".store"),
            ("OBSERVATORY_PUBLISHED", ".published"),
            ("OBSERVATORY_DATASETS", ".datasets"),
        )
    )
    for folder in (data_dir, store_dir):  # one is sealed, the other is built anew
        for name, kept in (("OBSERVATORY_PUBLISHED", published_dir), ("OBSERVATORY_DATASETS", datasets_dir)):
            if kept.is_relative_to(folder):
                raise SettingError(
                    f"{name} is {str(kept)!r}, inside {str(folder)!r}; it must lie elsewhere.",
                    name=name,
                    value=str(kept),
                )
    return Settings(
        data_dir=data_dir,
        store_dir=store_dir,
        default_language=language,
        tile_cache_mb=_whole_number("OBSERVATORY_TILE_CACHE_MB", 32, low=0, high=4096),
        basemap_url=os.environ.get("OBSERVATORY_BASEMAP_URL", "").strip(),
        basemap_credit=os.environ.get("OBSERVATORY_BASEMAP_CREDIT", "").strip(),
        published_dir=published_dir,
        published_mb=_whole_number("OBSERVATORY_PUBLISHED_MB", 4096, low=1, high=1_048_576),
        datasets_dir=datasets_dir,
        query_limit_ms=_whole_number("OBSERVATORY_QUERY_MS", 5000, low=50, high=600_000),
    )
