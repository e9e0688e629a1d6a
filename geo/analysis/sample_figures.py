"""Figures worked out from the catalogue itself: drawn area and units, organisations of the curated sample, density.

The sample is no census: its figures describe what is on the map, and every one is labelled as computed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING, Final

from geo.analysis.indicators import AREA, POPULATION, Figure, Line
from geo.model import CONFIDENCES, ORGANISATION_FAMILIES

if TYPE_CHECKING:
    import pandas as pd

OWN_SOURCE: Final = "observatory"  # source id of what this project works out
COMPUTED: Final[dict[str, tuple[str, str, str]]] = {
    "drawn_area_km2": ("km2", "平方公里", "km²"),
    "drawn_units": ("count", "个", "number"),
    "cluster_age": ("years", "年", "years"),
    "sample_organisations": ("count", "个", "number"),
    "sample_firms": ("count", "个", "number"),
    "sample_research": ("count", "个", "number"),
    "sample_research_share": ("percent", "%", "%"),
    "sample_density": ("per 100 km2", "个/百平方公里", "per 100 km²"),
    "sample_founded_median": ("year", "年", "year"),
    "sample_countries": ("count", "个", "number"),
}
"""Computed indicator -> unit key and its words; the names stand in `indicator_definitions`."""
LEAST_DATED: Final = 5  # organisations with a founding year, below which a median says nothing


def sample_figures(
    clusters: pd.DataFrame,
    organisations: pd.DataFrame,
    cluster_units: pd.DataFrame,
    *,
    areas_km2: Mapping[str, float],
    as_of: str,
    subjects: Sequence[str] | None = None,
) -> tuple[Figure, ...]:
    """Work out the computed indicators of clusters.

    Parameters
    ----------
    clusters : table `clusters`; `start_year` gives the age.
    organisations : table `organisations`; every row counts once, whatever its role.
    cluster_units : pairs of cluster_id and unit_id that are drawn.
    areas_km2 : geodesic area of each drawn boundary.
    as_of : ISO date of the data, which the figures stand for.
    subjects : cluster ids; all by default.
    """
    wanted = list(clusters["cluster_id"]) if subjects is None else [*subjects]
    start = clusters.set_index("cluster_id")["start_year"]
    made: list[Figure] = []
    for subject in wanted:
        members = organisations[organisations["cluster_id"] == subject]
        families = members["kind"].map(ORGANISATION_FAMILIES)
        total, research = len(members), int((families == "research").sum())
        area = areas_km2.get(subject)
        years = [int(year) for year in members["founded_year"].dropna()]
        began = start.get(subject)
        units = int((cluster_units["cluster_id"] == subject).sum())
        values: dict[str, float | None] = {
            "drawn_area_km2": area,
            "drawn_units": units or None,
            "cluster_age": int(as_of[:4]) - int(began) if began is not None and str(began).isdigit() else None,
            "sample_organisations": total or None,
            "sample_firms": int((families == "firm").sum()) if total else None,
            "sample_research": research if total else None,
            "sample_research_share": 100 * research / total if total else None,
            "sample_density": 100 * total / area if area and total else None,
            "sample_founded_median": median(years) if len(years) >= LEAST_DATED else None,
            "sample_countries": members["country"].nunique() if total else None,
        }
        made += [_figure(subject, key, value, as_of) for key, value in values.items() if value is not None]
    return tuple(made)


def _figure(subject: str, key: str, value: float, as_of: str) -> Figure:
    unit, unit_zh, unit_en = COMPUTED[key]
    return Figure(
        subject_id=subject,
        indicator_id=key,
        low=float(value),
        high=float(value),
        text="",
        unit=unit,
        unit_zh=unit_zh,
        unit_en=unit_en,
        qualifier="eq",
        scope="",
        as_of=as_of,
        note_zh="",
        note_en="",
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
                unit_zh="人/平方公里",
                unit_en="people per km²",
                as_of=min(residents.as_of, area.as_of),
                note_zh="",
                note_en="",
                source_ids=";".join(dict.fromkeys(f"{residents.source_ids};{area.source_ids}".split(";"))),
                confidence=max(residents.confidence, area.confidence, key=CONFIDENCES.index),
                computed=True,
            )
        )
    return made
