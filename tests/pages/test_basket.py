"""The basket on the pages: a cluster's card, a search result and a profile fill it, and it stays across pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.settings import ROOT, Settings
from tests.pages.conftest import words

Open = Callable[..., AppTest]


@pytest.fixture
def open_real(store: Settings) -> Iterator[Open]:
    """Return a function that opens a page on the real data."""

    def open_now(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
        app.query_params.update(query)
        app.switch_page(f"{page}.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    st.cache_resource.clear()


def held(app: AppTest) -> list[str]:
    """Return the clusters the line at the head of the page shows."""
    return [one.key.removeprefix("basket_out_") for one in app.button if (one.key or "").startswith("basket_out_")]


def test_cards_hits_and_profiles_add_and_the_basket_stays_across_pages(open_real: Open) -> None:
    app = open_real("cluster_map", lang="en", sel="cluster:ruhr")
    app.button(key="map_view_card_compare").click().run()
    assert held(app) == ["ruhr"]
    assert "Add one more to compare" in words(app)
    app.text_input(key="map_search").set_value("hangzhou").run()
    app.button(key="map_hit_add_hangzhou").click().run()
    app.query_params.clear()
    app.switch_page("region.py").run()  # of Shenzhen, where nothing else is asked for
    app.button(key="region_compare_shenzhen").click().run()
    for page in ("overview", "catalog"):
        app.switch_page(f"{page}.py").run()
        assert held(app) == ["ruhr", "hangzhou", "shenzhen"]
    link = next(one.proto for one in app.page_link if one.proto.page == "compare" and "3 of 4" in one.proto.label)
    assert link.query_string == "lang=en&v=2&cases=ruhr%2Changzhou%2Cshenzhen"
    app.switch_page("compare.py").run()
    assert held(app) == []  # the comparison has a choice of its own


def test_a_full_basket_asks_which_to_take_out_and_a_removal_can_be_undone(open_real: Open) -> None:
    app = open_real("region", id="CN-440300")
    app.session_state["observatory_basket"] = app.session_state["observatory_basket"].__class__(
        ("ruhr", "tsukuba", "silicon_valley", "hangzhou")
    )
    app.run()
    app.button(key="region_compare_shenzhen").click().run()
    assert "对比清单已满（4个）。要加入“深圳”，请选择移出哪一个：" in words(app)
    app.button(key="basket_swap_tsukuba").click().run()
    assert held(app) == ["ruhr", "silicon_valley", "hangzhou", "shenzhen"]
    assert "已移出筑波" in words(app)
    app.button(key="basket_undo").click().run()
    assert held(app) == ["ruhr", "tsukuba", "silicon_valley", "hangzhou"]
