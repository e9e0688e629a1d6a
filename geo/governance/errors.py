"""What stands against keeping the register of tracking, or making a report."""

from __future__ import annotations

from collections.abc import Sequence

from geo.errors import ObservatoryError


class GovernanceError(ObservatoryError):
    """The register of tracking cannot be written or read."""

    code = "governance"
    status = 503


class EntryError(GovernanceError):
    """What was to be written into the register cannot stand there; `why` is a key of governance.entry.*."""

    code = "governance_entry"
    status = 400
    text_keys = {"why": "governance.entry."}  # noqa: RUF012 - read only, as in the base

    def __init__(self, why: str, *, value: object = "") -> None:
        super().__init__(f"This entry cannot be written ({why}: {str(value)[:80]!r}). Correct it and send it again.")
        self.values = {"why": why, "value": str(value)[:80]}


class StaleValuesError(GovernanceError):
    """Somebody else has changed values since they were read: `keys` are cluster, measure and period of each."""

    code = "stale_values"
    status = 409

    def __init__(self, keys: Sequence[tuple[str, str, str]]) -> None:
        self.keys = tuple(keys)
        super().__init__(
            f"{len(keys)} values have been changed by somebody else since this table was read, the first being "
            f"{' '.join(keys[0])}. Nothing was written: read the table again and compare.",
            n=len(keys),
            first=" ".join(keys[0]),
        )


class ReportError(GovernanceError):
    """A report cannot be made of what was asked; `why` is a key of governance.report.fault.*."""

    code = "governance_report"
    status = 400
    text_keys = {"why": "governance.report.fault."}  # noqa: RUF012 - read only, as in the base

    def __init__(self, why: str, *, value: object = "") -> None:
        super().__init__(f"No report can be made: {why} ({str(value)[:80]!r}). Choose other clusters or another file.")
        self.values = {"why": why, "value": str(value)[:80]}
