"""The workbench without a browser: empty, switched off, refused, and every panel once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import pytest
import streamlit as st
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry
from streamlit.testing.v1 import AppTest

from geo.ingest import pool
from geo.settings import ROOT, Settings
from geo.workbench import studies
from pages.components.workbench import fields, upload
from tests.pages.conftest import words

OpenWorkbench = Callable[..., AppTest]
PANELS = ("doctor", "colour", "regions", "points", "spots", "card", "output")


@pytest.fixture
def open_workbench(store: Settings) -> Iterator[OpenWorkbench]:
    """Return a function that opens the workbench on the real data."""

    def open_now(**query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=90)
        app.query_params.update(query)
        app.switch_page("workbench.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    st.cache_resource.clear()


def test_reader_is_started_while_the_person_chooses_a_file(open_workbench: OpenWorkbench) -> None:
    pool.shared().close()
    open_workbench()
    assert pool.shared()._ready.wait(30)
    assert pool.shared()._process is not None


def panel(app: AppTest, name: str) -> AppTest:
    """Open a panel; no alert may stand on it."""
    next(group for group in app.get("button_group") if group.key == "workbench_panel").set_value(name).run()
    return calm(app)


def calm(app: AppTest) -> AppTest:
    """Assert that nothing failed."""
    assert not app.exception, [fault.value for fault in app.exception]
    assert alerts(app) == []
    return app


def alerts(app: AppTest) -> list[str]:
    """Return the faults that the page shows."""
    return [str(part.value) for part in app.get("html") if 'role="alert"' in str(part.value)]


def press(app: AppTest, pattern: str) -> AppTest:
    """Press the first button whose key holds the pattern."""
    next(button for button in app.button if button.key and re.search(pattern, button.key)).click().run()
    return app


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_workbench_says_its_limits_and_what_to_do(open_workbench: OpenWorkbench, lang: str) -> None:
    app = open_workbench(lang=lang)
    assert {"zh": "单个文件不超过512", "en": "A file may have up to 512 MB"}[lang] in words(app)
    for name in PANELS:
        panel(app, name)


def test_limits_follow_the_settings(open_workbench: OpenWorkbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORY_UPLOAD_MB", "7")
    assert "up to 7 MB" in words(open_workbench(lang="en"))


def test_a_server_without_uploads_says_so(open_workbench: OpenWorkbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORY_UPLOADS", "off")
    app = open_workbench(lang="en")
    assert "takes no uploads" in words(app)
    assert not [button for button in app.button if button.key and "sample" in button.key]


def test_a_used_up_quota_is_said_with_its_number(
    open_workbench: OpenWorkbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATORY_SESSION_UPLOADS", "1")
    app = open_workbench(lang="en")
    press(app, "sample_firms")
    calm(app)
    press(app, "sample_areas")
    assert any("1 uploads" in alert for alert in alerts(app))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_panel_answers_on_the_samples(open_workbench: OpenWorkbench, lang: str) -> None:
    app = open_workbench(lang=lang)
    calm(press(app, "sample_areas"))
    assert "EPSG:4528" in words(app)
    calm(press(app, "sample_firms"))
    panel(app, "colour")
    calm(press(app, "join_run"))
    calm(press(app, "FormSubmitter:workbench_colour"))
    assert "obs-classes" in words(app)
    panel(app, "regions")
    calm(press(app, "regions_own_run"))
    panel(app, "points")
    calm(press(app, "FormSubmitter:workbench_points"))
    assert "obs-cautions" in words(app)
    panel(app, "spots")
    calm(press(app, "FormSubmitter:workbench_spots"))
    panel(app, "card")
    calm(press(app, "card_own_run"))
    panel(app, "output")
    assert "LQ_ij" in words(app)
    assert words(app).count("20260101") >= 3


def made_of(shapes: list[BaseGeometry], **columns: list[object]) -> bytes:
    """Return a GeoJSON of a layer that has these columns and no others."""
    body: str = gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_json(drop_id=True)
    return body.encode()


def test_every_panel_answers_on_layers_that_hold_little(
    open_workbench: OpenWorkbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = {
        "firms": ("points.geojson", made_of([Point(116.3, 39.9)])),
        "areas": ("areas.geojson", made_of([box(116.0, 39.5, 117.0, 40.5)], name=[None])),
    }
    monkeypatch.setattr(upload, "sample", lambda name, *_: bodies[name])
    app = open_workbench(lang="en")
    for name in bodies:
        calm(press(app, f"sample_{name}"))
    assert "1 feature<" in words(app)
    for name in (*PANELS, "register"):
        panel(app, name)
        for source in ("table", "catalogue", "own"):
            for group in app.get("button_group"):
                if str(group.key).endswith("_source") and source in group.options:
                    group.set_value(source).run()
            for key in [button.key for button in app.button if re.search(r"FormSubmitter|_run$|_go$", str(button.key))]:
                if any(button.key == key for button in app.button):
                    press(app, f"^{re.escape(str(key))}$")
                    assert not app.exception, (name, key, [fault.value for fault in app.exception])
                    assert "logged as" not in "".join(alerts(app)), (name, key)  # a refusal says why, a fault does not


def test_a_study_whose_run_is_cut_short_is_made_by_the_next(
    open_workbench: OpenWorkbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, cut = studies.card, []

    def cut_once(*args: Any, **named: Any) -> Any:
        if not cut:
            cut.append(True)
            st.rerun()  # as another press does in the midst of it
        return made(*args, **named)

    monkeypatch.setattr(studies, "card", cut_once)
    app = open_workbench(lang="en")
    calm(press(app, "sample_firms"))
    panel(app, "card")
    calm(press(app, "card_own_run"))
    assert cut
    for _ in range(2):  # made, and once, whatever is opened afterwards
        panel(app, "output")
        assert words(app).count("<td>Cluster scorecard</td>") == 1
        panel(app, "card")


def test_what_is_asked_for_is_finished_before_another_panel_opens(open_workbench: OpenWorkbench) -> None:
    app = open_workbench(lang="en")
    calm(press(app, "sample_firms"))
    panel(app, "card")
    # Both presses come in one run, as they do where a server is busy.
    next(group for group in app.get("button_group") if group.key == "workbench_panel").set_value("output")
    calm(press(app, "card_own_run"))
    assert words(app).count("<td>Cluster scorecard</td>") == 1
    assert not any(str(button.key).endswith("card_own_run") for button in app.button)  # the other panel is open


def test_a_panel_that_fails_does_not_keep_the_others_shut(
    open_workbench: OpenWorkbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_workbench(lang="en")
    calm(press(app, "sample_firms"))
    panel(app, "card")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(fields, "columns_of", fail)  # before it comes to what was asked for
    press(app, "card_own_run")
    assert "logged as" in "".join(alerts(app))
    panel(app, "output")


def test_a_scale_finer_than_the_places_is_refused_with_the_remedy(open_workbench: OpenWorkbench) -> None:
    app = open_workbench(lang="en")
    calm(press(app, "sample_firms"))
    panel(app, "points")
    reach = next(field for field in app.number_input if field.key and "reach_m" in field.key)
    reach.set_value(100.0)
    press(app, "FormSubmitter:workbench_points")
    assert any("finer than the places are known" in alert for alert in alerts(app))
    assert any("DBSCAN clusters" in alert for alert in alerts(app))
    # The refusal offers what solves it: one press sets the field and asks again.
    calm(press(app, "workbench_points_dbscan_offer_0"))
    assert "obs-meaning" in words(app)
    assert re.search("the largest is [A-Z]", words(app))
    panel(app, "output")
    assert "(chosen)" in words(app)


def test_hot_spots_of_firms_count_them_and_never_use_their_codes(open_workbench: OpenWorkbench) -> None:
    app = open_workbench(lang="zh")
    calm(press(app, "sample_firms"))
    panel(app, "spots")
    column = next(box for box in app.selectbox if box.key and "spots_column" in box.key)
    assert column.value == "__count__"
    calm(press(app, "FormSubmitter:workbench_spots"))
    assert "obs-meaning" in words(app)
    panel(app, "colour")
    assert not any(box.value == "区划代码" for box in app.selectbox)


def group(app: AppTest, key: str) -> object:
    """Return what a choice of one among a few holds."""
    return next(one for one in app.get("button_group") if one.key == key).value


def test_fields_stand_as_they_were_left_when_a_panel_or_a_project_is_opened_again(
    open_workbench: OpenWorkbench,
) -> None:
    app = open_workbench(lang="en")
    calm(press(app, "sample_firms"))
    panel(app, "points")
    next(one for one in app.get("button_group") if one.key == "workbench_points_method").set_value("hdbscan").run()
    next(one for one in app.number_input if "points_most" in str(one.key)).set_value(900.0).run()
    next(one for one in app.radio if one.key == "workbench_points_coverage").set_value("census").run()
    panel(app, "doctor")
    kept = app.session_state["workbench_fields"]
    assert all(type(value) in (str, int, float, bool, type(None)) for value in kept.values())
    panel(app, "points")
    held = {str(one.key): one.value for one in (*app.number_input, *app.radio)}
    assert group(app, "workbench_points_method") == "hdbscan"
    assert [value for key, value in held.items() if "points_most" in key] == [900.0]
    assert held["workbench_points_coverage"] == "census"


@pytest.mark.parametrize(("lang", "drawn"), [("zh", True), ("en", False)])
def test_chinas_units_orient_in_chinese(open_workbench: OpenWorkbench, lang: str, drawn: bool) -> None:
    assert open_workbench(lang=lang).checkbox("workbench_map_admin").value is drawn
