"""The observatory in Chromium: the map answers a click; a weight, set by keys, re-ranks and stays in the link."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from playwright.sync_api import Frame, Page, expect

from geo.catalog import load_catalog
from geo.statistics.regions import regions

from .map_page import frame_when

Open = Callable[..., Page]
Arrive = Callable[..., Page]
CHOSEN = ".st-key-observatory_chosen"
FINDINGS = ".st-key-observatory_findings"
FRAME = ".st-key-observatory_map_frame iframe"
DRAWN = "() => performance.getEntriesByName('dco-areas-drawn').length > 0"
SLOW_MS = 60_000


def drawn_map(page: Page) -> Frame:
    """Wait until the areas are drawn, and return the map's frame."""
    frame = frame_when(page.locator(FRAME), DRAWN)
    frame.wait_for_timeout(1500)  # until the map's first report has been answered, which shows nowhere
    return frame


def click_at(frame: Frame, lat: float, lng: float) -> None:
    """Click the map at a place."""
    x, y = frame.evaluate(
        "([a, b]) => { const p = Observatory.view.map.latLngToContainerPoint([a, b]); return [p.x, p.y]; }", [lat, lng]
    )
    frame.locator(".leaflet-container").click(position={"x": x, "y": y})


def test_a_click_on_the_map_chooses_a_region_and_the_link_keeps_it(arrive: Arrive, open_page: Open) -> None:
    page = arrive("/observatory?country=US&lang=en", anew=True, height=1400)  # the whole map, so nothing scrolls
    frame = drawn_map(page)
    click_at(frame, 37.2, -121.5)
    expect(page.locator(CHOSEN)).to_contain_text("San Jose-Sunnyvale-Santa Clara", timeout=SLOW_MS)
    page.wait_for_url("**sel=US-41940**")
    again = open_page(page.url)
    expect(again.locator(CHOSEN)).to_contain_text("San Jose-Sunnyvale-Santa Clara", timeout=SLOW_MS)


WIDE = """2023年三市从业人员（单位：万人）
城市,行业代码,行业名称,2022年,2023年
深圳市,C39,电子设备制造,61,"62,250"
深圳市,I65,软件和信息服务,30,34
杭州,C39,电子设备制造,20,约22
武汉,I65,软件和信息服务,11,-15
武汉,C39,电子设备制造,12,13
航州市,I65,软件和信息服务,1,2
"""


