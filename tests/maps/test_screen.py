"""What a state shows, the rows on screen, and the table people read."""

from __future__ import annotations

import dataclasses

import pytest

from geo.catalog import Catalog, load_catalog
from geo.language import LANGUAGES, translator
from geo.maps import extent
from geo.maps.meaning import meaning
from geo.maps.readable import readable
from geo.maps.screen import (
    TABLES,
    UNFILTERED,
    Shown,
    drawing_state,
    drawn_links,
    founding_years,
    model_clusters,
    rows_on_screen,
    shown,
)
from geo.maps.state import MapState, parse_state
from geo.model import CLUSTER_MODELS, NO_MODEL
from geo.overview import overview
from geo.settings import Settings
from geo.tiles.sample import LIST_LIMIT, Bounds, Count

RUHR = Bounds(6.3, 51.2, 8.0, 51.8)
OCEAN = Bounds(-30.0, -50.0, -20.0, -40.0)
WORLD = Bounds(-180.0, -85.0, 180.0, 85.0)


@pytest.fixture
def catalog(store: Settings) -> Catalog:
    """Return the real catalogue."""
    return load_catalog(store)


def state(**query: str) -> MapState:
    """Return the state of a link without problems."""
    read, problems = parse_state(query)
    assert problems == ()
    return read


def test_without_a_filter_everything_is_shown_but_low_ratings(catalog: Catalog, store: Settings) -> None:
    now = shown(catalog, store, MapState())
    clusters = catalog.table("clusters")
    organisations = catalog.table("organisations")
    low = int((organisations["confidence"] == "low").sum())
    assert len(now.clusters) == now.clusters_total == int((clusters["kind"] != "computing").sum())
    assert now.organisations == Count(len(organisations) - low, len(organisations), low)
    assert len(now.links) == now.links_total == overview(catalog).counts["links"].rows
    found = meaning(catalog, now)
    models = clusters.loc[clusters["kind"] != "computing", "model"].value_counts()
    assert found is not None
    assert (found.model, found.most) == (models.index[0], models.iloc[0])
    assert found.home == int(((clusters["kind"] != "computing") & (clusters["country"] == "CN")).sum())
    assert meaning(catalog, UNFILTERED) is None
    assert now.computing == len(catalog.table("computing_clusters"))


@pytest.mark.parametrize("model", [*CLUSTER_MODELS, NO_MODEL])
def test_a_model_lets_through_its_clusters_only(catalog: Catalog, store: Settings, model: str) -> None:
    now = shown(catalog, store, state(model=model))
    models = catalog.table("clusters").set_index("cluster_id")["model"].replace("", NO_MODEL)
    assert {models[cluster_id] for cluster_id in now.clusters} == {model}
    assert len(now.clusters) == int((model_clusters(catalog)["model"].replace("", NO_MODEL) == model).sum())


def test_computing_clusters_are_no_clusters_of_a_model(catalog: Catalog) -> None:
    assert not model_clusters(catalog)["cluster_id"].str.startswith("edwc_").any()


def test_filters_of_clusters_are_joined_by_and(catalog: Catalog, store: Settings) -> None:
    assert shown(catalog, store, state(country="DE", model="industry_digitalisation")).clusters == ("ruhr",)
    assert shown(catalog, store, state(country="DE", model="technology_innovation")).clusters == ()


def test_links_pass_by_load_and_evidence(catalog: Catalog, store: Settings) -> None:
    links = drawn_links(catalog).set_index("link_id")
    for load in ("real_time", "non_real_time", "general"):
        for evidence in ("official", "reported"):
            passing = shown(catalog, store, state(load=load, evidence=evidence)).links
            wanted = links[(links["load_class"] == load) & (links["evidence"] == evidence)]
            assert list(passing) == list(wanted.index)
    assert shown(catalog, store, state(load="none")).links == ()


def test_filters_on_clusters_act_on_hubs_and_links_too(catalog: Catalog, store: Settings) -> None:
    for chosen in (state(country="DE"), state(model="industry_digitalisation"), state(country="DE,JP")):
        now = shown(catalog, store, chosen)
        assert (now.links, now.computing) == ((), 0)
        assert not {"computing", "links"} & set(drawing_state(now, chosen)["layers"])
        assert rows_on_screen(catalog, store, chosen, None, table="links")[1] == 0
    for chosen in (state(country="CN,DE"), state(model="none"), state()):
        now = shown(catalog, store, chosen)
        assert len(now.links) == now.links_total and now.computing == 10
        assert {"computing", "links"} <= set(drawing_state(now, chosen)["layers"])


