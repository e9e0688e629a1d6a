"""Geography of the data package: points lie in their units, drawn areas agree with published ones."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

from geo.catalog.boundaries import geodesic_area_km2, unit_pairs
from geo.catalog.credits import GEOMETRY_CREDITS
from geo.catalog.faults import Findings, Row, Subject
from geo.catalog.package import FIRST_ROW
from geo.model import PRECISIONS

POINT_TOLERANCE_M: Final = 300.0
AREA_TOLERANCE: Final = 0.01
EDGE_DEGREES: Final = 0.01
SAME_POINT_DIGITS: Final = 5  # decimals of a degree, about a metre
_POINT: Final = ("lon", "lat", "precision", "uncertainty_m")
_LABELS: Final = "places"  # names on the base map: no figure rests on where they stand


def check_points(subject: Subject, findings: Findings) -> None:
    """Check that points are whole and on the earth, say how precise they are and lie in their unit (300 m)."""
    polygons, _ = subject.units
    for table in _tables_with(subject, "lon", "lat"):
        columns = _POINT[:2] if table == _LABELS else _POINT
        for number, row in subject.rows(table, *columns):
            findings.count("points", 1)
            fault = _point_fault(row, described=table != _LABELS)
            if fault:
                findings.fault("points", table, number, fault)
            elif row.get("unit_id") in polygons and not _is_missing(row["lon"]):
                _check_inside(findings, table, number, row, [polygons[row["unit_id"]]], row["unit_id"])
    for table, key, members in (
        ("clusters", "cluster_id", _cluster_members(subject)),
        ("computing_clusters", "computing_id", _computing_members(subject)),
    ):
        for number, row in subject.rows(table, key, "lon", "lat"):
            parts = [polygons[unit] for unit in members.get(row[key], ()) if unit in polygons]
            if parts and not _is_missing(row["lon"]) and not _is_missing(row["lat"]):
                _check_inside(findings, table, number, row, parts, f"the units of {row[key]}")


def check_boundaries(subject: Subject, findings: Findings) -> None:
    """Check that drawn clusters have units, that the others have none, and that every polygon has a credit line."""
    for number, row in subject.rows("admin_units", "geometry"):
        if row["geometry"] not in GEOMETRY_CREDITS:
            known = ", ".join(GEOMETRY_CREDITS)
            findings.fault("boundaries", "admin_units", number, f"geometry {row['geometry']!r} is none of {known}")
    for position, unit in subject.units[1]:
        findings.fault("boundaries", "admin_units", position + FIRST_ROW, f"no polygon for {unit}")
    members = _cluster_members(subject)
    for number, row in subject.rows("clusters", "cluster_id", "boundary"):
        findings.count("boundaries", 1)
        has_units = bool(members.get(row["cluster_id"]))
        if has_units != (row["boundary"] == "units"):
            state = "has units" if has_units else "has no unit"
            findings.fault(
                "boundaries",
                "clusters",
                number,
                f"{row['cluster_id']} {state}, but its boundary is {row['boundary']!r}",
            )


def check_areas(subject: Subject, findings: Findings) -> None:
    """Check drawn areas against published ones of the same scope (1 %); other scopes become notes."""
    polygons, _ = subject.units
    for number, row in subject.rows("admin_units", "unit_id", "published_area_km2"):
        published = row["published_area_km2"]
        if row["unit_id"] in polygons and not _is_missing(published):
            findings.count("areas", 1)
            drawn = geodesic_area_km2(polygons[row["unit_id"]])
            if not _agree(drawn, published):
                findings.fault("areas", "admin_units", number, _difference(row["unit_id"], drawn, published))
    members = _cluster_members(subject)
    for number, row in subject.rows("clusters", "cluster_id", "published_area_km2", "area_scope", "area_note_en"):
        published = row["published_area_km2"]
        parts = [polygons[unit] for unit in members.get(row["cluster_id"], ()) if unit in polygons]
        if not parts or _is_missing(published):
            if row["area_scope"] == "same":
                findings.fault("areas", "clusters", number, f"{row['cluster_id']}: same scope as no published area")
            continue
        findings.count("areas", 1)
        drawn = geodesic_area_km2(_union(parts))
        difference = _difference(row["cluster_id"], drawn, published)
        if row["area_scope"] == "same":
            if not _agree(drawn, published):
                findings.fault("areas", "clusters", number, difference)
        else:
            findings.notes.append(f"{difference}; scopes differ: {row['area_note_en'] or 'no note'}")


def check_buildings(subject: Subject, findings: Findings) -> None:
    """Check that no two points said to be a building's stand in the same place."""
    first: dict[tuple[float, float], str] = {}
    for table in _tables_with(subject, "lon", "lat", "precision"):
        for number, row in subject.rows(table):
            if row["precision"] != "building" or _is_missing(row["lon"]) or _is_missing(row["lat"]):
                continue
            findings.count("buildings", 1)
            place = (round(row["lon"], SAME_POINT_DIGITS), round(row["lat"], SAME_POINT_DIGITS))
            if place in first:
                findings.fault(
                    "buildings", table, number, f"the building stands where that of {first[place]} does: {place}"
                )
            first.setdefault(place, f"{table}, row {number}")


