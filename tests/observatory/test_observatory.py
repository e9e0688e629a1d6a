"""The observatory: links come back as they were, rankings are those of the data, findings are recomputed."""

from __future__ import annotations

import numpy as np
import pytest

from geo.catalog import load_catalog
from geo.language import translator
from geo.maps.bridge import neutral
from geo.observatory import words
from geo.observatory.areas import AREA_SETS, areas
from geo.observatory.choice import choose, missing
from geo.observatory.drawing import classes_of, drawing
from geo.observatory.findings import findings
from geo.observatory.ranking import Ranking, ranking
from geo.observatory.state import DATA_OF, ObservatoryState, parse_state, slug
from geo.settings import Settings, settings
from geo.statistics.cities import COMPOSITE, MEASURES, cities
from geo.tiles.grid import Tile

STATES = {
    "cities": {},
    "growth": {"measure": "gdp_growth"},
    "composite": {"measure": "composite", "w": "9-1-0-4-5"},
    "province": {"in": "CN-440000", "measure": "gdp"},
    "strong": {"country": "US", "group": "traded", "method": "us_strong"},
    "occupations": {"country": "US", "data": "us_oews_2025"},
    "shift": {"country": "GB", "method": "shift_share"},
    "value_added": {"country": "GB", "data": "uk_gva_1998_2021"},
    "stars": {"country": "DE", "method": "eu_stars_focus"},
}


def ranked(query: dict[str, str]) -> tuple[ObservatoryState, Ranking]:
    """Return the state of a link and its ranking."""
    state, problems = parse_state(query)
    assert problems == ()
    return state, ranking(load_catalog(settings()), state)


@pytest.mark.parametrize("query", STATES.values(), ids=STATES)
def test_a_link_comes_back_as_it_was(query: dict[str, str]) -> None:
    state, problems = parse_state(query)
    assert problems == ()
    assert parse_state(state.query())[0] == state
    assert state.query() == {key: value for key, value in query.items() if value}


@pytest.mark.parametrize(
    "query",
    [
        {"country": "FR"},
        {"measure": "luck"},
        {"year": "2024x"},
        {"w": "1-2"},
        {"w": "0-0-0-0-0"},
        {"sel": "{{7*7}}"},
        {"in": "<img>"},
        {"size": "7"},
        {"country": "CN", "data": "us_cbp_2019"},
    ],
)
def test_what_a_link_cannot_mean_is_told(query: dict[str, str]) -> None:
    state, problems = parse_state(query)
    assert len(problems) == 1
    assert state.weights == ObservatoryState().weights


def test_a_choice_that_the_data_lack_is_told_and_replaced() -> None:
    state, _ = parse_state({"country": "GB", "method": "eu_stars_productivity", "ind": "nothing", "group": "traded"})
    found = choose(load_catalog(settings()), state)
    assert {problem.key for problem in found.problems} == {"method", "ind", "group"}
    assert (found.method, found.grouping, found.industry.code) == ("lq", "digital", "01")
    assert missing(found.panel, "eu_stars_productivity") == ("wages",)


def test_industries_of_a_data_set_have_links_of_their_own() -> None:
    for country in ("US", "GB", "DE"):
        for data in DATA_OF[country]:
            listed = choose(load_catalog(settings()), ObservatoryState(country=country, data=data)).industries
            assert len({slug(group.code) for group in listed}) == len(listed)


