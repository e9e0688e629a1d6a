"""Selections: the rows that pass a filter, as bits with ranks; made once per filter and kept while memory allows."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from geo.datasets import bits, layout
from geo.datasets.bits import Bits
from geo.datasets.columns_store import RUN_COLUMNS
from geo.datasets.errors import DatasetDamagedError, SlowQueryError
from geo.datasets.files import Files, LocalFiles
from geo.datasets.filters import CODED, PLACED, DatasetFilters
from geo.datasets.layout import Manifest
from geo.datasets.names import FILES as NAME_FILES
from geo.datasets.names import NameIndex, grams_of
from geo.datasets.record import CODES
from geo.datasets.store import Counted
from geo.settings import Settings

_CHUNK_ROWS: Final = 1 << 22
SELECTIONS_MB: Final = 320


class Deadline:
    """When a question must end: at its limit, or once nobody waits for the answer."""

    def __init__(self, limit_ms: float) -> None:
        """Start the clock."""
        self._end_s = time.monotonic() + limit_ms / 1000
        self._limit_ms = limit_ms
        self._cancelled = threading.Event()
        self._stop: Callable[[], None] | None = None
        self._lock = threading.Lock()

    def cancel(self) -> None:
        """Let the question end at its next step, and stop one that another process works on."""
        with self._lock:
            self._cancelled.set()
            stop, self._stop = self._stop, None
        if stop is not None:
            threading.Thread(target=stop, name="dataset-stop", daemon=True).start()

    @contextlib.contextmanager
    def stopping(self, stop: Callable[[], None]) -> Iterator[None]:
        """Have `stop` called, in a thread of its own, if the question is cancelled before the block ends."""
        with self._lock:
            self._stop = stop
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._stop = None

    @property
    def left_ms(self) -> int:
        """Time that is left, at least 1."""
        return max(int((self._end_s - time.monotonic()) * 1000), 1)

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody waits any more."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise SlowQueryError when it is time to stop."""
        if self._cancelled.is_set() or time.monotonic() > self._end_s:
            raise self.late()

    def late(self) -> SlowQueryError:
        """Return what is raised of a question that took too long."""
        return SlowQueryError(
            f"The question took longer than {self._limit_ms:g} ms and was stopped. Ask again in a moment, narrow "
            "the filter, or raise OBSERVATORY_QUERY_MS."
        )


class Selection:
    """Rows that pass a filter, and among them those of each model, which colours cells."""

    def __init__(self, rows: Bits | None, models: Mapping[int, Bits]) -> None:
        """Take the rows (None: all) and, for each model code, its rows among them."""
        self.rows = rows
        self.models = models

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        own = self.rows.nbytes if self.rows is not None else 0
        return own + sum(model.nbytes for model in self.models.values())


