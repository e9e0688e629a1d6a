"""Registers from the workbench: a layer of points becomes a dataset that the cluster map draws for all.

The file itself was opened and mended in the confined process; what is read here is our own table of its rows, with
the places that were found, so that a datum or exchanged axes are not decided twice.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.access.ledger import shared_ledger
from geo.access.permission import permit
from geo.access.roles import PUBLISH
from geo.datasets import layout
from geo.datasets.columns import ColumnMap, map_columns
from geo.datasets.errors import DatasetNameError, DatasetQuotaError
from geo.datasets.ingest import REPORT, ROWS_LISTED, Ingested, IngestOptions, Progress, ingest
from geo.datasets.store import store_of
from geo.keeping.actor import NOBODY, current
from geo.settings import Settings

if TYPE_CHECKING:
    import geopandas as gpd

ROLES: Final = ("name", "id", "segment", "founded", "kind", "confidence")
"""What a person may name a column for; the places are those of the layer."""
_LON, _LAT = "observatory_lon", "observatory_lat"
_FROM: Final = "workbench"
_MEGABYTE: Final = 1_000_000


def fits(frame: gpd.GeoDataFrame) -> bool:
    """Tell whether a layer can be a register: it has rows, and all that have a place are points."""
    kinds = set(frame.geometry.geom_type.dropna())
    return len(frame) > 0 and kinds == {"Point"}


def headers(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the layer's columns that may hold something of a firm."""
    return [str(column) for column in frame.columns if column != frame.geometry.name]


def guessed(frame: gpd.GeoDataFrame, chosen: Mapping[str, str] | None = None) -> ColumnMap:
    """Return what each column means, by its header and by what a person chose; raises ColumnMapError."""
    return map_columns([*headers(frame), _LON, _LAT], {**(chosen or {}), "lon": _LON, "lat": _LAT})


def free_name(title: str, *, config: Settings) -> str:
    """Return a name for a dataset that none has yet, made of a title."""
    wanted = layout.name_from(Path(title))
    taken = set(store_of(config).names())
    return next(
        name for name in (wanted, *(f"{wanted[:56]}-{number}" for number in range(2, 10_000))) if name not in taken
    )


def admit(config: Settings) -> None:
    """Let whoever asks go on to make a register; in their own thread, since others know of nobody.

    Raises
    ------
    SignInNeededError, ForbiddenError
        if their role does not allow it.
    DatasetQuotaError
        if what was made here before takes all of `published_mb`.
    """
    permit(PUBLISH)
    store = store_of(config)
    made = [name for name in store.names() if store.manifest(name).notes.get("from") == _FROM]
    if sum(map(store.size, made)) >= config.published_mb * _MEGABYTE:
        raise DatasetQuotaError(room_mb=config.published_mb)


def record(made: Ingested, *, config: Settings) -> None:
    """Write into the audit record who made a register; in the thread of whoever did."""
    by = (current() or NOBODY).person
    shared_ledger(config).note("register", f"dataset/{made.manifest.name}", by=by, detail=made.manifest.report["kept"])


def make(
    frame: gpd.GeoDataFrame,
    name: str,
    title: str,
    *,
    chosen: Mapping[str, str],
    config: Settings,
    progress: Progress = lambda _step, _share, _rows: None,
) -> Ingested:
    """Make a dataset of a layer of points.

    Parameters
    ----------
    frame : rows in EPSG:4326.
    name : of the dataset; none may have it yet.
    title : for people, the same in both languages.
    chosen : role of ROLES -> column, overruling what headers say.

    Raises
    ------
    DatasetNameError
        if the name is none, or taken: what others look at is not replaced from here.
    """
    layout.checked_name(name)
    if name in store_of(config).names():
        raise DatasetNameError(f"There is a dataset {name!r} already. Choose another name.")
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    table.columns = table.columns.map(str)
    mixed = [column for column, kind in table.dtypes.items() if pd.api.types.is_object_dtype(kind)]
    for column in mixed:  # Parquet has columns of one kind
        table[column] = table[column].map(lambda value: None if pd.isna(value) else str(value))
    table[_LON], table[_LAT] = frame.geometry.x, frame.geometry.y
    config.datasets_dir.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".workbench-", dir=config.datasets_dir))
    try:
        path = folder / "layer.parquet"
        table.to_parquet(path, index=False)
        options = IngestOptions(
            columns={**chosen, "lon": _LON, "lat": _LAT},
            crs="4490",  # the places are in WGS 84 already, whatever a file's name speaks of
            title={"zh": title, "en": title},
            notes={"from": _FROM},
        )
        return ingest([path], name, options, config=config, progress=progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def listing(made: Ingested) -> bytes:
    """Return the rows that were rejected or changed, each with its line and reason, as CSV."""
    return (made.folder / ROWS_LISTED).read_bytes()


def report(made: Ingested) -> bytes:
    """Return the report as JSON."""
    return (made.folder / REPORT).read_bytes()
