"""The first visit: every page for all is opened once in every language, and whoever comes is not in its way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.session_manager import SessionClient

from geo.access.roles import LOOK
from geo.language import LANGUAGES
from pages.components import first_visit
from pages.components.sitemap import PAGES
from tests import coroutines

OPEN = [entry.key for entry in PAGES.values() if entry.act == LOOK]


class Server:
    """Stands for Streamlit's runtime: it answers each request with what a run says at its end."""

    def __init__(self, *ends: int) -> None:
        self.ends = ends or (ForwardMsg.FINISHED_SUCCESSFULLY,)
        self.asked: list[tuple[str, str]] = []
        self.closed: list[str] = []

    def connect_session(self, client: SessionClient, user_info: dict[str, str]) -> str:
        """Take the client in."""
        assert not user_info
        assert client.client_context is not None
        assert not client.client_context.cookies
        self.client = client
        return "a session"

    def handle_backmsg(self, session: str, request: BackMsg) -> None:
        """Run a page: it says something, and then that it has ended."""
        self.asked.append((request.rerun_script.page_name, request.rerun_script.query_string))
        self.client.write_forward_msg(ForwardMsg(session_status_changed={}))
        for end in self.ends:
            self.client.write_forward_msg(ForwardMsg(script_finished=end))

    def close_session(self, session: str) -> None:
        """Let the session go."""
        self.closed.append(session)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Callable[[Server], Server]:
    """Put a server in the place of the process's own."""

    def place(server: Server) -> Server:
        monkeypatch.setattr(first_visit.runtime, "get_instance", lambda: server)
        return server

    return place


def test_every_page_for_all_is_opened_in_every_language(serve: Callable[[Server], Server]) -> None:
    server = serve(Server())
    assert coroutines.run(first_visit.visit()) == len(OPEN) * len(LANGUAGES)
    assert server.asked == [(key, f"lang={language}") for language in LANGUAGES for key in OPEN]
    assert server.closed == ["a session"]


def test_it_ends_when_somebody_comes(serve: Callable[[Server], Server]) -> None:
    server = serve(Server())
    assert coroutines.run(first_visit.visit(lambda: len(server.asked) == 3)) == 3
    assert server.closed == ["a session"]


def test_a_page_that_never_ends_is_left_to_people(
    serve: Callable[[Server], Server], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(first_visit, "PATIENCE_S", 0.01)
    server = serve(Server(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    assert coroutines.run(first_visit.visit()) == 0
    assert server.closed == ["a session"]
    assert "ended early" in caplog.text
