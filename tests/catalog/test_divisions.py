"""Provinces and cities: what they are called and what lies in them."""

from __future__ import annotations

import pytest

from geo.catalog import load_catalog
from geo.catalog.divisions import cities, city_of, name_of, places, province_of
from geo.language import LANGUAGES


@pytest.mark.parametrize(
    ("country", "code", "province", "city"),
    [
        ("CN", "440305", "440000", "440300"),
        ("CN", "310115", "310000", "310115"),  # a municipality has no cities: its districts
        ("CN", "150000", "150000", ""),
        ("CN", "", "", ""),
        ("CN-TW", "", "710000", ""),
        ("US", "06085", "", ""),
    ],
)
def test_a_code_tells_province_and_city(country: str, code: str, province: str, city: str) -> None:
    assert (province_of(country, code), city_of(country, code)) == (province, city)


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("440000", "广东", "Guangdong"),
        ("440300", "深圳市", "Shenzhen"),
        ("320200", "无锡市", "Wuxi"),  # named by its districts only
        ("150900", "乌兰察布市", "Ulanqab"),
        ("310115", "浦东新区", "Pudong New Area"),
        ("659001", "659001", "659001"),
    ],
)
def test_names_in_both_languages(code: str, zh: str, en: str) -> None:
    name = name_of(load_catalog(), code)
    assert (name.zh, name.en) == (zh, en)


def test_every_city_with_an_organisation_has_a_name_in_both_languages() -> None:
    catalog = load_catalog()
    organisations = catalog.table("organisations")
    placed = zip(organisations["country"], organisations["unit_id"].str.removeprefix("CN-"), strict=True)
    held = {city_of(country, code) for country, code in placed} - {""}
    assert len(held) > 20 and held <= set(cities(catalog))
    assert [code for code in held for lang in LANGUAGES if name_of(catalog, code).localised(lang) == code] == []


def test_a_hub_lies_where_it_says_and_where_its_clusters_are() -> None:
    held = places(load_catalog())
    assert held.provinces["hub:yrd"] == {"310000", "320000", "330000", "340000"}
    assert "340200" in held.cities["hub:yrd"]  # Wuhu
    assert held.passes("hub:yrd", provinces=["340000"], cities=["340200"])
    assert not held.passes("hub:yrd", provinces=["340000"], cities=["440300"])
    assert not held.passes("cluster:ruhr", provinces=["340000"], cities=())
    assert held.passes("cluster:ruhr", provinces=(), cities=())
