"""Painting: classes and colours of a session's layers, by a column, by counted points, by hot spots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analysis.choropleth import NO_DATA, SCHEMES, Classes, classify, classify_around_one
from geo.analysis.methods import method_row
from geo.analysis.result import Caution, Result
from geo.workbench import columns, joins
from geo.workbench.room import Room, WorkLayer, new_layer
from geo.workbench.studies import Study

if TYPE_CHECKING:
    import geopandas as gpd

AROUND_ONE: Final = "around_one"
CHOICES: Final = (*SCHEMES, AROUND_ONE)
"""How a column may be classed: the schemes of `geo.analysis.choropleth`, and ratios around 1."""
_COUNT_CLASSES: Final = 5
# Kind of place -> colour; ColorBrewer PuOr as elsewhere on this page, white for what is no different from chance.
SPOT_COLOURS: Final = {
    "hot_spots": {"cold": "#542788", "none": "#f7f7f7", "hot": "#b35806"},
    "local_moran": {
        "low_low": "#542788",
        "low_high": "#998ec3",
        "none": "#f7f7f7",
        "high_low": "#f1a340",
        "high_high": "#b35806",
    },
}


def paint_column(layer: WorkLayer, column: str, *, scheme: str, classes: int, base: str = "") -> Study:
    """Colour a layer by one of its columns and return the study: its rows ranked, the largest first.

    Parameters
    ----------
    scheme : one of CHOICES.
    classes : how many, where the scheme does not decide; texts and infinite values are no data.
    base : column to divide by; "" for none. What is divided by zero is no data.

    Raises
    ------
    AnalysisError
        if the column cannot be classed so.
    """
    values = pd.to_numeric(layer.frame[column], errors="coerce").replace([np.inf, -np.inf], np.nan)
    title = column
    if base:
        divisor = pd.to_numeric(layer.frame[base], errors="coerce")
        values = (values / divisor.where(divisor > 0)).replace([np.inf, -np.inf], np.nan)
        title = f"{column} / {base}"
    found = classify_around_one(values) if scheme == AROUND_ONE else classify(values, scheme=scheme, classes=classes)
    layer.paint(found, title)
    table = pd.DataFrame({"value": values}).sort_values("value", ascending=False, kind="stable")
    name = columns.name_of(layer.frame)
    if name:
        table.insert(0, "name", layer.frame.loc[table.index, name].astype(str))
    result = Result("choropleth", table=table, parameters={"scheme": scheme, "classes": len(found.counts)})
    return Study(result, method_row(result, data=f"{layer.data}, {title}"), extra={"title": title})


def paint_counts(
    room: Room, areas: WorkLayer, points: gpd.GeoDataFrame, *, title: str, data: str, uncertainty_m: pd.Series
) -> tuple[WorkLayer, tuple[Caution, ...]]:
    """Count points into areas and keep the counts as a painted layer of the room; returns what to know about it too.

    Parameters
    ----------
    points : in EPSG:4326.
    title, data : of the points, for people and for the methods sheet.
    uncertainty_m : how far each point may lie off, metres.
    """
    counted, cautions = joins.count_in_areas(points, areas.frame, uncertainty_m=uncertainty_m)
    made = new_layer(counted, title=f"{areas.title} · {title}", kind="result", data=f"{areas.data}; {data}")
    made.paint(classify(counted[joins.COUNT], scheme="natural_breaks", classes=_COUNT_CLASSES), title)
    return room.add(made), tuple(cautions)


def paint_spots(room: Room, study: Study, *, title: str, data: str) -> WorkLayer | None:
    """Keep the places of a study of hot spots as a painted layer of the room; None where it has none."""
    if study.layer is None:
        return None
    made = room.add(new_layer(study.layer, title=title, kind="result", data=data))
    colours = SPOT_COLOURS[study.result.method]
    place = {name: number for number, name in enumerate(colours)}
    numbers = study.layer[study.paint].map(place).fillna(NO_DATA).astype(int)
    counts = tuple(int((numbers == number).sum()) for number in place.values())
    missing = int((numbers == NO_DATA).sum())
    classes = Classes(numbers, (), counts, missing, tuple(colours.values()), study.result.method)
    made.paint(classes, title, keys=tuple(f"analysis.spot.{name}" for name in colours))
    return made
