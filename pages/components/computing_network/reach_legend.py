"""The legend of the reach map, with the very signs of the map."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Final

import streamlit as st

from geo.language import Translator
from geo.model import COMPUTING_COLOUR

_INK: Final = "#2B2B2B"
_GREY: Final = "#6B6B6B"
_HEXAGON: Final = '<polygon points="-4,-7 4,-7 8,0 4,7 -4,7 -8,0"/>'


def show(t: Translator) -> None:
    """Show what rings, marks and lines mean."""
    rows = (
        (_ring(_INK, 2.2, "", 0.16), "sure"),
        (_ring(_INK, 1, "2 5", 0.08), "estimate"),
        (_ring(_INK, 1.8, "9 6", 0.08), "possible"),
        (_ring(_GREY, 1.2, "1 5", 0), "floor"),
        (_mark(_INK, "", "✓"), "surely"),
        (_mark(_INK, "4 4", "?"), "possibly"),
        (_mark(_GREY, "", "×"), "not"),
        (_dot(), "origin"),
        (_park(), "park"),
        (_line("", 2.4), "real_time"),
        (_line("7 4", 2.4), "non_real_time"),
        (_line("2 4", 2.4), "general"),
        (_line("", 1.2), "reported"),
    )
    items = "".join(f"<li>{sign}<span>{escape(t(f'network.legend.{name}'))}</span></li>" for sign, name in rows)
    st.html(f'<div class="obs-legend"><ul>{items}</ul></div>')


def _sign(content: str) -> str:
    """Return a drawing as an image; Streamlit takes inline SVG out of HTML."""
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="48" height="20" viewBox="-24 -10 48 20">{content}</svg>'
    return f'<img alt="" src="data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}">'


def _ring(colour: str, width: float, dash: str, fill: float) -> str:
    return _sign(
        f'<path d="M-20 9A22 22 0 0 1 20 9" fill="{COMPUTING_COLOUR}" fill-opacity="{fill}" stroke="{colour}" '
        f'stroke-width="{width}" stroke-dasharray="{dash}"/>'
    )


def _mark(colour: str, dash: str, glyph: str) -> str:
    return _sign(
        f'<g fill="{COMPUTING_COLOUR}" transform="scale(.8)">{_HEXAGON}</g>'
        f'<circle r="9" fill="none" stroke="{colour}" stroke-width="1.8" stroke-dasharray="{dash}"/>'
        f'<text x="17" y="4" text-anchor="middle" font-size="12" font-weight="700" fill="{colour}">{glyph}</text>'
    )


def _dot() -> str:
    return _sign(f'<circle r="6" fill="{_INK}" stroke="#fff" stroke-width="2"/>')


def _park() -> str:
    return _sign(
        f'<circle r="9" fill="none" stroke="{COMPUTING_COLOUR}" stroke-dasharray="3 3"/>'
        f'<circle r="4" fill="#fff" stroke="{COMPUTING_COLOUR}" stroke-width="1.6"/>'
    )


def _line(dash: str, width: float) -> str:
    return _sign(
        f'<path d="M-20 0H16" stroke="{COMPUTING_COLOUR}" stroke-width="{width}" stroke-dasharray="{dash}"/>'
        f'<path d="M14 -5L22 0L14 5Z" fill="{COMPUTING_COLOUR}"/>'
    )
