"""Sources: a file as a stream of batches that can be taken up again anywhere; every row knows its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from geo.datasets.errors import SourceFileError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

Position = Mapping[str, int]
SAMPLE_ROWS: Final = 2000


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that is not read, or is read otherwise than it stands: `line` of the file, key of the reason, the value."""

    line: int
    reason: str
    value: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of a file.

    Attributes
    ----------
    columns : column name -> Arrow array, all of one length.
    lines : line (CSV) or row (other formats) of each row, counted from 1.
    bad : rows that could not be read at all.
    """

    columns: Mapping[str, pa.Array]
    lines: NDArray[np.int64]
    bad: tuple[Bad, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work: reads its batch when called, in any thread; `after` is where the next piece begins."""

    read: Callable[[], Batch]
    after: Position


class Source(Protocol):
    """What every format offers."""

    path: Path
    headers: Sequence[str]
    crs: str
    notes: Sequence[str]

    def sample(self) -> Mapping[str, Sequence[Any]]:
        """Return up to SAMPLE_ROWS values of each column, as they stand."""
        ...

    def jobs(self, columns: Sequence[str], start: Position) -> Iterator[Job]:
        """Cut what follows `start` (empty: all) into pieces of bounded size, the same pieces every time."""
        ...

    def starts(self, columns: Sequence[str], start: Position) -> Iterator[Position]:
        """Return where each of these pieces begins, reading as little as can be."""
        ...


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person says about the files: encoding and delimiter of CSV ("" = found), layer of a GeoPackage."""

    encoding: str = ""
    delimiter: str = ""
    layer: str = ""
    quoting: bool = True
    piece_mb: int = field(default=24)


def open_source(path: Path, options: ReadOptions) -> Source:
    """Open a file by its ending; raises SourceFileError for what is no readable file of a known kind."""
    if path.is_dir():
        raise SourceFileError(f"{path} is a directory; name the files in it.", path=str(path))
    if not path.exists():
        raise SourceFileError(f"There is no file {path}. Check its name.", path=str(path))
    if not path.is_file():
        raise SourceFileError(f"{path} is no regular file; copy it to a file first.", path=str(path))
    if path.stat().st_size == 0:
        raise SourceFileError(f"{path} is empty (0 bytes). Export it again.", path=str(path))
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"PAR1"):
        from geo.datasets.arrow_source import ParquetSource

        return ParquetSource(path)
    if head.startswith(b"SQLite format 3\0"):
        from geo.datasets.arrow_source import GeoPackageSource

        return GeoPackageSource(path, options)
    for mark, what in ((b"PK", "a ZIP archive or a workbook"), (b"\x1f\x8b", "packed with gzip"), (b"%PDF", "a PDF")):
        if head.startswith(mark):
            raise SourceFileError(
                f"{path} is {what}. Unpack it, or save it as CSV, Parquet, GeoParquet or GeoPackage.", path=str(path)
            )
    from geo.datasets.csv_source import CsvSource

    return CsvSource(path, options)
