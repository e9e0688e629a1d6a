"""What was entered in the panels' fields: put back where a panel is opened again, and kept with the project."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

import streamlit as st

_HELD: Final = "workbench_fields"  # key of a field -> what was last in it
_KNOWN: Final = "workbench_fields_known"  # keys of the fields that were shown in this session
_MOST: Final = 400  # fields of one project
_PLAIN: Final = (str, int, float, bool)


def recall(key: str, *, among: Collection[Any] | None = None, kind: type | tuple[type, ...] = _PLAIN) -> None:
    """Put back what a field held before its panel was left or its page loaded anew; to be called before the field.

    Parameters
    ----------
    among : what can be chosen; anything else stays away.
    kind : of the value, where it is entered; an empty field is None.
    """
    held = _held()
    st.session_state.setdefault(_KNOWN, set()).add(key)
    if key in held and key not in st.session_state:
        value = held[key]
        if value in among if among is not None else value is None or isinstance(value, kind):
            st.session_state[key] = value


def entered(layer_ids: Iterable[str]) -> list[list[Any]]:
    """Return what the fields hold, as lists of the parts of a key and the value.

    An id of a layer, which is valid in one session, is a part of its own, so that it can be kept by a lasting name.
    """
    held = _held()
    for key in st.session_state.get(_KNOWN, ()):
        if key in st.session_state:
            held[key] = st.session_state[key]
    for key in list(held)[: max(0, len(held) - _MOST)]:  # the oldest, such as those of layers removed long ago
        del held[key]
    ids = list(layer_ids)
    return [[_parts(key, ids), value] for key, value in sorted(held.items()) if value is None or type(value) in _PLAIN]


def put_back(kept: Any) -> None:
    """Take what `entered` returned, with the ids of this session; what has no such form is left out."""
    found: dict[str, object] = {}
    for entry in kept if isinstance(kept, list) else []:
        if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], list):
            key, value = "".join(map(str, entry[0])), entry[1]
            if key.startswith("workbench_") and (value is None or type(value) in _PLAIN) and len(found) < _MOST:
                found[key] = value
    forget()
    st.session_state[_HELD] = found


def forget() -> None:
    """Empty the fields, as for another project."""
    for key in (*_held(), *st.session_state.get(_KNOWN, ()), _HELD, _KNOWN):
        st.session_state.pop(key, None)


def _parts(key: str, ids: list[str]) -> list[str]:
    found = next((one for one in ids if one in key), None)
    if found is None:
        return [key]
    before, _, after = key.partition(found)
    return [before, found, after]


def _held() -> dict[str, object]:
    held: dict[str, object] = st.session_state.setdefault(_HELD, {})
    return held
