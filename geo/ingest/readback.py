"""Readback of repaired copies: every copy is opened again and counted before anybody is offered it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from geo.ingest.findings import Refusal
from geo.ingest.layer import Layer
from geo.ingest.placing import reprojection
from geo.ingest.vectors import gdal

Array = np.ndarray[Any, Any]
# Of the largest coordinate: texts keep sixteen digits, so a box that differs by more than this is another box.
_TOLERANCE: Final = 1e-9
_PARQUET_BATCH: Final = 1 << 16


def check(paths: Iterable[Path], layers: list[Layer], *, degrees: bool) -> None:
    """Hold files that were written against the layers they were written from: number of rows and bounding box.

    Parameters
    ----------
    paths : GeoPackages, shapefiles, GeoParquet and GeoJSON files as `repair` writes them.
    layers : what all of them together must hold.
    degrees : whether the files are in WGS 84 degrees whatever the layers are in.

    Raises
    ------
    Refusal
        copy_failed, if a row or a part of the box is missing.
    """
    found = [geometry for path in paths for geometry in _geometries(path)]
    count = sum(map(len, found))
    expected = sum(layer.features for layer in layers)
    if count != expected:
        raise Refusal("copy_failed", reason="copy_count", detail=f"{count} / {expected}")
    wanted = _box([reprojection.to_wgs84(layer) if degrees else layer.geometry for layer in layers])
    box = _box(found)
    if (box is None) != (wanted is None):
        raise Refusal("copy_failed", reason="copy_box", detail="-")
    if box is not None and wanted is not None:
        apart = float(np.abs(box - wanted).max())
        if not apart <= _TOLERANCE * max(1.0, float(np.abs(wanted).max())):
            raise Refusal("copy_failed", reason="copy_box", detail=f"{apart:.3g}")


def _box(parts: list[Array]) -> Array | None:
    """Return x0, y0, x1, y1 of all finite geometries, None if there are none."""
    extents = [shapely.bounds(part).reshape(-1, 4) for part in parts if len(part)]
    together = np.concatenate(extents) if extents else np.empty((0, 4))
    good = together[np.isfinite(together).all(axis=1)]
    return np.concatenate([good[:, :2].min(axis=0), good[:, 2:].max(axis=0)]) if len(good) else None


def _geometries(path: Path) -> Iterator[Array]:
    if path.suffix in (".geojson", ".json"):
        yield from _of_geojson(path)
    elif path.suffix == ".parquet":
        yield from _of_parquet(path)
    else:
        yield from _of_gdal(path)


def _of_geojson(path: Path) -> Iterator[Array]:
    """Read line by line, as `repair` writes one feature a line: a whole document can be larger than the memory."""
    shapes: list[str | None] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith('{"type": "Feature", '):
                shape = json.loads(line.rstrip(",\n"))["geometry"]
                shapes.append(None if shape is None else json.dumps(shape))
            if len(shapes) >= _PARQUET_BATCH:
                yield shapely.from_geojson(np.array(shapes, object), on_invalid="ignore")
                shapes = []
    yield shapely.from_geojson(np.array(shapes, object), on_invalid="ignore")


def _of_parquet(path: Path) -> Iterator[Array]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_PARQUET_BATCH, columns=["geometry"], use_threads=False):
            yield shapely.from_wkb(batch.column(0).to_numpy(zero_copy_only=False), on_invalid="ignore")


def _of_gdal(path: Path) -> Iterator[Array]:
    pyogrio = gdal.load()
    for name, _ in gdal.layers(path, format_name=path.suffix):
        _, fids, blobs, _ = pyogrio.raw.read(path, layer=name, columns=[], return_fids=True)
        yield (
            np.full(len(fids), None, object)
            if blobs is None
            else np.asarray(shapely.from_wkb(blobs, on_invalid="ignore"), object)
        )
