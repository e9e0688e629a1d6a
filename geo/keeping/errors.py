"""What stands against keeping what people save: the database, or the folder of files."""

from __future__ import annotations

from geo.errors import ObservatoryError


class KeepingError(ObservatoryError):
    """What people save cannot be written or read."""

    code = "keeping"
    status = 503
