"""Studies and their report: joins that say what is doubtful, answers with their guards, and nothing hostile inside."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from geo.analysis import regional
from geo.analysis.choropleth import classify
from geo.analysis.errors import TooFewError, TooFineError, UnusableValuesError
from geo.analysis.hot_spots import Neighbourhood
from geo.analysis.scorecard import cases
from geo.catalog import load_catalog
from geo.ingest.report import Report
from geo.language import LANGUAGES, translator
from geo.settings import settings
from geo.workbench import joins, studies
from geo.workbench.looks import LOOKS
from geo.workbench.meaning import sentences
from geo.workbench.painting import paint_clusters
from geo.workbench.pictures import Picture, bars
from geo.workbench.ranking import ranked
from geo.workbench.report import blocks, html_of, html_report, methods, readable
from geo.workbench.report_docx import docx_report
from geo.workbench.report_pdf import pdf_report
from geo.workbench.room import Room, new_layer
from geo.workbench.samples import SAMPLES, sample
from geo.workbench.vocabulary import as_keys

HOSTILE = ("{{7*7}}", "${7*7}", "<img src=x onerror=alert(1)>", "`x`", "</style><script>alert(1)</script>", "=1+1")
STATED = {"data": "firms, 1a2b"}


def test_points_are_counted_into_areas_and_doubtful_ones_are_told(
    cities: gpd.GeoDataFrame, firms: gpd.GeoDataFrame
) -> None:
    before = cities.copy()
    counted, cautions = joins.count_in_areas(firms, cities, uncertainty_m=firms["uncertainty"])
    assert counted[joins.COUNT].sum() == 102
    assert counted[joins.NEAR_BORDER].sum() == cautions[0].values["count"] >= 2
    assert cautions[0].code == "near_border"
    square_km = 55.6 * 42.6  # half a degree at 40 degrees north
    busiest = counted[joins.COUNT].idxmax()
    assert counted.loc[busiest, joins.PER_KM2] == pytest.approx(
        counted.loc[busiest, joins.COUNT] / square_km * 100, rel=0.03
    )
    assert_frame_equal(cities, before)


def test_a_point_outside_all_areas_is_in_none(cities: gpd.GeoDataFrame) -> None:
    away = gpd.GeoDataFrame(geometry=gpd.points_from_xy([116, 0], [40.1, 0]), crs=4326)
    found = joins.areas_of_points(away, cities)
    assert found.isna().tolist() == [False, True]


def test_only_points_join_and_only_into_areas(cities: gpd.GeoDataFrame, firms: gpd.GeoDataFrame) -> None:
    nowhere = pd.Series(np.nan, index=firms.index)
    with pytest.raises(UnusableValuesError):
        joins.count_in_areas(firms, firms, uncertainty_m=nowhere)
    with pytest.raises(UnusableValuesError):
        joins.count_in_areas(cities, cities, uncertainty_m=pd.Series(np.nan, index=cities.index))


def test_clusters_are_found_once_the_vague_points_are_left_out(firms: gpd.GeoDataFrame) -> None:
    options = {
        "method": "dbscan",
        "parameters": {"reach_m": 2000, "min_points": 5, "concavity": 0.5},
        "uncertainty_m": firms["uncertainty"],
        "coverage": "census",
        **STATED,
    }
    with pytest.raises(TooFineError):
        studies.clusters(firms, **options)
    study = studies.clusters(firms, most_m=1000, **options)
    assert study.result.figures["clusters"].value == 2
    assert study.result.caution("points_dropped").values == {"count": 2, "total": 102, "limit": 1000}
    assert study.layer.crs == "EPSG:4326"
    assert study.layer["points"].tolist()[0] > study.layer["points"].tolist()[1]
    assert study.result.table["name"].iloc[0] == "企业0"
    assert study.sensitivity["chosen"].sum() == 1
    assert study.method.data == "firms, 1a2b"
    hdbscan = studies.clusters(
        firms,
        most_m=1000,
        **options | {"method": "hdbscan", "parameters": {"least_m": 500, "min_cluster": 20, "concavity": 0.5}},
    )
    assert hdbscan.result.figures["clusters"].value == 2


@pytest.mark.parametrize("method", ["nearest_neighbours", "ripley"])
def test_patterns_are_tested_in_the_areas_or_the_hull(
    method: str, cities: gpd.GeoDataFrame, firms: gpd.GeoDataFrame
) -> None:
    close = firms.head(100)
    known = pd.Series(20.0, index=close.index)
    hull = studies.pattern(close, None, method=method, uncertainty_m=known, coverage="census", **STATED)
    areas = studies.pattern(close, cities, method=method, uncertainty_m=known, coverage="census", **STATED)
    assert areas.result.parameters["window_km2"] > hull.result.parameters["window_km2"]
    assert hull.result.figures["p"].value <= 0.02


def test_hot_spots_colour_the_rows_they_belong_to(cities: gpd.GeoDataFrame) -> None:
    study = studies.spots(
        cities,
        method="hot_spots",
        column="jobs",
        neighbourhood=Neighbourhood("contiguity"),
        permutations=99,
        uncertainty_m=pd.Series(0.0, index=cities.index),
        coverage="census",
        **STATED,
    )
    assert study.layer.index.equals(cities.index)
    assert study.layer.loc[7, "hot_spots_spot"] == "missing"
    assert study.result.table["name"].tolist() == cities["name"].tolist()
    assert len(study.sensitivity) == 5
    moran = studies.spots(
        cities,
        method="local_moran",
        column="jobs",
        neighbourhood=Neighbourhood("nearest", k=4),
        permutations=99,
        uncertainty_m=pd.Series(0.0, index=cities.index),
        coverage="census",
        **STATED,
    )
    assert moran.paint == "local_moran_kind"


def test_specialisation_makes_three_answers_and_one_adjusted(firms: gpd.GeoDataFrame) -> None:
    table = regional.from_units(firms, region="region", industry="industry", weight="staff")
    found = studies.specialisation(table, coverage="census", **STATED)
    assert [one.result.method for one in found] == ["location_quotient", "regions", "industries"]
    places = firms.dissolve(by="region")
    near = studies.near_quotients(table, places, bandwidth_m=50_000, kernel="gaussian", coverage="census", **STATED)
    assert len(near.sensitivity) == 5


def test_a_layer_without_any_place_is_refused() -> None:
    with pytest.raises(TooFewError):
        studies.located(gpd.GeoDataFrame({"a": [1]}, geometry=gpd.GeoSeries([None], crs=4326)))


def test_uncertainty_comes_from_a_column_a_number_or_is_not_known(firms: gpd.GeoDataFrame) -> None:
    assert studies.uncertainty(firms, "uncertainty", None).max() == 50_000
    assert set(studies.uncertainty(firms, "", 300.0)) == {300.0}
    assert studies.uncertainty(firms, "", None).isna().all()
    with pytest.raises(UnusableValuesError):
        studies.uncertainty(firms.assign(uncertainty=-1), "uncertainty", None)


def test_kinds_and_segments_are_read_by_key_and_by_word() -> None:
    keys, unknown = as_keys(pd.Series(["firm", "高校", "University", "马戏团", "马戏团", None]), "kind")
    assert keys.tolist() == ["firm", "university", "university", "", "", ""]
    assert unknown == ("马戏团",)
    assert as_keys(pd.Series([1.0, 5.0, np.nan]), "segment")[0].tolist() == ["01", "05", ""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_holds_every_study_and_runs_nothing(language: str, firms: gpd.GeoDataFrame) -> None:
    hostile = firms.assign(
        name=[HOSTILE[number % len(HOSTILE)] for number in range(len(firms))],
        region=[HOSTILE[number % 3] for number in range(len(firms))],
    )
    table = regional.from_units(hostile, region="region", industry="name")
    made = [*studies.specialisation(table, coverage="sample", data=HOSTILE[2])]
    made.append(
        studies.clusters(
            hostile,
            method="dbscan",
            parameters={"reach_m": 2000, "min_points": 5, "concavity": 0.5},
            uncertainty_m=hostile["uncertainty"],
            most_m=1000,
            coverage="sample",
            data=HOSTILE[4],
        )
    )
    catalog = load_catalog(settings())
    known = cases(catalog.table("organisations"), catalog.table("clusters"))
    made.append(studies.card(hostile, known, coverage="sample", figures={}, data="x"))
    t = translator(language)
    text = html_report(made, [(Report(HOSTILE[4]), "0" * 12)], t, made=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    assert "<script" not in text
    assert "<img" not in text
    assert text.count("</style>") == 1
    assert "{{7*7}}" in text
    assert "default-src 'none'" in text
    for study in made:
        assert t(f"analysis.method.{study.result.method}") in text
        for caution in study.result.cautions:
            assert t(f"analysis.caution.{caution.code}", **caution.values)[:20] in text.replace("&#x27;", "'")
    assert "2026-01-02" in text
    assert "http" not in text.split("</style>")[1].replace("http-equiv", "")


def test_missing_figures_are_dashes_in_tables() -> None:
    table = pd.DataFrame(
        {"lq": [np.nan, 1.23456, 0.0], "verdict": ["none", "more", "less"], "core": [True, False, True]}
    )
    shown = readable(table, translator("en"))
    assert shown["LQ"].tolist() == ["—", "1.235", "0"]
    assert shown["Verdict"].tolist() == ["No interval", "More", "Less"]
    assert shown["Core"].tolist() == ["Yes", "", "Yes"]


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_awkward_and_are_read(name: str, store: object) -> None:
    from geo.settings import Limits

    assert store is not None
    file, body = sample(name, load_catalog(settings()), settings())
    room = Room(Limits())
    upload = room.receive([(file, body)], "d")
    codes = {finding.code for finding in upload.examined.report.findings}
    layer = upload.examined.report.layers[0]
    assert "encoding_detected" in codes
    west, south, east, north = layer["bbox_wgs84"]
    assert 70 < west < east < 136
    assert 17 < south < north < 54
    assert "名称" in layer["fields"]
    if name == "areas":
        assert {"zip_names_decoded", "crs_zone_prefix"} <= codes
        assert layer["sample"][0]["名称"] == "上海市"


def test_results_are_ranked_named_and_say_what_they_come_to(firms: gpd.GeoDataFrame) -> None:
    t = translator("en")
    table = regional.from_units(firms, region="region", industry="industry")
    first, regions, industries = studies.specialisation(table, coverage="census", **STATED)
    found = ranked(first, t)
    assert found.table["lq"].iloc[: found.told].is_monotonic_decreasing
    assert found.labels[0] == f"{found.table['region'].iloc[0]} · {found.table['industry'].iloc[0]}"
    for study in (first, regions, industries):
        assert 1 <= len(sentences(study, t)) <= 2
    named = replace(first, names={"region": {found.table["region"].iloc[0]: ("甲地", "Place A")}})
    assert ranked(named, t).table["region"].iloc[0] == "Place A"
    assert ranked(named, translator("zh")).table["region"].iloc[0] == "甲地"
    assert readable(pd.DataFrame({"share": [0.95, np.nan]}), t).iloc[:, 0].tolist() == ["95%", "—"]


def test_rows_of_too_few_units_stand_after_those_a_sentence_can_rest_on() -> None:
    t = translator("en")
    firms = pd.DataFrame(
        {
            "region": ["large"] * 60 + ["middling"] * 40 + ["tiny"],
            "industry": ["chips"] * 40 + ["software"] * 20 + ["chips"] * 10 + ["software"] * 30 + ["rare"],
        }
    )
    table = regional.from_units(firms, region="region", industry="industry")
    quotients, regions, _ = studies.specialisation(table, coverage="census", **STATED)
    found, structure = ranked(quotients, t), ranked(regions, t)
    assert found is not None
    assert structure is not None
    assert found.table["lq"].max() == found.table["lq"].iloc[found.told]  # one firm, a hundred times the share
    assert (found.table["units"].iloc[: found.told] >= regional.SMALL_CELL).all()
    assert found.labels[0] in bars(found, t, title="LQ").told
    assert "rare" not in bars(found, t, title="LQ").told
    assert structure.table["region"].iloc[-1] == "tiny"


def test_a_scorecard_writes_shares_as_percent_and_holds_a_ratio_against_one() -> None:
    catalog = load_catalog()
    organisations = catalog.table("organisations")
    known = cases(organisations, catalog.table("clusters"))
    here = organisations[organisations["cluster_id"] == "ruhr"]
    study = studies.card(here, known, coverage="sample", figures={}, **STATED)
    t = translator("zh")
    criteria = readable(study.result.table, t).set_index(t("analysis.column.criterion"))
    research = criteria.loc[t("analysis.criterion.research")]
    assert research[t("analysis.column.value")].endswith("%")
    assert research[t("analysis.column.basis")] == "0%"
    assert criteria.loc[t("analysis.criterion.gathered"), t("analysis.column.basis")] == "1"
    shown = readable(study.extra["card"].features, t).set_index(t("analysis.column.feature"))
    shares = shown.loc[t("analysis.feature.research_share")].drop(t("analysis.column.cases"))
    assert all(cell.endswith("%") for cell in shares)
    assert shown.loc[t("analysis.feature.organisations"), t("analysis.column.value")] == "93"


def test_no_neighbourhood_is_tried_twice(cities: gpd.GeoDataFrame) -> None:
    chosen = Neighbourhood("contiguity", k=8, distance_m=50_000.0)  # as the fields of the page leave it
    options = {"method": "hot_spots", "column": "jobs", "permutations": 99, "coverage": "census", **STATED}
    study = studies.spots(cities, neighbourhood=chosen, uncertainty_m=pd.Series(0.0, index=cities.index), **options)
    assert study.sensitivity is not None
    assert not study.sensitivity.duplicated(["neighbourhood", "number"]).any()


def test_a_sample_says_so_in_the_sentence_and_a_census_does_not(cities: gpd.GeoDataFrame) -> None:
    t = translator("zh")
    options = {"method": "hot_spots", "column": "jobs", "permutations": 99, **STATED}
    options |= {"neighbourhood": Neighbourhood("contiguity"), "uncertainty_m": pd.Series(0.0, index=cities.index)}
    for coverage, begins in (("sample", True), ("census", False)):
        study = studies.spots(cities, coverage=coverage, **options)
        assert sentences(study, t)[0].startswith("在这份挑选来的名单里") is begins


def test_the_methods_tell_defaults_from_choices_in_the_page_s_language(firms: gpd.GeoDataFrame) -> None:
    study = studies.clusters(
        firms,
        method="dbscan",
        parameters={"reach_m": 2000, "min_points": 5, "concavity": 0.5},
        uncertainty_m=firms["uncertainty"],
        most_m=1000,
        coverage="census",
        **STATED,
    )
    cell = methods([replace(study, by_person=("reach_m",))], translator("zh")).iloc[0]
    assert "半径 = 2\u202f000 米（自选）" in cell["参数"]
    assert "最少点数 = 5（默认）" in cell["参数"]
    assert "点位误差上限 = 1\u202f000 米（默认）" in cell["参数"]
    assert not re.search("[a-z]{4}", cell["公式"])


def test_the_report_repeats_in_every_format_with_maps_and_charts(firms: gpd.GeoDataFrame, room: Room) -> None:
    t = translator("zh")
    study = studies.clusters(
        firms,
        method="dbscan",
        parameters={"reach_m": 2000, "min_points": 5, "concavity": 0.5},
        uncertainty_m=firms["uncertainty"],
        most_m=1000,
        coverage="sample",
        data=HOSTILE[2],
    )
    layer = paint_clusters(room, study, t, title=HOSTILE[0], data="x")
    study = replace(study, layer_id=layer.layer_id)
    found = blocks([study], [], t, made=dt.datetime(2026, 1, 2, tzinfo=dt.UTC), layers=room.layers)
    pictures = [block for block in found if isinstance(block, Picture)]
    assert len(pictures) == 2  # the map and the bars
    assert html_of(found, t).count("<svg") == 2
    assert "{{7*7}}" in html_of(found, t)
    word = docx_report(found, t, as_of="2026-01-02")
    assert word == docx_report(found, t, as_of="2026-01-02")
    with zipfile.ZipFile(io.BytesIO(word)) as opened:
        assert sum(name.startswith("word/media/") for name in opened.namelist()) == 2
        assert t("analysis.method.dbscan") in opened.read("word/document.xml").decode()
    paper = pdf_report(found[:6], t)
    assert paper == pdf_report(found[:6], t)
    assert paper.startswith(b"%PDF")


def test_a_layer_gets_a_look_of_its_own_and_a_place_among_the_others(cities: gpd.GeoDataFrame, room: Room) -> None:
    first, second = (room.add(new_layer(cities, title=name, kind="upload", data="x")) for name in "ab")
    assert first.colours != second.colours
    assert first.as_state(shown=True)["pattern"] != second.as_state(shown=True)["pattern"]
    room.move(first, 1)
    assert [layer.title for layer in room.layers] == ["b", "a"]
    second.paint(classify(cities["jobs"], scheme="quantiles", classes=3), "jobs")
    assert set(second.colours) <= set(LOOKS[second.look].ramp)
    second.dress("blue")
    assert set(second.colours) <= set(LOOKS["blue"].ramp)
    assert second.legend.colours == second.colours
