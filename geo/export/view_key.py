"""What stands under an exported view: the signs and lines that are in it, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.language import Translator
from geo.model import CLUSTER_MODELS, LOAD_CLASSES, NO_MODEL
from geo.signs import COMPUTING, LAND, LOADS, MUTED, PAPER, model_sign

if TYPE_CHECKING:
    import pandas as pd

_SIGN_EM: Final = 2.4  # from the start of an entry to its words, in heights of their letters
_GAP_EM: Final = 2.0  # between two entries
_LATIN: Final = 0x2E80  # letters before it are about half as wide as those after it
_LINK_STRENGTH: Final = 0.5  # how much of its colour, the rest is that of the land

LINK: Final = "#" + "".join(
    f"{round(int(COMPUTING[at : at + 2], 16) * _LINK_STRENGTH + int(LAND[at : at + 2], 16) * (1 - _LINK_STRENGTH)):02X}"
    for at in (1, 3, 5)
)
"""Hex colour of links in a view."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One sign and what it means.

    Attributes
    ----------
    colour : hex colour, of the sign's fill or of the line.
    sign : key of geo.signs.SHAPES; "" for a line.
    dash : key of geo.signs.DASHES, of a line.
    is_hollow : whether the sign is drawn as an outline alone.
    size_pt : across the sign, points.
    """

    label: str
    colour: str
    sign: str = ""
    dash: str = "solid"
    is_hollow: bool = False
    size_pt: float = 7.0

    @property
    def fill(self) -> str:
        """Return the hex colour of the sign's inside."""
        return PAPER if self.is_hollow else self.colour

    @property
    def line(self) -> str:
        """Return the hex colour of the sign's edge."""
        return self.colour if self.is_hollow else PAPER


def entries(listed: Mapping[str, pd.DataFrame], t: Translator) -> tuple[Entry, ...]:
    """Return the key to what is listed as in view (see geo.maps.screen.rows_on_screen), by table; nothing else."""
    return tuple(_entries(listed, t))


def _entries(listed: Mapping[str, pd.DataFrame], t: Translator) -> Iterator[Entry]:
    clusters, organisations = listed["clusters"], listed["organisations"]
    models = {model or NO_MODEL for rows in (clusters, organisations) if len(rows) for model in rows["model"]}
    for model in (*CLUSTER_MODELS, NO_MODEL):
        if model in models:
            yield Entry(t(f"term.model.{model}"), model_sign(model).colour, model_sign(model).shape)
    if len(organisations):
        yield Entry(t("map.table.organisations"), MUTED, "circle", size_pt=5.0)
        if is_tentative(organisations).any():
            yield Entry(t("map.legend.tentative"), MUTED, "circle", is_hollow=True, size_pt=5.0)
    if len(listed["computing"]):
        yield Entry(t("map.legend.computing"), COMPUTING, "hexagon")
    loads = set(listed["links"]["load_class"]) if len(listed["links"]) else set()
    for load in LOAD_CLASSES:
        if load in loads:
            yield Entry(t(f"term.load.{load}"), LINK, dash=LOADS[load])


def is_tentative(organisations: pd.DataFrame) -> pd.Series:
    """Tell of each organisation whether it, or its place, is known with low confidence."""
    return (organisations["confidence"] == "low") | (organisations["precision"] == "nominal")


def label_em(label: str) -> float:
    """Return about how wide words are, in heights of their letters.

    >>> label_em("ab"), label_em("深圳")
    (1.2, 2.0)
    """
    return sum(1.0 if ord(letter) > _LATIN else 0.6 for letter in label)


def lines(key: Sequence[Entry], width_em: float) -> tuple[tuple[tuple[float, Entry], ...], ...]:
    """Lay entries out in lines no wider than `width_em` heights of their letters.

    Returns
    -------
    Lines of (where an entry starts, the entry); `_SIGN_EM` further right its words begin.

    Examples
    --------
    >>> one = Entry("ab", "#000000", "circle")
    >>> [[start for start, _ in line] for line in lines([one, one, one], 12.0)]
    [[0.0, 5.6], [0.0]]
    """
    found: list[list[tuple[float, Entry]]] = []
    start = width_em
    for entry in key:
        wide = _SIGN_EM + label_em(entry.label)
        if not found or start + wide > width_em:
            found.append([])
            start = 0.0
        found[-1].append((round(start, 6), entry))
        start += wide + _GAP_EM
    return tuple(tuple(line) for line in found)


def words_em(start: float) -> float:
    """Return where the words of an entry begin that starts at `start`."""
    return start + _SIGN_EM
