"""Text encoding of uploads: which bytes are which characters, judged by what the text then looks like.

Regional files in Chinese are mostly GBK or UTF-8 and often say neither, or lie. A decoder that does not fail proves
little (GBK reads almost any bytes), so every candidate that decodes strictly is scored by how ordinary its
characters are. Statistical detectors need long texts; a layer may hold three names.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geo.ingest.texts import likelihood
from geo.ingest.texts.codepages import DBF_LANGUAGE, normalise
from geo.ingest.texts.likelihood import Likelihood
from geo.ingest.texts.ordinary import ordinariness, plausible

__all__ = ["DBF_LANGUAGE", "Verdict", "decode_cut", "detect", "detect_document", "normalise", "wide_encoding"]

# Order is preference where scores are equal.
CANDIDATES: Final = ("utf-8", "gb18030", "big5", "shift_jis", "euc_kr", "cp1252", "cp1251")
SAMPLE_BYTES: Final = 1 << 20
_JUDGED_BYTES: Final = 1 << 16  # more does not change the verdict, and every character is weighed in every candidate
_DECLARED_BONUS: Final = 0.12
# Of many texts a few may be damaged, or of another encoding, and must not decide for the rest.
_BAD_SHARE: Final = 0.1
_BAD_PENALTY: Final = 0.05
_CHINESE_BONUS: Final = 0.05  # where two readings are equally ordinary, these are regional files of China
# A declaration that the letters bear out, however few they are.
_PLAUSIBLE_BONUS: Final = 0.7
_DECLARED_UTF8_BONUS: Final = 0.6
_HANGUL: Final = 12
_WIDE: Final = ("utf-8", "gb18030", "big5", "shift_jis", "euc_kr", "cp932", "cp949", "cp950")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The encoding to read with.

    Attributes
    ----------
    name : Python's name of the encoding.
    declared : what the file says, or "".
    certain : whether no other candidate came near.
    alternatives : other encodings that decode the text, best first.
    sample : a text as it reads now; `garbled`: the same as the declared (or plain UTF-8) reading would show it.
    """

    name: str
    declared: str
    certain: bool
    alternatives: tuple[str, ...]
    sample: str
    garbled: str

    @property
    def plain(self) -> bool:
        """Whether the text is ASCII only, so that nothing was decided."""
        return not self.sample

    @property
    def contradicts(self) -> bool:
        """Whether the text reads otherwise than the file declares."""
        said = normalise(self.declared)
        return bool(said) and said != normalise(self.name)


def decode_cut(data: bytes, encoding: str) -> tuple[str, bool]:
    """Decode a text that a fixed width may have cut inside its last character; returns it and whether that was so.

    Raises
    ------
    UnicodeDecodeError
        if bytes before the last character do not decode.
    """
    try:
        return data.decode(encoding), False
    except UnicodeDecodeError:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        text = decoder.decode(data, final=False)
        if not text and len(data) > 3:
            raise
        return text, True


def _decoded(parts: Sequence[bytes], encoding: str) -> tuple[list[str], int] | None:
    """Return the texts, "" for those that do not decode, and the number of these; None if they are too many."""
    texts: list[str] = []
    bad = 0
    bearable = max(_BAD_SHARE * len(parts), 1) if len(parts) >= 3 else 0
    for part in parts:
        try:
            texts.append(decode_cut(part, encoding)[0])
        except UnicodeDecodeError:
            texts.append("")
            bad += 1
            if bad > bearable:
                return None
    return texts, bad


def _whole(parts: Sequence[bytes], names: Iterable[str]) -> list[bytes]:
    """Return the texts that every encoding reads to their end: one that is cut or damaged speaks against none."""
    return [part for part in parts if all(_reads(part, name) for name in names)]


def _reads(part: bytes, name: str) -> bool:
    try:
        part.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _alike(readings: Mapping[str, tuple[list[str], int]]) -> tuple[str, ...]:
    """Return the encodings that the characters tell apart better than the models do.

    Every Hangul is an everyday Chinese character too, so a few of them are Chinese; that all of many are is no chance.
    """
    seen = {char for text in readings.get("euc_kr", ([], 0))[0] for char in text}
    hangul = sum("\uac00" <= char <= "\ud7a3" for char in seen)
    han = sum("\u4e00" <= char <= "\u9fff" for char in seen)
    return ("gb18030", "big5", "euc_kr") if hangul < max(_HANGUL, 20 * han) else ("gb18030", "big5")


