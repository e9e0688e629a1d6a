"""Base map in one file: an operator's PMTiles archive, vector or raster, read in place and served tile by tile.

What a file says of itself (type, zooms, extent, credit) is in its header and metadata. Vector tiles of the Protomaps
and OpenMapTiles schemas are drawn by `basemap.js` in the observatory's own calm style; their border lines and names are
not drawn.

Source: PMTiles specification 3, https://github.com/protomaps/PMTiles.
"""

from __future__ import annotations

import html
import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geo.maps.errors import BaseMapFileError
from geo.tiles.grid import Tile

KINDS: Final = {"MVT": "vector", "PNG": "raster", "JPEG": "raster", "WEBP": "raster", "AVIF": "raster"}
MEDIA_TYPES: Final = {
    "MVT": "application/vnd.mapbox-vector-tile",
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}
MOST_TILE_BYTES: Final = 16_000_000  # unpacked; tiles of both schemas stay below half a megabyte
_DEEPEST: Final = 4  # levels of directories, as in the specification
_LONGEST_CREDIT: Final = 300
_TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class BaseMap:
    """What a file says of itself.

    Attributes
    ----------
    kind : vector or raster.
    media_type : of its tiles.
    zooms : lowest and highest there are.
    bounds : west, south, east, north, degrees.
    credit : as text; "" where the file has none.
    version : changes with the file.
    """

    kind: str
    media_type: str
    zooms: tuple[int, int]
    bounds: tuple[float, float, float, float]
    credit: str
    version: str


def base_map_file(path: Path) -> BaseMap:
    """Describe a file; raises BaseMapFileError for one that is missing or no PMTiles archive we can draw."""
    return _opened(path, _version(path)).about


def base_map_tile(path: Path, tile: Tile) -> bytes:
    """Return a tile unpacked, empty where the file has none; raises BaseMapFileError."""
    return _opened(path, _version(path)).tile(tile)


def _version(path: Path) -> str:
    try:
        about = path.stat()
    except OSError as missing:
        raise BaseMapFileError(str(path), "it cannot be read") from missing
    return f"{about.st_mtime_ns:x}{about.st_size:x}"


class _Archive:
    """A file whose header has been read."""

    def __init__(self, path: Path, version: str) -> None:
        from pmtiles.reader import Reader
        from pmtiles.tile import Compression

        self._file, self._path = path, str(path)
        reader: Any = Reader(self._bytes)  # type: ignore[no-untyped-call]  # pmtiles has no types
        try:
            header = reader.header()
            kind = header["tile_type"].name
            packed = {header["tile_compression"], header["internal_compression"]}
            if kind not in KINDS or packed - {Compression.GZIP, Compression.NONE}:
                raise BaseMapFileError(self._path, f"its tiles are {kind}, packed by {', '.join(_names(packed))}")
            self._packed = header["tile_compression"] is Compression.GZIP
            self._root = (int(header["root_offset"]), int(header["root_length"]))
            self._leaves, self._data = int(header["leaf_directory_offset"]), int(header["tile_data_offset"])
            edges = ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
            west, south, east, north = (header[edge] / 1e7 for edge in edges)
            metadata = reader.metadata()
        except BaseMapFileError:
            raise
        except Exception as broken:  # whatever a damaged header makes the library do
            raise BaseMapFileError(self._path, "it is no PMTiles archive of version 3, or it is damaged") from broken
        self.about = BaseMap(
            KINDS[kind],
            MEDIA_TYPES[kind],
            (int(header["min_zoom"]), int(header["max_zoom"])),
            (west, south, east, north),
            _credit(metadata),
            version,
        )
        self._directory = lru_cache(maxsize=64)(self._read_directory)

    def tile(self, tile: Tile) -> bytes:
        """Return a tile unpacked, empty where there is none."""
        from pmtiles.tile import find_tile, zxy_to_tileid

        try:
            number = zxy_to_tileid(tile.z, tile.x, tile.y)
            place = self._root
            for _ in range(_DEEPEST):
                entry = find_tile(self._directory(*place), number)
                if entry is None:
                    return b""
                if entry.run_length:
                    return self._unpacked(self._bytes(self._data + entry.offset, entry.length))
                place = (self._leaves + entry.offset, entry.length)
        except BaseMapFileError:
            raise
        except Exception as broken:  # as above, of a directory or a tile
            raise BaseMapFileError(self._path, f"tile {tile.z}/{tile.x}/{tile.y} is damaged") from broken
        return b""

    def _bytes(self, offset: int, length: int) -> bytes:
        if length > MOST_TILE_BYTES:
            raise BaseMapFileError(self._path, f"a part of it is said to have {length} bytes")
        with self._file.open("rb") as content:  # each time: threads share no place in a file, and nothing stays open
            content.seek(offset)
            return content.read(length)

    def _read_directory(self, offset: int, length: int) -> Any:
        from pmtiles.tile import deserialize_directory

        return deserialize_directory(self._bytes(offset, length))

    def _unpacked(self, content: bytes) -> bytes:
        if not self._packed:
            return content
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
        found = unpacking.decompress(content, MOST_TILE_BYTES)
        if unpacking.unconsumed_tail:
            raise BaseMapFileError(self._path, f"a tile unpacks to more than {MOST_TILE_BYTES} bytes")
        return found


@lru_cache(maxsize=2)
def _opened(path: Path, version: str) -> _Archive:
    return _Archive(path, version)


def _names(packed: set[Any]) -> list[str]:
    return sorted(one.name for one in packed)


def _credit(metadata: Any) -> str:
    text = metadata.get("attribution", "") if isinstance(metadata, dict) else ""
    plain = html.unescape(_TAG.sub("", text)) if isinstance(text, str) else ""
    return " ".join(plain.split())[:_LONGEST_CREDIT]
