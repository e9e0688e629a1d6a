"""Take a comparison along: the format, a caption, a template of one's own; the file is made when asked for."""

from __future__ import annotations

from io import BytesIO

import streamlit as st

from geo.access.roles import UPLOAD
from geo.catalog import Catalog
from geo.comparison.gather import Comparison
from geo.export.files import FORMATS, MEDIA_TYPES, Order, export
from geo.intake import shelf
from geo.language import Translator, number
from geo.settings import settings
from pages.components import person
from pages.components.boundary import boundary
from pages.components.compare import session
from pages.components.frame import page_translator
from pages.components.literal import literal, literal_label

_MADE = "compare_made"  # the file made last, with the order it answers
CAPTION_MOST = 200
TEMPLATE_MOST_MB = 20
Mark = tuple[object, ...]


@st.fragment
def show(comparison: Comparison, catalog: Catalog, *, key: str) -> None:
    """Show the choice of format and the download."""
    t = page_translator()
    with boundary(t), st.container(key=key):
        literal(t("compare.export.title"), style="heading")
        literal(t("compare.export.note"), style="note")
        left, right = st.columns([3, 2], gap="small", vertical_alignment="bottom")
        with left:
            kind = st.segmented_control(
                t("compare.export.format"),
                FORMATS,
                default=FORMATS[0],
                required=True,
                wrap=True,
                format_func=lambda name: t(f"compare.export.{name}"),
                key=f"{key}_format",
            )
        with right:
            caption = st.text_input(t("compare.export.caption"), max_chars=CAPTION_MOST, key=f"{key}_caption")
        file = None
        if kind == "pptx" and person.allowed(UPLOAD):
            file = st.file_uploader(
                t("compare.export.template"), type="pptx", max_upload_size=TEMPLATE_MOST_MB, key=f"{key}_template"
            )
        order = Order(
            kind=kind,
            language=t.language,
            caption=caption,
            story=session.story(),
            template=BytesIO(shelf.shared().content(file.getvalue())) if file else None,
        )
        mark = _mark(comparison, order, file.file_id if file else "")
        if st.button(t("compare.export.make"), icon=":material/build:", key=f"{key}_make"):
            _make(comparison, order, mark, catalog, t)
        _offer(comparison, order, mark, t, key=key)


def _make(comparison: Comparison, order: Order, mark: Mark, catalog: Catalog, t: Translator) -> None:
    bar = st.progress(0.0, text=t("compare.export.busy"))

    def tell(share: float) -> None:
        bar.progress(min(share, 1.0), text=t("compare.export.busy"))

    body = export(comparison, order, catalog, settings(), report=tell)
    bar.empty()
    st.session_state[_MADE] = (mark, body)


def _mark(comparison: Comparison, order: Order, template: str) -> Mark:
    """Return what a file answers to; a file made for another choice is not offered. `template` is an upload's id."""
    return (comparison.version, order.kind, comparison.state, order.language, order.caption, order.story, template)


def _offer(comparison: Comparison, order: Order, mark: Mark, t: Translator, *, key: str) -> None:
    made, body = st.session_state.get(_MADE, (None, b""))
    if made != mark:
        return
    name = order.name(comparison)
    size = f"{number(len(body) / 1000, t.language, digits=0)} kB"
    st.download_button(
        literal_label(t("compare.export.ready", name=name, size=size)),
        body,
        file_name=name,
        mime=MEDIA_TYPES[order.kind],
        icon=":material/download:",
        type="primary",
        key=f"{key}_download",
        on_click="ignore",
    )
