"""Rows of the catalogue's tables: found by words across all tables, and read a page at a time."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.catalog.package import Catalog
from geo.catalog.spelling import normalised

if TYPE_CHECKING:
    import pandas as pd

MAX_QUERY: Final = 80  # characters; what follows is not looked at
PAGE_ROWS: Final = 25


def found_rows(catalog: Catalog, name: str, query: str) -> pd.DataFrame:
    """Return the rows of a table that hold every word of a query, in any column; all rows for an empty query.

    Letters match without regard to case, accents and width. Columns are compared as they stand in the file.

    Raises
    ------
    UnknownObjectError
        for a name that is no table.
    """
    table = catalog.table(name)
    wanted = _words(query)
    if not wanted:
        return table
    texts = _texts(catalog, name)
    return table[[all(word in text for word in wanted) for text in texts]]


def found_tables(catalog: Catalog, query: str) -> dict[str, int]:
    """Return how many rows of each table hold every word of a query, tables without any left out; {} for none asked."""
    wanted = _words(query)
    if not wanted:
        return {}
    counts = {
        resource.name: sum(all(word in text for word in wanted) for text in _texts(catalog, resource.name))
        for resource in catalog.resources
        if resource.is_table
    }
    return {name: count for name, count in counts.items() if count}


def page_of(catalog: Catalog, name: str, number: int, *, query: str = "") -> pd.DataFrame:
    """Return one page of PAGE_ROWS rows, the first being number 1; of a file of statistics, without a query.

    A page beyond the last is empty.
    """
    start = (number - 1) * PAGE_ROWS
    if catalog.resource(name).is_table:
        return found_rows(catalog, name, query).iloc[start : start + PAGE_ROWS]
    return _statistics(catalog, name, start)


def pages(rows: int) -> int:
    """Return how many pages a number of rows takes; an empty table has one.

    Examples
    --------
    >>> pages(0), pages(25), pages(26)
    (1, 1, 2)
    """
    return max(1, -(-rows // PAGE_ROWS))


def _statistics(catalog: Catalog, name: str, start: int) -> pd.DataFrame:
    from pyarrow import parquet

    resource = catalog.resource(name)
    shown = [field.name for field in resource.fields if field.type != "any"]
    table = parquet.read_table(catalog.data_dir / resource.path, columns=shown)
    found: pd.DataFrame = table.slice(start, PAGE_ROWS).to_pandas()
    return found


def _words(query: str) -> list[str]:
    return normalised(query[:MAX_QUERY]).split()


@lru_cache(maxsize=128)
def _texts(catalog: Catalog, name: str) -> tuple[str, ...]:
    """Return each row of a table as one normalised text."""
    table = catalog.table(name).astype(object)
    kept = table.where(table.notna(), "")
    return tuple(normalised(" ".join(map(str, row))) for row in kept.itertuples(index=False, name=None))
