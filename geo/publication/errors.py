"""What stands against publishing a layer, changing a published one, or seeing it."""

from __future__ import annotations

from collections.abc import Mapping

from geo.catalog.errors import FileFault
from geo.errors import ObservatoryError


class PublicationError(ObservatoryError):
    """Base of what stands against publishing a layer or seeing a published one."""

    code = "publication"
    status = 400


class PublicationFieldsError(PublicationError):
    """What a person says of a layer cannot be used; `faults` holds every (field, why), keys of `publication`."""

    code = "publication_fields"
    status = 422

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
    status = 507

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
    status = 404

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"There is no published layer {reference[:40]!r}. Look for it in the data catalogue.", id=reference[:40]
        )


class WithdrawnError(PublicationError):
    """A published layer was asked for that has been withdrawn: `values` say when and by whom."""

    code = "withdrawn"
    status = 410

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
    status = 403

    def __init__(self, publication_id: str) -> None:
        super().__init__(
            f"Only its owner may change the published layer {publication_id!r}: sign in as the owner, or give the "
            "withdrawal code that was shown after publishing.",
            id=publication_id,
        )


class PublishedFileError(PublicationError):
    """The file of a published layer is missing, or is not the one that was published; it is never drawn then."""

    code = "published_file"
    status = 503

    def __init__(self, reference: str, fault: FileFault) -> None:
        self.fault = fault
        super().__init__(
            f"Published layer {reference}: {fault}. Restore the file from a backup, or withdraw the layer.",
            id=reference,
            path=fault.path,
            expected=fault.expected,
            found=fault.found or "-",
        )
