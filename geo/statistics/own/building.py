"""From cells to statistics: duplicates settled, totals told from parts, arrays of period by region by industry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geo.analysis.rating.cells import Floats
from geo.statistics.datasets import Dataset
from geo.statistics.own import codes, layout, sums
from geo.statistics.own.faults import SetAside
from geo.statistics.own.layout import Raw
from geo.statistics.own.places import NATION
from geo.statistics.panel import SIZES, Panel, hidden_cells

Tell = Callable[..., None]
_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Cell:
    """One usable cell; `step` is the last digit that is written, in the unit of the value."""

    raw: Raw
    region: str
    industry: str
    year: int
    measure: str
    value: float
    step: float

    @property
    def key(self) -> tuple[str, str, int, str]:
        """Return what the figure is of."""
        return self.region, self.industry, self.year, self.measure


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """The statistics, their industries without totals and parents, cells set aside on the way, and how many are in."""

    panel: Panel | None
    industries: tuple[str, ...]
    aside: tuple[SetAside, ...]
    used: int


def build(cells: Sequence[Cell], *, scheme: str, country: str, area_set: str, tell: Tell) -> Built:
    """Put cells into arrays.

    Parameters
    ----------
    tell : takes the code of a fault, what it is about (one text each), and a hint.
    """
    aside: list[SetAside] = []
    kept = _unique(cells, aside, tell)
    if not kept:
        return Built(None, (), tuple(aside), 0)
    kept = _with_reference(kept, aside, tell)
    regions = tuple(sorted({cell.region for cell in kept}))
    listed = tuple(sorted({cell.industry for cell in kept} - {_TOTAL}))
    years = tuple(sorted({cell.year for cell in kept}))
    arrays = _arrays(kept, regions, (*listed, _TOTAL), years)
    size = next((name for name in SIZES if name in arrays), "")
    if not size:  # pay a person says nothing of how large an industry is
        tell("no_size", [cell.raw.heading for cell in kept])
        return Built(None, (), tuple(aside), 0)
    tables = {name: values[:, :, :-1] for name, values in arrays.items()}
    stated = {name: values[:, :, -1] for name, values in arrays.items()}
    if np.isfinite(stated[size]).any():
        tell("total_used", [""] * int(np.isfinite(stated[size]).sum()))
    whole, inner, top = _parents(tables[size], listed, scheme, tell)
    if not np.isfinite(stated[size]).any():
        at = sums.total_among(tables[size][:, :, top].reshape(-1, len(top)), axis=1)
        if at >= 0:
            total = top[at]
            tell("total_by_sums", [_named(kept, listed[total])])
            stated = {name: values[:, :, total] for name, values in tables.items()}
            whole.add(listed[total])
            top = [column for column in top if column != total]
    nation = NATION if NATION in regions else ""
    if not nation and len(regions) > 3:
        flat = tables[size][:, :, inner].transpose(0, 2, 1).reshape(-1, len(regions))
        at = sums.total_among(flat, axis=1)
        if at >= 0:
            nation = regions[at]
            tell("nation_by_sums", [_region_text(kept, nation)])
    totals = {name: _totals(values[:, :, top], stated[name]) for name, values in tables.items()}
    _tell_of_excess(tables[size][:, :, top], stated[size], regions, kept, tell)
    columns = [at for at, code in enumerate(listed) if code not in whole]
    aside += [
        SetAside(cell.raw.row, cell.raw.heading, layout.text_of(cell.raw.cell), "parent_by_sums")
        for cell in kept
        if cell.industry in whole
    ]
    steps = [cell.step for cell in kept if cell.measure == size]
    data = Dataset(
        key="own",
        country=country,
        area_set=area_set,
        scheme=scheme,
        region="",
        industry="",
        year="",
        period=0,
        total="",
        measures={},
        groupings=("own",),
        parts=True,
        rounded_to=min(steps, default=1.0),
        nation=nation,
    )
    industries = tuple(listed[at] for at in columns)
    if not industries:
        return Built(None, (), tuple(aside), 0)
    panel = Panel(data, regions, industries, years, {n: v[:, :, columns] for n, v in tables.items()}, totals)
    panel = replace(panel, hidden=hidden_cells(panel))
    return Built(panel, industries, tuple(aside), len(kept) - sum(cell.industry in whole for cell in kept))


def _with_reference(cells: list[Cell], aside: list[SetAside], tell: Tell) -> list[Cell]:
    """Return the cells without those of the whole country where these are totals alone.

    Such a line is no reference: shares of industries in it are unknown, and no region could have a quotient.
    """
    of_nation = [cell for cell in cells if cell.region == NATION]
    rest = [cell for cell in cells if cell.region != NATION]
    has_industries = any(cell.industry != _TOTAL for cell in rest)
    if not of_nation or not has_industries or any(cell.industry != _TOTAL for cell in of_nation):
        return cells
    tell("nation_total_only", [cell.raw.region or cell.raw.region_code for cell in of_nation])
    aside += [
        SetAside(cell.raw.row, cell.raw.heading, layout.text_of(cell.raw.cell), "nation_total_only")
        for cell in of_nation
    ]
    return rest


def _unique(cells: Sequence[Cell], aside: list[SetAside], tell: Tell) -> list[Cell]:
    """Return one cell for each figure; of different ones for the same figure none is used."""
    groups: dict[tuple[str, str, int, str], list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.key, []).append(cell)
    kept: list[Cell] = []
    same: list[str] = []
    conflicts: list[str] = []
    for group in groups.values():
        if len({cell.value for cell in group}) == 1:
            kept.append(group[0])
            rest, code, said = group[1:], "duplicate_same", same
        else:
            rest, code, said = group, "duplicate_conflict", conflicts
        for cell in rest:
            said.append(f"{cell.raw.region or cell.raw.region_code} {cell.raw.industry_code or cell.raw.industry}")
            aside.append(SetAside(cell.raw.row, cell.raw.heading, layout.text_of(cell.raw.cell), code))
    tell("duplicate_same", same)
    tell("duplicate_conflict", conflicts)
    return kept


def _arrays(
    cells: Sequence[Cell], regions: Sequence[str], industries: Sequence[str], years: Sequence[int]
) -> dict[str, Floats]:
    at = {code: place for place, code in enumerate(regions)}
    of = {code: place for place, code in enumerate(industries)}
    when = {year: place for place, year in enumerate(years)}
    found: dict[str, Floats] = {}
    for cell in cells:
        values = found.setdefault(cell.measure, np.full((len(years), len(regions), len(industries)), np.nan))
        values[when[cell.year], at[cell.region], of[cell.industry]] = cell.value
    return found


def _parents(values: Floats, listed: tuple[str, ...], scheme: str, tell: Tell) -> tuple[set[str], list[int], list[int]]:
    """Return industries that others are parts of, the columns of the parts, and those no other one contains."""
    found = codes.parents(listed, scheme)
    at = {code: place for place, code in enumerate(listed)}
    confirmed: list[str] = []
    incomplete: list[str] = []
    for code, parts in found.items():
        flat = values[:, :, [at[part] for part in parts]].reshape(-1, len(parts))
        equal, share = sums.is_sum(values[:, :, at[code]].ravel(), flat)
        if equal:
            confirmed.append(code)
        else:
            incomplete.append(f"{code}" + (f" ({share * 100:.0f}%)" if np.isfinite(share) else ""))
    tell("parent_by_sums", confirmed)
    tell("parent_incomplete", incomplete)
    contained = {part for parts in found.values() for part in parts}
    inner = [place for code, place in at.items() if code not in found]
    top = [place for code, place in at.items() if code not in contained]
    return set(found), inner, top


def _totals(parts: Floats, stated: Floats) -> Floats:
    """Return region totals: as stated, else the sum of the known parts; NaN where neither is known."""
    summed = np.where(np.isfinite(parts).any(axis=2), np.nansum(parts, axis=2), np.nan)
    return np.where(np.isfinite(stated), stated, summed)


def _tell_of_excess(parts: Floats, stated: Floats, regions: Sequence[str], cells: Sequence[Cell], tell: Tell) -> None:
    with np.errstate(invalid="ignore"):
        over = np.isfinite(stated) & (np.nansum(parts, axis=2) > stated * (1 + sums.TOLERANCE))
    tell("parts_exceed", [_region_text(cells, regions[place]) for _, place in np.argwhere(over).tolist()])


def _named(cells: Sequence[Cell], industry: str) -> str:
    raw = next(cell.raw for cell in cells if cell.industry == industry)
    return raw.industry or raw.industry_code


def _region_text(cells: Sequence[Cell], region: str) -> str:
    raw = next(cell.raw for cell in cells if cell.region == region)
    return raw.region or raw.region_code
