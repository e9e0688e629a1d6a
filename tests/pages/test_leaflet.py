"""Maps rendered once send what streamlit-folium would send, and only their state changes."""

from __future__ import annotations

from typing import Any

import folium
import pytest
import streamlit_folium

from geo.errors import ObservatoryError
from geo.maps.bridge import state_layer
from geo.maps.cluster_map import base_map
from geo.maps.comparison_map import comparison_map
from geo.settings import Settings
from pages.components import leaflet

STATE: dict[str, Any] = {"layers": ["clusters"], "query": "model=a_b&conf=high,medium", "view": {"lat": 1.5, "n": None}}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Note what the component is called with."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **arguments: calls.append(arguments) or None)
    return calls


def as_by_streamlit_folium(made: folium.Map) -> None:
    """Show a map with its state through the library's own function."""
    streamlit_folium.st_folium(
        made,
        key="map",
        height=300,
        use_container_width=True,
        returned_objects=["center", "zoom"],
        feature_group_to_add=state_layer(STATE),
    )


def test_a_rendered_map_sends_what_streamlit_folium_sends(store: Settings, sent: list[dict[str, Any]]) -> None:
    as_by_streamlit_folium(base_map(store))
    leaflet.show(leaflet.cluster_map(store), STATE, key="map", height=300, reported=("center", "zoom"))
    as_by_streamlit_folium(comparison_map(store, number=2))
    leaflet.show(leaflet.compared_map(store, 2), STATE, key="map", height=300, reported=("center", "zoom"))
    assert len(sent) == 4
    for theirs, ours in (sent[:2], sent[2:]):
        for each in (theirs, ours):
            del each["id"], each["on_change"], each["default"]
        assert ours == theirs


def test_two_runs_send_the_same_bytes(store: Settings, sent: list[dict[str, Any]]) -> None:
    for _ in range(2):
        leaflet.show(leaflet.cluster_map(store), STATE, key="map", height=300)
    for each in sent:
        del each["on_change"]
    assert sent[0] == sent[1]


def test_what_is_no_id_reaches_no_map(store: Settings, sent: list[dict[str, Any]]) -> None:
    with pytest.raises(ObservatoryError, match="must not reach a map template"):
        leaflet.show(leaflet.cluster_map(store), {"query": "{{7*7}}"}, key="map", height=300)
    assert sent == []
