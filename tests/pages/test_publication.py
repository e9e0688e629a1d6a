"""Published layers on every page without a browser: absent where nothing is shared, refused, published, withdrawn."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import geopandas as gpd
import pytest
import streamlit as st
from shapely.geometry import box
from streamlit.testing.v1 import AppTest

from geo.publication.shelf import Proof, Receipt, Shelf
from geo.settings import ROOT, Settings, settings
from tests.pages.conftest import words
from tests.publication.conftest import ABOUT, ANN, SIGNED

from .test_workbench import alerts, calm, press

Open = Callable[..., AppTest]
PAGES = ("workbench", "cluster_map", "compare", "catalog")
HOSTILE = "{{7*7}} ${7*7} <img src=x onerror=alert(1)> `x`"
SHOWN = "{{7*7}} ${7*7} &lt;img src=x onerror=alert(1)&gt; `x`"


@pytest.fixture
def open_page(store: Settings) -> Iterator[Open]:
    """Return a function that opens a page on the real data in a session of its own."""

    def open_now(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=90)
        app.query_params.update({"lang": "en", **query})
        app.switch_page(f"{page}.py").run()
        return calm(app)

    yield open_now
    st.cache_resource.clear()


def publish(shelf: Shelf, title: str = HOSTILE, **change: str) -> Receipt:
    """Put a layer on the shelf whose every text is hostile."""
    layer = gpd.GeoDataFrame({"n": [1]}, geometry=[box(103.9, 30.5, 104.2, 30.8)], crs="EPSG:4326")
    said = {name: getattr(ABOUT, name) for name in ABOUT.__slots__} | {"title": title, "source": HOSTILE} | change
    return shelf.publish(layer, type(ABOUT)(**said), type(ANN)("self_declared", HOSTILE))


def filled(app: AppTest, pattern: str) -> AppTest:
    """Open the panel on the sample and return it."""
    press(app, "sample_areas")
    group = next(group for group in app.get("button_group") if group.key == "workbench_panel")
    group.set_value("publish").run()
    assert re.search(pattern, words(app))
    return calm(app)


def field(app: AppTest, kind: str, ending: str) -> object:
    """Return the widget of the form whose key ends so."""
    return next(one for one in app.get(kind) if str(one.key).endswith(ending) and "workbench_publish" in str(one.key))


def fill(app: AppTest, owner: str = "Ann") -> AppTest:
    """Fill the form in."""
    field(app, "selectbox", "_licence").set_value("ODbL-1.0")  # type: ignore[attr-defined]
    field(app, "text_area", "_source").set_value(HOSTILE)  # type: ignore[attr-defined]
    field(app, "date_input", "_as_of").set_value(dt.date(2024, 1, 9))  # type: ignore[attr-defined]
    field(app, "button_group", "_confidence").set_value("medium")  # type: ignore[attr-defined]
    if owner:
        field(app, "text_input", "_owner").set_value(owner)  # type: ignore[attr-defined]
    field(app, "checkbox", "_agree").set_value(True)  # type: ignore[attr-defined]
    return press(app, r"_publish$")


@pytest.mark.parametrize("page", PAGES)
def test_a_server_that_shares_nothing_shows_nothing_of_it(open_page: Open, page: str) -> None:
    app = open_page(page)
    assert "ublished layer" not in words(app)
    assert not [
        one for kind in ("multiselect", "button", "expander") for one in app.get(kind) if "publi" in str(one.key)
    ]
    for group in app.get("button_group"):
        assert "publish" not in str(group.options)


@pytest.mark.parametrize("page", ["cluster_map", "compare"])
def test_a_link_says_that_this_server_shares_nothing(open_page: Open, page: str) -> None:
    app = open_page(page, pub="aaaaaaaaaa", v="2", cases="ruhr,tsukuba,pub-aaaaaaaaaa")
    assert "this site shares none" in words(app)


def test_the_panel_is_empty_then_refuses_then_publishes(open_page: Open, shared: Shelf) -> None:
    app = open_page("workbench")
    group = next(group for group in app.get("button_group") if group.key == "workbench_panel")
    group.set_value("publish").run()
    assert "Nothing published yet" in words(calm(app))
    filled(app, "identity numbers")
    field(app, "text_area", "_source").set_value("My survey")  # type: ignore[attr-defined]
    press(app, r"_publish$")
    (alert,) = alerts(app)
    assert all(f"{name}:" in alert for name in ("Licence", "Data as of", "Confidence", "Your name or organisation"))
    assert "Source:" not in alert
    assert field(app, "text_area", "_source").value == "My survey"  # type: ignore[attr-defined]
    assert shared.everything() == ()
    fill(app)
    assert "is published as version 1" in words(calm(app))
    (publication,) = shared.listing()
    assert publication.newest.features > 10
    assert publication.owner.is_declared
    code = next(str(part.value) for part in app.code)
    assert shared.owned(publication.publication_id, Proof(code=code))
    press(app, "_receipt_away")
    assert not app.code


def test_a_second_version_and_withdrawing_with_a_way_back(open_page: Open, shared: Shelf) -> None:
    app = fill(filled(open_page("workbench"), "identity numbers"))
    (publication,) = shared.listing()
    next(one for one in app.selectbox if one.key == "workbench_publish_of").set_value(publication.publication_id).run()
    fill(app, owner="")
    (publication,) = shared.listing()
    assert [version.number for version in publication.versions] == [1, 2]
    press(app, "_withdraw$")
    assert "was withdrawn on" in words(calm(app))
    assert shared.listing() == ()
    press(app, "_restore$")
    assert len(shared.listing()) == 1


def test_another_session_needs_the_code(open_page: Open, shared: Shelf) -> None:
    receipt = publish(shared, "Parks")
    app = open_page("workbench")
    next(group for group in app.get("button_group") if group.key == "workbench_panel").set_value("publish").run()
    assert not [button for button in app.button if str(button.key).endswith("_withdraw")]
    given = {"_own_id": f"https://x.example/cluster_map?pub={receipt.publication_id}&z=5", "_own_given": "wrong"}
    for ending, text in given.items():
        field(app, "text_input", ending).set_value(text)  # type: ignore[attr-defined]
    press(app, "_own_use")
    assert "Only its owner" in alerts(app)[0]
    field(app, "text_input", "_own_given").set_value(receipt.code)  # type: ignore[attr-defined]
    press(app, "_own_use")
    assert [button for button in calm(app).button if str(button.key).endswith("_withdraw")]


def test_a_full_folder_is_told(open_page: Open, shared: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.publication.shelf.MEGABYTE", 1)
    app = fill(filled(open_page("workbench"), "identity numbers"))
    assert "OBSERVATORY_PUBLISHED_MB" in alerts(app)[0]
    assert shared.everything() == ()


def test_a_signed_in_owner_needs_neither_name_nor_code(
    open_page: Open, shared: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = {"is_logged_in": True, "name": "Bea", "iss": "https://id.example/", "sub": "17"}
    monkeypatch.setattr("streamlit.user_info.UserInfoProxy.to_dict", lambda _self: person)
    app = fill(filled(open_page("workbench"), "identity numbers"), owner="")
    (publication,) = shared.listing()
    assert publication.owner == SIGNED
    assert not app.code
    other = open_page("workbench")
    next(group for group in other.get("button_group") if group.key == "workbench_panel").set_value("publish").run()
    press(other, "_withdraw$")
    assert shared.listing() == ()


def test_where_signing_in_is_configured_it_is_asked_for(
    open_page: Open, shared: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.user_info.UserInfoProxy.to_dict", lambda _self: {"is_logged_in": False})
    app = filled(open_page("workbench"), "Sign in to publish")
    assert [button for button in app.button if button.key == "workbench_publish_sign_in"]
    assert not [button for button in app.button if re.search(r"_publish$", str(button.key))]


def test_the_map_shows_chosen_layers_and_their_cards(open_page: Open, shared: Shelf) -> None:
    assert "Nobody has published a layer yet" in words(open_page("cluster_map"))
    receipt = publish(shared)
    app = open_page("cluster_map", pub=receipt.publication_id)
    shown = words(app)
    for text in ("not part of the checked catalogue", "(self-declared)", "CC BY 4.0", "2024-01-09", "version 1"):
        assert text in shown
    assert SHOWN in shown
    assert "<img src=x" not in shown
    assert app.query_params["pub"] == receipt.publication_id
    app.multiselect(key="map_published").set_value([]).run()
    assert "pub" not in app.query_params


def test_a_link_to_a_withdrawn_or_unknown_layer_says_so(open_page: Open, shared: Shelf) -> None:
    receipt = publish(shared, "Parks")
    shared.withdraw(receipt.publication_id, Proof(code=receipt.code))
    app = open_page("cluster_map", pub=f"{receipt.publication_id},bbbbbbbbbb,{{{{7*7}}}}")
    shown = words(app)
    assert f"{receipt.publication_id} was withdrawn on" in shown
    assert "Parks" not in shown
    assert "There is no published layer &quot;bbbbbbbbbb&quot;" in shown
    assert "{{7*7}}" in shown
    assert "pub" not in app.query_params
    compared = open_page("compare", v="2", cases=f"ruhr,tsukuba,pub-{receipt.publication_id}")
    assert f"{receipt.publication_id} was withdrawn on" in words(compared)
    assert compared.query_params["cases"] == "ruhr,tsukuba"


def test_a_layer_withdrawn_meanwhile_leaves_the_open_pages(open_page: Open, shared: Shelf) -> None:
    receipt = publish(shared, "Parks")
    case = f"pub-{receipt.publication_id}"
    on_map = open_page("cluster_map", pub=receipt.publication_id)
    compared = open_page("compare", v="2", cases=f"ruhr,tsukuba,{case}")
    assert "Parks" in words(compared)
    shared.withdraw(receipt.publication_id, Proof(code=receipt.code))
    for app in (on_map, compared):
        app.run()
        assert "was withdrawn on" in words(calm(app))
        assert "Parks" not in words(app)


def test_a_pinned_version_stays(open_page: Open, shared: Shelf) -> None:
    first = publish(shared, "Parks")
    layer = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[box(104, 30, 105, 31)] * 2, crs="EPSG:4326")
    newer = type(ABOUT)("Parks, mended", "CC0-1.0", "", "x", "2024-02-01", "high")
    shared.publish(layer, newer, ANN, of=first.publication_id, proof=Proof(code=first.code))
    assert "Parks, mended" in words(open_page("cluster_map", pub=first.publication_id))
    old = words(open_page("cluster_map", pub=f"{first.publication_id}.1"))
    assert "version 1 (not the newest)" in old
    assert "Parks, mended" not in old
    assert "version 1" in words(open_page("compare", v="2", cases=f"ruhr,pub-{first.publication_id}-1"))


def test_a_comparison_marks_a_published_layer(open_page: Open, shared: Shelf) -> None:
    receipt = publish(shared)
    case = f"pub-{receipt.publication_id}"
    app = open_page("compare", v="2", cases=f"{case},ruhr")
    shown = words(app)
    assert "Published layer of" in shown
    assert SHOWN in shown
    assert "<img src=x" not in shown
    choice = app.multiselect(key="compare_cases")
    assert choice.options[-1].endswith("(published layer)")
    assert app.query_params["cases"] == f"{case},ruhr"
    only = open_page("compare", v="2", cases=case)
    assert [button for button in only.button if str(button.key).startswith("compare_near_")]


def test_the_catalogue_lists_what_is_published(open_page: Open, shared: Shelf) -> None:
    assert "Nobody has published a layer yet" in words(open_page("catalog"))
    receipt = publish(shared)
    app = open_page("catalog")
    (entry,) = [one for one in app.expander if "declared" in one.label]
    assert r"\<img" in entry.label
    assert receipt.publication_id not in words(app)


def test_a_damaged_file_is_told_on_the_map(open_page: Open, shared: Shelf) -> None:
    layer = gpd.GeoDataFrame({"damaged": [1]}, geometry=[box(104, 30, 105, 31)], crs="EPSG:4326")
    receipt = shared.publish(layer, ABOUT, ANN)  # bytes that no test has read into memory
    found = shared.find(receipt.publication_id)
    (settings().published_dir / "files" / f"{found.version.digest}.parquet").write_bytes(b"x")
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=90)
    app.query_params.update({"lang": "en", "pub": receipt.publication_id})
    app.switch_page("cluster_map.py").run()
    assert "is missing or was altered" in alerts(app)[0]
