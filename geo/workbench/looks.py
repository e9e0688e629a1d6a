"""Looks: how a layer of a session is told from the others: a colour of its own, doubled by a shape and a pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.analysis.choropleth import SEQUENTIAL


@dataclass(frozen=True, slots=True)
class Look:
    """One look.

    Attributes
    ----------
    key : its text is `workbench.look.<key>`.
    ramp : seven colours from light to dark, for classes; the sixth is the colour of a layer without classes.
    shape : of points, key of geo.signs.SHAPES.
    pattern : of areas without classes, one of PATTERNS.
    """

    key: str
    ramp: tuple[str, ...]
    shape: str
    pattern: str

    @property
    def colour(self) -> str:
        """Return the colour of a layer without classes."""
        return self.ramp[5]


PATTERNS: Final = ("plain", "up", "down", "cross", "level")
OPACITY: Final = 0.85
LOOKS: Final[dict[str, Look]] = {
    look.key: look
    for look in (
        # ColorBrewer's sequential ramps, dark enough at the sixth for a mark on the light base map.
        Look("purple", SEQUENTIAL, "circle", "plain"),
        Look("green", ("#edf8e9", "#c7e9c0", "#a1d99b", "#74c476", "#41ab5d", "#238b45", "#005a32"), "square", "up"),
        Look(
            "orange", ("#feedde", "#fdd0a2", "#fdae6b", "#fd8d3c", "#f16913", "#d94801", "#8c2d04"), "triangle", "down"
        ),
        Look("blue", ("#eff3ff", "#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#084594"), "diamond", "cross"),
        Look("grey", ("#f7f7f7", "#d9d9d9", "#bdbdbd", "#969696", "#737373", "#525252", "#252525"), "circle", "level"),
    )
}


def free(taken: Sequence[str]) -> str:
    """Return the key of the look that the fewest layers have.

    Examples
    --------
    >>> free(["purple", "green"]), free([])
    ('orange', 'purple')
    """
    return min(LOOKS, key=list(taken).count)


def recoloured(colours: Sequence[str], look: str) -> tuple[str, ...]:
    """Return the colours of a ramp's classes in another look; those of a diverging scale or of kinds stay.

    Examples
    --------
    >>> recoloured(("#dadaeb", "#4a1486"), "blue"), recoloured(("#b35806",), "blue")
    (('#c6dbef', '#084594'), ('#b35806',))
    """
    for one in LOOKS.values():
        if set(colours) <= set(one.ramp):
            return tuple(LOOKS[look].ramp[one.ramp.index(colour)] for colour in colours)
    return tuple(colours)
