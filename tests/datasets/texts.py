"""What may follow the beginnings of those keys of the registers' texts that code puts together."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from geo.datasets import builtin
from geo.datasets.cards import WORDS
from geo.datasets.filters import LIST_KEYS
from geo.datasets.ranking import MEASURES
from geo.maps.register import LEVELS, LOOKS

REGISTERS: Final[dict[str, Collection[str]]] = {
    "dataset.field": [
        *("id", "kind", "segment", "founded", "region", "place", "cluster", "model", "confidence", "precision"),
    ],
    "dataset.filter": LIST_KEYS,
    "dataset.level": LEVELS,
    "dataset.look": LOOKS,
    "dataset.map": WORDS,
    "dataset.measure": MEASURES,
    "dataset.rank.nowhere": LEVELS,
    "dataset.rank.outside": LEVELS,
    "dataset.note": [one.key for one in builtin.DATASETS],
    "dataset.title": [one.key for one in builtin.DATASETS],
}
