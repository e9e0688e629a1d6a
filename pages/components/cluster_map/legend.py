"""The map's legend: what is drawn right now, with the very signs of the map."""

from __future__ import annotations

from base64 import b64encode
from html import escape

import streamlit as st

from geo.language import Translator
from geo.maps.screen import Shown
from geo.maps.state import MapState
from geo.model import CLUSTER_MODELS, COMPUTING_COLOUR, LOAD_CLASSES, NO_MODEL, NO_MODEL_COLOUR, ORGANISATION_FAMILIES

_SHAPES = {
    "circle": '<circle r="6.5"/>',
    "square": '<rect x="-6" y="-6" width="12" height="12"/>',
    "triangle": '<polygon points="0,-8 7.5,5.5 -7.5,5.5"/>',
    "diamond": '<polygon points="0,-8.5 8.5,0 0,8.5 -8.5,0"/>',
    "hexagon": '<polygon points="-4,-7 4,-7 8,0 4,7 -4,7 -8,0"/>',
}
_GLYPHS = {
    "firm": "",
    "research": '<circle r="2" fill="#fff" stroke="none"/>',
    "facility": '<path d="M-3 0H3" stroke="#fff" stroke-width="1.6"/>',
    "support": '<path d="M-3 0H3M0 -3V3" stroke="#fff" stroke-width="1.6"/>',
}
_WIDTH = 48
_LOAD_DASH = {"real_time": "", "non_real_time": "7 4", "general": "2 4"}


def show(state: MapState, now: Shown, models: set[str], t: Translator, *, key: str) -> None:
    """Show the legend of the layers that are on.

    `models` are the model keys of the clusters that pass the filter; others are not in the legend because they are
    not on the map.
    """
    parts: list[str] = []
    if "clusters" in state.layers and now.clusters:
        parts.append(
            group(t("map.legend.clusters"), [_model(key, t) for key in (*CLUSTER_MODELS, NO_MODEL) if key in models])
        )
    if "organisations" in state.layers and now.organisations.shown:
        parts.append(group(t("map.legend.organisations"), _organisations(t)))
    if "computing" in state.layers:
        parts.append(group(t("map.legend.computing"), _computing(t)))
    if "links" in state.layers and now.links:
        parts.append(group(t("map.legend.links"), _links(t, state)))
    with st.container(key=key):
        st.html(
            f'<div class="obs-legend">{"".join(parts)}</div>' if parts else f"<p>{escape(t('map.legend.empty'))}</p>"
        )


def group(title: str, rows: list[tuple[str, str]]) -> str:
    """Return one part of the legend: its title, and signs with what they stand for."""
    items = "".join(f"<li>{drawn}<span>{escape(text)}</span></li>" for drawn, text in rows)
    return f"<section><h2>{escape(title)}</h2><ul>{items}</ul></section>"


def sign(content: str) -> str:
    """Return a drawing as an image; Streamlit takes inline SVG out of HTML."""
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="20" '
        f'viewBox="{-_WIDTH / 2} -10 {_WIDTH} 20">{content}</svg>'
    )
    return f'<img alt="" src="data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}">'


def _model(model_key: str, t: Translator) -> tuple[str, str]:
    model = CLUSTER_MODELS.get(model_key)
    colour, shape, dash = (model.colour, model.shape, model.dash) if model else (NO_MODEL_COLOUR, "hexagon", "1 3")
    outline = f'<path d="M-2 0H23" stroke="{colour}" stroke-width="2.4" stroke-dasharray="{dash}"/>'
    return sign(f'<g transform="translate(-14 0)" fill="{colour}">{_SHAPES[shape]}</g>{outline}'), t(
        f"term.model.{model_key}"
    )


def _organisations(t: Translator) -> list[tuple[str, str]]:
    grey = 'stroke="#4A4A4A"'
    rows = [
        (sign(f'<g fill="#4A4A4A">{_SHAPES["circle"]}</g>{_GLYPHS[family]}'), t(f"term.family.{family}"))
        for family in dict.fromkeys(ORGANISATION_FAMILIES.values())
    ]
    cell = (
        f'<circle r="9" fill="#fff" {grey} stroke-width="2"/>'
        '<text y="3.5" text-anchor="middle" font-size="10" font-family="sans-serif">12</text>'
    )
    tentative = f'<circle r="6" fill="#fff" {grey} stroke-width="1.6" stroke-dasharray="2 2"/>'
    return [(sign(cell), t("map.legend.cell")), *rows, (sign(tentative), t("map.legend.tentative"))]


def _computing(t: Translator) -> list[tuple[str, str]]:
    hexagon = _SHAPES["hexagon"]
    line = f'stroke="{COMPUTING_COLOUR}" stroke-width="1.6"'
    hub = f'<circle r="9" fill="none" {line}/><g fill="#fff" {line} transform="scale(.7)">{hexagon}</g>'
    area = (
        f'<rect x="-10" y="-7" width="20" height="14" fill="{COMPUTING_COLOUR}" fill-opacity=".18" '
        f'stroke="{COMPUTING_COLOUR}"/>'
    )
    return [
        (sign(hub), t("map.legend.hub")),
        (sign(f'<g fill="{COMPUTING_COLOUR}">{hexagon}</g>'), t("map.legend.computing_cluster")),
        (sign(area), t("map.legend.area")),
    ]


def _links(t: Translator, state: MapState) -> list[tuple[str, str]]:
    def line(dash: str, weight: float) -> str:
        return sign(
            f'<path d="M-20 0H16" fill="none" stroke="{COMPUTING_COLOUR}" stroke-width="{weight}" '
            f'stroke-dasharray="{dash}"/><path d="M14 -5L22 0L14 5Z" fill="{COMPUTING_COLOUR}"/>',
        )

    loads = [(line(_LOAD_DASH[load], 2.4), t(f"term.load.{load}")) for load in LOAD_CLASSES if load in state.loads]
    evidence = [
        (line("", weight), t(f"term.evidence.{kind}"))
        for kind, weight in (("official", 2.4), ("reported", 1.2))
        if kind in state.evidence
    ]
    return [*loads, *evidence]
