"""Vocabulary: reads a column's kinds and segments as the keys of our registries, by key or by our words for them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from geo.language import LANGUAGES, translator
from geo.model import ORGANISATION_KINDS, SEGMENTS

if TYPE_CHECKING:
    import pandas as pd

REGISTRIES: Final = {"kind": ORGANISATION_KINDS, "segment": SEGMENTS}
SHOWN: Final = 5


def as_keys(values: pd.Series, registry: str) -> tuple[pd.Series, tuple[str, ...]]:
    """Return a column as keys of a registry, "" where a value is missing or unknown, and the commonest unknown ones.

    Parameters
    ----------
    registry : kind (firm, university, ...) or segment (01 to 05: leading zeros may be lost, as spreadsheets do).

    Examples
    --------
    >>> import pandas as pd
    >>> as_keys(pd.Series(["firm", "高校", "x", None]), "kind")[0].tolist()
    ['firm', 'university', '', '']
    >>> as_keys(pd.Series([1, 5.0, "03"]), "segment")[0].tolist()
    ['01', '05', '03']
    """
    words = {key: key for key in REGISTRIES[registry]}
    for language in LANGUAGES:
        words |= {translator(language)(f"term.{registry}.{key}").lower(): key for key in REGISTRIES[registry]}
    texts = values.astype(object).where(values.notna(), "").map(_text)
    if registry == "segment":
        texts = texts.map(lambda text: text.zfill(2) if text.isdecimal() and len(text) == 1 else text)
    keys = texts.map(lambda text: words.get(text, ""))
    unknown = Counter(text for text, key in zip(texts, keys, strict=True) if text and not key)
    return keys, tuple(text for text, _ in unknown.most_common(SHOWN))


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().lower()
