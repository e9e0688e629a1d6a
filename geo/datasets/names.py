"""Names: an inverted index of pairs and triples of characters, so that free text never scans all rows.

A name matches a text when it holds every gram of it. Grams are the pairs of neighbouring characters where one is
Chinese, Japanese or Korean, the triples of neighbouring letters and digits of other scripts, and words of two such
letters. Upper and lower case, full and half width are one. Text of one character has no gram and is refused.
Segments of at most a few million rows each have an index of their own, kept as Roaring bitmaps.
"""

from __future__ import annotations

import array
import itertools
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyroaring import BitMap

_WIDE: Final = 0x2E80  # from here on scripts write words without spaces
_TRIPLES: Final = 0xD8000000  # no pair begins with a surrogate, so this range is free for triples
_SMALL_CODES: Final = 128
_BIT: Final = 7
_SLICE: Final = 1 << 18  # names whose characters are taken apart at a time: the memory that takes is 60 times theirs
FILES: Final = ("grams.npy", "ends.npy", "postings.bin")


def grams_of(text: str) -> NDArray[np.uint32]:
    """Return the grams of a text, ascending; empty where it is too short to have any.

    Examples
    --------
    >>> len(grams_of("科技")), len(grams_of("data")), len(grams_of("AI")), len(grams_of("科"))
    (1, 2, 1, 0)
    """
    grams, _rows = _grams(pa.array([text]))
    return np.unique(grams)


def matches(name: str, text: str) -> bool:
    """Tell whether a name holds every gram of a text: what the index answers, said plainly for tests.

    >>> matches("深圳市腾讯有限公司", "腾讯 深圳"), matches("Tencent Holdings", "tence"), matches("腾讯", "讯腾")
    (True, True, False)
    """
    wanted = set(grams_of(text).tolist())
    return bool(wanted) and wanted <= set(grams_of(name).tolist())


def write(names: pa.Array, folder: Path) -> None:
    """Write the index of a segment's names, whose position is the row."""
    gram, row = _sorted_keys(
        [
            _keys(grams, rows + np.uint32(first))
            for first in range(0, len(names), _SLICE)
            for grams, rows in [_grams(names.slice(first, _SLICE))]
        ]
    )
    begins = np.flatnonzero(np.concatenate([[True], gram[1:] != gram[:-1]])) if len(gram) else np.zeros(0, np.int64)
    edges = [*begins.tolist(), len(gram)]
    folder.mkdir(parents=True, exist_ok=True)
    sizes = []
    with (folder / FILES[2]).open("wb") as file:
        for low, high in itertools.pairwise(edges):
            found = BitMap(array.array("I", row[low:high].tobytes()))
            found.run_optimize()
            packed = found.serialize()
            sizes.append(len(packed))
            file.write(packed)
    np.save(folder / FILES[0], gram[begins])
    np.save(folder / FILES[1], np.cumsum(np.array(sizes, np.uint64)) if sizes else np.zeros(0, np.uint64))


def _keys(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return pairs as one number each."""
    keys = first.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= second
    return keys


def _sorted_keys(parts: list[NDArray[np.uint64]]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the different pairs in their order; takes the parts, so that none of them is held twice."""
    keys = np.empty(sum(map(len, parts)), np.uint64)
    end = len(keys)
    while parts:
        part = parts.pop()
        keys[end - len(part) : end] = part
        end -= len(part)
    keys.sort()
    if len(keys):
        keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    return (keys >> np.uint64(32)).astype(np.uint32), (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def grams_by_row(names: pa.Array) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the different grams of each name and the position of the name, by position and gram."""
    grams, rows = _grams(names)
    row, gram = _sorted_keys([_keys(rows, grams)])
    return gram, row


class NameIndex:
    """The index of one segment, opened for reading."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Open the files of a segment, in the order of FILES."""
        self._grams = np.load(files[0], mmap_mode="r")
        self._ends = np.load(files[1], mmap_mode="r")
        path = files[2]
        self._postings = np.memmap(path, np.uint8, "r") if path.stat().st_size else np.zeros(0, np.uint8)

    def rows(self, grams: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Return the rows whose names hold all of the grams, ascending."""
        places = np.searchsorted(self._grams, grams)
        if not len(grams) or (places >= len(self._grams)).any() or (self._grams[places] != grams).any():
            return np.zeros(0, np.uint32)
        # The rarest first: what it leaves is what the others are cut to.
        spans = sorted(
            ((int(self._ends[p - 1]) if p else 0, int(self._ends[p])) for p in places), key=lambda s: s[1] - s[0]
        )
        found: BitMap | None = None
        for low, high in spans:
            posting = BitMap.deserialize(self._postings[low:high].tobytes())
            found = posting if found is None else found & posting
            if not found:
                break
        return np.frombuffer(found.to_array(), np.uint32) if found else np.zeros(0, np.uint32)


def _grams(names: pa.Array) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return every gram of every name and the row it is in, in no order and with repeats."""
    texts = pc.utf8_lower(pc.utf8_normalize(pc.cast(names, pa.large_string()).fill_null(""), form="NFKC"))
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = texts.buffers()[2]
    raw = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]] if data is not None else np.zeros(0, np.uint8)
    points = np.frombuffer(raw.tobytes().decode("utf-8").encode("utf-32-le"), np.uint32)
    lengths = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
    rows = np.repeat(np.arange(len(texts), dtype=np.uint32), lengths)
    char = np.where(points > 0xFFFF, 0xE000 + (points & 0x17FF), points).astype(np.uint32)
    wide = char >= _WIDE
    small = ~wide & _letters()[np.minimum(char, _WIDE - 1)]
    # Chinese punctuation is a gap as blanks are.
    wide &= ~((char >= 0x3000) & (char <= 0x303F)) & ~((char >= 0xFF00) & (char <= 0xFF0F)) & (char != 0xFF1A)
    some = wide | small
    if len(char) < 2:
        return np.zeros(0, np.uint32), np.zeros(0, np.uint32)
    same = rows[1:] == rows[:-1]
    pair = same & some[1:] & some[:-1]
    mixed = pair & (wide[1:] | wide[:-1])
    before = np.concatenate([[False], same & small[:-1]])[:-1]  # a letter stands before the first of the pair
    after = np.concatenate([(same & small[1:])[1:], [False]])
    short = pair & small[1:] & small[:-1] & ~before & ~after
    at = np.flatnonzero(mixed | short)
    pairs = (char[at] << np.uint32(16)) | char[at + 1]
    code = np.where(char < 0x80, char, 0x60 + (char % 0x1B) + 0).astype(np.uint32) & np.uint32(_SMALL_CODES - 1)
    triple = np.flatnonzero(same[1:] & same[:-1] & small[2:] & small[1:-1] & small[:-2])
    triples = (
        np.uint32(_TRIPLES)
        + (code[triple] << np.uint32(2 * _BIT))
        + (code[triple + 1] << np.uint32(_BIT))
        + code[triple + 2]
    )
    grams: NDArray[Any] = np.concatenate([pairs, triples])
    return grams, np.concatenate([rows[at], rows[triple]])


_LETTERS: list[NDArray[np.bool_]] = []


def _letters() -> NDArray[np.bool_]:
    """Return which characters below the wide scripts are letters or digits."""
    if not _LETTERS:
        _LETTERS.append(np.array([unicodedata.category(chr(point))[0] in "LN" for point in range(_WIDE)]))
    return _LETTERS[0]
