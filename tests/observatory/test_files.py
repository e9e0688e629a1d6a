"""Files of a ranking: the same order gives the same bytes, a slide holds a native chart, a picture its text as text."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from geo.catalog import load_catalog
from geo.catalog.tables import safe_csv
from geo.export.workbook import workbook
from geo.language import translator
from geo.observatory import words
from geo.observatory.areas import areas
from geo.observatory.drawing import classes_of, unknown_areas
from geo.observatory.picture import picture
from geo.observatory.ranking import Ranking, quick_ranking, ranking
from geo.observatory.sheet import Sheet, sheet_of
from geo.observatory.slide import slide
from geo.observatory.state import ObservatoryState
from geo.settings import Settings
from pages.components.observatory.export import _sheets
from pages.components.observatory.says import notes
from pages.components.observatory.view import class_names


@pytest.fixture(scope="module")
def made(store: Settings) -> tuple[Ranking, Sheet]:
    catalog = load_catalog(store)
    state = ObservatoryState(country="DE", industry="j")
    found = ranking(catalog, state)
    return found, sheet_of(found, state, catalog, translator("zh"))


def test_a_slide_holds_a_native_chart_of_the_first_regions(made: tuple[Ranking, Sheet]) -> None:
    found, sheet = made
    content = slide(sheet)
    assert content == slide(sheet)
    shapes: list[Any] = list(Presentation(BytesIO(content)).slides[0].shapes)
    chart = next(shape.chart for shape in shapes if shape.has_chart)
    first = found.rows.iloc[0]
    assert list(chart.plots[0].categories)[-1] == first["name_zh"]
    assert chart.plots[0].series[0].values[-1] == pytest.approx(first["value"], abs=1e-4)
    assert not [shape for shape in shapes if shape.shape_type == 13]  # no pictures
    texts = " ".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    assert "2015" in texts
    assert "BKG" in texts


def test_a_picture_repeats_and_names_regions_source_and_year(made: tuple[Ranking, Sheet], store: Settings) -> None:
    found, sheet = made
    drawn = [picture(found, classes_of(found), sheet, load_catalog(store), store, kind="svg") for _ in range(2)]
    assert drawn[0] == drawn[1]
    text = drawn[0].decode("utf-8")
    assert str(found.rows.iloc[0]["name_zh"]) in text
    assert "2015" in text
    assert "BKG" in text


def test_a_workbook_leaves_unknown_ranks_empty_and_says_its_method_and_sources(store: Settings) -> None:
    catalog = load_catalog(store)
    t = translator("en")
    state = ObservatoryState(country="US", method="us_strong", group="traded")
    found = quick_ranking(catalog, state)
    made = load_workbook(BytesIO(workbook(_sheets(t, catalog, found, state, notes(found, catalog, t)))))
    assert made.sheetnames == ["Ranking", "Findings", "Method and data", "Sources"]
    rows = list(made["Ranking"].values)
    assert rows[0][:3] == ("Rank", "Region", "Location quotient")
    assert rows[1][:3] == (1, "San Jose-Sunnyvale-Santa Clara, CA", 8.91)
    assert rows[-1][0] is None
    assert not [cell for row in rows for cell in row if isinstance(cell, str) and "NA>" in cell]
    assert any("P75(LQ_c)" in str(cell) for (cell,) in made["Method and data"].values)
    assert len(set(rows[0])) == len(rows[0])
    assert "Quotient" not in rows[0]  # the value itself, which has its column


def test_whole_numbers_stay_whole_in_a_file(store: Settings) -> None:
    found = quick_ranking(load_catalog(store), ObservatoryState(country="US", method="us_strong", group="traded"))
    first = safe_csv(words.table(found, translator("en"))).decode("utf-8-sig").splitlines()[1]
    assert first.startswith('1,"San Jose-Sunnyvale-Santa Clara, CA",8.91,')
    assert ",92749,1143," in first


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_measure_begins_small_within_a_sentence_and_says_its_years(store: Settings, language: str) -> None:
    catalog, t = load_catalog(store), translator(language)
    state = ObservatoryState(measure="composite")
    assert words.subject(quick_ranking(catalog, state), t) == {"zh": "综合得分", "en": "composite score"}[language]
    assert words.measure_within("gdp_per_head", translator("en")) == "GDP per head"
    state = ObservatoryState(country="GB", data="uk_gva_1998_2021", method="shift_share")
    assert "1998" in words.subject(quick_ranking(catalog, state), t)


def test_losses_and_gains_are_never_of_one_class(store: Settings) -> None:
    state = ObservatoryState(country="GB", data="uk_gva_1998_2021", method="shift_share")
    classes = classes_of(quick_ranking(load_catalog(store), state))
    assert classes is not None
    assert all(low >= 0 or high <= 0 for low, high in classes.limits)
    assert len(set(classes.colours)) == len(classes.colours) == len(classes.limits)
    assert sum(classes.counts) == 41


def test_areas_without_a_figure_are_counted_by_what_is_drawn(store: Settings) -> None:
    state = ObservatoryState(country="GB", data="uk_gva_1998_2021", method="shift_share")
    catalog = load_catalog(store)
    found = quick_ranking(catalog, state)
    drawn = areas(catalog, store, found.area_set).region_ids
    # Three regions of Scotland have no boundary of 2013: 38 of 41 are drawn, and two of the 40 areas are hatched.
    assert len(drawn) == 40
    assert found.rows["area_id"].isin(drawn).sum() == 38
    assert unknown_areas(drawn, found.rows, classes_of(found)) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_number_of_stars_is_a_class_and_has_no_unit(store: Settings, language: str) -> None:
    found = quick_ranking(load_catalog(store), ObservatoryState(country="GB", method="eu_stars_focus"))
    classes, t = classes_of(found), translator(language)
    assert classes is not None
    assert class_names(classes, found, t) == ["0", "★", "★★", "★★★"]
    assert words.value_head(found, t) == {"zh": "星级", "en": "Stars"}[language]


def test_bars_of_stars_show_sizes_since_three_stars_each_would_say_nothing(store: Settings) -> None:
    catalog = load_catalog(store)
    state = ObservatoryState(country="DE", industry="j", method="eu_stars_focus")
    found = quick_ranking(catalog, state)
    sheet = sheet_of(found, state, catalog, translator("en"))
    first = found.rows.iloc[0]
    assert sheet.names[0] == f"{'★' * int(first['value'])} {first['name_en']}"
    assert sheet.values[0] == first["jobs"]
    assert sheet.bars == "Jobs (stars before the name)"
    shapes: list[Any] = list(Presentation(BytesIO(slide(sheet))).slides[0].shapes)
    chart = next(shape.chart for shape in shapes if shape.has_chart)
    assert chart.plots[0].data_labels.number_format == "#,##0"


def test_an_english_picture_has_narrow_apostrophes(store: Settings) -> None:
    catalog = load_catalog(store)
    state = ObservatoryState(country="CN", measure="dimensions")
    found = quick_ranking(catalog, state)
    sheet = sheet_of(found, state, catalog, translator("en"))
    drawn = picture(found, classes_of(found), sheet, catalog, store, kind="svg").decode("utf-8")
    assert "’" in sheet.head
    assert "article's" in drawn
    assert "’" not in drawn
