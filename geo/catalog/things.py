"""Reads tables into the types of geo.model: a column a field, `<field>_zh` and `<field>_en` a text, ids a tuple."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_type_hints

from geo import model
from geo.model import Case, Event, Figure, Source, Sourced, Text

if TYPE_CHECKING:
    import pandas as pd

MULTI_VALUE: Final = ";"  # joins several ids in one cell
Thing = TypeVar("Thing", bound=Sourced | Source)

TABLES: Final = MappingProxyType[type, tuple[str, str]](
    {
        Source: ("sources", "source_id"),
        model.Unit: ("admin_units", "unit_id"),
        model.Cluster: ("clusters", "cluster_id"),
        model.Organisation: ("organisations", "organisation_id"),
        model.Tie: ("network_edges", "edge_id"),
        model.Hub: ("hubs", "hub_id"),
        model.ComputingCluster: ("computing_clusters", "computing_id"),
        model.StartArea: ("start_areas", "start_area_id"),
        model.Park: ("parks", "park_id"),
        model.DemandRegion: ("demand_regions", "region_id"),
        model.Locality: ("places", "place_id"),
        model.Link: ("links", "link_id"),
        model.Case: ("cases", "case_id"),
        model.Indicator: ("indicator_definitions", "indicator_id"),
        model.PlatformItem: ("platform_layers", "layer_row_id"),
    }
)
"""Type -> its table and the column of its id."""


def read(table: pd.DataFrame, kind: type[Thing]) -> tuple[Thing, ...]:
    """Return the rows of a typed table as things of one kind, in their order.

    A column that the table has not, as packages of earlier versions may, leaves its field at its default.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {"source_id": ["a"], "title_zh": ["复函"], "title_en": ["Reply"], "publisher_zh": [""],
    ...         "publisher_en": [""], "date": ["2022"], "url": [""], "licence": [""]}
    >>> read(pd.DataFrame(rows), Source)[0].title.localised("en")
    'Reply'
    """
    hints = get_type_hints(kind)
    columns: dict[str, Iterable[Any]] = {}
    for field in dataclasses.fields(kind):
        hint, name = hints[field.name], field.name
        if hint is Text and {f"{name}_zh", f"{name}_en"} & set(table.columns):
            pair = (table.get(f"{name}_{language}") for language in ("zh", "en"))
            columns[name] = map(Text, *([""] * len(table) if words is None else words.tolist() for words in pair))
        elif hint is not Text and name in table.columns:
            columns[name] = map(_CELLS[hint], table[name].tolist())
    names = tuple(columns)
    return tuple(kind(**dict(zip(names, cells, strict=True))) for cells in zip(*columns.values(), strict=True))


def figures(table: pd.DataFrame) -> tuple[Figure, ...]:
    """Return the figures of a table such as `indicators`, in their order; a row without a number is none."""
    return tuple(figure for row in table.to_dict("records") if (figure := _figure(row)) is not None)


def _figure(row: Mapping[Any, Any]) -> Figure | None:
    low, high = _number(row["value_low"]), _number(row["value_high"])
    bounds = [number for number in (low, high) if number is not None]
    if not bounds:
        return None
    return Figure(
        subject_id=row["subject_id"],
        subject_kind=row["subject_kind"],
        indicator_id=row["indicator_id"],
        low=bounds[0],
        high=bounds[-1],
        text=row["value_text"],
        unit=row["unit"],
        unit_name=Text.of(row, "unit_label"),
        qualifier=row["qualifier"],
        scope=row["scope"],
        note=Text.of(row, "note"),
        is_claim=_number(row["is_claim"]) == 1,
        is_preferred=_number(row["preferred"]) == 1,
        scope_note=Text.of(row, "scope_note"),
        period=row.get("period", ""),
        series=row.get("series", ""),
        is_superseded=_number(row.get("superseded", 0)) == 1,
        source_ids=row["source_ids"],
        as_of=row["as_of"],
        confidence=row["confidence"],
    )


def events(table: pd.DataFrame, cases: Iterable[Case]) -> tuple[Event, ...]:
    """Return the events of the table `timeline` by year; what has no year is left out.

    Clusters without a case study have events too: their `case_id` is the cluster itself.
    """
    cluster_of = {case.case_id: case.cluster_id for case in cases}
    found = [
        Event(
            event_id=row["event_id"],
            cluster_id=cluster_of.get(row["case_id"], row["case_id"]),
            year=year,
            kind=row["kind"],
            text=Text.of(row, "event"),
            source_ids=row["source_ids"],
            as_of=row["as_of"],
            confidence=row["confidence"],
        )
        for row in table.to_dict("records")
        if (year := _whole(row["year"])) is not None
    ]
    return tuple(sorted(found, key=lambda event: (event.year, event.event_id)))


def split_values(cell: str) -> tuple[str, ...]:
    """Split a cell that may hold several ids.

    Examples
    --------
    >>> split_values("a;b; c")
    ('a', 'b', 'c')
    """
    return tuple(part.strip() for part in cell.split(MULTI_VALUE) if part.strip())


def _number(cell: Any) -> float | None:
    """Return a typed cell as a number; None for NaN, NA and what is no number at all."""
    return float(cell) if isinstance(cell, int | float) and not math.isnan(cell) else None


def _whole(cell: Any) -> int | None:
    number = _number(cell)
    return None if number is None else int(number)


_CELLS: Final[dict[Any, Callable[[Any], Any]]] = {
    str: str,
    int: int,
    float: float,
    int | None: _whole,
    float | None: _number,
    tuple[str, ...]: split_values,
}
