"""What the guards before the routes refuse."""

from __future__ import annotations

from geo.errors import ObservatoryError


class ForeignOriginError(ObservatoryError):
    """Another site made a browser send a request that would change something here."""

    code = "foreign_origin"
    status = 403

    def __init__(self, origin: str) -> None:
        super().__init__(
            f"A request that changes something came from another site ({origin[:80]!r}). Open the observatory itself "
            "and do it there.",
            origin=origin[:80],
        )


class TooManyRequestsError(ObservatoryError):
    """One address asked more often than OBSERVATORY_RATE allows."""

    code = "too_many_requests"
    status = 429

    def __init__(self, *, limit: int, retry_after_s: int) -> None:
        super().__init__(
            f"This address has asked more than {limit} times within a minute. Try again in {retry_after_s} s, or ask "
            "whoever runs this server to raise OBSERVATORY_RATE.",
            limit=limit,
            seconds=retry_after_s,
        )
        self.retry_after_s = retry_after_s


class MetricsHiddenError(ObservatoryError):
    """The measures are asked for from elsewhere than this machine, or are switched off."""

    code = "metrics_hidden"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            "The measures are not shown here: OBSERVATORY_METRICS is 'local' or 'off'. Ask from the machine itself, or "
            "set it to 'on' behind a proxy that keeps others out."
        )


class UnknownAddressError(ObservatoryError):
    """An address below one of ours was asked for that leads nowhere."""

    code = "unknown_address"
    status = 404

    def __init__(self, path: str) -> None:
        super().__init__(
            f"There is nothing at {path[:80]!r}. See docs/standards.md for the addresses of data.",
            path=path[:80],
        )
