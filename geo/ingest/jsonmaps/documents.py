"""JSON documents: which kind of map one is, or whether it is rows of a table, and its layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.ingest.jsonmaps import echarts, esrijson, geojson, inside, jsontext, rows, topojson
from geo.ingest.layer import Layer
from geo.ingest.tables import tabular
from geo.ingest.task import Task


def read(path: Path, name: str, task: Task) -> list[Layer]:
    """Read one document; raises Refusal if it is neither a map nor rows with places."""
    layer = _layer(name)
    document = jsontext.parse(jsontext.load_text(path, task, layer), layer)
    found = inside.of(document)
    if not found and (records := rows.of(document)):
        layer.name, layer.format = name, "csv"
        layer.found("json_rows", values={"count": len(records) - 1})
        return [tabular.build(records, layer, task, headed=True)]
    layers: list[Layer] = []
    for path_within, member in found or [("", document)]:
        one = layer if not layers else _layer(name)
        if path_within:
            one.found("json_inside", values={"names": path_within[:60]})
        layers += _map(member, path_within or name, task, one)
    return layers


def _layer(name: str) -> Layer:
    return Layer(name, pd.DataFrame(), np.array([], object), format="geojson")


def _map(document: Any, name: str, task: Task, layer: Layer) -> list[Layer]:
    if echarts.is_compressed(document):
        document = echarts.decode(document, layer)
    if isinstance(document, dict) and document.get("type") == "Topology":
        task.findings += layer.findings
        return topojson.read(document, name, task)
    if _is_esri(document):
        return [esrijson.read(document, name, task, layer)]
    return [geojson.read(document, name, task, layer)]


def _is_esri(document: Any) -> bool:
    if not isinstance(document, dict) or document.get("type") == "FeatureCollection":
        return False
    features = document.get("features")
    if not isinstance(features, list):
        return False
    first = next((entry for entry in features if isinstance(entry, dict)), {})
    return not {"geometryType", "spatialReference", "fields"}.isdisjoint(document) or (
        "attributes" in first and first.get("type") != "Feature"
    )
