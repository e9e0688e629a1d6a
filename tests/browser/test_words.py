"""One language a page: no English word on Chinese pages, Streamlit's own included, no Chinese one on English pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
# Names stay as their owners write them: of formats, of who drew the ground, of measures. Sources are left out below.
NAMES = {
    "English",
    "CSV",
    "XLSX",
    "SVG",
    "PNG",
    "PDF",
    "PPTX",
    "HTML",
    "JSON",
    "JPEG",
    "GeoJSON",
    "GeoParquet",
    "Excel",
}
NAMES |= {"Word", "Natural", "Earth", "GSHHG", "LGPL", "GDP", "PCT", "WIPO", "PUE", "EFLOPS", "PFLOPS", "FP16", "FP32"}
NAMES |= {"Azure", "GitHub", "EMSI", "Esc", "Tab", "GBK", "Shapefile", "GeoPackage", "KML", "NUTS", "MIT", "Microsoft"}
NAMES |= {"JPG", "dpi", "pptx", "GWh", "Gbps", "Mbps", "RVR", "Cloud", "sha", "ITL", "SEMATECH"}
QUICK = ["/observatory?measure=dimensions&many=gdp~dimensions", "/compare?present=1"]
EVERY = ["/overview", "/compare", "/workbench", "/observatory?measure=gdp", "/region?id=CN-440300", "/region"]
EVERY += [
    "/governance",
    "/policy_library",
    "/computing_network?view=scenario&region=yrd_core",
    "/catalog?dataset=clusters",
]
GATHER = """() => {
  const copy = document.body.cloneNode(true);
  // Icons are drawn from names; sources are called what their publishers call them; scripts are no text.
  // The cells of a file are its content, in both languages; a column's code and a licence are what they are called.
  const apart = "script, noscript, style, [data-testid=stIconMaterial], .obs-sources, details, [role=grid], [hidden],"
    + " code, .obs-file td, .obs-facts a";
  copy.querySelectorAll(apart + ", .obs-footer").forEach((node) => node.remove());
  const said = [copy.textContent];
  copy.querySelectorAll("*").forEach((node) => ["aria-label", "placeholder", "title", "alt"].forEach((name) => {
    said.push(node.getAttribute(name) || "");
  }));
  return said.join("\\n");
}"""


def gathered(page: Page) -> str:
    """Return all that a page says once it is drawn."""
    page.get_by_role("heading", level=1).first.wait_for()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(800)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    text: str = page.evaluate(GATHER)
    return re.sub(r"(?<![0-9A-Za-z])[0-9a-f]{8,}(?![0-9A-Za-z])", "", text)  # digests; Han may stand right beside them


def check(address: str, open_page: Open, path: str) -> None:
    """Load a page once in Chinese, then turn it to English, and name what is in the other language."""
    page = open_page(f"{address}{path}{'&' if '?' in path else '?'}lang=zh")
    zh = set(re.findall(r"[A-Za-z]{3,}", gathered(page))) - NAMES
    title = page.get_by_role("heading", level=1).first.inner_text()
    switch = page.get_by_role("button", name="English").or_(page.get_by_role("radio", name="English")).first
    if "present=" in path:  # the presenter covers the switch
        page.goto(f"{address}{path}&lang=en")
    else:
        switch.click()
    page.locator("html[lang=en]").wait_for(state="attached")
    expect(page.get_by_role("heading", level=1).first).not_to_have_text(title)
    en = set(re.findall(r"[\u4e00-\u9fff]+", gathered(page))) - {"中文", "号"}
    told = json.dumps({"zh": sorted(zh), "en": sorted(en)}, ensure_ascii=False)
    assert not zh and not en, told


@pytest.mark.parametrize("path", QUICK)
def test_pages_speak_one_language(address: str, open_page: Open, path: str) -> None:
    check(address, open_page, path)


@pytest.mark.slow
@pytest.mark.parametrize("path", EVERY)
def test_every_page_speaks_one_language(address: str, open_page: Open, path: str) -> None:
    check(address, open_page, path)
