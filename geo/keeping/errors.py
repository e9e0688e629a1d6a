"""What stands against keeping what people save: the database, or the folder of files."""

from __future__ import annotations

from geo.errors import ObservatoryError


class KeepingError(ObservatoryError):
    """What people save cannot be written or read."""

    code = "keeping"
    status = 503


class DatabaseDownError(KeepingError):
    """The server of databases that holds what people save does not answer."""

    code = "database"
    status = 503

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            f"The database {place} cannot be used: {why}. Nothing was changed. Start it, or mend "
            "OBSERVATORY_DATABASE_URL; the observatory goes on by itself when it answers.",
            place=place,
        )
