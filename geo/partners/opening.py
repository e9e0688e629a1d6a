"""Opening: what the register of listed firms says as a whole, before anything is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from geo.catalog import Catalog
from geo.partners.classes import CORE
from geo.partners.parties import LISTED, Party, parties


@dataclass(frozen=True, slots=True)
class Opening:
    """How many listed firms there are, how many of them are of the digital economy's core, and where and what.

    Attributes
    ----------
    countries, classes : code and number of core firms, those with the most first.
    as_of : date of the register.
    """

    listed: int
    core: int
    countries: tuple[tuple[str, int], ...]
    classes: tuple[tuple[str, int], ...]
    as_of: str


@lru_cache(maxsize=2)
def opening(catalog: Catalog) -> Opening:
    """Return what the register says as a whole."""
    return opening_of(one for one in parties(catalog).every.values() if one.register == LISTED)


def opening_of(firms: Iterable[Party]) -> Opening:
    """Count some firms.

    Examples
    --------
    >>> from geo.model import Text
    >>> made = [Party(str(n), LISTED, Text("", "x"), country=c, group=g)
    ...         for n, (c, g) in enumerate([("JP", "0105"), ("JP", "0105"), ("IN", "0304"), ("FR", "")])]
    >>> opening_of(made).countries, opening_of(made).core, opening_of(made).listed
    ((('JP', 2), ('IN', 1)), 3, 4)
    """
    every = list(firms)
    core = [one for one in every if one.group in CORE]
    countries = Counter(one.country for one in core if one.country)
    classes = Counter(one.group for one in core)
    return Opening(
        len(every),
        len(core),
        tuple(sorted(countries.items(), key=lambda pair: (-pair[1], pair[0]))),
        tuple(sorted(classes.items(), key=lambda pair: (-pair[1], pair[0]))),
        every[0].as_of if every else "",
    )
