"""Gate before the upload address: writes what arrives to disk, within the quotas, and lets a ticket through instead.

Streamlit's own handler would keep every upload in memory, of whoever knows a session id and as often as they like. So
the bytes of a file end here, counted one block after another; the handler behind gets the same form with the ticket in
the file's place, checks session and token as ever, and keeps a few bytes. What it refuses is removed again.

A file whose connection breaks may go on: a request that says `Upload-Offset` keeps what has arrived for a while, HEAD
tells how much that is, and the next one brings the rest of the file from there.
"""

from __future__ import annotations

import asyncio
import errno
import re
from typing import BinaryIO, Final

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.errors import ObservatoryError
from geo.intake.errors import (
    BodyTooLargeError,
    UploadDiskError,
    UploadFormError,
    UploadSlowError,
)
from geo.intake.shelf import Arrival, Shelf
from geo.language import LANGUAGES, translator
from geo.settings import MEGABYTE

_ADDRESS: Final = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)$")
_BODY_KB: Final = 1024  # requests to other addresses bring next to nothing
_BLOCK: Final = 1 << 20  # written at once, in a thread
_DRAINED: Final = 32 * MEGABYTE  # read and thrown away after a refusal, so that the answer is read
_IDLE_S: Final = 60.0
_HEADERS: Final = 64 << 10  # of a part, and of what stands before the first


class _Gone(Exception):  # noqa: N818 - the other side, not a fault
    """Whoever was sending has hung up."""


class Gate:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, shelf: Shelf, *, idle_s: float = _IDLE_S) -> None:
        self._app = app
        self._shelf = shelf
        self._idle_s = idle_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = _ADDRESS.search(scope["path"]) if scope["type"] == "http" else None
        if address is not None and scope["method"] == "HEAD":
            await self._tell(scope, receive, send, address)
            return
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        if address is None:
            await self._pass_little(scope, receive, send)
        elif scope["method"] == "DELETE":
            self._shelf.drop_at(address[1], address[2])
            await self._app(scope, receive, send)
        else:
            await self._take(scope, receive, send, address)

    async def _pass_little(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through whose body is small, whatever it says of its length."""
        taken = 0
        begun = False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > _BODY_KB << 10:
                raise BodyTooLargeError(limit_kb=_BODY_KB)
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            if _length(scope) > _BODY_KB << 10:
                raise BodyTooLargeError(limit_kb=_BODY_KB)
            await self._app(scope, counted, noted)
        except BodyTooLargeError as fault:
            if not begun:
                await _refuse(fault, scope, receive, send)

    async def _tell(self, scope: Scope, receive: Receive, send: Send, address: re.Match[str]) -> None:
        """Tell how much has arrived of a file whose connection broke."""
        offset = self._shelf.offset(address[1], address[2])
        headers = {"Cache-Control": "no-store"}
        if offset is not None:
            headers["Upload-Offset"] = str(offset)
        await Response(status_code=404 if offset is None else 204, headers=headers)(scope, receive, send)

    async def _take(self, scope: Scope, receive: Receive, send: Send, address: re.Match[str]) -> None:
        offset = _offset(scope)
        arrival: Arrival | None = None
        turn = 0
        try:
            length = _length(scope)
            self._shelf.check(address[1], max(0, length - _HEADERS))
            if offset:
                arrival = self._shelf.go_on(address[1], address[2], offset)
            else:
                arrival = self._shelf.open(address[1], address[2])
            turn = arrival.turn
            form = await self._write(scope, receive, arrival)
        except _Gone:
            self._give_up(arrival, turn, may_go_on=offset is not None)
            return
        except ObservatoryError as fault:
            self._give_up(arrival, turn, may_go_on=offset is not None and isinstance(fault, UploadSlowError))
            await _refuse(fault, scope, receive, send)
            return
        except BaseException:
            self._give_up(arrival, turn, may_go_on=False)
            raise
        await self._hand_on(scope, send, form, arrival)

    def _give_up(self, arrival: Arrival | None, turn: int, *, may_go_on: bool) -> None:
        """Leave or remove what has arrived, unless another request has taken it up."""
        if arrival is None or arrival.turn != turn:
            return
        if may_go_on:
            self._shelf.leave(arrival)
        else:
            self._shelf.drop(arrival)

    async def _write(self, scope: Scope, receive: Receive, arrival: Arrival) -> bytes:
        """Write the file of the form to disk as it comes; returns the form with the ticket in its place."""
        turn, start = arrival.turn, arrival.written
        with arrival.path.open("r+b" if start else "wb") as out:
            arrival.path.chmod(0o600)
            out.truncate(start)
            out.seek(start)
            form = _Form(scope, out, arrival, self._shelf)
            more = True
            while more:
                try:
                    message = await asyncio.wait_for(receive(), self._idle_s)
                except TimeoutError:
                    await _write_block(out, form, arrival)
                    raise UploadSlowError(seconds=self._idle_s) from None
                if arrival.turn != turn:
                    raise _Gone
                if message["type"] == "http.disconnect":
                    await _write_block(out, form, arrival)
                    raise _Gone
                form.feed(message.get("body", b""))
                more = message.get("more_body", False)
                if len(form.waiting) >= _BLOCK or not more:
                    await _write_block(out, form, arrival)
            return form.with_ticket()

    async def _hand_on(self, scope: Scope, send: Send, form: bytes, arrival: Arrival) -> None:
        headers = [
            (key, value) for key, value in scope["headers"] if key not in (b"content-length", b"transfer-encoding")
        ]
        headers.append((b"content-length", str(len(form)).encode("ascii")))
        sent = False
        status = 500

        async def once() -> Message:
            nonlocal sent
            if sent:
                return {"type": "http.disconnect"}
            sent = True
            return {"type": "http.request", "body": form, "more_body": False}

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app({**scope, "headers": headers}, once, noted)
        finally:
            if status < 300:
                self._shelf.keep(arrival)
            else:
                self._shelf.drop(arrival)


class _Form:
    """Takes a form apart while it arrives: the file's bytes wait to be written, its headers are remembered."""

    def __init__(self, scope: Scope, out: BinaryIO, arrival: Arrival, shelf: Shelf) -> None:
        kind, options = parse_options_header(dict(scope["headers"]).get(b"content-type", b""))
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise UploadFormError()
        self._boundary = options[b"boundary"]
        self._out, self._arrival, self._shelf = out, arrival, shelf
        self.waiting = bytearray()
        self._headers: list[tuple[bytes, bytes]] = []
        self._name, self._value = bytearray(), bytearray()
        self._files = 0
        self._in_file = False
        self._finished = False
        self._parser = MultipartParser(
            self._boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                "on_header_end": self._header,
                "on_headers_finished": self._opened,
                "on_part_data": self._data,
                "on_end": self._end,
            },
        )

    def feed(self, data: bytes) -> None:
        """Take a block of the form; raises UploadFormError where it is none."""
        try:
            self._parser.write(data)
        except MultipartParseError:
            raise UploadFormError() from None
        if len(self._name) + len(self._value) > _HEADERS:
            raise UploadFormError()

    def _begin(self) -> None:
        self._in_file = False
        self._part: list[tuple[bytes, bytes]] = []

    def _header(self) -> None:
        self._part.append((bytes(self._name), bytes(self._value)))
        self._name.clear()
        self._value.clear()

    def _opened(self) -> None:
        disposition = next((value for name, value in self._part if name.lower() == b"content-disposition"), b"")
        if b"filename" in parse_options_header(disposition)[1]:
            self._files += 1
            self._in_file = True
            self._headers = self._part
        if self._files > 1:
            raise UploadFormError()

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._shelf.grow(self._arrival, end - start)
            self.waiting.extend(data[start:end])

    def _end(self) -> None:
        self._finished = True

    def with_ticket(self) -> bytes:
        """Return the form with the ticket for its file; raises UploadFormError if it had none or was not whole."""
        if self._files != 1 or not self._finished:
            raise UploadFormError()
        lines = [name + b": " + value for name, value in self._headers]
        head = b"--" + self._boundary + b"\r\n" + b"\r\n".join(lines) + b"\r\n\r\n"
        return head + self._arrival.ticket + b"\r\n--" + self._boundary + b"--\r\n"


