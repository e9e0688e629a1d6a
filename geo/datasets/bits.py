"""Bit vectors over the rows of a dataset, with the count of set bits before a row (rank) and the k-th set bit (select).

Rows are in Morton order, so every cell of a tile is one range of rows, and the number of matching rows in it is the
difference of two ranks: a prefix sum, whatever the filter. Literature: Jacobson, Space-efficient static trees and
graphs (1989); the layout here is one count per 64-bit word.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Rows = NDArray[np.int64]
_WORD: Final = 64
_ALL: Final = np.uint64(0xFFFFFFFFFFFFFFFF)


class Bits:
    """A set of rows as one bit each; immutable.

    Examples
    --------
    >>> bits = pack(np.array([True, False, True, True]))
    >>> bits.count, bits.rank(np.array([0, 1, 4])).tolist(), bits.select(np.array([0, 2])).tolist()
    (3, [0, 1, 3], [0, 3])
    """

    def __init__(self, words: Words, length: int) -> None:
        """Take words of 64 rows each, lowest bit first; bits from `length` on must be 0."""
        self.words = words
        self.length = length

    @cached_property
    def ranks(self) -> NDArray[Any]:
        """Return how many bits are set before each word, and in all."""
        kind = np.uint32 if self.length < 1 << 32 else np.uint64
        ranks = np.empty(len(self.words) + 1, kind)
        ranks[0] = 0
        np.cumsum(np.bitwise_count(self.words), out=ranks[1:])
        return ranks

    @property
    def count(self) -> int:
        """How many rows are in the set."""
        return int(self.ranks[-1])

    @property
    def nbytes(self) -> int:
        """Memory of the set with its ranks."""
        return self.words.nbytes + (len(self.words) + 1) * 4

    def __and__(self, other: Bits) -> Bits:
        return Bits(self.words & other.words, self.length)

    def __or__(self, other: Bits) -> Bits:
        return Bits(self.words | other.words, self.length)

    def common(self, other: Bits) -> int:
        """Return how many rows are in both."""
        return int(np.bitwise_count(self.words & other.words).sum(dtype=np.int64))

    def rank(self, rows: Rows) -> Rows:
        """Return how many rows of the set come before each of `rows` (0 to length)."""
        word = rows >> 6
        # One word beyond the end is asked for when a row is the end itself and the length fills its words.
        part = self.words[np.minimum(word, len(self.words) - 1)] if len(self.words) else np.zeros(len(rows), np.uint64)
        mask = (np.uint64(1) << (rows & 63).astype(np.uint64)) - np.uint64(1)
        before: Rows = self.ranks[np.minimum(word, len(self.words))].astype(np.int64)
        return before + np.bitwise_count(part & mask)

    def select(self, order: Rows) -> Rows:
        """Return the rows of the set by their order in it (0 to count - 1)."""
        word = np.searchsorted(self.ranks, order.astype(self.ranks.dtype), side="right") - 1
        left = order - self.ranks[word].astype(np.int64)
        bits = np.unpackbits(self.words[word].view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        inside = (np.cumsum(bits, axis=1, dtype=np.uint8) == (left + 1)[:, None]).argmax(axis=1)
        found: Rows = word.astype(np.int64) * _WORD + inside
        return found

    def rows(self, low: int = 0, high: int | None = None) -> Rows:
        """Return the rows of the set within a range, ascending."""
        high = self.length if high is None else high
        first = low >> 6
        words = self.words[first : -(-high // _WORD)]
        found = np.flatnonzero(np.unpackbits(words.view(np.uint8), bitorder="little")) + first * _WORD
        return found[(found >= low) & (found < high)]


def pack(mask: NDArray[np.bool_]) -> Bits:
    """Make a set of a mask over all rows."""
    return Bits(pack_words(mask), len(mask))


def pack_words(mask: NDArray[np.bool_]) -> Words:
    """Pack a mask into words; the last is filled with zeros."""
    packed = np.packbits(mask, bitorder="little")
    padded = np.zeros(-(-len(mask) // _WORD) * 8, np.uint8)
    padded[: len(packed)] = packed
    return padded.view(np.uint64)


def everything(length: int) -> Bits:
    """Return the set of all rows."""
    words = np.full(-(-length // _WORD), _ALL)
    if length % _WORD:
        words[-1] = (np.uint64(1) << np.uint64(length % _WORD)) - np.uint64(1)
    return Bits(words, length)


def from_rows(rows: NDArray[Any], length: int) -> Bits:
    """Return the set of the given rows, which need no order."""
    words = np.zeros(-(-length // _WORD), np.uint64)
    place = rows.astype(np.int64)
    np.bitwise_or.at(words, place >> 6, np.uint64(1) << (place & 63).astype(np.uint64))
    return Bits(words, length)


def from_ranges(starts: Rows, ends: Rows, length: int) -> Bits:
    """Return the set of ascending, disjoint ranges of rows, ends excluded."""
    words = np.zeros(-(-length // _WORD), np.uint64)
    keep = ends > starts
    starts, ends = starts[keep].astype(np.int64), ends[keep].astype(np.int64)
    if not len(starts):
        return Bits(words, length)
    first, last = starts >> 6, (ends - 1) >> 6
    head = _ALL << (starts & 63).astype(np.uint64)
    tail = _ALL >> (63 - ((ends - 1) & 63)).astype(np.uint64)
    one = first == last
    np.bitwise_or.at(words, first[one], (head & tail)[one])
    np.bitwise_or.at(words, first[~one], head[~one])
    np.bitwise_or.at(words, last[~one], tail[~one])
    # Whole words between the ends: +1 where a run begins, -1 where it ends, summed up.
    marks = np.zeros(len(words) + 1, np.int32)
    np.add.at(marks, first[~one] + 1, 1)
    np.add.at(marks, last[~one], -1)
    words[np.cumsum(marks[:-1]) > 0] = _ALL
    return Bits(words, length)
