"""CSV as a source: UTF-8 or GB18030 of any size, cut at the ends of records, read strictly, every row with its line."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from geo.datasets.errors import SourceFileError
from geo.datasets.source import SAMPLE_ROWS, Bad, Batch, Job, Position, ReadOptions
from geo.ingest.texts.encoding import normalise

RECORD_MB: Final = 4  # a longer record is no record of a register, but a file without line ends or an open quote
ENCODINGS: Final = ("utf-8", "gb18030")
_DELIMITERS: Final = (",", "\t", ";", "|", "，")
# Chinese in UTF-8 between ASCII. GB18030 reads almost any bytes, so such a run in it betrays itself only by its form:
# genuine GB18030 looks so in one of 10^5 names of three characters, and never in longer ones.
_UTF8_RUN: Final = re.compile(rb"(?<![\x80-\xff])(?:[\xe4-\xe9][\x80-\xbf]{2}){2,}(?![\x80-\xff])")
_LONG_RUN: Final = 12
_MIXED_SHARE: Final = 0.01
_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class CsvSource:
    """A CSV file; its first record names the columns."""

    crs = ""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        """Find encoding, delimiter and header; raises SourceFileError when there is no usable one."""
        self.path = path
        self.notes: Sequence[str] = ()
        self._piece = options.piece_mb << 20
        self._quoting = options.quoting
        with path.open("rb") as file:
            head = file.read(1 << 20)
        if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise SourceFileError(
                f"{path} holds zero bytes near its beginning, so it is no text. Give CSV, Parquet, GeoParquet or "
                "GeoPackage.",
                path=str(path),
            )
        mark, marked = next(((mark, name) for mark, name in _MARKS.items() if head.startswith(mark)), (b"", ""))
        if marked not in ("", "utf-8"):
            raise SourceFileError(f"{path} is {marked.upper()}. Save it as UTF-8.", path=str(path))
        self.encoding = normalise(options.encoding) if options.encoding else marked or _encoding_of(head)
        if self.encoding not in ENCODINGS:
            named = options.encoding or "neither UTF-8 nor GB18030"
            raise SourceFileError(
                f"The encoding of {path} is {named}; UTF-8 and GB18030 (GBK) are read. Save it as UTF-8.",
                path=str(path),
            )
        self._begin = len(mark)
        first, length = self._first_record(head[len(mark) :])
        self._delimiter = options.delimiter or max(_DELIMITERS, key=lambda sign: (first.count(sign), sign == ","))
        if len(self._delimiter) != 1 or not self._delimiter.isascii():
            raise SourceFileError(
                f"The columns of {path} are separated by {self._delimiter!r}; one ASCII sign is read. Save it with "
                "commas.",
                path=str(path),
            )
        self.headers: Sequence[str] = [name.strip() for name in next(csv.reader([first], delimiter=self._delimiter))]
        self._first_line = 1 + max(first.count("\n"), 1)
        self._begin += length
        self._check_headers()

    def _check_headers(self) -> None:
        twice = {name for name in self.headers if self.headers.count(name) > 1 and name}
        if twice:
            raise SourceFileError(
                f"{self.path} has several columns named {', '.join(sorted(twice))}. Give each its own name.",
                path=str(self.path),
            )
        self.headers = [name or f"column {number}" for number, name in enumerate(self.headers, 1)]
        if len(self.headers) < 2:
            raise SourceFileError(
                f"The first line of {self.path} has one column only: {self.headers[0][:60]!r}. Name the separator with "
                "--delimiter, or check that this is a table.",
                path=str(self.path),
            )
        if self._begin >= self.path.stat().st_size:
            raise SourceFileError(f"{self.path} has a header and no rows. Export it again.", path=str(self.path))

    def _first_record(self, data: bytes) -> tuple[str, int]:
        end = _last_end(np.frombuffer(data, np.uint8), quoting=self._quoting, first=True)[0]
        if not end:
            if len(data) < 1 << 20:  # the whole file is one line
                end = len(data)
            else:
                raise SourceFileError(
                    f"{self.path} has no line end in its first megabyte, so no header can be read. Is it one line?",
                    path=str(self.path),
                )
        return self._decode(data[:end], line=1), end

    def _decode(self, data: bytes, *, line: int) -> str:
        try:
            return data.decode(self.encoding)
        except UnicodeDecodeError as fault:
            at = line + data[: fault.start].count(b"\n")
            bad = data[data.rfind(b"\n", 0, fault.start) + 1 :].split(b"\n", 1)[0][:4096]
            other = next((name for name in ENCODINGS if name != self.encoding and _decodes(bad, name)), "")
            mixed = f" That line reads as {other.upper()}, so the file mixes encodings." if other else ""
            raise SourceFileError(
                f"Line {at} of {self.path} is not {self.encoding.upper()}.{mixed} Save all of it in one encoding.",
                path=str(self.path),
                line=at,
            ) from None

    def sample(self) -> Mapping[str, Sequence[Any]]:
        """Return the first rows."""
        for job in self.jobs(self.headers, {}):
            batch = job.read()
            return {name: column.slice(0, SAMPLE_ROWS).to_pylist() for name, column in batch.columns.items()}
        return {name: [] for name in self.headers}

    def jobs(self, columns: Sequence[str], start: Position) -> Iterator[Job]:
        """Cut the file at record ends; `start` holds the offset and the line to begin at."""
        offset = start.get("offset", self._begin)
        line = start.get("line", self._first_line)
        size = self.path.stat().st_size
        with self.path.open("rb") as file:
            while offset < size:
                file.seek(offset)
                data = file.read(self._piece)
                at_end = offset + len(data) >= size
                end, ends = _last_end(np.frombuffer(data, np.uint8), quoting=self._quoting)
                self._check_records(ends, len(data), line, data, at_end=at_end)
                if at_end:
                    end = len(data)
                piece = data[:end]
                lines = piece.count(b"\n")
                after = {"offset": offset + end, "line": line + lines}
                yield Job(_Piece(self, piece, line, tuple(columns)).read, after)
                offset, line = offset + end, line + lines

    def starts(self, columns: Sequence[str], start: Position) -> Iterator[Position]:
        """Return where each piece begins; the bytes are looked through for the ends of records, not read as cells."""
        after = start
        for job in self.jobs(columns, start):
            yield after
            after = job.after

    def _check_records(self, ends: Any, length: int, line: int, data: bytes, *, at_end: bool) -> None:
        """Refuse records too long to be one, where they begin."""
        edges = np.concatenate([[0], ends, [length]])
        gaps = np.diff(edges)
        limit = RECORD_MB << 20
        if not len(gaps) or (gaps.max() <= limit and (len(ends) or at_end)):
            return
        longest = int(gaps.argmax())
        begins = int(edges[longest])
        at = line + data[:begins].count(b"\n")
        one_line = b"\n" not in data[begins : begins + limit]
        why = "has no line end" if one_line else "is inside one pair of quotes"
        remedy = (
            "Check that the file is a table with one firm a line."
            if one_line
            else "A quotation mark is not closed: correct it, or read quotation marks as text with --no-quotes."
        )
        raise SourceFileError(
            f"{self.path}, line {at}: what follows {why} for more than {RECORD_MB} MB. {remedy}",
            path=str(self.path),
            line=at,
        )

    def _check_mixed(self, data: bytes, line: int) -> None:
        """Refuse UTF-8 among GB18030, which would be read as other characters without a word."""
        runs = list(_UTF8_RUN.finditer(data))
        long = [run for run in runs if run.end() - run.start() >= _LONG_RUN]
        if not long and len(runs) <= _MIXED_SHARE * (data.count(b"\n") + 1):
            return
        at = line + data[: (long or runs)[0].start()].count(b"\n")
        raise SourceFileError(
            f"{self.path} is GB18030, but line {at} is UTF-8, so the file mixes encodings. Save all of it in one "
            "encoding.",
            path=str(self.path),
            line=at,
        )

    def parse(self, data: bytes, line: int, columns: Sequence[str]) -> Batch:
        """Read one piece; rows with too many or too few cells are told, not taken."""
        if self.encoding == "utf-8":
            if not _decodes(data, "utf-8"):
                self._decode(data, line=line)
        else:
            self._check_mixed(data, line)
            data = self._decode(data, line=line).encode()
        begins = _record_begins(np.frombuffer(data, np.uint8), quoting=self._quoting)
        first_lines = begins[1] + line
        bad: list[Bad] = []
        left_out: list[int] = []

        def note(row: pc.InvalidRow) -> str:
            # pyarrow counts rows from 1 when it reads with one thread.
            left_out.append(row.number - 1)
            if row.text.strip():
                at = int(first_lines[min(row.number - 1, len(first_lines) - 1)])
                bad.append(Bad(at, "cells", f"{row.actual_columns} of {row.expected_columns}: {row.text[:80]}"))
            return "skip"

        table = pc.read_csv(
            pa.BufferReader(data),
            read_options=pc.ReadOptions(column_names=list(self.headers), use_threads=False, block_size=len(data) + 1),
            parse_options=pc.ParseOptions(
                delimiter=self._delimiter,
                quote_char='"' if self._quoting else False,
                newlines_in_values=self._quoting,
                ignore_empty_lines=False,
                invalid_row_handler=note,
            ),
            convert_options=pc.ConvertOptions(
                include_columns=list(columns),
                column_types={name: pa.string() for name in columns},
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
        lines = np.delete(first_lines, left_out) if left_out else first_lines
        if len(lines) != table.num_rows:  # a quote that opens nothing: pyarrow and we disagree where records end
            raise SourceFileError(
                f"{self.path}, lines {line} to {line + data.count(10)}: a quotation mark stands where no cell begins, "
                "so records cannot be told apart. Correct it, or read quotation marks as text with --no-quotes.",
                path=str(self.path),
                line=line,
            )
        blank = np.delete(_blank(np.frombuffer(data, np.uint8), begins[0]), left_out)
        if blank.any():
            table, lines = table.filter(pa.array(~blank)), lines[~blank]
        return Batch({name: table.column(name).combine_chunks() for name in columns}, lines, tuple(bad))


class _Piece:
    """One piece of a file, to be read in a thread."""

    def __init__(self, source: CsvSource, data: bytes, line: int, columns: tuple[str, ...]) -> None:
        self._source, self._data, self._line, self._columns = source, data, line, columns

    def read(self) -> Batch:
        return self._source.parse(self._data, self._line, self._columns)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _encoding_of(head: bytes) -> str:
    """Return the encoding that reads the beginning strictly, a last character that is cut apart from that."""
    for name in ENCODINGS:
        decoder = codecs.getincrementaldecoder(name)("strict")
        try:
            decoder.decode(head)
        except UnicodeDecodeError as fault:
            # One early line decides for a file that mixes encodings; the line that does not fit is told later.
            if fault.start > 0 and b"\n" in head[: fault.start] and not head[: fault.start].isascii():
                return name
            continue
        return name
    return ""


def _last_end(data: Any, *, quoting: bool, first: bool = False) -> tuple[int, Any]:
    """Return the end of the last (or first) whole record, and the ends of all."""
    ends = np.flatnonzero(data == 10)
    if quoting and len(ends):
        quotes = np.flatnonzero(data == 34)
        if len(quotes):
            ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    ends = ends + 1
    if not len(ends):
        return 0, ends
    return int(ends[0] if first else ends[-1]), ends


def _record_begins(data: Any, *, quoting: bool) -> tuple[Any, Any]:
    """Return the offset and the line each record begins at, both from 0."""
    breaks = np.flatnonzero(data == 10)
    inside = np.zeros(len(breaks), bool)
    if quoting:
        quotes = np.flatnonzero(data == 34)
        if len(quotes):
            inside = np.searchsorted(quotes, breaks) % 2 == 1
    lines = np.concatenate([[0], np.flatnonzero(~inside) + 1])
    offsets = np.concatenate([[0], breaks[~inside] + 1])
    if len(breaks) and breaks[-1] == len(data) - 1 and not inside[-1]:  # nothing follows the last line end
        lines, offsets = lines[:-1], offsets[:-1]
    return offsets, lines.astype(np.int64)


def _blank(data: Any, offsets: Any) -> Any:
    """Tell which records are empty lines: those are nobody's row."""
    lengths = np.diff(np.concatenate([offsets, [len(data)]]))
    return (lengths == 1) & (data[offsets] == 10) | (lengths <= 2) & (data[offsets] == 13)


def write_csv_row(cells: Sequence[object]) -> str:
    """Return one line of CSV, ended."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
