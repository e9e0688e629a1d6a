"""Texts in Chinese and English: message catalogues, country names and numbers as people read them.

Catalogues are gettext PO files, ``geo/locale/<language>/LC_MESSAGES/<domain>.po``. Keys are dotted ids whose first
segment is the domain (``map.search.label``); Babel reads them, so there is no compile step.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from geo.errors import SettingError
from geo.settings import settings

LOCALE_DIR: Final = Path(__file__).resolve().parent / "locale"
LANGUAGES: Final[dict[str, str]] = {"zh": "中文", "en": "English"}
"""Language code -> the language's own name."""

NO_VALUE: Final = "—"  # shown where a figure is missing; never a zero
# Regions whose words differ from those of the Unicode territory list.
COUNTRY_TERMS: Final = ("CN-TW", "CN-HK", "CN-MO")
_NUMBERS: Final = 20_000  # formatted ones that are kept: a page shows hundreds, and Babel takes its time for each
_THIN_SPACE: Final = "\u202f"  # does not break, so a number never wraps in its middle


class _Texts:
    """The texts of one language; a domain is read when its first key is asked for: no command needs all of them."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._domains: dict[str, dict[str, str | tuple[str, ...]]] = {}
        self._form: Final = c2py(Catalog(locale=language).plural_expr)

    def text(self, key: str) -> str:
        """Return the text of a key; a key without one is a fault of ours, never shown to people."""
        found = self._found(key)
        return found if isinstance(found, str) else found[self._form(1)]

    def plural(self, key: str, n: int) -> str:
        """Return the form of a key that fits a count; a key without forms is a fault of ours, too."""
        found = self._found(key)
        if isinstance(found, str):
            raise KeyError(key)
        return found[self._form(n)]

    def _found(self, key: str) -> str | tuple[str, ...]:
        domain = key.split(".", 1)[0]
        if domain not in self._domains:
            self._domains[domain] = _texts_of(self._language, domain)
        return self._domains[domain][key]


class Translator:
    """Gives the texts of one language.

    Examples
    --------
    >>> t = translator("en")
    >>> t("shell.language.label")
    'Language'
    >>> t.plural("catalog.sources.open", 1, n="1")
    'List the 1 source'
    """

    def __init__(self, language: str, texts: _Texts) -> None:
        self.language: Final = language
        self._texts = texts

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of `key` with `values` in its named placeholders; raises KeyError for an unknown key.

        Values are inserted as they are and not read again: braces in them stay braces.
        """
        return self._texts.text(key).format_map(values)

    def plural(self, key: str, n: int, /, **values: object) -> str:
        """Return the form of `key` that fits the count `n`, with `values` in its named placeholders."""
        return self._texts.plural(key, n).format_map(values)


def domains(language: str) -> tuple[Path, ...]:
    """Return the PO files of `language`, sorted by name."""
    return tuple(sorted((LOCALE_DIR / language / "LC_MESSAGES").glob("*.po")))


def read_domain(path: Path) -> Catalog:
    """Read one PO file; a file that is not valid PO raises Babel's PoFileError."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


@lru_cache(maxsize=len(LANGUAGES))
def translator(language: str) -> Translator:
    """Return the translator of `language`; raises KeyError for a language that is not in `LANGUAGES`."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Translator(language, _Texts(language))


def _texts_of(language: str, domain: str) -> dict[str, str | tuple[str, ...]]:
    """Return key -> text, or its plural forms, of one domain; nothing where there is no such domain."""
    path = LOCALE_DIR / language / "LC_MESSAGES" / f"{domain}.po"
    if path not in domains(language):  # a key is no path
        return {}
    found: dict[str, str | tuple[str, ...]] = {}
    for message in read_domain(path):
        if message.id and message.string and not message.fuzzy:
            if isinstance(message.string, str):
                found[str(message.id)] = message.string
            else:
                found[message.id[0]] = tuple(message.string)
    return found


def localised(row: Mapping[Any, object], field: str, language: str) -> str:
    """Return the text of a data row's `field` in `language`, or in the other language where it is empty.

    Parameters
    ----------
    row : a record with ``<field>_zh`` and ``<field>_en``.
    field : the pair's common name, such as ``name``.

    Examples
    --------
    >>> localised({"name_zh": "贵安", "name_en": "Gui'an"}, "name", "en")
    "Gui'an"
    >>> localised({"name_zh": "贵安", "name_en": ""}, "name", "en")
    '贵安'
    """
    first, *others = (str(row.get(f"{field}_{code}") or "") for code in (language, *LANGUAGES))
    return first or next((text for text in others if text), "")


def country_name(code: str, language: str) -> str:
    """Return the name of a country or region by its ISO 3166 code (``CN``, ``CN-TW``); an unknown code stays a code.

    An institution's own table (`Settings.country_names`) comes first, then the regions in `COUNTRY_TERMS`, then the
    Unicode CLDR through Babel. Raises SettingError for a table that cannot be used.
    """
    own = _own_country_names(settings().country_names).get(code)
    if own:
        return own[0 if language == "zh" else 1]
    if code in COUNTRY_TERMS:
        return translator(language)(f"term.country.{code}")
    return str(Locale(language).territories.get(code, code))


@lru_cache(maxsize=4)
def _own_country_names(path: str) -> Mapping[str, tuple[str, str]]:
    """Return code -> names in Chinese and English of a CSV file with the columns code, zh, en; {} without one."""
    if not path:
        return {}
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = [(row["code"].strip(), row["zh"].strip(), row["en"].strip()) for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, AttributeError) as fault:
        raise _unusable_names(path, f"cannot be read ({type(fault).__name__})") from fault
    if not all(all(row) for row in rows):
        raise _unusable_names(path, "has an empty cell")
    return {code: (zh, en) for code, zh, en in rows}


def _unusable_names(path: str, why: str) -> SettingError:
    name = "OBSERVATORY_COUNTRY_NAMES"
    message = f"{name} names {path!r}, which {why}. Give a CSV file in UTF-8 with the columns code, zh and en."
    return SettingError(message, name=name, value=path)


@lru_cache(maxsize=_NUMBERS)
def number(value: float | None, language: str, *, digits: int | None = None) -> str:
    """Format a number with thin spaces between groups of three digits.

    Parameters
    ----------
    value : the number; None and NaN give a dash, since a missing figure is not a zero.
    digits : decimal places; None keeps up to three and drops trailing zeros.

    Examples
    --------
    >>> number(1234567.5, "en").split("\\u202f")
    ['1', '234', '567.5']
    >>> number(None, "zh")
    '—'
    """
    if value is None or not math.isfinite(value):
        return NO_VALUE
    pattern = "#,##0.###" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(value, format=pattern, locale=language)).replace(",", _THIN_SPACE)
