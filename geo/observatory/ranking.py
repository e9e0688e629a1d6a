"""Ranked regions: one figure a region with its rank, its interval, and what stands behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from geo.analysis.rating.cells import Cells, Floats
from geo.analysis.rating.composite import Mean, Scale, composite
from geo.analysis.rating.drawn import drawn_ranks, has_uncertainty
from geo.analysis.rating.quotient import quotient_range
from geo.analysis.rating.ranks import Turn, rank_intervals, ranks_of, what_turns
from geo.analysis.rating.registry import rate
from geo.catalog import Catalog
from geo.language import LANGUAGES
from geo.observatory.choice import Choice, choose
from geo.observatory.findings import STAR_METHODS
from geo.observatory.state import COMPOSITES, OWN_PLACE, ObservatoryState
from geo.statistics.cities import AREA_SET, MEASURES, Cities, cities
from geo.statistics.own.table import Own
from geo.statistics.regions import Region, regions_of

if TYPE_CHECKING:
    import pandas as pd

_SIZE_UNIT: Final = {"jobs": "jobs", "value_added": "gbp_m"}
DRAWS: Final = 2_000  # enough for the ends of a 90 % interval to within a place
_DIGITS: Final = {"shift_share": 0, "diversification": 3, "eu_stars_focus": 0, "eu_stars_productivity": 0}


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The regions of a state, best first; those without a figure at the end.

    Attributes
    ----------
    rows : region_id, code, name_zh, name_en, parent, parent_zh, parent_en, kind, value, rank, low, high, jobs,
        establishments, lq, share_pct, coverage, sign; value NaN = unknown. low and high bound the value (quotients) or
        the rank (composite); rank_low and rank_high, of industries, hold 90 % of the places when rounding, standard
        errors and unpublished cells are drawn; a region without a value may have them. sign: stars, or 1
        for a strong cluster.
    of : what the value is: a method, a measure of cities, or `composite`.
    unit : key of its unit, "" for a plain number.
    digits : decimals shown.
    year, years : shown, and those there are.
    area_set : whose areas the map draws.
    turn : the change of a weight that would put the second region first; None where there is none.
    uncertain : amounts and the column of the industry that `bounded` draws; None where it has nothing to draw.
    """

    rows: pd.DataFrame
    of: str
    unit: str
    digits: int
    year: int
    years: tuple[int, ...]
    area_set: str
    choice: Choice | None = None
    turn: Turn | None = None
    uncertain: tuple[Cells, int] | None = None


def ranking(catalog: Catalog, state: ObservatoryState, own: Own | None = None) -> Ranking:
    """Rank the regions of a state, with the places their uncertain amounts leave; `own` is the table of OWN_PLACE."""
    return bounded(quick_ranking(catalog, state, own))


def quick_ranking(catalog: Catalog, state: ObservatoryState, own: Own | None = None) -> Ranking:
    """Rank the regions of a state, all that a map needs; rank_low and rank_high of industries come with `bounded`."""
    if state.country == "CN":
        return _cities(catalog, state)
    return _industries(catalog, state, choose(catalog, state, own if state.country == OWN_PLACE else None))


def bounded(found: Ranking) -> Ranking:
    """Return a ranking with rank_low and rank_high, where its amounts are uncertain and can be drawn."""
    if found.uncertain is None:
        return found
    cells, column = found.uncertain
    at = {code: row for row, code in enumerate(cells.regions)}
    rows = [at[code] for code in found.rows["code"]]
    score, shown_here = np.full(len(cells.regions), np.nan), np.zeros(len(cells.regions), dtype=bool)
    score[rows], shown_here[rows] = found.rows["value"], True
    places = drawn_ranks(cells, column, shown_here, method=found.of, score=score)
    shown = found.rows.assign(rank_low=places.low[rows], rank_high=places.high[rows])
    return replace(found, rows=shown, uncertain=None)


def _cities(catalog: Catalog, state: ObservatoryState) -> Ranking:
    found = cities(catalog)
    year = state.year if state.year in found.years else found.years[-1]
    known = regions_of(catalog, AREA_SET)
    frame = _frame([known[code] for code in found.codes])
    turn: Turn | None = None
    if state.measure in COMPOSITES:
        value, low, high, turn = _composite(found, year, state)
        unit, digits = ("", 2) if state.scale == "z" else ("points", 1)
    else:
        measure = MEASURES[state.measure]
        value, unit, digits = found.values(state.measure, year), measure.unit, measure.digits
        low = high = np.full(len(value), np.nan)
    frame = frame.assign(value=value, low=low, high=high, rank_all=ranks_of(value), sign=0.0)
    for name in ("jobs", "establishments", "lq", "share_pct", "coverage"):
        frame[name] = np.nan
    frame["jobs"] = found.values("population", year) * 1e6  # the size of a city in charts
    shown = _ranked(_filtered(frame, state))
    return Ranking(shown, state.measure, unit, digits, year, found.years, AREA_SET, turn=turn)


