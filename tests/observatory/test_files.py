"""Files of a ranking: the same order gives the same bytes, a slide holds a native chart, a picture its text as text."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation

from geo.catalog import load_catalog
from geo.language import translator
from geo.observatory.drawing import classes_of
from geo.observatory.picture import picture
from geo.observatory.ranking import Ranking, ranking
from geo.observatory.sheet import Sheet, sheet_of
from geo.observatory.slide import slide
from geo.observatory.state import ObservatoryState
from geo.settings import Settings


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
