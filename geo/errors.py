"""The family of errors this project raises on purpose.

Every error carries its values as attributes, and its message is a fact, the offending value and a remedy.
Two tables translate them: `HTTP_STATUS` here (class -> status of a route), and the message catalogues
(`error.<code>` in each language). A test asserts that both are complete.
"""

from __future__ import annotations

from dataclasses import dataclass


class ObservatoryError(Exception):
    """Base of all expected faults.

    `code` names the fault in URLs, JSON and message catalogues; `values` fills the message's placeholders.
    """

    code = "observatory"

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


HTTP_STATUS: dict[type[ObservatoryError], int] = {
    ObservatoryError: 500,
    DataFileError: 503,
    CatalogError: 500,
    NotPreparedError: 503,
    UnknownLayerError: 404,
    UnknownObjectError: 404,
    TileAddressError: 400,
    FilterError: 400,
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


HTTP_STATUS |= {
    UploadsOffError: 403,
    UploadRequestError: 400,
    UploadQuotaError: 429,
    SandboxError: 503,
    UploadWorkerError: 503,
}
