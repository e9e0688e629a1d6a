"""Ingest: what becomes of good rows, whatever the file's format, encoding, headers and reference system."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from geo.datasets import layout, register, synth
from geo.datasets.ingest import Ingested, IngestOptions, ingest
from geo.datasets.record import CODES
from geo.datasets.source import ReadOptions
from geo.ingest.placing import datum
from geo.settings import Settings
from tests.datasets.conftest import Ingest

HEAD = "企业名称,统一社会信用代码,经度,纬度,行业代码,成立日期\n"
SHENZHEN = "腾讯科技,A1,114.0579,22.5431,6513,1998-11-11\n"
BEIJING = "百度在线,A2,116.3000,40.0500,6429,2000-01-18\n"


def rows_of(done: Ingested) -> pd.DataFrame:
    """Return the kept rows in their order."""
    return pd.concat(
        [pq.read_table(path).to_pandas() for path in sorted((done.folder / "rows").iterdir())], ignore_index=True
    )


def listed(done: Ingested) -> list[dict[str, str]]:
    """Return the listing of rejected and changed rows."""
    with (done.folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_table_is_read_by_its_headers(read: Ingest, encoding: str) -> None:
    done = read((HEAD + SHENZHEN + BEIJING).encode(encoding))
    rows = rows_of(done).set_index("id")
    assert rows.loc["A1", "name"] == "腾讯科技"
    assert rows.loc["A1", "lon_e7"] == 1140579000
    assert CODES["segment"][rows.loc["A1", "segment"]] == "03"
    assert rows.loc["A1", "year"] == 1998
    assert done.manifest.regions[rows.loc["A1", "region"]] == "CN-440000"
    assert done.manifest.places[rows.loc["A1", "place"]] == "CN-440300"
    assert done.manifest.report["read"] == done.manifest.report["kept"] == 2


def test_every_format_gives_the_same_content(read: Ingest, config: Settings, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"name": ["甲", "乙", "丙"], "id": ["1", "2", "3"], "lon": [121.47, 116.4, 2.35], "lat": [31.23, 39.9, 48.85]}
    )
    csv_content = read(frame.to_csv(index=False)).manifest.content
    frame.to_parquet(tmp_path / "a.parquet")
    shapes = gpd.GeoDataFrame(frame[["name", "id"]], geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=4326)
    shapes.to_parquet(tmp_path / "b.parquet")
    shapes.to_file(tmp_path / "c.gpkg")
    shapes.to_crs(3857).to_file(tmp_path / "d.gpkg")
    for name in ("a.parquet", "b.parquet", "c.gpkg", "d.gpkg"):
        assert ingest([tmp_path / name], "x", IngestOptions(), config=config).manifest.content == csv_content, name


def test_quoted_cells_with_line_ends_keep_their_lines(read: Ingest) -> None:
    done = read('name,lon,lat\n"a\nb",120,30\n\nbad,x,y\n"say ""hi"", twice",121,31\n')
    assert sorted(rows_of(done)["name"]) == ["a\nb", 'say "hi", twice']
    assert [(row["line"], row["reason"]) for row in listed(done)] == [("5", "unreadable_place")]
    assert done.manifest.report["read"] == 3


def test_pieces_and_segments_change_nothing(config: Settings, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    synth.write(20_000, 5, path, config=config)
    whole = ingest([path], "whole", IngestOptions(), config=config)
    small = IngestOptions(ReadOptions(piece_mb=1), segment_rows=3000)
    pieces = ingest([path], "pieces", small, config=config)
    assert len(pieces.manifest.segments) > 3
    one, many = rows_of(whole), rows_of(pieces)
    pd.testing.assert_frame_equal(one, many)
    assert (np.diff(one["q"]) >= 0).all()
    assert one["id"].nunique() == 20_000


def test_the_first_of_a_repeated_id_is_kept_across_files(read: Ingest) -> None:
    done = read(HEAD + SHENZHEN, HEAD + SHENZHEN.replace("腾讯科技", "again") + BEIJING)
    assert sorted(rows_of(done)["name"]) == ["百度在线", "腾讯科技"]
    assert done.manifest.report["duplicates"] == 1
    assert [(row["file"], row["line"], row["reason"]) for row in listed(done)] == [("part1.csv", "2", "duplicate")]


@pytest.mark.parametrize("name", ["gcj02", "bd09"])
def test_a_shifted_datum_is_undone_by_option_and_by_header(read: Ingest, name: str) -> None:
    x, y = datum.FORWARD[name](np.array([114.0579]), np.array([22.5431]))
    row = f"a,{x[0]:.7f},{y[0]:.7f}\n"
    for done in (
        read("name,lon,lat\n" + row, options=IngestOptions(crs=name)),
        read(f"name,{name}_lng,{name}_lat\n" + row),
    ):
        rows = rows_of(done)
        assert abs(rows["lon_e7"][0] / 1e7 - 114.0579) < 2e-7
        assert abs(rows["lat_e7"][0] / 1e7 - 22.5431) < 2e-7
        assert done.manifest.report["files"][0]["datum"] == name


def test_projected_coordinates_need_a_system_and_are_then_read(read: Ingest) -> None:
    from geo.datasets.errors import SourceFileError

    table = "name,x,y\na,38500000,2500000\n"
    with pytest.raises(SourceFileError, match="--crs"):
        read(table)
    rows = rows_of(read(table, options=IngestOptions(crs="EPSG:4526")))
    assert abs(rows["lon_e7"][0] / 1e7 - 114.0) < 1e-6


def test_rows_without_coordinates_are_placed_by_code_or_name(read: Ingest) -> None:
    done = read("name,lon,lat,行政区划代码,城市\na,,,440305,\nb,,,,杭州市\nc,,,,杭州\nd,,,,nowhere\ne,121.5,31.2,,\n")
    rows = rows_of(done).set_index("name")
    precision = {name: CODES["precision"][code] for name, code in rows["precision"].items()}
    assert precision == {"a": "district", "b": "city", "c": "city", "e": ""}
    assert rows.loc["b", "q"] == rows.loc["c", "q"]
    assert done.manifest.places[rows.loc["a", "place"]] == "CN-440300"
    assert [(row["line"], row["reason"]) for row in listed(done)] == [("5", "no_place")]
    assert done.manifest.report["changed"] == {"placed": 3}


def test_points_outside_what_they_declare_are_counted(read: Ingest) -> None:
    done = read(
        "name,lon,lat,country,adcode\na,2.35,48.85,CN,\nb,2.35,48.85,France,\nc,116.4,39.9,中国,110101\n"
        "d,116.4,39.9,,440300\ne,116.4,39.9,US,\n"
    )
    assert done.manifest.report["outside_country"] == 2
    assert done.manifest.report["outside_unit"] == 1
    regions = rows_of(done).set_index("name")["region"].map(lambda code: done.manifest.regions[code])
    assert regions["b"] == "FR"
    assert regions["c"] == regions["e"] == "CN-110000"


def test_codes_of_other_systems_become_segments(read: Ingest) -> None:
    done = read("name,lon,lat,NACE\na,2,48,62.01\nb,2,48,26.11\nc,2,48,01.11\nd,2,48,?\n")
    rows = rows_of(done).set_index("name")
    assert {name: CODES["segment"][code] for name, code in rows["segment"].items()} == {
        "a": "03",
        "b": "01",
        "c": "none",
        "d": "none",
    }
    assert [(row["line"], row["reason"], row["value"]) for row in listed(done)] == [("5", "industry", "?")]


def test_points_lie_in_their_polygon_to_the_metre(config: Settings) -> None:
    from geo.datasets.assignment import Assigner
    from geo.tiles.grid import morton, to_grid

    square = np.array([shapely.box(110, 30, 111, 31), shapely.box(111, 30, 112, 31)])
    lon = np.array([110.99999, 111.00001, 110.5, 109.99999, 112.5])
    lat = np.full(5, 30.5)
    q = morton(*to_grid(lon, lat))
    assert Assigner(square).positions(q, lon, lat).tolist() == [0, 1, 0, -1, -1]


def test_verify_finds_an_altered_file_and_remove_leaves_nothing(read: Ingest, config: Settings) -> None:
    done = read(HEAD + SHENZHEN + BEIJING)
    assert register.verify("firms", config=config) == []
    (done.folder / "year.npy").write_bytes((done.folder / "year.npy").read_bytes()[:-1] + b"\x01")
    faults = register.verify("firms", config=config)
    assert len(faults) == 1
    assert "year.npy" in faults[0]
    register.remove("firms", config=config)
    assert layout.names(config.datasets_dir) == ()
    assert not (config.datasets_dir / "firms").exists()


def test_synthetic_rows_are_marked_and_the_mark_is_kept(config: Settings, tmp_path: Path) -> None:
    for ending in ("csv", "parquet"):
        path = tmp_path / f"s.{ending}"
        synth.write(3000, 1, path, config=config)
        done = ingest([path], "s", IngestOptions(), config=config)
        assert done.manifest.synthetic
    assert (pd.read_csv(tmp_path / "s.csv")["synthetic"] == 1).all()
    assert pq.read_schema(tmp_path / "s.parquet").metadata[b"synthetic"] == b"true"
    again = tmp_path / "again.parquet"
    synth.write(3000, 1, again, config=dataclasses.replace(config))
    assert pq.read_table(again).equals(pq.read_table(tmp_path / "s.parquet"))
