"""How likely each encoding is by the pairs of bytes its languages have, judged by the models of chardet.

What `ordinary` weighs are single characters: Korean names read as Chinese are everyday characters one by one, and no
Chinese has them side by side. The models know that from three or four characters on.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

# Our name of an encoding -> chardet's names of it and of its parts.
_NAMES: Final = {
    "gb18030": ("gb18030", "gb2312", "gbk"),
    "big5": ("big5", "cp950", "big5hkscs"),
    "shift_jis": ("shift_jis", "cp932"),
    "euc_kr": ("euc_kr", "cp949"),
    "cp1252": ("cp1252",),
    "cp1251": ("cp1251",),
}
_OURS: Final = {name: ours for ours, names in _NAMES.items() for name in names}
_ASKED: Final = tuple(_OURS)
_NOTHING: Final = "ascii"  # what is answered where no model knows the text, and counts for none
_COUNTED: Final = 200
_MOST_BYTES: Final = 1 << 15  # more does not change the order
_WEIGHT_A_PAIR: Final = 0.018  # two names prove little, ten all
_HEAVIEST: Final = 0.6
_MOST: Final = 1.2
_MUCH_LESS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Likelihood:
    """What the models say of one text.

    Attributes
    ----------
    shares : encoding -> how likely it is beside the likeliest one, 1; what the models do not know has no share.
    weight : how much that counts, by how much text there is.
    """

    shares: Mapping[str, float] = field(default_factory=dict)
    weight: float = 0.0

    def lost(self, name: str, *, alike: Collection[str] = ()) -> float:
        """Return what an encoding's score loses: nothing for the likeliest one, more the less likely it is.

        Parameters
        ----------
        alike : encodings that lose the same, because something else tells them apart.
        """
        if name not in self.shares:
            return 0.0
        share = max(self.shares.get(one, 0.0) for one in (alike if name in alike else (name,)))
        return min(_MOST, self.weight * math.log(1 / share)) if share > 0 else 2 * self.weight

    def is_against(self, name: str) -> bool:
        """Tell whether the models find another encoding much likelier."""
        return self.shares.get(name, 1.0) < _MUCH_LESS


def of(parts: Sequence[bytes], names: Iterable[str]) -> Likelihood:
    """Ask the models how likely encodings are that read some texts.

    Examples
    --------
    >>> found = of(["서대문구".encode("euc_kr"), "노원구".encode("euc_kr")], ("gb18030", "euc_kr"))
    >>> found.lost("euc_kr"), found.lost("gb18030") > 0.2, found.is_against("gb18030")
    (0.0, True, True)
    """
    import chardet

    rated = dict.fromkeys(name for name in names if name in _NAMES)
    if len(rated) < 2:
        return Likelihood()
    text = b"\n".join(parts)[:_MOST_BYTES]
    found: dict[str, float] = {}
    asked = (*_ASKED, _NOTHING)
    for guess in chardet.detect_all(
        text,
        ignore_threshold=True,
        compat_names=False,
        include_encodings=asked,
        no_match_encoding=_NOTHING,
        empty_input_encoding=_NOTHING,
    ):
        name = _OURS.get((guess["encoding"] or "").lower().replace("-", "_"), "")
        found[name] = max(found.get(name, 0.0), guess["confidence"])
    best = max(found.get(name, 0.0) for name in rated)
    if best <= 0:
        return Likelihood()
    weight = min(_HEAVIEST, _WEIGHT_A_PAIR * _distinct(text[:_COUNTED]))
    return Likelihood({name: found.get(name, 0.0) / best for name in rated}, weight)


def _distinct(text: bytes) -> int:
    """Return how many pairs of neighbours a text has: one that says a word again and again proves no more than one."""
    return len({text[at : at + 2] for at in range(len(text)) if text[at] > 0x7F})
