"""Names of places: found in both languages, told apart, and answered with the nearest when nothing bears them."""

from __future__ import annotations

import pytest

from geo.analysis.errors import AmbiguousPlaceError, UnknownPlaceError
from geo.analysis.gazetteer import Place, gazetteer, nearest, resolve
from geo.catalog import load_catalog


@pytest.fixture(scope="module")
def known() -> tuple[Place, ...]:
    """Return the places of the real data."""
    cat = load_catalog()
    return gazetteer(
        *(cat.table(name) for name in ("places", "computing_clusters", "hubs", "demand_regions", "clusters"))
    )


def nowhere(lon: float, lat: float) -> str:
    """Stand for the look-up of territories, which names do not need."""
    raise AssertionError((lon, lat))


@pytest.mark.parametrize(
    ("text", "kind", "place_id"),
    [
        ("北京", "city", "cn_110000"),
        ("北京市", "city", "cn_110000"),
        ("BEIJING", "city", "cn_110000"),
        ("庆阳", "city", "cn_621000"),
        ("庆阳集群", "computing", "qingyang"),
        ("庆阳数据中心集群", "computing", "qingyang"),
        ("贵安", "computing", "guian"),
        ("Gui’an data-centre cluster", "computing", "guian"),
        ("京津冀", "region", "jjj"),
        ("京津冀枢纽", "hub", "jjj"),
        ("Guizhou hub", "hub", "gz"),
        ("hub:yrd", "hub", "yrd"),
        ("region:yrd", "region", "yrd"),
        ("horinger", "computing", "horinger"),
        ("吉林", "city", "cn_220200"),
    ],
)
def test_place_is_found_by_its_name(known: tuple[Place, ...], text: str, kind: str, place_id: str) -> None:
    found = resolve(known, text, territory_at=nowhere)
    assert (found.kind, found.id) == (kind, place_id)


@pytest.mark.parametrize("text", ["106.5,26.4", " 106.5 , 26.40 ", "106.5，26.4"])
def test_coordinates_are_a_place(known: tuple[Place, ...], text: str) -> None:
    found = resolve(known, text, territory_at=lambda lon, lat: f"at {lon} {lat}")
    assert (found.kind, found.lon, found.lat, found.territory) == ("point", 106.5, 26.4, "at 106.5 26.4")


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("贵安新", "computing:guian"),
        ("Bejing", "city:cn_110000"),
        ("粤港澳", "region:gba"),
        ("北京是", "city:cn_110000"),
    ],
)
def test_nearest_names_are_offered(known: tuple[Place, ...], text: str, offered: str) -> None:
    with pytest.raises(UnknownPlaceError) as refused:
        resolve(known, text, territory_at=nowhere)
    assert offered in [candidate.reference for candidate in refused.value.candidates]
    assert offered in str(refused.value.values["nearest"])


@pytest.mark.parametrize(
    "text", ["", "   ", "{{7*7}}", "${7*7}", "<img src=x>", "999,99", "a" * 5000, "hub:", "x\ny", "١٢,٣"]
)
def test_nonsense_is_refused_and_not_guessed(known: tuple[Place, ...], text: str) -> None:
    with pytest.raises(UnknownPlaceError):
        resolve(known, text, territory_at=nowhere)


def test_name_of_two_cities_is_not_settled_by_chance(known: tuple[Place, ...]) -> None:
    with pytest.raises(AmbiguousPlaceError, match=r"city:cn_320500.*city:cn_341300"):
        resolve(known, "Suzhou", territory_at=nowhere)
    assert resolve(known, "city:cn_341300", territory_at=nowhere).name.zh == "宿州"


def test_computing_clusters_are_not_offered_twice(known: tuple[Place, ...]) -> None:
    assert [place.id for place in known if place.id.startswith("edwc_")] == []


def test_nothing_alike_offers_nothing(known: tuple[Place, ...]) -> None:
    assert nearest(known, "ζξψ") == []
