"""The map's legend: what is drawn right now, with the very signs of the map."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.language import Translator
from geo.maps.screen import Shown
from geo.maps.state import MapState
from geo.model import CLUSTER_MODELS, LOAD_CLASSES, NO_MODEL, ORGANISATION_FAMILIES
from geo.signs import (
    COMPUTING,
    EVIDENCE_WIDTHS_PX,
    INK,
    LOADS,
    MUTED,
    ORGANISATION_RADIUS_PX,
    PAPER,
    Stroke,
    glyph_svg,
    model_sign,
    shape_svg,
    stroke_svg,
)
from pages.components.sign import image, items


def show(state: MapState, now: Shown, models: frozenset[str], t: Translator, *, key: str) -> None:
    """Show the legend of the layers that are on.

    `models` are the model keys of the clusters that pass the filter; others are not in the legend because they are
    not on the map.
    """
    parts: list[str] = []
    if "clusters" in state.layers and now.clusters:
        parts.append(
            group(t("map.legend.clusters"), [_model(key, t) for key in (*CLUSTER_MODELS, NO_MODEL) if key in models])
        )
    if "organisations" in state.layers and state.register is None and now.organisations.shown:
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
    return f"<section><h2>{escape(title)}</h2>{items(rows)}</section>"


def _model(model_key: str, t: Translator) -> tuple[str, str]:
    sign = model_sign(model_key)
    outline = f'<path d="M-2 0H23" {stroke_svg(Stroke(sign.colour, 2.4, sign.dash))}/>'
    drawn = f'<g transform="translate(-14 0)" fill="{sign.colour}">{shape_svg(sign.shape, 7)}</g>{outline}'
    return image(drawn), t(f"term.model.{model_key}")


def _organisations(t: Translator) -> list[tuple[str, str]]:
    radius = ORGANISATION_RADIUS_PX
    circle = shape_svg("circle", radius)
    rows = [
        (image(f'<g fill="{MUTED}">{circle}</g>{glyph_svg(family, radius)}'), t(f"term.family.{family}"))
        for family in dict.fromkeys(ORGANISATION_FAMILIES.values())
    ]
    cell = (
        f'<circle r="9" fill="{PAPER}" stroke="{MUTED}" stroke-width="2"/>'
        f'<text y="3.5" text-anchor="middle" font-size="10" font-family="sans-serif" fill="{INK}">12</text>'
    )
    tentative = f'<g fill="{PAPER}" {stroke_svg(Stroke(MUTED, 1.6, "tentative"))}>{circle}</g>'
    return [(image(cell), t("map.legend.cell")), *rows, (image(tentative), t("map.legend.tentative"))]


def _computing(t: Translator) -> list[tuple[str, str]]:
    line = stroke_svg(Stroke(COMPUTING, 1.6))
    hub = f'<circle r="9" fill="none" {line}/><g fill="{PAPER}" {line}>{shape_svg("hexagon", 5)}</g>'
    area = f'<rect x="-10" y="-7" width="20" height="14" fill="{COMPUTING}" fill-opacity=".18" stroke="{COMPUTING}"/>'
    return [
        (image(hub), t("map.legend.hub")),
        (image(f'<g fill="{COMPUTING}">{shape_svg("hexagon", 7)}</g>'), t("map.legend.computing_cluster")),
        (image(area), t("map.legend.area")),
    ]


def link(dash: str, width_px: float) -> str:
    """Return a link between demand and computing as an image: its dash is a key of `geo.signs.DASHES`."""
    return image(
        f'<path d="M-20 0H16" fill="none" {stroke_svg(Stroke(COMPUTING, width_px, dash))}/>'
        f'<path d="M14 -5L22 0L14 5Z" fill="{COMPUTING}"/>'
    )


def _links(t: Translator, state: MapState) -> list[tuple[str, str]]:
    strong = EVIDENCE_WIDTHS_PX["official"]
    loads = [(link(LOADS[load], strong), t(f"term.load.{load}")) for load in LOAD_CLASSES if load in state.loads]
    evidence = [
        (link("solid", width), t(f"term.evidence.{kind}"))
        for kind, width in EVIDENCE_WIDTHS_PX.items()
        if kind in state.evidence
    ]
    return [*loads, *evidence]
