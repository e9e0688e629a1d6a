"""Verification: each kind of fault is found, and all are found at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from geo.catalog.faults import Fault
from geo.catalog.geography import distance_outside_m
from geo.catalog.verify import CHECKS, is_iso_date, verify
from geo.commands.seal import seal
from geo.settings import Settings
from tests import small_package
from tests.small_package import Tables


def change(table: str, row: int, **cells: object) -> Callable[[Tables], None]:
    def edit(tables: Tables) -> None:
        tables[table][row].update(cells)

    return edit


def found(config: Settings) -> list[tuple[str, str, int | None]]:
    return [(fault.check, fault.table, fault.row) for fault in verify(config).faults]


def test_a_sound_package_has_no_fault(small: Settings) -> None:
    findings = verify(small)
    assert [str(fault) for fault in findings.faults] == []
    assert findings.ok
    assert set(findings.checked) == set(CHECKS) - {"columnar"}  # it has no statistics: see the last test
    assert all(number > 0 for number in findings.checked.values())


def test_differing_scopes_are_notes(small: Settings) -> None:
    (note,) = verify(small).notes
    assert "beijing_zhongguancun: drawn 429.9 km2, published 488.0 km2" in note
    assert "The zone has sixteen parks" in note


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (change("clusters", 0, kind="village"), ("schema", "clusters", 2)),
        (change("clusters", 0, start_year="about 1963"), ("schema", "clusters", 2)),
        (change("hubs", 0, hub_id=""), ("schema", "hubs", 2)),
        (change("start_areas", 1, start_area_id="sa1"), ("schema", "start_areas", 3)),
        (change("organisations", 1, cluster_id="nowhere"), ("schema", "organisations", 3)),
        (change("clusters", 1, source_ids=""), ("sources", "clusters", 3)),
        (change("places", 0, as_of=""), ("sources", "places", 2)),
        (change("parks", 0, confidence=""), ("sources", "parks", 2)),
        (change("sources", 0, url="javascript:alert(1)"), ("sources", "sources", 2)),
        (change("sources", 0, licence="facts_only;free"), ("sources", "sources", 2)),
        (change("sources", 1, title_zh=""), ("texts", "sources", 3)),
        (change("clusters", 2, source_ids="case-s1;case-s99"), ("references", "clusters", 4)),
        (change("hubs", 0, provinces="CN-110000;CN-999999"), ("references", "hubs", 2)),
        (change("demand_regions", 0, units="CN-1"), ("references", "demand_regions", 2)),
        (change("demand_regions", 0, anchor_units="CN-1"), ("references", "demand_regions", 2)),
        (change("organisations", 3, organisation_id="Sony Corp"), ("ids", "organisations", 5)),
        (change("links", 0, link_id="-x"), ("ids", "links", 2)),
        (change("places", 0, as_of="2026-13"), ("dates", "places", 2)),
        (change("places", 0, as_of="1 Nov 2026"), ("dates", "places", 2)),
        (change("hubs", 0, pue_confidence="certain"), ("confidence", "hubs", 2)),
        (change("sources", 1, confidence="high"), ("ratings", "sources", 3)),
        (change("sources", 0, seen="copy"), ("ratings", "sources", 2)),
        (change("sources", 0, kind="press"), ("ratings", "sources", 2)),
        (change("places", 0, source_ids="article"), ("ratings", "places", 2)),
        (change("hubs", 0, confidence="low"), ("ratings", "hubs", 2)),
        (change("sources", 0, url="https://mirror.example.net/reply"), ("links", "sources", 2)),
        (change("organisations", 0, address="see http://example.org.spam.com/x"), ("links", "organisations", 2)),
        (change("clusters", 0, name_en=""), ("texts", "clusters", 2)),
        (change("links", 0, statement_zh=""), ("texts", "links", 2)),
        (change("organisations", 0, lon=200), ("points", "organisations", 2)),
        (change("organisations", 0, lon=""), ("points", "organisations", 2)),
        (change("organisations", 0, precision=""), ("points", "organisations", 2)),
        (change("organisations", 0, uncertainty_m=0), ("points", "organisations", 2)),
        (change("parks", 0, lat=30.9), ("points", "parks", 2)),
        (change("clusters", 0, lon=141.0), ("points", "clusters", 2)),
        (change("computing_clusters", 0, lat=32.5), ("points", "computing_clusters", 2)),
        (change("clusters", 0, boundary="point"), ("boundaries", "clusters", 2)),
        (change("cluster_units", 1, cluster_id="tsukuba"), ("boundaries", "clusters", 3)),
        (change("admin_units", 0, geometry_code="999999"), ("boundaries", "admin_units", 2)),
        (change("admin_units", 4, geometry="atlantis"), ("boundaries", "admin_units", 6)),
        (change("clusters", 0, published_area_km2=300), ("areas", "clusters", 2)),
        (change("clusters", 2, area_scope="same"), ("areas", "clusters", 4)),
        (change("admin_units", 4, published_area_km2=300), ("areas", "admin_units", 6)),
        (change("organisations", 1, lon=116.25, lat=40.04), ("buildings", "organisations", 3)),
    ],
)
def test_a_fault_is_found_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edit: Callable[[Tables], None], expected: tuple[str, str, int]
) -> None:
    if expected[0] != "schema":  # nine tenths of the time it takes, and that all are found at once is tested below
        monkeypatch.delitem(CHECKS, "schema")
    assert expected in found(small_package.write(tmp_path, change=edit))


def test_an_altered_missing_or_unlisted_file_is_found(small: Settings) -> None:
    tables = small.data_dir / "tables"
    (tables / "hubs.csv").write_bytes((tables / "hubs.csv").read_bytes() + b"\n")
    (tables / "places.csv").unlink()
    (tables / "notes.csv").write_text("a\n1\n", "utf-8")
    faults = [fault for fault in verify(small).faults if fault.check == "files"]
    assert [fault.table for fault in faults] == ["tables/hubs.csv", "tables/places.csv", "tables/notes.csv"]
    assert "found no file" in faults[1].message
    assert "not listed" in faults[2].message


def test_a_vocabulary_that_differs_from_the_registry_is_found(tmp_path: Path) -> None:
    config = small_package.write(tmp_path, enums={("links", "evidence"): ["official", "reported", "rumour"]})
    (fault,) = verify(config).faults
    assert (fault.check, fault.table) == ("registries", "links")
    assert "rumour" in fault.message


def test_a_missing_table_or_column_is_one_fault_and_stops_nothing(tmp_path: Path) -> None:
    def edit(tables: Tables) -> None:
        del tables["start_areas"]
        tables["clusters"][0]["as_of"] = "soon"

    config = small_package.write(tmp_path, change=edit)
    faults = verify(config).faults
    assert [fault for fault in faults if fault.check == "tables"] == [
        Fault("tables", "start_areas", None, "the package has no such table that can be read")
    ]
    assert ("dates", "clusters", 2) in [(fault.check, fault.table, fault.row) for fault in faults]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'a,b\n"1', b""])
def test_a_file_that_is_no_table_is_one_fault_and_stops_nothing(small: Settings, content: bytes) -> None:
    (small.data_dir / "tables/links.csv").write_bytes(content)
    checks = {check for check, table, _ in found(small) if table in ("links", "tables/links.csv")}
    assert {"files", "tables"} <= checks


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    def edit(tables: Tables) -> None:
        tables["clusters"][0].update(published_area_km2=300, as_of="soon", model_confidence="sure", name_zh="")
        tables["organisations"][0].update(lon=116.9, source_ids="nobody", cluster_id="nowhere")
        tables["organisations"][1].update(organisation_id="B!")
        tables["parks"][0].update(lat=30.9)

    config = small_package.write(tmp_path, change=edit)
    (config.data_dir / "tables/extra.csv").write_text("a\n", "utf-8")
    checks = {check for check, _, _ in found(config)}
    assert checks == {"files", "schema", "references", "ids", "dates", "confidence", "texts", "points", "areas"}


def test_a_point_just_outside_its_unit_is_tolerated(tmp_path: Path) -> None:
    # The eastern edge of the polygon is at 140.168: 0.003 degrees of longitude are 270 m at 36 degrees north.
    near = small_package.write(tmp_path, change=change("organisations", 3, lon=140.171, lat=36.1))
    assert found(near) == []


def test_a_point_further_outside_is_not(tmp_path: Path) -> None:
    config = small_package.write(tmp_path, change=change("organisations", 3, lon=140.1725, lat=36.1))
    (fault,) = verify(config).faults
    assert "0.4 km outside JP-08220" in fault.message


def test_distance_is_measured_in_metres_not_degrees() -> None:
    from shapely import box

    # 0.01 degrees of longitude at 60 degrees north are 558 m on WGS84, of latitude 1 114 m.
    square = [box(10, 59, 11, 60)]
    assert distance_outside_m(11.01, 59.999, square) == pytest.approx(558, abs=2)
    assert distance_outside_m(10.5, 60.01, square) == pytest.approx(1114, abs=2)
    assert distance_outside_m(10.5, 59.5, square) == 0


@pytest.mark.parametrize(
    ("text", "is_date"),
    [
        ("2024", True),
        ("2024-02", True),
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("2024-2", False),
        ("24-02", False),
        ("2024-02-29T00:00", False),
        ("２０２４", False),
        ("", False),
    ],
)
def test_iso_dates(text: str, is_date: bool) -> None:
    assert is_iso_date(text) is is_date


def test_the_projects_own_package_is_sound(store: Settings) -> None:
    findings = verify(store)
    assert [str(fault) for fault in findings.faults] == []
    assert findings.checked["points"] > 700


def test_statistics_are_checked_by_column(small: Settings) -> None:
    (small.data_dir / "statistics").mkdir()
    table = pa.table({"code": ["a", "a", None], "jobs": [1, -2, 3]})
    parquet.write_table(table, small.data_dir / "statistics" / "jobs.parquet")
    descriptor = small.data_dir / "datapackage.json"
    package = json.loads(descriptor.read_text())
    fields = [
        {"name": "code", "type": "string", "constraints": {"required": True, "enum": ["b"]}},
        {"name": "jobs", "type": "integer", "constraints": {"minimum": 0}},
    ]
    package["resources"].append(
        {
            "name": "jobs",
            "path": "statistics/jobs.parquet",
            "format": "parquet",
            "source_ids": "nowhere",
            "as_of": "soon",
            "confidence": "sure",
            "schema": {"fields": fields, "primaryKey": ["jobs"]},
        }
    )
    descriptor.write_text(json.dumps(package))
    assert [item.rows for item in seal(small.data_dir) if item.path == "statistics/jobs.parquet"] == [3]
    told = " ".join(fault.message for fault in verify(small).faults if fault.check == "columnar")
    for words in ("'nowhere'", "'soon'", "'sure'", "1 cells are empty", "-2 is below 0", "'a' is none of b"):
        assert words in told
