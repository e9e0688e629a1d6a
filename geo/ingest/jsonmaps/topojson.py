"""TopoJSON: joins shared arcs back into geometries. Source: The TopoJSON Format Specification, version 1.0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geo.ingest.findings import Refusal
from geo.ingest.jsonmaps import geojson
from geo.ingest.layer import Layer
from geo.ingest.task import Task

_Position = list[float]
_Object = dict[str, Any]
"""An object of the document: the topology itself, one of its objects, a geometry of TopoJSON or of GeoJSON."""


def read(document: _Object, name: str, task: Task) -> list[Layer]:
    """Return one layer per object of the topology; raises Refusal("topo_damaged") where arcs are missing."""
    try:
        arcs = _arcs(document)
        objects = document["objects"].items()
        task.count_layers(len(document["objects"]))
        layers = []
        for key, top in objects:
            members = list(_members(top)) if isinstance(top, dict) else []
            task.count_features(len(members))
            lost: list[Exception] = []  # what kept a geometry from being joined
            features = [
                {
                    "type": "Feature",
                    "properties": member.get("properties") or {},
                    "geometry": _geometry(member, arcs, document, lost),
                    **({"id": member["id"]} if "id" in member else {}),
                }
                for member in members
            ]
            layer = Layer(
                str(key), geojson.frame({}, _blank(name), 0), geojson.geometries([], _blank(name)), format="topojson"
            )
            task.features -= len(members)  # `read` counts them again
            layers.append(geojson.read({"type": "FeatureCollection", "features": features}, str(key), task, layer))
            if lost and len(lost) == len(members):
                raise lost[0]
            if lost:
                layer.found("topo_arcs_missing", values={"count": len(lost), "detail": str(lost[0])[:80]})
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as fault:
        raise Refusal("topo_damaged", detail=f"{type(fault).__name__}: {fault}"[:80]) from fault
    return layers


def _blank(name: str) -> Layer:
    import numpy as np
    import pandas as pd

    return Layer(name, pd.DataFrame(), np.array([], object))


def _arcs(document: _Object) -> list[list[_Position]]:
    """Return the arcs as absolute positions: with a transform they are stored as steps on an integer grid."""
    transform = document.get("transform")
    found = document.get("arcs") or []  # a topology of points alone has none
    if transform is None:
        return [[list(map(float, point[:2])) for point in arc or ()] for arc in found]
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    arcs = []
    for arc in found:
        x = y = 0
        points = []
        for step in arc or ():
            x += step[0]
            y += step[1]
            points.append([x * scale_x + shift_x, y * scale_y + shift_y])
        arcs.append(points)
    return arcs


def _members(top: _Object) -> Iterator[_Object]:
    if top.get("type") == "GeometryCollection" and "properties" not in top:
        for member in top.get("geometries") or ():
            if isinstance(member, dict):
                yield from _members(member)
            else:
                yield {"type": None}  # a row of which nothing is known is still a row
    else:
        yield top


def _line(indexes: list[int], arcs: list[list[_Position]]) -> list[_Position]:
    points: list[_Position] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc if not points else arc[1:])
    return points


def _position(point: list[float], document: _Object) -> _Position:
    if (transform := document.get("transform")) is None:
        return list(point[:2])
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    return [point[0] * scale_x + shift_x, point[1] * scale_y + shift_y]


def _geometry(member: _Object, arcs: list[list[_Position]], document: _Object, lost: list[Exception]) -> _Object | None:
    try:
        return _joined(member, arcs, document)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as fault:
        lost.append(fault)
        return None


def _joined(member: _Object, arcs: list[list[_Position]], document: _Object) -> _Object | None:
    kind = member.get("type")
    if kind is None:
        return None
    if kind == "GeometryCollection":
        return {"type": kind, "geometries": [_joined(part, arcs, document) for part in member["geometries"]]}
    if kind == "Point":
        return {"type": kind, "coordinates": _position(member["coordinates"], document)}
    if kind == "MultiPoint":
        return {"type": kind, "coordinates": [_position(point, document) for point in member["coordinates"]]}
    if kind == "LineString":
        coordinates: Any = _line(member["arcs"], arcs)
    elif kind in ("MultiLineString", "Polygon"):
        coordinates = [_line(indexes, arcs) for indexes in member["arcs"]]
    else:
        coordinates = [[_line(indexes, arcs) for indexes in part] for part in member["arcs"]]
    return {"type": kind, "coordinates": coordinates}
