"""Decks: framed where the organisations are, inside the slide, one message each, honest figures, sources once."""

from __future__ import annotations

import base64
from functools import lru_cache
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from geo.catalog import load_catalog
from geo.comparison.claims import claims
from geo.comparison.gather import comparable, compare
from geo.comparison.guided import guided_story
from geo.comparison.state import DEFAULT_CASES, ComparisonState
from geo.comparison.story import Step, Story, step_at
from geo.export.files import Order, export
from geo.export.scene import scenes
from geo.export.slide_own import picture_size
from geo.export.slide_parts import wide_of
from geo.export.slides import MOST
from geo.language import translator
from geo.settings import Settings
from tests.export.test_comparison_files import shapes

PICTURE = MSO_SHAPE_TYPE.PICTURE
CHINESE = ("shenzhen", "hangzhou", "beijing_zhongguancun", "sh_zhangjiang")
SAMPLE_WORDS = ("organisations in the sample", "样本机构", "图上行政区数", "Drawn units")


@lru_cache(maxsize=8)
def deck(cases: tuple[str, ...], language: str = "en", over: str = "", scale: str = "fit") -> Any:
    """Return the deck of a comparison, opened again."""
    state = ComparisonState(cases=cases, over=over, scale=scale)
    catalog, config = load_catalog(), Settings()
    return Presentation(BytesIO(export(compare(catalog, config, state), Order("pptx", language), catalog, config)))


def text_of(slide: Any) -> str:
    """Return every text of a slide, of its tables too."""
    parts = [shape.text_frame.text for shape in shapes(slide) if getattr(shape, "has_text_frame", False)]
    for shape in slide.shapes:
        if shape.has_table:
            parts += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(parts)


def batches() -> list[tuple[str, ...]]:
    """Return every cluster that can be compared, in comparisons of four."""
    every = [*comparable(load_catalog())]
    return [tuple(every[at : at + 4]) if len(every) - at > 1 else tuple(every[-2:]) for at in range(0, len(every), 4)]


@pytest.mark.parametrize("number", range(8))
def test_every_cluster_is_framed_at_its_organisations_and_stays_inside_the_slide(store: Settings, number: int) -> None:
    if number >= len(batches()):
        assert len(batches()) <= number
        return
    cases = batches()[number]
    assert len(batches()) <= 8
    catalog = load_catalog()
    for scene in scenes(compare(catalog, store, ComparisonState(cases=cases)).subjects, catalog, store, language="en"):
        west, south, east, north = scene.frame(1.3)
        inside = [west <= mark.x <= east and south <= mark.y <= north for mark in scene.marks]
        assert sum(inside) >= 0.8 * len(inside), scene.subject.cluster_id
    made = deck(cases)
    assert len(made.slides) <= MOST
    for slide in made.slides:
        for shape in shapes(slide):
            name = f"{shape.name} on {slide.slide_id}"
            assert shape.left >= 0, name
            assert shape.top >= 0, name
            assert shape.left + shape.width <= made.slide_width + 1, name
            assert shape.top + shape.height <= made.slide_height + 1, name


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cases", [DEFAULT_CASES, CHINESE])
def test_a_deck_of_four_has_a_summary_a_table_charts_advice_and_its_sources_once(
    store: Settings, cases: tuple[str, ...], language: str
) -> None:
    made = deck(cases, language)
    assert 10 <= len(made.slides) <= MOST
    every = [text_of(slide) for slide in made.slides]
    names = {shape.name for slide in made.slides for shape in slide.shapes}
    assert {"core", "recommendations", "finding 1"} <= names
    assert sum(shape.has_chart for slide in made.slides for shape in slide.shapes) >= 2
    assert not [name for name in names if "radar" in name]
    titles = [slide.shapes.title.text for slide in made.slides if slide.shapes.title is not None]
    assert len(titles) == len(set(titles)) == len(made.slides) - 1  # all but the cover, no headline twice
    assert "※" in "\n".join(every)
    assert not [word for word in SAMPLE_WORDS if word in "\n".join(every)]
    appendix = [at for at, text in enumerate(every) if "[1] " in text]
    assert appendix == [len(every) - 2] or appendix == [len(every) - 1]
    assert all(slide.has_notes_slide for slide in list(made.slides)[1:-2])


def test_headlines_are_findings_and_name_the_area_of_the_figures(store: Settings) -> None:
    slides = list(deck(DEFAULT_CASES, "en").slides)
    titles = [slide.shapes.title.text for slide in slides if slide.shapes.title is not None]
    assert titles[0].startswith("Silicon Valley leads in ")
    assert next(title for title in titles if title.startswith("Start from Silicon Valley: "))
    assert "Private R&D spending: the wider Silicon Valley area's is 15 times that of the wider Ruhr area" in titles
    for shape in slides[1].shapes:
        if shape.name.startswith("finding "):  # each in one line: below it there is room for its figures and no more
            first = shape.text_frame.paragraphs[0].runs[0]
            assert wide_of(first.text) * first.font.size.pt * 0.52 <= shape.width / 12700, first.text


