"""Parts of a backup: the folders of what people save, publish and have had read, by the names of their settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Final

from geo.settings import ROOT, Settings

_BUILT: Final = frozenset({"store_dir", "cache_dir"})  # `python -m geo prepare` makes them anew


def parts(config: Settings) -> Mapping[str, Path]:
    """Return name -> folder of everything that cannot be built anew.

    A folder that gets a setting of its own later is a part by itself. The data package belongs to the program, unless
    the operator has one elsewhere.

    Examples
    --------
    >>> sorted({"datasets", "kept", "published"} - set(parts(Settings())))
    []
    >>> "store" in parts(Settings()), "data" in parts(Settings())
    (False, False)
    """
    found = {
        one.name.removesuffix("_dir"): Path(getattr(config, one.name))
        for one in fields(Settings)
        if one.name.endswith("_dir") and one.name not in _BUILT
    }
    if found["data"] == ROOT / "data":
        del found["data"]
    return found
