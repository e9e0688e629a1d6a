"""Timelines: which events are told where there is not room for all, and how their texts are cut.

Widths are in Latin letters of the text's own size, of which a Han character takes two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.model import Event

_HAN: Final = 0x2E7F
_SIZES: Final = (14.0, 13.0, 12.0, 11.0, 10.0)
_LETTER: Final = 0.53  # width of a Latin letter, of the type size
_LEADING: Final = 1.25
_MOST_LINES: Final = 3  # of one event
BETWEEN_PT: Final = 3.0  # kept free between two events
_BREAKS: Final = "，；。：（,;:("


def letters(text: str) -> int:
    """Return the width of a text in Latin letters.

    Examples
    --------
    >>> letters("1958 煤炭")
    9
    """
    return sum(2 if ord(sign) > _HAN else 1 for sign in text)


def shortened(text: str, most: int) -> str:
    """Return a text cut to a width: where a clause ends if that keeps a quarter of it, else where a word does.

    Examples
    --------
    >>> shortened("The first mine opens near Essen", 20)
    'The first mine…'
    """
    if letters(text) <= most:
        return text
    kept = ""
    for sign in text:
        if letters(kept + sign) > most - 2:
            break
        kept += sign
    ends = [at for at in range(1, len(kept) + 1) if text[at] in _BREAKS or text[at] == " "]
    clauses = [at for at in ends if text[at] in _BREAKS and letters(kept[:at]) * 4 >= most]
    words = [at for at in ends if letters(kept[:at]) * 2 >= most]
    whole = kept[: (clauses or words)[-1]] if clauses or words else kept
    return whole.rstrip(_BREAKS + " ") + "…"


def spread(years: Sequence[int], most: int) -> tuple[int, ...]:
    """Return the places of up to `most` events that stand for a history: the first and the last, and the others apart.

    Those closest to a neighbour are left out first; of two as close, the later one.

    Parameters
    ----------
    years : of the events, ascending.

    Examples
    --------
    >>> spread([1850, 1958, 1959, 2000, 2024], 3)
    (0, 1, 4)
    """
    kept = list(range(len(years)))
    while len(kept) > max(most, 1):
        if len(kept) == 2:
            return (kept[0],)
        inner = range(1, len(kept) - 1)
        least = min(inner, key=lambda at: (years[kept[at + 1]] - years[kept[at - 1]], -at))
        del kept[least]
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Told:
    """What a column tells: year and text of each event, the events themselves, and the type size, points."""

    lines: tuple[tuple[str, str], ...]
    events: tuple[Event, ...]
    size: float


def fitted(columns: Sequence[Sequence[Event]], *, language: str, width_pt: float, height_pt: float) -> tuple[Told, ...]:
    """Return what each column tells: everything in the largest type that has room, else its most telling events.

    Parameters
    ----------
    columns : events of each cluster, by year.
    width_pt, height_pt : of a column, points.
    """

    def words(events: Sequence[Event], size: float) -> list[tuple[str, str]]:
        most = int(_MOST_LINES * width_pt / (size * _LETTER)) - 8  # the year, and what wrapping loses
        return [(str(event.year), shortened(event.text.localised(language), most)) for event in events]

    def fits(events: Sequence[Event], size: float) -> bool:
        across = width_pt / (size * _LETTER) - 2
        lines = [-(-(5 + letters(text)) // max(int(across), 1)) for _, text in words(events, size)]
        return sum(lines) * size * _LEADING + len(lines) * BETWEEN_PT <= height_pt

    size = next((size for size in _SIZES if all(fits(events, size) for events in columns)), _SIZES[-1])
    told = []
    for events in columns:
        years = [event.year for event in events]
        most = len(events)
        while most > 1 and not fits([events[at] for at in spread(years, most)], size):
            most -= 1
        kept = tuple(events[at] for at in spread(years, most))
        told.append(Told(tuple(words(kept, size)), kept, size))
    return tuple(told)
