"""The workbench in Chromium: an awkward file from upload to result, an attack refused, two sessions apart."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import Frame, Page, expect

from .map_page import frame_when

CASES = Path(__file__).parents[1] / "ingest" / "cases"
Open = Callable[..., Page]
Stay = Callable[[str], Page]
WORKBENCH = "/workbench?lang=zh"
# Where the file lies truly: its own words say Jinan, Shandong.
WEST, SOUTH, EAST, NORTH = 117.0, 36.6, 117.4, 36.7
FIRMS = "企业,地区,行业,人数,经度,纬度,误差_米\n" + "".join(
    f"企业{n},{'北区' if n < 30 else '南区'},{'软件' if n % 3 else '芯片'},{10 + n},"
    f"{117.05 + (n % 6) * 0.003 + (n >= 30) * 0.2:.4f},{36.62 + (n % 5) * 0.003:.4f},150\n"
    for n in range(60)
)


def upload(page: Page, name: str, body: bytes) -> None:
    """Give the uploader a file."""
    page.locator('.st-key-workbench_upload_files input[type="file"]').set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": body}
    )


def verdict(page: Page, status: str) -> None:
    """Wait for the doctor's verdict."""
    expect(page.locator(f".obs-verdict-{status}").first).to_be_visible()


def drawn(page: Page) -> Frame:
    """Wait until the map draws the session's layers, and return its frame."""
    return frame_when(
        page.locator(".st-key-workbench_map_frame iframe"),
        """() => window.Observatory && Observatory.workbench && Observatory.workbench.layers.size > 0
                 && [...Observatory.workbench.layers.values()].every((grid) => !grid.isLoading())""",
    )


def layers(frame: Frame) -> list[str]:
    """Return the ids of the layers on the map."""
    return frame.evaluate("() => [...Observatory.workbench.layers.keys()].map((key) => key.split('/')[0])")


def panel(page: Page, label: str) -> None:
    """Open a panel."""
    page.locator(".st-key-workbench_panel").get_by_role("radio", name=label, exact=True).or_(
        page.locator(".st-key-workbench_panel").get_by_role("button", name=label, exact=True)
    ).click()


def forget_upload(page: Page) -> None:
    """Remove the upload that is shown, the only one: the page is as it was opened."""
    page.get_by_role("button", name="删除这次上传").click()
    expect(page.locator(".obs-verdict")).to_have_count(0)
    expect(page.locator(".st-key-workbench_map_side")).to_contain_text("还没有图层")


def test_a_gbk_shapefile_without_prj_from_upload_to_result(address: str, open_page: Open) -> None:
    page = open_page(f"{address}{WORKBENCH}")
    expect(page.get_by_text("单个文件不超过512", exact=False)).to_be_visible()  # the limits, before any upload
    expect(page.locator(".stFileUploader button p")).to_have_text("选择文件")
    upload(page, "济南.zip", (CASES / "crs_noprj_gk39.bin").read_bytes())
    verdict(page, "ok")
    expect(page.get_by_text("EPSG:4527", exact=False).first).to_be_visible()
    expect(page.get_by_role("cell", name="济南市").first).to_be_visible()
    frame = drawn(page)
    centre = frame.evaluate("() => { const c = Observatory.view.map.getCenter(); return [c.lng, c.lat]; }")
    assert WEST < centre[0] < EAST
    assert SOUTH < centre[1] < NORTH
    # The polygons are where they are: a click there tells their names.
    point = frame.evaluate(
        "() => { const p = Observatory.view.map.latLngToContainerPoint([36.65, 117.05]); return [p.x, p.y]; }"
    )
    box = page.locator(".st-key-workbench_map_frame iframe").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + point[0], box["y"] + point[1])
    expect(page.frame_locator(".st-key-workbench_map_frame iframe").locator(".dco-attributes")).to_contain_text(
        "济南市"
    )
    # A second upload, joined to the first, and measured.
    upload(page, "企业.csv", FIRMS.encode("gbk"))
    expect(page.get_by_text("企业.csv").first).to_be_visible()
    panel(page, "关联与设色")
    page.get_by_role("button", name="统计并上图").click()
    expect(page.locator(".obs-classes").first).to_be_visible()
    panel(page, "点的聚集")
    page.get_by_role("button", name="计算", exact=True).click()
    expect(page.locator(".obs-cautions")).to_contain_text("样本")
    expect(page.get_by_text("参数变了，结果怎么变")).to_be_visible()
    assert len(layers(drawn(page))) >= 3
    panel(page, "方法与报告")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载报告（HTML）").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert "DBSCAN" in text
    assert "济南.zip" in text