def test_a_province_lets_through_what_lies_in_it_or_ends_there(catalog: Catalog, store: Settings) -> None:
    now = shown(catalog, store, state(province="520000"))  # Guizhou
    assert now.clusters == ("guian",)
    assert now.network == ("computing:guian", "hub:gz")
    ends = drawn_links(catalog).set_index("link_id").loc[list(now.links), "computing_id"]
    assert len(ends) and set(ends) == {"guian"}
    organisations = catalog.table("organisations")
    units = organisations.loc[organisations["confidence"] != "low", "unit_id"]
    assert now.organisations.shown == int(units.str.startswith("CN-52").sum()) > 0
    drawn = drawing_state(now, state(province="520000"))
    assert drawn["network"] == ["computing:guian", "hub:gz"] and drawn["query"] == "province=520000"
    assert list(
        rows_on_screen(catalog, store, state(province="520000"), None, table="computing")[0]["computing_id"]
    ) == ["guian"]


def test_a_city_lets_through_its_own_and_a_region_abroad_nothing_of_china(catalog: Catalog, store: Settings) -> None:
    assert shown(catalog, store, state(province="440000", city="440300")).clusters == ("shenzhen",)
    assert shown(catalog, store, state(city="110108")).clusters == ("beijing_zhongguancun",)
    assert shown(catalog, store, state(province="710000")).clusters == ("hsinchu",)
    none = shown(catalog, store, state(province="440000", country="DE"))
    assert (none.clusters, none.links, none.computing, none.organisations.shown) == ((), (), 0, 0)


def test_the_results_have_a_view_that_shows_them(catalog: Catalog, store: Settings) -> None:
    chosen = state(country="DE", model="industry_digitalisation")
    found = extent.results(catalog, store, chosen, shown(catalog, store, chosen))
    assert found is not None and extent.overlap(found, RUHR) and not extent.overlap(found, OCEAN)
    view = extent.view_of(found)
    assert RUHR.west < view.lng < RUHR.east and RUHR.south < view.lat < RUHR.north and view.zoom >= 7
    nothing = state(country="DE", province="440000")
    assert extent.results(catalog, store, nothing, shown(catalog, store, nothing)) is None


def test_a_map_scrolled_round_the_earth_still_shows_what_it_shows() -> None:
    assert extent.overlap(Bounds(110, 20, 120, 30), Bounds(470, 10, 490, 40))
    assert not extent.overlap(Bounds(110, 20, 120, 30), Bounds(500, 10, 510, 40))


def test_links_without_both_ends_on_the_map_are_not_counted(catalog: Catalog, store: Settings) -> None:
    links = catalog.table("links")
    assert shown(catalog, store, MapState()).links_total < len(links)
    assert (drawn_links(catalog)[["region_id", "computing_id"]] != "").all(axis=None)


@pytest.mark.parametrize("table", TABLES)
def test_the_world_holds_every_row_and_the_ocean_none(catalog: Catalog, store: Settings, table: str) -> None:
    now = shown(catalog, store, MapState())
    expected = {
        "organisations": now.organisations.shown,
        "clusters": len(now.clusters),
        "computing": now.computing,
        "links": len(now.links),
    }[table]
    for bounds in (None, WORLD):
        frame, in_view = rows_on_screen(catalog, store, MapState(), bounds, table=table)
        assert in_view == expected
        assert len(frame) == min(expected, LIST_LIMIT)
    frame, in_view = rows_on_screen(catalog, store, MapState(), OCEAN, table=table)
    assert (len(frame), in_view) == (0, 0)


@pytest.mark.parametrize("table", TABLES)
def test_a_layer_that_is_off_has_no_rows(catalog: Catalog, store: Settings, table: str) -> None:
    layers = tuple(layer for layer in MapState().layers if layer != table)
    frame, in_view = rows_on_screen(catalog, store, dataclasses.replace(MapState(), layers=layers), WORLD, table=table)
    assert (len(frame), in_view) == (0, 0)


def test_a_view_of_the_ruhr_holds_the_ruhr(catalog: Catalog, store: Settings) -> None:
    clusters, _ = rows_on_screen(catalog, store, MapState(), RUHR, table="clusters")
    assert list(clusters["cluster_id"]) == ["ruhr"]
    organisations, in_view = rows_on_screen(catalog, store, MapState(), RUHR, table="organisations")
    assert in_view == len(organisations) > 0
    assert organisations["lon"].between(RUHR.west, RUHR.east).all()
    assert organisations["lat"].between(RUHR.south, RUHR.north).all()


