"""The governance page: empty, populated, in error, in both languages, and what it writes down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.governance import book
from geo.governance.state import VIEWS
from geo.settings import ROOT, Settings, settings
from tests.pages.conftest import words

Open = Callable[..., AppTest]


@pytest.fixture
def open_governance(store: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Return a function that opens the page on the real data, with a register of its own."""
    assert store.store_dir.is_dir()
    monkeypatch.setenv("OBSERVATORY_GOVERNANCE", str(tmp_path / "governance"))
    monkeypatch.setenv("OBSERVATORY_PUBLISHED", str(tmp_path / "published"))
    settings.cache_clear()

    def open_now(**query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
        app.query_params.update(query)
        app.switch_page("governance.py")
        app.run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    settings.cache_clear()
    st.cache_resource.clear()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_view_opens_in_both_languages_and_says_something_first(open_governance: Open, lang: str) -> None:
    app = open_governance(lang=lang)
    for view in VIEWS:
        app.button_group(key="governance_view").set_value(view).run()
        assert not app.exception
        assert 'role="alert"' not in words(app), view
        assert app.query_params.get("view", "tracking") == view
    assert (
        "已到期的11项目标都查不到公布的结果" if lang == "zh" else "None of the 11 targets that have come due"
    ) in words(app)


def test_a_link_restores_clusters_and_series_and_tells_what_it_cannot(open_governance: Open) -> None:
    app = open_governance(
        **{"in": "edwc_qingyang,nowhere", "sel": "edwc_qingyang~racks", "since": "soon", "lang": "en"}
    )
    shown = words(app)
    assert "nowhere" in shown
    assert "soon" in shown
    assert "Qingyang data-centre cluster: Racks" in shown
    assert app.query_params["in"] == "edwc_qingyang"
    assert "Pangyo" not in shown


def test_a_cluster_without_figures_is_said_to_have_none(open_governance: Open) -> None:
    assert "还没有可跟踪的数字" in words(open_governance(**{"in": "edwc_tianfu"}))


def test_comments_labels_and_feed_of_the_register_are_literal(
    open_governance: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATORY_UPLOADS", "publish")
    app = open_governance(view="register", lang="en", **{"in": "ruhr"})
    app.text_input(key="governance_name").set_value("<i>Bea</i> {{7*7}}")
    app.text_area(key="governance_note_body").set_value("<img src=x onerror=alert(1)> ${7*7}")
    app.run()
    app.button(key="governance_note_save").click().run()
    shown = words(app)
    assert "&lt;img src=x onerror=alert(1)&gt; ${7*7}" in shown
    assert "&lt;i&gt;Bea&lt;/i&gt; {{7*7}}" in shown
    assert "<img" not in shown
    app.number_input(key="governance_points_structure-members").set_value(8.0).run()
    assert "Bronze" in words(app)
    app.button(key="governance_assess_save").click().run()
    held = book.shared_book().pages().label_of("ruhr")
    assert held is not None
    assert held.level == "bronze"
    assert "Entered: Ruhr Area, Bronze" in words(app)
    app.button_group(key="governance_view").set_value("board").run()
    assert "Bronze ●" in words(app)


def test_without_a_name_nothing_is_written(open_governance: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORY_UPLOADS", "publish")
    app = open_governance(view="register", lang="en")
    app.text_area(key="governance_note_body").set_value("hello")
    app.run()
    app.button(key="governance_note_save").click().run()
    assert "no name is given" in words(app)
    assert book.shared_book().pages().notes == ()


def test_where_nobody_may_publish_the_register_is_only_read(open_governance: Open) -> None:
    app = open_governance(view="register", lang="en")
    assert "takes no entries" in words(app)
    assert not [one for one in app.button if one.key == "governance_note_save"]


def test_a_damaged_register_is_explained(open_governance: Open, tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "register.sqlite").write_bytes(b"no database" * 500)
    shown = words(open_governance(lang="en"))
    assert "The register of tracking cannot be written or read" in shown
    assert "Data as of" in shown, "the footer stays"
