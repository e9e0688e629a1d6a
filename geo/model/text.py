"""A text in both languages, and the one way to read it in either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and English; "" where a language has none.

    Examples
    --------
    >>> Text("贵安", "Gui'an").localised("en")
    "Gui'an"
    >>> Text("贵安").localised("en")
    '贵安'
    >>> bool(Text())
    False
    """

    zh: str = ""
    en: str = ""

    def localised(self, language: str) -> str:
        """Return the words in `language`, or in the other one where it has none."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    def __bool__(self) -> bool:
        """Tell whether there are words in either language."""
        return bool(self.zh or self.en)

    @classmethod
    def of(cls, row: Mapping[Any, object], field: str) -> Text:
        """Return the text of a data row's `<field>_zh` and `<field>_en`.

        Examples
        --------
        >>> Text.of({"name_zh": "鲁尔区", "name_en": "Ruhr"}, "name")
        Text(zh='鲁尔区', en='Ruhr')
        """
        return cls(str(row.get(f"{field}_zh") or ""), str(row.get(f"{field}_en") or ""))


NO_TEXT: Final = Text()