def test_a_wide_chinese_table_with_faults_is_told_ranked_and_profiled(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/observatory?country=OWN")
    name = "三市.csv"
    body = {"name": name, "mimeType": "text/csv", "buffer": WIDE.encode("gb18030")}
    page.locator(".st-key-observatory_own_file input[type=file]").set_input_files(files=[body])  # type: ignore[list-item]
    report = page.locator(".st-key-observatory_own_report")
    expect(report).to_contain_text("航州市 → 杭州市", timeout=SLOW_MS)
    for told in ("约22", "-15", "千分位", "2列以年份为表头", "GB/T 4754"):
        expect(report).to_contain_text(told)
    with page.expect_download() as faulty:
        page.locator(".st-key-observatory_faulty button").click()
    lines = faulty.value.path().read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["5", "6", "8", "8"]
    with page.expect_download(timeout=SLOW_MS) as slide:
        page.locator(".st-key-observatory_pptx button").click()
    assert zipfile.is_zipfile(slide.value.path())
    expect(page.locator(FINDINGS)).to_contain_text("上传表中")
    frame = drawn_map(page)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")  # or it is lost
    click_at(frame, 30.58, 114.3)
    expect(page.locator(CHOSEN)).to_contain_text("武汉市", timeout=SLOW_MS)
    page.locator(CHOSEN).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("武汉市", timeout=SLOW_MS)
    expect(page.get_by_text("您上传的表")).to_be_visible(timeout=SLOW_MS)


def test_a_weight_ranks_anew_without_reload_and_survives_in_the_link(arrive: Arrive, open_page: Open) -> None:
    page = arrive("/observatory?lang=zh&measure=composite", anew=True)
    frame = drawn_map(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("() => { window.stays = true; }")
    before = page.locator(FINDINGS).inner_text()
    slider = page.locator(".st-key-observatory_weight_trade_share").get_by_role("slider")
    slider.focus()
    for weight in range(6, 11):
        slider.press("ArrowRight")
        page.wait_for_url(f"**w=5-5-{weight}-5-5**", timeout=SLOW_MS)
    expect(page.locator(FINDINGS)).not_to_have_text(before, timeout=SLOW_MS)
    assert page.evaluate("() => window.stays") is True
    painted = "() => performance.getEntriesByName('dco-areas-drawn').length"
    frame.wait_for_function(f"() => ({painted})() > 3", timeout=SLOW_MS)  # the map is still there, in other colours
    assert [url for url in asked if "/areas/" in url] == []  # and was painted from the tiles it had
    after = page.locator(FINDINGS).inner_text()
    again = open_page(page.url)
    expect(again.locator(FINDINGS)).to_have_text(after, use_inner_text=True, timeout=SLOW_MS)


def test_a_us_area_and_a_uk_region_have_profiles_and_the_keyboard_goes_from_one_to_the_other(
    arrive: Arrive, open_page: Open
) -> None:
    names = {key: one.name for key, one in regions(load_catalog()).items() if key in ("US-41940", "GB-UKH1")}
    page = arrive("/region?id=US-41940&lang=en")
    expect(page.locator("h1")).to_have_text(names["US-41940"].en, timeout=SLOW_MS)
    expect(page.locator(".stMain")).to_contain_text("Information Technology", timeout=SLOW_MS)
    page.locator(".st-key-region_choice input").focus()
    page.keyboard.type("East Anglia")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(names["GB-UKH1"].en, timeout=SLOW_MS)
    page.wait_for_url("**id=GB-UKH1**")
    again = open_page(page.url.replace("lang=en", "lang=zh"))
    expect(again.locator("h1")).to_have_text(names["GB-UKH1"].zh, timeout=SLOW_MS)


def test_a_finding_leads_below_the_bar_and_stars_of_crowded_regions_wait_for_a_closer_look(
    arrive: Arrive,
) -> None:
    link = "/observatory?lang=zh&country=US&data=us_oews_2025&method=eu_stars_productivity"
    page = arrive(link, anew=True, height=1400)
    frame = drawn_map(page)
    count = "() => document.querySelectorAll('.dco-stars').length"
    apart = """() => { const boxes = [...document.querySelectorAll('.dco-stars')].map((e) => e.getBoundingClientRect());
      return boxes.every((a, i) => boxes.slice(i + 1).every((b) =>
        a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1)); }"""
    far = frame.evaluate(count)
    assert 0 < far < 173  # 49 + 46 + 78 have stars
    assert frame.evaluate(apart)
    frame.evaluate("() => { Observatory.view.map.setView([40, -75], 7, { animate: false }); }")
    frame.wait_for_timeout(500)
    assert frame.evaluate(count) > far
    assert frame.evaluate(apart)
    page = arrive("/observatory?lang=zh&country=DE", anew=True)
    page.locator('a[href="#scatter"]').first.click()
    top = "() => document.getElementById('scatter').getBoundingClientRect().top"
    page.wait_for_function(f"() => ({top})() < 200")
    assert page.evaluate(top) >= 60


def test_a_phone_shows_a_wide_country_whole(arrive: Arrive) -> None:
    page = arrive("/observatory?lang=zh&country=CN", anew=True, width=390, height=1400)
    frame = drawn_map(page)
    west, east = frame.evaluate(
        "() => { const b = Observatory.view.map.getBounds(); return [b.getWest(), b.getEast()]; }"
    )
    assert west < 74
    assert east > 134
