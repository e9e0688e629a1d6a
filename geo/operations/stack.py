"""Stack of what stands before the routes of every process, from the outermost inwards, by the operator's settings."""

from __future__ import annotations

from starlette.middleware import Middleware

from geo.access.entrance import Entrance
from geo.access.provider import sign_in
from geo.operations.gauges import gauges
from geo.operations.guards import RateLimit, SameOrigin, SharedData
from geo.operations.headers import SecurityHeaders, origin_of
from geo.operations.logs import write_json
from geo.operations.measures import measures
from geo.operations.proxied import Proxied
from geo.operations.recent import recent
from geo.operations.watch import Watch
from geo.settings import operations, settings


def stack(base: str = "") -> list[Middleware]:
    """Return the middleware, and begin to log and measure as the settings have it.

    Raises SettingError where one of them cannot be used.
    """
    chosen = operations()
    if chosen.log == "json":
        write_json()
    measures().watch(gauges())
    recent()
    ancestors, images = " ".join(chosen.frame_ancestors), origin_of(settings().basemap_url)
    return [
        Middleware(Proxied, proxies=chosen.proxies),
        Middleware(Watch, measures=measures(), base=base),
        Middleware(SecurityHeaders, base=base, mode=chosen.policy, ancestors=ancestors, images=images),
        Middleware(SharedData, origins=chosen.cors, base=base),
        Middleware(RateLimit, limit=chosen.rate, base=base),
        Middleware(SameOrigin),
        Middleware(Entrance, config=sign_in(), base=base),
    ]
