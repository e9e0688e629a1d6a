"""What signing in needs to be told, and that nothing tells a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.access.provider import section, sign_in
from geo.errors import SettingError
from tests.access.provider import COOKIE, SECRET


def again() -> None:
    """Read the environment anew."""
    sign_in.cache_clear()
    sign_in()


def test_the_section_is_what_streamlit_reads(signing: Path) -> None:
    assert signing.is_dir()
    found = section()
    assert found is not None
    assert found["auth"]["redirect_uri"] == "http://testserver/oauth2callback"
    assert found["auth"]["client_secret"] == SECRET


def test_secrets_come_from_files_too_and_are_in_no_text(signing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = signing / "secret"
    file.write_text(f"{COOKIE}-of-a-file\n", "utf-8")
    monkeypatch.setenv("OBSERVATORY_COOKIE_SECRET_FILE", str(file))
    with pytest.raises(SettingError, match="both set") as refused:
        again()
    assert COOKIE not in refused.value.message
    monkeypatch.delenv("OBSERVATORY_COOKIE_SECRET")
    again()
    assert sign_in().cookie_secret == f"{COOKIE}-of-a-file"
    assert COOKIE not in repr(sign_in())
    assert SECRET not in repr(sign_in())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OBSERVATORY_OIDC_METADATA", "id.example"),
        ("OBSERVATORY_ADDRESS", ""),
        ("OBSERVATORY_ADDRESS", "https://a.example/?x"),
        ("OBSERVATORY_OIDC_CLIENT", ""),
        ("OBSERVATORY_OIDC_SCOPE", "profile email"),
        ("OBSERVATORY_OIDC_SECRET", ""),
        ("OBSERVATORY_COOKIE_SECRET", "short"),
        ("OBSERVATORY_ROLE_NAMES", "editors=root"),
        ("OBSERVATORY_COOKIE_SECRET_FILE", "/nowhere"),
    ],
)
def test_what_is_missing_or_wrong_stops_the_start(
    signing: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    assert signing.is_dir()
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=name):
        again()


def test_an_app_without_sign_in_cannot_be_closed(signing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signing.is_dir()
    monkeypatch.delenv("OBSERVATORY_OIDC_METADATA")
    again()
    assert section() is None
    monkeypatch.setenv("OBSERVATORY_VISITORS", "closed")
    with pytest.raises(SettingError, match="OBSERVATORY_VISITORS"):
        again()
