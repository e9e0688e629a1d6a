"""The family of errors this project raises on purpose.

Every error carries its values as attributes, and its message is a fact, the offending value and a remedy.
Two tables translate them: `HTTP_STATUS` here (class -> status of a route), and the message catalogues
(`error.<code>` in each language). A test asserts that both are complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


class ObservatoryError(Exception):
    """Base of all expected faults.

    `code` names the fault in URLs, JSON and message catalogues; `values` fills the message's placeholders.
    `text_keys` names the values that are keys of texts themselves, with the beginning of those keys.
    """

    code = "observatory"
    text_keys: ClassVar[Mapping[str, str]] = {}

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


@dataclass(frozen=True, slots=True)
class FileFault:
    """One file that is not as the data package describes it; `found` is None where there is no file."""

    path: str
    expected: str
    found: str | None

    def __str__(self) -> str:
        state = "is missing" if self.found is None else f"has sha256 {self.found}"
        return f"{self.path} {state}, expected sha256 {self.expected}"


class DataFileError(ObservatoryError):
    """Files of the data package are missing or are not those the package describes.

    `faults` holds all of them; `values` joins their paths and hashes in the same order.
    """

    code = "data_file"

    def __init__(self, *faults: FileFault) -> None:
        self.faults = faults
        listing = "; ".join(str(fault) for fault in faults)
        super().__init__(
            f"Data file {listing}. Restore the files, or after a wanted edit run `python -m geo seal` to record the "
            "new hashes.",
            path=", ".join(fault.path for fault in faults),
            expected=", ".join(fault.expected for fault in faults),
            found=", ".join(fault.found or "-" for fault in faults),
        )


class CatalogError(ObservatoryError):
    """The data package breaks a rule of its own (schema, key, source, place or area)."""

    code = "catalog"


class NotPreparedError(ObservatoryError):
    """The embedded store has not been prepared, or was prepared from other data."""

    code = "not_prepared"


class UnknownLayerError(ObservatoryError):
    """A tile layer or object kind that does not exist was asked for."""

    code = "unknown_layer"

    def __init__(self, layer: str, *, known: tuple[str, ...]) -> None:
        names = ", ".join(known)
        super().__init__(f"There is no layer {layer!r}. Layers: {names}.", layer=layer, known=names)


class UnknownObjectError(ObservatoryError):
    """An object of the catalogue was asked for by an id it does not have."""

    code = "unknown_object"

    def __init__(self, kind: str, object_id: str) -> None:
        super().__init__(
            f"The catalogue has no {kind} with the id {object_id!r}. It may have been renamed or withdrawn.",
            kind=kind,
            id=object_id,
        )


class TileAddressError(ObservatoryError):
    """A tile's z/x/y is not a tile of the pyramid."""

    code = "tile_address"


class FilterError(ObservatoryError):
    """A filter does not follow the grammar or names a value that is not on the allow-list."""

    code = "filter"


class MissingDenominatorError(ObservatoryError):
    """A figure cannot be put per area, per head or as a share: what to divide by is not known.

    `reason` is area, population, country (no national figure in the same unit) or scope (the figure covers another
    territory than the cluster).
    """

    code = "missing_denominator"

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

    def __init__(self, subjects: tuple[str, ...], indicators: tuple[str, ...]) -> None:
        super().__init__(
            f"{', '.join(subjects)} share none of the indicators {', '.join(indicators)} with others. "
            "Choose other indicators or clusters.",
            subjects=", ".join(subjects),
            indicators=", ".join(indicators),
        )


class ComparisonError(ObservatoryError):
    """A comparison was asked for that cannot be made: fewer than two clusters, too many, or one twice."""

    code = "comparison"

    def __init__(self, found: int, *, least: int, most: int) -> None:
        super().__init__(
            f"A comparison needs {least} to {most} different clusters; {found} were given. "
            "Name them by cluster id, joined by commas.",
            found=found,
            least=least,
            most=most,
        )


class StoryError(ObservatoryError):
    """A story file is not one of ours or cannot be read."""

    code = "story"

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The story file cannot be used: {problem}. Open a file that was saved with Save story.", problem=problem
        )


class TemplateError(ObservatoryError):
    """A PowerPoint template cannot be used."""

    code = "template"

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(
            f"The template {path!r} cannot be used: {problem}. Give a .pptx file with at least one layout.",
            path=path,
            problem=problem,
        )


class SettingError(ObservatoryError):
    """An OBSERVATORY_* variable holds a value that cannot be used."""

    code = "setting"


