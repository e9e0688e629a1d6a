"""Painting: classes and colours of a session's layers, by a column, by counted points, by hot spots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analysis.choropleth import NO_DATA, SCHEMES, Classes, classify, classify_around_one
from geo.analysis.methods import method_row
from geo.analysis.result import Caution, Result
from geo.language import Translator
from geo.workbench import columns, joins
from geo.workbench.naming import named
from geo.workbench.ranking import ranked
from geo.workbench.room import Room, WorkLayer, new_layer
from geo.workbench.studies import Study

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

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
    places = pd.Series(range(len(layer.frame)), index=layer.frame.index)[table.index]
    extra = {"title": title, "positions": tuple(places)}
    return Study(result, method_row(result, data=f"{layer.data}, {title}"), extra=extra)


def paint_counts(
    room: Room,
    areas: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    t: Translator,
    *,
    title: str,
    data: str,
    uncertainty_m: pd.Series,
) -> tuple[WorkLayer, tuple[Caution, ...]]:
    """Count points into areas and keep the counts as a painted layer of the room; returns what to know about it too.

    Parameters
    ----------
    areas, points : in EPSG:4326.
    title, data : of both together, for people and for the methods sheet.
    uncertainty_m : how far each point may lie off, metres.
    """
    counted, cautions = joins.count_in_areas(points, areas, uncertainty_m=uncertainty_m)
    heads = {name: t(f"workbench.column.{name}") for name in (joins.COUNT, joins.NEAR_BORDER, joins.PER_KM2)}
    counted = counted.rename(columns=heads)
    made = new_layer(counted, title=title, kind="result", data=data)
    head = heads[joins.COUNT]
    made.paint(classify(counted[head], scheme="natural_breaks", classes=_COUNT_CLASSES), head)
    return room.add(made), tuple(cautions)


def paint_spots(room: Room, study: Study, t: Translator, *, title: str, data: str) -> WorkLayer | None:
    """Keep the places of a study of hot spots as a painted layer of the room; None where it has none."""
    if study.layer is None:
        return None
    method = study.result.method
    made = room.add(new_layer(_worded(study.layer, method, t), title=title, kind="result", data=data))
    colours = SPOT_COLOURS[method]
    place = {name: number for number, name in enumerate(colours)}
    numbers = study.layer[study.paint].map(place).fillna(NO_DATA).astype(int)
    counts = tuple(int((numbers == number).sum()) for number in place.values())
    missing = int((numbers == NO_DATA).sum())
    classes = Classes(numbers, (), counts, missing, tuple(colours.values()), method)
    made.paint(classes, title, keys=tuple(f"analysis.spot.{name}" for name in colours))
    return made


def _worded(layer: gpd.GeoDataFrame, method: str, t: Translator) -> gpd.GeoDataFrame:
    """Return a layer of hot spots with its name and what was found first, heads and kinds in words."""
    name = columns.name_of(layer)
    found = [str(column) for column in layer.columns if str(column).startswith(f"{method}_")]
    others = [column for column in layer.columns if column not in (name, layer.geometry.name, *found)]
    table = layer[[*([name] if name else []), *found, *others, layer.geometry.name]].copy()
    for column in (f"{method}_spot", f"{method}_kind"):
        if column in table:
            table[column] = [t(f"analysis.spot.{kind}") for kind in table[column]]
    heads = {column: t(f"analysis.column.{column.removeprefix(f'{method}_')}") for column in found}
    return table.rename(columns={column: head for column, head in heads.items() if head not in table.columns})


def paint_clusters(room: Room, study: Study, t: Translator, *, title: str, data: str) -> WorkLayer | None:
    """Keep the boundaries of clusters as a painted layer of the room, each with its name; None where there are none."""
    found = ranked(study, t)
    if study.layer is None or found is None:
        return None
    labels = dict(zip(found.rows, found.labels, strict=True))
    frame = study.layer
    heads = {name: t(f"analysis.column.{name}") for name in ("points", "area_km2", "density_km2")}
    table = frame[["points", "area_km2", "density_km2", frame.geometry.name]].rename(columns=heads)
    table.insert(0, t("analysis.column.name"), [labels[row] for row in range(len(frame))])
    table[[heads["area_km2"], heads["density_km2"]]] = table[[heads["area_km2"], heads["density_km2"]]].round(2)
    made = room.add(new_layer(table.reset_index(drop=True), title=title, kind="result", data=data))
    made.paint(classify(made.frame[heads["points"]], scheme="natural_breaks", classes=4), heads["points"])
    return made


def paint_quotients(
    room: Room, study: Study, shapes: Mapping[Any, BaseGeometry], t: Translator, *, title: str
) -> tuple[WorkLayer | None, dict[Any, int]]:
    """Keep the regions of a study of location quotients as a layer of the room, coloured by the leading industry.

    Parameters
    ----------
    shapes : area of each region, EPSG:4326.

    Returns
    -------
    tuple
        The layer, None where no region has an area, and its row of each region; its columns are the industries.
    """
    import geopandas as gpd

    table, found = study.result.table, ranked(study, t)
    if table is None or found is None or not shapes:
        return None, {}
    regions = [region for region in table["region"].unique() if region in shapes]
    wide = table.pivot(index="region", columns="industry", values="lq").reindex(regions)
    wide.columns = pd.Index(named(wide.columns, study.names.get("industry", {}), t.language))
    frame = gpd.GeoDataFrame(
        wide.round(3).reset_index(drop=True), geometry=[shapes[region] for region in regions], crs="EPSG:4326"
    )
    head = t("analysis.column.region")
    frame.insert(0, head, named(regions, study.names.get("region", {}), t.language), allow_duplicates=True)
    made = room.add(new_layer(frame, title=title, kind="result", data=study.method.data))
    sure = found.table[found.table["verdict"] == "more"] if "verdict" in found.table else found.table
    leading = (sure if len(sure) else found.table).iloc[0]["industry"]
    paint_industry(made, str(leading))
    return made, {region: row for row, region in enumerate(regions)}


def paint_industry(layer: WorkLayer, industry: str) -> None:
    """Colour a layer of location quotients by another of its industries."""
    values = pd.to_numeric(layer.frame[industry], errors="coerce")
    if values.notna().any():
        layer.paint(classify_around_one(values), industry)
