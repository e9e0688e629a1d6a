"""Structure lent to a case: the figures of its region, the scope said, and nothing where statistics know nothing."""

from __future__ import annotations

import numpy as np
import pytest

from geo.catalog import load_catalog
from geo.language import LANGUAGES
from geo.observatory.lent import LEAST_SHARE_PCT, SCOPES, lent
from geo.observatory.profile import REGION_OF_CLUSTER, profile
from geo.settings import settings
from tests.texts import messages


@pytest.mark.parametrize("cluster_id", SCOPES)
def test_the_industries_are_those_of_the_regions_profile(cluster_id: str) -> None:
    catalog = load_catalog(settings())
    found = lent(catalog, cluster_id)
    assert found is not None
    strengths = profile(catalog, REGION_OF_CLUSTER[cluster_id]).strengths
    assert strengths is not None
    known = strengths[strengths["share_pct"] >= LEAST_SHARE_PCT].sort_values("lq", ascending=False)
    assert [one.name.localised("en") for one in found.industries] == list(known["name_en"].head(5))
    assert [one.quotient for one in found.industries] == pytest.approx(list(known["lq"].head(5)))


def test_published_quotients_and_shares_of_the_digital_economy() -> None:
    catalog = load_catalog(settings())
    valley, seattle, ruhr = (lent(catalog, key) for key in ("silicon_valley", "microsoft_cloud", "ruhr"))
    assert valley is not None and seattle is not None and ruhr is not None
    assert valley.industries[0].quotient == pytest.approx(8.9, abs=0.05)
    assert seattle.industries[0].quotient == pytest.approx(11.5, abs=0.05)
    assert valley.digital_pct > seattle.digital_pct > 0
    assert np.isnan(ruhr.digital_pct)  # sections of NACE do not tell the digital economy


@pytest.mark.parametrize("cluster_id", ["tsukuba", "shenzhen", "nowhere"])
def test_a_place_without_statistics_by_industry_lends_nothing(cluster_id: str) -> None:
    assert lent(load_catalog(settings()), cluster_id) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scope_is_said(language: str) -> None:
    assert {f"compare.structure.scope.{scope}" for scope in SCOPES.values()} <= set(messages(language))
