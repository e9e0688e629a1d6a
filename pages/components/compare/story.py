"""The story of a presentation: choose, order and caption its steps; save it as a file and open it again."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from geo.access.roles import UPLOAD
from geo.comparison.errors import StoryError
from geo.comparison.gather import Comparison
from geo.comparison.guided import GUIDED, guided_story
from geo.comparison.story import (
    LARGEST_IMAGE,
    LONGEST_CAPTION,
    LONGEST_NOTES,
    VIEWS,
    Step,
    Story,
    image_of,
    read_story,
    step_at,
)
from geo.comparison.words import Document
from geo.intake import shelf
from geo.language import Translator
from pages.components import account, person
from pages.components.boundary import show_fault, show_notice
from pages.components.compare import session
from pages.components.literal import literal, literal_label

_READ = "compare_story_read"  # the uploaded file that has been opened already
_PICTURE = "compare_story_picture"  # and the picture that has been added


def show(comparison: Comparison, doc: Document, years: tuple[int, int], t: Translator, *, key: str) -> None:
    """Show the editor with its files."""
    with st.container(key=key):
        literal(t("compare.story.title_of"), style="heading")
        literal(t("compare.story.note"), style="note")
        _open(t, years, [subject.cluster_id for subject in comparison.subjects], key=key)
        _ready(t, key=key)
        told = doc.story
        steps = told.steps
        literal(t.plural("compare.story.count", len(told.told), n=len(told.told)), style="note")
        # The table of steps costs an eighth of the run of the page and a browser its largest script; few change them.
        editing = st.expander(t("compare.story.edit"), on_change="rerun", key=f"{key}_editing")
        if editing.open:
            with editing:
                steps = _edit(told, t, key=key)
        story = Story(comparison.state.query(), t.language, steps)
        if steps and story.steps != told.steps:
            session.keep_story(story.kept(doc.headlines))
        st.download_button(
            t("compare.story.save"),
            story.to_json(),
            file_name=f"story-{'-'.join(comparison.state.cases)}.json",
            mime="application/json",
            icon=":material/save:",
            disabled=not steps,
            key=f"{key}_save",
            on_click="ignore",
        )
        if steps and not story.to_link():
            literal(t("compare.story.link.long"), style="note")
        _add(story, comparison, t, key=key)


def _add(story: Story, comparison: Comparison, t: Translator, *, key: str) -> None:
    """Offer to keep what is on screen as a step, and to add a picture of one's own."""

    def keep(step: Step) -> None:
        session.keep_story(Story(story.query, story.language, (*story.steps, step)))

    literal(t("compare.story.add_view"), style="subheading")
    with st.container(horizontal=True, key=f"{key}_add"):
        for view in ("maps", "chart"):
            st.button(
                t(f"compare.story.add_view.{view}"),
                icon=":material/add_photo_alternate:",
                key=f"{key}_add_{view}",
                on_click=keep,
                args=(step_at(view, comparison.state.query()),),
            )
    if not person.allowed(UPLOAD):
        return
    most = LARGEST_IMAGE // 1000
    file = st.file_uploader(
        t("compare.story.add_image", most=most), type=["png", "jpg", "jpeg"], max_upload_size=1, key=f"{key}_image"
    )
    if file is None or st.session_state.get(_PICTURE) == file.file_id:
        return
    st.session_state[_PICTURE] = file.file_id
    try:
        image = image_of(shelf.shared().content(file.getvalue()))
    except StoryError as fault:
        show_fault(fault, t)
        return
    keep(Step("image", image=image))
    st.rerun()


def _ready(t: Translator, *, key: str) -> None:
    """Offer the stories of the article's four cases, ready to be told."""
    literal(t("story.ready"), style="subheading")
    literal(t("story.ready.note"), style="note")
    with st.container(horizontal=True, key=f"{key}_ready"):
        for case in GUIDED:
            st.button(
                literal_label(t(f"story.{case}.title")),
                icon=":material/auto_stories:",
                key=f"{key}_ready_{case}",
                on_click=_tell,
                args=(case, t.language),
            )


