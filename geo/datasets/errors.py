"""What can go wrong with a dataset: its files, its name, its room on disk, and questions that take too long."""

from __future__ import annotations

from geo.errors import ObservatoryError


class DatasetError(ObservatoryError):
    """Base of what stands against reading, keeping or asking a dataset."""

    code = "dataset"
    status = 400


class SourceFileError(DatasetError):
    """A file cannot be read into a dataset; nothing of it was taken."""

    code = "dataset_source"
    status = 422


class ColumnMapError(DatasetError):
    """Columns were named that the file does not have, or columns that are needed are not there."""

    code = "dataset_columns"
    status = 422


class UnknownDatasetError(DatasetError):
    """A dataset was asked for by a name that none has."""

    code = "dataset_unknown"
    status = 404


class DatasetNameError(DatasetError):
    """A name cannot be that of a dataset."""

    code = "dataset_name"
    status = 400


class DatasetBusyError(DatasetError):
    """Another process is writing this dataset."""

    code = "dataset_busy"
    status = 409


class DatasetDamagedError(DatasetError):
    """Files of a dataset are not those that were written."""

    code = "dataset_damaged"
    status = 503


class DiskFullError(DatasetError):
    """The disk has no room for the dataset; the one that was there is still in place."""

    code = "dataset_disk"
    status = 507


class DatasetQuotaError(DatasetError):
    """Registers made on the workbench take all the room there is for them."""

    code = "dataset_quota"
    status = 507

    def __init__(self, *, room_mb: int) -> None:
        super().__init__(
            f"The registers made on the workbench take all of their {room_mb} MB. Remove one with `python -m geo "
            "datasets remove`, or raise OBSERVATORY_PUBLISHED_MB.",
            room_mb=room_mb,
        )


class EngineError(DatasetError):
    """The engine that was asked to read a register is not there or cannot start."""

    code = "dataset_engine"
    status = 503


class StoreUnreachableError(DatasetError):
    """The database or bucket that keeps the datasets does not answer or refuses."""

    code = "dataset_store"
    status = 503
    retry_after_s = 5


class DatasetReplacedError(DatasetError):
    """A newer version took a dataset's place while it was asked."""

    code = "dataset_replaced"
    status = 503
    retry_after_s = 1


class SlowQueryError(DatasetError):
    """A question took longer than its limit and was stopped; `retry_after_s` is when asking again may help."""

    code = "dataset_slow"
    status = 503
    retry_after_s = 2
