"""What is said of a published layer: every fault at once, nothing unseen kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.publication.about import LICENCES, LONGEST, OTHER, Owner, checked, tidy
from geo.publication.errors import PublicationFieldsError

TODAY = dt.date(2024, 5, 1)
SOUND: dict[str, Any] = {
    "title": "Parks",
    "licence": "CC-BY-4.0",
    "source": "Own survey",
    "as_of": dt.date(2024, 1, 9),
    "confidence": "medium",
    "owner": Owner("self_declared", "Ann"),
}


def test_sound_fields_are_kept() -> None:
    about, owner = checked(**SOUND, today=TODAY)
    assert (about.title, about.licence_name, about.as_of) == ("Parks", "CC BY 4.0", "2024-01-09")
    assert about.licence_url == LICENCES["CC-BY-4.0"][1]
    assert owner == Owner("self_declared", "Ann")


def test_other_terms_are_kept_in_words() -> None:
    about, _ = checked(**SOUND | {"licence": OTHER, "licence_text": " internal  use\nonly "}, today=TODAY)
    assert (about.licence_name, about.licence_url) == ("internal use only", "")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": " \n\u200b"}, ("title", "empty")),
        ({"title": "x" * (LONGEST["title"] + 1)}, ("title", "too_long")),
        ({"licence": "GPL"}, ("licence", "unknown")),
        ({"licence": OTHER, "licence_text": " "}, ("licence", "empty")),
        ({"source": ""}, ("source", "empty")),
        ({"as_of": None}, ("as_of", "no_date")),
        ({"as_of": "soon"}, ("as_of", "no_date")),
        ({"as_of": "0001-01-01"}, ("as_of", "no_date")),
        ({"as_of": TODAY + dt.timedelta(days=2)}, ("as_of", "future")),
        ({"confidence": ""}, ("confidence", "unknown")),
        ({"owner": Owner("self_declared", "")}, ("owner", "empty")),
        ({"owner": Owner("signed_in", "Ann")}, ("owner", "unknown")),
        ({"owner": Owner("self_declared", "Ann", "x|1")}, ("owner", "unknown")),
    ],
)
def test_a_field_that_cannot_be_used_is_named(change: dict[str, Any], fault: tuple[str, str]) -> None:
    with pytest.raises(PublicationFieldsError) as caught:
        checked(**SOUND | change, today=TODAY)
    assert caught.value.faults == (fault,)
    assert fault[0] in caught.value.message


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(PublicationFieldsError) as caught:
        checked(title="", licence="", source="", as_of=None, confidence="", owner=Owner("self_declared", ""))
    assert {field for field, _ in caught.value.faults} == {*LONGEST, "as_of", "confidence"}


@given(st.text())
def test_tidy_leaves_one_line_of_signs_that_can_be_seen(text: str) -> None:
    tidied = tidy(text)
    assert tidied == tidy(tidied)
    assert all(sign.isprintable() for sign in tidied)
