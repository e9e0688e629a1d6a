"""Profiles: every region has one, its findings are recomputed from the figures, its peers are like it."""

from __future__ import annotations

import numpy as np
import pytest

from geo.catalog import load_catalog
from geo.catalog.errors import UnknownObjectError
from geo.observatory.profile import PROFILED, REGION_OF_CLUSTER, Profile, profile
from geo.observatory.surroundings import surroundings
from geo.settings import settings
from geo.statistics.cities import MEASURES, cities
from geo.statistics.regions import regions


def of(region_id: str) -> Profile:
    """Return a profile from the catalogue."""
    return profile(load_catalog(settings()), region_id)


def test_silicon_valley_by_its_published_figures() -> None:
    found = of("US-41940")
    assert found.strengths is not None
    assert found.talent is not None
    technology = found.strengths[found.strengths["code"] == "Information Technology and Analytical Instruments"].iloc[0]
    assert technology["jobs"] == 92_749
    assert technology["lq"] == pytest.approx(8.9079, abs=5e-5)
    assert technology["strong"]
    said = {one.key: one for one in found.findings}
    assert set(said) == {"profile_largest", "profile_special", "profile_option"}
    assert dict(said["profile_special"].figures) == {"lq": technology["lq"], "jobs": 92_749}
    largest = found.strengths.iloc[0]
    assert said["profile_largest"].figures["share"] == pytest.approx(largest["share_pct"])
    assert said["profile_largest"].figures["country"] == pytest.approx(largest["share_pct"] / largest["lq"])
    assert found.talent.iloc[0]["name_en"] == "Software Developers"


def test_quotients_of_talent_have_the_interval_of_their_standard_error() -> None:
    talent = of("US-41940").talent
    assert talent is not None
    first = talent.iloc[0]
    assert first["rse_pct"] == pytest.approx(1.8, abs=1e-6)
    # 1.96 standard errors of 1.8 % are 3.53 % of the quotient; rounding adds a little.
    assert first["lq"] - first["low"] == pytest.approx(0.0353 * first["lq"], rel=0.01)
    known = talent[talent["rse_pct"].notna()]
    assert ((known["low"] < known["lq"]) & (known["lq"] < known["high"])).all()


def test_clusters_organisations_and_policies_of_a_region() -> None:
    catalog = load_catalog(settings())
    found = surroundings(catalog, "DE-NW")
    assert found is not None
    assert [one.cluster_id for one in found.clusters] == ["ruhr"]
    assert found.count >= len(found.organisations) == 12
    assert {one.cluster_id for one in found.organisations} == {"ruhr"}
    assert found.policies
    years = [one.year_start or 9999 for one in found.policies]
    assert years == sorted(years)
    assert surroundings(catalog, "US-17200") is None


def test_options_are_related_to_what_the_region_does() -> None:
    found = of("US-41940")
    assert found.options is not None
    assert (found.options["related"] > 0).all()
    assert (found.options["lq"].dropna() < 1).all()
    assert found.options["nearness"].is_monotonic_decreasing


def test_peers_are_of_like_size_and_say_why() -> None:
    catalog = load_catalog(settings())
    found = of("US-42660")
    assert found.peers is not None
    assert len(found.peers) == 6
    assert found.peers["likeness"].is_monotonic_decreasing
    assert found.peers["likeness"].between(0, 1).all()
    known = regions(catalog)
    assert all(known[one].area_set == "us_cbsa" for one in found.peers["region_id"])
    assert (found.peers["shared_zh"] != "").any()


def test_a_city_by_its_figures() -> None:
    found = of("CN-440300")
    figures = cities(load_catalog(settings()))
    at = figures.codes.index("440300")
    assert found.places is not None
    assert list(found.places["key"]) == list(MEASURES)
    head = found.places.set_index("key").loc["gdp_per_head"]
    values = figures.values("gdp_per_head", 2024)
    assert head["rank"] == 1 + (values > values[at]).sum()
    assert head["rank_parent"] == 1
    said = {one.key: one.figures for one in found.findings}
    assert said["profile_head"] == {"rank": head["rank"], "of": np.isfinite(values).sum()}
    assert said["profile_trend"]["last"] == pytest.approx(values[at])
    assert said["profile_trend"]["first"] == pytest.approx(figures.values("gdp_per_head", 2014)[at])


def test_a_region_without_figures_says_nothing() -> None:
    found = of("GB-UKN0")
    assert found.strengths is None
    assert found.findings == ()
    with pytest.raises(UnknownObjectError):
        of("US-99999")
    with pytest.raises(UnknownObjectError):
        of("GB-TLM7")


@pytest.mark.parametrize("region_id", ["GB-UKH1", "DE-NW", "US-17200", "CN-341400", "CN-460300", "US-10100"])
def test_profiles_exist_for_awkward_regions(region_id: str) -> None:
    found = of(region_id)
    assert found.region.region_id == region_id
    for one in found.findings:
        assert all(np.isfinite(value) for value in one.figures.values())


def test_clusters_of_the_catalogue_lead_to_their_region() -> None:
    catalog = load_catalog(settings())
    known = regions(catalog)
    clusters = set(catalog.table("clusters")["cluster_id"])
    for cluster, region in REGION_OF_CLUSTER.items():
        assert cluster in clusters
        assert known[region].area_set in PROFILED
