"""Published layers as they are drawn: read from the shelf, checked, and kept for a while for all sessions."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cachetools import LRUCache

from geo.publication.shelf import Found, Shelf
from geo.tiles.drawn import DrawnLayer

if TYPE_CHECKING:
    import geopandas as gpd

KEPT: Final = 6
"""Layers held in memory at once; one more pushes out the one nobody has looked at for longest."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One version's rows and their tiles."""

    frame: gpd.GeoDataFrame
    drawn: DrawnLayer


_lock = threading.Lock()
_layers: LRUCache[str, Layer] = LRUCache(maxsize=KEPT)
_making: dict[str, threading.Lock] = {}


def layer(shelf: Shelf, found: Found) -> Layer:
    """Return a version's layer, made once however many ask at the same time.

    Raises PublishedFileError when the file is not the one that was published. A layer that is pushed out is freed when
    its last request has been answered.
    """
    digest = found.version.digest
    with _lock:
        if digest in _layers:
            return _layers[digest]
        making = _making.setdefault(digest, threading.Lock())
    with making:
        with _lock:
            if digest in _layers:
                return _layers[digest]
        frame = shelf.read(found)
        made = Layer(frame, DrawnLayer(frame))
        with _lock:
            _layers[digest] = made
            _making.pop(digest, None)
    return made