async def _write_block(out: BinaryIO, form: _Form, arrival: Arrival) -> None:
    block, form.waiting = bytes(form.waiting), bytearray()
    turn = arrival.turn
    try:
        await asyncio.to_thread(out.write, block)
        if not form.waiting:
            await asyncio.to_thread(out.flush)
        if arrival.turn == turn:
            arrival.written += len(block)
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise UploadDiskError() from fault
        raise


def _length(scope: Scope) -> int:
    text = dict(scope["headers"]).get(b"content-length", b"0")
    return int(text) if text.isdigit() else 0


def _offset(scope: Scope) -> int | None:
    """Return from which byte a request brings its file; None where whoever sends it cannot go on after a break."""
    text = dict(scope["headers"]).get(b"upload-offset", b"")
    return int(text) if text.isdigit() and len(text) < 20 else None


async def _refuse(fault: ObservatoryError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with status and words in the reader's language; what is still coming is thrown away, up to a bound."""
    left = _DRAINED
    try:
        while left > 0 and _length(scope) <= _DRAINED:
            message = await asyncio.wait_for(receive(), 5.0)
            left -= len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body", False):
                break
    except TimeoutError:
        pass
    wanted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1").lower()
    language = next((name for name in LANGUAGES if wanted.startswith(name)), "zh")
    words = translator(language)(f"error.{fault.code}", **fault.values)
    body = {"error": fault.code, "message": words}
    response = JSONResponse(
        body, status_code=fault.status, headers={"Cache-Control": "no-store", "Connection": "close"}
    )
    await response(scope, receive, send)
