"""Side by side and by stars: one scale for several maps, signs where methods give them, ranks within their bounds."""

from __future__ import annotations

import xml.etree.ElementTree as ET  # of our own drawing

import numpy as np
import pytest
import shapely

from geo.analysis.rating.errors import MissingInputError
from geo.analysis.rating.ranks import possible_ranks
from geo.catalog import load_catalog
from geo.observatory.areas import areas, polygons
from geo.observatory.choice import choose
from geo.observatory.drawing import area_stars, star_counts
from geo.observatory.multiples import multiples, outlines, small_map
from geo.observatory.ranking import ranking
from geo.observatory.state import ObservatoryState, parse_state
from geo.settings import Settings, settings

SVG = "{http://www.w3.org/2000/svg}"


def state_of(query: dict[str, str]) -> ObservatoryState:
    state, problems = parse_state(query)
    assert problems == ()
    return state


def test_industries_side_by_side_share_one_scale_and_are_each_ranked_as_alone(store: Settings) -> None:
    catalog = load_catalog(settings())
    state = state_of({"country": "GB", "method": "shift_share", "many": "01~02~03"})
    made = multiples(catalog, state, state.many)
    assert [one.key for one in made] == ["01", "02", "03"]
    assert len({one.classes.limits for one in made if one.classes}) == 1
    for one in made:
        assert one.classes is not None
        values = one.ranking.rows["value"].to_numpy()
        for value, number in zip(values, one.classes.of_row, strict=True):
            low, high = one.classes.limits[number] if number >= 0 else (np.nan, np.nan)
            assert np.isnan(value) if number < 0 else low <= value <= high
        assert sum(one.classes.counts) + one.classes.no_data == len(values)
        alone = ranking(catalog, state_of({"country": "GB", "method": "shift_share", "ind": one.key}))
        assert np.array_equal(alone.rows["value"], one.ranking.rows["value"], equal_nan=True)


@pytest.mark.parametrize(("query", "lines"), [({"measure": "gdp", "many": "gdp"}, 1), ({"country": "US"}, 0)])
def test_a_small_map_draws_every_area_within_its_frame(store: Settings, query: dict[str, str], lines: int) -> None:
    catalog = load_catalog(settings())
    state = state_of(query)
    key = state.many or (("01",) if state.country == "US" else ("gdp",))
    (one,) = multiples(catalog, state, key)
    shapes = outlines(catalog, settings(), one.ranking.area_set)
    drawn = ET.fromstring(small_map(one, shapes))  # noqa: S314 - made here
    assert len(shapes.paths) == len(polygons(catalog, settings(), one.ranking.area_set))
    # China's areas never stand without its whole set of lines.
    assert len([path for path in drawn.iter(f"{SVG}path") if path.get("fill") == "none"]) == lines
    fills = {path.get("fill") for path in drawn.iter(f"{SVG}path")} - {"none", "#F6F4EE"}
    assert one.classes is not None
    assert fills == {colour for colour, count in zip(one.classes.colours, one.classes.counts, strict=True) if count}


def test_stars_stand_in_their_regions_as_many_as_the_method_gives(store: Settings) -> None:
    catalog = load_catalog(settings())
    found = ranking(catalog, state_of({"country": "US", "group": "traded", "method": "us_strong"}))
    drawn = areas(catalog, settings(), found.area_set)
    stars = dict(zip(drawn.region_ids, area_stars(drawn.region_ids, found.rows), strict=True))
    assert stars["US-41940"] == "1"  # San Jose, information technology
    assert stars["US-35620"] == "0"  # New York
    strong = found.rows.loc[found.rows["sign"] == 1, "area_id"]
    assert len(strong) == star_counts(found)[1]
    # The county file of 2018 lacks some areas; all others are drawn with their star.
    assert {area for area, star in stars.items() if star != "0"} == set(strong) & set(drawn.region_ids)
    assert len(set(strong) - set(drawn.region_ids)) <= 1
    shapes = dict(zip(drawn.region_ids, polygons(catalog, settings(), found.area_set).geometry, strict=True))
    for region, place in list(zip(drawn.region_ids, drawn.anchors, strict=True))[::40]:
        assert shapes[region].buffer(0.001).contains(shapely.Point(place))
    quotients = ranking(catalog, state_of({"country": "US"}))
    assert star_counts(quotients) == {}


