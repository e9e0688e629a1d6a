"""The data package: typed tables, sources, and files that are not as sealed."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from geo.catalog import load_catalog
from geo.catalog.errors import DataFileError, UnknownObjectError
from geo.catalog.things import split_values
from geo.commands.seal import seal
from geo.errors import CatalogError
from geo.settings import Settings
from tests import small_package


def descriptor(config: Settings) -> Path:
    return config.data_dir / "datapackage.json"


def test_tables_are_typed_by_their_schema(small: Settings) -> None:
    clusters = load_catalog(small).table("clusters")
    assert clusters["lon"].dtype == "float64"
    assert clusters["start_year"].dtype == "Int64"
    assert clusters["year_listed"].isna().tolist() == [True, False, True]
    assert clusters["summary_zh"].tolist() == [
        "国家主导的科学城。",
        "大学与企业相邻的创新区。",
        "长三角的算力集群。",
    ]
    assert clusters["model_secondary"].tolist()[0] == ""
    assert isinstance(clusters["summary_zh"].dtype, pd.StringDtype)


def test_a_text_that_says_na_stays_a_text(tmp_path: Path) -> None:
    def change(tables: small_package.Tables) -> None:
        tables["organisations"][0]["name_en"] = "NA"
        tables["organisations"][0]["ticker"] = "0001"

    row = load_catalog(small_package.write(tmp_path, change=change)).table("organisations").iloc[0]
    assert (row["name_en"], row["ticker"]) == ("NA", "0001")


@pytest.mark.parametrize(("column", "value"), [("lon", "<15"), ("lon", "inf"), ("start_year", "1963.5")])
def test_a_cell_of_the_wrong_type_is_named(tmp_path: Path, column: str, value: str) -> None:
    def change(tables: small_package.Tables) -> None:
        tables["clusters"][1][column] = value

    catalog = load_catalog(small_package.write(tmp_path, change=change))
    with pytest.raises(CatalogError) as caught:
        catalog.table("clusters")
    assert caught.value.values == {"table": "clusters", "row": 3, "column": column, "value": value}


def test_the_catalogue_tells_its_version_date_and_files(small: Settings) -> None:
    catalog = load_catalog(small)
    assert len(catalog.digest) == 12
    assert int(catalog.digest, 16) >= 0
    assert catalog.as_of == "2026-11-01"
    resource = catalog.resource("cluster_units")
    assert (resource.rows, resource.title.localised("zh"), resource.primary_key) == (
        2,
        "cluster_units",
        ("cluster_id", "unit_id"),
    )
    assert (("unit_id",), "admin_units", ("unit_id",)) in resource.foreign_keys
    assert resource.licences[0].url == "https://example.org/by"
    assert [field.enum for field in catalog.resource("links").fields if field.name == "evidence"] == [
        ("official", "reported")
    ]
    assert catalog.resource("boundary_tsukuba").rows == 1
    assert not catalog.resource("boundary_tsukuba").is_table


def test_the_catalogue_is_opened_once(small: Settings) -> None:
    assert load_catalog(small) is load_catalog(small)
    assert load_catalog(small).table("hubs") is load_catalog(small).table("hubs")


def test_a_package_sealed_anew_is_read_anew(small: Settings) -> None:
    before = load_catalog(small)
    table = small.data_dir / "tables" / "clusters.csv"
    table.write_text(table.read_text("utf-8").replace("国家主导的科学城。", "国立的科学城。"), "utf-8")
    seal(small.data_dir)
    assert load_catalog(small).digest != before.digest
    assert load_catalog(small).table("clusters")["summary_zh"].iloc[0] == "国立的科学城。"


def test_the_digest_follows_the_data(tmp_path: Path) -> None:
    def change(tables: small_package.Tables) -> None:
        tables["clusters"][0]["name_en"] = "Tsukuba"

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    sound = load_catalog(small_package.write(tmp_path / "a"))
    other = load_catalog(small_package.write(tmp_path / "b", change=change))
    assert sound.digest != other.digest


def test_sources_resolve_in_the_order_of_the_cell(small: Settings) -> None:
    catalog = load_catalog(small)
    assert [source.source_id for source in catalog.sources("article;case-s1")] == ["article", "case-s1"]
    source = catalog.source("case-s1")
    assert (source.title.en, source.publisher.en, source.date) == ("Reply on the hub", "NDRC", "2022-02-17")
    assert (source.title.zh, source.publisher.zh) == ("关于枢纽的复函", "国家发展改革委")
    assert split_values("") == ()


@pytest.mark.parametrize("name", ["nothing", "boundary_tsukuba", "../clusters"])
def test_an_unknown_table_or_source_is_an_unknown_object(small: Settings, name: str) -> None:
    with pytest.raises(UnknownObjectError):
        load_catalog(small).table(name)
    with pytest.raises(UnknownObjectError):
        load_catalog(small).source(name)


def test_all_missing_and_altered_files_are_named_at_once(small: Settings) -> None:
    hubs, places = small.data_dir / "tables/hubs.csv", small.data_dir / "tables/places.csv"
    hubs.write_bytes(hubs.read_bytes() + b"\n")
    places.unlink()
    with pytest.raises(DataFileError) as caught:
        load_catalog(small)
    altered, missing = caught.value.faults
    assert (altered.path, missing.path, missing.found) == ("tables/hubs.csv", "tables/places.csv", None)
    for fault in (altered, missing):
        assert fault.path in caught.value.message
        assert fault.expected in caught.value.message
    assert altered.found is not None
    assert altered.found != altered.expected
    assert altered.found in caught.value.message


def test_a_mended_file_opens_again(small: Settings) -> None:
    hubs = small.data_dir / "tables/hubs.csv"
    content = hubs.read_bytes()
    hubs.write_bytes(b"")
    with pytest.raises(DataFileError):
        load_catalog(small)
    hubs.write_bytes(content)
    assert load_catalog(small).resource("hubs").rows == 1


def test_a_missing_descriptor_is_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"datapackage\.json is missing"):
        load_catalog(Settings(tmp_path, tmp_path, "zh", 1, "", ""))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"resources": [{"path": "x"}]}', '{"resources": 3}'])
def test_a_broken_descriptor_says_what_it_must_be(small: Settings, content: str) -> None:
    descriptor(small).write_text(content, "utf-8")
    with pytest.raises(CatalogError, match="resources"):
        load_catalog(small)


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "tables/../../secret.csv", ""])
def test_a_path_that_leaves_the_package_is_refused(small: Settings, path: str) -> None:
    content = json.loads(descriptor(small).read_text("utf-8"))
    content["resources"][0]["path"] = path
    descriptor(small).write_text(json.dumps(content), "utf-8")
    with pytest.raises(CatalogError, match="leaves the package"):
        load_catalog(small)


def test_a_name_given_twice_is_refused(small: Settings) -> None:
    content = json.loads(descriptor(small).read_text("utf-8"))
    content["resources"][1]["name"] = content["resources"][0]["name"]
    descriptor(small).write_text(json.dumps(content), "utf-8")
    with pytest.raises(CatalogError, match="twice"):
        load_catalog(small)


def test_texts_may_hold_line_ends_and_markup(tmp_path: Path) -> None:
    hostile = "{{7*7}}`${7*7}`\n<img src=x onerror=alert(1)>;\"'"

    def change(tables: small_package.Tables) -> None:
        tables["organisations"][0]["name_zh"] = hostile

    catalog = load_catalog(small_package.write(tmp_path, change=change))
    assert catalog.table("organisations")["name_zh"].iloc[0] == hostile
    assert catalog.resource("organisations").rows == 4
