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
QUICK = ["/observatory?measure=dimensions&many=gdp~dimensions", "/compare?present=1"]
EVERY = ["/overview", "/compare", "/workbench", "/observatory?measure=gdp", "/region?id=CN-440300", "/region"]
EVERY += ["/governance", "/policy_library", "/computing_network?view=scenario&region=yrd_core"]
GATHER = """() => {
  const copy = document.body.cloneNode(true);
  // Icons are drawn from names; sources are called what their publishers call them; scripts are no text.
  const apart = "script, noscript, style, [data-testid=stIconMaterial], .obs-sources, details, [role=grid], [hidden]";
  copy.querySelectorAll(apart + ", .obs-footer").forEach((node) => node.remove());
  const said = [copy.textContent];
  copy.querySelectorAll("*").forEach((node) => ["aria-label", "placeholder", "title", "alt"].forEach((name) => {
    said.push(node.getAttribute(name) || "");
  }));
  return said.join("\\n");
}"""


def said(page: Page, address: str) -> str:
    """Return all that a page says once it is drawn."""
    page.goto(address)
    page.get_by_role("heading", level=1).first.wait_for()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_timeout(800)
    text: str = page.evaluate(GATHER)
    return re.sub(r"\b[0-9a-f]{8,}\b", "", text)  # digests


def check(address: str, open_page: Open, paths: list[str]) -> None:
    """Visit pages in both languages and name what is in the other one."""
    page = open_page(f"{address}/observatory")
    found: dict[str, set[str]] = {}
    for path in paths:
        link = f"{address}{path}{'&' if '?' in path else '?'}lang="
        found[f"zh {path}"] = set(re.findall(r"[A-Za-z]{3,}", said(page, f"{link}zh"))) - NAMES
        found[f"en {path}"] = set(re.findall(r"[\u4e00-\u9fff]+", said(page, f"{link}en"))) - {"中文", "号"}
    told = json.dumps({where: sorted(words) for where, words in found.items() if words}, ensure_ascii=False)
    assert told == "{}", told


def test_pages_speak_one_language(address: str, open_page: Open) -> None:
    check(address, open_page, QUICK)


@pytest.mark.slow
def test_every_page_speaks_one_language(address: str, open_page: Open) -> None:
    check(address, open_page, EVERY)
