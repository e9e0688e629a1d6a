"""Marks: where in a text what was asked for stands, so that a page can show it there."""

from __future__ import annotations

from dataclasses import dataclass

from geo.searching.question import Question
from geo.searching.words import words


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether it is what was asked for."""

    text: str
    is_marked: bool = False


def pieces(text: str, asked: Question | None) -> tuple[Piece, ...]:
    """Cut a text at what was asked for; joined again the pieces are the text.

    Examples
    --------
    >>> from geo.searching.index import Document, Index
    >>> index = Index([Document("a", {"name": ["Computing vouchers of Qingyang"]})], weights={"name": 1.0}, name="name")
    >>> [piece.text for piece in pieces("Computing vouchers of Qingyang", index.question("庆阳")) if piece.is_marked]
    ['Qingyang']
    """
    if asked is None or not asked.terms:
        return (Piece(text),) if text else ()
    forms = asked.forms()
    spans = sorted((word.start, word.end) for word in words(text) if word.form in forms)
    found: list[Piece] = []
    at = 0
    for start, end in _joined(spans):
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], is_marked=True))
        at = end
    if at < len(text):
        found.append(Piece(text[at:]))
    return tuple(found)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
