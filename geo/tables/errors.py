"""What stands against keeping a table or publishing it."""

from __future__ import annotations

from geo.errors import ObservatoryError


class TablesError(ObservatoryError):
    """Base of what stands against keeping tables."""

    code = "tables"
    status = 503


class UnknownTableError(TablesError):
    """There is no such published table, or it is another person's: the answer is the same."""

    code = "unknown_table"
    status = 404

    def __init__(self, table_id: str) -> None:
        super().__init__(
            f"There is no published table {table_id!r}, or it was withdrawn. Choose another one.", id=table_id
        )


class TableQuotaError(TablesError):
    """A table would take more room than one person or the server may keep."""

    code = "table_quota"
    status = 413

    def __init__(self, *, size_mb: float, most_mb: int) -> None:
        super().__init__(
            f"The table takes {size_mb:.1f} MB; with it, more than {most_mb} MB would be kept. Withdraw a published "
            "table, or use this one without keeping it.",
            size_mb=f"{size_mb:.1f}",
            most_mb=most_mb,
        )


class TableFileError(TablesError):
    """The file of a table is missing or is not what was kept."""

    code = "table_file"
    status = 410

    def __init__(self, table_id: str) -> None:
        super().__init__(
            f"The file of table {table_id!r} is missing or damaged. Upload the table again, or restore a backup.",
            id=table_id,
        )
