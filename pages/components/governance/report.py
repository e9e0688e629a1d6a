"""View of the panorama report: format, the edition it is compared with, making it with progress, and keeping it."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import streamlit as st

from geo.access.roles import TRACK, UPLOAD
from geo.catalog import Catalog
from geo.governance.book import LONGEST_NAME, Pages
from geo.governance.edition import read_edition, write_edition
from geo.governance.files import FORMATS, MEDIA_TYPES, report_file
from geo.intake import shelf
from geo.keeping.person import SELF_DECLARED, Person
from geo.language import Translator, number
from geo.model import Cluster
from geo.settings import limits, settings
from pages.components import account, person
from pages.components.boundary import boundary, show_notice
from pages.components.governance import session
from pages.components.literal import literal_label, section

_MADE: Final = "governance_report_made"
TEMPLATE_MOST_MB: Final = 20


def show(pages: Pages, catalog: Catalog, t: Translator) -> None:
    """Show the view."""
    with st.container():  # always there, so that what is unfolded below keeps its place when the notice goes
        if done := session.told():
            show_notice(done)
    section(t("governance.view.report"), t("governance.report.lead"))
    kind = st.segmented_control(
        t("governance.report.format"),
        FORMATS,
        default=FORMATS[0],
        required=True,
        format_func=lambda key: t(f"governance.report.format.{key}"),
        key="governance_report_format",
    )
    place = st.selectbox(
        t("governance.report.before"),
        range(-1, len(pages.editions)),
        format_func=lambda at: _edition_name(pages, at, t),
        key="governance_report_before",
    )
    template = None
    if kind == "pptx" and person.allowed(UPLOAD):
        template = st.file_uploader(
            t("compare.export.template"), type="pptx", max_upload_size=TEMPLATE_MOST_MB, key="governance_template_file"
        )
    clusters = session.current().clusters or tuple(catalog.every(Cluster))
    mark = (catalog.digest, pages.serial, clusters, kind, place, t.language, template.file_id if template else "")
    if st.button(t("governance.report.make"), icon=":material/build:", key="governance_report_make"):
        bar = st.progress(0.0, text=t("governance.report.busy"))

        def tell(share: float) -> None:
            bar.progress(min(share, 1.0), text=t("governance.report.busy"))

        with boundary(t):
            body, made = report_file(
                catalog,
                settings(),
                pages,
                clusters,
                language=t.language,
                kind=str(kind),
                before=read_edition(pages.editions[place].body) if place >= 0 else None,
                template=BytesIO(shelf.shared().content(template.getvalue())) if template else None,
                report=tell,
            )
            st.session_state[_MADE] = (mark, body, write_edition(made.edition))
        bar.empty()
    kept, body, saved = st.session_state.get(_MADE, (None, b"", ""))
    if kept == mark:
        _offer(body, saved, str(kind), catalog, t)


def _edition_name(pages: Pages, at: int, t: Translator) -> str:
    if at < 0:
        return t("governance.report.before.none")
    one = pages.editions[at]
    assert one.signed is not None  # noqa: S101 - every line of the register is signed
    count = number(len(read_edition(one.body).clusters), t.language)
    return literal_label(t("governance.report.before.one", at=one.signed.at[:10], who=one.signed.name, n=count))


def _offer(body: bytes, saved: str, kind: str, catalog: Catalog, t: Translator) -> None:
    name = f"panorama-{catalog.as_of}.{kind}"
    st.download_button(
        literal_label(
            t("governance.report.ready", name=name, size=f"{number(len(body) / 1000, t.language, digits=0)} kB")
        ),
        body,
        file_name=name,
        mime=MEDIA_TYPES[kind],
        icon=":material/download:",
        type="primary",
        key="governance_report_download",
        on_click="ignore",
    )
    if limits().uploads != "publish" or not account.allows(TRACK, t, key="governance_report_needs"):
        return
    by = person.signed_in() or Person(
        SELF_DECLARED, st.text_input(t("governance.register.name"), key="governance_name", max_chars=LONGEST_NAME)
    )
    if st.button(t("governance.report.save"), key="governance_report_save"):
        with boundary(t):
            session.book().save_edition(saved, by=by)
            session.tell(t("governance.report.saved"))
            st.rerun()
