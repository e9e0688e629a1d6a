"""The core table in words: a line per row, a cell per cluster, with what draws its bar and its trend."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from geo.analysis.core import Cell, CoreRow, CoreTable
from geo.analysis.money import in_dollars
from geo.comparison.values import value_text
from geo.language import Translator
from geo.model import Figure, Indicator, Text

_RANK = "rank"
_INTERNATIONAL = {True: Text("十亿国际元", "bn international dollars"), False: Text("国际元", "international dollars")}


@dataclass(frozen=True, slots=True)
class CoreCell:
    """One cell as it is read.

    Attributes
    ----------
    text : the figure; "" where the cell is empty.
    year : the year it stands for.
    remarks : what it is of, where it is not the row's common measure or not the cluster as defined; money in dollars;
        the share or intensity beside it.
    share : length of its bar, 0 to 1 of the longest of the row; None where lengths would not compare.
    trend : its years as heights, 0 to 1, oldest first; () without a trend.
    span : first and last year of the trend; "" without one.
    source_ids : as in the catalogue.
    is_other_area : whether it is of a wider or narrower area than the cluster.
    applies : whether the row asks anything of this cluster.
    dollars : money of another currency in dollars at the market rate; else "".
    is_marked : whether it is to be compared with care: of another area, another measure, or worked out.
    """

    text: str = ""
    year: str = ""
    remarks: tuple[str, ...] = ()
    share: float | None = None
    trend: tuple[float, ...] = ()
    span: str = ""
    source_ids: str = ""
    is_other_area: bool = False
    applies: bool = True
    dollars: str = ""
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class CoreLine:
    """One row as it is read; cells in the order of the clusters."""

    core_id: str
    name: str
    cells: tuple[CoreCell, ...]
    kind: str = ""

    @property
    def is_full(self) -> bool:
        """Tell whether no cell that applies is empty."""
        return all(cell.text or not cell.applies for cell in self.cells)


Wording = Callable[[Figure, Translator], str]


def core_lines(
    table: CoreTable, indicators: Mapping[str, Indicator], t: Translator, *, text: Wording = value_text
) -> tuple[CoreLine, ...]:
    """Word a core table.

    Parameters
    ----------
    indicators : by id; they name what fills a cell.
    text : how a figure is said: in full, or rounded for a slide.
    """
    return tuple(_line(table, row, indicators, t, text) for row in table.rows)


def _line(
    table: CoreTable, row: CoreRow, indicators: Mapping[str, Indicator], t: Translator, text: Wording
) -> CoreLine:
    alike = table.compared(row)
    cells = {subject: table.cell(row.core_id, subject) for subject in table.kinds}
    measured = {cell.measure for cell in cells.values() if cell is not None}
    longest = max((_common(cell) for subject, cell in cells.items() if cell and subject in alike), default=0.0)
    made = []
    for subject, cell in cells.items():
        if cell is None:
            made.append(CoreCell(applies=table.applies(row, subject)))
            continue
        drawn = subject in alike and len(alike) > 1 and longest > 0 and cell.figure.unit != _RANK
        named = indicators[cell.measure].name.localised(t.language) if len(measured) > 1 else ""
        made.append(_cell(cell, t, named=named, share=_common(cell) / longest if drawn else None, text=text))
    return CoreLine(row.core_id, row.name(t.language), tuple(made), row.kind)


def _cell(cell: Cell, t: Translator, *, named: str, share: float | None, text: Wording) -> CoreCell:
    remarks = [named, area_text(cell, t), _dollars(cell, t), _beside(cell, t)]
    heights = [point.value for point in cell.trend]
    top = max(heights, default=0.0)
    return CoreCell(
        text=text(cell.figure, t),
        year=cell.figure.as_of[:4],
        remarks=tuple(filter(None, remarks)),
        share=share,
        trend=tuple(value / top for value in heights) if top > 0 and cell.figure.unit != _RANK else (),
        span=f"{cell.trend[0].year}–{cell.trend[-1].year}" if cell.trend and cell.figure.unit != _RANK else "",
        source_ids=cell.figure.source_ids,
        is_other_area=cell.scope != "same",
        dollars=text(in_dollars(cell.figure, cell.usd), t)
        if cell.usd is not None and not cell.figure.unit.endswith("USD")
        else "",
        is_marked=cell.scope != "same" or cell.figure.computed or bool(named),
    )


def _common(cell: Cell) -> float:
    return cell.figure.middle if cell.usd is None else cell.usd


def area_text(cell: Cell, t: Translator) -> str:
    """Return what area a cell is of, where that is not the cluster as defined; "" where it is."""
    if cell.scope == "same":
        return ""
    area = cell.figure.scope_note.localised(t.language)
    scope = t(f"compare.scope.{cell.scope}")
    return t("compare.core.area", scope=scope, area=area) if area else scope


def _dollars(cell: Cell, t: Translator) -> str:
    """Return money in dollars at the market rate and, where a parity is known, in purchasing power."""
    if cell.usd is None:
        return ""
    at_rate = in_dollars(cell.figure, cell.usd)
    parts = [] if cell.figure.unit.endswith("USD") else [t("compare.core.usd", value=value_text(at_rate, t))]
    if cell.intl_usd is not None and not cell.figure.unit.endswith("USD"):
        parity = dataclasses.replace(
            in_dollars(cell.figure, cell.intl_usd), unit_name=_INTERNATIONAL[at_rate.unit.startswith("bn ")]
        )
        parts.append(t("compare.core.ppp", value=value_text(parity, t)))
    return t("compare.comma").join(parts)


def _beside(cell: Cell, t: Translator) -> str:
    if cell.companion is None:
        return ""
    return t("compare.value.year", value=value_text(cell.companion, t), year=cell.companion.as_of[:4])
