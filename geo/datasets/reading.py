"""Reading: decides, from a file's header and first rows, how all of its rows are to be read, and says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.datasets import industries
from geo.datasets.columns import ColumnMap, map_columns
from geo.datasets.errors import SourceFileError
from geo.datasets.layout import FileReport
from geo.datasets.normalising import Rules
from geo.datasets.regions import regions
from geo.datasets.source import Source, open_source
from geo.ingest.placing import datum
from geo.ingest.tables import coordinates
from geo.settings import Settings

if TYPE_CHECKING:
    from geo.datasets.ingest import IngestOptions

Floats = NDArray[np.float64]
_DATUMS: Final = ("gcj02", "bd09")
_PLAIN: Final = ("", "wgs84", "4326", "epsg:4326", "4490", "epsg:4490", "cgcs2000")
SYNTHETIC: Final = ("synthetic", "合成数据")


@dataclass(frozen=True, slots=True)
class Plan:
    """How one file is read.

    Attributes
    ----------
    datum : what is done to coordinates: "" nothing, gcj02 or bd09, or the reference system they are projected from.
    datum_basis : given (by --crs), header, file, or none.
    suspected : a datum the names speak of without saying that coordinates are in it.
    """

    path: Path
    number: int
    source: Source
    rules: Rules
    used: tuple[str, ...]
    datum: str
    datum_basis: str
    suspected: str
    expected_rows: int
    synthetic: bool

    def told(self) -> FileReport:
        """Return what the report says of the file."""
        columns = self.rules.columns
        return {
            "file": self.path.name,
            "columns": dict(columns.roles),
            "guessed": list(columns.guessed),
            "unused": list(columns.unused)[:200],
            "encoding": getattr(self.source, "encoding", None),
            "datum": self.datum or "wgs84",
            "datum_basis": self.datum_basis,
            "datum_suspected": self.suspected or None,
            "axes_swapped": self.rules.swapped,
            "industry": self.rules.industry or None,
            "synthetic": self.synthetic,
        }


def plan(path: Path, options: IngestOptions, *, config: Settings, number: int) -> Plan:
    """Look at a file and decide; raises SourceFileError or ColumnMapError when it cannot be read as asked."""
    source = open_source(path, options.read)
    columns = map_columns(source.headers, options.columns)
    sample = source.sample()
    system = options.crs.strip().lower()
    datum_name, basis = _datum(system, columns, source)
    to_wgs84 = _converter(datum_name)
    swapped = False
    if "lon" in columns.roles and "lat" in columns.roles:
        swapped = _looks_swapped(path, sample, columns, metres=bool(datum_name) and datum_name not in _DATUMS)
    suspected = "" if datum_name else coordinates.datum_in(path.stem) or _named_datum(source.headers)
    segment = columns.column("segment")
    industry = options.industry
    if segment and not industry:
        industry = industries.system_of(segment, [str(value) for value in sample[segment] if value is not None])
    used = tuple(dict.fromkeys(columns.roles.values()))
    rules = Rules(columns, regions(config), to_wgs84, swapped, industry, options.precision, number)
    return Plan(
        path,
        number,
        source,
        rules,
        used,
        datum_name,
        basis,
        suspected,
        _expected_rows(source),
        _is_synthetic(source, sample),
    )


def _datum(system: str, columns: ColumnMap, source: Source) -> tuple[str, str]:
    if system in _DATUMS:
        return system, "given"
    if system in _PLAIN and system:
        return "", "given"
    if system:
        return system, "given"
    if columns.datum in _DATUMS:
        return columns.datum, "header"
    if source.crs:
        return source.crs, "file"
    return "", "none"


def _converter(system: str) -> Callable[[Floats, Floats], tuple[Floats, Floats]] | None:
    """Return what turns coordinates of a system into WGS 84 degrees."""
    if not system:
        return None
    if system in _DATUMS:
        return lambda lon, lat: datum.to_wgs84(system, lon, lat)
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    try:
        found = CRS.from_user_input(int(system) if system.isdecimal() else system)
    except CRSError as fault:
        raise SourceFileError(
            f"The reference system {system[:60]!r} is not known. Give gcj02, bd09, 4490 or a code such as EPSG:4547."
        ) from fault
    transformer = Transformer.from_crs(found, "EPSG:4326", always_xy=True)

    def convert(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        lon, lat = transformer.transform(x, y)
        return np.asarray(lon), np.asarray(lat)

    return convert


def _named_datum(headers: Sequence[str]) -> str:
    return next((found for header in headers if (found := coordinates.datum_in(header))), "")


def _numbers(values: Sequence[Any]) -> Floats:
    read = (coordinates.parse(value) for value in values)
    return np.array([np.nan if value is None else value for value in read], np.float64)


def _looks_swapped(path: Path, sample: Mapping[str, Sequence[Any]], columns: ColumnMap, *, metres: bool) -> bool:
    """Tell whether the column named longitude holds latitudes; refuses metres that nobody named a system for."""
    x, y = _numbers(sample[columns.roles["lon"]]), _numbers(sample[columns.roles["lat"]])
    known = np.isfinite(x) & np.isfinite(y) & ((x != 0) | (y != 0))
    x, y = x[known], y[known]
    if not len(x) or metres:
        return False
    wide = (np.abs(x) > 180) | (np.abs(y) > 180)
    if wide.mean() > 0.5:
        at = int(np.flatnonzero(wide)[0])
        raise SourceFileError(
            f"{path} has coordinates such as {x[at]:g}, {y[at]:g}, which are no degrees. Name their reference system "
            "with --crs, for instance EPSG:4547 (CGCS2000, 3-degree zone of 114 degrees east) or EPSG:3857.",
            path=str(path),
        )
    turned = (np.abs(x) <= 90) & (np.abs(y) > 90) & (np.abs(y) <= 180)
    if turned.mean() > 0.5:
        return True
    west, south, east, north = datum.CHINA_BOX
    as_is = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    exchanged = (y >= west) & (y <= east) & (x >= south) & (x <= north)
    return bool(exchanged.mean() > 0.8 and as_is.mean() < 0.1)


def _expected_rows(source: Source) -> int:
    import pyarrow.parquet as pq

    from geo.datasets.arrow_source import ParquetSource

    return int(pq.read_metadata(source.path).num_rows) if isinstance(source, ParquetSource) else 1


def _is_synthetic(source: Source, sample: Mapping[str, Sequence[Any]]) -> bool:
    """Tell whether a file says of itself that it is made up: `python -m geo synth` marks every file and row."""
    for header in source.headers:
        if re.fullmatch(r"synthetic|合成", header.strip().lower()) and any(sample[header]):
            return True
    return False
