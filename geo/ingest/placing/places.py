"""Places by name: joins administrative codes and names to boundaries, and tells where named features ought to be.

Boundaries come from the prepared store (Tianditu, CGCS2000 read as WGS 84); without them nothing is joined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

# Key of the store's file -> level, finest first.
LEVELS: Final = {"cn_districts": "county", "cn_prefectures": "prefecture", "cn_provinces": "province"}
_CODE_HEADER: Final = re.compile(
    r"adcode|行政区划代码|区划代码|行政代码|区划码|行政区代码|县代码|区县代码|市代码|省代码|gbcode|^(pac|code|代码|zoning|xzqdm|xzqhdm|unit_?id|编码)$",
    re.IGNORECASE,
)
_NAME_HEADER: Final = re.compile(
    r"^(省|市|县|区|区县|县区|城市|地市|地级市|省份|省市|地区|行政区|行政区划|行政区名称|区域|city|county|district|province|region|prefecture|name|名称|xzqmc|地名|所在地|所在市|所在区县)$|(省|市|县|区)名?称?$",
    re.IGNORECASE,
)
_SUFFIX: Final = re.compile(
    r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|自治县|地区|林区|特区|新区|矿区|省|市|县|区|盟|旗)$"
)
_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Unit:
    """One administrative unit: six-digit code, name, the names of its parents, level."""

    code: str
    name: str
    parents: tuple[str, ...]
    level: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Units and their polygons, with indexes by code and name."""

    units: tuple[Unit, ...]
    geometry: np.ndarray[Any, Any]
    by_code: dict[str, int]
    by_name: dict[str, list[int]]


@dataclass(slots=True)
class Match:
    """The result of a join: a geometry or None per row, and the rows it failed for."""

    columns: tuple[str, ...]
    geometry: np.ndarray[Any, Any]
    texts: list[str]
    missing: list[int] = field(default_factory=list)
    ambiguous: list[int] = field(default_factory=list)


def short(name: str) -> str:
    """Return a unit's name without its kind, if two characters remain.

    Examples
    --------
    >>> short("济南市"), short("黄山区"), short("朝阳区"), short("县")
    ('济南', '黄山', '朝阳', '县')
    """
    shortened = _SUFFIX.sub("", name)
    return shortened if len(shortened) >= 2 else name


@lru_cache(maxsize=2)
def _load(files: tuple[tuple[str, str], ...]) -> Gazetteer:
    import pyarrow.parquet as pq

    units: list[Unit] = []
    shapes: list[Any] = []
    for key, path in files:
        with pq.ParquetFile(path, pre_buffer=False) as file:  # starts no threads: the worker forks after this
            table = file.read(use_threads=False)
        rows = table.drop_columns(["geometry"]).to_pylist()
        shapes.extend(table.column("geometry").to_pylist())
        for row in rows:
            code = re.sub(r"\D", "", str(row.get("unit_id") or row.get("code") or ""))
            parents = tuple(str(row[name]) for name in ("province_zh", "prefecture_zh") if row.get(name))
            units.append(Unit(code, str(row["name_zh"]), parents, LEVELS[key]))
    by_name: dict[str, list[int]] = {}
    for position, unit in enumerate(units):
        for name in {unit.name, short(unit.name)}:
            by_name.setdefault(name, []).append(position)
    geometry = shapely.from_wkb(np.array(shapes, object))
    return Gazetteer(tuple(units), geometry, {unit.code: n for n, unit in enumerate(units)}, by_name)


def gazetteer(boundaries: dict[str, Path]) -> Gazetteer | None:
    """Return the units of the prepared boundaries, None if there are none."""
    files = tuple((key, str(boundaries[key])) for key in LEVELS if key in boundaries)
    return _load(files) if files else None


def code_of(text: Any) -> str:
    """Return the six-digit code a cell holds: of a unit (370102), of something in it (370102001001), "" if none.

    Examples
    --------
    >>> code_of(370102), code_of("370102001001"), code_of("37"), code_of("CN-370100"), code_of("济南")
    ('370102', '370102', '370000', '370100', '')
    """
    digits = re.sub(r"^CN-", "", str(text).strip())
    digits = re.sub(r"\.0$", "", digits)
    if not re.fullmatch(r"[1-9]\d{1,11}", digits) or len(digits) in (3, 5, 7, 8, 10, 11):
        return ""
    return digits[:6].ljust(6, "0")


