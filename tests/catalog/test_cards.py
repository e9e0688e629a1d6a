"""Cards: facts with sources, dates and confidence, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.catalog import boundaries, load_catalog
from geo.catalog.cards import KINDS, Card, card
from geo.catalog.errors import UnknownObjectError
from geo.catalog.things import TABLES
from geo.errors import NotPreparedError
from geo.settings import Settings
from tests import small_package

EVERY = [
    ("cluster", "tsukuba"),
    ("org", "lenovo"),
    ("hub", "yrd"),
    ("computing", "wuhu"),
    ("area", "sa1"),
    ("region", "yrd_core"),
    ("link", "pr01_yrd_core_wuhu"),
    ("park", "pk1"),
]


def read(config: Settings, kind: str, object_id: str, lang: str = "en") -> Card:
    return card(load_catalog(config), kind, object_id, lang=lang, config=config)


def values(one: Card) -> dict[str, str]:
    return {fact.key: fact.value.replace("\u202f", " ") for fact in one.facts}


def confidences(one: Card) -> dict[str, str]:
    return {fact.key: fact.confidence for fact in one.facts}


def test_every_kind_has_a_card() -> None:
    assert {kind for kind, _ in EVERY} == set(KINDS)


@pytest.mark.parametrize(("kind", "object_id"), EVERY)
def test_both_languages_say_the_same(small_store: Settings, kind: str, object_id: str) -> None:
    zh, en = (read(small_store, kind, object_id, lang) for lang in ("zh", "en"))
    assert [fact.key for fact in zh.facts] == [fact.key for fact in en.facts]
    assert [(f.source_ids, f.as_of, f.confidence) for f in zh.facts] == [
        (f.source_ids, f.as_of, f.confidence) for f in en.facts
    ]
    assert len(zh.notes) == len(en.notes)
    assert zh.title
    assert zh.title != en.title
    assert (zh.lon, zh.lat, zh.compare_id) == (en.lon, en.lat, en.compare_id)


@pytest.mark.parametrize(("kind", "object_id"), EVERY)
def test_every_fact_can_be_asked_for_its_source(small_store: Settings, kind: str, object_id: str) -> None:
    catalog = load_catalog(small_store)
    one = read(small_store, kind, object_id)
    assert one.facts
    for fact in one.facts:
        assert fact.label
        assert fact.value
        assert fact.confidence in ("high", "medium", "low")
        assert fact.as_of
        assert catalog.sources(fact.source_ids) or fact.key == "sample"


def test_cluster_card(small_store: Settings) -> None:
    one = read(small_store, "cluster", "beijing_zhongguancun")
    assert (one.title, one.subtitle) == ("Beijing Zhongguancun", "Industrial cluster · Haidian, Beijing")
    assert (one.model, one.compare_id) == ("technology_innovation", "beijing_zhongguancun")
    assert values(one) == {
        "model": "Technology innovation",
        "model_secondary": "Digital industrialisation",
        "model_reason": "Institutes and spin-offs lead",
        "start_year": "1988",
        "scope": "Haidian only",
        "area_drawn": "430 km²",
        "area_published": "488 km²",
        "sample": "Firms: 2; Research bodies: 1",
        "listing": "National strategic emerging industry cluster (2019)",
    }
    assert confidences(one)["model"] == "medium"
    assert confidences(one)["start_year"] == "high"
    assert one.notes[0] == "The zone has sixteen parks"
    assert (one.lon, one.lat, one.uncertainty_m, one.precision) == (116.2825, 40.0262, 5000, "district")


def test_the_drawn_area_says_that_it_is_computed(small_store: Settings) -> None:
    labels = {fact.key: fact.label for fact in read(small_store, "cluster", "tsukuba", "zh").facts}
    assert "计算" in labels["area_drawn"]
    assert "公布" in labels["area_published"]


def test_a_computing_cluster_carries_no_model(small_store: Settings) -> None:
    for kind, object_id in (("cluster", "edwc_wuhu"), ("computing", "wuhu")):
        one = read(small_store, kind, object_id)
        assert "model" not in values(one)
        assert (one.model, one.compare_id) == ("", None)


def test_computing_card(small_store: Settings) -> None:
    one = read(small_store, "computing", "wuhu")
    assert values(one) == {
        "policy_group": "Near dense demand",
        "start_areas": "Jiujiang District; Yijiang District",
        "area_drawn": "1 378 km²",
        "parks": "Wuhu computing park",
        "demand": "Core cities of the delta",
        "pue_max": "1.25 at most",
        "rack_utilisation": "65% at least",
        "position": "District, within about 5 km",
    }
    # The value is of low confidence although the object is of high confidence.
    assert (confidences(one)["pue_max"], one.confidence) == ("low", "high")


def test_organisation_card(small_store: Settings) -> None:
    one = read(small_store, "org", "baidu")
    assert one.subtitle == "Platform company · Beijing Zhongguancun"
    assert one.compare_id == "beijing_zhongguancun"
    assert values(one) == {
        "role": "Lead",
        "segment": "Digital technology application",
        "founded_year": "2000",
        "ticker": "9888.HK; NASDAQ:BIDU",
        "unit": "Haidian",
        "position": "Building, within about 300 m",
        "position_basis": "district anchor",
    }


def test_everything_about_a_low_confidence_row_is_low(small_store: Settings) -> None:
    assert set(confidences(read(small_store, "org", "cas")).values()) == {"low"}


def test_link_card(small_store: Settings) -> None:
    one = read(small_store, "link", "pr01_yrd_core_wuhu", "zh")
    assert one.title == "长三角核心城市 → 芜湖数据中心集群"
    assert one.subtitle == "实时业务 · 官方文件"
    assert one.summary == "承接核心城市的实时需求。"
    assert values(one)["latency_claim"] == "往返 5 毫秒"
    assert values(one)["evidence"] == "官方文件（复函）"
    assert (one.lon, one.lat, one.precision) == (None, None, "")


def test_hub_region_area_and_park_cards(small_store: Settings) -> None:
    assert values(read(small_store, "hub", "yrd"))["computing_clusters"] == "Wuhu"
    assert values(read(small_store, "region", "yrd_core"))["supply"] == "Wuhu data-centre cluster"
    assert values(read(small_store, "area", "sa2"))["area_drawn"] == "502 km²"
    park = read(small_store, "park", "pk1")
    assert confidences(park) == {"operators": "high", "unit": "high", "position": "low"}


@pytest.mark.parametrize(
    ("kind", "object_id"), [("cluster", "atlantis"), ("org", ""), ("planet", "tsukuba"), ("cluster", "lenovo")]
)
def test_an_unknown_object_is_named(small_store: Settings, kind: str, object_id: str) -> None:
    with pytest.raises(UnknownObjectError):
        read(small_store, kind, object_id)


def test_an_area_needs_the_store(small: Settings) -> None:
    with pytest.raises(NotPreparedError):
        read(small, "cluster", "tsukuba")


def test_hostile_texts_stay_as_they_are(tmp_path: Path) -> None:
    hostile = "{{7*7}} {name} ${7*7} <img src=x onerror=alert(1)> `x`\n%s"

    def change(tables: small_package.Tables) -> None:
        tables["organisations"][0].update(name_zh=hostile, name_en=hostile, address=hostile)
        tables["links"][0].update(statement_en=hostile, latency_claim_en=hostile)
        tables["demand_regions"][0].update(name_en=hostile)

    config = small_package.write(tmp_path, change=change)
    boundaries.prepare(config, lambda _step: None)
    organisation = read(config, "org", "lenovo")
    assert (organisation.title, values(organisation)["address"]) == (hostile, hostile)
    link = read(config, "link", "pr01_yrd_core_wuhu")
    assert (link.summary, values(link)["latency_claim"]) == (hostile, hostile)
    assert link.title == f"{hostile} → Wuhu data-centre cluster"


@pytest.mark.parametrize("kind", KINDS)
def test_every_object_of_the_project_has_its_card(store: Settings, kind: str) -> None:
    catalog = load_catalog(store)
    table, key = TABLES[KINDS[kind][0]]
    for object_id in catalog.table(table)[key].iloc[::7]:
        for lang in ("zh", "en"):
            one = card(catalog, kind, object_id, lang=lang, config=store)
            assert one.title
            for fact in one.facts:
                assert catalog.sources(fact.source_ids) or fact.key == "sample"
