"""The home page in Chromium: its map is live, and a click on it opens what was clicked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .map_page import click_place, expect_card, map_frame, view_of
from .test_cluster_map import wait_for_query

Open = Callable[..., Page]


def test_a_click_on_the_home_map_opens_the_cluster_on_the_cluster_map(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/?lang=en")
    frame = map_frame(page)
    page.locator(".st-key-overview_map_head").get_by_text("World", exact=True).click()
    frame.wait_for_function("() => Observatory.view.map.getZoom() <= 2")
    frame.wait_for_timeout(1000)
    click_place(page, frame, 36.1, 140.1)
    page.wait_for_url("**/cluster_map?**")
    wait_for_query(page, "sel", "cluster:tsukuba")


@pytest.mark.parametrize(("selection", "title", "place"), [("cluster:ruhr", "Ruhr Area", (51.5, 7.2))])
def test_a_link_with_a_selection_alone_goes_to_it(
    address: str, open_page: Open, selection: str, title: str, place: tuple[float, float]
) -> None:
    page = open_page(f"{address}/cluster_map?lang=en&sel={selection}")
    map_frame(page)
    expect_card(page, title)
    wait_for_query(page, "sel", selection)
    page.wait_for_function("() => Math.abs(Number(new URLSearchParams(location.search).get('lat')) - 51.5) < 0.6")
    frame = map_frame(page)
    frame.wait_for_function("() => Observatory.view.map.getZoom() >= 7")
    lat, lng, _zoom = view_of(frame)
    assert (lat, lng) == pytest.approx(place, abs=0.6)
