"""What stands against taking a backup or restoring one."""

from __future__ import annotations

from geo.errors import ObservatoryError


class BackupError(ObservatoryError):
    """A backup cannot be written or restored: a folder, a disk."""

    code = "backup"
    status = 500


class DamagedBackupError(BackupError):
    """An archive is not the whole backup it says it is; nothing was changed."""

    code = "backup_damaged"
    status = 422

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"{name} is no whole backup: {why}. Nothing was changed; restore another backup.", name=name, why=why
        )


class NewerBackupError(BackupError):
    """An archive holds registers that a newer program has written; nothing was changed."""

    code = "backup_newer"
    status = 422

    def __init__(self, name: str, *, version: str, database: str) -> None:
        super().__init__(
            f"{name} was written by version {version}, whose {database} this program cannot read. Nothing was changed; "
            "restore it with that version or a later one.",
            name=name,
            version=version,
            database=database,
        )


class ServerRunningError(BackupError):
    """A restore while the server runs would lose what people save meanwhile."""

    code = "server_running"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "The observatory is running on these folders or their database. Stop it, restore, and start it again."
        )
