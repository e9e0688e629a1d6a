"""Sessions: whose they are, in which role, until when, and what ends them."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.access.cookie import NAME, claims_in
from geo.access.ledger import shared_ledger
from geo.access.provider import sign_in
from geo.access.session import session_of
from tests.access.conftest import claims, cookie, person
from tests.access.provider import COOKIE


def test_the_role_is_the_highest_of_the_claim_unless_the_table_has_one(signing: Path) -> None:
    assert signing.is_dir()
    roles = {
        (): "viewer",
        ("staff",): "viewer",
        ("analyst", "steward", "root"): "steward",
        ("administrator",): "administrator",
    }
    for told, role in roles.items():
        found = session_of(claims("ann", *told))
        assert found is not None
        assert found.role == role
    shared_ledger().came_in(person("ann"), claimed="steward")
    shared_ledger().give(person("ann").key, "viewer", by=None)
    found = session_of(claims("ann", "administrator"))
    assert found is not None
    assert found.role == "viewer"


def test_a_session_ends_by_time_by_signing_out_and_by_an_administrator(
    signing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signing.is_dir()
    monkeypatch.setenv("OBSERVATORY_SESSION_MINUTES", "10")
    sign_in.cache_clear()
    assert session_of(claims("ann", begun_s_ago=601)) is None
    assert session_of(claims("ann") | {"iat": "soon"}) is None
    here, there = claims("ann"), claims("ann") | {"nonce": "another browser"}
    found = session_of(here)
    assert found is not None
    shared_ledger().came_in(person("ann"), claimed="")
    shared_ledger().end(found.session_id, found.person, forget_after=found.ends_at)
    assert session_of(here) is None
    assert session_of(there) is not None
    shared_ledger().end_sessions(person("ann").key, by=None)
    assert session_of(there) is None
    assert session_of(claims("ann", begun_s_ago=-2)) is not None, "signing in again is possible"
    assert session_of(claims("bea")) is not None


def test_a_cookie_counts_only_if_it_was_signed_here_and_for_this() -> None:
    told = claims("ann", "administrator")
    good = cookie(told)
    assert claims_in({NAME: good}, COOKIE)["sub"] == "ann"
    from itsdangerous import URLSafeTimedSerializer

    other = URLSafeTimedSerializer(COOKIE, salt="_streamlit_user_tokens").dumps('{"sub": "ann"}')
    hostile = (cookie(told, secret="x" * 40), other, good[:-1], "", "{}", "a.b.c", "9" * 4000)
    assert [claims_in({NAME: one}, COOKIE) for one in hostile] == [{}] * len(hostile)


def test_a_long_cookie_comes_in_pieces() -> None:
    from itsdangerous import URLSafeTimedSerializer

    def signed(name: str, value: str) -> str:
        return URLSafeTimedSerializer(COOKIE, salt=name).dumps(value)

    whole = {
        NAME: signed(NAME, "chunks-2"),
        f"{NAME}_1": signed(f"{NAME}_1", '{"sub": "a'),
        f"{NAME}_2": signed(f"{NAME}_2", 'nn"}'),
    }
    assert claims_in(whole, COOKIE) == {"sub": "ann"}
    del whole[f"{NAME}_2"]
    assert claims_in(whole, COOKIE) == {}


def test_streamlit_itself_writes_what_is_read_here() -> None:
    import json

    from streamlit.auth_util import set_cookie_with_chunks
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    for size in (10, 9000):
        written: dict[str, str] = {}

        def keep(name: str, value: str, into: dict[str, str] = written) -> None:
            into[name] = create_signed_value(COOKIE, name, value).decode()

        told = claims("ann") | {"groups": ["x" * size]}
        set_cookie_with_chunks(
            keep, lambda name, value: create_signed_value(COOKIE, name, value), NAME, told, cookie_attr_size=60
        )
        assert claims_in(written, COOKIE) == json.loads(json.dumps(told))
