"""What all our HTTP routes share: faults as JSON, answers that browsers may keep, and connections that do not wait.

Errors are JSON: `{"error": code, "message": fact, value and remedy}` with the status that the class of
the fault names.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps
from pathlib import Path
from threading import Lock

from cachetools import LRUCache, cached
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geo.errors import ObservatoryError

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
_PACKED_BYTES = 32_000_000

Handler = Callable[[Request], Response]


def answer_faults(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Run a handler in the thread pool and turn an expected fault into its status and a JSON reason."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        try:
            return await run_in_threadpool(handler, request)
        except ObservatoryError as fault:
            return fault_answer(fault)

    return answer


def fault_answer(fault: ObservatoryError) -> Response:
    """Answer an expected fault: its status, code and message, and when asking again may help if it says so."""
    body = {"error": fault.code, "message": fault.message}
    headers = {"Cache-Control": "no-store"}
    if retry_after_s := getattr(fault, "retry_after_s", None):
        headers["Retry-After"] = str(retry_after_s)
    return JSONResponse(body, status_code=fault.status, headers=headers)


def versioned(
    request: Request,
    body: Callable[[], bytes],
    *,
    name: str,
    version: str,
    media_type: str,
    kept: bool | None = None,
    packed: bool = False,
) -> Response:
    """Answer with a body that only changes with `version`: by ETag, and for a year when the URL names the version.

    `kept` says whether it does where the version is not the parameter `v`; `packed` is for the few bodies that every
    visitor gets: they are compressed once and not, as Streamlit would, at each request on the event loop.
    """
    etag = f'"{hashlib.sha256(f"{version}/{name}".encode()).hexdigest()[:24]}"'
    current = request.query_params.get("v") == version if kept is None else kept
    headers = {"ETag": etag, "Cache-Control": IMMUTABLE if current else REVALIDATE}
    had = request.headers.get("if-none-match", "")
    if etag in had or had.strip() == "*":
        return Response(status_code=304, headers=headers)
    if packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(_compressed(etag, body), media_type=media_type, headers=headers)
    return Response(body(), media_type=media_type, headers=headers)


@cached(LRUCache(maxsize=_PACKED_BYTES, getsizeof=len), key=lambda etag, _body: etag, lock=Lock())
def _compressed(_etag: str, body: Callable[[], bytes]) -> bytes:
    return gzip.compress(body(), mtime=0)


@contextlib.asynccontextmanager
async def answering_at_once(_app: object) -> AsyncIterator[None]:
    """Lifespan of the server: sends the body of an answer without waiting until its head has been acknowledged.

    Streamlit opens its port in a way that keeps asyncio from switching Nagle's algorithm off. An answer is written as
    head and body, so each one waited for the browser's delayed acknowledgement: 40 ms on Linux, 200 ms on Windows.
    """
    send_at_once()
    yield


def send_at_once() -> int:
    """Switch Nagle's algorithm off for this process's listening TCP sockets, and return how many there are.

    Connections inherit it from the socket that accepts them. Where open files are not listed (Windows), nothing is
    done.
    """
    listening = 0
    open_files = Path("/dev/fd")
    for name in [path.name for path in open_files.iterdir()] if open_files.is_dir() else []:
        with contextlib.suppress(OSError):  # the file that lists them is closed by now
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            with socket.socket(fileno=os.dup(int(name))) as twin:
                tcp = twin.type == socket.SOCK_STREAM and twin.family in (socket.AF_INET, socket.AF_INET6)
                if tcp and twin.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    twin.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    listening += 1
    return listening
