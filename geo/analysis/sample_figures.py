"""Figures worked out from the catalogue itself: drawn area and units, organisations of the curated sample, density.

The sample is no census: its figures describe what is on the map, and every one is labelled as computed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from statistics import median
from typing import Final

from geo.analysis.indicators import AREA, POPULATION, Line
from geo.model import CONFIDENCES, Figure, Organisation, Text

OWN_SOURCE: Final = "observatory"  # source id of what this project works out
COMPUTED: Final[dict[str, tuple[str, Text]]] = {
    "drawn_area_km2": ("km2", Text("平方公里", "km²")),
    "drawn_units": ("count", Text("个", "number")),
    "cluster_age": ("years", Text("年", "years")),
    "sample_organisations": ("count", Text("个", "number")),
    "sample_firms": ("count", Text("个", "number")),
    "sample_research": ("count", Text("个", "number")),
    "sample_research_share": ("percent", Text("%", "%")),
    "sample_density": ("per 100 km2", Text("个/百平方公里", "per 100 km²")),
    "sample_founded_median": ("year", Text("年", "year")),
    "sample_countries": ("count", Text("个", "number")),
}
"""Computed indicator -> unit key and its name; the names stand in `indicator_definitions`."""
LEAST_DATED: Final = 5  # organisations with a founding year, below which a median says nothing


def sample_figures(
    subject_id: str,
    members: Sequence[Organisation],
    *,
    start_year: int | None,
    drawn_units: int,
    area_km2: float | None,
    as_of: str,
) -> tuple[Figure, ...]:
    """Work out the computed indicators of one cluster.

    Parameters
    ----------
    members : its organisations in the sample; every one counts once, whatever its role.
    start_year : gives the age; None where it is not known.
    drawn_units : administrative units it is drawn from.
    area_km2 : geodesic area of its drawn boundary; None without one.
    as_of : ISO date of the data, which the figures stand for.
    """
    families = [member.family for member in members]
    total, research = len(members), families.count("research")
    years = [member.founded_year for member in members if member.founded_year is not None]
    values: dict[str, float | None] = {
        "drawn_area_km2": area_km2,
        "drawn_units": drawn_units or None,
        "cluster_age": None if start_year is None else int(as_of[:4]) - start_year,
        "sample_organisations": total or None,
        "sample_firms": families.count("firm") if total else None,
        "sample_research": research if total else None,
        "sample_research_share": 100 * research / total if total else None,
        "sample_density": 100 * total / area_km2 if area_km2 and total else None,
        "sample_founded_median": median(years) if len(years) >= LEAST_DATED else None,
        "sample_countries": len({member.country for member in members}) if total else None,
    }
    return tuple(_figure(subject_id, key, value, as_of) for key, value in values.items() if value is not None)


def _figure(subject_id: str, key: str, value: float, as_of: str) -> Figure:
    unit, unit_name = COMPUTED[key]
    return Figure(
        subject_id=subject_id,
        indicator_id=key,
        low=float(value),
        high=float(value),
        unit=unit,
        unit_name=unit_name,
        as_of=as_of,
        source_ids=OWN_SOURCE,
        confidence="medium",
        computed=True,
    )


def density_figures(lines: Sequence[Line]) -> list[Figure]:
    """Return residents per km2 of every cluster whose published population and area are of the same scope.

    The figure has the sources of both, the older of their dates and the lesser of their confidences.
    """
    by_id = {line.indicator_id: line.figures for line in lines}
    people, areas = by_id.get(POPULATION, {}), by_id.get(AREA, {})
    made = []
    for subject, residents in people.items():
        area = areas.get(subject)
        if area is None or area.scope != residents.scope or not area.middle:
            continue
        value = residents.middle / area.middle
        made.append(
            dataclasses.replace(
                residents,
                indicator_id="population_density",
                low=value,
                high=value,
                text="",
                unit="persons per km2",
                unit_name=Text("人/平方公里", "people per km²"),
                as_of=min(residents.as_of, area.as_of),
                note=Text(),
                source_ids=";".join(dict.fromkeys(f"{residents.source_ids};{area.source_ids}".split(";"))),
                confidence=max(residents.confidence, area.confidence, key=CONFIDENCES.index),
                computed=True,
            )
        )
    return made
