"""Angles and numbers as people write them: what a cell says in decimals, degrees, letters or packed digits."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

_PLAIN_NUMBER: Final = re.compile(r"^[-+]?(?:\d+(?:[.]\d*)?|[.]\d+)(?:[eE][-+]?\d+)?$")
_NEGATIVE: Final = ("s", "w", "南", "西")
_HEMISPHERES: Final = "nsewNSEW东西南北東"
_LATITUDE: Final = re.compile(r"[nNsS北南纬緯]")
_LONGITUDE: Final = re.compile(r"[eEwW东東西经經]")
_DEGREE_MARKS: Final = re.compile(r"[°度]|(?<=\d)\s*[dD](?=[\s\d]|$)|(?<=\d)-(?=\d)|[′'’分]|(?<=\d)\s*:\s*(?=\d)")
# The masculine ordinal and the ring above stand for the degree sign on many keyboards; NFKC makes an "o" of the one.
# So do a star and a small circle; of the accents NFKC makes a space and a mark above it, and signs that nobody sees
# come with texts copied from pages.
_RINGS: Final = str.maketrans(
    {"º": "°", "˚": "°", "ﾟ": "°", "∘": "°", "−": "-", "‐": "-", "–": "-", "´": "'", "`": "'", "ˊ": "'"}
    | dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
)
_STAR: Final = re.compile(r"(?<=\d)\s*(?:\*|deg(?:rees?)?)(?=\s*(?:\d|[NSEWnsew]?\s*$))")
_PACKED: Final = re.compile(r"^(?:([NSEW])\s*(\d{4,7})(\.\d+)?|(\d{4,7})(\.\d+)?\s*([NSEW]))$", re.IGNORECASE)
_DOTTED: Final = re.compile(r"^([-+]?)(\d{1,3})\.(\d{1,2})\.(\d{1,2}(?:\.\d+)?)$")
_SPACED: Final = re.compile(r"^([-+]?)(\d{1,3})\s+(\d{1,2})\s+(\d{1,2}(?:\.\d+)?)$")
# The s of seconds is no south.
_LETTERED: Final = re.compile(
    r"^([-+]?)(\d{1,3})\s*d\s*(\d{1,2}(?:\.\d+)?)\s*m\s*(?:(\d{1,2}(?:\.\d+)?)\s*s)?\s*([NSEW]?)$", re.IGNORECASE
)
_DATE: Final = re.compile(r"^\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
_LABELLED: Final = re.compile(
    r"(?P<axis>(?:lat\w*|lon\w*|lng)(?=[\s\"'=:])|(?<![东東西南北])(?:纬度?|緯度?|经度?|經度?))[\s\"'=:]{0,4}"
    r"(?P<value>[-+]?\d+(?:\.\d+)?)(?![\d.°度′'’])",
    re.IGNORECASE,
)
# Two coordinates without anything between them: signs (ISO 6709), or letters before or after the numbers.
_SIGNED: Final = re.compile(r"^([-+]\d{1,2}(?:\.\d+)?)([-+]\d{1,3}(?:\.\d+)?)(?:[-+]\d+(?:\.\d+)?)?(?:CRS\w*)?/?$")
_RUN_TOGETHER: Final = re.compile(
    r"^([^NSEWnsew东東西南北]+[NSEWnsew东東西南北])\s*([^NSEWnsew东東西南北]+[NSEWnsew东東西南北])$|"
    r"^((?:[NSEWnsew]|[东東西南北][经經纬緯]?)[^NSEWnsew东東西南北]+)((?:[NSEWnsew]|[东東西南北][经經纬緯]?)[^NSEWnsew东東西南北]+)$"
)
# Ovital's mark before a coordinate: of the Chinese map datum, or of Baidu's.
_DATUM_MARK: Final = re.compile(r"^\s*([gGbB])\s*(?=[-+]?\d+\.\d)")
_MARKS: Final = {"g": "gcj02", "b": "bd09"}


_SEPARATORS: Final = (
    r"\s*[;|/]\s*",
    r"\s*[,;|/、]\s*",
    r"(?<=\d)_(?=[-+]?\d+\.)",
    r"(?<=[NSEWnsew])\s+(?=[\d+-])",
    r"(?<=\S)\s+(?=[NSEWnsew][\s\d])",
    r"\s+",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coordinates of one cell as they stand in it, and what the cell says of their order.

    `order` is ``xy`` (longitude first), ``yx`` (latitude first) or "" where it says nothing.
    """

    first: float
    second: float
    order: str = ""


