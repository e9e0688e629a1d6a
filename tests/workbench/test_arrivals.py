"""Which of the chosen files make one upload: parts of one data set do, files that only share a name do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.workbench import arrivals
from geo.workbench.arrivals import Chosen


def names(*files: str) -> list[list[str]]:
    chosen = [Chosen(str(number), name, str(number).encode()) for number, name in enumerate(files)]
    return [[file.name for file in upload] for upload in arrivals.group(chosen)]


@pytest.mark.parametrize(
    ("files", "uploads"),
    [
        (["a.csv"], [["a.csv"]]),
        (["park.csv", "park.geojson"], [["park.csv"], ["park.geojson"]]),
        (["park.csv", "park.csv"], [["park.csv"], ["park.csv"]]),
        (["a.dbf", "a.prj", "a.shp", "a.shx"], [["a.shp", "a.dbf", "a.prj", "a.shx"]]),
        (["Roads.DBF", "roads.shp", "ROADS.SHX"], [["roads.shp", "Roads.DBF", "ROADS.SHX"]]),
        (["a.shp", "a.dbf", "a.csv"], [["a.shp", "a.dbf"], ["a.csv"]]),
        (["a.shp", "b.dbf"], [["a.shp"], ["b.dbf"]]),
        (["t.tab", "t.dat", "t.map", "t.id"], [["t.tab", "t.dat", "t.map", "t.id"]]),
        (["readme", "a.zip"], [["readme"], ["a.zip"]]),
    ],
)
def test_files_are_put_together(files: list[str], uploads: list[list[str]]) -> None:
    assert names(*files) == uploads


def test_of_a_part_chosen_twice_the_later_counts() -> None:
    chosen = [Chosen("1", "a.shp", b"shp"), Chosen("2", "a.dbf", b"old"), Chosen("3", "a.dbf", b"new")]
    ((main, part),) = arrivals.group(chosen)
    assert (main.content, part.content) == (b"shp", b"new")


def test_digest_is_the_same_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"a,b\n1,2\n")
    assert arrivals.digest_of([Chosen("1", "a.csv", path)]) == arrivals.digest_of([Chosen("2", "a.csv", b"a,b\n1,2\n")])
    assert arrivals.digest_of([Chosen("1", "b.csv", path)]) != arrivals.digest_of([Chosen("2", "a.csv", b"a,b\n1,2\n")])
