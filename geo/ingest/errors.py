"""Faults of uploading: switched off, over a quota, in a wrong form, or without a confined reader."""

from __future__ import annotations

from geo.errors import ObservatoryError


class UploadsOffError(ObservatoryError):
    """This server takes no uploads."""

    code = "uploads_off"
    status = 403

    def __init__(self) -> None:
        super().__init__("This server takes no uploads. Whoever runs it can set OBSERVATORY_UPLOADS=session.")


class UploadRequestError(ObservatoryError):
    """An upload or a choice about it was given in a form that cannot be used."""

    code = "upload_request"
    status = 400


class UploadQuotaError(ObservatoryError):
    """A quota of uploads is used up: of the queue, of one session or of the server."""

    code = "upload_quota"
    status = 429

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
    status = 503

    def __init__(self) -> None:
        super().__init__(
            "This kernel offers neither Landlock with seccomp nor Landlock 4, so uploads are not opened. Use Linux "
            "5.13 or later with Landlock enabled, or accept the risk with OBSERVATORY_SANDBOX=warn.",
        )


class UploadWorkerError(ObservatoryError):
    """The process that reads uploads cannot be started."""

    code = "upload_worker"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            "The process that reads uploads did not start. Its own words are in the server's log; "
            "`python -m geo.ingest.worker` shows them too.",
        )
