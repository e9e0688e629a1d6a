"""A view of the map as a file: what is in view and nothing beyond, native shapes, the same bytes each time."""

from __future__ import annotations

import itertools
from io import BytesIO

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from pptx import Presentation

from geo.catalog import load_catalog
from geo.export.view import Drawing, Shape, _without_collisions, drawing, project
from geo.export.view_files import FORMATS, view_file
from geo.export.view_key import Entry, label_em, lines, words_em
from geo.language import translator
from geo.maps.state import MapState
from geo.settings import Settings
from geo.tiles import mvt
from geo.tiles import store as tile_store
from geo.tiles.filters import Filters
from geo.tiles.grid import Tile
from geo.tiles.sample import Bounds

NEAR_TSUKUBA = Bounds(139.5, 35.7, 140.7, 36.5)


def made(config: Settings, bounds: Bounds = NEAR_TSUKUBA, *, layers: tuple[str, ...] = ("clusters",)) -> Drawing:
    return drawing(load_catalog(config), config, MapState(layers=layers), bounds, translator("en"), title="A view")


def test_only_what_is_in_view_is_drawn_and_lies_inside_the_frame(small_store: Settings) -> None:
    found = made(small_store, layers=("clusters", "computing", "links"))
    west, south, east, north = found.frame
    assert "cluster tsukuba" in {shape.name for shape in found.shapes}
    assert "cluster beijing_zhongguancun" not in {shape.name for shape in found.shapes}
    places = [place for shape in found.shapes for ring in shape.rings for place in ring]
    places += [shape.at for shape in found.shapes if shape.at]
    assert all(west - 1 <= x <= east + 1 and south - 1 <= y <= north + 1 for x, y in places)


def test_layers_that_are_off_are_not_drawn(small_store: Settings) -> None:
    assert {shape.name for shape in made(small_store, layers=()).shapes} <= {"land", "lake"}


def test_a_view_across_the_date_line_holds_both_sides(small_store: Settings) -> None:
    found = made(small_store, Bounds(100, 10, 260, 60))
    (at,) = [shape.at for shape in found.shapes if shape.name == "cluster tsukuba"]
    assert at == pytest.approx(project(140.1, 36.1), abs=40_000)
    turned = made(small_store, Bounds(-260, 10, -200, 60))  # the same place, a turn of the earth further west
    (again,) = [shape.at for shape in turned.shapes if shape.name == "cluster tsukuba"]
    assert again is not None
    assert at is not None
    assert at[0] - again[0] == pytest.approx(2 * project(180, 0)[0])


def sign(x: float, y: float = 0.0) -> Shape:
    return Shape(f"{x} {y}", "#000000", 1.0, at=(x, y), sign="circle", size_pt=9.0, label="Name")


def test_labels_stand_where_they_meet_no_other_and_no_sign() -> None:
    frame = (0.0, -500.0, 1000.0, 500.0)
    assert [one.side for one in _without_collisions([sign(500.0)], frame)] == ["east"]
    # Beside another sign on its right a label goes to the left; at the frame's edge too.
    pair = _without_collisions([sign(500.0), sign(520.0)], frame)
    assert [(one.label, one.side) for one in pair] == [("Name", "west"), ("Name", "east")]
    assert [one.side for one in _without_collisions([sign(990.0)], frame)] == ["west"]


def test_labels_that_would_meet_on_every_side_are_left_out() -> None:
    around = [sign(500.0 + x, float(y)) for x in (-25, 0, 25) for y in (-25, 0, 25)]
    found = _without_collisions(around, (0.0, -500.0, 1000.0, 500.0))
    assert next(one.label for one in found if one.at == (500.0, 0.0)) == ""
    assert sum(bool(one.label) for one in found) >= 6


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_repeats_byte_for_byte(small_store: Settings, kind: str) -> None:
    found = made(small_store)
    assert view_file(found, kind=kind) == view_file(found, kind=kind)


def test_the_slide_holds_native_shapes_with_names_and_credits(small_store: Settings) -> None:
    (slide,) = Presentation(BytesIO(view_file(made(small_store), kind="pptx"))).slides
    group = next(shape for shape in slide.shapes if shape.name == "map")
    assert "cluster tsukuba" in {shape.name for shape in group.shapes}
    assert not [shape for shape in slide.shapes if shape.shape_type == 13]  # no picture
    said = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "A view" in said
    assert "MLIT, Japan" in said


CHINA = Bounds(95, 15, 128, 45)
ALL_LAYERS = ("clusters", "organisations", "computing", "links")


def test_the_key_tells_of_what_is_in_view_alone(store: Settings) -> None:
    def labels(bounds: Bounds, *layers: str) -> list[str]:
        return [entry.label for entry in made(store, bounds, layers=layers).key]

    assert labels(CHINA, *ALL_LAYERS) == [
        "Technology innovation",
        "Digital industrialisation",
        "Digitalised industry",
        "Platform aggregation",
        "None of the four",
        "Organisations",
        "Low confidence or nominal place",
        "Computing infrastructure",
        "Real-time load",
        "Non-real-time load",
        "General load",
    ]
    assert labels(NEAR_TSUKUBA, "clusters") == ["Technology innovation"]
    assert labels(CHINA, "computing") == ["Computing infrastructure"]
    assert labels(Bounds(-150, -40, -140, -30), *ALL_LAYERS) == []  # the open Pacific


