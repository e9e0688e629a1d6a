"""Take the view along: PNG, SVG, PDF or a slide, drawn from the data when a button is pressed; and the full screen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from geo.catalog import Catalog
from geo.export.files import MEDIA_TYPES
from geo.export.view import drawing
from geo.export.view_files import FORMATS, view_file
from geo.language import Translator
from geo.maps.state import MapState
from geo.settings import settings
from geo.tiles.sample import Bounds
from pages.components.cluster_map import session
from pages.components.literal import literal

_SCRIPT: Final = (Path(__file__).parent / "fullscreen.js").read_text("utf-8")


def show(catalog: Catalog, state: MapState, about: str, t: Translator, *, key: str) -> None:
    """Show the choice of formats; without a map on screen there is nothing to take along yet.

    Parameters
    ----------
    about : title of the file's page.
    """
    bounds = session.bounds()
    if (
        state.register
    ):  # a drawing is made from the catalogue; firms of the sample would stand for those of the register
        state = replace(state, layers=tuple(layer for layer in state.layers if layer != "organisations"))
    with st.popover(t("map.export.label"), icon=":material/download:", key=key):
        literal(t("map.export.note" if bounds else "map.export.wait"), style="note")
        if state.register:
            literal(t("dataset.export"), style="note")
        if bounds:
            for kind in FORMATS:
                st.download_button(
                    t(f"map.export.{kind}"),
                    partial(_made, catalog, state, bounds, t, about, kind),
                    file_name=f"map-{catalog.as_of}-{t.language}.{kind}",
                    mime=MEDIA_TYPES[kind],
                    on_click="ignore",
                    key=f"{key}_{kind}",
                )
        st.html(
            f'<p><button type="button" class="obs-copy obs-fullscreen">{t("map.export.fullscreen")}</button></p>'
            f"<script>{_SCRIPT}</script>",
            unsafe_allow_javascript=True,
        )


def _made(catalog: Catalog, state: MapState, bounds: Bounds, t: Translator, about: str, kind: str) -> bytes:
    return view_file(drawing(catalog, settings(), state, bounds, t, title=about), kind=kind)
