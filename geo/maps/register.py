"""A register on the map: which dataset is drawn as the map's firms instead of the sample, how, and its part of a link.

Keys of the link: data (name of a dataset), look, rank and by (the list beside the map), and the filters of
`geo.datasets.filters` with `d_` before them, so that they and those of the sample stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from geo.datasets.filters import LIST_KEYS, DatasetFilters, parse_dataset_filters
from geo.datasets.ranking import MEASURES
from geo.links import Parameter, Problem, Tell, matching, one_of
from geo.maps.drawing import RegisterLayer

LOOKS: Final = ("symbols", "grid", "heat", "areas")
LEVELS: Final = ("region", "place", "cluster")
PREFIX: Final = "d_"
FILTER_KEYS: Final = (*LIST_KEYS, "from", "to", "text")
KEYS: Final = ("data", "look", "rank", "by", *(PREFIX + key for key in FILTER_KEYS))
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


@dataclass(frozen=True, slots=True)
class Register:
    """A dataset as the map shows it.

    Attributes
    ----------
    name : of the dataset; whether it exists is for the page to find out.
    look : symbols, grid or heat of the cells, or the areas of `level` coloured by `measure`.
    level : what the list beside the map ranks.
    measure : what it is ranked by.
    """

    name: str
    filters: DatasetFilters = field(default_factory=DatasetFilters)
    look: str = LOOKS[0]
    level: str = LEVELS[0]
    measure: str = MEASURES[0]

    def pairs(self) -> dict[str, str]:
        """Return its values by key of the link."""
        return {
            "data": self.name,
            "look": self.look,
            "rank": self.level,
            "by": self.measure,
            **{PREFIX + key: text for key, text in filter_pairs(self.filters).items()},
        }


def filter_pairs(filters: DatasetFilters) -> dict[str, str]:
    """Return a filter as query parameters; what restricts nothing is left out."""
    pairs = {key: ",".join(sorted(getattr(filters, key))) for key in LIST_KEYS}
    pairs |= {
        key: "" if year is None else str(year) for key, year in (("from", filters.year_from), ("to", filters.year_to))
    }
    pairs["text"] = filters.text
    return {key: text for key, text in pairs.items() if text}


def _filter(key: str) -> Parameter[str]:
    def read(text: str, _tell: Tell) -> str:
        parse_dataset_filters([(key, text)])
        return text

    return Parameter(PREFIX + key, "", read)


PARAMETERS: Final[tuple[Parameter[Any], ...]] = (
    Parameter("data", "", matching(_NAME)),
    Parameter("look", LOOKS[0], one_of(LOOKS)),
    Parameter("rank", LEVELS[0], one_of(LEVELS)),
    Parameter("by", MEASURES[0], one_of(MEASURES)),
    *(_filter(key) for key in FILTER_KEYS),
)


def register_of(values: Mapping[str, Any]) -> tuple[Register | None, tuple[Problem, ...]]:
    """Put a register together from the values of PARAMETERS; of two years that cross, the second is left out.

    What is said of a register without naming one is told.
    """
    asked = {key: values[PREFIX + key] for key in FILTER_KEYS if values[PREFIX + key]}
    if not values["data"]:
        return None, tuple(Problem(PREFIX + key, text[:60]) for key, text in asked.items())
    problems: tuple[Problem, ...] = ()
    if "from" in asked and "to" in asked and asked["from"] > asked["to"]:
        problems = (Problem(f"{PREFIX}to", asked.pop("to")),)
    filters = parse_dataset_filters(asked.items())
    return Register(values["data"], filters, values["look"], values["rank"], values["by"]), problems


def drawing(register: Register, version: str) -> RegisterLayer:
    """Return what the map script is told: ids, numbers and keys only; words a person wrote travel as hexadecimal."""
    pairs = filter_pairs(register.filters)
    text = pairs.pop("text", "")
    return {
        "name": register.name,
        "version": version,
        "look": register.look,
        "query": "&".join(f"{key}={value}" for key, value in pairs.items()),
        "text": text.encode("utf-8").hex(),
    }
