"""Pictures of the report: maps of clusters, four on a sheet, and small columns of how measures changed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import shapely

from geo.catalog import Catalog
from geo.catalog.credits import CREDITS
from geo.comparison.gather import subject_of
from geo.export.framing import polygons
from geo.export.scene import Scene, scale_bar_km, scenes
from geo.export.slide_parts import wide_of
from geo.governance.series import EXACT, Point, Series
from geo.governance.words import period_text, point_text, subject_text
from geo.language import Translator, number
from geo.model import Cluster
from geo.settings import Settings
from geo.signs import ACCENT, COAST, INK, LAND, MUTED, PAPER, WATER
from geo.workbench.pictures import WIDTH, Area, Dot, Picture, Points, Words

PER_SHEET: Final = 4
COLUMNS: Final = 6  # of small charts on a picture
_GAP: Final = 16.0
_MAP_HEIGHT: Final = 156.0  # two sheets and what stands below them fill a page of paper
_HEAD: Final = 22.0
_CHART_HEIGHT: Final = 136.0
_TALLEST: Final = 58.0
_WIDEST_BAR: Final = 34.0
_LETTER: Final = 7.0  # width of a Latin letter of 13 pixels; a Han character takes two
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
        made.append((_sheet(drawn, {one: known[one].uncertainty_m or 0.0 for one in known}, t), _credits(drawn, t)))
        report(min(1.0, (start + PER_SHEET) / len(clusters)))
    return tuple(made)


def _credits(drawn: Sequence[Scene], t: Translator) -> str:
    keys = dict.fromkeys(key for scene in drawn for key in scene.credits)
    return t("governance.report.credits", credits="; ".join(CREDITS[key].localised(t.language) for key in keys))


def _sheet(drawn: Sequence[Scene], radii_m: Mapping[str, float], t: Translator) -> Picture:
    wide = (WIDTH - _GAP) / 2
    rows = math.ceil(len(drawn) / 2)
    shapes: list[Area | Dot | Words] = []
    for at, scene in enumerate(drawn):
        left, top = (at % 2) * (wide + _GAP), (at // 2) * (_MAP_HEIGHT + _HEAD + _GAP)
        name = scene.subject.name.localised(t.language)
        shapes.append(Words(left, top + 11, _fitted(name, wide)))
        box = (left, top + _HEAD, wide, _MAP_HEIGHT)
        shapes += _map(scene, box, t.language)
        if not scene.units and not scene.marks:
            shapes += _alone(scene, box, radii_m[scene.subject.cluster_id], t)
    names = t("card.list.separator").join(scene.subject.name.localised(t.language) for scene in drawn)
    told = t("governance.report.maps.of", names=names)
    return Picture(WIDTH, rows * (_MAP_HEIGHT + _HEAD + _GAP) - _GAP, tuple(shapes), told)


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


def _alone(scene: Scene, box: Box, radius_m: float, t: Translator) -> list[Area | Dot | Words]:
    """Return the point of a cluster of which nothing else is known, in the circle it may lie in, and that it is so."""
    left, top, wide, high = box
    frame = scene.frame(wide / high)
    scale = wide / (frame[2] - frame[0])
    x, y = left - frame[0] * scale, top + frame[3] * scale  # the plane's origin is the cluster's point
    radius = min(max(radius_m * scale, 6.0), high / 2 - 4)
    turns = [2 * math.pi * step / 48 for step in range(48)]
    ring = tuple((round(x + radius * math.cos(turn), 1), round(y + radius * math.sin(turn), 1)) for turn in turns)
    colour = scene.subject.colour
    return [
        Area((ring,), _pale(colour), colour),
        Dot(round(x, 1), round(y, 1), 3.0, colour),
        Words(left + wide - 6, top + 12, t("governance.report.maps.point"), end=True, colour=MUTED),
    ]


def _pale(colour: str) -> str:
    """Return a colour mixed with four parts of paper, for areas that maps show through."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round((part + 3 * 250) / 4):02x}" for part in parts)


def is_drawn(series: Series) -> bool:
    """Tell whether a picture of a series says something: two exact figures, and no rank, the better the lower."""
    return series.unit != "rank" and sum(point.qualifier in EXACT for point in series.points) > 1


def trends(found: Sequence[Series], t: Translator) -> Picture | None:
    """Return up to COLUMNS series as small columns, the first and last figure written; None without any."""
    shown = [one for one in found if is_drawn(one)][:COLUMNS]
    if not shown:
        return None
    wide = (WIDTH - _GAP) / 2
    shapes: list[Area | Dot | Words] = []
    told = []
    for at, series in enumerate(shown):
        corner = ((at % 2) * (wide + _GAP), (at // 2) * (_CHART_HEIGHT + _GAP))
        points = [one for one in series.points if one.qualifier in EXACT][-_MOST_BARS:]
        title, measure = subject_text(series, t), series.measure_name.localised(t.language)
        shapes.append(Words(corner[0], corner[1] + 10, _fitted(title, wide)))
        shapes.append(Words(corner[0], corner[1] + 27, _fitted(measure, wide), colour=MUTED))
        shapes += _bars(series, points, corner, wide, t)
        ends = f"{point_text(series, points[0], t)} → {point_text(series, points[-1], t)}"
        told.append(f"{title} · {measure}: {ends}")
    rows = math.ceil(len(shown) / 2)
    return Picture(WIDTH, rows * (_CHART_HEIGHT + _GAP) - _GAP, tuple(shapes), "; ".join(told))


def _bars(
    series: Series, points: Sequence[Point], corner: tuple[float, float], wide: float, t: Translator
) -> list[Area | Dot | Words]:
    """Return points as columns on one base; the first and the last figure stand above every column they reach over."""
    left, base = corner[0], corner[1] + 112
    largest = max(abs(one.amount) for one in points) or 1.0
    step = wide / max(len(points), 4)
    bar = min(_WIDEST_BAR, step * 0.6)
    columns = [
        (left + place * step, max(1.0, _TALLEST * abs(one.amount) / largest)) for place, one in enumerate(points)
    ]
    shapes: list[Area | Dot | Words] = []
    for near, high in columns:
        far = near + bar
        shapes.append(Area((((near, base - high), (far, base - high), (far, base), (near, base)),), ACCENT, ACCENT))
    free = left  # where the last figure may begin without touching the first
    for place in (0, len(points) - 1):
        text, period = point_text(series, points[place], t), period_text(points[place].period, t)
        length = _LETTER * max(wide_of(text), wide_of(period))
        near = columns[place][0]
        start = near if place == 0 else max(free, min(near, left + wide - length))
        covered = [high for x, high in columns if x < start + length and x + bar > start]
        shapes.append(Words(start, base - max(covered, default=columns[place][1]) - 9, text))
        shapes.append(Words(start, base + 11, period, colour=MUTED))
        free = start + length + 8
    return shapes


def _fitted(text: str, wide: float) -> str:
    """Return as much of a text as a width holds."""
    most = int(wide / _LETTER)
    if wide_of(text) <= most:
        return text
    kept = text
    while kept and wide_of(kept) >= most:
        kept = kept[:-1]
    return f"{kept}…"
