"""Values of the workbench as JSON and files, and back: figures, classes and studies, with their tables as Parquet.

Only what this server has written itself is read back so: the database, or a project's file that it has signed.
Nothing is unpickled; a value is plain, a table, or a frozen record of the rooms named in `_RECORDS`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

Put = Callable[[bytes], str]
"""Takes a table's bytes and returns their digest."""
Find = Callable[[str], "Path"]
"""Returns where the file of a digest is."""
_KIND: Final = "~"
_RECORDS: Final = re.compile(r"geo\.(?:analysis|workbench|ingest|model)(?:\.[a-z_]+)+:[A-Z][A-Za-z]*")


def encode(value: Any, put: Put, names: Mapping[str, str] | None = None) -> Any:
    """Return a value as JSON; tables are handed to `put`.

    Parameters
    ----------
    names : ids that are valid in one session -> names that last; `decode` takes them the other way.

    Raises
    ------
    TypeError
        for a value that cannot be kept.
    """
    if isinstance(value, str):
        return {_KIND: "id", "of": names[value]} if names and value in names else value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, np.generic):
        return encode(value.item(), put, names)
    for kinds, encoded in _ENCODERS:
        if isinstance(value, kinds):
            return encoded(value, put, names or {})
    kind = f"{type(value).__module__}:{type(value).__qualname__}"
    if is_dataclass(value) and _RECORDS.fullmatch(kind):
        held = {one.name: encode(getattr(value, one.name), put, names) for one in fields(value) if one.init}
        return {_KIND: "record", "of": kind, "fields": held}
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _number(value: float, _put: Put, _names: Mapping[str, str]) -> Any:
    return value if math.isfinite(value) else {_KIND: "float", "of": str(value)}


def _date(value: dt.date, _put: Put, _names: Mapping[str, str]) -> Any:
    return {_KIND: type(value).__name__, "of": value.isoformat()}


def _map(value: Mapping[Any, Any], put: Put, names: Mapping[str, str]) -> Any:
    return {_KIND: "map", "of": [[encode(key, put, names), encode(one, put, names)] for key, one in value.items()]}


def _list(value: list[Any], put: Put, names: Mapping[str, str]) -> Any:
    return [encode(one, put, names) for one in value]


def _tuple(value: tuple[Any, ...], put: Put, names: Mapping[str, str]) -> Any:
    return {_KIND: "tuple", "of": [encode(one, put, names) for one in value]}


def _table(value: pd.DataFrame | pd.Series, put: Put, _names: Mapping[str, str]) -> Any:
    if isinstance(value, pd.Series):
        named = value.to_frame("value")
        return {_KIND: "series", "of": put(table_bytes(named)), "name": None if value.name is None else str(value.name)}
    return {_KIND: "geo" if hasattr(value, "to_crs") else "frame", "of": put(table_bytes(value))}


_ENCODERS: Final[tuple[tuple[Any, Callable[..., Any]], ...]] = (
    (float, _number),
    (pd.DataFrame | pd.Series, _table),
    (dt.date, _date),  # a time too
    (Mapping, _map),
    (list, _list),
    (tuple, _tuple),
)


def decode(value: Any, find: Find, names: Mapping[str, str] | None = None) -> Any:
    """Return what `encode` was given; `names` leads from names that last to ids of this session.

    Raises
    ------
    TypeError, ValueError, KeyError, AttributeError, ImportError, OSError
        for what was written by another version of the program, or is damaged.
    """
    if isinstance(value, list):
        return [decode(one, find, names) for one in value]
    if not isinstance(value, dict):
        return value
    kind, of = value[_KIND], value["of"]
    if kind in ("map", "tuple", "record"):
        return _nested(kind, of, value, find, names)
    if kind in ("frame", "series", "geo"):
        return _read_table(kind, find(of), value)
    return (names or {}).get(of, "") if kind == "id" else _PLAIN[kind](of)


_PLAIN: Final[dict[str, Callable[[str], Any]]] = {
    "float": float,
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "Timestamp": pd.Timestamp,
}


def _nested(kind: str, of: Any, told: Mapping[str, Any], find: Find, names: Mapping[str, str] | None) -> Any:
    if kind == "map":
        return {decode(key, find, names): decode(one, find, names) for key, one in of}
    if kind == "tuple":
        return tuple(decode(one, find, names) for one in of)
    return _record(of, {name: decode(one, find, names) for name, one in told["fields"].items()})


def _record(kind: str, held: Mapping[str, Any]) -> Any:
    if not _RECORDS.fullmatch(kind):
        raise ValueError(f"{kind!r} is no record of ours")
    module, name = kind.split(":")
    made = getattr(import_module(module), name)
    if not (isinstance(made, type) and is_dataclass(made)):
        raise ValueError(f"{kind!r} is no record of ours")
    return made(**held)


def table_bytes(table: pd.DataFrame) -> bytes:
    """Return a table with its index as Parquet, with geometry as GeoParquet; the same rows give the same bytes."""
    from pyarrow import ArrowException

    from geo.ingest.repair import tidy_table

    file = BytesIO()
    try:
        table.to_parquet(file, compression="zstd")
    except (ArrowException, TypeError, ValueError):  # columns of mixed values
        file = BytesIO()
        if hasattr(table, "to_crs"):
            import geopandas as gpd

            name = table.geometry.name
            tidy: pd.DataFrame = gpd.GeoDataFrame(tidy_table(table.drop(columns=name)), geometry=table.geometry)
        else:
            tidy = tidy_table(table)
        tidy.to_parquet(file, compression="zstd")
    return file.getvalue()


def _read_table(kind: str, path: Path, told: Mapping[str, Any]) -> Any:
    if kind == "geo":
        import geopandas as gpd

        return gpd.read_parquet(path)
    table = pd.read_parquet(path)
    return table["value"].rename(told["name"]) if kind == "series" else table
