"""Faults of uploads as their bytes arrive: too large, no room on the disk, too slow, or not what an upload is."""

from __future__ import annotations

from geo.errors import ObservatoryError


class UploadTooLargeError(ObservatoryError):
    """One file is larger than an upload may be."""

    code = "upload_too_large"
    status = 413

    def __init__(self, *, limit_mb: int) -> None:
        super().__init__(
            f"The file is larger than {limit_mb} MB, the most one upload may be. Split it, or ask whoever runs this "
            "server to raise OBSERVATORY_UPLOAD_MB.",
            limit=limit_mb,
        )


class BodyTooLargeError(ObservatoryError):
    """A request that is no upload brings more bytes than any of them needs."""

    code = "body_too_large"
    status = 413

    def __init__(self, *, limit_kb: int) -> None:
        super().__init__(f"The request brings more than {limit_kb} kB. Send less.", limit=limit_kb)


class UploadDiskError(ObservatoryError):
    """The disk of the server has no room for an upload."""

    code = "upload_disk"
    status = 507

    def __init__(self) -> None:
        super().__init__("The server's disk is full; nothing was kept of the upload. Tell whoever runs the server.")


class UploadSlowError(ObservatoryError):
    """An upload stopped sending."""

    code = "upload_slow"
    status = 408

    def __init__(self, *, seconds: float) -> None:
        super().__init__(
            f"Nothing of the upload arrived for {seconds:g} seconds; it was ended. Upload the file again.",
            seconds=f"{seconds:g}",
        )


class UploadOffsetError(ObservatoryError):
    """An upload wants to go on from a byte that has not arrived."""

    code = "upload_offset"
    status = 409

    def __init__(self, *, offset: int) -> None:
        super().__init__(
            f"The upload cannot go on from byte {offset}: what had arrived before is not there any more. Begin anew.",
            offset=offset,
        )


class UploadFormError(ObservatoryError):
    """A request to the upload address is no form with one file."""

    code = "upload_form"
    status = 400

    def __init__(self) -> None:
        super().__init__("The request is no form with one file. Upload through the page.")
