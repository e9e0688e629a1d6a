"""Reference systems as files declare them: parsed by allow-list, never by a look-up in a file or on a host."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

Array = np.ndarray[Any, Any]
LONLAT: Final = CRS.from_epsg(4326)
WEB_MERCATOR_M: Final = 20_037_508.4
_WKT_START: Final = re.compile(
    r"^\s*(GEOGCS|PROJCS|GEOGCRS|GEODCRS|PROJCRS|COMPD_CS|COMPOUNDCRS|BOUNDCRS|GEODETICCRS|GEOGRAPHICCRS|PROJECTEDCRS)\s*\[",
    re.IGNORECASE,
)
_LOCAL_START: Final = re.compile(r"^\s*(LOCAL_CS|ENGCRS|ENGINEERINGCRS)\s*\[", re.IGNORECASE)
# The version between the authority and the code may be empty, and is often left out with its colon.
_NAMED: Final = re.compile(
    r"^\s*(?:(?:urn:(?:x-)?ogc:def:crs:)?(?P<authority>EPSG|ESRI|IAU_2015):{1,2}(?:[\w.]*:)?|"
    r"https?://(?:www\.)?opengis\.net/(?:def/crs/(?P<register>EPSG|ESRI|IAU)/[\w.]+/|gml/srs/epsg\.xml#)|"
    r"https?://(?:www\.)?(?:spatialreference\.org/ref/(?P<list>epsg|esri)/|epsg\.io/))(?P<code>\d{4,9})\s*/?\s*$",
    re.IGNORECASE,
)
# Names of the OGC, longitude first: the datum is all they say.
_OGC: Final = re.compile(
    r"^\s*(?:urn:(?:x-)?ogc:def:crs:OGC:[\w.]*:|OGC:|https?://www\.opengis\.net/def/crs/OGC/[\w.]+/)?CRS(84|83|27)h?\s*$",
    re.IGNORECASE,
)
_OGC_CODES: Final = {"84": 4326, "83": 4269, "27": 4267}
# Web Mercator before it had its number, and what programs still write for it.
_WEB_MERCATOR: Final = ("900913", "102100", "102113", "3785")
# Names no file: Web Mercator's spheroid is to be used as it is.
_NO_GRID: Final = re.compile(r"[+]?\bnadgrids\s*=\s*@null\b", re.IGNORECASE)
# Semi-axes of the earth's ellipsoids lie within these, metres; those of other bodies do not.
_EARTH_M: Final = (6_350_000.0, 6_400_000.0)
# Parameters of PROJ strings that make it open a file: a text with one of them is not parsed.
_OPENS_FILES: Final = re.compile(
    r"nadgrids|geoidgrids|[+]?\bgrids\s*=|[+]?\binit\s*=|[+]?\bfile\s*=|catalog", re.IGNORECASE
)
_PROJ_STRING: Final = re.compile(r"^\s*\+proj=[\w+=.,@\- ]+$")
_OLD_DATUMS: Final = re.compile(
    r"xian[_ ]?1980|xian[_ ]?80|beijing[_ ]?1954|beijing[_ ]?54|krasovsky|krassowsky", re.IGNORECASE
)
_MODERN_CHINESE: Final = re.compile(
    r"china[_ ]?(geodetic[_ ]coordinate[_ ]system[_ ])?2000|cgcs[_ ]?2000", re.IGNORECASE
)
_WGS84: Final = re.compile(r"^(GCS_)?WGS[ _]?(19)?84$", re.IGNORECASE)
_MAX_TEXT: Final = 20000
_TRANSVERSE: Final = re.compile(
    r'PROJECTION\s*\[\s*"(?:Gauss[_-]Kru?e?ger|Transverse_Mercator)"\s*\]\s*,\s*', re.IGNORECASE
)
_DEFAULTS: Final = (
    ("scale_factor", 1.0),
    ("latitude_of_origin", 0.0),
    ("central_meridian", 0.0),
    ("false_easting", 0.0),
    ("false_northing", 0.0),
)
_FULL_NAME: Final = re.compile(r"^[A-Za-z][\w .,/()+-]{3,80}$")


@dataclass(frozen=True, slots=True)
class Box:
    """Extent of coordinates as they stand in the file: outer bounds, and the core without the outermost 1 %."""

    bounds: tuple[float, float, float, float]
    core: tuple[float, float, float, float]

    @property
    def flipped(self) -> Box:
        """Return the box with x and y exchanged."""
        (a, b, c, d), (e, f, g, h) = self.bounds, self.core
        return Box((b, a, d, c), (f, e, h, g))


def box_of(extents: Array) -> Box | None:
    """Return the box of features' extents (n, 4), None if no feature has finite coordinates."""
    good = extents[np.isfinite(extents).all(axis=1)]
    if len(good) == 0:
        return None
    bounds = _four(*good[:, :2].min(axis=0), *good[:, 2:].max(axis=0))
    core = bounds
    if len(good) >= 20:
        middle = (good[:, :2] + good[:, 2:]) / 2
        low, high = np.quantile(middle, [0.02, 0.98], axis=0)
        core = _four(*low, *high)
    return Box(bounds, core)


