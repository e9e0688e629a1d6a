"""Source: where a figure or a statement comes from."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.text import Text


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from.

    Attributes
    ----------
    title : the document's own title in its language, in the other one what it is.
    date : of publication, as far as it is known.
    licence : what it may be used under, names and keys of geo.model joined by ``;``; see geo.catalog.credits.
    seen : how it was read: text, excerpt, or copy where it was read on another site; "" where that is not recorded.
    confidence : key of CONFIDENCES; low for blogs, nameless pages and what stands in no document.
    """

    source_id: str
    title: Text
    publisher: Text
    date: str
    url: str
    licence: str
    seen: str = ""
    confidence: str = ""