class UnknownPlaceError(ObservatoryError):
    """A place was named that the catalogue does not hold; `nearest` are the names most like it."""

    code = "unknown_place"

    def __init__(self, place: str, *, nearest: tuple[str, ...]) -> None:
        names = "; ".join(nearest) or "-"
        super().__init__(
            f"There is no place {place!r}. Nearest names: {names}. Use one of them, kind:id, or lon,lat in degrees.",
            place=place,
            nearest=names,
        )


class AmbiguousPlaceError(ObservatoryError):
    """Several places bear the name that was given."""

    code = "ambiguous_place"

    def __init__(self, place: str, *, candidates: tuple[str, ...]) -> None:
        names = "; ".join(candidates)
        super().__init__(
            f"{place!r} is the name of several places: {names}. Use the kind:id in brackets.",
            place=place,
            candidates=names,
        )


class BorderCrossingError(ObservatoryError):
    """A latency was asked for between places that are not both in mainland China, where the models hold."""

    code = "border_crossing"

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


class AnalysisError(ObservatoryError):
    """Base of the reasons why a statistic is not computed."""

    code = "analysis"
    text_keys = {"method": "analysis.method.", "fault": "analysis.fault.", "name": "analysis.parameter."}  # noqa: RUF012


class ParameterError(AnalysisError):
    """A parameter of an analysis (a key of geo.analysis.parameters) lies outside what it may be."""

    code = "analysis_parameter"

    def __init__(self, name: str, value: object, *, allowed: str) -> None:
        super().__init__(
            f"The parameter {name} is {value!r}; allowed: {allowed}.", name=name, value=value, allowed=allowed
        )


class UnusableValuesError(AnalysisError):
    """Values that no statistic can be computed from; `fault` is a key of the texts `analysis.fault`."""

    code = "analysis_values"

    def __init__(self, fault: str, *, count: int) -> None:
        super().__init__(
            f"The values cannot be used ({fault}, {count} affected). Correct the column or choose another.",
            fault=fault,
            count=count,
        )


class NotMetricError(AnalysisError):
    """Geometry is not in a projection whose metres are metres on the ground; `fault` is a key of `analysis.fault`."""

    code = "analysis_not_metric"

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


class TooFewError(AnalysisError):
    """There are fewer observations than a statistic needs to mean anything."""

    code = "analysis_too_few"

    def __init__(self, method: str, *, count: int, least: int) -> None:
        super().__init__(
            f"{method} needs at least {least} observations; there are {count}. Choose a larger area or another method.",
            method=method,
            count=count,
            least=least,
        )


class TooManyError(AnalysisError):
    """There are more observations than a statistic is computed for on this server."""

    code = "analysis_too_many"

    def __init__(self, method: str, *, count: int, limit: int) -> None:
        super().__init__(
            f"{method} is computed for at most {limit:,} observations; there are {count:,}. Filter or aggregate first.",
            method=method,
            count=count,
            limit=limit,
        )


HTTP_STATUS: dict[type[ObservatoryError], int] = {
    ObservatoryError: 500,
    DataFileError: 503,
    CatalogError: 500,
    NotPreparedError: 503,
    UnknownLayerError: 404,
    UnknownObjectError: 404,
    TileAddressError: 400,
    FilterError: 400,
    AnalysisError: 422,
    ParameterError: 400,
    UnusableValuesError: 422,
    NotMetricError: 422,
    TooFineError: 422,
    TooFewError: 422,
    TooManyError: 422,
    SettingError: 500,
    UnknownPlaceError: 404,
    AmbiguousPlaceError: 400,
    BorderCrossingError: 422,
    ScenarioError: 400,
}


class UploadsOffError(ObservatoryError):
    """This server takes no uploads."""

    code = "uploads_off"

    def __init__(self) -> None:
        super().__init__("This server takes no uploads. Whoever runs it can set OBSERVATORY_UPLOADS=session.")


class UploadRequestError(ObservatoryError):
    """An upload or a choice about it was given in a form that cannot be used."""

    code = "upload_request"


class UploadQuotaError(ObservatoryError):
    """A quota of uploads is used up: of the queue, of one session or of the server."""

    code = "upload_quota"

    def __init__(self, kind: str, *, limit: int, unit: str) -> None:
        super().__init__(
            f"The {kind} quota of {limit} {unit} is used up. Wait, or remove an upload you no longer need.",
            kind=kind,
            limit=limit,
            unit=unit,
        )


