"""The form that asks what is said of something published: title, licence, source, date, confidence and owner."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from geo.keeping.person import SELF_DECLARED
from geo.language import Translator
from geo.model import CONFIDENCES
from geo.publication.about import LICENCES, LONGEST, OTHER, About, Owner, checked
from geo.publication.cases import owner_words
from geo.publication.errors import PublicationFieldsError
from pages.components.boundary import show_alert
from pages.components.literal import literal


def show(
    t: Translator, *, title: str, before: About | None, owner: Owner | None, key: str
) -> tuple[About, Owner] | None:
    """Show the form; returns what was given once it is sent and whole. Whatever is wrong, what was written stays in it.

    Parameters
    ----------
    title : that is proposed where `before` says none.
    before : what was said of the version before, None for a new thing.
    owner : who is known to publish; None asks for a name.
    """
    with st.form(f"{key}_form", border=False):
        title = st.text_input(t("publication.field.title"), before.title if before else title, key=f"{key}_title")
        left, right = st.columns(2)
        with left:
            licence = st.selectbox(
                t("publication.field.licence"),
                [*LICENCES, OTHER],
                index=[*LICENCES, OTHER].index(before.licence) if before else None,
                format_func=lambda item: LICENCES[item][0] if item in LICENCES else t("publication.licence.other"),
                placeholder=t("publication.choose"),
                key=f"{key}_licence",
            )
        with right:
            words = st.text_input(
                t("publication.licence.words"), before.licence_text if before else "", key=f"{key}_licence_text"
            )
        source = st.text_area(
            t("publication.field.source"),
            before.source if before else "",
            help=t("publication.source.help"),
            height=96,
            key=f"{key}_source",
        )
        left, right = st.columns(2)
        with left:
            as_of = st.date_input(
                t("publication.field.as_of"),
                None,
                min_value=dt.date(1900, 1, 1),
                max_value=dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=1),
                format="YYYY-MM-DD",
                key=f"{key}_as_of",
            )
        with right:
            confidence = st.segmented_control(
                t("publication.field.confidence"),
                CONFIDENCES,
                default=before.confidence if before else None,
                format_func=lambda item: t(f"term.confidence.{item}"),
                help=t("publication.confidence.help"),
                key=f"{key}_confidence",
            )
        owner = _owner(t, owner, key=f"{key}_owner")
        agreed = st.checkbox(t("publication.agree"), key=f"{key}_agree")
        if not st.form_submit_button(t("publication.publish"), type="primary", key=f"{key}_publish"):
            return None
    try:
        about, owner = checked(
            title=title,
            licence=licence or "",
            licence_text=words,
            source=source,
            as_of=as_of,
            confidence=confidence or "",
            owner=owner,
        )
    except PublicationFieldsError as fault:
        show_alert(t("publication.fault.title"), *(_fault(field, why, t) for field, why in fault.faults))
        return None
    if not agreed:
        show_alert(t("publication.fault.title"), t("publication.agree.need"))
        return None
    return about, owner


def _owner(t: Translator, known: Owner | None, *, key: str) -> Owner:
    if known is not None:
        literal(t("publication.owner.is", name=owner_words(known, t)), style="note")
        return known
    name = st.text_input(t("publication.field.owner"), help=t("publication.owner.help"), key=key)
    return Owner(SELF_DECLARED, name)


def _fault(field: str, why: str, t: Translator) -> str:
    return t(f"publication.fault.{why}", field=t(f"publication.field.{field}"), most=LONGEST.get(field, ""))
