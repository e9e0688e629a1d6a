"""Bad input: clear words, the old dataset in place, every row accounted for."""

from __future__ import annotations

import csv
import errno
import os
import tracemalloc
from pathlib import Path

import pytest

from geo.datasets import layout
from geo.datasets.errors import ColumnMapError, DatasetBusyError, DatasetNameError, DiskFullError, SourceFileError
from geo.datasets.ingest import Ingested, IngestOptions, ingest
from geo.settings import Settings
from tests.datasets.conftest import Ingest

GOOD = "name,lon,lat\na,120,30\n"


def balanced(done: Ingested) -> None:
    """Check that every row is kept, repeated or rejected, and that each rejected one is listed."""
    report = done.manifest.report
    assert report["read"] == report["kept"] + report["duplicates"] + sum(report["rejected"].values())
    with (done.folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        rejected = [row for row in csv.DictReader(file) if row["outcome"] == "rejected"]
    assert len(rejected) == report["duplicates"] + sum(report["rejected"].values())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"name,lon,lat\n", "no rows"),
        (b"just words\nmore words\n", "one column"),
        (b"\xff\xfen\x00a\x00", "UTF-16"),
        (b"PK\x03\x04" + b"x" * 100, "ZIP"),
        (b"PAR1" + b"x" * 100, "cut off"),
        (b"\x00\x01\x02" * 40, "no text"),
        (b"name,name,lat\n1,2,3\n", "several columns named name"),
        (b"foo,bar\n1,2\n", "No column says where"),
        (b"name,lon,remark\na,1,2\n", "no column holds lat"),
        (b'name,lon,lat\na,"120,30\n' + b"x,1,2\n" * 900_000, "not closed"),
        ("name,lon,lat\n企业,120,30\n".encode() + "企业,120,30\n".encode("gb18030"), "mixes encodings"),
        ("name,lon,lat\n企业,120,30\n".encode("gb18030") * 3 + "企业名,120,30\n".encode() * 3, "mixes encodings"),
        (b"name,lon,lat\na,0,0\nb,,\n", "None of 2 rows"),
    ],
)
def test_a_file_that_is_no_table_of_places_is_refused_in_words(
    read: Ingest, config: Settings, content: bytes, words: str
) -> None:
    old = read(GOOD).manifest
    with pytest.raises((SourceFileError, ColumnMapError), match=words):
        read(content)
    assert layout.read_manifest(layout.version_folder(config.datasets_dir, "firms")) == old


def test_a_directory_a_missing_file_and_a_bad_name_are_refused(config: Settings, tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match="directory"):
        ingest([tmp_path], "a", IngestOptions(), config=config)
    with pytest.raises(SourceFileError, match="no file"):
        ingest([tmp_path / "none.csv"], "a", IngestOptions(), config=config)
    for name in ("../x", "A", "", "a/b", "x" * 99):
        with pytest.raises(DatasetNameError):
            ingest([tmp_path], name, IngestOptions(), config=config)


def test_three_gigabytes_in_one_line_are_refused_at_once(config: Settings, tmp_path: Path) -> None:
    for head in (b"name,lon,lat\n", b""):
        path = tmp_path / "line.csv"
        with path.open("wb") as file:
            file.write(head + b"a" * (5 << 20))
            file.truncate(3 << 30)  # zeros without room on disk
        tracemalloc.start()
        try:
            with pytest.raises(SourceFileError, match="line end"):
                ingest([path], "a", IngestOptions(), config=config)
            assert tracemalloc.get_traced_memory()[1] < 200 << 20  # a piece and what is made of it, not the file
        finally:
            tracemalloc.stop()


def test_half_the_points_at_zero_are_listed_and_the_others_kept(read: Ingest) -> None:
    done = read(
        "name,lon,lat\n" + "".join(f"a{n},{120 + n / 100 if n % 2 else 0},{30 if n % 2 else 0}\n" for n in range(200))
    )
    balanced(done)
    assert (done.manifest.rows, done.manifest.report["rejected"]) == (100, {"zero_place": 100})


def test_a_map_that_names_no_column_is_refused(read: Ingest) -> None:
    with pytest.raises(ColumnMapError, match="no column for lon=x"):
        read(GOOD, options=IngestOptions(columns={"lon": "x"}))


def test_half_at_zero_swapped_axes_and_far_years_lose_nothing(read: Ingest) -> None:
    rows = [
        "a,120.5,30.5,2001",
        "b,0,0,2002",
        "c,30.5,120.5,2003",
        "d,120,30,3021",
        "e,,,2004",
        "f,999,1,2005",
        "g,x,1,9",
    ]
    done = read("name,lon,lat,founded\n" + "\n".join(rows) + "\n")
    balanced(done)
    assert done.manifest.report["rejected"] == {"no_place": 1, "off_earth": 1, "unreadable_place": 1, "zero_place": 1}
    assert done.manifest.report["changed"] == {"swapped": 1, "year": 1}


def test_axes_swapped_throughout_are_exchanged_and_told(read: Ingest) -> None:
    done = read("name,lon,lat\n" + "".join(f"a,{30 + n / 10},{85 + n}\n" for n in range(30)))
    assert done.manifest.report["files"][0]["axes_swapped"]
    assert done.manifest.bbox[0] > 80
    balanced(done)


def test_rows_with_too_few_or_too_many_cells_are_listed(read: Ingest) -> None:
    done = read(GOOD + "b,121\nc,122,31,extra\nd,123,32\n")
    balanced(done)
    assert done.manifest.report["rejected"] == {"cells": 2}
    assert done.manifest.rows == 2


def test_a_second_writer_is_told_to_wait(read: Ingest, config: Settings) -> None:
    with layout.only_writer(config.datasets_dir, "firms"), pytest.raises(DatasetBusyError):
        read(GOOD)


@pytest.mark.parametrize("place", ["geo.datasets.staging.pq.write_table", "geo.datasets.columns_store.np.save"])
def test_a_full_disk_is_told_and_the_old_dataset_stays(
    read: Ingest, config: Settings, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    old = read(GOOD).manifest

    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(place, full)
        with pytest.raises(DiskFullError, match="full"):
            read(GOOD + "b,121,31\n")
    assert layout.read_manifest(layout.version_folder(config.datasets_dir, "firms")) == old
    assert read(GOOD + "b,121,31\n").manifest.rows == 2