def test_the_dimension_without_input_gets_no_weight_and_never_a_number(store: Settings) -> None:
    catalog = load_catalog(settings())
    state, problems = parse_state({"measure": "dimensions", "wd": "1-1-1-7"})
    assert [(one.key, one.value) for one in problems] == [("wd", "1-1-1-7")]
    assert state.shares == (1, 1, 1, 0)
    found = ranking(catalog, state)
    row = found.rows.iloc[0]
    assert 0 <= row["value"] <= 100
    assert row["low"] <= row["rank"] <= row["high"]
    forced = ObservatoryState(measure="dimensions", shares=(0, 0, 0, 5))
    with pytest.raises(MissingInputError, match="eco_efficiency"):
        ranking(catalog, forced)


@pytest.mark.parametrize("query", [{"scale": "rank"}, {"scale": "z"}, {"mean": "geometric"}])
def test_scale_and_mean_stand_in_the_link_and_change_the_score(store: Settings, query: dict[str, str]) -> None:
    catalog = load_catalog(settings())
    state = state_of({"measure": "composite", **query})
    assert state.query()[next(iter(query))] == next(iter(query.values()))
    usual = ranking(catalog, state_of({"measure": "composite"})).rows.set_index("region_id")["value"]
    other = ranking(catalog, state).rows.set_index("region_id")["value"]
    assert not np.allclose(usual, other.loc[usual.index], equal_nan=True)
    assert usual.rank().corr(other.rank()) > 0.6


def test_z_scores_have_no_geometric_mean() -> None:
    state, problems = parse_state({"measure": "composite", "scale": "z", "mean": "geometric"})
    assert (state.scale, state.mean) == ("z", "arithmetic")
    assert [one.key for one in problems] == ["mean"]


def test_possible_ranks_are_those_of_every_choice_within_the_bounds() -> None:
    rng = np.random.default_rng(7)
    low = rng.uniform(0, 5, 12)
    high = low + rng.uniform(0, 1.5, 12)
    best, worst = possible_ranks(low, high)
    for _ in range(300):
        drawn = rng.uniform(low, high)
        ranks = 1 + (drawn[None, :] > drawn[:, None]).sum(axis=1)
        assert ((best <= ranks) & (ranks <= worst)).all()
    for one in range(12):  # both ends are reached
        most = np.where(np.arange(12) == one, high, low)
        least = np.where(np.arange(12) == one, low, high)
        assert best[one] == 1 + (most > most[one]).sum()
        assert worst[one] == 1 + (least > least[one]).sum()


RANKED = [
    ({"country": "US", "data": "us_oews_2025"}, 500),
    ({"country": "US", "method": "eu_stars_focus"}, 130),
    ({"country": "US", "data": "us_oews_2025", "method": "eu_stars_productivity"}, 500),
    ({"country": "US", "method": "diversification"}, 800),
    ({"country": "GB", "method": "shift_share"}, 39),
    ({"country": "DE", "method": "complexity"}, 16),
]


@pytest.mark.parametrize(("query", "least"), RANKED)
def test_ranks_lie_within_what_uncertain_amounts_leave(store: Settings, query: dict[str, str], least: int) -> None:
    catalog = load_catalog(settings())
    found = ranking(catalog, state_of(query))
    known = found.rows[found.rows["rank"].notna()]
    assert len(known) >= least
    assert known["rank_low"].notna().all()
    assert (known["rank_low"] <= known["rank"]).all()
    assert (known["rank"] <= known["rank_high"]).all()
    assert (known["rank_low"] < known["rank_high"]).any()
    assert choose(catalog, state_of({"country": "US"})).panel.dataset.key == "us_cbp_2019"
