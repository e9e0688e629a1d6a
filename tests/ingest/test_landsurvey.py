"""Exchange texts of land surveys: plots with holes and islands, where their head says; every plot and point counted."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from pyproj import CRS, Transformer
from shapely.geometry import Polygon

from geo.ingest.examination import Choices, Examination, examine

HEAD = """[属性描述]
格式版本号=1.01
数据产生单位=某市自然资源局
坐标系={system}
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号={zone}
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
# X is the northing, Y the easting; the second plot has a hole, an island in it, and runs the other way round.
PLOTS = """4,1.0000,A-1,一号地块,面,H50G,工业用地,0601,@
J1,1,2524000.000,{p}505000.000
J2,1,2524100.000,{p}505000.000
J3,1,2524100.000,{p}505100.000
J4,1,2524000.000,{p}505100.000
J1,1,2524000.000,{p}505000.000
12,15.0000,007,二号地块,面,,,,@
J1,1,2525000,{p}505000
J2,1,2525000,{p}505400
J3,1,2525400,{p}505400
J4,1,2525400,{p}505000
J1,1,2525000,{p}505000
J5,2,2525100,{p}505100
J6,2,2525100,{p}505300
J7,2,2525300,{p}505300
J8,2,2525300,{p}505100
J5,2,2525100,{p}505100
J9,3,2525150,{p}505150
J10,3,2525250,{p}505150
J11,3,2525250,{p}505250
J12,3,2525150,{p}505250
J9,3,2525150,{p}505150
"""


def survey(
    system: str = "2000国家大地坐标系", zone: str = "38", prefix: str = "38", encoding: str = "gb18030"
) -> bytes:
    """Return a text as land offices hand it over."""
    return (HEAD.format(system=system, zone=zone) + PLOTS.format(p=prefix)).encode(encoding)


def read(content: bytes, name: str = "plots.txt", folder: Path | None = None, **choices: object) -> Examination:
    return examine([(name, content)], keep=True, folder=folder, choices=Choices(**choices))  # type: ignore[arg-type]


def codes(found: Examination) -> set[str]:
    return {finding.code for finding in found.report.sorted_findings()}


@pytest.mark.parametrize(
    ("system", "zone", "prefix", "encoding", "epsg"),
    [
        ("2000国家大地坐标系", "38", "38", "gb18030", 4526),
        ("2000国家大地坐标系", "38", "", "utf-8", 4547),
        ("CGCS2000", "", "38", "utf-8-sig", 4526),
        ("80国家大地坐标系", "38", "38", "gb18030", 2362),
        ("1980西安坐标系", "114", "", "gb18030", 2383),
        ("1954北京坐标系", "38", "38", "gb18030", 2414),
        ("2000国家大地坐标系", "19", "19", "utf-16", 4497),
    ],
)
def test_plots_lie_where_the_head_says(
    system: str, zone: str, prefix: str, encoding: str, epsg: int, tmp_path: Path
) -> None:
    found = read(survey(system, zone, prefix, encoding), folder=tmp_path)
    layer = found.report.layers[0]
    assert (layer["features"], layer["crs"]) == (2, f"EPSG:{epsg}")
    to_degrees = Transformer.from_crs(CRS.from_epsg(epsg), 4326, always_xy=True)
    corner = to_degrees.transform(float(f"{prefix}505000"), 2_524_000)
    assert found.layer(layer["name"]).total_bounds[:2] == pytest.approx(corner, abs=1e-5)
    assert ("datum_shift_unknown" in codes(found)) == (system[:4] in ("80国家", "1980", "1954"))


def test_rings_are_areas_holes_and_islands(tmp_path: Path) -> None:
    found = read(survey(), folder=tmp_path)
    frame = found.layer("plots").to_crs(4526)
    expected = [
        Polygon([(0, 0), (0, 100), (100, 100), (100, 0)]).area,
        400 * 400 - 200 * 200 + 100 * 100,
    ]
    assert frame.area.tolist() == pytest.approx(expected, rel=1e-6)
    assert frame["地块编号"].tolist() == ["A-1", "007"]
    assert frame["地块名称"].tolist() == ["一号地块", "二号地块"]
    assert frame["地块面积"].tolist() == [1.0, 15.0]
    assert found.report.status == "ok"


def test_a_cut_plot_is_told(tmp_path: Path) -> None:
    content = survey(encoding="utf-8").decode().replace("J12,3,2525150,38505250\nJ9,3,2525150,38505150\n", "J12,3,25")
    found = read(content.encode(), folder=tmp_path)
    told = next(finding for finding in found.report.sorted_findings() if finding.code == "survey_points_missing")
    assert (told.rows, told.values["claimed"], told.values["unread"]) == ((2,), 12, 1)


def test_a_local_system_is_shown_and_the_person_chooses(tmp_path: Path) -> None:
    content = survey("某市独立坐标系", "", "")
    assert "crs_unreadable" in codes(read(content, folder=tmp_path))
    chosen = read(content, folder=tmp_path, crs="EPSG:4547")
    assert chosen.report.layers[0]["crs"] == "EPSG:4547"


def test_texts_in_an_archive_are_read_and_its_readme_is_not(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        bundle.writestr("plots.txt", survey())
        bundle.writestr("readme.txt", "hello")
    found = read(packed.getvalue(), "plots.zip", tmp_path)
    assert [layer["features"] for layer in found.report.layers] == [2]
    assert "zip_ignored" in codes(found)


def test_no_plots_is_refused_in_words(tmp_path: Path) -> None:
    found = read(HEAD.format(system="2000国家大地坐标系", zone="38").encode(), folder=tmp_path)
    assert (found.report.status, codes(found)) == ("reject", {"table_empty"})
