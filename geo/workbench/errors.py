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
