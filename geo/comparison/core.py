"""The core table of chosen clusters, put together from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from geo.analysis.core import PLATFORM, REGION, CoreRow, CoreTable, core_rows, core_table, usable_figures
from geo.analysis.money import Macro, currency_of, in_dollars, macro_of
from geo.catalog import Catalog
from geo.catalog.errors import UnknownObjectError
from geo.model import Figure


def core_of(
    catalog: Catalog, cases: Sequence[str], *, without: Sequence[str] = (), until: int | None = None
) -> CoreTable:
    """Return the core table of `cases`, each a cluster that is no computing cluster, in their order.

    Parameters
    ----------
    without : regions among them that have no core figures, such as published layers.
    until : figures of later years are left out; None takes the latest.

    Raises
    ------
    UnknownObjectError
        for any other id.
    """
    known = subject_kinds(catalog) | dict.fromkeys(without, REGION)
    for case in cases:
        if case not in known:
            raise UnknownObjectError("cluster", case)
    rows, figures, macro, countries = _parts(catalog, catalog.digest)
    if until is not None:
        figures = {key: kept for key, found in figures.items() if (kept := _up_to(found, until))}
    kinds = {case: known[case] for case in cases}
    return core_table(rows, figures, kinds, countries=countries, macro=macro)


def _up_to(figures: tuple[Figure, ...], year: int) -> tuple[Figure, ...]:
    return tuple(figure for figure in figures if figure.year is not None and figure.year <= year)


def subject_kinds(catalog: Catalog) -> dict[str, str]:
    """Return the kind of every cluster that has core rows: `PLATFORM` or `REGION`."""
    clusters = catalog.table("clusters")
    clusters = clusters[clusters["kind"] != "computing"]
    return {
        cluster_id: PLATFORM if kind == PLATFORM else REGION
        for cluster_id, kind in zip(clusters["cluster_id"], clusters["kind"], strict=True)
    }


def common_figures(catalog: Catalog) -> dict[str, dict[str, Figure]]:
    """Return the core figures of all clusters that compare with each other: indicator_id -> cluster_id -> figure.

    Of every row the indicator most clusters have; money is in US dollars at the market rate of its year.
    """
    table = core_of(catalog, tuple(subject_kinds(catalog)))
    found: dict[str, dict[str, Figure]] = {}
    for row in table.rows:
        for subject in table.compared(row):
            cell = table.cells[row.core_id, subject]
            if not currency_of(cell.figure.unit):
                found.setdefault(cell.measure, {})[subject] = cell.figure
            elif cell.usd is not None:
                found.setdefault(cell.measure, {})[subject] = in_dollars(cell.figure, cell.usd)
    return found


@lru_cache(maxsize=2)
def _parts(
    catalog: Catalog, _digest: str
) -> tuple[tuple[CoreRow, ...], Mapping[tuple[str, str], tuple[Figure, ...]], Macro, Mapping[str, str]]:
    clusters = catalog.table("clusters")
    return (
        core_rows(catalog.table("core_indicators"), catalog.table("core_measures")),
        usable_figures(catalog.figures, subject_kinds(catalog)),
        macro_of(catalog.table("exchange_rates"), catalog.table("purchasing_power")),
        dict(zip(clusters["cluster_id"], clusters["country"], strict=True)),
    )
