"""Shapefiles through the worker: every damaged part repaired, accounted for or refused."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.ingest.examination import Examination
from tests.ingest.build import NAMES, SQUARES, dbf, names_dbf, packed, parts, polygon, shp, write
from tests.ingest.conftest import Examine

Codes = Callable[[Examination], list[str]]
CONTENTS = [polygon(ring) for ring in SQUARES]


def names(examined: Examination) -> list[str]:
    return [record["NAME"] for record in examined.report.layers[0]["sample"]]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (parts(shx=None), "shx_rebuilt"),
        (parts(shx=b""), "shx_rebuilt"),
        (parts(shp=shp(CONTENTS, file_length=9999)), "shp_length_fixed"),
        (parts(dbf=names_dbf("gbk"), cpg=None), "encoding_detected"),
        (parts(dbf=names_dbf("gbk"), cpg="UTF-8"), "encoding_contradicts"),
        (parts(dbf=names_dbf("gbk", language=0x4D), cpg=None), "encoding_detected"),
        (parts(dbf=names_dbf("utf-8", names=(*NAMES, "too many"))), "dbf_rows"),
        (parts(dbf=names_dbf("utf-8", claimed=2**31 - 1)), "dbf_rows"),
    ],
)
def test_damage_that_can_be_mended(files: dict[str, bytes], code: str, examine: Examine, codes: Codes) -> None:
    examined = examine("data.zip", packed(files))
    assert code in codes(examined)
    assert names(examined) == list(NAMES)
    assert examined.report.layers[0]["bbox_wgs84"] == pytest.approx([117.0, 36.6, 117.4, 36.7])


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (parts(shp=None), "shp_missing"),
        (parts(shp=b""), "shp_empty"),
        (parts(shp=shp(CONTENTS)[:60]), "shp_header"),
        (parts(shp=b"\x89PNG" + bytes(300)), "shp_signature"),
        (parts(shp=shp([polygon(SQUARES[0], points=2**31 - 1), *CONTENTS[1:]])), "shp_record"),
        (parts(shp=shp([polygon(SQUARES[0], parts=2**30), *CONTENTS[1:]])), "shp_record"),
        (parts(shp=shp([polygon(SQUARES[0], points=-4), *CONTENTS[1:]])), "shp_record"),
        (parts(shp=shp([struct.pack("<i", 77) + bytes(40)] * 3)), "shp_record"),
        (parts(shp=shp(CONTENTS)[:100] + bytes(400), shx=None), "shp_record"),
    ],
)
def test_damage_that_cannot_be_mended(files: dict[str, bytes], code: str, examine: Examine, codes: Codes) -> None:
    examined = examine("data.zip", packed(files))
    assert codes(examined) == [code]
    assert examined.report.layers == []


def test_shapes_without_attribute_rows_are_kept(examine: Examine, codes: Codes) -> None:
    examined = examine("data.zip", packed(parts(dbf=names_dbf("utf-8", names=NAMES[:2]))))
    assert "dbf_rows" in codes(examined)
    assert names(examined) == [*NAMES[:2], None]


def test_whole_records_of_a_cut_file_are_kept_and_the_loss_told(examine: Examine) -> None:
    examined = examine("data.zip", packed(parts(shp=shp(CONTENTS)[:-40])))
    assert examined.report.layers[0]["features"] == 2
    told = next(finding for finding in examined.report.findings if finding.code == "shp_truncated")
    assert told.values == {"kept": 2, "missing": 40}


def test_rows_marked_as_deleted_are_left_out_with_their_shapes(examine: Examine) -> None:
    examined = examine("data.zip", packed(parts(dbf=names_dbf("utf-8", deleted=(1,)))))
    assert names(examined) == [NAMES[0], NAMES[2]]
    assert next(f for f in examined.report.findings if f.code == "dbf_deleted").rows == (2,)


def test_every_kind_of_column(examine: Examine) -> None:
    table = dbf(
        [
            (b"WHOLE", "N", 10, 0),
            (b"REAL", "N", 20, 3),
            (b"DAY", "D", 8, 0),
            (b"YES", "L", 1, 0),
            (b"LONG", "N", 25, 0),
            (b"BAD", "N", 6, 0),
        ],
        [
            [b"1", b"1.50", b"20240109", b"T", b"1234567890123456789012345", b"12"],
            [b"", b"*" * 20, b"", b"?", b"", b"x"],
            [b"3", b"-2", b"00000000", b"f", b"7", b""],
        ],
    )
    examined = examine("data.zip", packed(parts(dbf=table)))
    first, second, third = examined.report.layers[0]["sample"]
    assert first == {
        "WHOLE": 1,
        "REAL": 1.5,
        "DAY": "2024-01-09",
        "YES": True,
        "LONG": "1234567890123456789012345",
        "BAD": "12",
    }
    assert second == {"WHOLE": None, "REAL": None, "DAY": None, "YES": None, "LONG": None, "BAD": "x"}
    assert third["YES"] is False
    told = next(finding for finding in examined.report.findings if finding.code == "field_bad_values")
    assert (told.field, told.rows) == ("BAD", (2,))


def test_names_and_values_cut_within_a_character(examine: Examine, codes: Codes) -> None:
    table = dbf(
        [("行政区名称".encode()[:10], "C", 10, 0), ("行政区名录".encode()[:10], "C", 10, 0)],
        [[name.encode()[:10], b"x"] for name in ("济南市历下区", "历下", "章丘")],
    )
    examined = examine("data.zip", packed(parts(dbf=table)))
    assert examined.report.layers[0]["fields"] == ["行政区", "行政区_2"]
    assert examined.report.layers[0]["sample"][0]["行政区"] == "济南市"
    assert {"field_cut", "field_duplicate", "text_cut"} <= set(codes(examined))


def test_two_encodings_in_one_table(examine: Examine, codes: Codes) -> None:
    rows = [["济南市".encode("gbk")], ["历下区".encode()], ["章丘区".encode("gbk")]]
    examined = examine("data.zip", packed(parts(cpg=None, dbf=dbf([(b"NAME", "C", 40, 0)], rows))))
    assert names(examined) == list(NAMES)
    assert "text_mixed" in codes(examined)


def test_encoding_of_the_person_wins(examine: Examine, codes: Codes) -> None:
    examined = examine(
        "data.zip", packed(parts(cpg=None, dbf=names_dbf("big5", names=("高雄", "a", "b")))), encoding="big5"
    )
    assert names(examined)[0] == "高雄"
    assert "encoding_forced" in codes(examined)


def test_loose_parts_are_found_beside_the_shp(tmp_path: Path, examine: Examine) -> None:
    for name, data in parts("Data", cpg=None, dbf=names_dbf("gbk")).items():
        write(tmp_path, name if name.endswith(".shp") else name.upper().replace("DATA", "Data"), data)
    write(tmp_path, "Other.dbf", b"not ours")
    examined = examine(tmp_path / "Data.shp")
    assert names(examined) == list(NAMES)


def test_shp_alone_is_refused_and_says_what_is_missing(tmp_path: Path, examine: Examine, codes: Codes) -> None:
    examined = examine(write(tmp_path, "a.shp", shp(CONTENTS)))
    assert codes(examined) == ["shp_alone"]


def test_upload_itself_is_never_changed(tmp_path: Path, examine: Examine) -> None:
    files = parts(shp=shp(CONTENTS, file_length=9999), shx=None)
    for name, data in files.items():
        write(tmp_path, name, data)
    examine(tmp_path / "data.shp", copy="copy.shp")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_good_layers_beside_a_bad_one_are_loaded(examine: Examine, codes: Codes) -> None:
    examined = examine("two.zip", packed({**parts("good"), **parts("bad", shp=b"junkjunk")}))
    assert [layer["name"] for layer in examined.report.layers] == ["good"]
    assert "member_refused" in codes(examined)


@pytest.mark.parametrize("kind", [0, 1, 2, 5], ids=["strip", "fan", "outer", "ring"])
def test_multipatch_becomes_polygons(kind: int, examine: Examine) -> None:
    corners = [(117.0, 36.6, 0.0), (117.0, 36.7, 5.0), (117.1, 36.7, 5.0), (117.1, 36.6, 0.0)]
    points = corners if kind < 2 else [*corners, corners[0]]
    content = struct.pack("<i4dii", 31, 117.0, 36.6, 117.1, 36.7, 1, len(points)) + struct.pack("<ii", 0, kind)
    content += b"".join(struct.pack("<2d", *point[:2]) for point in points)
    content += struct.pack("<2d", 0, 5) + b"".join(struct.pack("<d", point[2]) for point in points)
    files = parts(shp=shp([content], kind=31), shx=None, dbf=names_dbf("utf-8", names=NAMES[:1]))
    layer = examine("data.zip", packed(files)).report.layers[0]
    assert layer["geometry"] == ["Multipolygon"]
    assert layer["bbox_wgs84"] == pytest.approx([117.0, 36.6, 117.1, 36.7])


def test_dbf_alone_is_refused_and_says_that_the_shp_is_missing(examine: Examine, codes: Codes) -> None:
    assert codes(examine("data.zip", packed({"data.dbf": names_dbf("utf-8")}))) == ["shp_missing"]
