"""Faults of statistics: data sets, groupings, industries and periods that do not exist."""

from __future__ import annotations

from collections.abc import Iterable

from geo.errors import ObservatoryError


class StatisticsError(ObservatoryError):
    """Statistics were asked for that are not there."""

    code = "statistics"
    status = 422


class UnknownDatasetError(StatisticsError):
    """A data set of statistics was asked for that does not exist."""

    code = "unknown_dataset"
    status = 404

    def __init__(self, dataset: str, *, known: Iterable[str]) -> None:
        keys = ", ".join(known)
        super().__init__(
            f"There is no data set {dataset[:40]!r}. Choose one of {keys}.", dataset=dataset[:40], known=keys
        )


class UnknownChoiceError(StatisticsError):
    """A grouping, period or measure was asked for that a data set does not have."""

    code = "unknown_choice"
    status = 404

    def __init__(self, dataset: str, value: str, *, known: Iterable[str]) -> None:
        keys = ", ".join(known)
        super().__init__(
            f"The data set {dataset} has no {value[:40]!r}. Choose one of {keys}.",
            dataset=dataset,
            value=value[:40],
            known=keys,
        )
