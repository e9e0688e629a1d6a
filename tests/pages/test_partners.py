"""The partner finder without a browser: empty, with faults and full, in both languages; an interest is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.keeping.person import of_browser
from geo.settings import ROOT, Settings, settings
from tests.pages.conftest import words

OpenPartners = Callable[..., AppTest]


@pytest.fixture
def open_partners(store: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPartners]:
    """Return a function that opens the page on the real data: `open_partners(who="huawei")`."""
    monkeypatch.setenv("OBSERVATORY_KEPT", str(tmp_path / "kept"))
    monkeypatch.setattr("pages.components.person.current", lambda: of_browser("a" * 43))
    settings.cache_clear()

    def open_now(**query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=90)
        app.query_params.update(query)
        app.switch_page("partners.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    settings.cache_clear()
    st.cache_resource.clear()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"lang": "zh"}, "可以检索26 916家机构".replace(" ", "\u202f")),
        ({"lang": "en", "view": "network"}, "There are no members yet"),
        ({"lang": "en", "view": "network", "picks": "huawei~sap~nec-tsukuba"}, "existing ties"),
        ({"lang": "zh", "view": "inside", "of": "tsukuba"}, "研究人员"),
        ({"lang": "en", "view": "chain", "of": "hangzhou"}, "Lacking:"),
        ({"lang": "zh", "view": "chain", "of": "DE"}, "可以补上的缺口"),
        ({"lang": "zh", "view": "rounds"}, "还没有对接活动"),
        ({"lang": "en", "at": "guian", "in": "ruhr", "place": "JP"}, "Nobody was found"),
    ],
)
def test_every_view_opens(open_partners: OpenPartners, query: dict[str, str], said: str) -> None:
    shown = words(open_partners(**query))
    assert said in shown
    assert 'class="obs-alert"' not in shown
    assert 'class="obs-notice"' not in shown


def test_what_a_link_names_wrongly_is_told(open_partners: OpenPartners) -> None:
    shown = words(open_partners(lang="en", who="nobody", need="gold", view="pie", picks="ghost"))
    assert shown.count('class="obs-notice"') == 4


def test_from_partners_to_an_interest_and_back(open_partners: OpenPartners) -> None:
    app = open_partners(lang="en", who="huawei", need="0105,research", far="1", place="JP")
    assert "of 100 points" in words(app)
    assert "2 of 2 stated needs are met" in words(app)
    app.button(key="partner_pick_nec-tsukuba").click().run()
    assert app.query_params["picks"] == "nec-tsukuba"
    app.button(key="partner_interest_nec-tsukuba").click().run()
    app.text_input(key="partner_form_name").set_value("")
    app.button(key="partner_form_send").click().run()
    assert 'class="obs-alert"' in words(app)
    app.text_input(key="partner_form_name").set_value("<b>Ann</b>")
    app.button(key="partner_form_send").click().run()
    assert not app.exception
    assert "Your interest in NEC" in words(app)
    app.segmented_control(key="partner_view").set_value("rounds").run()
    assert "&lt;b&gt;Ann&lt;/b&gt; → NEC" in words(app)
    (withdraw,) = [one for one in app.button if str(one.key).startswith("partner_rounds_withdraw_")]
    withdraw.click().run()
    assert "The interest is withdrawn" in words(app)
    assert "There are none yet" in words(app)


def test_where_nothing_is_kept_the_page_says_so(open_partners: OpenPartners, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORY_KEPT_DAYS", "0")
    settings.cache_clear()
    assert "keeps nothing" in words(open_partners(lang="en", view="rounds"))