def test_an_attack_is_refused_with_its_reason_and_draws_nothing(address: str, stay: Stay) -> None:
    page = stay(f"{address}{WORKBENCH}")
    upload(page, "data.zip", (CASES / "zip_traversal_shp.bin").read_bytes())
    verdict(page, "reject")
    expect(page.locator(".obs-finding-reject")).to_contain_text("路径")
    assert not page.locator(".st-key-workbench_map_side .obs-classes").count()
    expect(page.locator(".st-key-workbench_map_side")).to_contain_text("还没有图层")
    forget_upload(page)


def test_names_from_a_file_are_never_run(address: str, stay: Stay) -> None:
    page = stay(f"{address}{WORKBENCH}")
    evil = "<img src=x onerror=alert(1)>{{7*7}}"
    upload(page, f"{evil.replace('/', '')}.csv", f"经度,纬度,{evil}\n117.1,36.6,{evil}\n117.2,36.7,b\n".encode())
    verdict(page, "ok")
    frame = drawn(page)
    assert page.locator("img[src='x']").count() == 0
    assert frame.locator("img[src='x']").count() == 0
    assert "49" not in page.locator(".st-key-workbench_map_side").inner_text()
    forget_upload(page)


def test_two_sessions_never_see_each_others_layers(address: str, stay: Stay) -> None:
    first, second = (stay(f"{address}{WORKBENCH}{other}") for other in ("", "#other"))
    assert first.context != second.context
    upload(first, "甲.zip", (CASES / "crs_noprj_gk39.bin").read_bytes())
    verdict(first, "ok")
    (mine,) = layers(drawn(first))
    upload(second, "乙.csv", FIRMS.encode("gbk"))
    verdict(second, "ok")
    (theirs,) = layers(drawn(second))
    assert mine != theirs
    assert "甲" not in second.locator(".stMain").inner_text()
    assert "乙" not in first.locator(".stMain").inner_text()
    # Guessing: neighbours of a real id, short ones, and addresses that would list layers.
    last = "A" if mine[-1] != "A" else "B"
    answers = set()
    for guess in (mine[:-1] + last, mine[:-1], mine.swapcase(), "0", "1", "a" * len(mine)):
        try:
            urllib.request.urlopen(f"{address}/workbench/{guess}/0/0/0.mvt?v=0", timeout=10)
            raise AssertionError(guess)
        except urllib.error.HTTPError as fault:
            answers.add((fault.code, fault.read()))
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    for listing in ("/workbench/", "/workbench/layers", "/workbench/layers.json"):
        with urllib.request.urlopen(f"{address}{listing}", timeout=10) as answer:
            assert mine.encode() not in answer.read()
    # Removing the upload ends its tiles at once.
    forget_upload(first)
    try:
        urllib.request.urlopen(f"{address}/workbench/{mine}/0/0/0.mvt?v=0", timeout=10)
        raise AssertionError(mine)
    except urllib.error.HTTPError as fault:
        assert fault.code == 404
    forget_upload(second)


@pytest.mark.slow
def test_large_layers_are_on_the_map_within_ten_seconds(address: str, open_page: Open, tmp_path: Path) -> None:
    """A polygon of a million vertices and 200,000 points: from the end of the upload to drawn tiles."""
    rng = np.random.default_rng(1)
    angle = np.linspace(0, 2 * np.pi, 1_000_000, endpoint=False)
    radius = 2 * (1 + 0.2 * np.sin(17 * angle)) + 0.002 * np.cumsum(rng.normal(size=1_000_000)) / 1000
    polygon = shapely.Polygon(np.column_stack([116 + radius * np.cos(angle), 35 + radius * np.sin(angle)]))
    points = shapely.points(rng.normal((116, 35), (2, 2), (200_000, 2)))
    files = {}
    for name, shapes in {"polygon": [polygon], "points": points}.items():
        files[name] = tmp_path / f"{name}.parquet"
        frame = gpd.GeoDataFrame({"n": range(len(shapes))}, geometry=shapes, crs="EPSG:4326")
        frame.to_parquet(files[name], write_covering_bbox=False)
    for name, path in files.items():
        page = open_page(f"{address}{WORKBENCH}")
        expect(page.locator(".st-key-workbench_upload_files")).to_be_visible()
        page.wait_for_timeout(3000)  # the map without layers is there first
        start = time.monotonic()
        page.locator('.st-key-workbench_upload_files input[type="file"]').set_input_files(path)
        expect(page.locator(".obs-verdict").first).to_be_visible()
        drawn(page)
        seconds = time.monotonic() - start
        print(f"{name}: {seconds:.1f} s from choosing the file to drawn tiles")
        assert seconds <= 10, name
