"""Agreement of names and places: rows whose coordinates lie outside the province that a column names for them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

from geo.ingest.findings import first_rows
from geo.ingest.layer import Layer
from geo.ingest.placing import crs as reference
from geo.ingest.placing import places
from geo.ingest.placing.places import Gazetteer
from geo.ingest.task import Task

Array = np.ndarray[Any, Any]
_MOST_ROWS: Final = 5000
_SHARE: Final = 0.8
# A map datum shifts by up to a hundredth of a degree, and people round; a province away is further than this.
_SLACK_DEGREES: Final = 0.1


def examine(layer: Layer, task: Task) -> None:
    """Note the points that do not lie in the province their row names, by a column of provinces or of addresses."""
    if layer.crs is None or layer.joined or layer.features == 0:
        return
    rows = np.flatnonzero(shapely.get_type_id(layer.geometry[:_MOST_ROWS]) == 0)
    texts = [name for name in layer.table.columns if layer.table[name].dtype.kind in "OT"]
    if len(rows) == 0 or not texts or (found := places.gazetteer(task.boundaries)) is None:
        return
    provinces = {places.short(unit.name): n for n, unit in enumerate(found.units) if unit.level == "province"}
    for name in texts:
        cells = layer.table[name].iloc[rows].tolist()
        named = [_province(cell, provinces) for cell in cells]
        filled = sum(cell not in (None, "") for cell in cells)
        known = [position for position, unit in enumerate(named) if unit is not None]
        if known and len(known) >= _SHARE * max(filled, 1):
            _compare(layer, str(name), rows[known], [int(named[position] or 0) for position in known], found)
            return


def _province(cell: Any, provinces: dict[str, int]) -> int | None:
    """Return the province a text is the name of or begins with."""
    if not isinstance(cell, str) or len(cell) < 2:
        return None
    text = cell.strip()
    return provinces.get(text[:2], provinces.get(text[:3]))


def _compare(layer: Layer, field: str, rows: Array, units: list[int], found: Gazetteer) -> None:
    points = layer.geometry[rows]
    lon, lat = reference.to_lonlat(layer.crs or reference.LONLAT, shapely.get_x(points), shapely.get_y(points))
    wrong: list[int] = []
    of_row = np.array(units)
    for unit in np.unique(of_row):
        chosen = np.flatnonzero((of_row == unit) & np.isfinite(lon) & np.isfinite(lat))
        area = found.geometry[unit]
        x0, y0, x1, y1 = shapely.bounds(area)
        near = (lon[chosen] > x0 - 1) & (lon[chosen] < x1 + 1) & (lat[chosen] > y0 - 1) & (lat[chosen] < y1 + 1)
        wrong += rows[chosen[~near]].tolist()
        close = chosen[near]
        if len(close):
            shapely.prepare(area)
            inside = shapely.dwithin(area, shapely.points(lon[close], lat[close]), _SLACK_DEGREES)
            wrong += rows[close[~inside]].tolist()
    if not wrong:
        return
    wrong.sort()
    position = int(np.flatnonzero(rows == wrong[0])[0])
    layer.found(
        "place_contradicts",
        values={"count": len(wrong), "total": len(rows)},
        field=field,
        rows=first_rows(wrong),
        before=f"{layer.table[field].iloc[wrong[0]]}: {lon[position]:.4f}, {lat[position]:.4f}"[:60],
        certain=False,
    )
