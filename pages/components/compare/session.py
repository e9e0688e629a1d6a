"""The comparison's state in this session: read from a link, kept while other pages are open, written to the address."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Collection, Mapping
from typing import Final

import streamlit as st

from geo.comparison.errors import StoryError
from geo.comparison.state import FORMER_KEYS, KEYS, MOST, ComparisonState, MapPlace, parse_comparison
from geo.comparison.story import Story, story_of_link
from geo.links import Problem
from pages.components.address import Address

_STATE: Final = "compare_state"
_PROBLEMS: Final = "compare_problems"
_SERIAL: Final = "compare_serial"  # changes when the maps are to go to their places anew
_GROUP: Final = "compare_group"
_STORY: Final = "compare_story"
_STEP: Final = "compare_step"
_PLAYING: Final = "compare_playing"
_HIDDEN: Final = "compare_hidden"  # whether the controls have not been there since a presentation began
_ADDRESS: Final = Address("compare", (*KEYS, *FORMER_KEYS))
_PRESENT: Final = "present"
STORY: Final = "story"
"""Parameter of a link that holds a whole story; it is read once and leaves the address."""
NOTES: Final = "compare_notes"  # whether the presenter's notes are shown
WIDGETS: Final = {
    "cases": "compare_cases",
    "scale": "compare_scale",
    "over": "compare_over",
    "year": "compare_year",
    "low": "compare_low",
    "per": "compare_per",
    "ranked": "compare_ranked",
    "chart": "compare_chart",
    "indicators": "compare_indicators",
}


def enter(known: Collection[str], indicators: Collection[str], years: tuple[int, int]) -> None:
    """Settle the state at the start of a page run.

    A link that this session did not write itself wins; otherwise what the session remembers.

    Parameters
    ----------
    known : cluster ids that can be compared.
    years : first and last year of the slider.
    """
    linked = _story_of_link()
    entering = WIDGETS["cases"] not in st.session_state
    asked = _ADDRESS.asked(changed=not entering and _values(current(known), years) != _shown())
    if asked:
        state, st.session_state[_PROBLEMS] = parse_comparison(asked, known=known, indicators=indicators)
        adopt(state, years)
    elif entering or (step() is None and st.session_state.get(_HIDDEN)):
        # The browser is told what a control says in the run that shows it, and only of what is set in that run.
        adopt(current(known), years)
    if step() is not None:
        st.session_state[_HIDDEN] = True
    if linked:
        st.session_state[_PROBLEMS] = (*st.session_state.get(_PROBLEMS, ()), linked)
    st.session_state.setdefault(_GROUP, str(secrets.randbelow(10**9)))


def _story_of_link() -> Problem | None:
    """Take over the story a link holds, once; returns it as a problem where it cannot be read."""
    text = st.query_params.pop(STORY, "")
    if not text:
        return None
    try:
        keep_story(story_of_link(text))
    except StoryError:
        return Problem(STORY, f"{text[:20]}…")
    return None


def current(known: Collection[str] = ()) -> ComparisonState:
    """Return the state in force; on a first visit the four main cases."""
    return st.session_state.get(_STATE) or parse_comparison({}, known=known)[0]


def problems() -> tuple[Problem, ...]:
    """Return what of the link could not be used, once."""
    told: tuple[Problem, ...] = st.session_state.pop(_PROBLEMS, ())
    return told


def adopt(state: ComparisonState, years: tuple[int, int]) -> None:
    """Make `state` the state in force and seed the widgets with it."""
    st.session_state[_STATE] = state
    for name, value in _values(state, years).items():
        st.session_state[WIDGETS[name]] = value
    _move_maps()


def _shown() -> dict[str, object]:
    """Return what the controls show."""
    return {name: st.session_state.get(key) for name, key in WIDGETS.items()}


def _values(state: ComparisonState, years: tuple[int, int]) -> dict[str, object]:
    """Return what the controls show of a state."""
    return {
        "cases": list(state.cases),
        "scale": state.scale,
        "over": state.over,
        "year": min(max(state.year or years[1], years[0]), years[1]),
        "low": state.low,
        "per": state.per,
        "ranked": state.ranked,
        "chart": state.chart,
        "indicators": list(state.indicators),
    }


def take_widgets(years: tuple[int, int]) -> ComparisonState:
    """Read the widgets into the state in force and return it; maps move when clusters or scale change."""
    st.session_state[_HIDDEN] = False
    value = {name: st.session_state[key] for name, key in WIDGETS.items()}
    before = current()
    cases = tuple(value["cases"])
    moves = (cases, value["scale"]) != (before.cases, before.scale)
    state = dataclasses.replace(
        before,
        cases=cases,
        scale=value["scale"],
        over=value["over"] if value["over"] in cases else "",
        year=value["year"] if value["year"] < years[1] else None,
        low=value["low"],
        per=value["per"],
        ranked=value["ranked"],
        chart=value["chart"],
        indicators=tuple(value["indicators"]),
        views=() if moves else before.views,
    )
    if moves:
        _move_maps()
    st.session_state[_STATE] = state
    return state


def play(years: tuple[int, int], *, step: int = 5) -> None:
    """Move the year on by some years; at the last year stop."""
    year = min(int(st.session_state[WIDGETS["year"]]) + step, years[1])
    st.session_state[WIDGETS["year"]] = year
    if year >= years[1]:
        st.session_state[_PLAYING] = False


def playing() -> bool:
    """Tell whether the years are being played."""
    return bool(st.session_state.get(_PLAYING))


def turn_play(years: tuple[int, int]) -> None:
    """Start playing, from the first year where the last one is shown, or stop."""
    st.session_state[_PLAYING] = not playing()
    if playing() and st.session_state[WIDGETS["year"]] >= years[1]:
        st.session_state[WIDGETS["year"]] = years[0]


def surroundings() -> str:
    """Return what the page around the maps depends on, to tell whether it has changed."""
    state = st.session_state
    return repr([state.get(key) for key in (*WIDGETS.values(), NOTES, _STEP)])


def move_left(case: str) -> None:
    """Move a column one place to the left."""
    cases = list(st.session_state[WIDGETS["cases"]])
    at = cases.index(case)
    cases[at - 1 : at + 1] = [cases[at], cases[at - 1]]
    st.session_state[WIDGETS["cases"]] = cases


def add(case: str) -> None:
    """Add a cluster to the comparison, as the last column."""
    cases = st.session_state[WIDGETS["cases"]]
    if case not in cases and len(cases) < MOST:
        st.session_state[WIDGETS["cases"]] = [*cases, case]


def keep_view(case: str, place: MapPlace) -> None:
    """Remember where one map was moved to."""
    state = current()
    views = dict(state.views) | {case: place}
    st.session_state[_STATE] = dataclasses.replace(state, views=tuple(views.items()))


def serial() -> int:
    """Return a number that changes when the maps are to go to their places anew."""
    return int(st.session_state.get(_SERIAL, 0))


def group() -> str:
    """Return the name under which the maps of this session move together."""
    return str(st.session_state[_GROUP])


def write_address() -> None:
    """Put the state into the address, leaving other parameters as they are."""
    _ADDRESS.write(current().query())


def ask(query: Mapping[str, str]) -> None:
    """Open a comparison as a link to it would; the next run of the page reads it."""
    _ADDRESS.ask(query)


def story() -> Story | None:
    """Return the story that was opened or edited, if any."""
    return st.session_state.get(_STORY)


def keep_story(told: Story | None) -> None:
    """Make a story the one that is told."""
    st.session_state[_STORY] = told


def step() -> int | None:
    """Return the page a presentation is at, from 0; None outside of one.

    The address carries it from 1 on, for reloads and links. The session decides once it knows: a map that reports
    while a page turns brings the address of a moment before with it.
    """
    if _STEP not in st.session_state:
        text = st.query_params.get(_PRESENT, "")
        st.session_state[_STEP] = int(text) - 1 if text.isdecimal() and 0 < int(text) < 1000 else None
    number: int | None = st.session_state[_STEP]
    return number


def presented(known: Collection[str]) -> ComparisonState:
    """Return the state of the page a presentation is at: its own where the step keeps one."""
    state, told, number = current(known), story(), step()
    if told is None or number is None:
        return state
    own = told.told[min(number, len(told.told) - 1)].state
    return parse_comparison({**state.query(), **own}, known=known)[0] if own else state


def go_to_step(number: int | None) -> None:
    """Turn to a page of the presentation; None leaves it."""
    st.session_state[_STEP] = number
    told = story()
    if told is not None and any(one.at for one in told.steps):
        _move_maps()
    if number is None:
        st.query_params.pop(_PRESENT, None)
    else:
        st.query_params[_PRESENT] = str(number + 1)


def _move_maps() -> None:
    st.session_state[_SERIAL] = serial() + 1
