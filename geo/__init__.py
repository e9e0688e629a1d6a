"""The domain of the Digital Cluster Observatory: data, maps, tiles and analysis, without any user interface."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.standards.frames import OpenCatalog

__version__ = "0.2.0"


def open_catalog(data: str | Path | None = None, *, store: str | Path | None = None) -> OpenCatalog:
    """Open the catalogue for a notebook or a script: layers as GeoDataFrames, tables as DataFrames.

    Parameters
    ----------
    data : folder of the data package; that of the settings without it. Every file is checked against its hash.
    store : folder of the prepared store, which holds the areas of clusters; that of the settings without it.

    Raises
    ------
    DataFileError
        if a data file is not as it was sealed.

    Examples
    --------
    >>> catalog = open_catalog()
    >>> catalog.layers[:3]
    ('clusters', 'organisations', 'hubs')
    >>> hubs = catalog.layer("hubs")
    >>> len(hubs), str(hubs.crs)
    (8, 'EPSG:4326')
    """
    import dataclasses

    from geo.settings import settings
    from geo.standards.frames import OpenCatalog

    found = settings()
    return OpenCatalog(
        dataclasses.replace(
            found,
            data_dir=found.data_dir if data is None else Path(data).resolve(),
            store_dir=found.store_dir if store is None else Path(store).resolve(),
        )
    )