@pytest.mark.parametrize(
    "bounds", [CHINA, Bounds(70, 18, 160, 52), Bounds(112, 15, 124, 50)], ids=["square", "wide", "tall"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_key_of_a_slide_stands_between_the_view_and_the_credits(store: Settings, bounds: Bounds, lang: str) -> None:
    state = MapState(layers=ALL_LAYERS)
    found = drawing(load_catalog(store), store, state, bounds, translator(lang), title="A view")
    file = Presentation(BytesIO(view_file(found, kind="pptx")))
    (slide,) = file.slides
    named = {shape.name: shape for shape in slide.shapes}
    words = [named[f"key {entry.label}"] for entry in found.key]
    signs = list(named["key"].shapes)
    assert [sign.name for sign in signs] == [entry.label for entry in found.key]
    below = named["map"].top + named["map"].height
    for sign, label in zip(signs, words, strict=True):
        assert sign.top >= below
        assert sign.left + sign.width <= label.left
        assert label.left + label.width <= file.slide_width
        # The words' own line lies above the credits; their box is a little taller.
        assert label.top + 0.75 * label.height <= named["credits"].top
    for one, other in itertools.combinations(words, 2):
        same_line = abs(one.top - other.top) < one.height / 2
        assert not same_line or one.left + one.width <= other.left or other.left + other.width <= one.left


def test_lines_of_the_key_are_no_wider_than_their_room() -> None:
    key = [Entry("x" * length, "#000000", "circle") for length in (3, 20, 8, 30, 1, 12)]
    laid = lines(key, 25.0)
    assert [entry for line in laid for _, entry in line] == key
    for line in laid:
        ends = [words_em(start) + label_em(entry.label) for start, entry in line]
        assert max(ends) <= 25.0
        assert all(end < start for end, (start, _) in zip(ends, line[1:], strict=False))


def land_of(found: Drawing) -> shapely.Geometry:
    """Return the land of a view as one geometry, metres on the plane."""
    return shapely.union_all(
        [shapely.Polygon(one.rings[0], one.rings[1:]) for one in found.shapes if one.name == "land"]
    )


@pytest.mark.parametrize(
    ("bounds", "is_close"),
    [
        (Bounds(113.7, 22.2, 114.5, 22.9), True),
        (Bounds(-122.6, 37.2, -121.8, 37.9), True),
        (Bounds(100, 15, 125, 35), False),
    ],
    ids=["pearl river", "san francisco", "south china"],
)
def test_a_view_has_the_coast_of_the_map(store: Settings, bounds: Bounds, is_close: bool) -> None:
    found = made(store, bounds, layers=())
    land = land_of(found)
    west, south, east, north = found.frame
    tile = next(
        Tile(zoom, x, y)
        for zoom in ((9,) if is_close else (5,))
        for x in range(2**zoom)
        for y in range(2**zoom)
        if (edges := Tile(zoom, x, y).bounds_m)[0] <= (west + east) / 2 < edges[2]
        and edges[1] <= (south + north) / 2 < edges[3]
    )
    drawn = mapbox_vector_tile.decode(mvt.layer("land")(tile_store.cursor(store), tile, Filters()))["land"]
    side = (tile.bounds_m[2] - tile.bounds_m[0]) / drawn["extent"]
    shapes = shapely.union_all([shapely.geometry.shape(one["geometry"]).buffer(0) for one in drawn["features"]])
    map_land = shapely.transform(shapes, lambda p: p * side + np.array([tile.bounds_m[0], tile.bounds_m[1]]))
    window = shapely.intersection(shapely.box(*tile.bounds_m), shapely.box(*found.frame))
    ours, theirs = (shapely.intersection(one, window) for one in (land, map_land))
    assert shapely.area(shapely.symmetric_difference(ours, theirs)) < 0.004 * shapely.area(window)
    assert shapely.area(theirs) > 0


def test_cells_of_the_coast_show_no_seams(store: Settings) -> None:
    found = made(store, Bounds(-123.6, 36.2, -120.8, 38.9), layers=())
    inner = [ring for one in found.shapes if one.name == "land" for ring in one.rings]
    west, south, east, north = found.frame
    straight = [
        (a, b)
        for ring in inner
        for a, b in itertools.pairwise(ring)
        if max(abs(a[0] - b[0]), abs(a[1] - b[1])) > 3_000  # shorter ones are of the coast itself
        and ((a[0] == b[0] and west + 1 < a[0] < east - 1) or (a[1] == b[1] and south + 1 < a[1] < north - 1))
    ]
    assert straight == []
    assert "GSHHG" in " ".join(found.notes)
