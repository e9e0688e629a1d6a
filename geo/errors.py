"""The base of all faults this project raises on purpose, and those that belong to no room.

Every room has its own in `geo/<room>/errors.py`. A fault carries its values as attributes, and its message is a fact,
the offending value and a remedy. `status` is the status of a route that meets it; the message catalogues hold its
words in each language as `error.<code>`. A test finds every class and asks for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class ObservatoryError(Exception):
    """Base of all expected faults.

    `code` names the fault in URLs, JSON and message catalogues; `values` fills the message's placeholders.
    `text_keys` names the values that are keys of texts themselves, with the beginning of those keys.
    """

    code: ClassVar[str] = "observatory"
    status: ClassVar[int] = 500
    text_keys: ClassVar[Mapping[str, str]] = {}

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class CatalogError(ObservatoryError):
    """The data package breaks a rule of its own (schema, key, source, place or area)."""

    code = "catalog"
    status = 500


class NotPreparedError(ObservatoryError):
    """The embedded store has not been prepared, or was prepared from other data."""

    code = "not_prepared"
    status = 503


class SettingError(ObservatoryError):
    """An OBSERVATORY_* variable holds a value that cannot be used."""

    code = "setting"
    status = 500