def test_every_start_stands_on_the_axis_of_years(store: Settings) -> None:
    named = {shape.name: shape for slide in deck(CHINESE, "en").slides for shape in slide.shapes}
    assert named["year 1980"].left < named["start shenzhen"].left < named["start beijing_zhongguancun"].left
    assert named["begun shenzhen"].text_frame.text == "1980 Started"


def test_figures_are_rounded_as_one_says_them(store: Settings) -> None:
    text = "\n".join(text_of(slide) for slide in deck(DEFAULT_CASES, "en").slides)
    assert "145 bn USD" in text  # 144.524 as published
    assert "144.524" not in text
    assert "8.4–8.7 bn EUR" in text  # a range stays one


def test_a_case_without_a_figure_keeps_its_place_in_a_chart(store: Settings) -> None:
    charts = [s.chart for slide in deck(DEFAULT_CASES, "en").slides for s in slide.shapes if s.has_chart]
    assert all(len(list(chart.plots[0].categories)) == len(DEFAULT_CASES) for chart in charts)
    assert any("not applicable" in str(name) or "(" in str(name) for name in charts[0].plots[0].categories)


def test_ranks_are_places_and_no_bars(store: Settings) -> None:
    first = next(s.chart for slide in deck(CHINESE, "en").slides for s in slide.shapes if s.has_chart)
    assert first.chart_type.name == "XY_SCATTER"
    series = first.plots[0].series[0]
    assert list(series.values) == [1.0, 2.0, 3.0, 4.0]  # lanes, upwards
    told = [series.points[number].data_label.text_frame.text for number in range(4)]
    assert [text.split(" ")[0] for text in told] == ["Zhangjiang", "Zhongguancun", "Hangzhou", "Shenzhen"]
    assert "no. 1 (2025)" in told[-1]


def test_the_chosen_overlay_lies_over_the_other_territories(store: Settings) -> None:
    made = deck(("tsukuba", "ruhr", "microsoft_cloud"), "en", "ruhr")
    drawn = [shape for slide in made.slides for shape in shapes(slide) if shape.name.startswith("overlay")]
    assert [shape.name for shape in drawn] == ["overlay ruhr"]  # over Tsukuba alone, on the slide of maps alone
    assert "Dashed: the outline of Ruhr" in "\n".join(text_of(slide) for slide in made.slides)


def test_the_language_stands_in_the_name(store: Settings) -> None:
    comparison = compare(load_catalog(), store, ComparisonState(cases=("ruhr", "tsukuba")))
    names = {Order("pptx", language).name(comparison) for language in ("zh", "en")}
    assert names == {f"compare-ruhr-tsukuba-{comparison.as_of}-{language}.pptx" for language in ("zh", "en")}


def test_nothing_is_drawn_before_it_existed_and_the_frame_stays(store: Settings) -> None:
    catalog = load_catalog()
    subjects = compare(catalog, store, ComparisonState(cases=("ruhr", "tsukuba"))).subjects
    early = scenes(subjects, catalog, store, language="en", year=1900)
    today = scenes(subjects, catalog, store, language="en")
    assert early[0].units  # the Ruhr, from 1850
    assert not early[1].units  # Tsukuba, from 1963
    assert not early[1].marks
    assert [scene.reach for scene in early] == [scene.reach for scene in today]


PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_story_brings_slides_of_its_own_words_and_picture_and_only_they_hold_a_picture(store: Settings) -> None:
    cases = ("ruhr", "tsukuba")
    steps = (
        Step("title"),
        Step("text", "What we ask for", text="One.\n{{7*7}} <b>Two</b>"),
        Step("image", "Our own site", notes="Point at the river.", image=PIXEL),
        Step("image", "Not told", image=PIXEL, shown=False),
    )
    catalog, config = load_catalog(), Settings()
    story = Story({"cases": ",".join(cases)}, "en", steps)
    comparison = compare(catalog, config, ComparisonState(cases=cases))
    content = export(comparison, Order("pptx", "en", story=story), catalog, config)
    assert content == export(comparison, Order("pptx", "en", story=story), catalog, config)
    slides = list(Presentation(BytesIO(content)).slides)
    own = {slide.shapes.title.text: slide for slide in slides if slide.shapes.title is not None}
    assert "Not told" not in own
    assert "{{7*7}} <b>Two</b>" in text_of(own["What we ask for"])
    pictured = [slide for slide in slides if any(shape.shape_type == PICTURE for shape in slide.shapes)]
    assert [slide.shapes.title.text for slide in pictured] == ["Our own site"]
    picture = next(shape for shape in own["Our own site"].shapes if shape.shape_type == PICTURE)
    assert picture.width == picture.height  # as the picture is, not as the frame is
    assert picture.image.blob == base64.b64decode(PIXEL.partition(",")[2])
    assert own["Our own site"].notes_slide.notes_text_frame.text == "Point at the river."