@pytest.mark.parametrize("query", STATES.values(), ids=STATES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_findings_name_figures_that_the_rows_have(query: dict[str, str], language: str) -> None:
    state, found = ranked(query)
    t = translator(language)
    rows = found.rows
    said = findings(rows, of=found.of)
    assert said
    known = rows["value"].dropna().sort_values(ascending=False).to_numpy(dtype=float)
    for one in said:
        text = words.sentence(one, found, state, t)
        assert str(found.year) in text
        assert "{" not in text
        if one.key == "leaders":
            assert (one.figures["first"], one.figures["second"]) == (known[0], known[1])
            assert words.value_text(known[0], found, t) in text
        elif one.key == "middle":
            assert one.figures["median"] == pytest.approx(np.median(known))
            assert one.figures["known"] == len(known)
        elif one.key == "concentration":
            largest = rows.sort_values("jobs", ascending=False).head(10)
            assert one.figures["share"] == pytest.approx(100 * largest["jobs"].sum() / rows["jobs"].sum())
            assert one.figures["all_share"] == pytest.approx(100 * largest["total"].sum() / rows["total"].sum())
        else:
            assert one.figures["with_3"] == (rows["value"] == 3).sum()


def test_cities_by_published_figures() -> None:
    _, found = ranked({"measure": "gdp"})
    first = found.rows.iloc[0]
    assert (first["name_zh"], first["name_en"]) == ("上海市", "Shanghai")
    assert first["value"] == pytest.approx(5392.671, abs=0.01)  # billion CNY, 2024
    _, province = ranked({"measure": "gdp", "in": "CN-440000"})
    assert set(province.rows["parent_zh"]) == {"广东省"}
    assert province.rows.iloc[0]["name_zh"] == "深圳市"
    assert len(province.rows) == 21


def test_unusable_city_figures_are_unknown_and_never_zero() -> None:
    found = cities(load_catalog(settings()))
    sansha, chaohu = found.codes.index("460300"), found.codes.index("341400")
    assert np.isnan(found.values("gdp_per_head", 2024)[sansha])
    assert np.isnan(found.values("gdp", 2024)[chaohu])
    assert np.isnan(found.values("gdp_growth", 2003)).all()
    assert np.isnan(found.values("gdp_growth", 2024)[found.codes.index("460400")])  # Danzhou was given new accounts
    for key in MEASURES:
        values = found.values(key, 2024)
        assert np.isfinite(values).sum() > 250
        assert not (values == 0).any()


def test_a_changed_weight_ranks_anew_with_intervals() -> None:
    _, one = ranked({"measure": "composite", "w": "10-0-0-0-0"})
    _, other = ranked({"measure": "composite", "w": "0-0-10-0-0"})
    _, wealth = ranked({})
    assert one.rows.iloc[0]["name_zh"] == wealth.rows.iloc[0]["name_zh"]
    assert one.rows.iloc[0]["name_zh"] != other.rows.iloc[0]["name_zh"]
    _, mixed = ranked({"measure": "composite"})
    known = mixed.rows[mixed.rows["value"].notna()]
    assert ((known["low"] <= known["rank"]) & (known["rank"] <= known["high"])).mean() > 0.9
    assert mixed.turn is not None
    assert 0 <= mixed.turn.indicator < len(COMPOSITE)


def test_strong_clusters_on_the_page_are_those_of_the_command() -> None:
    _, found = ranked({"country": "US", "group": "traded", "method": "us_strong"})
    rows = found.rows.set_index("region_id")
    assert rows.loc["US-41940", "sign"] == 1
    assert rows.loc["US-35620", "sign"] == 0
    assert rows.loc["US-41940", "value"] == pytest.approx(8.9079, abs=5e-5)


def test_filters_leave_regions_out_and_rank_the_rest() -> None:
    _, everything = ranked({"country": "US"})
    _, large = ranked({"country": "US", "size": "500000", "kind": "metro"})
    assert len(everything.rows) == 933
    assert 20 < len(large.rows) < 100
    assert (large.rows["total"] >= 500_000).all()
    assert large.rows.iloc[0]["rank"] == 1


@pytest.mark.parametrize("query", STATES.values(), ids=STATES)
def test_the_map_is_told_numbers_and_ids_only(store: Settings, query: dict[str, str]) -> None:
    _, found = ranked(query)
    drawn = areas(load_catalog(store), store, found.area_set)
    told = drawing(found, drawn.region_ids, chosen="", classes=classes_of(found), language="zh")
    neutral(told)
    measured = told["measured"]
    assert len(measured["classes"]) == len(measured["values"]) == len(drawn.region_ids)
    shown = {area for area in found.rows.loc[found.rows["value"].notna(), "area_id"] if area in drawn.region_ids}
    assert sum(digit != "x" for digit in measured["classes"]) == len(shown)
    pairs = zip(measured["classes"], measured["values"], strict=True)
    assert all((digit == "x") == (value is None) for digit, value in pairs)


@pytest.mark.parametrize(
    ("area_set", "tile"), [("us_cbsa", (4, 3, 6)), ("uk_nuts2", (5, 15, 10)), ("de_land", (6, 33, 21))]
)
def test_areas_are_tiles_with_their_row(store: Settings, area_set: str, tile: tuple[int, int, int]) -> None:
    import mapbox_vector_tile

    found = areas(load_catalog(store), store, area_set)
    decoded = mapbox_vector_tile.decode(found.drawn.tile(Tile(*tile), 0))
    rows = {feature["properties"]["row"] for feature in decoded["areas"]["features"]}
    assert rows
    assert max(rows) < len(found.region_ids)


def test_chinas_areas_are_complete_and_places_are_found(store: Settings) -> None:
    found = areas(load_catalog(store), store, "cn_city")
    row = found.drawn.at(114.06, 22.54, 1e-4)
    assert row is not None
    assert (found.region_ids[row], found.names[row]) == ("CN-440300", ("深圳市", "Shenzhen"))
    assert found.drawn.at(121.0, 23.7, 1e-4) is not None  # Taiwan is drawn, without a figure
    assert set(AREA_SETS) == {"cn_city", "cn_province", "us_cbsa", "uk_nuts2", "de_land"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_tables_have_heads_in_the_readers_language(language: str) -> None:
    _, found = ranked({"country": "US", "group": "traded", "method": "us_strong"})
    table = words.table(found, translator(language))
    assert len(table) == 933
    chinese = [any("\u4e00" <= sign <= "\u9fff" for sign in head) for head in table.columns]
    assert all(chinese) if language == "zh" else not any(chinese)
    unknown = table[table.iloc[:, 2].isna()]
    assert len(unknown) == 933 - 267


def test_of_few_regions_a_quarter_is_named_as_the_largest() -> None:
    """Four of the sixteen Länder, not ten, which would say nothing of concentration."""
    found = ranking(load_catalog(settings()), ObservatoryState(country="DE", industry="j"))
    told = next(one for one in findings(found.rows) if one.key == "concentration")
    largest = found.rows.nlargest(4, "jobs")
    assert told.figures["top"] == 4
    assert told.figures["share"] == pytest.approx(largest["jobs"].sum() / found.rows["jobs"].sum() * 100)
    assert told.figures["all_share"] == pytest.approx(largest["total"].sum() / found.rows["total"].sum() * 100)
