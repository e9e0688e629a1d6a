"""What is named on the map: no label over another or over a sign, at any zoom; a label opens what it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Frame, Page

from .map_page import expect_card, map_frame, move_to, settle

Open = Callable[..., Page]
PLACES = {"China": (31.0, 113.0), "Europe": (51.0, 8.0), "United States": (37.6, -122.0)}
ZOOMS = range(3, 11)
# Boxes of labels; of the bubbles with a count, a register's circles, and the signs of clusters and hubs: pixels.
BOXES = """() => {
    const v = Observatory.view;
    const at = (node) => { const r = node.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
    const labels = [...v.labels._shown.values()].map((m) => [m.getElement().textContent, ...at(m.getElement())])
        .filter(([, , , right, bottom]) => right > 0 && bottom > 0); // not those of what lies beyond the edge
    const bubbles = [];
    Observatory.eachOrganisation(v.map, v.layers.organisations, (p, data) => {
        if (data.n > 1) { const r = Math.min(9 + 2.6 * Math.log2(data.n), 24) - 2;
                          bubbles.push([String(data.n), p.x - r, p.y - r, p.x + r, p.y + r]); } });
    v.each("occupied").flatMap((plugin) => plugin.occupied()).forEach(({ key, lat, lng, gap }) => {
        const p = v.map.latLngToContainerPoint([lat, lng]);
        bubbles.push([key, p.x - gap, p.y - gap, p.x + gap, p.y + gap]); });
    const signs = v.signsOnMap(v.map.getZoom());
    const hidden = v.thin(signs);
    signs.filter((one) => !hidden.has(one.key)).forEach(({ key, at: p, gap }) => {
        const r = Math.min(gap, 8);
        bubbles.push([key, p.x - r, p.y - r, p.x + r, p.y + r]); });
    if (v.state.layers.includes("clusters")) v.network.clusters.forEach(({ id, lat, lon }) => {
        const p = v.map.latLngToContainerPoint([lat, lon]);
        bubbles.push(["place of " + id, p.x - 8, p.y - 8, p.x + 8, p.y + 8]); });
    return {labels, bubbles};
}"""

# Numbers of bubbles with the signs whose heads lie over them.
NUMBERS = """() => {
    const v = Observatory.view;
    const heads = [...document.querySelectorAll(".dco-marker")]
        .filter((node) => node.checkVisibility({visibilityProperty: true, opacityProperty: true}))
        .map((node) => ({title: node.getAttribute("aria-label") || node.title, at: node.getBoundingClientRect()}))
        .filter(({at}) => at.width >= 14);
    const origin = v.map.getContainer().getBoundingClientRect();
    const wrong = [];
    Observatory.eachOrganisation(v.map, v.layers.organisations, (p, data) => {
        if (data.n < 2) return;
        const [x, y] = [origin.left + p.x, origin.top + p.y];
        heads.forEach(({title, at}) => {
            const side = Math.min(at.width, at.height);
            const away = Math.hypot(at.left + at.width / 2 - x, at.top + side / 2 - y);
            if (away < 12) wrong.push([String(data.n), title]); });
    });
    return {heads: heads.length, wrong};
}"""


def over(a: list[Any], b: list[Any]) -> bool:
    """Tell whether two boxes lie over each other by more than the pixel that rounding may bring."""
    return a[1] < b[3] - 1 and b[1] < a[3] - 1 and a[2] < b[4] - 1 and b[2] < a[4] - 1


def collisions(frame: Frame) -> list[tuple[str, str]]:
    drawn = frame.evaluate(BOXES)
    labels = drawn["labels"]
    return [
        (one[0], other[0])
        for number, one in enumerate(labels)
        for other in [*labels[number + 1 :], *drawn["bubbles"]]
        if over(one, other)
    ]


def collisions_everywhere(frame: Frame) -> dict[tuple[str, int], list[tuple[str, str]]]:
    """Return what lies over what at each place and zoom, signs over numbers too, once everything is drawn."""
    found = {}
    for place, (lat, lng) in PLACES.items():
        for zoom in ZOOMS:
            move_to(frame, lat, lng, zoom)
            settle(frame)
            frame.wait_for_function("() => !Observatory.view.soon && !(Observatory.view.plugins.register || {}).frame")
            if wrong := collisions(frame) + [tuple(pair) for pair in frame.evaluate(NUMBERS)["wrong"]]:
                found[place, zoom] = wrong
    return found


# Half a minute of processor each: the longer names are looked at in every run of CI, the others in the slow one.
@pytest.mark.journey
@pytest.mark.parametrize("language", [pytest.param("zh", marks=pytest.mark.slow), "en"])
def test_no_label_lies_over_another_or_over_a_count(address: str, open_page: Open, language: str) -> None:
    page = open_page(f"{address}/cluster_map?lang={language}&lat=31&lng=113&z=5")
    frame = map_frame(page)
    assert collisions_everywhere(frame) == {}


@pytest.mark.slow
def test_no_label_lies_over_the_circles_of_a_register(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/cluster_map?lang=zh&data=listed-firms&look=symbols&lat=31&lng=113&z=5")
    frame = map_frame(page)
    frame.wait_for_function("() => performance.getEntriesByName('dco-register-drawn').length > 0")
    assert collisions_everywhere(frame) == {}


def test_a_label_opens_what_it_names(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/cluster_map?lang=en&lat=51.5&lng=7.2&z=8")
    frame = map_frame(page)
    frame.locator(".dco-label-cluster", has_text="Ruhr").click()
    expect_card(page, "Ruhr Area")
