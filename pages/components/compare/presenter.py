"""A comparison presented: one step at a time, large, without the page around it, by keyboard or clicker."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

import streamlit as st

from geo.catalog import Catalog
from geo.comparison.claims import told_claims
from geo.comparison.core_charts import MARK
from geo.comparison.core_words import CoreCell
from geo.comparison.gather import Comparison
from geo.comparison.story import Step
from geo.comparison.timeline import fitted
from geo.comparison.words import Document, core_rows
from geo.language import Translator
from pages.components.compare import charts, maps, profile, session
from pages.components.literal import literal

STYLE: Final = Path(__file__).with_name("presenter.css")
# Keys of a clicker are PageUp and PageDown. The script is constant; it presses the buttons below.
_KEYS: Final = Path(__file__).with_name("presenter.js")
CHARTS: Final = 4
SCALE: Final = 1.5  # of charts, for a room
# A window is 960 points wide whatever its pixels, as a slide is; what is left of its height for the events in words.
WINDOW_PT: Final = 960.0
ROOM_PT: Final = (910.0, 320.0)
GAP_PT: Final = 24.0
LANE_PT: Final = 20.0


def show(comparison: Comparison, doc: Document, catalog: Catalog, t: Translator, *, number: int, key: str) -> None:
    """Show step `number` of the story, from 0; a number beyond the last shows the last."""
    story = doc.story
    steps = story.told
    at = min(number, len(steps) - 1)
    step = steps[at]
    st.html(STYLE)
    st.html(f"<script>{_KEYS.read_text('utf-8')}</script>", unsafe_allow_javascript=True)
    with st.container(key=key):
        title = step.caption or (t(f"compare.story.{step.view}") if step.keeps_view else "")
        if title and step.view != "title":
            st.html(f'<h1 class="obs-slide-title">{escape(title)}</h1>')
        _content(step, comparison, doc, catalog, t, key=f"{key}_{step.view}")
        if st.session_state.get(session.NOTES):
            notes = step.notes or t("compare.present.no_notes")
            st.html(
                f'<aside class="obs-notes" aria-label="{escape(t("compare.present.notes"))}">{escape(notes)}</aside>'
            )
    _bar(len(steps), at, t)
    following = steps[at + 1] if at < len(steps) - 1 else None
    _for_speaker(step, following, t("compare.present.page", number=at + 1, of=len(steps)), t)


def _content(step: Step, comparison: Comparison, doc: Document, catalog: Catalog, t: Translator, *, key: str) -> None:
    if step.view == "title":
        st.html(
            f'<div class="obs-slide-cover"><h1>{escape(step.caption or doc.title)}</h1><p>{escape(doc.subtitle)}</p>'
            f"<p>{escape(doc.stamp)}</p></div>"
        )
    elif step.view == "maps":
        maps.show(comparison, catalog, t, key=key, presented=True)
    elif step.view == "table":
        _core(doc)
    elif step.view == "chart":
        charts.show(doc, comparison, t, key=key, most=CHARTS, scale=SCALE)
    elif step.view == "timeline":
        charts.show_timeline(doc, t, key=key, presented=True)
        _history(doc)
    elif step.view == "differences":
        items = "".join(f"<li><b>{escape(one.short)}</b><small>{escape(one.pair)}</small></li>" for one in doc.findings)
        st.html(f'<ol class="obs-lessons obs-fill obs-findings">{items}</ol>')
    elif step.view == "text":
        st.html(f'<p class="obs-slide-text">{escape(step.text)}</p>')
    elif step.view == "image":
        if step.image:
            st.html(f'<img class="obs-slide-image" src="{escape(step.image)}" alt="{escape(step.caption)}">')
        if step.text:
            literal(step.text)
    elif step.view == "claims":
        _claims(comparison, catalog, t)
    else:
        profile.show_lessons(doc, key=key)


def _core(doc: Document) -> None:
    """Show the core table as a slide has it: every row on the screen at once, figures rounded as one says them."""
    t = doc.t
    heads = "".join(f'<th scope="col">{escape(case.short)}</th>' for case in doc.cases)
    rows = "".join(
        f'<tr><th scope="row">{escape(line.name)}</th>{"".join(_core_cell(cell, t) for cell in line.cells)}</tr>'
        for line in core_rows(doc)
    )
    label = escape(t("compare.core.title"))
    st.html(
        f'<div class="obs-table obs-present-core" role="region" tabindex="0" aria-label="{label}">'
        f'<table><thead><tr><th scope="col">{escape(t("compare.doc.indicator"))}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    literal(t("compare.present.core"), style="note")


def _core_cell(cell: CoreCell, t: Translator) -> str:
    if not cell.text:
        reason = t("compare.core.missing" if cell.applies else "compare.core.no_question")
        return f'<td class="obs-missing">{escape(reason)}</td>'
    told = t("compare.comma").join(filter(None, (t("compare.core.year", year=cell.year), cell.dollars)))
    mark = f" {MARK}" if cell.is_marked else ""
    return f"<td>{escape(cell.text)}{mark}<small>{escape(told)}</small></td>"


def _history(doc: Document) -> None:
    """Say the events below their axis, a column a cluster, in type that grows with the window."""
    cases = doc.cases
    lanes = [[event for event in doc.events if event.cluster_id == case.cluster_id] for case in cases]
    room = ROOM_PT[1] - LANE_PT * len(cases)
    width = (ROOM_PT[0] - GAP_PT * (len(cases) - 1)) / len(cases)
    columns = []
    for case, told in zip(cases, fitted(lanes, language=doc.language, width_pt=width, height_pt=room), strict=True):
        items = "".join(f"<li><b>{escape(year)}</b> {escape(text)}</li>" for year, text in told.lines)
        size = f"{told.size / WINDOW_PT * 100:.2f}vw"
        columns.append(f'<div style="font-size:{size}"><h2>{escape(case.short)}</h2><ul>{items}</ul></div>')
    st.html(f'<div class="obs-history">{"".join(columns)}</div>')


def _claims(comparison: Comparison, catalog: Catalog, t: Translator) -> None:
    """Show what the article says of these clusters, and what became of it."""
    heads = "".join(
        f'<th scope="col">{escape(word)}</th>' for word in (t("story.claim"), t("story.verdict"), t("story.found"))
    )
    rows = "".join(
        f"<tr><td>{escape(one.text)}</td><td><b>{escape(one.verdict)}</b></td><td>{escape(one.note)}</td></tr>"
        for one in told_claims(catalog, comparison.state.cases, t)
    )
    st.html(
        f'<div class="obs-table obs-present-claims" role="region" tabindex="0" aria-label="{escape(t("story.claim"))}">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _bar(steps: int, at: int, t: Translator) -> None:
    last = steps - 1
    with st.container(horizontal=True, vertical_alignment="center", key="present_bar"):
        _button("back", "chevron_left", t, step=max(at - 1, 0), disabled=at == 0)
        literal(t("compare.present.page", number=at + 1, of=last + 1), style="note")
        _button("next", "chevron_right", t, step=min(at + 1, last), disabled=at == last)
        st.button(t("compare.present.notes"), icon=":material/notes:", key="present_notes", on_click=_turn_notes)
        st.html(
            f'<button type="button" class="obs-speaker">{escape(t("compare.present.speaker"))}</button>'
            '<span role="status" class="obs-note obs-speaker-said"></span>'
        )
        _button("leave", "close", t, step=None)
        st.html(f'<time class="obs-note obs-clock" title="{escape(t("compare.present.clock"))}">0:00</time>')
        literal(t("compare.present.keys"), style="note")


def _for_speaker(step: Step, following: Step | None, page: str, t: Translator) -> None:
    """Leave for the speaker's window what it shows: the script copies these as text."""
    ahead = t("compare.present.speaker.last")
    if following is not None:
        name = following.caption or t(f"compare.story.{following.view}")
        ahead = t("compare.present.speaker.next", caption=name)
    told = {
        "title": t("compare.present.speaker"),
        "language": t.language,
        "page": page,
        "caption": step.caption or t(f"compare.story.{step.view}"),
        "notes": step.notes or t("compare.present.no_notes"),
        "next": ahead,
        "back": t("compare.present.back"),
        "on": t("compare.present.next"),
        "blocked": t("compare.present.speaker.blocked"),
    }
    data = " ".join(f'data-{key}="{escape(value)}"' for key, value in told.items())
    st.html(f'<div class="obs-speaker-data" {data} hidden></div>')


def _button(name: str, icon: str, t: Translator, *, step: int | None, disabled: bool = False) -> None:
    st.button(
        t(f"compare.present.{name}"),
        icon=f":material/{icon}:",
        key=f"present_{name}",
        disabled=disabled,
        on_click=session.go_to_step,
        args=(step,),
    )


def _turn_notes() -> None:
    st.session_state[session.NOTES] = not st.session_state.get(session.NOTES, False)