def is_plain_number(text: str) -> bool:
    """Tell whether a text is a number as programs write it."""
    return bool(_PLAIN_NUMBER.match(text))


def datum_mark(cell: Any) -> str:
    """Return the datum that Ovital's letter before a coordinate names, "" without one.

    Examples
    --------
    >>> datum_mark("g117.10205"), datum_mark("b117.1"), datum_mark("117.1"), datum_mark("b12")
    ('gcj02', 'bd09', '', '')
    """
    found = _DATUM_MARK.match(cell) if isinstance(cell, str) else None
    return _MARKS[found[1].lower()] if found else ""


def unmarked(cell: Any) -> Any:
    """Return a cell without Ovital's letter of the datum."""
    return _DATUM_MARK.sub("", cell) if isinstance(cell, str) else cell


def is_written_in_degrees(cell: Any) -> bool:
    """Tell whether a cell has degree marks or a hemisphere, so that it is not a plain number."""
    return isinstance(cell, str) and not re.fullmatch(r"[-+.,\deE]+", cell.strip()) and parse(cell) is not None


def parse(cell: Any) -> float | None:  # noqa: PLR0911 - one return per way of writing
    """Read one coordinate: a number, degrees-minutes-seconds in any common spelling, or None if it is none.

    Examples
    --------
    >>> parse("117°30'E"), parse("东经117度30分"), parse("36.6"), parse("W 71.5"), parse("济南")
    (117.5, 117.5, 36.6, -71.5, None)
    >>> parse("373000N"), parse("0933000W"), parse("41 30 0"), parse("117º30'"), parse("2024-05-01")
    (37.5, -93.5, 41.5, 117.5, None)
    >>> parse("117d30m0s"), parse("33d54m0sS")
    (117.5, -33.9)
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, (int, float)):
        return float(cell)
    text = unicodedata.normalize("NFKC", str(cell).translate(_RINGS)).strip().translate(_RINGS)
    text = _STAR.sub("°", text).replace("''", '"')
    if _PLAIN_NUMBER.match(text):
        return float(text)
    if re.fullmatch(r"[-+]?\d{1,3},\d+", text):
        return float(text.replace(",", "."))  # decimal comma
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        return float(text.replace(",", ""))
    if _DATE.match(text):
        return None
    if lettered := _LETTERED.match(text):
        parts = [float(part) for part in lettered.groups()[1:4] if part]
        return _sexagesimal(parts, negative=lettered[1] == "-" or (lettered[5] or "").lower() in _NEGATIVE)
    if packed := _PACKED.match(text):
        return _unpacked(packed)
    if spaced := _SPACED.match(text) or _DOTTED.match(text):
        return _sexagesimal([float(part) for part in spaced.groups()[1:]], negative=spaced[1] == "-")
    hemisphere = [char for char in text if char in _HEMISPHERES]
    if not hemisphere and not _DEGREE_MARKS.search(text):
        return None
    rest = re.sub(r"[\s°度′'’‘分″\"”“秒:dDmMsS经經纬緯NSEWnsew东西南北東,-]|[\d.+]", "", text.replace("′′", '"'))
    if rest:
        return None
    text = re.sub(r"(?<=\d),(?=\d)", ".", text)  # decimal comma
    numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]
    negative = text.startswith("-") or any(
        char.lower() in _NEGATIVE for char in hemisphere[-1:] if not text.lower().endswith('"s"')
    )
    return _sexagesimal(numbers, negative=negative)


def _sexagesimal(numbers: list[float], *, negative: bool) -> float | None:
    """Return degrees of degrees, minutes and seconds, None where they cannot be an angle on the globe."""
    if not 1 <= len(numbers) <= 3 or numbers[0] > 360 or any(number >= 60 for number in numbers[1:]):
        return None
    value: float = sum(number / 60**power for power, number in enumerate(numbers))
    return -value if negative else value


def _unpacked(found: re.Match[str]) -> float | None:
    """Return degrees of digits without marks: (D)DDMM or (D)DDMMSS, by the letter beside them."""
    letter = (found[1] or found[6]).upper()
    digits, decimals = found[2] or found[4], found[3] or found[5] or ""
    wide = letter in "EW"
    if len(digits) not in ((4, 5, 6, 7) if wide else (4, 6)):
        return None
    pairs = (len(digits) - 2) // 2 if len(digits) % 2 == 0 else (len(digits) - 3) // 2
    degrees, rest = digits[: len(digits) - 2 * pairs], digits[len(digits) - 2 * pairs :]
    numbers = [float(degrees), *(float(rest[at : at + 2]) for at in range(0, len(rest), 2))]
    numbers[-1] += float(decimals or 0)
    if numbers[0] > (180 if wide else 90):
        return None
    return _sexagesimal(numbers, negative=letter in "SW")


def from_packed_digits(value: float, most: int) -> float | None:
    """Return degrees of a number that is DDDMMSS or DDD.MMSS, by its size; None if it is neither.

    Parameters
    ----------
    most : degrees of its axis, 180 or 90.

    Examples
    --------
    >>> from_packed_digits(1173000, 180), from_packed_digits(117.3, 180), from_packed_digits(117.7, 180)
    (117.5, 117.5, None)
    """
    digits = abs(value) / 10_000 if abs(value) > most else abs(value)
    degrees, rest = divmod(round(digits * 1e10), 10**10)
    minutes, rest = divmod(rest, 10**8)
    seconds = rest / 10**6
    if minutes >= 60 or seconds >= 60 or degrees > most:
        return None
    return (degrees + minutes / 60 + seconds / 3600) * (-1 if value < 0 else 1)


def from_packed_minutes(value: float) -> float | None:
    """Return degrees of a number DDDMM.mmm, as receivers write it; None if its minutes are none.

    Examples
    --------
    >>> from_packed_minutes(4124.5), from_packed_minutes(4175.0)
    (41.40833333333333, None)
    """
    degrees, minutes = divmod(abs(value), 100)
    if minutes >= 60 or degrees > 180:
        return None
    return (degrees + minutes / 60) * (-1 if value < 0 else 1)


def split_pair(cell: Any) -> Pair | None:
    """Read two coordinates in one cell, in the order they stand in, with what letters and labels say of it.

    Examples
    --------
    >>> split_pair("117.0, 36.6"), split_pair("POINT"), split_pair("[117,36]")
    (Pair(first=117.0, second=36.6, order=''), None, Pair(first=117.0, second=36.0, order=''))
    >>> split_pair("48.8566° N, 2.3522° E"), split_pair("lat: 36.6, lng: 117.1")
    (Pair(first=48.8566, second=2.3522, order='yx'), Pair(first=36.6, second=117.1, order='yx'))
    >>> split_pair("36.6N117.1E").order, split_pair("+36.6+117.1/").order, split_pair("东经117.1北纬36.6").order
    ('yx', 'yx', 'xy')
    """
    text = unicodedata.normalize("NFKC", str(cell).translate(_RINGS)).strip().strip("[](){}")
    labelled = list(_LABELLED.finditer(text))
    if len(labelled) == 2:
        axes = [_axis(found["axis"][:2]) for found in labelled]
        if set(axes) == {"x", "y"}:
            return Pair(float(labelled[0]["value"]), float(labelled[1]["value"]), "".join(axes))
    if signed := _SIGNED.match(text):
        return Pair(float(signed[1]), float(signed[2]), "yx")
    if text.lower().startswith("geo:"):  # RFC 5870
        text, order = text[4:].split(";")[0], "yx"
    else:
        order = ""
    splits = [[part for part in run.groups() if part]] if (run := _RUN_TOGETHER.match(text)) else []
    splits += [re.split(separator, text) for separator in _SEPARATORS]
    for parts in splits:
        if len(parts) in (2, 3):
            first, second = parse(unmarked(parts[0])), parse(unmarked(parts[1]))
            if first is not None and second is not None:
                axes = [_axis(parts[0]), _axis(parts[1])]
                return Pair(first, second, "".join(axes) if set(axes) == {"x", "y"} else order)
    return None


def _axis(text: str) -> str:
    """Return x or y where letters of one hemisphere's pair stand in a text, "" where none or both do."""
    named = {"la": "y", "lo": "x", "ln": "x"}.get(text.lower())
    if named:
        return named
    bare = re.sub(r"\d[eE][-+]?\d", "", text)
    vertical, horizontal = bool(_LATITUDE.search(bare)), bool(_LONGITUDE.search(bare))
    return "" if vertical == horizontal else ("y" if vertical else "x")


def is_formula(cell: Any) -> bool:
    """Tell whether a spreadsheet would run a text instead of showing it.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula("-2+3"), is_formula("-2.5"), is_formula("+86 10 1234")
    (True, True, False, True)
    """
    if not isinstance(cell, str) or not cell:
        return False
    text = cell.lstrip(" ")
    return (
        text[:1] in ("=", "+", "-", "@", "\t", "\r")
        and not _PLAIN_NUMBER.match(text.strip())
        and len(text) > 1
        and text not in ("--", "---")
    )
