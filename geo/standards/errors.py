"""What a standard's request asks for that cannot be answered."""

from __future__ import annotations

from geo.errors import ObservatoryError


class UnknownCollectionError(ObservatoryError):
    """A collection, or a feature of one, was asked for that is not there."""

    code = "unknown_collection"
    status = 404

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"There is no {kind} {name[:80]!r}. See /ogc/collections for what there is.", name=name[:80])


class RequestParameterError(ObservatoryError):
    """A parameter of a request is unknown, given twice, or holds what it cannot."""

    code = "request_parameter"
    status = 400

    def __init__(self, key: str, value: str, allowed: str) -> None:
        super().__init__(f"{key[:40]} is {value[:80]!r}; it must be {allowed}.", key=key[:40], value=value[:80])
