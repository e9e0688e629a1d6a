"""Faults of a session's layers."""

from __future__ import annotations

from geo.errors import ObservatoryError


class LayerGoneError(ObservatoryError):
    """A session's layer was asked for that is not there: expired, removed, of another session, or never made.

    The answer is the same for all, so that nobody learns by guessing which layers exist.
    """

    code = "layer_gone"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such layer, or it has expired. Upload the file again.")


class CopyError(ObservatoryError):
    """No repaired copy was made that holds all an upload holds; `code` of the finding says why."""

    code = "copy_failed"
    status = 422

    def __init__(self, suffix: str, *, code: str) -> None:
        super().__init__(
            f"No whole copy could be made as {suffix} ({code}), so none is offered. Choose another format.",
            format=suffix,
            cause=code,
        )


class NoMatchError(ObservatoryError):
    """A column's values are neither codes nor names of a set of built-in areas; `found` of `count` are of the best."""

    code = "builtin_no_match"
    status = 422

    def __init__(self, *, count: int, found: int) -> None:
        super().__init__(
            f"Only {found} of {count} values are codes or names of one set of built-in areas. Choose the column that "
            "holds division codes or full names.",
            count=count,
            found=found,
        )


class SessionLayersError(ObservatoryError):
    """The rows of a session's layers take as much of the server's memory as one session may."""

    code = "session_layers"
    status = 429

    def __init__(self, limit_mb: int) -> None:
        super().__init__(
            f"The layers you have open take {limit_mb} MB of the server's memory, the most one session may. Remove one "
            "you no longer need, or split the file.",
            limit=limit_mb,
        )


class ServerLayersError(ObservatoryError):
    """The rows of all sessions' layers take as much memory as the server gives them."""

    code = "server_layers"
    status = 429

    def __init__(self, limit_mb: int) -> None:
        super().__init__(
            f"The layers that people have open take {limit_mb} MB of the server's memory, the most there is for them. "
            "The upload is kept; open its layers later, or remove one of yours.",
            limit=limit_mb,
        )
