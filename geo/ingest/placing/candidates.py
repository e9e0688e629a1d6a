"""Candidates: which reference systems coordinates of a given size can be in, and which of them the names speak for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely
from pyproj import CRS

from geo.ingest.findings import Choice
from geo.ingest.layer import Layer
from geo.ingest.placing import crs as reference
from geo.ingest.placing import national, places
from geo.ingest.placing.crs import Box
from geo.ingest.task import Task

Array = np.ndarray[Any, Any]
_CHINA_LAT: Final = (3.0, 54.0)
_CHINA_LON: Final = (73.0, 135.6)
# Half the width of a 6-degree zone at the equator, and the northings of China's latitudes, metres.
_HALF_ZONE_M: Final = 340_000.0
_NORTHINGS_M: Final = (330_000.0, 6_000_000.0)
_INNER_ZONES: Final = range(32, 39)  # 94.5 to 115.5 degrees east, south of Mongolia
_INNER_NORTHING_M: Final = 5_100_000.0
_WIDE_M: Final = 2_000_000.0
_FIRST_ZONED: Final = 4513
_FIRST_BARE: Final = 4534
_FIRST_UTM: Final = 32643
_NEAR_KM: Final = 200.0  # names that bring no candidate nearer than this speak of something else
_MERIDIANS_3: Final = tuple(range(75, 136, 3))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reference system the coordinates can be in.

    Attributes
    ----------
    epsg : its code.
    flipped : whether x and y have to be exchanged first.
    evidence : key of the reason in the message catalogues, `ingest.evidence.<key>`; `country` (a national grid) and
        `elsewhere` (Web Mercator outside China) are never enough to place a layer.
    certain : whether nothing else fits.
    distance_km : from where features of these names ought to be, if that is known.
    """

    epsg: int
    flipped: bool
    evidence: str
    certain: bool = False
    distance_km: float | None = None

    def to_lonlat(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return degrees of coordinates in their final order."""
        if self.evidence not in ("meridian", "wide", "names") or not 4534 <= self.epsg <= 4554:
            return reference.to_lonlat(CRS.from_epsg(self.epsg), x, y)
        # The zones differ by their central meridian alone: one transformation serves all.
        lon, lat = reference.to_lonlat(CRS.from_epsg(_FIRST_BARE), x, y)
        return lon + 3 * (self.epsg - _FIRST_BARE), lat

    def as_choice(self, box: Box) -> Choice:
        """Return the candidate for the report, with the bounding box it leads to (degrees)."""
        used = box.flipped if self.flipped else box
        lon, lat = self.to_lonlat(np.array(used.core[::2]), np.array(used.core[1::2]))
        finite = np.isfinite([*lon, *lat]).all()
        bbox = [round(float(v), 6) for v in (lon[0], lat[0], lon[1], lat[1])] if finite else None
        return {
            "key": f"EPSG:{self.epsg}",
            "swap_axes": self.flipped,
            "evidence": self.evidence,
            "bbox_wgs84": bbox,
            "distance_km": None if self.distance_km is None else round(self.distance_km, 1),
        }


def is_degrees(box: Box) -> bool:
    """Tell whether the core can be longitudes and latitudes in degrees."""
    x0, y0, x1, y1 = box.core
    return min(x0, y0) >= -180.5 and max(x1, x0) <= 180.5 and y0 >= -90.5 and y1 <= 90.5


def looks_flipped(box: Box) -> bool:
    """Tell whether the core can be degrees only if x and y are exchanged."""
    x0, y0, x1, y1 = box.core
    return x0 >= -90.5 and x1 <= 90.5 and max(abs(y0), abs(y1)) > 90.5 and max(abs(y0), abs(y1)) <= 180.5


def perhaps_flipped(box: Box) -> bool:
    """Tell whether latitude and longitude are valid both ways, but only exchanged do they lie in China."""
    x0, y0, x1, y1 = box.core
    return _CHINA_LAT[0] <= x0 and x1 <= _CHINA_LAT[1] and _CHINA_LON[0] <= y0 and y1 <= 90.5


def candidates(box: Box) -> list[Candidate]:
    """Return the systems coordinates of this size can be in, best first."""
    found: list[Candidate] = []
    if is_degrees(box):
        found.append(Candidate(4326, perhaps_flipped(box), "degrees", certain=not perhaps_flipped(box)))
    elif looks_flipped(box):
        found.append(Candidate(4326, True, "degrees", certain=True))
    else:
        mercator = _mercator(box)
        web = [Candidate(3857, False, "elsewhere" if mercator == "elsewhere" else "mercator")] if mercator else []
        zoned = [c for flipped, used in ((False, box), (True, box.flipped)) for c in _zoned(used, flipped)]
        bare = [c for flipped, used in ((False, box), (True, box.flipped)) for c in _bare(used, flipped)]
        if zoned and mercator == "china":
            # Zones 13 and 14 (westernmost Xinjiang) look like Web Mercator in the populous east.
            found += [*web, *(Candidate(c.epsg, c.flipped, c.evidence) for c in zoned)]
        else:
            found += [*zoned, *bare, *web]
        if not found:
            found = [c for flipped, used in ((False, box), (True, box.flipped)) for c in _wide(used, flipped)]
    return found


def abroad(box: Box) -> list[Candidate]:
    """Return the national grids outside mainland China the coordinates can be in, and Web Mercator."""
    if is_degrees(box) or looks_flipped(box):
        return []
    return [
        *(Candidate(code, False, "country") for code in national.grids(box)),
        *(Candidate(code, True, "country") for code in national.grids(box.flipped)[:4]),
    ]


def is_beyond(candidate: Candidate, box: Box) -> bool:
    """Tell whether a zone's number speaks for China where China is not, so that it is another country's zone.

    Germany's UTM zones 32 and 33 write their number in front too; in the zones of that name China ends further south.
    """
    y = (box.flipped if candidate.flipped else box).core[3]
    zone = candidate.epsg - _FIRST_ZONED + 25
    return candidate.evidence == "zone_3" and zone in _INNER_ZONES and y > _INNER_NORTHING_M


def _in_northings(low: float, high: float) -> bool:
    return _NORTHINGS_M[0] <= low and high <= _NORTHINGS_M[1]


def _zoned(box: Box, flipped: bool) -> list[Candidate]:
    """Eight-digit eastings name their own zone: 13 to 23 of six degrees, 25 to 45 of three."""
    x0, y0, x1, y1 = box.core
    zone = int(x0 // 1e6)
    if int(x1 // 1e6) != zone or not _in_northings(y0, y1):
        return []
    if max(abs(x0 - zone * 1e6 - 5e5), abs(x1 - zone * 1e6 - 5e5)) > _HALF_ZONE_M:
        return []
    if 25 <= zone <= 45:
        return [Candidate(4513 + zone - 25, flipped, "zone_3", certain=True)]
    if 13 <= zone <= 23:
        return [Candidate(4491 + zone - 13, flipped, "zone_6", certain=True)]
    return []


def _mercator(box: Box) -> str:
    """Tell where the core lies if it is Web Mercator: ``china``, ``elsewhere``, or "" if it cannot be."""
    x0, y0, x1, y1 = box.bounds
    if max(abs(x0), abs(x1), abs(y0), abs(y1)) > reference.WEB_MERCATOR_M:
        return ""
    lon, lat = reference.to_lonlat(CRS.from_epsg(3857), box.core[::2], box.core[1::2])
    inside_lon = _CHINA_LON[0] <= lon[0] and lon[1] <= _CHINA_LON[1]
    if inside_lon and _CHINA_LAT[0] <= lat[0] and lat[1] <= _CHINA_LAT[1]:
        return "china"
    return "elsewhere" if min(abs(x0), abs(x1)) > 1_000_000 else ""


def _bare(box: Box, flipped: bool) -> list[Candidate]:
    """Six-digit eastings say nothing of their zone: every central meridian of China is possible."""
    x0, y0, x1, y1 = box.core
    if not (x0 >= 5e5 - _HALF_ZONE_M and x1 <= 5e5 + _HALF_ZONE_M and _in_northings(y0, y1)):
        return []
    gauss = [Candidate(_FIRST_BARE + (meridian - 75) // 3, flipped, "meridian") for meridian in _MERIDIANS_3]
    # UTM has the same meridians every six degrees and differs by 0.4 per mille: 1.6 km at the latitude of Jinan.
    utm = [Candidate(_FIRST_UTM + (meridian - 75) // 6, flipped, "utm") for meridian in _MERIDIANS_3[::2]]
    return [*gauss, *utm]


def _wide(box: Box, flipped: bool) -> list[Candidate]:
    """Propose systems for a layer wider than a zone, such as a province in the zone of its middle; never certain."""
    x0, y0, x1, y1 = box.core
    if not _in_northings(y0, y1) or x1 - x0 > 2 * _WIDE_M:
        return []
    zone = int((x0 + x1) / 2 // 1e6)
    if 13 <= zone <= 45 and zone != 24 and max(abs(x0 - zone * 1e6 - 5e5), abs(x1 - zone * 1e6 - 5e5)) <= _WIDE_M:
        six = 13 <= zone <= 23
        return [
            Candidate(4491 + zone - 13, flipped, "zone_6") if six else Candidate(4513 + zone - 25, flipped, "zone_3")
        ]
    if max(abs(x0 - 5e5), abs(x1 - 5e5)) > _WIDE_M:
        return []
    return [Candidate(_FIRST_BARE + (meridian - 75) // 3, flipped, "wide") for meridian in _MERIDIANS_3]


def ranked(options: list[Candidate], box: Box, layer: Layer, task: Task) -> list[Candidate]:
    """Order candidates by how near they bring named features to the units of those names."""
    found = places.gazetteer(task.boundaries) if options and not options[0].certain else None
    expected = places.expected_units(layer.table, found) if found else {}
    expected = {
        row: unit
        for row, unit in expected.items()
        if layer.geometry[row] is not None and not shapely.is_empty(layer.geometry[row])
    }
    if not found or not expected:
        return options
    rows = list(expected)
    middle = shapely.centroid(found.geometry[[expected[row] for row in rows]])
    target = np.array([np.median(shapely.get_x(middle)), np.median(shapely.get_y(middle))])
    extents = shapely.bounds(layer.geometry[rows])
    x, y = float(np.median(extents[:, [0, 2]])), float(np.median(extents[:, [1, 3]]))
    measured = []
    for option in options:
        lon, lat = option.to_lonlat(np.array([y if option.flipped else x]), np.array([x if option.flipped else y]))
        away = np.array([lon[0], lat[0]]) - target
        distance = float(np.hypot(away[0] * 111.32 * np.cos(np.radians(target[1])), away[1] * 110.6))
        measured.append(
            Candidate(option.epsg, option.flipped, "names", distance_km=distance if np.isfinite(distance) else 1e9)
        )
    measured.sort(key=lambda option: option.distance_km or 0.0)
    if (measured[0].distance_km or 0.0) > _NEAR_KM:
        # Metres of a grid that nobody named pass for Web Mercator somewhere else: the names say that they are not.
        return (
            [replace(option, distance_km=m.distance_km) for option, m in zip(options, measured, strict=True)]
            if (len(options) == 1 and options[0].evidence in ("mercator", "elsewhere"))
            else options
        )
    # Names cannot tell UTM from Gauss-Krueger of the same meridian; what is surveyed in China is mostly the latter.
    utm = {option.epsg for option in options if option.evidence == "utm"}
    return sorted(measured, key=lambda option: option.epsg in utm)
