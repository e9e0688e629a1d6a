"""The cluster map as folium objects: one constant map, and a feature group that carries the changing state.

No text from data or people passes through here. Folium's templates execute what they are given, so the state is
ids, numbers and registry keys, and `neutral` refuses anything else.
"""

from __future__ import annotations

import json
import re
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from geo.errors import ObservatoryError
from geo.maps.assets import SCRIPTS, STYLES, links
from geo.maps.state import HOME, MIN_ZOOM
from geo.settings import Settings
from geo.tiles.grid import MAX_ZOOM

_NEUTRAL = re.compile(r"[A-Za-z0-9_,.=&:-]*")


def neutral(value: Any) -> Any:
    """Return `value` unchanged if every text in it is a plain id, key or number; raises ObservatoryError otherwise."""
    if isinstance(value, str):
        if not _NEUTRAL.fullmatch(value):
            raise ObservatoryError(f"Text {value[:40]!r} must not reach a map template; only ids and keys may.")
    elif isinstance(value, dict):
        for key, item in value.items():
            neutral(key)
            neutral(item)
    elif isinstance(value, list | tuple):
        for item in value:
            neutral(item)
    elif value is not None and not isinstance(value, bool | int | float):
        raise ObservatoryError(f"A {type(value).__name__} must not reach a map template; only ids and numbers may.")
    return value


class _Attach(MacroElement):
    """Hands the Leaflet map to our script."""

    _template = Template(
        "{% macro script(this, kwargs) %}Observatory.attach({{ this._parent.get_name() }});{% endmacro %}"
    )


class _Apply(MacroElement):
    """Gives our script the state to draw."""

    _template = Template("{% macro script(this, kwargs) %}Observatory.apply({{ this.state }});{% endmacro %}")

    def __init__(self, state: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self.state = json.dumps(neutral(state), ensure_ascii=True, sort_keys=True)


def base_map(settings: Settings) -> folium.Map:
    """Build the map that never changes, so that streamlit-folium never reloads it."""
    made = folium.Map(
        location=(HOME.lat, HOME.lng),
        zoom_start=HOME.zoom,
        min_zoom=MIN_ZOOM,
        max_zoom=MAX_ZOOM,
        tiles=None,
        world_copy_jump=True,
        zoom_control=True,
    )
    made.default_js = links(settings, SCRIPTS)
    made.default_css = links(settings, STYLES)
    made.add_child(_Attach())  # type: ignore[no-untyped-call]
    return made


def state_layer(state: dict[str, Any]) -> folium.FeatureGroup:
    """Wrap a drawing state (see `observatory.js`, `apply`) as the feature group streamlit-folium swaps in place."""
    group = folium.FeatureGroup(name="state", control=False)
    group.add_child(_Apply(state))
    return group
