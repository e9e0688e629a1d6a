"""Pictures of the report: maps of clusters, four on a sheet, and small columns of how measures changed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import shapely

from geo.catalog import Catalog
from geo.catalog.credits import CREDITS
from geo.comparison.gather import subject_of
from geo.export.framing import polygons
from geo.export.scene import Scene, scale_bar_km, scenes
from geo.governance.series import EXACT, Series
from geo.governance.words import period_text, point_text, subject_text
from geo.language import Translator, number
from geo.model import Cluster
from geo.settings import Settings
from geo.signs import ACCENT, COAST, INK, LAND, MUTED, PAPER, WATER
from geo.workbench.pictures import WIDTH, Area, Dot, Picture, Points, Words

PER_SHEET: Final = 4
COLUMNS: Final = 6  # of small charts on a picture
_GAP: Final = 16.0
_MAP_HEIGHT: Final = 190.0
_HEAD: Final = 22.0
_CHART_HEIGHT: Final = 120.0
_LEAST_RING: Final = 3
_MOST_BARS: Final = 8

Report = Callable[[float], None]
Box = tuple[float, float, float, float]


def maps(
    catalog: Catalog, config: Settings, clusters: Sequence[str], t: Translator, *, report: Report = lambda _share: None
) -> tuple[tuple[Picture, str], ...]:
    """Return the maps of clusters, PER_SHEET on a picture, each with the credit line of its geometry.

    Every map is framed to its own territory and has a scale bar of its own.
    """
    known = catalog.every(Cluster)
    made = []
    for start in range(0, len(clusters), PER_SHEET):
        subjects = [subject_of(catalog, config, known[one]) for one in clusters[start : start + PER_SHEET]]
        drawn = scenes(subjects, catalog, config, language=t.language)
        made.append((_sheet(drawn, t), _credits(drawn, t)))
        report(min(1.0, (start + PER_SHEET) / len(clusters)))
    return tuple(made)


def _credits(drawn: Sequence[Scene], t: Translator) -> str:
    keys = dict.fromkeys(key for scene in drawn for key in scene.credits)
    return t("governance.report.credits", credits="; ".join(CREDITS[key].localised(t.language) for key in keys))


def _sheet(drawn: Sequence[Scene], t: Translator) -> Picture:
    wide = (WIDTH - _GAP) / 2
    rows = math.ceil(len(drawn) / 2)
    shapes: list[Area | Dot | Words] = []
    for at, scene in enumerate(drawn):
        left, top = (at % 2) * (wide + _GAP), (at // 2) * (_MAP_HEIGHT + _HEAD + _GAP)
        name = scene.subject.name.localised(t.language)
        shapes.append(Words(left, top + 11, name if len(name) <= 44 else f"{name[:43]}…"))
        shapes += _map(scene, (left, top + _HEAD, wide, _MAP_HEIGHT), t.language)
    names = t("card.list.separator").join(scene.subject.name.localised(t.language) for scene in drawn)
    told = t("governance.report.maps.of", names=names)
    return Picture(WIDTH, rows * (_MAP_HEIGHT + _HEAD + _GAP), tuple(shapes), told)


def _map(scene: Scene, box: Box, language: str) -> list[Area | Dot | Words]:
    left, top, wide, high = box
    frame = scene.frame(wide / high)
    scale = wide / (frame[2] - frame[0])
    window = shapely.box(*frame)

    def rings(shape: Any) -> list[tuple[Points, ...]]:
        inside = shapely.simplify(shapely.intersection(shape, window), 0.7 / scale)
        found = []
        for part in polygons(inside):
            lines = [part.exterior, *part.interiors]
            found.append(
                tuple(
                    tuple(
                        (round(left + (x - frame[0]) * scale, 1), round(top + (frame[3] - y) * scale, 1))
                        for x, y in shapely.get_coordinates(line)[:-1].tolist()
                    )
                    for line in lines
                    if len(line.coords) > _LEAST_RING
                )
            )
        return [one for one in found if one]

    corner = (((left, top), (left + wide, top), (left + wide, top + high), (left, top + high)),)
    shapes: list[Area | Dot | Words] = [Area(corner, WATER, COAST)]
    shapes += [Area(ring, LAND, COAST) for area in scene.land for ring in rings(area.shape)]
    colour = scene.subject.colour
    shapes += [Area(ring, _pale(colour), colour) for area in scene.units for ring in rings(area.shape)]
    for mark in scene.marks:
        if frame[0] <= mark.x <= frame[2] and frame[1] <= mark.y <= frame[3]:
            x, y = left + (mark.x - frame[0]) * scale, top + (frame[3] - mark.y) * scale
            shapes.append(Dot(round(x, 1), round(y, 1), 2.2, PAPER if mark.tentative else scene.subject.colour))
    if not scene.is_world:
        km = scale_bar_km(frame[2] - frame[0])
        long = km * 1000 * scale
        base = top + high - 8
        bar = (((left + 8, base - 2), (left + 8 + long, base - 2), (left + 8 + long, base), (left + 8, base)),)
        shapes += [Area(bar, INK, INK), Words(left + 8, base - 12, f"{number(km, language)} km")]
    return shapes


def _pale(colour: str) -> str:
    """Return a colour mixed with four parts of paper, for areas that maps show through."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round((part + 3 * 250) / 4):02x}" for part in parts)


def trends(found: Sequence[Series], t: Translator) -> Picture | None:
    """Return up to COLUMNS series as small columns, the first and last figure written; None without any."""
    exact = [one for one in found if sum(point.qualifier in EXACT for point in one.points) > 1]
    shown = [one for one in exact if one.unit != "rank"][:COLUMNS]  # a higher column would be a worse rank
    if not shown:
        return None
    wide = (WIDTH - _GAP) / 2
    shapes: list[Area | Dot | Words] = []
    told = []
    for at, series in enumerate(shown):
        left, top = (at % 2) * (wide + _GAP), (at // 2) * (_CHART_HEIGHT + _GAP)
        points = [one for one in series.points if one.qualifier in EXACT][-_MOST_BARS:]
        title = f"{subject_text(series, t)} · {series.measure_name.localised(t.language)}"
        most = 26 if t.language == "zh" else 48
        shapes.append(Words(left, top + 10, title if len(title) <= most else f"{title[: most - 1]}…"))
        largest = max(abs(one.amount) for one in points) or 1.0
        step = wide / max(len(points), 4)
        for place, one in enumerate(points):
            high = max(1.0, 58 * abs(one.amount) / largest)
            x, base = left + place * step, top + 96
            near, far = x + step * 0.2, x + step * 0.8
            column = (((near, base - high), (far, base - high), (far, base), (near, base)),)
            shapes.append(Area(column, ACCENT, ACCENT))
            if place in (0, len(points) - 1):
                end = place == len(points) - 1 and place > 0
                edge = x + step if end else x
                shapes.append(Words(edge, base - high - 8, point_text(series, one, t), end=end))
                shapes.append(Words(edge, base + 10, period_text(one.period, t), end=end, colour=MUTED))
        told.append(f"{title}: {point_text(series, points[0], t)} → {point_text(series, points[-1], t)}")
    rows = math.ceil(len(shown) / 2)
    return Picture(WIDTH, rows * (_CHART_HEIGHT + _GAP), tuple(shapes), "; ".join(told))