def test_views_a_story_keeps_are_slides_as_they_were(store: Settings) -> None:
    cases = ("ruhr", "tsukuba")
    query = {"cases": ",".join(cases), "year": "1990", "scale": "same"}
    near = {"cases": ",".join(cases), "views": "ruhr:51.48:7.22:11"}  # Bochum and what lies next to it
    steps = (
        step_at("maps", query, caption="Both in 1990"),
        step_at("maps", near, caption="Seen from Bochum"),
        step_at("chart", {"ind": "population,area_km2", "cases": ",".join(cases)}),
    )
    catalog, config = load_catalog(), Settings()
    order = Order("pptx", "en", story=Story({"cases": ",".join(cases)}, "en", steps))
    comparison = compare(catalog, config, ComparisonState(cases=cases))
    slides = list(Presentation(BytesIO(export(comparison, order, catalog, config))).slides)
    titled = {slide.shapes.title.text: slide for slide in slides if slide.shapes.title is not None}
    assert "1990" in text_of(titled["Both in 1990"])
    charts = {title: [one.name for one in slide.shapes if one.has_chart] for title, slide in titled.items()}
    assert sorted(charts["Chart"]) == ["chart area_km2", "chart population"]
    assert comparison.state.year is None
    # The comparison's own slides stay what they are: whole maps, every year, under what they say.
    whole = next(slide for title, slide in titled.items() if "16 times" in title and not charts[title])
    marks = {
        title: sum(one.name.startswith("organisation ") for one in shapes(slide))
        for title, slide in (("whole", whole), *titled.items())
    }
    assert 0 < marks["Both in 1990"] < marks["whole"]
    assert 0 < marks["Seen from Bochum"] < marks["whole"]


def test_a_kept_chart_without_a_figure_says_so(store: Settings) -> None:
    cases = ("ruhr", "tsukuba")
    query = {"ind": "digital_core_share", "cases": ",".join(cases), "year": "1850"}
    steps = (step_at("chart", query, caption="Before anybody counted"),)
    catalog, config = load_catalog(), Settings()
    order = Order("pptx", "en", story=Story({"cases": ",".join(cases)}, "en", steps))
    comparison = compare(catalog, config, ComparisonState(cases=cases))
    slides = Presentation(BytesIO(export(comparison, order, catalog, config))).slides
    (kept,) = (one for one in slides if one.shapes.title is not None and "Before" in one.shapes.title.text)
    assert "no indicator that could be charted" in text_of(kept)
    assert not [one for one in kept.shapes if one.has_chart]


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (bytes.fromhex("ffd8ffe000040000ffc000110800900100"), (256, 144)),
        (b"\xff\xd8\xff", None),
        (b"\xff\xd8" + b"\xff\xe0\x00\x00" * 3, None),
        (b"\x89PNG\r\n", None),
        (b"", None),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_head(content: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(content) == size


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_guided_story_brings_its_claims_with_their_verdicts(store: Settings, language: str) -> None:
    """The Ruhr's story stands beside Tsukuba, whose eleven claims have no room there and are not what it tells of."""
    catalog, config = load_catalog(), Settings()
    story = guided_story("ruhr", language)
    comparison = compare(catalog, config, ComparisonState(cases=("ruhr", "tsukuba")))
    content = export(comparison, Order("pptx", language, story=story), catalog, config)
    slides = Presentation(BytesIO(content)).slides
    slide, table = next((s, one.table) for s in slides for one in s.shapes if one.name == "claims")
    assert len(table.rows) == 1 + len(claims(catalog, ("ruhr",), translator(language)))
    assert slide.shapes.title.text == translator(language)("story.ruhr.claims")
    assert all(cell.text for row in table.rows for cell in list(row.cells)[:2])


def test_a_network_is_drawn_in_bundles_and_not_as_a_fan(store: Settings) -> None:
    """Every link is held by a bundle or stands alone; what is thin stays within its part of the world."""
    (scene,) = scenes(
        compare(load_catalog(), store, ComparisonState(cases=("microsoft_cloud", "ruhr"))).subjects[:1],
        load_catalog(), store, language="en",
    )  # fmt: skip
    slide = next(
        one for one in deck(("microsoft_cloud", "ruhr")).slides if any("bundle" in s.name for s in shapes(one))
    )
    world = next(one for one in slide.shapes if one.name == "map microsoft_cloud")
    bundles = [one.name.split(" of ") for one in world.shapes if one.name.startswith("bundle ")]
    alone = [one for one in world.shapes if one.name.startswith("link ")]
    assert 4 <= len(bundles) <= 14
    assert sum(int(n) for _, n in bundles) + len(alone) == len(scene.links) > 60
    for thin in (one for one in world.shapes if one.name.startswith("branch ")):
        assert max(thin.width, thin.height) < world.width / 6, thin.name
