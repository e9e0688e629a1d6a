"""The bridge from Python to the map script in the browser, the only place that fills a folium template.

No text from data or people passes through here. Folium's templates execute what they are given, so a state is ids,
numbers and registry keys, and `neutral` refuses anything else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import folium
from branca.element import MacroElement
from folium.template import Template

from geo.errors import ObservatoryError

_NEUTRAL: Final = re.compile(r"[A-Za-z0-9_,.=&:-]*")
# JSON in which every text is neutral: between texts there is no quote, and in none is there an escape.
_NEUTRAL_JSON: Final = re.compile(r'[^"\\]*+(?:"[A-Za-z0-9_,.=&:-]*+"[^"\\]*+)*+')


def neutral(value: Any) -> Any:
    """Return `value` unchanged if every text in it is a plain id, key or number; raises ObservatoryError otherwise."""
    if isinstance(value, str):
        if not _NEUTRAL.fullmatch(value):
            raise ObservatoryError(f"Text {repr(value)[:60]} must not reach a map template; only ids and keys may.")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            neutral(key)
            neutral(item)
    elif isinstance(value, list | tuple):
        for item in value:
            neutral(item)
    elif value is not None and not isinstance(value, bool | int | float):
        raise ObservatoryError(f"A {type(value).__name__} must not reach a map template; only ids and numbers may.")
    return value


def state_json(state: Mapping[str, Any]) -> str:
    """Return a state as the script is given it; raises ObservatoryError for a text that is no id, key or number."""
    try:
        text = json.dumps(state, ensure_ascii=True, sort_keys=True)
    except (TypeError, ValueError):
        text = ""
    # Two thousand coordinates are read once as text, not one by one; `neutral` finds out what is wrong.
    if not text or not _NEUTRAL_JSON.fullmatch(text):
        return json.dumps(neutral(dict(state)), ensure_ascii=True, sort_keys=True)
    return text


class _Call(MacroElement):
    """Calls a function of our script with the Leaflet map, or with a state."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "Observatory.{{ this.function }}({{ this.state or this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, function: str, state: Mapping[str, Any] | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self.function = neutral(function)
        self.state = "" if state is None else state_json(state)


def attach(made: folium.Map) -> folium.Map:
    """Have the script take over a map; returns it."""
    made.add_child(_Call("attach"))
    return made


def state_layer(state: Mapping[str, Any]) -> folium.FeatureGroup:
    """Wrap a state to draw (see `view.js`, `apply`) as the feature group streamlit-folium swaps in place."""
    group = folium.FeatureGroup(name="state", control=False)
    group.add_child(_Call("apply", state))
    return group
