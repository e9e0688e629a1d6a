"""What all our HTTP routes share: faults as JSON, and answers that browsers may keep.

Errors are JSON: `{"error": code, "message": fact, value and remedy}` with the status of `geo.errors.HTTP_STATUS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geo.errors import HTTP_STATUS, ObservatoryError

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"

Handler = Callable[[Request], Response]


def answer_faults(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Run a handler in the thread pool and turn an expected fault into its status and a JSON reason."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        try:
            return await run_in_threadpool(handler, request)
        except ObservatoryError as fault:
            status = HTTP_STATUS.get(type(fault), HTTP_STATUS[ObservatoryError])
            body = {"error": fault.code, "message": fault.message}
            return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})

    return answer


def versioned(request: Request, body: Callable[[], bytes], *, name: str, version: str, media_type: str) -> Response:
    """Answer with a body that only changes with `version`: by ETag, and for a year when the URL names the version."""
    etag = f'"{hashlib.sha256(f"{version}/{name}".encode()).hexdigest()[:24]}"'
    current = request.query_params.get("v") == version
    headers = {"ETag": etag, "Cache-Control": IMMUTABLE if current else REVALIDATE}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body(), media_type=media_type, headers=headers)
