"""The legend of the reach map, with the very signs of the map."""

from __future__ import annotations

import streamlit as st

from geo.language import Translator
from geo.signs import (
    COMPUTING,
    EVIDENCE_WIDTHS_PX,
    GREY,
    INK,
    LOADS,
    PAPER,
    RINGS,
    VERDICTS,
    Stroke,
    shape_svg,
    stroke_svg,
)
from pages.components.sign import image, items


def show(t: Translator) -> None:
    """Show what rings, marks and lines mean."""
    strong = EVIDENCE_WIDTHS_PX["official"]
    rows = (
        *((_ring(stroke), name) for name, stroke in RINGS.items()),
        (_mark(Stroke(INK, 1.8), VERDICTS["surely"]), "surely"),
        (_mark(Stroke(INK, 1.8, "short"), VERDICTS["possibly"]), "possibly"),
        (_mark(Stroke(GREY, 1.8), VERDICTS["not"]), "not"),
        (image(f'<circle r="6" fill="{INK}" stroke="{PAPER}" stroke-width="2"/>'), "origin"),
        (_park(), "park"),
        *((_link(dash, strong), name) for name, dash in LOADS.items()),
        (_link("solid", EVIDENCE_WIDTHS_PX["reported"]), "reported"),
    )
    st.html(f'<div class="obs-legend">{items([(drawn, t(f"network.legend.{name}")) for drawn, name in rows])}</div>')


def _ring(stroke: Stroke) -> str:
    return image(
        f'<path d="M-20 9A22 22 0 0 1 20 9" fill="{COMPUTING}" fill-opacity="{stroke.fill_opacity * 1.6:g}" '
        f"{stroke_svg(stroke)}/>"
    )


def _mark(stroke: Stroke, mark: str) -> str:
    return image(
        f'<g fill="{COMPUTING}">{shape_svg("hexagon", 5.6)}</g>'
        f'<circle r="9" fill="none" {stroke_svg(stroke)}/>'
        f'<text x="17" y="4" text-anchor="middle" font-size="12" font-weight="700" fill="{stroke.colour}">{mark}</text>'
    )


def _park() -> str:
    return image(
        f'<circle r="9" fill="none" stroke="{COMPUTING}" stroke-dasharray="3 3"/>'
        f'<circle r="4" fill="{PAPER}" stroke="{COMPUTING}" stroke-width="1.6"/>'
    )


def _link(dash: str, width_px: float) -> str:
    return image(
        f'<path d="M-20 0H16" {stroke_svg(Stroke(COMPUTING, width_px, dash))}/>'
        f'<path d="M14 -5L22 0L14 5Z" fill="{COMPUTING}"/>'
    )
