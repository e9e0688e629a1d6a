"""A line between browser and server that breaks: the first connections that have brought so many bytes are cut.

Two are by default: a request on a connection that was used before, and broke, the browser repeats by itself.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit


class _Line:
    def __init__(self, port: int, *, after: int, most: int) -> None:
        self.port, self.after, self.most, self.cuts = port, after, most, 0
        self._ends: list[socket.socket] = []
        self._lock, self._is_closed = threading.Lock(), False
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                near = self._kept(self._door.accept()[0])
                far = self._kept(socket.create_connection(("127.0.0.1", self.port)))
                for source, target, counted in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self._pass, args=(source, target, counted), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        brought = 0
        with contextlib.suppress(OSError):
            while block := source.recv(1 << 16):
                target.sendall(block)
                brought += len(block)
                if counted and brought > self.after and self.cuts < self.most:
                    self.cuts += 1
                    break
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _kept(self, end: socket.socket) -> socket.socket:
        """Return an end that `close` will close; one that comes too late for it is closed now."""
        with self._lock:
            if self._is_closed:
                end.close()
                raise OSError("the line is closed")
            self._ends.append(end)
        return end

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
        for end in (self._door, *self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextlib.contextmanager
def breaking_line(address: str, *, after: int, most: int = 2) -> Iterator[_Line]:
    """Yield a line to a server, with an address of its own, which breaks where one has brought `after` bytes."""
    line = _Line(urlsplit(address).port or 80, after=after, most=most)
    try:
        yield line
    finally:
        line.close()
