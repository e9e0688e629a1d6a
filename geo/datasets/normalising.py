"""Normalising: rows of any file become records with codes and a place; what cannot be used is told with its reason.

Reasons a row is rejected: `cells`, `no_place`, `zero_place`, `off_earth`, `unreadable_place`. Reasons a value of a kept
row is changed: `year`, `industry`, `word`, `swapped`, `placed`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo.datasets import industries
from geo.datasets.columns import ColumnMap
from geo.datasets.record import CODES, DEFAULTS, STAGE_SCHEMA, code_of, year_of
from geo.datasets.regions import Regions, Spot
from geo.datasets.source import Bad, Batch
from geo.ingest.placing import datum
from geo.ingest.placing.places import code_of as admin_code
from geo.ingest.tables import coordinates
from geo.tiles.grid import MAX_LATITUDE, morton, to_grid

Floats = NDArray[np.float64]
LINE_BITS: Final = 40  # of a row's number of order, the rest is the file's
_NUMBER: Final = r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$"
_CHINA: Final = datum.CHINA_BOX


@dataclass(frozen=True, slots=True)
class Normalised:
    """Records in the stage's schema, and what was rejected or changed, each with its line."""

    table: pa.Table
    rejected: tuple[Bad, ...]
    changed: tuple[Bad, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """How the rows of one file are read.

    Attributes
    ----------
    columns : which column holds what.
    to_wgs84 : turns coordinates as they stand into WGS 84 degrees; None for degrees of WGS 84.
    swapped : whether the column named longitude holds the latitude in the whole file.
    industry : system of industry codes.
    precision : how precise the file's coordinates are, a key of the model; "" where nobody says.
    """

    columns: ColumnMap
    regions: Regions
    to_wgs84: Callable[[Floats, Floats], tuple[Floats, Floats]] | None = None
    swapped: bool = False
    industry: str = ""
    precision: str = ""
    file_number: int = 0
    latest_year: int = field(default_factory=lambda: datetime.datetime.now(tz=datetime.UTC).year + 1)


def normalise(batch: Batch, rules: Rules) -> Normalised:
    """Turn a batch into records."""
    return _Normaliser(batch, rules).run()


class _Normaliser:
    """One batch on its way."""

    def __init__(self, batch: Batch, rules: Rules) -> None:
        self._batch, self._rules = batch, rules
        self._rows = len(batch.lines)
        self._rejected: list[Bad] = list(batch.bad)
        self._changed: list[Bad] = []

    def run(self) -> Normalised:
        lon, lat, precision, region, kept = self._places()
        keep = np.flatnonzero(kept)
        x, y = to_grid(lon[keep], lat[keep])
        columns: dict[str, NDArray[Any] | pa.Array] = {
            "q": morton(x, y),
            "seq": self._batch.lines[keep] + (self._rules.file_number << LINE_BITS),
            "lon_e7": np.rint(lon[keep] * 1e7).astype(np.int32),
            "lat_e7": np.rint(lat[keep] * 1e7).astype(np.int32),
            "precision": precision[keep],
            "region": region[keep],
            "admin": self._admin()[keep],
            "year": self._years()[keep],
            "id_hash": np.zeros(len(keep), np.uint64),
        }
        for column in ("model", "kind", "confidence"):
            columns[column] = self._words(column)[keep]
        columns["segment"] = self._segments()[keep]
        picked = pa.array(keep)
        for column in ("id", "name"):
            values = self._text(column)
            columns[column] = pa.nulls(len(keep), pa.string()).fill_null("") if values is None else values.take(picked)
        table = pa.table({name: columns[name] for name in STAGE_SCHEMA.names}, schema=STAGE_SCHEMA)
        gone = {bad.line for bad in self._rejected}
        changed = [bad for bad in self._changed if bad.line not in gone]
        return Normalised(table, tuple(self._rejected), tuple(changed))

    def _column(self, role: str) -> pa.Array | None:
        name = self._rules.columns.column(role)
        return None if name is None else self._batch.columns[name]

    def _text(self, role: str) -> pa.Array | None:
        column = self._column(role)
        if column is None:
            return None
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_floating(column.type):
            # Codes that a spreadsheet made numbers of: 370102.0.
            whole = pc.cast(pc.round(column), pa.int64(), safe=False)
            column = pc.if_else(
                pc.equal(column, pc.cast(whole, column.type)), pc.cast(whole, pa.string()), pc.cast(column, pa.string())
            )
        text = pc.cast(column, pa.string()).fill_null("")
        return pc.utf8_trim_whitespace(text)

    def _each(
        self, role: str, meaning: Callable[[str], int | None], reason: str, otherwise: int, kind: Any
    ) -> NDArray[Any]:
        """Look every different text of a column up once; texts without a meaning are told and become `otherwise`."""
        text = self._text(role)
        if text is None:
            return np.full(self._rows, otherwise, kind)
        encoded = text.dictionary_encode()
        words = encoded.dictionary.to_pylist()
        found = [otherwise if not word else meaning(word) for word in words]
        codes = np.array([otherwise if code is None else code for code in found], kind)
        index = encoded.indices.to_numpy(zero_copy_only=False)
        unknown = [position for position, code in enumerate(found) if code is None]
        if unknown:
            for row in np.flatnonzero(np.isin(index, unknown)).tolist():
                self._change(row, reason, words[index[row]])
        return codes[index] if len(codes) else np.full(self._rows, otherwise, kind)

    def _change(self, row: int, reason: str, value: object) -> None:
        self._changed.append(Bad(int(self._batch.lines[row]), reason, str(value)[:120]))

    def _reject(self, row: int, reason: str, value: object) -> None:
        self._rejected.append(Bad(int(self._batch.lines[row]), reason, str(value)[:120]))

    def _words(self, column: str) -> NDArray[np.uint8]:
        default = CODES[column].index(DEFAULTS[column])
        found: NDArray[np.uint8] = self._each(column, lambda word: code_of(column, word), "word", default, np.uint8)
        return found

    def _segments(self) -> NDArray[np.uint8]:
        keys = CODES["segment"]

        def meaning(word: str) -> int | None:
            key = industries.segment_of(word, self._rules.industry)
            return code_of("segment", word) if key is None else keys.index(key)

        found: NDArray[np.uint8] = self._each("segment", meaning, "industry", 0, np.uint8)
        return found

    def _years(self) -> NDArray[np.uint16]:
        found: NDArray[np.uint16] = self._each(
            "founded", lambda word: year_of(word, latest=self._rules.latest_year), "year", 0, np.uint16
        )
        return found

    def _admin(self) -> NDArray[np.uint32]:
        found: NDArray[np.uint32] = self._each("admin", lambda word: int(admin_code(word) or 0), "word", 0, np.uint32)
        return found

    def _places(self) -> tuple[Floats, Floats, NDArray[np.uint8], NDArray[np.uint16], NDArray[np.bool_]]:
        """Return degrees, precision, declared region and whether each row has a place."""
        precisions = CODES["precision"]
        lon, lat, given = self._coordinates()
        zero = given & (np.abs(lon) < 1e-9) & (np.abs(lat) < 1e-9)
        far = given & ~((np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0))
        turned = far & (np.abs(lon) <= 90.0) & (np.abs(lat) <= 180.0)
        lon[turned], lat[turned] = lat[turned], lon[turned]
        for row in np.flatnonzero(turned).tolist():
            self._change(row, "swapped", f"{lon[row]:.6f}, {lat[row]:.6f}")
        good = given & ~zero & (~far | turned)
        precision = np.full(self._rows, precisions.index(self._rules.precision), np.uint8)
        region: NDArray[np.uint16] = self._each(
            "country", lambda word: self._rules.regions.region_of(word) or None, "word", 0, np.uint16
        )
        self._place_by_name(lon, lat, precision, region, good)
        for row in np.flatnonzero(~good).tolist():
            if zero[row]:
                self._reject(row, "zero_place", "0, 0")
            elif given[row]:
                self._reject(row, "off_earth", f"{lon[row]:g}, {lat[row]:g}")
            elif row in self._unreadable:
                self._reject(row, "unreadable_place", self._unreadable[row])
            else:
                self._reject(row, "no_place", "")
        edge = good & (np.abs(lat) > MAX_LATITUDE)
        lat[edge] = np.clip(lat[edge], -MAX_LATITUDE, MAX_LATITUDE)
        return lon, lat, precision, region, good

    def _place_by_name(self, lon: Floats, lat: Floats, precision: Any, region: Any, good: NDArray[np.bool_]) -> None:
        """Put rows without coordinates where their administrative code or the name of their district or city says."""
        without = np.flatnonzero(~good)
        texts = {role: self._text(role) for role in ("admin", "district", "city", "province", "country")}
        if not len(without) or all(texts[role] is None for role in ("admin", "district", "city")):
            return
        picked = pa.array(without)
        cells = {
            role: [""] * len(without) if text is None else text.take(picked).to_pylist() for role, text in texts.items()
        }
        known: dict[tuple[str, ...], Spot | None] = {}
        for place, row in enumerate(without.tolist()):
            key = tuple(cells[role][place] for role in ("admin", "district", "city", "province", "country"))
            if key not in known:
                known[key] = self._spot(*key)
            spot = known[key]
            if spot is None:
                continue
            lon[row], lat[row], good[row] = spot.lon, spot.lat, True
            precision[row] = CODES["precision"].index(spot.precision)
            region[row] = region[row] or spot.region
            self._change(row, "placed", " ".join(filter(None, key)))

    def _spot(self, admin: str, district: str, city: str, province: str, country: str) -> Spot | None:
        regions = self._rules.regions
        spot = regions.spot_of_code(admin) if admin else None
        abroad = country and regions.regions[regions.region_of(country)][:2] not in ("", "CN")
        if not spot and district and not abroad:
            spot = regions.spot_of_name(district, parent=city or province)
        if not spot and city and not abroad:
            spot = regions.spot_of_name(city, parent=province)
        if not spot and city:
            from geo.datasets.cities import spot_of_city

            spot = spot_of_city(city, region=regions.region_of(country), regions=regions)
        return spot

    def _coordinates(self) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """Return degrees of WGS 84 as far as rows have coordinates."""
        self._unreadable: dict[int, str] = {}
        geometry = self._column("geometry")
        if "lon" in self._rules.columns.roles and "lat" in self._rules.columns.roles:
            x, y = self._numbers("lon"), self._numbers("lat")
        elif geometry is not None:
            x, y = self._points(geometry)
        else:
            nothing = np.full(self._rows, np.nan)
            return nothing, nothing.copy(), np.zeros(self._rows, bool)
        if self._rules.swapped:
            x, y = y, x
        given = np.isfinite(x) & np.isfinite(y)
        if self._rules.to_wgs84 is not None:
            # 0, 0 is no place in any system: it stays what it is, and is told as that.
            moved = given & ~((x == 0) & (y == 0))
            x[moved], y[moved] = self._rules.to_wgs84(x[moved], y[moved])
            given &= np.isfinite(x) & np.isfinite(y)
        return x, y, given

    def _numbers(self, role: str) -> Floats:
        column = self._column(role)
        if column is not None and (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
            filled = pc.cast(column, pa.float64()).fill_null(float("nan"))
            return np.array(filled.to_numpy(zero_copy_only=False), np.float64)
        text = self._text(role)
        plain = pc.match_substring_regex(text, _NUMBER)
        if pc.all(plain).as_py():
            return np.array(pc.cast(text, pa.float64()).to_numpy(zero_copy_only=False), np.float64)
        numbers = pc.cast(pc.if_else(plain, text, pa.scalar(None, pa.string())), pa.float64())
        values = np.array(numbers.fill_null(float("nan")).to_numpy(zero_copy_only=False), np.float64)
        for row in np.flatnonzero(~plain.to_numpy(zero_copy_only=False)).tolist():
            cell = None if text is None else text[row].as_py()
            value = coordinates.parse(cell) if cell else None
            if value is not None:
                values[row] = value
            elif cell and cell.lower() not in ("null", "none", "nan", "na", "n/a", "-", "--"):
                self._unreadable[row] = cell
        return values

    def _points(self, geometry: pa.Array) -> tuple[Floats, Floats]:
        import shapely

        values = np.asarray(geometry.to_pylist(), object)
        read: Mapping[bool, Callable[..., Any]] = {True: shapely.from_wkb, False: shapely.from_wkt}
        binary = pa.types.is_binary(geometry.type) or pa.types.is_large_binary(geometry.type)
        shapes = read[binary](values, on_invalid="ignore")
        for row in np.flatnonzero(shapely.is_missing(shapes) & np.array([bool(value) for value in values])).tolist():
            self._unreadable[row] = str(values[row])[:60]
        points = np.where(shapely.get_type_id(shapes) == 0, shapes, shapely.point_on_surface(shapes))
        return shapely.get_x(points), shapely.get_y(points)
