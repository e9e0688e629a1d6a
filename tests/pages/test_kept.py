"""Kept work on the workbench's page, without a browser: back after a reload, named, shared, taken back, deleted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.keeping.person import of_browser
from geo.settings import Settings, settings
from geo.workspace.shelf import shared_shelf

from .conftest import words
from .test_workbench import alerts, calm, open_workbench, press  # noqa: F401 - a fixture

ANN = of_browser("a" * 43)
OpenWorkbench = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def kept(store: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Keep work in a folder of its own, for Ann's browser."""
    monkeypatch.setenv("OBSERVATORY_KEPT", str(tmp_path / "kept"))
    settings.cache_clear()
    monkeypatch.setattr("pages.components.person.current", lambda: ANN)
    yield monkeypatch
    monkeypatch.undo()
    settings.cache_clear()
    st.cache_data.clear()


def titles(app: AppTest) -> list[str]:
    """Return the layers beside the map."""
    return [box.label for box in app.checkbox if re.fullmatch(r"workbench_map_[\w-]{43}", str(box.key))]


def test_work_survives_a_reload_and_is_shared_and_deleted(
    open_workbench: OpenWorkbench,  # noqa: F811
    kept: pytest.MonkeyPatch,
) -> None:
    app = open_workbench(lang="en")
    assert "saved on this server for 30 days" in words(app)
    calm(press(app, "sample_firms"))
    next(group for group in app.get("button_group") if group.key == "workbench_panel").set_value("output").run()
    before = titles(calm(app))
    assert len(before) == 1

    again = calm(open_workbench(lang="en"))  # F5
    assert titles(again) == before
    assert re.search(r"saved on this server until \d{4}-\d\d-\d\d", words(again))
    assert next(group for group in again.get("button_group") if group.key == "workbench_panel").value == "output"
    calm(press(again, r"workbench_map_[\w-]{43}_remove"))
    assert titles(again) == []
    calm(press(again, "kept_undo"))
    assert titles(again) == before
    calm(press(again, "share_make"))
    shelf = shared_shelf()
    assert shelf is not None
    (code,) = again.code
    token = code.value.split("shared=")[1]

    kept.setattr("pages.components.person.current", lambda: of_browser("b" * 43))
    assert titles(open_workbench(lang="zh")) == []  # another person's browser
    reader = calm(open_workbench(lang="zh", shared=token))
    assert len(titles(reader)) == 1
    assert "数字企业" in titles(reader)[0]
    assert "只能查看" in words(reader)
    assert not [one for one in reader.button if re.search("remove|kept|sample", str(one.key))]
    wrong = open_workbench(lang="zh", shared="x" * 43)
    assert "没有分享的内容" in alerts(wrong)[0]
    assert titles(wrong) == []

    kept.setattr("pages.components.person.current", lambda: ANN)
    calm(press(again, "kept_delete$"))
    assert titles(again) == []
    assert shelf.projects(ANN) == []
    assert "失效" in alerts(open_workbench(lang="zh", shared=token))[0]


def test_where_nothing_is_kept_the_page_says_so(
    open_workbench: OpenWorkbench,  # noqa: F811
    kept: pytest.MonkeyPatch,
) -> None:
    kept.setenv("OBSERVATORY_KEPT_DAYS", "0")
    settings.cache_clear()
    app = open_workbench(lang="en")
    calm(press(app, "sample_firms"))
    assert "lasts for this session only" in words(app)
    assert titles(open_workbench(lang="en")) == []
