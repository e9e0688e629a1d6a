"""Decompressors of ZIP entries that give their output in bounded pieces, so that a bomb is noticed while it unpacks."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Iterator
from typing import Final, Protocol

import inflate64

from geo.ingest.findings import Refusal
from geo.settings import MEGABYTE

_STORED, _DEFLATED, _DEFLATE64, _BZIP2, _LZMA = 0, 8, 9, 12, 14
# One code of Deflate64 can stand for 64 kB, so little goes in at a time.
_BLOCK_64: Final = 64


class Inflater(Protocol):
    """Takes packed bytes and gives unpacked ones, piece by piece."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` unpacks to, at most some megabytes at a time."""


class _Stored:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data


class _Deflated:
    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(-15)

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._inflater.eof:
            yield self._inflater.decompress(data, MEGABYTE)
            data = self._inflater.unconsumed_tail


class _Deflated64:
    def __init__(self) -> None:
        self._inflater = inflate64.Inflater()

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _BLOCK_64):
            if self._inflater.eof:
                return
            yield self._inflater.inflate(data[start : start + _BLOCK_64])


class _Bounded:
    """bzip2 and LZMA, which can be asked for at most so many bytes at a time."""

    def __init__(self, decompressor: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._decompressor = decompressor

    def feed(self, data: bytes) -> Iterator[bytes]:
        while not self._decompressor.eof:
            yield self._decompressor.decompress(data, MEGABYTE)
            data = b""
            if self._decompressor.needs_input:
                return


class _ZipLzma:
    """LZMA as ZIP stores it: four bytes of version and length, then the properties, then the raw stream."""

    def __init__(self) -> None:
        self._start = b""
        self._inner: _Bounded | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._inner is None:
            self._start += data
            if len(self._start) < 9:
                return
            properties = self._start[4:9]
            packed, dictionary = properties[0], struct.unpack("<L", properties[1:])[0]
            choice = {"id": lzma.FILTER_LZMA1, "dict_size": min(dictionary, 64 * MEGABYTE)}
            choice |= {"lc": packed % 9, "lp": packed // 9 % 5, "pb": packed // 45}
            self._inner = _Bounded(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[choice]))
            data = self._start[9:]
        yield from self._inner.feed(data)


def inflater(method: int, name: str) -> Inflater:
    """Return a decompressor for a ZIP method; raises Refusal("zip_method") for one that is not supported."""
    if method == _STORED:
        return _Stored()
    if method == _DEFLATED:
        return _Deflated()
    if method == _DEFLATE64:
        return _Deflated64()
    if method == _BZIP2:
        return _Bounded(bz2.BZ2Decompressor())
    if method == _LZMA:
        return _ZipLzma()
    raise Refusal("zip_method", name=name, method=method)
