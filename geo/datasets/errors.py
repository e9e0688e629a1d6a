"""What can go wrong with a dataset: its files, its name, its room on disk, and questions that take too long."""

from __future__ import annotations

from geo.errors import HTTP_STATUS, ObservatoryError


class DatasetError(ObservatoryError):
    """Base of what stands against reading, keeping or asking a dataset."""

    code = "dataset"


class SourceFileError(DatasetError):
    """A file cannot be read into a dataset; nothing of it was taken."""

    code = "dataset_source"


class ColumnMapError(DatasetError):
    """Columns were named that the file does not have, or columns that are needed are not there."""

    code = "dataset_columns"


class UnknownDatasetError(DatasetError):
    """A dataset was asked for by a name that none has."""

    code = "unknown_dataset"


class DatasetNameError(DatasetError):
    """A name cannot be that of a dataset."""

    code = "dataset_name"


class DatasetBusyError(DatasetError):
    """Another process is writing this dataset."""

    code = "dataset_busy"


class DatasetDamagedError(DatasetError):
    """Files of a dataset are not those that were written."""

    code = "dataset_damaged"


class DiskFullError(DatasetError):
    """The disk has no room for the dataset; the one that was there is still in place."""

    code = "dataset_disk"


class SlowQueryError(DatasetError):
    """A question took longer than its limit and was stopped; `retry_after_s` is when asking again may help."""

    code = "dataset_slow"
    retry_after_s = 2


HTTP_STATUS |= {
    DatasetError: 400,
    SourceFileError: 422,
    ColumnMapError: 422,
    UnknownDatasetError: 404,
    DatasetNameError: 400,
    DatasetBusyError: 409,
    DatasetDamagedError: 503,
    DiskFullError: 507,
    SlowQueryError: 503,
}
