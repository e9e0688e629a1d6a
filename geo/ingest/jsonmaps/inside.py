"""Maps inside other JSON: the answer of an interface, a map of ArcGIS Online, a list of geometries, types misspelt."""

from __future__ import annotations

from typing import Any, Final

from geo.ingest.jsonmaps.geojson import GEOMETRIES

_DEPTH: Final = 4
_COLLECTION: Final = "FeatureCollection"
_KINDS: Final = {kind.casefold(): kind for kind in (_COLLECTION, "Feature", "Topology", *GEOMETRIES)}
_MOST: Final = 200


def of(document: Any) -> list[tuple[str, Any]]:
    """Return the maps in a document, each with the members that lead to it; a map itself is its only one, without any.

    Examples
    --------
    >>> of({"code": 0, "data": {"type": "FeatureCollection", "features": []}})
    [('data', {'type': 'FeatureCollection', 'features': []})]
    >>> of({"type": "featurecollection", "features": []}), of({"rows": [1, 2]})
    ([('', {'type': 'FeatureCollection', 'features': []})], [])
    """
    found = _as_map(document)
    if found is not None:
        return [("", found)]
    return _search(document, "", _DEPTH)[:_MOST] if isinstance(document, dict) else []


def _search(value: Any, path: str, depth: int) -> list[tuple[str, Any]]:
    members: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        members = [(f"{path}.{name}".lstrip("."), member) for name, member in value.items()]
    elif isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        members = [(f"{path}[{position}]", entry) for position, entry in enumerate(value[:_MOST])]
    found: list[tuple[str, Any]] = []
    for name, member in members:
        inner = _as_map(member) if isinstance(member, dict) and _is_collection(member) else None
        if inner is not None:
            found.append((name, inner))
        elif depth and isinstance(member, (dict, list)):
            found += _search(member, name, depth - 1)
    return found


def _is_collection(value: dict[str, Any]) -> bool:
    """Tell a map from a single geometry or feature, which may be one cell of a record."""
    return isinstance(value.get("features"), list) or str(value.get("type")).casefold() == "topology"


def _as_map(document: Any) -> Any:
    """Return a document as the map it is, its types spelt as they should be; None if it is none."""
    if isinstance(document, list):
        return _listed(document)
    if not isinstance(document, dict):
        return None
    kind = _KINDS.get(str(document.get("type")).casefold())
    if kind is not None and (kind != _COLLECTION or isinstance(document.get("features"), list)):
        return document if document["type"] == kind else {**document, "type": kind}
    features = document.get("features")
    if kind is None and isinstance(features, list) and features and all(map(_is_feature, features)):
        is_esri = any("attributes" in entry for entry in features[:20])
        return document if is_esri or "type" in document else {"type": _COLLECTION, **document}
    return None


def _is_feature(entry: Any) -> bool:
    return isinstance(entry, dict) and ("geometry" in entry or "attributes" in entry)


def _listed(entries: list[Any]) -> Any:
    """Return a list of features as it is, one of geometries as features without properties."""
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        return None
    kinds = {_KINDS.get(str(entry.get("type")).casefold(), "") for entry in entries}
    if kinds == {"Feature"}:
        return entries
    if "coordinates" in entries[0] and kinds <= set(GEOMETRIES):
        features = [{"type": "Feature", "properties": {}, "geometry": entry} for entry in entries]
        return {"type": _COLLECTION, "features": features}
    return None
