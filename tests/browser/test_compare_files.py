"""What a presenter takes along and brings back, in Chromium: stories, decks on a template, figures and paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pptx import Presentation
from pptx.util import Mm
from pypdf import PdfReader

from tests.browser.test_compare import frame_of, frames

Arrive = Callable[..., Page]
LINK = "/compare?lang=en&v=2&cases=tsukuba,ruhr"
HOSTILE = "{{7*7}} ${7*7} <img src=x onerror=alert(1)> `x`"
ORGANISATIONS = """() => { let n = 0; const v = Observatory.view;
    Observatory.eachOrganisation(v.map, v.layers.organisations, (p, data) => { n += data.n; }); return n; }"""


def saved(page: Page, button: str) -> bytes:
    """Press a download button and return the file."""
    with page.expect_download() as waiting:
        page.locator(button).click()
    return Path(waiting.value.path()).read_bytes()


def made(page: Page, kind: str) -> bytes:
    """Choose a format, make the file and download it."""
    if kind:
        page.locator(".st-key-compare_export_format").get_by_text(kind, exact=True).click()
        expect(page.locator(".st-key-compare_export_download")).to_have_count(0)  # a file of another format goes
    page.locator(".st-key-compare_export_make button").click()
    return saved(page, ".st-key-compare_export_download button")


def test_a_story_is_saved_and_told_again(arrive: Arrive, tmp_path: Path) -> None:
    page = arrive(f"{LINK}&scale=same", anew=True)
    frames(page, 2)
    editor = page.locator(".st-key-compare_story_editing")
    expect(editor.locator("canvas")).to_have_count(0)
    editor.locator("summary").click()
    expect(editor.locator("canvas").first).to_be_visible()
    story = json.loads(saved(page, ".st-key-compare_story_save button"))
    assert story["comparison"]["cases"] == "tsukuba,ruhr"
    story["steps"][0]["caption"] = HOSTILE
    story["steps"] = story["steps"][:2]
    file = tmp_path / "story.json"
    file.write_text(json.dumps(story), "utf-8")

    page = arrive("/compare?lang=en&v=2&cases=shenzhen,silicon_valley", anew=True)
    frames(page, 2)
    expect(page.locator(".st-key-compare_maps h2").first).not_to_have_text("Tsukuba Science City")
    page.locator(".st-key-compare_story_open input[type=file]").set_input_files(file)
    expect(page.locator(".st-key-compare_maps h2").first).to_have_text("Tsukuba Science City")
    assert "scale=same" in page.url
    page.locator(".st-key-compare_present button").click()
    expect(page.locator(".obs-slide-cover h1")).to_have_text(HOSTILE)
    expect(page.locator(".st-key-present_bar")).to_contain_text("1 / 2")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-compare_present button")).to_be_visible()


def test_the_page_prints_as_clean_paper(arrive: Arrive) -> None:
    page = arrive(LINK)
    frames(page, 2)
    expect(page.locator(".obs-footer")).to_be_visible()
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))).pages
    width_mm, height_mm = (round(float(edge) / 72 * 25.4) for edge in sheets[0].mediabox.upper_right)
    assert (width_mm, height_mm) == (297, 210)
    text = [sheet.extract_text() for sheet in sheets]
    assert all(len(words) > 40 for words in text), "a sheet is nearly empty"
    whole = " ".join("\n".join(text).split())
    assert "Tsukuba Science City" in whole
    assert "Population" in whole
    for control in ("Presenter mode", "Copy link", "Download", "Browse files"):
        assert control not in whole


def test_a_file_that_is_no_story_is_refused_and_nothing_is_lost(arrive: Arrive, tmp_path: Path) -> None:
    page = arrive(LINK)
    frames(page, 2)
    file = tmp_path / "notes.json"
    file.write_text('{"schema": "something else"}', "utf-8")
    page.locator(".st-key-compare_story_open input[type=file]").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("digital-cluster-observatory/story")
    expect(page.locator(".st-key-compare_maps h2").first).to_have_text("Tsukuba Science City")


def test_a_deck_is_made_on_the_template_that_is_uploaded(arrive: Arrive, tmp_path: Path) -> None:
    template = Presentation()
    template.slide_width, template.slide_height = Mm(254), Mm(143)
    template.save(str(tmp_path / "house.pptx"))
    page = arrive(LINK, anew=True)
    frames(page, 2)
    plain = Presentation(BytesIO(made(page, "")))
    page.locator(".st-key-compare_export_template input[type=file]").set_input_files(tmp_path / "house.pptx")
    expect(page.locator(".st-key-compare_export_download")).to_have_count(0)  # it was made without the template
    deck = Presentation(BytesIO(made(page, "")))
    assert deck.slide_width == Mm(254)
    # The template is smaller than our own layout, so its sources may need one page more; what is told is the same.
    assert 0 <= len(deck.slides) - len(plain.slides) <= 1
    told = [[shape.text for slide in one.slides if (shape := slide.shapes.title)] for one in (plain, deck)]
    assert told[0][:-1] == told[1][: len(told[0]) - 1]


@pytest.mark.parametrize("kind", ["PDF", "Workbook"])
def test_figures_and_workbook_download(arrive: Arrive, kind: str) -> None:
    page = arrive(LINK)
    frames(page, 2)
    body = BytesIO(made(page, kind))
    if kind == "PDF":
        assert "Ruhr" in PdfReader(body).pages[0].extract_text()
    else:
        assert load_workbook(body).sheetnames[:2] == ["Values", "Sources"]


def test_an_earlier_year_takes_what_is_younger_off_the_maps(arrive: Arrive) -> None:
    page = arrive(LINK)
    frames(page, 2)
    frame = frame_of(page, 0)
    frame.wait_for_function(f"() => ({ORGANISATIONS})() > 10")
    today = frame.evaluate(ORGANISATIONS)
    slider = page.locator(".st-key-compare_year").get_by_role("slider")
    slider.focus()
    slider.press("Home")
    page.wait_for_function("() => new URLSearchParams(location.search).has('year')")
    frame.wait_for_function(f"today => ({ORGANISATIONS})() < today", arg=today)
    expect(page.locator(".st-key-compare_maps iframe")).to_have_count(2)