def detect(parts: Iterable[bytes], *, declared: str = "") -> Verdict:
    """Choose the encoding of short texts, such as the names of a layer.

    Parameters
    ----------
    parts : texts as bytes; ASCII ones do not count.
    declared : the encoding's name as the file gives it, possibly wrong; "" if it gives none.

    Examples
    --------
    >>> detect(["济南市".encode("gbk")], declared="ISO-8859-1").name
    'gb18030'
    >>> detect(["Münster".encode("cp1252")]).name
    'cp1252'
    """
    said = normalise(declared)
    taken: list[bytes] = []
    size = 0
    for part in parts:
        if part.isascii() or size > SAMPLE_BYTES:
            continue
        taken.append(part)
        size += len(part)
    if not taken:
        return Verdict(said or "utf-8", declared, certain=True, alternatives=(), sample="", garbled="")
    step = -(-size // _JUDGED_BYTES)
    taken = taken[::step]
    names = [*CANDIDATES, said] if said and said not in (*CANDIDATES, "latin-1") else list(CANDIDATES)
    ranked: list[tuple[float, str, list[str]]] = []
    readings = {name: decoded for name in names if (decoded := _decoded(taken, name)) is not None}
    # What is valid UTF-8 is weighed by that below; the models do not know how rare it is by chance.
    likely = Likelihood() if "utf-8" in readings else likelihood.of(_whole(taken, readings), readings)
    alike = _alike(readings)
    for name, (texts, bad) in readings.items():
        score = ordinariness("\n".join(texts), name, declared=name == said)
        if bad:
            score -= _BAD_PENALTY + bad / len(taken)
        if name not in _WIDE and (name == said or (name == "cp1252" and said in ("", "latin-1"))):
            score += (_PLAUSIBLE_BONUS if name == said else _PLAUSIBLE_BONUS / 2) * plausible(texts, name)
        if name == "utf-8" and name == said and not "".join(texts).isascii():
            score += _DECLARED_UTF8_BONUS
        if name == "utf-8":
            # Bytes that are valid UTF-8 by chance are rare, and rarer with each further character.
            score += 0.5 if sum(map(len, taken)) > 6 else 0.3
        if name == "gb18030":
            score += _CHINESE_BONUS
        if name == said or (said == "latin-1" and name == "cp1252"):
            score += _DECLARED_BONUS
        ranked.append((score - likely.lost(name, alike=alike), name, texts))
    if not ranked:
        return _undecodable(taken, said, declared)
    ranked.sort(key=lambda entry: -entry[0])
    best, name, texts = ranked[0]
    sample = next((text for text in texts if not text.isascii()), "")
    index = texts.index(sample) if sample else 0
    wrong = said or ("utf-8" if name != "utf-8" else "gb18030")
    others = tuple(entry[1] for entry in ranked[1:])
    return Verdict(
        name,
        declared,
        certain=len(ranked) == 1 or (best - ranked[1][0] > 0.1 and not likely.is_against(name)),
        alternatives=others,
        sample=sample[:60],
        garbled=taken[index].decode(wrong, "replace")[:60],
    )


def _undecodable(parts: Sequence[bytes], said: str, declared: str) -> Verdict:
    """No candidate reads everything: take the one that fails in the fewest texts."""
    names = dict.fromkeys([said, *CANDIDATES] if said else CANDIDATES)

    def faults(name: str) -> tuple[int, float]:
        texts = [part.decode(name, "replace") for part in parts]
        return sum("\ufffd" in text for text in texts), -ordinariness("\n".join(texts), name)

    name = min(names, key=faults)
    text = parts[0].decode(name, "replace")
    return Verdict(
        name, declared, certain=False, alternatives=tuple(n for n in names if n != name), sample=text[:60], garbled=""
    )


_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def marked(data: bytes) -> str:
    """Return the encoding that a byte-order mark names, other than UTF-8, else ""."""
    return next((name for mark, name in _BOMS[1:] if data.startswith(mark)), "")


def wide_encoding(data: bytes) -> str:
    """Return ``utf-16-le`` or ``utf-16-be`` for a text of two-byte characters without a byte-order mark, else "".

    Every ASCII character, such as the punctuation of any format, has its zero byte on the same side.
    """
    head = data[:4000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 < len(head) // 2 or min(even, odd) * 20 > max(even, odd) or len(head) < 4:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def detect_document(data: bytes, *, declared: str = "") -> Verdict:
    """Choose the encoding of a whole text file (CSV, JSON, XML): byte-order mark first, then its words."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Verdict(name, declared, certain=True, alternatives=(), sample="", garbled="")
    if name := wide_encoding(data):
        return Verdict(name, declared, certain=True, alternatives=(), sample="", garbled="")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if normalise(declared) in ("", "utf-8", "ascii") or data.isascii():
            return Verdict("utf-8", declared, certain=True, alternatives=(), sample="", garbled="")
    # None of these bytes is part of a multi-byte character in any candidate, so no character is torn.
    parts = re.split(rb"[\x00-\x2f:;<=>?]+", data[:SAMPLE_BYTES])
    return detect(parts, declared=declared)