def join(names: Sequence[str], columns: Sequence[Sequence[Any]], boundaries: dict[str, Path]) -> Match | None:
    """Place the rows of a table by a column of codes, else of names; None if no column has enough known ones."""
    found = gazetteer(boundaries)
    if found is None:
        return None
    for name, cells in zip(names, columns, strict=True):
        if _CODE_HEADER.search(name.strip()):
            positions = [found.by_code.get(code_of(cell)) for cell in cells]
            if sum(position is not None for position in positions) >= _SHARE * len(cells):
                match = Match((name,), np.full(len(cells), None, object), [str(cell) for cell in cells])
                _fill(match, positions, found)
                return match
    named = [p for p, name in enumerate(names) if _NAME_HEADER.search(name.strip())]
    best: Match | None = None
    for position in reversed(named):
        match = _by_name(position, [p for p in named if p != position], names, columns, found)
        placed = len(match.texts) - len(match.missing) - len(match.ambiguous)
        enough = placed + len(match.ambiguous) >= _SHARE * len(match.texts)
        if enough and (
            best is None or len(match.missing) + len(match.ambiguous) < len(best.missing) + len(best.ambiguous)
        ):
            best = match
    return best


def _fill(match: Match, positions: Sequence[int | None], found: Gazetteer) -> None:
    for row, position in enumerate(positions):
        if position is None:
            match.missing.append(row)
        else:
            match.geometry[row] = found.geometry[position]


def _by_name(
    column: int, context: Sequence[int], names: Sequence[str], columns: Sequence[Sequence[Any]], found: Gazetteer
) -> Match:
    cells = [str(cell).strip() for cell in columns[column]]
    match = Match((*(names[p] for p in context), names[column]), np.full(len(cells), None, object), cells)
    for row, text in enumerate(cells):
        around = "".join(str(columns[p][row]) for p in context)
        options = candidates(text, around, found)
        if len(options) == 1:
            match.geometry[row] = found.geometry[options[0]]
        elif options:
            match.ambiguous.append(row)
        else:
            match.missing.append(row)
    return match


def candidates(text: str, around: str, found: Gazetteer) -> list[int]:
    """Return the units a name can mean; `around` (other columns) and a longer text that names the parents narrow it."""
    options = found.by_name.get(text, [])
    context = around
    if not options:
        # 山东省济南市历下区: the unit is the longest name at the end, what stands before it are its parents.
        for start in range(1, max(1, len(text) - 1)):
            named = [p for p in found.by_name.get(text[start:], []) if _parents_in(found.units[p], text[:start])]
            if named:
                options, context = named, around + text[:start]
                break
    if len(options) > 1:
        options = [p for p in options if found.units[p].name == text] or options
        most = max(_parents_in(found.units[p], context) for p in options)
        options = [p for p in options if _parents_in(found.units[p], context) == most]
    if len(options) > 1 and len({found.units[p].name for p in options}) == 1:
        # A municipality is a province and a prefecture of one name and one area.
        levels = {found.units[p].level for p in options}
        if len(levels) == len(options) and levels <= {"province", "prefecture"}:
            options = options[:1]
    return options


def _parents_in(unit: Unit, text: str) -> int:
    """Return how many of a unit's parents a text names."""
    return sum(short(parent) in text for parent in unit.parents)


def expected_units(table: Any, found: Gazetteer, *, limit: int = 200) -> dict[int, int]:
    """Return row -> unit for rows whose code or full name means one unit; of the first `limit` rows."""
    result: dict[int, int] = {}
    head = table.head(limit)
    for name in head.columns:
        cells = head[name].tolist()
        for row, cell in enumerate(cells):
            if row in result or cell is None:
                continue
            if isinstance(cell, str) and len(cell) >= 3:
                options = [p for p in found.by_name.get(cell.strip(), []) if found.units[p].name == cell.strip()]
                if len(options) == 1:
                    result[row] = options[0]
            elif _CODE_HEADER.search(str(name)) and (code := code_of(cell)) in found.by_code:
                result[row] = found.by_code[code]
    return result
