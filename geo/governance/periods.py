"""Periods: the template for one period's values, and what an uploaded table of them holds: values, and all its faults.

A table is read whole: every cell that cannot be used is told with its line, and the others are kept ready. Cells come
from the confined worker as they stand in the file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog
from geo.governance.register import Value
from geo.governance.series import STATUS, Series, all_series, is_period
from geo.language import Translator
from geo.model import CellFault, Cluster, Indicator

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = ("cluster", "measure", "unit", "period", "value", "target", "source", "note")
NEEDED: Final = ("cluster", "measure", "period", "value", "source")
LONGEST: Final = 300  # characters of a source or a note
# Heading as people write it -> column; the template's own are added from the message catalogues.
HEADS: Final[Mapping[str, str]] = {
    "cluster": "cluster", "集群": "cluster", "cluster id": "cluster", "集群编号": "cluster",
    "measure": "measure", "indicator": "measure", "指标": "measure",
    "unit": "unit", "单位": "unit",
    "period": "period", "时期": "period", "期": "period", "年份": "period", "year": "period",
    "value": "value", "数值": "value", "值": "value",
    "target": "target", "是否目标": "target", "目标": "target",
    "source": "source", "来源": "source",
    "note": "note", "备注": "note",
}  # fmt: skip
_YES: Final = ("1", "yes", "y", "true", "是", "目标", "target")
_NO: Final = ("", "0", "no", "n", "false", "否", "结果", "outcome")
_SPACES: Final = re.compile("[\\s\u00a0\u2009\u202f,，]")
_PLAIN: Final = re.compile(r"[-+]?\d+(\.\d+)?(e[-+]?\d{1,2})?", re.IGNORECASE)
_MOST_LINES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Read:
    """What a table holds."""

    values: tuple[Value, ...]
    faults: tuple[CellFault, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The names a table may use, folded, and the unit of each measure."""

    clusters: Mapping[str, str]
    measures: Mapping[str, str]
    units: Mapping[str, tuple[str, tuple[str, ...]]]


def known(catalog: Catalog) -> Known:
    """Return the clusters and measures of a catalogue by id and by name in both languages."""
    clusters: dict[str, str] = {}
    for key, one in catalog.every(Cluster).items():
        for text in (key, one.name.zh, one.name.en, one.short.zh, one.short.en):
            if text:
                clusters.setdefault(_folded(text), key)
    measures: dict[str, str] = {}
    units: dict[str, tuple[str, tuple[str, ...]]] = {}
    for key, indicator in catalog.every(Indicator).items():
        units[key] = (indicator.unit, (indicator.unit_label.zh, indicator.unit_label.en))
        for text in (key, indicator.name.zh, indicator.name.en):
            measures.setdefault(_folded(text), key)
    for series in _status(catalog):
        units[series.measure] = (series.unit, (series.unit_name.zh, series.unit_name.en))
        for text in (series.measure, series.measure_name.zh, series.measure_name.en):
            measures.setdefault(_folded(text), series.measure)
    return Known(clusters, measures, units)


def _status(catalog: Catalog) -> list[Series]:
    every = all_series(catalog, low=True)
    return [one for one in every if one.is_cluster and all(point.origin == STATUS for point in one.points)]


def template(catalog: Catalog, t: Translator, *, clusters: Sequence[str], period: str) -> pd.DataFrame:
    """Return the template for a period: a line for each measure that is followed of each cluster, without values."""
    import pandas as pd

    followed = sorted(all_series(catalog), key=lambda one: one.key)
    rows = [
        [
            one.name.localised(t.language), one.measure_name.localised(t.language),
            one.unit_name.localised(t.language) or one.unit, period, "", "", "", "",
        ]
        for one in followed
        if one.is_cluster and (not clusters or one.subject in clusters)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[t(f"governance.head.{name}") for name in COLUMNS])


