"""Classes: what an organisation offers by its classification, and how the classes feed one another.

The classes are the groups of the Statistical Classification of the Digital Economy and its Core Industries (2021).
Which step of the chain a class stands on, and which it supplies, is our reading of the classes' titles: the
classification says neither. A register of listed firms names an industry of GICS instead; those that are of the digital
economy are mapped, the others offer nothing here, since nobody can tell from their industry how digital they are.
"""

from __future__ import annotations

from typing import Final

UP, MID, DOWN, SUPPORT = "up", "mid", "down", "support"
STEPS: Final = (UP, MID, DOWN, SUPPORT)
RESEARCH, CAPITAL, SERVICES, COMPUTING = "research", "capital", "services", "computing"
ABILITIES: Final = (RESEARCH, CAPITAL, SERVICES, COMPUTING)
"""What bodies offer that are no producers: by their kind."""
STEP_OF: Final = {
    **dict.fromkeys(("0105", "0106", "0302", "0405", COMPUTING), UP),
    **dict.fromkeys(("0101", "0102", "0103", "0104", "0301", "0303", "0304", "0305"), MID),
    **dict.fromkeys(("0201", "0202", "0203", "0204", "0205", "0401", "0402", "0403", "0404", "0406", "0407"), DOWN),
    **dict.fromkeys((RESEARCH, CAPITAL, SERVICES), SUPPORT),
}
CORE: Final = tuple(sorted(code for code in STEP_OF if code.isdecimal()))
"""The classes of the core industries of the digital economy."""
OFFERS: Final = (*CORE, *ABILITIES)
EFFICIENCY: Final = tuple(f"05{number:02}" for number in range(1, 10))
"""The classes of industries that are made more efficient: what is served, not what is offered."""
GROUPS: Final = (*OFFERS, *EFFICIENCY)
_SUPPLIES: Final[dict[str, tuple[str, ...]]] = {
    "0105": ("0101", "0102", "0103", "0104"),
    "0106": ("0101", "0102", "0103", "0104"),
    "0405": ("0302", COMPUTING),
    COMPUTING: ("0301", "0303", "0304", "0401", "0404"),
    "0302": ("0303", "0401", "0404"),
    "0101": ("0304", "0405", COMPUTING, "0201"),
    "0102": ("0302", "0405", "0201"),
    "0103": ("0404", "0201"),
    "0104": ("0304", "0201"),
    "0301": ("0304", "0303", "0401", "0403"),
    "0303": ("0401", "0402", "0404"),
    "0304": ("0401", "0402", "0403", "0406"),
    "0305": ("0401", "0404"),
    "0201": ("0202", "0203", "0204"),
    "0406": ("0304", "0401"),
    "0401": ("0402", "0403", "0404"),
}
_ABILITY_OF_KIND: Final = {
    "university": RESEARCH,
    "institute": RESEARCH,
    "lab": RESEARCH,
    "investor": CAPITAL,
    "support_body": SERVICES,
    "data_centre": COMPUTING,
    "cloud_region": COMPUTING,
}
_CLASS_OF_GICS: Final = {
    "semiconductors & semiconductor equipment": "0105",
    "electronic equipment, instruments & components": "0105",
    "communications equipment": "0102",
    "technology hardware, storage & peripherals": "0101",
    "software": "0301",
    "application software": "0301",
    "it services": "0304",
    "diversified telecommunication services": "0302",
    "telecommunications services": "0302",
    "interactive media & services": "0401",
    "internet & direct marketing retail": "0402",
    "entertainment": "0404",
    "media": "0404",
}


def supplies(first: str, second: str) -> bool:
    """Tell whether what one class makes goes into what another makes, by our reading.

    Examples
    --------
    >>> supplies("0105", "0101"), supplies("0101", "0105")
    (True, False)
    """
    return second in _SUPPLIES.get(first, ())


def offers_of(kind: str, group: str) -> frozenset[str]:
    """Return what an organisation of a kind and class offers; nothing where its class is not of the core.

    Examples
    --------
    >>> sorted(offers_of("lab", "0301")), sorted(offers_of("firm", "0507"))
    (['0301', 'research'], [])
    """
    ability = _ABILITY_OF_KIND.get(kind)
    own = {group} if group in CORE and ability != COMPUTING else set()
    return frozenset(own | ({ability} if ability else set()))


def class_of_gics(industry: str) -> str:
    """Return the class of an industry of GICS, "" for one that is not of the digital economy."""
    return _CLASS_OF_GICS.get(industry.strip().lower(), "")