def _composite(found: Cities, year: int, state: ObservatoryState) -> tuple[Floats, Floats, Floats, Turn | None]:
    parts = COMPOSITES[state.measure]
    nothing = np.full(len(found.codes), np.nan)
    values = np.column_stack([found.values(key, year) if key else nothing for key in parts.values()])
    made = composite(
        values,
        state.weights_of(state.measure),
        names=tuple(parts),
        scale=cast("Scale", state.scale),
        mean=cast("Mean", state.mean),
    )
    drawn = rank_intervals(made.parts, made.weights, draws=DRAWS)
    best = np.argsort(-np.where(np.isfinite(made.score), made.score, -np.inf))[:2]
    used = made.weights > 0
    turn = what_turns(made.parts[best[0], used], made.parts[best[1], used], made.weights[used])
    if turn is not None:
        turn = replace(turn, indicator=int(np.flatnonzero(used)[turn.indicator]))
    return made.score, drawn.low, drawn.high, turn


def _industries(catalog: Catalog, state: ObservatoryState, choice: Choice) -> Ranking:
    panel = choice.panel
    earlier = panel.periods[0] if choice.method == "shift_share" else None
    year = choice.year
    if earlier is not None and earlier == year:
        year = panel.periods[-1]
    known = choice.regions
    cells = panel.cells(year, earlier=earlier)
    rating = rate(cells, method=choice.method)
    column = cells.industries.index(choice.industry.code)
    low, high = _bounds(choice, cells, column)
    quotients = cells.quotients[:, column]
    if choice.method not in ("lq", "us_strong"):
        low = high = np.full(len(cells.regions), np.nan)
    flags = rating.flags.get("strong")
    sign = rating.score[:, column] if choice.method in STAR_METHODS else np.zeros(len(cells.regions))
    if flags is not None:
        sign = flags[:, column].astype(np.float64)
    units = cells.establishments
    frame = _frame([known[code] for code in cells.regions]).assign(
        value=rating.score[:, column],
        low=low,
        high=high,
        jobs=cells.jobs[:, column],
        establishments=np.nan if units is None else units[:, column],
        lq=quotients,
        share_pct=cells.jobs[:, column] / cells.totals * 100,
        coverage=cells.coverage * 100,
        total=cells.totals,
        sign=sign,
    )
    frame["rank_all"] = ranks_of(frame["value"].to_numpy(dtype=np.float64))
    shown = _ranked(_filtered(frame.assign(rank_low=np.nan, rank_high=np.nan), state))
    area_set = {"us_oews": "us_cbsa", "uk_itl2": "uk_nuts2"}.get(panel.dataset.area_set, panel.dataset.area_set)
    if panel.dataset.area_set == "uk_itl2":  # drawn with the boundary of 2013 where it is the same region
        members = {code: region.members[0] if region.members else "" for code, region in known.items()}
        shown["area_id"] = [members.get(code, "") for code in shown["code"]]
    digits = _DIGITS.get(choice.method, 2)
    unit = _SIZE_UNIT.get(panel.size, "") if choice.method == "shift_share" else ""
    if choice.is_own and unit == "gbp_m":
        unit = ""  # whatever currency the table is in
    uncertain = (cells, column) if has_uncertainty(cells) else None
    return Ranking(shown, choice.method, unit, digits, year, panel.periods, area_set, choice, uncertain=uncertain)


def _bounds(choice: Choice, cells: Cells, column: int) -> tuple[Floats, Floats]:
    """Return the range that rounding (and, for occupations, the standard error) leaves each quotient."""
    rounded = choice.panel.dataset.rounded_to
    found = quotient_range(
        cells.jobs[:, column],
        cells.totals,
        cells.country[0][column],
        cells.country[1],
        rounded_to=rounded,
        rse_pct=0.0 if cells.rse_pct is None else cells.rse_pct[:, column],
    )
    return found.low, found.high


def _frame(found: list[Region]) -> pd.DataFrame:
    import pandas as pd

    columns = ("region_id", "code", "parent", "kind", "population")
    frame = pd.DataFrame({name: [getattr(one, name) for one in found] for name in columns})
    for lang in LANGUAGES:
        frame[f"name_{lang}"] = [one.name.localised(lang) for one in found]
        frame[f"parent_{lang}"] = [one.parent_name.localised(lang) for one in found]
    frame["area_id"] = frame["region_id"]
    return frame


def _filtered(frame: pd.DataFrame, state: ObservatoryState) -> pd.DataFrame:
    if state.parent:
        frame = frame[frame["parent"] == state.parent]
    if state.country == "US" and state.kind != "all":
        frame = frame[frame["kind"] == state.kind]
    if state.size and "total" in frame.columns:
        frame = frame[frame["total"] >= state.size]
    return frame


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.assign(rank=ranks_of(frame["value"].to_numpy(dtype=np.float64)))
    return frame.sort_values(["rank", "jobs"], ascending=[True, False], na_position="last").reset_index(drop=True)
