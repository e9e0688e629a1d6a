"""Density clusters: of the register's firms, listed with their country, named in both languages, in the link."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from geo.catalog import load_catalog
from geo.observatory.density import AREA_SETS, COUNTRIES, RESOURCE, density
from geo.observatory.multiples import circle_map, outlines
from geo.observatory.state import parse_state
from geo.settings import Settings, settings


def test_the_largest_cluster_of_china_holds_the_firms_within_reach(store: Settings) -> None:
    catalog = load_catalog(settings())
    found = density(catalog, settings(), "CN", radius_km=15, least=100)
    firms = pd.read_parquet(catalog.data_dir / catalog.resource(RESOURCE).path)
    assert found.firms == int(firms["country"].isin(COUNTRIES["CN"]).sum())
    assert found.firms >= found.inside == sum(one.firms for one in found.clusters) > 0
    beijing = next(one for one in found.clusters if one.region.en == "Beijing")
    near = np.hypot((firms["lat"] - beijing.lat) * 111.2, (firms["lon"] - beijing.lon) * 111.2 * np.cos(0.697)) < 15
    assert beijing.firms >= int(near.sum())
    assert [one.firms for one in found.clusters] == sorted((one.firms for one in found.clusters), reverse=True)
    drawn = outlines(catalog, settings(), AREA_SETS["CN"])
    places = found.clusters
    made = ET.fromstring(  # noqa: S314 - made here
        circle_map(
            drawn, [one.lon for one in places], [one.lat for one in places], [float(one.firms) for one in places]
        )
    )
    circles = list(made.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(circles) == len(places)
    assert all(0 < float(one.get("cx", 0)) < 300 and 0 < float(one.get("cy", 0)) < drawn.height_px for one in circles)


@pytest.mark.parametrize("asked", ["15", "15-1", "0-50", "15-50-2", "{{7*7}}", "１５-50"])
def test_a_density_the_page_does_not_offer_is_told(asked: str) -> None:
    state, problems = parse_state({"density": asked})
    assert state.density == ()
    assert [one.key for one in problems] == ["density"]
    assert parse_state({"density": "15-50"})[0].query() == {"density": "15-50"}
