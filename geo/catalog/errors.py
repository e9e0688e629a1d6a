"""Faults of the data package: files that are not as sealed, and ids it does not have."""

from __future__ import annotations

from dataclasses import dataclass

from geo.errors import ObservatoryError


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
    status = 503

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


class UnknownObjectError(ObservatoryError):
    """An object of the catalogue was asked for by an id it does not have."""

    code = "unknown_object"
    status = 404

    def __init__(self, kind: str, object_id: str) -> None:
        super().__init__(
            f"The catalogue has no {kind} with the id {object_id!r}. It may have been renamed or withdrawn.",
            kind=kind,
            id=object_id,
        )
