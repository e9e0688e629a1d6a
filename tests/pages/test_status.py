"""The state of the server: on the machine itself without sign-in, with it for administrators, and what they do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.access.ledger import shared_ledger
from geo.access.provider import sign_in
from geo.language import LANGUAGES, translator
from geo.settings import settings
from tests.access.conftest import claims, person
from tests.access.provider import environment
from tests.pages.conftest import OpenPage, words


@pytest.fixture
def kept(open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the server folders of its own."""
    assert open_page
    for name in ("KEPT", "PUBLISHED", "GOVERNANCE"):
        monkeypatch.setenv(f"OBSERVATORY_{name}", str(tmp_path / name.lower()))
    settings.cache_clear()
    yield tmp_path
    sign_in.cache_clear()


def signing(monkeypatch: pytest.MonkeyPatch, name: str, *roles: str, visitors: str = "open") -> None:
    """Let people sign in, and let this browser's be somebody, "" for a visitor."""
    for variable, value in environment(1, "http://testserver").items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("OBSERVATORY_VISITORS", visitors)
    sign_in.cache_clear()
    told = claims(name, *roles) if name else {"is_logged_in": False}
    monkeypatch.setattr("streamlit.user_info.UserInfoProxy.to_dict", lambda _self: told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_sign_in_the_machine_itself_sees_it_and_nobody_else(
    open_page: OpenPage, kept: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    assert kept.is_dir()
    t = translator(language)
    shown = words(open_page("status", lang=language))
    for key in ("status.title", "status.people.off", "status.keys.none", "status.fact.confinement"):
        assert t(key) in shown
    monkeypatch.setattr("pages.components.person.is_local", lambda: False)
    shown = words(open_page("status", lang=language))
    assert t("status.elsewhere") in shown
    assert t("status.fact.confinement") not in shown


@pytest.mark.parametrize(("name", "role"), [("", ""), ("vera", ""), ("stella", "steward")])
def test_with_sign_in_it_is_for_administrators_alone(
    open_page: OpenPage, kept: Path, monkeypatch: pytest.MonkeyPatch, name: str, role: str
) -> None:
    assert kept.is_dir()
    signing(monkeypatch, name, role)
    app = open_page("status", lang="en")
    assert "Administration needs the role of administrator" in words(app)
    assert "Audit record" not in words(app)
    assert bool([one for one in app.button if one.key == "status_needs_sign_in"]) == (not name)


def test_an_administrator_gives_a_role_and_makes_and_revokes_a_key(
    open_page: OpenPage, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept.is_dir()
    signing(monkeypatch, "adam", "administrator")
    shared_ledger().came_in(person("vera"), claimed="")
    app = open_page("status", lang="en")
    app.button(key="status_people_end").click().run()  # of nobody: not of whoever stands first
    assert "Choose a person first" in words(app)
    app.selectbox(key="status_people_who").set_value(person("vera").key)
    app.selectbox(key="status_people_role").set_value("steward")
    app.button(key="status_people_give").click().run()
    assert "Vera is now steward." in words(app)
    assert shared_ledger().member(person("vera")).role == "steward"  # type: ignore[union-attr]
    app.text_input(key="status_keys_name").set_value("{{7*7}} <b>")
    app.button(key="status_keys_make").click().run()
    (token,) = [str(one.value) for one in app.code]
    assert shared_ledger().holds(token)
    assert "{{7*7}} &lt;b&gt;" in words(app)
    app.button(key="status_keys_away").click().run()
    assert not app.code
    app.button(key="status_keys_revoke").click().run()
    assert not app.exception
    assert not shared_ledger().holds(token)
    acts = [(one.act, one.person) for one in shared_ledger().lines()]
    adam = person("adam").key
    assert acts[1:] == [("role", adam), ("make_key", adam), ("revoke_key", adam)]


def test_a_closed_app_shows_a_visitor_how_to_come_in_and_no_page(
    open_page: OpenPage, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept.is_dir()
    signing(monkeypatch, "", visitors="closed")
    app = open_page("catalog", lang="en")
    assert "Please sign in" in words(app)
    assert "Data catalogue" not in words(app)
    signing(monkeypatch, "vera", visitors="closed")
    assert "Data catalogue" in words(open_page("catalog", lang="en"))
