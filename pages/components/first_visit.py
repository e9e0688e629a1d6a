"""The first visit: nobody opens every page once, so that the first person does not wait for what a page keeps.

The visitor is no connection but a client of Streamlit's runtime inside the process: it needs no port, no certificate
and no cookie, and what pages answer is thrown away.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.session_manager import ClientContext, SessionClient

from geo.access.roles import LOOK
from geo.language import LANGUAGES
from pages.components.sitemap import PAGES

PATIENCE_S: Final = 60.0  # a page that takes longer is left to whoever opens it
_ENDS: Final = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)


class _Context(ClientContext):
    """Who asks: nobody, from nowhere."""

    @property
    def headers(self) -> Iterable[tuple[str, str]]:
        return ()

    @property
    def cookies(self) -> Mapping[str, str]:
        return {}

    @property
    def remote_ip(self) -> str | None:
        return None


class _Nobody(SessionClient):
    """A client that listens for the end of a run and to nothing else."""

    def __init__(self) -> None:
        self.has_ended = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        if msg.WhichOneof("type") == "script_finished" and msg.script_finished in _ENDS:
            self.has_ended.set()

    @property
    def client_context(self) -> ClientContext:
        return _Context()


async def visit(until: Callable[[], bool] = lambda: False) -> int:
    """Open every page that is for all, in every language, until `until()` says so; on the event loop of the runtime.

    A page that fails or takes longer than `PATIENCE_S` ends the visit: people meet it as before. Returns the number
    of pages opened.
    """
    server = runtime.get_instance()
    nobody = _Nobody()
    session = server.connect_session(client=nobody, user_info={})
    opened = 0
    try:
        for language in LANGUAGES:
            for entry in PAGES.values():
                if until():
                    return opened
                if entry.act != LOOK:
                    continue
                request = BackMsg()
                request.rerun_script.page_name = entry.key
                request.rerun_script.query_string = f"lang={language}"
                request.rerun_script.context_info.url = f"http://localhost/{entry.key}?lang={language}"
                nobody.has_ended.clear()
                server.handle_backmsg(session, request)
                await asyncio.wait_for(nobody.has_ended.wait(), PATIENCE_S)
                opened += 1
    except Exception:  # whatever it is, people still come; the log says why their first pages are slower
        logging.getLogger(__name__).exception("The first visit of the pages ended early.")
    finally:
        server.close_session(session)
    return opened
