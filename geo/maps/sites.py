"""The JSON of places where computing stands: parks and clusters with the uncertainty of their points, metres."""

from __future__ import annotations

import json
from typing import Any

from geo.catalog import Catalog


def sites(catalog: Catalog) -> dict[str, Any]:
    """Return parks and computing clusters: id, names, WGS84 point with five decimals, and uncertainty in metres."""
    return {
        "parks": _records(catalog, "parks", "park_id", "coord_confidence"),
        "computing": _records(catalog, "computing_clusters", "computing_id", "confidence"),
    }


def _records(catalog: Catalog, table: str, key: str, confidence: str) -> list[dict[str, Any]]:
    columns = {key: "id", confidence: "confidence"}
    chosen = catalog.table(table)[[key, "name_zh", "name_en", "lon", "lat", "uncertainty_m", confidence]]
    rounded = chosen.rename(columns=columns).round({"lon": 5, "lat": 5})
    return json.loads(rounded.to_json(orient="records", force_ascii=False))  # type: ignore[no-any-return]
