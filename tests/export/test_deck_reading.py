"""Decks as a room sees them: nothing over anything else, nothing cut off, nothing said that its own notes take back."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR

from geo.catalog import load_catalog
from geo.comparison.gather import compare
from geo.comparison.state import DEFAULT_CASES, ComparisonState
from geo.comparison.story import LONGEST_NOTES, Step, Story
from geo.export.files import Order, export
from geo.export.slide_parts import wide_of
from geo.settings import Settings
from tests.export.test_deck import CHINESE, deck, text_of

WIDEST = 0.62  # mean width of a letter, of its size, in the fonts that office suites take where ours are missing
POINT = 12700
FOUR = pytest.mark.parametrize("cases", [DEFAULT_CASES, CHINESE])
BOTH = pytest.mark.parametrize("language", ["zh", "en"])


@FOUR
@BOTH
def test_findings_of_the_summary_lie_below_each_other_in_any_font(
    store: Settings, cases: tuple[str, ...], language: str
) -> None:
    told = [one for one in deck(cases, language).slides[1].shapes if one.name.startswith("finding ")]
    assert len(told) >= 3
    for one, following in pairwise(told):
        bottom = float(one.top)
        for made in one.text_frame.paragraphs:
            size = made.runs[0].font.size.pt
            lines = -(-wide_of(made.text) * size * WIDEST * POINT // one.width)
            bottom += lines * size * 1.2 * POINT
        assert bottom <= following.top, one.text_frame.text


@FOUR
@BOTH
def test_rows_of_the_core_table_are_as_high_as_what_they_hold(
    store: Settings, cases: tuple[str, ...], language: str
) -> None:
    table = next(one for slide in deck(cases, language).slides for one in slide.shapes if one.name == "core").table
    for row in table.rows:
        for cell in list(row.cells)[1:]:
            text = sum(made.runs[0].font.size.pt * 1.33 for made in cell.text_frame.paragraphs)
            assert text * POINT + cell.margin_top + cell.margin_bottom <= row.height, cell.text


@BOTH
def test_a_contrast_with_a_caveat_is_not_called_like_for_like(store: Settings, language: str) -> None:
    summary = text_of(deck(CHINESE, language).slides[1])
    assert {"zh": "两地统计口径不尽相同", "en": "what is counted differs"}[language] in summary
    assert {"zh": "同口径对照", "en": "like-for-like"}[language] not in summary


def test_the_appendix_names_no_blog_and_no_memory_beside_a_published_source(store: Settings) -> None:
    listed = "\n".join(text_of(slide) for slide in list(deck(DEFAULT_CASES, "en").slides)[-2:])
    assert "[40] " in listed
    for weak in ("General knowledge", "blog", "Tsukuba Style"):
        assert weak not in listed


def test_the_axis_does_not_strike_a_start_through(store: Settings) -> None:
    label = next(one for slide in deck(CHINESE, "en").slides for one in slide.shapes if one.name == "begun shenzhen")
    assert str(label.fill.fore_color.rgb) == "FFFFFF"
    assert label.width <= wide_of("1980 Started") * 10 * 0.7 * POINT  # the axis goes on beside it


@BOTH
def test_every_chinese_case_has_its_start_its_governance_and_lessons(store: Settings, language: str) -> None:
    slides = list(deck(CHINESE, language).slides)
    start, governance = {"zh": ("起步", "治理"), "en": ("Started", "Governance")}[language]
    for slide in slides[3:7]:
        assert start in text_of(slide)
        assert governance in text_of(slide)
    advice = next(one for slide in slides for one in slide.shapes if one.name == "recommendations").table
    assert all(row.cells[1].text != "—" for row in advice.rows)


def test_no_event_is_cut_mid_sentence(store: Settings) -> None:
    slide = next(one for one in deck(DEFAULT_CASES, "en").slides if any(s.name == "lane ruhr" for s in one.shapes))
    columns = [one for one in slide.shapes if one.name.startswith("events ")]
    assert len(columns) == len(DEFAULT_CASES)
    assert [one.text_frame.text for one in columns if "…" in one.text_frame.text] == []


def test_a_start_at_the_edge_of_the_axis_is_not_covered_by_its_year(store: Settings) -> None:
    shapes = [one for slide in deck(CHINESE, "zh").slides for one in slide.shapes]
    dot = next(one for one in shapes if one.name == "start shenzhen")
    label = next(one for one in shapes if one.name == "begun shenzhen")
    assert label.left >= dot.left + dot.width or label.left + label.width <= dot.left


def test_no_name_of_a_case_breaks_within_a_word(store: Settings) -> None:
    table = next(one for s in deck(CHINESE, "en").slides for one in s.shapes if one.name == "recommendations").table
    for row in list(table.rows)[1:]:
        cell = row.cells[0]
        run = cell.text_frame.paragraphs[0].runs[0]
        longest = max(map(wide_of, run.text.split()))
        widest = 0.75 * run.font.size.pt * longest * POINT  # bold, in the widest font that stands in for ours
        assert widest <= table.columns[0].width - cell.margin_left - cell.margin_right, run.text


def test_a_foot_parts_its_sources_from_whose_map_it_is(store: Settings) -> None:
    foot = next(one for one in deck(DEFAULT_CASES, "en").slides[3].shapes if one.name == "sources").text_frame.text
    assert "listed at the end; Map data: " in foot


def test_the_ends_of_a_trend_stand_off_its_line(store: Settings) -> None:
    """Venture capital of the Ruhr's state rises after its first year and falls before its last: both labels below."""
    shapes = [one for slide in deck(("ruhr", "tsukuba"), "en").slides for one in slide.shapes]
    series = next(one for one in shapes if one.name == "chart venture_capital").chart.plots[0].series[0]
    values = list(series.values)
    assert values[0] < values[1]
    assert values[-2] > values[-1]
    for end in (0, len(values) - 1):
        assert series.points[end].data_label.position == XL_LABEL_POSITION.BELOW


@BOTH
def test_words_of_ones_own_stand_in_the_middle_and_fit(store: Settings, language: str) -> None:
    """From a few words to the most that are kept, in the widest font that stands in for ours."""
    one = {"zh": "煤钢之后先补什么", "en": "What comes after coal "}[language]
    lengths = (1, 8, 40, LONGEST_NOTES // len(one))
    told = Story({"cases": "ruhr,tsukuba"}, language, tuple(Step("text", "A", text=one * times) for times in lengths))
    catalog, config = load_catalog(), Settings()
    made = compare(catalog, config, ComparisonState(cases=("ruhr", "tsukuba")))
    slides = Presentation(BytesIO(export(made, Order("pptx", language, story=told), catalog, config))).slides
    boxes = [shape for slide in slides for shape in slide.shapes if shape.name == "words"]
    for times, box in zip(lengths, boxes, strict=True):
        size = box.text_frame.paragraphs[0].runs[0].font.size.pt
        across = box.width / POINT / (size * WIDEST)
        assert -(-wide_of(one * times) // across) * size * 1.2 * POINT <= box.height, (times, size)
        assert size == 28 or times > 8
        assert box.text_frame.vertical_anchor == MSO_ANCHOR.MIDDLE