def test_the_same_view_one_world_further_holds_the_same(catalog: Catalog, store: Settings) -> None:
    further = Bounds(RUHR.west + 360, RUHR.south, RUHR.east + 360, RUHR.north)
    for table in ("clusters", "organisations"):
        here, _ = rows_on_screen(catalog, store, MapState(), RUHR, table=table)
        there, _ = rows_on_screen(catalog, store, MapState(), further, table=table)
        assert list(here.iloc[:, 0]) == list(there.iloc[:, 0])


def test_a_view_across_the_antimeridian_holds_both_sides(catalog: Catalog, store: Settings) -> None:
    pacific = Bounds(130.0, 20.0, 245.0, 60.0)  # Japan to California
    ids = set(rows_on_screen(catalog, store, MapState(), pacific, table="clusters")[0]["cluster_id"])
    assert {"tsukuba", "silicon_valley"} <= ids
    assert "ruhr" not in ids


def test_a_link_is_on_screen_with_either_end(catalog: Catalog, store: Settings) -> None:
    ends, _ = rows_on_screen(catalog, store, MapState(), None, table="links")
    first = ends.iloc[0]
    for prefix in ("from_", "to_"):
        lon, lat = first[f"{prefix}lon"], first[f"{prefix}lat"]
        around = Bounds(lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01)
        found, _ = rows_on_screen(catalog, store, MapState(), around, table="links")
        assert first["link_id"] in set(found["link_id"])


def test_what_is_asked_for_changes_no_table_of_the_catalogue(catalog: Catalog, store: Settings) -> None:
    before = {name: catalog.table(name).copy() for name in ("clusters", "links", "organisations", "computing_clusters")}
    for table in TABLES:
        for language in LANGUAGES:
            frame, _ = rows_on_screen(catalog, store, MapState(), WORLD, table=table)
            readable(frame, table, catalog, translator(language))
    for name, frame in before.items():
        assert catalog.table(name).equals(frame)


def test_lists_that_hold_everything_are_sent_as_null(catalog: Catalog, store: Settings) -> None:
    drawn = drawing_state(shown(catalog, store, MapState()), MapState())
    assert (drawn["clusters"], drawn["links"], drawn["query"]) == (None, None, "")
    narrow = state(country="DE", load="real_time")
    drawn = drawing_state(shown(catalog, store, narrow), narrow, language="en")
    assert drawn["clusters"] == ["ruhr"]
    assert drawn["links"] == []  # they lie in China
    within = state(country="CN", load="real_time")
    assert drawing_state(shown(catalog, store, within), within)["links"]
    assert (drawn["query"], drawn["language"]) == ("country=DE", "en")
    nothing = Shown((), 3, (), 3, Count(0, 0, 0), 0)
    assert drawing_state(nothing, MapState())["clusters"] == []


def test_founding_years_start_with_a_whole_decade(catalog: Catalog, small: Settings) -> None:
    assert founding_years(load_catalog(small)) == (1940, 2000)  # 1949 to 2000
    first, last = founding_years(catalog)
    years = catalog.table("organisations")["founded_year"].dropna()
    assert first % 10 == 0
    assert first <= years.min() <= years.max() <= last


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", TABLES)
def test_the_table_is_in_the_persons_words(catalog: Catalog, store: Settings, table: str, language: str) -> None:
    t = translator(language)
    frame, _ = rows_on_screen(catalog, store, state(conf="high,medium,low"), WORLD, table=table)
    words = readable(frame, table, catalog, t)
    assert len(words) == len(frame)
    assert list(words.index) == list(range(len(frame)))
    assert words.columns.is_unique
    cells = words.select_dtypes(["object", "string"]).astype("string")
    assert not cells.isna().any(axis=None), "a key without a word"
    keys = {*CLUSTER_MODELS, "real_time", "non_real_time", "user_dense", "research_support", "data_centre", "nominal"}
    assert not {cell for column in cells for cell in cells[column]} & keys
    confidence = words[t("map.column.confidence")]
    assert set(confidence) <= {t(f"term.confidence.{key}") for key in ("high", "medium", "low")}


def test_rows_of_the_table_are_those_of_the_frame(catalog: Catalog, store: Settings) -> None:
    t = translator("en")
    frame, _ = rows_on_screen(catalog, store, MapState(), RUHR, table="clusters")
    row = readable(frame, "clusters", catalog, t).iloc[0]
    assert row[t("map.column.name")] == "Ruhr Area"
    assert row[t("map.column.country")] == "Germany"
    members = catalog.table("organisations")["cluster_id"].eq("ruhr").sum()
    assert row[t("map.column.organisations")] == members


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_has_its_heads(catalog: Catalog, store: Settings, table: str) -> None:
    frame, _ = rows_on_screen(catalog, store, MapState(), OCEAN, table=table)
    assert list(readable(frame, table, catalog, translator("en")).columns)
