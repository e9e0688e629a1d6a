"""The map page with a register: figures, filters that count, chips, the list beside the map, and what is gone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.datasets import layout, listing
from geo.publication.shelf import Shelf
from geo.settings import ROOT, Settings, settings
from pages.components.workbench import register
from tests.pages.conftest import words

from .test_workbench import press

OpenMap = Callable[..., AppTest]
REGISTER = "listed-firms"


@pytest.fixture
def open_map(store: Settings) -> Iterator[OpenMap]:
    """Return a function that opens the map page on the built-in register."""

    def open_now(**query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
        app.query_params.update(query)
        app.switch_page("cluster_map.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    st.cache_resource.clear()


def rows(column: str, *keys: str) -> int:
    """Return how many firms of the register have one of some keys, by its manifest."""
    manifest = layout.read_manifest(layout.version_folder(settings().datasets_dir, REGISTER))
    known = {"region": manifest.regions, "place": manifest.places}[column]
    return sum(manifest.counts[column].get(str(known.index(key)), 0) for key in keys)


def china_keys() -> list[str]:
    """Return the keys of China's provinces in the register."""
    manifest = layout.read_manifest(layout.version_folder(settings().datasets_dir, REGISTER))
    return [key for key in manifest.regions if key.startswith("CN-")]


def thin(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def test_a_register_is_chosen_filtered_and_left_again(open_map: OpenMap) -> None:
    app = open_map(lang="en")
    assert app.selectbox(key="map_data").value == ""
    app.selectbox(key="map_data").select(REGISTER).run()
    assert app.query_params["data"] == REGISTER
    assert "Listed firms of the world" in words(app)
    japan, china = rows("region", "JP"), rows("region", *china_keys())
    assert japan < china  # of whose provinces none has as many
    assert f"China has the most firms of this register: {thin(china)}" in words(app)
    app.multiselect(key="map_d_region").select("JP").run()
    assert app.query_params["d_region"] == "JP"
    assert f"{thin(japan)} of " in words(app)
    # Counts beside the other choices follow the filter, those beside its own do not.
    assert f"Japan ({thin(japan)})" in app.multiselect(key="map_d_region").options
    assert f"Firm ({thin(japan)})" in app.multiselect(key="map_d_kind").options
    app.button(key="map_d_chip_region_JP").click().run()
    assert "d_region" not in app.query_params
    app.selectbox(key="map_data").select("").run()
    assert "data" not in app.query_params and "of a curated sample" in words(app)
    assert not app.exception


def test_a_link_restores_it_in_chinese_and_areas_have_their_classes(open_map: OpenMap) -> None:
    app = open_map(
        data=REGISTER, look="areas", rank="place", d_region="CN-110000,CN-440000", d_text="科技", evidence="official"
    )
    assert app.text_input(key="map_d_text").value == "科技"
    assert sorted(app.multiselect(key="map_d_region").value) == ["CN-110000", "CN-440000"]
    assert "最大的五家交易所" in words(app) and "斜线表示没有企业符合条件" in words(app)
    app.text_input(key="map_d_text").set_value("科").run()
    assert "至少输入两个汉字" in words(app) and "d_text" not in app.query_params
    app.text_input(key="map_d_text").set_value("").run()
    beijing = rows("place", "CN-110000")
    assert f"北京市最多，有{thin(beijing)}家" in words(app)
    app.button(key="map_d_clear_all").click().run()
    assert not app.exception and "d_region" not in app.query_params
    assert "evidence" not in app.query_params
    assert app.query_params["look"] == "areas"


def test_areas_and_densities_rank_provinces_only(open_map: OpenMap) -> None:
    most = max(rows("region", key) for key in china_keys())
    china, total = (
        rows("region", *china_keys()),
        layout.read_manifest(layout.version_folder(settings().datasets_dir, REGISTER)).rows,
    )
    assert rows("region", "JP") > most  # a country would come before every province
    app = open_map(lang="en", data=REGISTER, look="areas")
    assert f"province-level regions, Taiwan has the most firms of this register: {thin(most)}, " in words(app)
    assert f"{100 * most / china:.0f}% of all those in them" in words(app)
    assert f"{thin(total - china)} more lie in none of China" in words(app)
    assert "Japan" not in "".join(one.value for one in app.get("html") if "obs-ranked" in str(one.value))
    app = open_map(lang="zh", data=REGISTER, by="density")
    assert "中国各省级行政区以" in words(app) and f"另有{thin(total - china)}家不在中国的省级行政区之内" in words(app)


def test_a_register_that_is_not_there_is_told(open_map: OpenMap) -> None:
    app = open_map(lang="en", data="nobody")
    assert "no register called “nobody”" in words(app)
    assert app.selectbox(key="map_data").value == ""


def test_a_layer_of_the_workbench_becomes_a_register(
    store: Settings, shared: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shared
    config = dataclasses.replace(settings(), datasets_dir=tmp_path / "registers")
    monkeypatch.setattr(register, "settings", lambda: config)
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=90)
    app.query_params["lang"] = "en"
    app.switch_page("workbench.py").run()
    press(app, "sample_firms")
    group = next(group for group in app.get("button_group") if group.key == "workbench_panel")
    group.set_value("register").run()
    assert not app.exception
    title = next(one for one in app.text_input if str(one.key).endswith("_title"))
    title.set_value("Firms <b>{{7*7}}</b>")
    press(app, r"_go$")
    assert not app.exception, [fault.value for fault in app.exception]
    assert "is ready" in words(app) and "&lt;b&gt;{{7*7}}" in words(app)
    (made,) = listing.listed(config)
    assert made.rows > 10 and made.title["en"] == "Firms <b>{{7*7}}</b>"