def _tell(case: str, language: str) -> None:
    story = guided_story(case, language)
    session.keep_story(story)
    session.ask(story.query)


def _edit(told: Story, t: Translator, *, key: str) -> tuple[Step, ...]:
    """Show the steps as a table and return those to tell, in their order."""
    import pandas as pd

    names = {view: t(f"compare.story.{view}") for view in VIEWS}
    left_out = [view for view in VIEWS if view not in {step.view for step in told.steps}]
    listed = [(step.shown, step) for step in told.steps] + [(False, Step(view)) for view in left_out]
    table = pd.DataFrame(
        {
            "shown": [is_shown for is_shown, _ in listed],
            "order": range(1, len(listed) + 1),
            "view": [names[step.view] for _, step in listed],
            "caption": [step.caption for _, step in listed],
            "other_caption": [step.other_caption for _, step in listed],
            "text": [step.text for _, step in listed],
            "notes": [step.notes for _, step in listed],
            "at": [bool(step.at) for _, step in listed],
            "row": range(len(listed)),
        }
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        num_rows="dynamic",
        key=f"{key}_editor_{hash(told.to_json()) % 10**8}",
        column_config={
            "shown": st.column_config.CheckboxColumn(t("compare.story.shown"), default=True, width="small"),
            "order": st.column_config.NumberColumn(
                t("compare.story.order"), min_value=1, max_value=99, step=1, width="small"
            ),
            "view": st.column_config.SelectboxColumn(
                t("compare.story.view"), options=list(names.values()), required=True
            ),
            "caption": st.column_config.TextColumn(
                t("compare.story.caption_of"), max_chars=LONGEST_CAPTION, width="large"
            ),
            "other_caption": st.column_config.TextColumn(t("compare.story.other_caption"), max_chars=LONGEST_CAPTION),
            "text": st.column_config.TextColumn(t("compare.story.text_of"), max_chars=LONGEST_NOTES),
            "notes": st.column_config.TextColumn(t("compare.story.notes_of"), max_chars=LONGEST_NOTES, width="large"),
            "at": st.column_config.CheckboxColumn(t("compare.story.at"), disabled=True, width="small"),
            "row": None,  # what is not edited here stays with its step
        },
    )
    keys = {name: view for view, name in names.items()}
    rows: list[dict[Any, Any]] = [row for row in edited.to_dict("records") if row["view"] in keys]
    rows.sort(key=lambda row: row["order"] if row["order"] == row["order"] and row["order"] is not None else 99)
    steps = (
        dataclasses.replace(
            listed[int(row["row"])][1] if row["row"] is not None and row["row"] == row["row"] else Step("text"),
            view=keys[row["view"]],
            caption=row["caption"] or "",
            notes=row["notes"] or "",
            other_caption=row["other_caption"] or "",
            text=row["text"] or "",
            shown=bool(row["shown"]),
        )
        for row in rows
    )
    # What was never told and says nothing is offered anew each time.
    return tuple(step for step in steps if step.shown or step.caption or step.notes or step.text or step.at)


def _open(t: Translator, years: tuple[int, int], known: list[str], *, key: str) -> None:
    if not account.allows(UPLOAD, t, key=f"{key}_needs"):
        return
    file = st.file_uploader(t("compare.story.open"), type="json", max_upload_size=1, key=f"{key}_open")
    if file is None or st.session_state.get(_READ) == file.file_id:
        return
    st.session_state[_READ] = file.file_id
    try:
        story = read_story(shelf.shared().content(file.getvalue()))
    except StoryError as fault:
        show_fault(fault, t)
        return
    session.keep_story(story)
    session.ask(story.query)
    show_notice(t("compare.story.opened", n=len(story.steps)))
    st.rerun()
