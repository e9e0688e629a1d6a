"""What stands against keeping somebody's work, sharing it, or taking in a project's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from geo.errors import ObservatoryError


class WorkspaceError(ObservatoryError):
    """Base of what stands against keeping somebody's work."""

    code = "workspace"
    status = 503


class KeptQuotaError(WorkspaceError):
    """There is no room to keep more: of a person, or on this server."""

    code = "kept_quota"
    status = 507

    def __init__(self, *, needed_mb: float, held_mb: float, limit_mb: int, variable: str) -> None:
        super().__init__(
            f"Keeping this needs {needed_mb:.1f} MB; {held_mb:.1f} of {limit_mb} MB are taken. Delete a project or "
            f"layers, or ask whoever runs this server to raise {variable}.",
            needed=f"{needed_mb:.1f}",
            held=f"{held_mb:.1f}",
            limit=limit_mb,
            variable=variable,
        )


class UnknownProjectError(WorkspaceError):
    """A project was asked for that is not there, has expired, or is another person's: the answer is the same."""

    code = "unknown_project"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such project of yours, or it has expired. Choose another one.")


class ProjectNameError(WorkspaceError):
    """A project cannot have this name."""

    code = "project_name"
    status = 422

    def __init__(self, *, longest: int) -> None:
        super().__init__(f"A project needs a name of 1 to {longest} characters. Give it another one.", longest=longest)


class TooManyProjectsError(WorkspaceError):
    """A person has as many projects as one may have."""

    code = "too_many_projects"
    status = 409

    def __init__(self, *, most: int) -> None:
        super().__init__(f"You have {most} projects, the most one person may have. Delete one first.", most=most)


class UnknownShareError(WorkspaceError):
    """A link to shared work leads nowhere: there never was such a share, or its text is damaged."""

    code = "unknown_share"
    status = 404

    def __init__(self) -> None:
        super().__init__("Nothing is shared under this link. Check that the whole link was copied.")


class ShareEndedError(WorkspaceError):
    """A link to shared work has expired or was taken back; `values` say when."""

    code = "share_ended"
    status = 410

    def __init__(self, *, at: str) -> None:
        super().__init__(f"What was shared under this link ended on {at}. Ask its owner for a new link.", at=at[:10])


class ProjectFileError(WorkspaceError):
    """A file is no project of the observatory, or is damaged; `why` is a key of WHY."""

    code = "project_file"
    status = 422
    text_keys: ClassVar[Mapping[str, str]] = {"why": "workspace.file."}
    WHY: ClassVar[Mapping[str, str]] = {
        "no_zip": "it is no zip file",
        "entries": "it holds files a project does not have, or too many",
        "encrypted": "it is encrypted",
        "large": "it is larger than it may be once unpacked",
        "manifest": "its list of contents cannot be read",
        "version": "it was written by a newer program",
        "damaged": "a file in it is not the one its list names",
    }

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The file is no project that can be taken in: {self.WHY[why]}. Export the project again.", why=why
        )