def _four(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
    return float(x0), float(y0), float(x1), float(y1)


def read_text(text: str) -> CRS | None:
    """Return the reference system a text declares: WKT, an EPSG code, or a PROJ string that opens no file.

    Examples
    --------
    >>> read_text("EPSG:4490").name
    'China Geodetic Coordinate System 2000'
    >>> read_text("/etc/passwd") is None, read_text("+init=/tmp/x:1") is None
    (True, True)
    """
    text = text.replace("\ufeff", "").strip("\0 \r\n\t")
    if not text or len(text) > _MAX_TEXT or _OPENS_FILES.search(_NO_GRID.sub("", text)):
        return None
    try:
        if (crs := named(text)) is not None:
            return crs
        if _WKT_START.match(text):
            crs = _of_wkt(_with_defaults(text))
        elif _PROJ_STRING.match(text):
            crs = CRS.from_string(text)
        elif text.startswith("{") and '"ProjJSON' not in text and '"type"' in text:
            crs = CRS.from_json(text)
        else:
            return None
    except (CRSError, ValueError):
        return None
    return crs if crs.is_geographic or crs.is_projected or crs.is_bound or crs.is_compound else None


@lru_cache(maxsize=16)
def _of_wkt(wkt: str) -> CRS:
    """Return the system of a WKT text; PROJ takes longer to look it up than a small file to read."""
    return CRS.from_wkt(wkt)


def _with_defaults(wkt: str) -> str:
    """Return WKT of a Gauss-Krueger system with the parameters that some programs leave out where they say nothing.

    PROJ takes a method whose parameters are not all there for one it does not know.
    """
    found = _TRANSVERSE.search(wkt)
    if found is None:
        return wkt
    lower = wkt.lower()
    missing = [f'PARAMETER["{name}",{value}],' for name, value in _DEFAULTS if f'"{name}"' not in lower]
    return wkt[: found.end()] + "".join(missing) + wkt[found.end() :]


def named(text: str) -> CRS | None:
    """Return the system that a name gives: an authority's code, alone, in a URN or in a link; nothing is fetched.

    Returns
    -------
    None for what is no such name.

    Raises
    ------
    CRSError
        for a number that its register does not have.

    Examples
    --------
    >>> named("urn:ogc:def:crs:EPSG::4490").to_epsg(), named("urn:ogc:def:crs:EPSG:25832").to_epsg()
    (4490, 25832)
    >>> named("CGCS2000 / 3-degree Gauss-Kruger CM 117E").to_epsg(), named("CGCS2000 somewhere")
    (4548, None)
    >>> named("ESRI:54030").name, named("http://spatialreference.org/ref/epsg/3857/").to_epsg(), named("file:///x")
    ('World_Robinson', 3857, None)
    """
    if found := _OGC.match(text):
        return CRS.from_epsg(_OGC_CODES[found[1]])
    found = _NAMED.match(text)
    if found is None:
        return _of_full_name(text)
    authority = (found["authority"] or found["register"] or found["list"] or "EPSG").upper()
    if found["code"] in _WEB_MERCATOR:
        return CRS.from_epsg(3857)
    if authority == "EPSG":
        # Esri's numbers are six digits long and often said to be EPSG's.
        return (
            CRS.from_authority("ESRI", found["code"]) if len(found["code"]) == 6 else CRS.from_epsg(int(found["code"]))
        )
    return CRS.from_authority("IAU_2015" if authority.startswith("IAU") else authority, found["code"])


def _of_full_name(text: str) -> CRS | None:
    """Return the system whose name in the register is just this, None if there is none."""
    if not _FULL_NAME.match(text):
        return None
    try:
        crs = CRS.from_string(text)
    except CRSError:
        return None
    return crs if crs.name.replace(" ", "").lower() == text.replace(" ", "").lower() else None


def is_placeable(crs: CRS) -> bool:
    """Tell whether positions in a system can be put on the earth: it is of this planet and PROJ knows the way.

    Examples
    --------
    >>> is_placeable(CRS.from_epsg(4527)), is_placeable(CRS.from_user_input("ESRI:104903"))
    (True, False)
    """
    ellipsoid = crs.ellipsoid
    if ellipsoid is not None and not _EARTH_M[0] <= ellipsoid.semi_major_metre <= _EARTH_M[1]:
        return False
    try:
        _transformer(crs)
    except (ProjError, CRSError):
        return False
    return crs.is_geographic or crs.is_projected or crs.is_bound or crs.is_compound


def is_local(text: str) -> bool:
    """Tell whether a text declares a local (engineering) system, which has no place on the earth."""
    return bool(_LOCAL_START.match(text))


def code_of(crs: CRS) -> int | None:
    """Return the EPSG code of a system as the register knows it, None if it knows none.

    Examples
    --------
    >>> code_of(CRS.from_epsg(4527)), code_of(CRS.from_string("+proj=robin"))
    (4527, None)
    """
    try:
        return _code_of(crs)
    except CRSError:  # it cannot be told from others: it has no text of its own
        return crs.to_epsg()


@lru_cache(maxsize=64)
def _code_of(crs: CRS) -> int | None:
    return crs.to_epsg()


def label(crs: CRS | None) -> str | None:
    """Return a short name: ``EPSG:4527`` where the system has a code, else its own name."""
    if crs is None:
        return None
    code = code_of(crs)
    if code is None and crs.is_geographic:
        code = 4490 if _MODERN_CHINESE.search(crs.name) else 4326 if _WGS84.match(crs.name) else None
    if code is None and _MODERN_CHINESE.search(crs.name) and (zone := zone_of(crs)) is not None:
        return f"EPSG:{zone}"
    if code:
        return f"EPSG:{code}"
    return str(crs.srs)[:120] if crs.name.lower() in ("unknown", "unnamed", "") else str(crs.name)


def with_code(crs: CRS | None) -> CRS | None:
    """Return the system as its register has it where it has a code, so that other programs recognise it."""
    name = label(crs)
    return CRS.from_epsg(int(name[5:])) if name and name.startswith("EPSG:") else crs


def has_old_datum(crs: CRS) -> bool:
    """Tell whether the datum is one whose shift to WGS 84 is not public: Beijing 1954, Xian 1980."""
    geodetic = crs.geodetic_crs
    names = " ".join(
        str(part)
        for part in (
            crs.name,
            geodetic.name if geodetic else "",
            geodetic.datum.name if geodetic and geodetic.datum else "",
        )
    )
    ellipsoid = geodetic.ellipsoid.name if geodetic and geodetic.ellipsoid else ""
    return bool(_OLD_DATUMS.search(names)) or ("rass" in ellipsoid and "Pulkovo" not in names)


@dataclass(frozen=True, slots=True)
class Grid:
    """Transverse Mercator of a projected system: central meridian (degrees) and false easting (metres)."""

    meridian: float
    false_easting: float


def grid_of(crs: CRS) -> Grid | None:
    """Return the parameters of a Transverse Mercator (Gauss-Krueger, UTM) system in metres, None for others."""
    projected = crs.sub_crs_list[0] if crs.is_compound else crs
    operation = projected.coordinate_operation
    if operation is None or (
        "Transverse Mercator" not in operation.method_name and "Gauss" not in operation.method_name
    ):
        return None
    values = {parameter.name.lower(): parameter.value for parameter in operation.params}
    meridian = values.get("longitude of natural origin", values.get("central meridian"))
    easting = values.get("false easting")
    return None if meridian is None or easting is None else Grid(float(meridian), float(easting))


def zone_of(crs: CRS) -> int | None:
    """Return the EPSG code of the CGCS2000 Gauss-Krueger system with the same grid, None if there is none."""
    grid = grid_of(crs)
    return None if grid is None else cgcs2000_code(grid.meridian, grid.false_easting)


def cgcs2000_code(meridian: float, false_easting: float) -> int | None:
    """Return the EPSG code of a CGCS2000 Gauss-Krueger zone.

    Parameters
    ----------
    meridian : central meridian, degrees: 75 to 135 in steps of three.
    false_easting : 500,000 m without a zone number, or the number times a million more.

    Examples
    --------
    >>> cgcs2000_code(117, 39_500_000), cgcs2000_code(117, 20_500_000), cgcs2000_code(117, 500_000)
    (4527, 4498, 4548)
    """
    if not (75 <= meridian <= 135 and meridian % 3 == 0):
        return None
    if false_easting == 500_000:
        return 4534 + round((meridian - 75) / 3)
    zone = (false_easting - 500_000) / 1e6
    if zone == meridian / 3:
        return 4513 + round(zone) - 25
    if zone == (meridian + 3) / 6:
        return 4491 + round(zone) - 13
    return None


@lru_cache(maxsize=64)
def _transformer(crs: CRS) -> Transformer:
    return Transformer.from_crs(crs, LONLAT, always_xy=True)


def to_lonlat(crs: CRS, x: Sequence[float] | Array, y: Sequence[float] | Array) -> tuple[Array, Array]:
    """Return longitudes and latitudes (WGS 84) of coordinates; infinite where there are none."""
    try:
        transformer = _transformer(crs)
        lon, lat = transformer.transform(np.asarray(x, "float64"), np.asarray(y, "float64"))
    except (ProjError, CRSError):
        return np.full(len(x), np.inf), np.full(len(y), np.inf)
    return np.asarray(lon), np.asarray(lat)
