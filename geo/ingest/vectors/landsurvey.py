"""Exchange texts of land surveys (`[属性描述]`, `[地块坐标]`): plots and rings, placed by what their head says.

Chinese land offices hand over plots this way, as a text of sections. Source: the exchange format of the national
systems for land supply and land acquisition: a plot is a line of attributes that ends in ``@``, then come its boundary
points as ``number, ring, X, Y``, X being the northing and Y the easting (metres), or latitude and longitude (degrees).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo.ingest.findings import Refusal, first_rows
from geo.ingest.layer import Layer
from geo.ingest.placing import crs as reference
from geo.ingest.task import Task
from geo.ingest.texts import encoding, lines

_SECTIONS: Final = ("属性描述", "地块坐标")
_MARKS: Final = tuple(f"[{name}]".encode(code) for name in _SECTIONS for code in ("utf-8", "gb18030"))
_COMMAS: Final = re.compile(r"\s*[,，\t]\s*")
# The attributes in the order the format gives them; what follows has no name in it.
_FIELDS: Final = ("界址点数", "地块面积", "地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码")
_NUMBERS: Final = ("界址点数", "地块面积")
_CGCS2000: Final = re.compile(r"2000|CGCS", re.IGNORECASE)
_XIAN_1980: Final = re.compile(r"西安|80")
_BEIJING_1954: Final = re.compile(r"北京|54")
_WGS84: Final = re.compile(r"WGS", re.IGNORECASE)
_LOCAL: Final = re.compile(r"独立|地方|任意|假定")
# Degrees, and the Gauss-Krueger systems of a datum: first EPSG code with the zone's number before the easting and
# without it, of 6 degree zones (from 13, meridian 75) and of 3 degree zones (from 25, meridian 75).
_SYSTEMS: Final[tuple[tuple[re.Pattern[str], int, tuple[int, int, int, int]], ...]] = (
    (_CGCS2000, 4490, (4491, 4502, 4513, 4534)),
    (_XIAN_1980, 4610, (2327, 2338, 2349, 2370)),
    (_BEIJING_1954, 4214, (21413, 21453, 2401, 2422)),
)
_DEGREES_MOST: Final = 180.0
_FIRST_ZONE: Final = 13  # of China, six degrees wide


@dataclass(slots=True)
class Plot:
    """One plot as it is read: its attributes, its rings of (x, y) by their number, and its points left unread."""

    cells: list[str]
    rings: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    unread: int = 0

    @property
    def claimed(self) -> int:
        """Return how many boundary points the plot says it has, 0 where it does not."""
        first = self.cells[0] if self.cells else ""
        return int(first) if first.isascii() and first.isdigit() else 0

    @property
    def points(self) -> int:
        """Return how many boundary points were read."""
        return sum(map(len, self.rings.values()))


def looks_like(head: bytes) -> bool:
    """Tell whether a text has the sections of the format, in UTF-8 or a Chinese code page.

    Examples
    --------
    >>> looks_like("[属性描述]".encode("gbk")), looks_like(b"[general]")
    (True, False)
    """
    return any(mark in head for mark in _MARKS)


def is_survey(path: Path) -> bool:
    """Tell whether a file begins as such a text does."""
    with path.open("rb") as stream:
        return looks_like(stream.read(1 << 14))


def read(path: Path, name: str, task: Task) -> list[Layer]:
    """Read one text; raises Refusal if it is cut before its plots or has none."""
    lines.refuse_one_line(path, name)
    layer = Layer(name, pd.DataFrame(), np.array([], object), format="landsurvey")
    data = path.read_bytes()
    verdict = encoding.detect_document(data)
    layer.note_encoding(verdict, forced=task.encoding)
    text = data.decode(task.encoding or verdict.name, "replace").removeprefix("\ufeff")
    said: dict[str, str] = {}
    plots: list[Plot] = []
    for section, line in _sectioned(text):
        if section == "属性描述" and "=" in line.replace("＝", "="):
            key, _, value = line.replace("＝", "=").partition("=")
            said[key.strip()] = value.strip()
        elif section == "地块坐标":
            _take(line, plots, task)
    if not plots:
        raise Refusal("table_empty", name=name)
    _fill(layer, plots, task)
    _place(layer, said)
    return [layer]


def _sectioned(text: str) -> Iterator[tuple[str, str]]:
    """Yield every line with the name of its section; a text that begins without one begins with its plots."""
    section = "地块坐标"
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif line:
            yield section, line


def _take(line: str, plots: list[Plot], task: Task) -> None:
    cells = _COMMAS.split(line)
    if cells[-1] == "@" or line.endswith("@"):
        cells[-1] = cells[-1].removesuffix("@")
        plots.append(Plot(cells if cells[-1] else cells[:-1]))
        task.count_features(len(plots))
        return
    if not plots:  # points before the first plot belong to one without attributes
        plots.append(Plot([]))
    plot = plots[-1]
    try:
        ring, first, second = cells[1], float(cells[2]), float(cells[3])
    except (IndexError, ValueError):
        plot.unread += 1
        return
    plot.rings.setdefault(ring, []).append((second, first))


def _fill(layer: Layer, plots: list[Plot], task: Task) -> None:
    width = max(len(plot.cells) for plot in plots)
    names = [*_FIELDS[:width], *(f"field_{number}" for number in range(len(_FIELDS) + 1, width + 1))]
    task.count_fields(len(names))
    columns: dict[str, list[Any]] = {
        name: [plot.cells[number] or None if number < len(plot.cells) else None for plot in plots]
        for number, name in enumerate(names)
    }
    layer.table = pd.DataFrame({name: pd.Series(cells, dtype="object") for name, cells in columns.items()})
    layer.table = layer.table.reindex(range(len(plots)))
    for name in _NUMBERS:
        if name in layer.table:
            numbers = pd.to_numeric(layer.table[name], errors="coerce")
            if (numbers.isna() == layer.table[name].isna()).all():
                layer.table[name] = numbers
    layer.geometry = np.full(len(plots), None, object)
    lost: list[int] = []
    for row, plot in enumerate(plots):
        layer.geometry[row] = _shape(plot)
        if plot.points and layer.geometry[row] is None:
            lost.append(row)
    if lost:
        layer.found("geometry_unreadable", values={"count": len(lost)}, rows=first_rows(lost))
    # The first point is given once more at a ring's end, and some count it and some do not.
    short = [row for row, plot in enumerate(plots) if plot.unread or plot.points + len(plot.rings) < plot.claimed]
    if short:
        worst = plots[short[0]]
        values = {"count": len(short), "claimed": worst.claimed, "read": worst.points, "unread": worst.unread}
        layer.found("survey_points_missing", values=values, rows=first_rows(short))


def _shape(plot: Plot) -> Any:
    """Return the geometry of a plot: areas with their holes, unless it says that it is lines or points."""
    kind = plot.cells[4] if len(plot.cells) > 4 else ""
    parts = list(plot.rings.values())
    if kind.startswith("点") or (parts and all(len(set(part)) == 1 for part in parts)):
        points = [shapely.Point(*point) for part in parts for point in dict.fromkeys(part)]
        return _one_or_more(points, shapely.MultiPoint)
    if kind.startswith("线"):
        return _one_or_more([shapely.LineString(part) for part in parts if len(part) > 1], shapely.MultiLineString)
    return _areas([shapely.Polygon(part) for part in parts if len(set(part)) > 2])


def _one_or_more(parts: list[Any], several: Callable[[list[Any]], Any]) -> Any:
    if len(parts) < 2:
        return parts[0] if parts else None
    return several(parts)


def _areas(rings: list[Any]) -> Any:
    """Return the areas of rings that may lie in one another (a hole, an island in it), whichever way they run."""
    rings = sorted(rings, key=lambda ring: -ring.area)
    around = [[n for n in range(number) if _holds(rings[n], rings[number])] for number in range(len(rings))]
    shells: dict[int, list[Any]] = {number: [] for number in range(len(rings)) if len(around[number]) % 2 == 0}
    for number, outer in enumerate(around):
        if len(outer) % 2:
            shells[next(n for n in reversed(outer) if n in shells)].append(rings[number].exterior)
    parts = [shapely.Polygon(rings[number].exterior, holes) for number, holes in shells.items()]
    return _one_or_more(parts, shapely.MultiPolygon)


def _holds(outer: Any, inner: Any) -> bool:
    try:
        return bool(outer.contains(inner.representative_point()))
    except shapely.errors.GEOSException:  # a ring that crosses itself is told of later
        return False


def _place(layer: Layer, said: dict[str, str]) -> None:
    """Give the layer the system that the head names; where it names none, the coordinates are asked as ever."""
    text = ", ".join(said[key] for key in ("坐标系", "坐标系名称", "坐标系统") if said.get(key))
    box = reference.box_of(shapely.bounds(layer.geometry).reshape(-1, 4))
    if box is None:
        return
    code = system(text, said.get("带号", ""), easting_m=box.core[0], northing_m=box.core[1])
    if code is None:
        layer.crs_text = text  # shown to the person, who chooses
        return
    layer.crs = CRS.from_epsg(code)
    layer.found("survey_system", values={"text": text, "crs": f"EPSG:{code}"})


def system(text: str, zone: str, *, easting_m: float, northing_m: float) -> int | None:
    """Return the EPSG code of what a head says, None where it does not say enough.

    Parameters
    ----------
    text : the name of the system, such as 2000国家大地坐标系.
    zone : the number of the zone (13 to 23 of 6 degrees, 25 to 45 of 3 degrees) or its meridian in degrees; may be "".
    easting_m, northing_m : of a typical point: they tell whether the zone stands before the easting, and the zone
        where `zone` does not, and degrees from metres.

    Examples
    --------
    >>> system("2000国家大地坐标系", "38", easting_m=38_505_000, northing_m=2_524_000)
    4526
    >>> system("80国家大地坐标系", "114", easting_m=505_000, northing_m=2_524_000)
    2383
    >>> system("某市独立坐标系", "38", easting_m=505_000, northing_m=2_524_000)
    """
    if _LOCAL.search(text):
        return None
    sizes = (abs(easting_m), abs(northing_m))
    in_degrees = max(sizes) <= _DEGREES_MOST
    if in_degrees and _WGS84.search(text):
        return 4326
    for name, degrees, codes in _SYSTEMS:
        if name.search(text):
            # Some write the easting first.
            prefix = next((int(size // 1e6) for size in sizes if size >= _FIRST_ZONE * 1e6), 0)
            return degrees if in_degrees else _of_zone(_number(zone) or prefix, codes, bare=not prefix)
    return None


def _number(zone: str) -> int:
    """Return the number of a zone, from its meridian too; 0 for a text that is neither."""
    found = re.match(r"\d+", zone.strip())
    number = int(found[0]) if found else 0
    return number // 3 if 75 <= number <= 135 and number % 3 == 0 else number


def _of_zone(number: int, codes: tuple[int, int, int, int], *, bare: bool) -> int | None:
    six, six_bare, three, three_bare = codes
    if _FIRST_ZONE <= number <= 23:
        return (six_bare if bare else six) + number - _FIRST_ZONE
    if 25 <= number <= 45:
        return (three_bare if bare else three) + number - 25
    return None