def read(rows: Sequence[Sequence[object]], names: Known, *, heads: Mapping[str, str] | None = None) -> Read:
    """Read the cells of a table; nothing is dropped without being told.

    A line without a value is one of the template nobody has filled in, and no fault.

    Parameters
    ----------
    rows : as they stand in the file, the headings among the first ten.
    heads : further headings, folded, by column.
    """
    wanted = {**{_folded(head): column for head, column in HEADS.items()}, **(heads or {})}
    top, places = _heads(rows, wanted)
    missing = [name for name in NEEDED if name not in places]
    if missing:
        return Read((), tuple(CellFault(top + 1, name, "", "no_column") for name in missing))
    values: list[Value] = []
    faults: list[CellFault] = []
    if len(rows) > _MOST_LINES:
        faults.append(CellFault(_MOST_LINES + 1, "cluster", str(len(rows)), "too_long"))
    seen: dict[tuple[str, str, str, bool], int] = {}
    for line, row in enumerate(rows[top + 1 : _MOST_LINES], start=top + 2):
        cells = {name: _text(row[at]) if at < len(row) else "" for name, at in places.items()}
        if not cells["value"]:
            continue
        found, wrong = _line(line, cells, names)
        if found is not None and found.key in seen:
            wrong.append(CellFault(line, "period", str(seen[found.key]), "twice"))
        if found is None or wrong:
            faults += wrong
            continue
        seen[found.key] = line
        values.append(found)
    return Read(tuple(values), tuple(faults))


def _heads(rows: Sequence[Sequence[object]], wanted: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """Return the line of the headings and the place of each column: of the first ten lines the one that has most."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, row in enumerate(rows[:10]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            column = wanted.get(_folded(_text(cell)))
            if column is not None:
                places.setdefault(column, place)
        if len(places) > len(best[1]):
            best = (at, places)
    return best


def _line(line: int, cells: Mapping[str, str], names: Known) -> tuple[Value | None, list[CellFault]]:
    wrong: list[CellFault] = []

    def tell(column: str, code: str) -> None:
        wrong.append(CellFault(line, column, cells.get(column, "")[:60], code))

    cluster = names.clusters.get(_folded(cells["cluster"]))
    measure = names.measures.get(_folded(cells["measure"]))
    if cluster is None:
        tell("cluster", "unknown_cluster")
    if measure is None:
        tell("measure", "unknown_measure")
    period = cells["period"].removesuffix("年").removesuffix(".0")
    if not is_period(period):
        tell("period", "period")
    amount = _number(cells["value"])
    if amount is None:
        tell("value", "number")
    flag = cells.get("target", "").casefold()
    if flag not in (*_YES, *_NO):
        tell("target", "flag")
    if not cells["source"]:
        tell("source", "no_source")
    for column in ("source", "note"):
        if len(cells.get(column, "")) > LONGEST:
            tell(column, "long")
    unit = ""
    if measure is not None:
        unit, labels = names.units[measure]
        given = _folded(cells.get("unit", ""))
        if given and given not in {_folded(unit), *map(_folded, labels)}:
            tell("unit", "unit")
        if amount is not None and unit.startswith("percent") and not 0 <= amount <= 100 and "growth" not in measure:
            tell("value", "percent")
    if wrong or cluster is None or measure is None or amount is None:
        return None, wrong
    return (
        Value(
            cluster, measure, period, amount, unit, cells["source"], cells.get("note", ""), is_target=flag in _YES,
        ),
        wrong,
    )  # fmt: skip


def _number(text: str) -> float | None:
    plain = _SPACES.sub("", text).removesuffix("%")
    if not _PLAIN.fullmatch(plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None


def _text(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip().lstrip("'")


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def faulty(found: Read, t: Translator) -> pd.DataFrame:
    """Return the faults of a table as a table of texts."""
    import pandas as pd

    rows = [
        [one.line, t(f"governance.head.{one.column}"), one.text, t(f"governance.fault.{one.code}", text=one.text)]
        for one in found.faults
    ]
    return pd.DataFrame(rows, columns=[t(f"governance.column.{name}") for name in ("line", "column", "cell", "wrong")])
