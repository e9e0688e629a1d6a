"""Exports of a comparison, opened with real readers: slides, workbook, page and figures."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import lru_cache
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pypdf import PdfReader

from geo.catalog import load_catalog
from geo.comparison.gather import compare
from geo.comparison.state import ComparisonState
from geo.export.files import FORMATS, Order, export
from geo.settings import Settings, settings

CASES = ("tsukuba", "ruhr", "microsoft_cloud")
HOSTILE = "=HYPERLINK(1) {{7*7}} <img src=x onerror=alert(1)> ${7*7} `x`"


@lru_cache(maxsize=16)
def made(kind: str, language: str = "en", caption: str = "") -> bytes:
    """Export once for all tests of a format."""
    comparison = compare(load_catalog(), settings(), ComparisonState(cases=CASES))
    return export(comparison, Order(kind=kind, language=language, caption=caption), load_catalog(), settings())


def shapes(container: object) -> list[object]:
    """Return all shapes below a slide or group, groups opened."""
    found: list[object] = []
    for shape in container.shapes:  # type: ignore[attr-defined]
        found.append(shape)
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            found += shapes(shape)
    return found


def words_of(deck: bytes) -> str:
    """Return all text of a deck."""
    every = [shape for slide in Presentation(BytesIO(deck)).slides for shape in shapes(slide)]
    return "\n".join(shape.text_frame.text for shape in every if getattr(shape, "has_text_frame", False))


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_order_gives_the_same_bytes(store: Settings, kind: str) -> None:
    comparison = compare(load_catalog(), settings(), ComparisonState(cases=CASES))
    order = Order(kind=kind, language="en", caption="")
    assert export(comparison, order, load_catalog(), settings()) == made(kind)


def test_slides_hold_the_maps_as_shapes_one_per_unit_and_no_picture(store: Settings) -> None:
    deck = Presentation(BytesIO(made("pptx")))
    every = [shape for slide in deck.slides for shape in shapes(slide)]
    assert not [shape for shape in every if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    units = load_catalog().table("cluster_units")
    for case in ("tsukuba", "ruhr"):
        wanted = set(units[units["cluster_id"] == case]["unit_id"])
        named = [shape.name for shape in every if any(unit in shape.name for unit in wanted)]
        assert {unit for unit in wanted if any(unit in name for name in named)} == wanted
    freeforms = [shape for shape in every if shape.shape_type == MSO_SHAPE_TYPE.FREEFORM]
    points = [len(shape._element.findall(".//{*}pathLst//{*}pt")) for shape in freeforms]
    assert sum(points) > 1000  # outlines, not boxes
    assert len(freeforms) >= len(units[units["cluster_id"].isin(CASES)])
    assert any(shape.has_chart for shape in every)
    assert any(shape.has_table for shape in every)


def test_slides_name_their_sources_and_the_map_approval_number_where_it_belongs(store: Settings) -> None:
    text = words_of(made("pptx"))
    assert "Ruhr" in text
    assert "BKG" in text
    assert load_catalog().as_of in text


@pytest.mark.parametrize("kind", ["pptx", "xlsx", "html", "svg"])
def test_hostile_captions_appear_literally(store: Settings, kind: str) -> None:
    body = made(kind, "en", HOSTILE)
    if kind == "pptx":
        deck = Presentation(BytesIO(body))
        text = "\n".join(
            s.text_frame.text for slide in deck.slides for s in shapes(slide) if getattr(s, "has_text_frame", 0)
        )
        assert HOSTILE in text
    elif kind == "xlsx":
        cells = [c for sheet in load_workbook(BytesIO(body)) for row in sheet.iter_rows() for c in row if c.value]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert [cell for cell in cells if isinstance(cell.value, str) and HOSTILE in cell.value]
    else:
        text = body.decode("utf-8")
        assert "<img src=x" not in text
        assert "{{7*7}}" in text


def test_the_workbook_has_values_and_sources(store: Settings) -> None:
    book = load_workbook(BytesIO(made("xlsx")))
    values, sources = book.worksheets[0], book.worksheets[1]
    assert values.max_row > 30
    assert sources.max_row > 10
    numbers = [cell.value for row in values.iter_rows(min_row=2) for cell in row if isinstance(cell.value, int | float)]
    assert 283.72 in numbers or any(abs(number - 283.72) < 1e-6 for number in numbers)


def test_the_page_needs_nothing_from_outside(store: Settings) -> None:
    text = made("html").decode("utf-8")
    assert len(text.encode()) <= 4_000_000
    assert not re.findall(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["']https?://""", text)
    assert "Ruhr" in text


def test_the_pdf_is_text_and_vectors(store: Settings) -> None:
    reader = PdfReader(BytesIO(made("pdf")))
    assert "Ruhr" in reader.pages[0].extract_text()
    assert not list(reader.pages[0].images)


def test_figures_have_their_size(store: Settings) -> None:
    png = made("png")
    width = int.from_bytes(png[16:20], "big")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert width >= 2500  # 300 dots per inch on a sheet more than 8 inches wide
    assert ET.fromstring(made("svg")).tag.endswith("svg")  # noqa: S314 - our own file


def test_chinese_exports_speak_chinese(store: Settings) -> None:
    text = words_of(made("pptx", "zh"))
    assert "鲁尔区" in text
    assert "案例" in text or "对比" in text


def test_slides_stay_small(store: Settings) -> None:
    assert len(made("pptx")) <= 3_000_000