class Columns:
    """The columns of one version of a dataset, opened for questions; safe for several threads."""

    def __init__(self, folder: Path, manifest: Manifest, files: Files | None = None) -> None:
        """Open the files, those of the folder unless others are given; only what questions touch is read."""
        self.folder, self.manifest = folder, manifest
        self.files: Files = files or LocalFiles(folder)
        self.rows = manifest.rows
        self.starts: NDArray[np.uint64] = np.load(self.files.path("starts.npy"))
        self.low = np.load(self.files.path("low.npy"), mmap_mode="r")
        self._year = np.load(self.files.path("year.npy"), mmap_mode="r")
        self._bits: dict[tuple[str, int], Bits] = {}
        self._lock = threading.Lock()
        self._runs = {
            column: (
                np.load(self.files.path(f"runs/{column}-rows.npy"), mmap_mode="r"),
                np.load(self.files.path(f"runs/{column}-codes.npy"), mmap_mode="r"),
            )
            for column in RUN_COLUMNS
        }
        self._names: dict[int, NameIndex] = {}
        self._first_rows = np.concatenate([[0], np.cumsum(manifest.segments)])
        self._selections: LRUCache[str, Selection] = LRUCache(SELECTIONS_MB << 20, getsizeof=lambda one: one.nbytes)

    def keys(self, column: str) -> tuple[str, ...]:
        """Return the keys of a column by code."""
        lists = {"region": self.manifest.regions, "place": self.manifest.places, "cluster": self.manifest.clusters}
        return CODES[column] if column in CODES else lists[column]

    def codes(self, column: str) -> list[int]:
        """Return the codes that occur in a column."""
        return sorted(map(int, self.manifest.counts[column]))

    def bits(self, column: str, code: int) -> Bits:
        """Return the rows that have a code of a coded column."""
        with self._lock:
            found = self._bits.get((column, code))
        if found is not None:
            return found
        path = self.files.path(f"bits/{column}-{code}.npy")
        words = np.load(path, mmap_mode="r") if path.exists() else np.zeros(-(-self.rows // 64), np.uint64)
        made = Bits(words, self.rows)
        _ = made.ranks  # counted once, not by every thread that asks
        with self._lock:
            return self._bits.setdefault((column, code), made)

    def runs(self, column: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint16]]:
        """Return where runs of one code begin and end along the rows, and the code of each."""
        starts, codes = self._runs[column]
        return starts, np.append(starts[1:], self.rows), codes

    def selection(self, filters: DatasetFilters, deadline: Deadline) -> Selection:
        """Return the rows that pass; raises SlowQueryError at the deadline."""
        key = filters.query()
        with self._lock:
            found = self._selections.get(key)
        if found is not None:
            return found
        rows = None if filters.is_empty else self._matching(filters, deadline)
        models = {}
        for code in self.codes("model"):
            deadline.check()
            own = self.bits("model", code)
            models[code] = own if rows is None else rows & own
            _ = models[code].ranks
        made = Selection(rows, models)
        with self._lock:
            if made.nbytes <= self._selections.maxsize:
                self._selections[key] = made
        return made

    def has_selection(self, filters: DatasetFilters) -> bool:
        """Tell whether the rows that pass are at hand, so that the answer needs no scan."""
        with self._lock:
            return filters.query() in self._selections

    def _matching(self, filters: DatasetFilters, deadline: Deadline) -> Bits:
        found: Bits | None = None

        def cut(made: Bits) -> None:
            nonlocal found
            deadline.check()
            found = made if found is None else found & made

        if filters.text:
            cut(self._with_text(filters.text, deadline))
        for key, column in CODED.items():
            if values := getattr(filters, key):
                cut(self._any([self.bits(column, CODES[column].index(value)) for value in values]))
        for key in PLACED:
            if values := getattr(filters, key):
                cut(self._within(key, values))
        if filters.year_from is not None or filters.year_to is not None:
            cut(self._of_years(filters.year_from or 1, filters.year_to or 9999, deadline))
        assert found is not None  # noqa: S101 - an empty filter is not asked for
        _ = found.ranks
        return found

    def _any(self, sets: list[Bits]) -> Bits:
        words = np.array(sets[0].words)
        for other in sets[1:]:
            words |= other.words
        return Bits(words, self.rows)

    def _within(self, column: str, values: tuple[str, ...]) -> Bits:
        keys = self.keys(column)
        wanted = codes_within(column, keys, values)
        starts, ends, codes = self.runs(column)
        mine = np.isin(codes, list(wanted))
        return bits.from_ranges(starts[mine], ends[mine], self.rows)

    def _of_years(self, first: int, last: int, deadline: Deadline) -> Bits:
        words = np.zeros(-(-self.rows // 64), np.uint64)
        for low in range(0, self.rows, _CHUNK_ROWS):
            deadline.check()
            years = self._year[low : low + _CHUNK_ROWS]
            part = bits.pack_words((years >= first) & (years <= last))
            words[low // 64 : low // 64 + len(part)] = part
        return Bits(words, self.rows)

    def _with_text(self, text: str, deadline: Deadline) -> Bits:
        grams = grams_of(text)
        mask = np.zeros(self.rows, bool)
        for number, first in enumerate(self._first_rows[:-1]):
            deadline.check()
            mask[self._index(number).rows(grams) + np.int64(first)] = True
        return bits.pack(mask)

    def _index(self, number: int) -> NameIndex:
        """Return the index of a segment's names."""
        found = self._names.get(number)
        if found is None:
            found = NameIndex([self.files.path(f"names/{number:05}/{file}") for file in NAME_FILES])
            self._names[number] = found
        return found

    def count(self, filters: DatasetFilters, deadline: Deadline) -> int:
        """Return how many rows pass."""
        chosen = self.selection(filters, deadline).rows
        return self.rows if chosen is None else chosen.count

    def years(self, filters: DatasetFilters, deadline: Deadline) -> dict[int, int]:
        """Return how many of the rows that pass were founded in each year; key 0 = not known."""
        chosen = self.selection(filters, deadline).rows
        total = np.zeros(1 << 16, np.int64)
        for low in range(0, self.rows, _CHUNK_ROWS):
            deadline.check()
            years = self._year[low : low + _CHUNK_ROWS]
            if chosen is not None:
                words = chosen.words[low // 64 : -(-(low + len(years)) // 64)]
                years = years[np.unpackbits(words.view(np.uint8), bitorder="little")[: len(years)].view(bool)]
            found = np.bincount(years)
            total[: len(found)] += found
        return {int(year): int(total[year]) for year in np.flatnonzero(total)}

    def counts(self, column: str, filters: DatasetFilters, deadline: Deadline) -> dict[str, int]:
        """Return how many of the rows that pass have each key of a column; keys without rows are left out."""
        keys = self.keys(column)
        if filters.is_empty:
            return {keys[int(code)]: count for code, count in self.manifest.counts[column].items()}
        chosen = self.selection(filters, deadline).rows
        assert chosen is not None  # noqa: S101 - the filter is not empty
        if column in RUN_COLUMNS:
            starts, ends, codes = self.runs(column)
            inside = chosen.rank(ends) - chosen.rank(np.asarray(starts))
            total = np.bincount(codes, weights=inside, minlength=len(keys)).astype(np.int64)
        else:
            total = np.zeros(len(keys), np.int64)
            for code in self.codes(column):
                deadline.check()
                total[code] = chosen.common(self.bits(column, code))
        return {keys[code]: int(total[code]) for code in np.flatnonzero(total)}


def codes_within(column: str, keys: tuple[str, ...], values: tuple[str, ...]) -> set[int]:
    """Return the codes a filter on a place means: a country stands for its provinces too.

    >>> sorted(codes_within("region", ("", "CN-110000", "CN", "JP"), ("CN",)))
    [1, 2]
    """
    return {code for code, key in enumerate(keys) if key in values or (column == "region" and key[:2] in values)}


def open_columns(config: Settings, name: str) -> Columns:
    """Open the version of a dataset that is in place; a version that goes away while it is opened is asked for anew."""
    for attempt in range(3):
        folder = layout.version_folder(config.datasets_dir, name)
        try:
            return Columns(folder, layout.read_manifest(folder))
        except (OSError, DatasetDamagedError):
            if attempt == 2 or layout.version_folder(config.datasets_dir, name) == folder:
                raise
    raise AssertionError


@dataclass(frozen=True, slots=True)
class Facets:
    """The exact counts beside a filter.

    The counts of a column are those without the filter's own choice in it, so that they say what another choice gives.

    Attributes
    ----------
    total, matching : rows of the dataset, and those that pass.
    beside : key of a list filter -> value -> rows.
    years : founding year -> rows; 0 = not known.
    """

    total: int
    matching: int
    beside: Mapping[str, Mapping[str, int]]
    years: Mapping[int, int]

    def as_json(self) -> dict[str, int | Mapping[str, int]]:
        """Return the counts as a plain object, as a browser is answered."""
        years = {str(year): count for year, count in self.years.items()}
        return {"total": self.total, "matching": self.matching, **self.beside, "year": years}


def facets(columns: Counted, filters: DatasetFilters, deadline: Deadline) -> Facets:
    """Count beside a filter: in all, by each key of each column, and by year."""
    matching = columns.count(filters, deadline)
    beside = {
        key: columns.counts(column, filters.without(key), deadline)
        for key, column in (*CODED.items(), *((key, key) for key in PLACED))
    }
    free = filters.without("year_from").without("year_to")
    return Facets(columns.rows, matching, beside, columns.years(free, deadline))
