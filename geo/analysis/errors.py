"""Reasons why a figure is not computed: parameters, values, scales, denominators, and places that nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

from geo.errors import ObservatoryError


class AnalysisError(ObservatoryError):
    """Base of the reasons why a statistic is not computed."""

    code = "analysis"
    status = 422
    text_keys = {"method": "analysis.method.", "fault": "analysis.fault.", "name": "analysis.parameter."}  # noqa: RUF012


class ParameterError(AnalysisError):
    """A parameter of an analysis (a key of geo.analysis.parameters) lies outside what it may be."""

    code = "analysis_parameter"
    status = 400

    def __init__(self, name: str, value: object, *, allowed: str) -> None:
        super().__init__(
            f"The parameter {name} is {value!r}; allowed: {allowed}.", name=name, value=value, allowed=allowed
        )


class UnusableValuesError(AnalysisError):
    """Values that no statistic can be computed from; `fault` is a key of the texts `analysis.fault`."""

    code = "analysis_values"
    status = 422

    def __init__(self, fault: str, *, count: int) -> None:
        super().__init__(
            f"The values cannot be used ({fault}, {count} affected). Correct the column or choose another.",
            fault=fault,
            count=count,
        )


class NotMetricError(AnalysisError):
    """Geometry is not in a projection whose metres are metres on the ground; `fault` is a key of `analysis.fault`."""

    code = "analysis_not_metric"
    status = 422

    def __init__(self, crs: str, *, fault: str) -> None:
        super().__init__(
            f"Distances cannot be measured in {crs} ({fault}). Project the layer with geo.analysis.plane.to_metres.",
            crs=crs,
            fault=fault,
        )


class TooFineError(AnalysisError):
    """A scale is finer than the places are known.

    `values`: method, scale_m, uncertainty_m (the largest), count (points whose uncertainty exceeds the scale), total.
    """

    code = "analysis_too_fine"
    status = 422

    def __init__(self, method: str, *, scale_m: float, uncertainty_m: float, count: int, total: int) -> None:
        super().__init__(
            f"{method} at a scale of {scale_m:,.0f} m is finer than the places are known: {count} of {total} points "
            f"are uncertain by up to {uncertainty_m:,.0f} m. Use a scale of at least {uncertainty_m:,.0f} m, or leave "
            "those points out.",
            method=method,
            scale_m=round(scale_m),
            uncertainty_m=round(uncertainty_m),
            count=count,
            total=total,
        )
        self.scale_m = scale_m
        self.uncertainty_m = uncertainty_m


class TooFewError(AnalysisError):
    """There are fewer observations than a statistic needs to mean anything."""

    code = "analysis_too_few"
    status = 422

    def __init__(self, method: str, *, count: int, least: int) -> None:
        super().__init__(
            f"{method} needs at least {least} observations; there are {count}. Choose a larger area or another method.",
            method=method,
            count=count,
            least=least,
        )
        self.count = count


class TooManyError(AnalysisError):
    """There are more observations than a statistic is computed for on this server."""

    code = "analysis_too_many"
    status = 422

    def __init__(self, method: str, *, count: int, limit: int) -> None:
        super().__init__(
            f"{method} is computed for at most {limit:,} observations; there are {count:,}. Filter or aggregate first.",
            method=method,
            count=count,
            limit=limit,
        )


class MissingDenominatorError(ObservatoryError):
    """A figure cannot be put per area, per head or as a share: what to divide by is not known.

    `reason` is area, population, country (no national figure in the same unit) or scope (the figure covers another
    territory than the cluster).
    """

    code = "missing_denominator"
    status = 422

    def __init__(self, subject: str, base: str, indicator: str, *, reason: str) -> None:
        super().__init__(
            f"{indicator} of {subject} cannot be shown per {base}: the denominator is missing ({reason}). "
            "Add the figure it needs to data/tables/indicators.csv.",
            subject=subject,
            base=base,
            indicator=indicator,
            reason=reason,
        )
        self.reason = reason


class NothingInCommonError(ObservatoryError):
    """Clusters share no indicator that could be compared."""

    code = "nothing_in_common"
    status = 422

    def __init__(self, subjects: tuple[str, ...], indicators: tuple[str, ...]) -> None:
        super().__init__(
            f"{', '.join(subjects)} share none of the indicators {', '.join(indicators)} with others. "
            "Choose other indicators or clusters.",
            subjects=", ".join(subjects),
            indicators=", ".join(indicators),
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may have been meant; `reference` is what names it alone, ``kind:id``."""

    name_zh: str
    name_en: str
    reference: str

    def __str__(self) -> str:
        return f"{self.name_zh} / {self.name_en} ({self.reference})"


class UnknownPlaceError(ObservatoryError):
    """A place was named that the catalogue does not hold; `candidates` are those whose names are most like it."""

    code = "unknown_place"
    status = 404

    def __init__(self, place: str, *, nearest: tuple[Candidate, ...]) -> None:
        self.candidates = nearest
        names = "; ".join(map(str, nearest)) or "-"
        super().__init__(
            f"There is no place {place!r}. Nearest names: {names}. Use one of them, kind:id, or lon,lat in degrees.",
            place=place,
            nearest=names,
        )


class AmbiguousPlaceError(ObservatoryError):
    """Several places, the `candidates`, bear the name that was given."""

    code = "ambiguous_place"
    status = 400

    def __init__(self, place: str, *, candidates: tuple[Candidate, ...]) -> None:
        self.candidates = candidates
        names = "; ".join(map(str, candidates))
        super().__init__(
            f"{place!r} is the name of several places: {names}. Use the kind:id in brackets.",
            place=place,
            candidates=names,
        )


class BorderCrossingError(ObservatoryError):
    """A latency was asked for between places that are not both in mainland China, where the models hold."""

    code = "border_crossing"
    status = 422

    def __init__(self, *, origin: str, target: str, distance_km: float) -> None:
        super().__init__(
            f"The link {origin} - {target} ({distance_km:g} km) is not inside mainland China; the latency models are "
            "fitted there only and are not used across its borders. Choose two places on the mainland.",
            origin=origin,
            target=target,
            distance_km=f"{distance_km:g}",
        )


class ScenarioError(ObservatoryError):
    """A scenario holds a value that cannot be computed with."""

    code = "scenario"
    status = 400
