"""Proxied: who asks, and by which scheme, where a proxy that is trusted passes a request on.

The server itself listens to `X-Forwarded-For` and `X-Forwarded-Proto` of this machine alone, and not even of that where
it listens on all addresses: there IPv4 comes as `::ffff:127.0.0.1`. Then all people would have one address, share one
rate, and links would lead to http.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

_MAPPED: Final = "::ffff:"


class Proxied:
    """ASGI middleware, the outermost of ours.

    Parameters
    ----------
    proxies : addresses or networks of the proxies whose headers count.
    """

    def __init__(self, app: ASGIApp, *, proxies: Sequence[str]) -> None:
        from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

        self._app: ASGIApp = ProxyHeadersMiddleware(app, trusted_hosts=list(proxies))  # type: ignore[arg-type, assignment]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does to whom the request is from."""
        client = scope.get("client")
        if client and plain(client[0]) != client[0]:
            scope = {**scope, "client": (plain(client[0]), client[1])}
        await self._app(scope, receive, send)


def plain(address: str) -> str:
    """Return an IPv4 address that came by IPv6 as such.

    Examples
    --------
    >>> plain("::ffff:10.0.0.7"), plain("10.0.0.7"), plain("2001:db8::7")
    ('10.0.0.7', '10.0.0.7', '2001:db8::7')
    """
    return address.removeprefix(_MAPPED) if address.startswith(_MAPPED) and "." in address else address
