"""What reaches folium's templates: ids, numbers and keys, never a text of the data or of a person."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog import load_catalog
from geo.errors import ObservatoryError
from geo.maps.bridge import neutral, state_layer
from geo.maps.cluster_map import base_map
from geo.maps.screen import drawing_state, shown
from geo.maps.state import LAYERS, MapState, Selection, parse_state
from geo.settings import Settings

HOSTILE = (
    "{{7*7}}",
    "{% set x=1 %}",
    "{# x #}",
    "${7*7}",
    "<img src=x onerror=alert(1)>",
    "</script>",
    "`x`",
    "a\nb",
    "a\u2028b",
    '"',
    "'",
    "\\",
    "a b",
    "(1)",
    "a;b",
    "中关村",
    "\x00",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: text,
        lambda text: [text],
        lambda text: (text,),
        lambda text: {"id": text},
        lambda text: {text: 1},
        lambda text: {"a": [{"b": ("c", text)}]},
    ],
)
def test_a_text_that_a_template_could_run_is_refused(text: str, wrap: Any) -> None:
    with pytest.raises(ObservatoryError, match="must not reach a map template"):
        neutral(wrap(text))
    with pytest.raises(ObservatoryError):
        state_layer({"value": wrap(text)})


@pytest.mark.parametrize("value", [object(), b"bytes", {"a": {1, 2}}, MapState()])
def test_anything_but_ids_and_numbers_is_refused(value: object) -> None:
    with pytest.raises(ObservatoryError, match="only ids and numbers"):
        neutral(value)


@given(st.text())
def test_a_text_passes_only_if_every_sign_of_it_is_plain(text: str) -> None:
    plain = re.fullmatch(r"[A-Za-z0-9_,.=&:-]*", text) is not None and text.isascii()
    try:
        assert neutral(text) == text
        assert plain
    except ObservatoryError as fault:
        assert not plain
        assert len(fault.message) < 200


def test_ids_numbers_and_keys_pass_unchanged() -> None:
    state = {
        "layers": ["clusters"],
        "query": "model=none&kind=firm,lab",
        "view": {"lat": -33.5},
        "on": True,
        "no": None,
    }
    assert neutral(state) is state


def script(figure: Any) -> str:
    """Render an element as streamlit-folium does and return all that the browser would get."""
    return str(figure.get_root().render())


def rendered_state(state: dict[str, Any], store: Settings) -> tuple[str, dict[str, Any]]:
    """Render the state layer on the base map; returns the page and the state in it."""
    layer = state_layer(state)
    folium_map = base_map(store)
    layer.add_to(folium_map)
    page = script(folium_map)
    return page, json.loads(re.findall(r"Observatory\.apply\((.*?)\);", page)[0])


def names(store: Settings) -> set[str]:
    """Return every name and text of the catalogue that the map shows, long enough to be told from an id."""
    catalog = load_catalog(store)
    found: set[str] = set()
    for table in ("clusters", "organisations", "hubs", "computing_clusters", "demand_regions", "places", "links"):
        frame = catalog.table(table)
        texts = [column for column in frame.columns if column.endswith(("_zh", "_en"))]
        found |= {text for column in texts for text in frame[column] if len(text) > 3}
    return found


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"model": "technology_innovation", "country": "CN,US", "kind": "firm", "from": "1990", "conf": "low"},
        {"layers": ",".join(LAYERS), "load": "real_time", "evidence": "official", "sel": "cluster:ruhr"},
    ],
)
def test_the_state_arrives_whole_and_no_text_of_the_data_with_it(store: Settings, query: dict[str, str]) -> None:
    state, problems = parse_state(query)
    assert problems == ()
    drawn = drawing_state(
        shown(load_catalog(store), store, state),
        state,
        language="zh",
        version="abc-def",
        view={"lat": 1.5, "lng": 2.5, "zoom": 3, "serial": 1},
        selected={"kind": "cluster", "id": "ruhr", "lat": 51.5, "lng": 7.2, "radius_m": 0},
    )
    page, arrived = rendered_state(drawn, store)
    assert arrived == json.loads(json.dumps(drawn))
    assert [name for name in names(store) if name in page] == []


def test_the_base_map_never_changes(store: Settings) -> None:
    def without_ids(text: str) -> str:
        return re.sub(r"[0-9a-f]{32}", "id", text)

    assert without_ids(script(base_map(store))) == without_ids(script(base_map(store)))


def test_the_base_map_loads_our_own_files_only(store: Settings) -> None:
    page = script(base_map(store))
    assert set(re.findall(r"(?:src|href)=\"([^\"]+)\"", page))
    assert all(
        link.startswith(("../../map/assets/", "../../map/modules/"))
        for link in re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    )
    outside = set(re.findall(r"https?://[^\s\"'<)]+", page))
    assert outside == set(), outside


def test_a_selection_of_the_data_is_a_plain_id(store: Settings) -> None:
    catalog = load_catalog(store)
    for table, kind in (("clusters", "cluster"), ("organisations", "org"), ("hubs", "hub"), ("links", "link")):
        for object_id in catalog.table(table).iloc[:, 0]:
            state = MapState(selection=Selection(kind, object_id))
            assert parse_state(state.query()) == (state, ()), f"{table}: {object_id} cannot be linked to"
            neutral(object_id)
