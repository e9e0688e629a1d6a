"""Decks as a room sees them: nothing over anything else, nothing cut off, nothing said that its own notes take back."""

from __future__ import annotations

from itertools import pairwise

import pytest

from geo.comparison.state import DEFAULT_CASES
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
