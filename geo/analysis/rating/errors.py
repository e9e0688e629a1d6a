"""Faults of ratings: a method that is not known, and inputs that a method needs and the data do not have."""

from __future__ import annotations

from collections.abc import Iterable

from geo.errors import ObservatoryError


class RatingError(ObservatoryError):
    """A rating cannot be given."""

    code = "rating"
    status = 422


class UnknownMethodError(RatingError):
    """A method of rating was asked for that does not exist."""

    code = "unknown_method"
    status = 404

    def __init__(self, method: str, *, known: Iterable[str]) -> None:
        methods = ", ".join(known)
        super().__init__(
            f"There is no rating method {method[:40]!r}. Choose one of {methods}.", method=method[:40], known=methods
        )


class MissingInputError(RatingError):
    """A method needs inputs that the data do not have; it gives no number then."""

    code = "missing_input"
    status = 422

    def __init__(self, method: str, *, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        names = ", ".join(self.missing)
        super().__init__(
            f"The method {method} needs {names}, which these data do not have. Add the column to a table of your own, "
            "or choose another method.",
            method=method,
            missing=names,
        )