def distance_outside_m(lon: float, lat: float, polygons: Iterable[Any]) -> float:
    """Return how far a point lies outside polygons, in metres on the WGS84 ellipsoid; 0 inside.

    The polygons are projected to the azimuthal equidistant plane about the point, where distances from it are true.

    Examples
    --------
    >>> from shapely import box
    >>> round(distance_outside_m(1.001, 0.5, [box(0, 0, 1, 1)]))
    111
    """
    import shapely
    from pyproj import Transformer

    union = _union(polygons)
    if union.covers(shapely.Point(lon, lat)):
        return 0.0
    plane = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +ellps=WGS84"
    project = Transformer.from_crs("EPSG:4326", plane, always_xy=True).transform
    # Edges are straight in longitude and latitude (RFC 7946), so they are cut up before they are projected.
    cut = shapely.segmentize(union, EDGE_DEGREES)
    projected = shapely.transform(cut, lambda points: _stacked(project(points[:, 0], points[:, 1])))
    return float(projected.distance(shapely.Point(0, 0)))


def _point_fault(row: Row, *, described: bool) -> str:
    """Return what is wrong with a row's point, or "" if nothing is."""
    lon, lat = row["lon"], row["lat"]
    if _is_missing(lon) and _is_missing(lat):
        return ""
    if _is_missing(lon) or _is_missing(lat):
        return "one of lon and lat is missing"
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return f"lon {lon}, lat {lat} is not on the earth"
    if described and (row["precision"] not in PRECISIONS or _is_missing(row["uncertainty_m"])):
        return "a point needs precision and uncertainty_m"
    if described and row["uncertainty_m"] <= 0:
        return f"uncertainty_m {row['uncertainty_m']} must be above 0"
    return ""


def _check_inside(findings: Findings, table: str, number: int, row: Row, polygons: list[Any], unit: str) -> None:
    outside = distance_outside_m(row["lon"], row["lat"], polygons)
    if outside > POINT_TOLERANCE_M:
        findings.fault(
            "points", table, number, f"({row['lon']}, {row['lat']}) lies {outside / 1000:.1f} km outside {unit}"
        )


def _cluster_members(subject: Subject) -> dict[str, list[str]]:
    listed = subject.frame("cluster_units", "cluster_id", "unit_id")
    computing = subject.frame("computing_clusters", "computing_id", "cluster_id")
    areas = subject.frame("start_areas", "computing_id", "unit_id")
    pairs = unit_pairs(listed, computing, areas)
    return {str(key): list(group["unit_id"]) for key, group in pairs.groupby("cluster_id")}


def _computing_members(subject: Subject) -> dict[str, list[str]]:
    areas = subject.frame("start_areas", "computing_id", "unit_id")
    return {str(key): list(group["unit_id"]) for key, group in areas.groupby("computing_id")}


def _tables_with(subject: Subject, *columns: str) -> list[str]:
    return [
        resource.name
        for resource in subject.tables()
        if set(columns) <= {item.name for item in resource.fields} and len(subject.frame(resource.name, *columns))
    ]


def _union(polygons: Iterable[Any]) -> Any:
    import shapely

    return shapely.union_all(list(polygons))


def _stacked(pair: tuple[Any, Any]) -> Any:
    import numpy as np

    return np.column_stack(pair)


def _agree(drawn_km2: float, published_km2: float) -> bool:
    return abs(drawn_km2 / published_km2 - 1) <= AREA_TOLERANCE


def _difference(name: str, drawn_km2: float, published_km2: float) -> str:
    share = (drawn_km2 / published_km2 - 1) * 100
    return f"{name}: drawn {drawn_km2:.1f} km2, published {published_km2:.1f} km2 ({share:+.1f} %)"


def _is_missing(value: Any) -> bool:
    """Tell whether a typed cell is empty: "" in a text column, NaN or NA in a numeric one."""
    import pandas as pd

    return value == "" if isinstance(value, str) else value is None or value is pd.NA or math.isnan(value)
