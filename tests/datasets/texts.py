"""What may follow the beginnings of those keys of the registers' texts that code puts together."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from geo.datasets import builtin
from geo.datasets.cards import WORDS
from geo.datasets.filters import LIST_KEYS
from geo.datasets.ranking import MEASURES
from geo.maps.register import LEVELS, LOOKS
from geo.workbench.registers import ROLES

REGISTERS: Final[dict[str, Collection[str]]] = {
    "dataset.field": [
        *("id", "kind", "segment", "founded", "region", "place", "cluster", "model", "confidence", "precision"),
    ],
    "dataset.filter": LIST_KEYS,
    "dataset.level": LEVELS,
    "dataset.look": LOOKS,
    "dataset.map": WORDS,
    "dataset.make": ["rejected", "duplicates", "changed", "outside"],
    "dataset.measure": MEASURES,
    "dataset.rank.nowhere": LEVELS,
    **dict.fromkeys(("dataset.rank.densest", "dataset.rank.first", "dataset.rank.leader"), ("any", "province")),
    "dataset.rank.outside": [*LEVELS, "province"],
    "dataset.note": [one.key for one in builtin.DATASETS],
    "dataset.role": ROLES,
    "dataset.title": [one.key for one in builtin.DATASETS],
}
