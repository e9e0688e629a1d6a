"""Codes of the catalogue's tables in words: vocabularies, units, currencies and countries in a page's language.

Files, downloads and links keep the codes; what a person reads on a page is said in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from geo.catalog.package import Field
from geo.language import Translator, country_name

OPEN: Final = (
    "unit", "currency", "list_kind", "theme", "industry_clouds", "county_evidence", "licence", "indicator", "status",
)  # fmt: skip
"""Fields of codes that have no closed vocabulary."""
COUNTRIES: Final = ("country",)
SYMBOLS: Final = frozenset(
    {
        "%", "EB", "EFLOPS", "EFLOPS FP16", "EFLOPS FP32", "PFLOPS", "GW", "TWh", "Gbps", "Tbps",
        "CC BY 4.0", "CC BY-SA", "GeoNutzV", "ISC", "MIT", "ODC-PDDL 1.0", "ODbL 1.0", "OGL v3", "Unicode License v3",
        "dl-de/by-2-0", "国土数値情報利用約款",
    }
)  # fmt: skip
"""Symbols of units and names of licences, which are the same in every language."""
_FLAGS: Final = {"0": "no", "1": "yes"}
_COUNTED: Final = {"units": "count"}  # as a unit it counts; as a code it is administrative units
_PART: Final = ";"


def is_coded(field: Field) -> bool:
    """Tell whether a field holds codes rather than names, texts, numbers or dates."""
    return bool(field.enum) or field.name in (*OPEN, *COUNTRIES)


def code_key(code: str) -> str:
    """Return what a code is called by in the catalogue of texts.

    Examples
    --------
    >>> code_key("persons per km2"), code_key("µs/km"), code_key("bn CNY")
    ('persons_per_km2', 'us_km', 'bn_cny')
    """
    return re.sub(r"[^a-z0-9]+", "_", code.replace("µ", "u").lower()).strip("_")


def in_words(field: Field, value: object, t: Translator) -> str:
    """Return a cell of a coded field in words; several codes are joined, and what has no words stays as it is.

    Parameters
    ----------
    value : of the cell, as it stands in the table.
    """
    text = "" if value is None else str(value)
    if field.enum and set(field.enum) <= set(_FLAGS):
        return _word(_FLAGS.get(text.removesuffix(".0"), text), t)
    if field.name in COUNTRIES:
        return country_name(text, t.language)
    return t("catalog.codes.and").join(_word(part, t) for part in text.split(_PART))


def unit_in_words(unit: str, t: Translator) -> str:
    """Return the unit of a field in words; what has no words stays as it is."""
    return _word(_COUNTED.get(unit, unit), t)


def _word(code: str, t: Translator) -> str:
    if not code or code in SYMBOLS:
        return code
    try:
        return t(f"coded.{code_key(code)}")
    except KeyError:
        return code  # of a table that an institution brought along


def vocabulary(fields: Iterable[Field], t: Translator) -> dict[str, str]:
    """Return the closed vocabulary of each field in words, each with its code; fields without one are left out."""
    return {
        field.name: t("catalog.codes.next").join(
            t("catalog.codes.code", word=in_words(field, code, t), code=code) for code in field.enum
        )
        for field in fields
        if field.enum
    }
