"""The parts of Streamlit's fonts that are used, sent in place of the whole ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from geo.serving.static import FONTS
from tests import fonts
from tests.serving.test_static import get, serving_folder

ICONS, LETTERS = fonts.original(fonts.ICONS).name, fonts.original(fonts.LETTERS).name


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """Return the glyphs of the icons in the font we send, by their names."""
    return fonts.ligatures(TTFont(FONTS / ICONS))


def test_they_are_made_from_the_fonts_streamlit_brings() -> None:
    assert sorted(file.name for file in FONTS.glob("*.woff2")) == [ICONS, LETTERS], "`make fonts` makes them anew"


def test_every_icon_that_is_named_is_there(kept: dict[str, str]) -> None:
    named = fonts.icons_used() & fonts.ligatures(TTFont(fonts.original(fonts.ICONS))).keys()
    assert {"search", "download", "chevron_right"} <= named
    assert named <= kept.keys(), "`make fonts` makes it anew"
    assert "airline_seat_individual_suite" not in kept


def test_an_icon_has_the_outline_it_had(kept: dict[str, str]) -> None:
    whole, ours = TTFont(fonts.original(fonts.ICONS)), TTFont(FONTS / ICONS)
    glyph = fonts.ligatures(whole)["search"]
    assert ours["glyf"][kept["search"]].getCoordinates(ours["glyf"])[0].array == (
        whole["glyf"][glyph].getCoordinates(whole["glyf"])[0].array
    )
    assert ours["hmtx"][kept["search"]] == whole["hmtx"][glyph]


def test_latin_is_written_as_before_in_every_weight() -> None:
    whole, ours = TTFont(fonts.original(fonts.LETTERS)), TTFont(FONTS / LETTERS)
    signs, had = ours.getBestCmap(), whole.getBestCmap()
    assert {code for code in had if 0x20 <= code < 0x250} == {code for code in signs if 0x20 <= code < 0x250}
    for sign in "Aüß—€²→≤":
        assert ours["hmtx"][signs[ord(sign)]] == whole["hmtx"][had[ord(sign)]]
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in ours["fvar"].axes] == [
        (axis.axisTag, axis.minValue, axis.maxValue) for axis in whole["fvar"].axes
    ]


def test_the_part_does_not_bear_the_name_the_licence_reserves() -> None:
    names = TTFont(FONTS / LETTERS)["name"]
    assert "ObservatorySans" in str(names.getDebugName(4))
    assert not any("Source" in str(names.getDebugName(which) or "") for which in fonts.NAMES)


@pytest.mark.parametrize("name", [ICONS, LETTERS])
@pytest.mark.parametrize("headers", [{}, {"accept-encoding": "gzip"}])
def test_they_are_sent_in_the_place_of_the_whole_ones(tmp_path: Path, name: str, headers: dict[str, str]) -> None:
    app = serving_folder(tmp_path, **{name: b"the whole font"})
    answer = get(app, f"/base/static/{name}", headers)
    assert answer.content == (FONTS / name).read_bytes()
    assert answer.headers["content-type"] == "font/woff2"
    assert "immutable" in answer.headers["cache-control"]
    assert get(app, f"/other/{name}", headers).text == "the app"