class SandboxError(ObservatoryError):
    """The kernel cannot confine the process that reads uploads, and the setting requires it."""

    code = "sandbox"

    def __init__(self) -> None:
        super().__init__(
            "This kernel offers neither Landlock with seccomp nor Landlock 4, so uploads are not opened. Use Linux "
            "5.13 or later with Landlock enabled, or accept the risk with OBSERVATORY_SANDBOX=warn.",
        )


class UploadWorkerError(ObservatoryError):
    """The process that reads uploads cannot be started."""

    code = "upload_worker"

    def __init__(self) -> None:
        super().__init__(
            "The process that reads uploads did not start. Its own words are in the server's log; "
            "`python -m geo.ingest.worker` shows them too.",
        )


class LayerGoneError(ObservatoryError):
    """A session's layer was asked for that is not there: expired, removed, of another session, or never made.

    The answer is the same for all, so that nobody learns by guessing which layers exist.
    """

    code = "layer_gone"

    def __init__(self) -> None:
        super().__init__("There is no such layer, or it has expired. Upload the file again.")


class PublicationError(ObservatoryError):
    """Base of what stands against publishing a layer or seeing a published one."""

    code = "publication"


class PublicationFieldsError(PublicationError):
    """What a person says of a layer cannot be used; `faults` holds every (field, why), keys of `publication`."""

    code = "publication_fields"

    def __init__(self, *faults: tuple[str, str], longest: Mapping[str, int]) -> None:
        self.faults = faults
        self.longest = longest
        told = "; ".join(
            f"{field}: {fault}" + (f" (at most {longest[field]} characters)" if fault == "too_long" else "")
            for field, fault in faults
        )
        super().__init__(f"These fields cannot be used: {told}. Correct them and publish again.", fields=told)


class PublicationQuotaError(PublicationError):
    """The folder of published layers has reached its size."""

    code = "publication_quota"

    def __init__(self, *, needed_mb: float, held_mb: float, limit_mb: int) -> None:
        super().__init__(
            f"The layer needs {needed_mb:.1f} MB; published layers take {held_mb:.1f} of {limit_mb} MB. Publish a "
            "smaller layer, or ask whoever runs this server to raise OBSERVATORY_PUBLISHED_MB or to remove withdrawn "
            "layers with `python -m geo published remove ID`.",
            needed=f"{needed_mb:.1f}",
            held=f"{held_mb:.1f}",
            limit=limit_mb,
        )


class UnknownPublicationError(PublicationError):
    """A published layer, or a version of one, was asked for that does not exist."""

    code = "unknown_publication"

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"There is no published layer {reference[:40]!r}. Look for it in the data catalogue.", id=reference[:40]
        )


class WithdrawnError(PublicationError):
    """A published layer was asked for that has been withdrawn: `values` say when and by whom."""

    code = "withdrawn"

    def __init__(self, publication_id: str, *, at: str, by: str) -> None:
        super().__init__(
            f"The published layer {publication_id!r} was withdrawn on {at} by {by}. Its owner can restore it.",
            id=publication_id,
            at=at,
            by=by,
        )


class NotOwnerError(PublicationError):
    """Somebody else's published layer was to be changed, or a withdrawal code does not fit."""

    code = "not_owner"

    def __init__(self, publication_id: str) -> None:
        super().__init__(
            f"Only its owner may change the published layer {publication_id!r}: sign in as the owner, or give the "
            "withdrawal code that was shown after publishing.",
            id=publication_id,
        )


class PublishedFileError(PublicationError):
    """The file of a published layer is missing, or is not the one that was published; it is never drawn then."""

    code = "published_file"

    def __init__(self, reference: str, fault: FileFault) -> None:
        self.fault = fault
        super().__init__(
            f"Published layer {reference}: {fault}. Restore the file from a backup, or withdraw the layer.",
            id=reference,
            path=fault.path,
            expected=fault.expected,
            found=fault.found or "-",
        )


HTTP_STATUS |= {
    PublicationError: 400,
    PublicationFieldsError: 422,
    PublicationQuotaError: 507,
    UnknownPublicationError: 404,
    WithdrawnError: 410,
    NotOwnerError: 403,
    PublishedFileError: 503,
    LayerGoneError: 404,
    UploadsOffError: 403,
    UploadRequestError: 400,
    UploadQuotaError: 429,
    SandboxError: 503,
    UploadWorkerError: 503,
    MissingDenominatorError: 422,
    NothingInCommonError: 422,
    ComparisonError: 400,
    StoryError: 400,
    TemplateError: 400,
}
