"""A visitor without a browser: speaks Streamlit's protocol over its WebSocket, and weighs what a page run sends.

It keeps what a browser keeps (large deltas, by their hash) and says so when it asks again, so that a second run is
answered with references, as in a browser. It draws nothing: maps do not report back, tiles are fetched by who wants.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

SUBPROTOCOL = "streamlit"


@dataclass(slots=True)
class Run:
    """What one run of a page sent.

    Attributes
    ----------
    kinds : how many messages there were of each kind.
    size : bytes of all messages, as they are before the WebSocket compresses them.
    elements : bytes of the deltas by the type of their element, `add_block` for containers.
    failed : whether the script ended in an exception, or an exception was shown.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    size: int = 0
    elements: Counter[str] = field(default_factory=Counter)
    failed: bool = False

    @property
    def messages(self) -> int:
        """Return the number of messages."""
        return self.kinds.total()


class Conversation:
    """What is said on one WebSocket, apart from the socket: `ask` makes a request, `take` reads an answer.

    Parameters
    ----------
    address : of the server, with its base path: ``http://127.0.0.1:8501``.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.run = Run()
        self.page_hash = ""
        self._kept: dict[str, int] = {}  # hash of a delta -> the run it was last part of
        self._number = 0

    @property
    def stream(self) -> str:
        """Return the address of the WebSocket."""
        return f"{self.address.replace('http', 'ws', 1)}/_stcore/stream"

    @property
    def origin(self) -> str:
        """Return what a browser sends as its origin."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    def ask(self, page: str, query: str = "", *, widgets: tuple[WidgetState, ...] = (), fragment: str = "") -> bytes:
        """Return the request to run a page, or one of its fragments."""
        self.run = Run()
        self._number += 1
        self._kept = {name: number for name, number in self._kept.items() if number >= self._number - 2}
        request = BackMsg()
        rerun = request.rerun_script
        rerun.query_string = query
        rerun.page_name = page
        rerun.fragment_id = fragment
        rerun.widget_states.widgets.extend(widgets)
        rerun.context_info.url = f"{self.address}/{page}" + (f"?{query}" if query else "")
        rerun.cached_message_hashes.extend(self._kept)
        return request.SerializeToString()

    def take(self, answer: bytes | str) -> bool:
        """Count one message; returns whether the run has ended with it."""
        assert isinstance(answer, bytes)
        message = ForwardMsg()
        message.ParseFromString(answer)
        kind = str(message.WhichOneof("type"))
        self.run.kinds[kind] += 1
        self.run.size += len(answer)
        if message.metadata.cacheable:
            self._kept[message.hash] = self._number
        if kind == "ref_hash":
            self._kept[message.ref_hash] = self._number
        if kind == "delta":
            element = message.delta.new_element.WhichOneof("type") or message.delta.WhichOneof("type")
            self.run.elements[str(element)] += len(answer)
            self.run.failed |= element == "exception"
        if kind != "script_finished":
            return False
        self.run.failed |= message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR
        return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN  # which follows at once


class Visitor:
    """One session, asking and waiting; close it or use it as a context."""

    def __init__(self, address: str, *, timeout_s: float = 60.0) -> None:
        self.said = Conversation(address)
        self._timeout_s = timeout_s
        self._socket = connect(
            self.said.stream,
            subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]
            max_size=None,
            origin=self.said.origin,  # type: ignore[arg-type]
            legacy=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def open(self, page: str, query: str = "") -> Run:
        """Open a page by the name in its address ("" is the home page) and wait until its script has run."""
        self._socket.send(self.said.ask(page, query))
        while not self.said.take(self._socket.recv(timeout=self._timeout_s)):
            pass
        return self.said.run

    def close(self) -> None:
        """Leave."""
        self._socket.close()
