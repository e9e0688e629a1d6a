"""A layer of the workbench becomes a register: places as they were mended, rows reported, names not taken twice."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point

from geo.access.ledger import shared_ledger
from geo.datasets import listing
from geo.datasets.errors import ColumnMapError, DatasetNameError, DatasetQuotaError
from geo.settings import Settings
from geo.workbench import registers


@pytest.fixture
def config(store: Settings, tmp_path: Path) -> Settings:
    return dataclasses.replace(store, datasets_dir=tmp_path / "datasets")


def firms() -> gpd.GeoDataFrame:
    """Return four firms; the file's own coordinates (GCJ-02) are not those of the mended points."""
    return gpd.GeoDataFrame(
        {
            "企业名称": ["深圳甲软件有限公司", "深圳乙电子有限公司", "北京丙科技有限公司", "{{7*7}}<img src=x>"],
            "统一社会信用代码": ["A1", "A2", "A2", "A4"],
            "gcj02_lng": [114.06, 114.07, 116.41, 116.42],
            "gcj02_lat": [22.54, 22.55, 39.91, 39.92],
            "行业代码": ["6513", "3911", "6531", 6420],
            "成立日期": ["2001-03-01", "2010年", "3021", None],
        },
        geometry=[Point(114.055, 22.543), Point(114.065, 22.553), Point(116.404, 39.909), None],
        crs="EPSG:4326",
    )


def test_a_layer_becomes_a_register_with_its_report(config: Settings) -> None:
    frame = firms()
    assert registers.fits(frame)
    assert registers.guessed(frame).column("name") == "企业名称"
    name = registers.free_name("Firms of mine", config=config)
    made = registers.make(frame, name, "我的企业", chosen={"segment": "行业代码"}, config=config)
    told = json.loads(registers.report(made))
    assert (told["read"], told["kept"], told["duplicates"]) == (4, 2, 1)
    assert told["rejected"] == {"no_place": 1}
    assert "no_place" in registers.listing(made).decode() and "duplicate" in registers.listing(made).decode()
    found = listing.find(config, name)
    assert found is not None and found.title == {"zh": "我的企业", "en": "我的企业"} and not found.synthetic
    # The mended places count, not the columns that the file calls GCJ-02.
    assert found.bbox[0] == pytest.approx(114.055) and found.bbox[3] == pytest.approx(22.553)
    assert registers.free_name("Firms of mine", config=config) == "firms-of-mine-2"
    assert [path.name for path in config.datasets_dir.iterdir()] == [name]  # nothing is left beside it


def test_what_others_look_at_is_not_replaced(config: Settings) -> None:
    registers.make(firms(), "firms", "a", chosen={}, config=config)
    for name in ("firms", "../firms", "listed-firms"):
        with pytest.raises(DatasetNameError):
            registers.make(firms(), name, "b", chosen={}, config=config)


def test_only_points_are_firms_and_columns_must_be_there(config: Settings) -> None:
    lines = gpd.GeoDataFrame({"a": [1]}, geometry=[LineString([(0, 0), (1, 1)])], crs="EPSG:4326")
    assert not registers.fits(lines) and not registers.fits(firms().iloc[:0])
    with pytest.raises(ColumnMapError):
        registers.make(firms(), "firms", "a", chosen={"name": "nothing"}, config=config)


def test_who_makes_a_register_is_on_record_and_the_room_for_all_is_bounded(
    config: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = dataclasses.replace(config, kept_dir=tmp_path / "kept", published_mb=1)
    registers.admit(config)
    made = registers.make(firms(), "firms", "a", chosen={}, config=config)
    registers.record(made, config=config)
    (line,) = shared_ledger(config).lines()
    assert (line.act, line.thing) == ("register", "dataset/firms")
    registers.admit(config)
    monkeypatch.setattr(registers, "_MEGABYTE", 1000)
    with pytest.raises(DatasetQuotaError):
        registers.admit(config)
