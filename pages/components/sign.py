"""A sign of a legend as an image, drawn from `geo.signs`; Streamlit takes inline SVG out of HTML."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Final

WIDTH_PX: Final = 48
HEIGHT_PX: Final = 20


def image(content: str) -> str:
    """Return SVG elements, drawn round the middle of a small picture, as an image element."""
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_PX}" height="{HEIGHT_PX}" '
        f'viewBox="{-WIDTH_PX / 2:g} {-HEIGHT_PX / 2:g} {WIDTH_PX} {HEIGHT_PX}">{content}</svg>'
    )
    return f'<img alt="" src="data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}">'


def items(rows: list[tuple[str, str]]) -> str:
    """Return a list of signs with what they stand for."""
    return "<ul>" + "".join(f"<li>{drawn}<span>{escape(text)}</span></li>" for drawn, text in rows) + "</ul>"
