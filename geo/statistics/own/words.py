"""Words: industries that a table writes by name and not by code, each with the code its official name has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from geo.model.text import Text

NAMED: Final = ("gbt4754", "nace2", "naics2017", "isic4", "sic2007")
"""Classifications whose names are looked for, in this order."""
_SIGNS: Final = re.compile(r"[\s、，,;；/（）()·&-]+|\band\b|和|及|与")
_LIKENESS: Final = 0.45
Tell = Callable[..., None]


def coded(
    listed: Sequence[str], names: Mapping[tuple[str, str], Text], *, chosen: str, tell: Tell
) -> tuple[dict[str, str], str]:
    """Return name -> code, and the classification; nothing unless the names of all industries are of it.

    Where some of the names are official, the others are told with what is nearest to them, so that a person can write
    them so or give codes: half a table in codes and half in words could not be rated as one.

    Parameters
    ----------
    names : (scheme, code) -> official names.
    chosen : the classification a person chose, "" to find it.
    tell : takes the code of a fault and what it is about (one text each).

    Examples
    --------
    >>> official = {("gbt4754", "65"): Text("软件和信息技术服务业"), ("gbt4754", "39"): Text("电子设备制造业")}
    >>> coded(["软件和信息技术服务业", "电子设备制造业"], official, chosen="", tell=print)
    names_coded ['软件和信息技术服务业 = 65', '电子设备制造业 = 39']
    ({'软件和信息技术服务业': '65', '电子设备制造业': '39'}, 'gbt4754')
    """
    wanted = list(dict.fromkeys(text for text in listed if text))
    best: tuple[str, dict[str, str], dict[str, tuple[str, str]]] = ("", {}, {})
    for scheme in (chosen,) if chosen else NAMED:
        known = _known(names, scheme)
        found = {text: known[_key(text)][0] for text in wanted if _key(text) in known}
        if len(found) > len(best[1]):
            best = (scheme, found, known)
    scheme, found, known = best
    if not found:
        return {}, ""
    if len(found) < len(wanted):
        tell("names_uncoded", [_nearest(text, known) for text in wanted if text not in found])
        return {}, ""
    tell("names_coded", [f"{text} = {code}" for text, code in found.items()])
    return found, scheme


def _known(names: Mapping[tuple[str, str], Text], scheme: str) -> dict[str, tuple[str, str]]:
    """Return what is compared -> code and name; the shortest code where a class and its group share a name."""
    found: dict[str, tuple[str, str]] = {}
    for (of, code), name in sorted(names.items(), key=lambda item: (len(item[0][1]), item[0][1])):
        if of == scheme:
            for text in (name.zh, name.en):
                found.setdefault(_key(text), (code, text))
    found.pop("", None)
    return found


def _nearest(text: str, known: Mapping[str, tuple[str, str]]) -> str:
    near = get_close_matches(_key(text), known, n=1, cutoff=_LIKENESS)
    return f"{text} → {known[near[0]][1]} ({known[near[0]][0]})" if near else text


def _key(text: str) -> str:
    """Return a name as it is compared: half width, no case, no signs, no words for and, no 业 at its end."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold()).removesuffix("业")
