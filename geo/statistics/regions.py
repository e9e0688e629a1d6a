"""Regions of the statistics: names, types and parents, by data set and code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.catalog.package import Catalog
from geo.catalog.things import split_values
from geo.model.text import NO_TEXT, Text

# An area set whose figures use the codes of another one too: occupations are given for metropolitan areas.
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {"us_oews": ("us_cbsa",)}


@dataclass(frozen=True, slots=True)
class Region:
    """One region.

    Attributes
    ----------
    region_id : country and code, unique.
    name : that it has none, and the code, where there is none: a number alone in a sentence is taken for a figure.
    kind : metro, micro, nonmetro, nuts2, itl2, land, prefecture, municipality or unknown.
    parent, parent_name : id and name of the state, province or country it lies in (most of it).
    population : persons, of the table's own date; None where it is not given.
    members : counties or the region whose boundary it has.
    note : what must be known of its data.
    """

    region_id: str
    area_set: str
    code: str
    name: Text
    kind: str
    parent: str = ""
    parent_name: Text = NO_TEXT
    population: int | None = None
    members: tuple[str, ...] = ()
    note: Text = NO_TEXT


def regions(catalog: Catalog) -> Mapping[str, Region]:
    """Return all regions by region_id."""
    resource = catalog.resource("regions")
    return _read(catalog.data_dir / resource.path, resource.sha256)


def regions_of(catalog: Catalog, area_set: str) -> dict[str, Region]:
    """Return the regions of an area set by their codes."""
    sets = (area_set, *_ALSO.get(area_set, ()))
    found = {}
    for one in regions(catalog).values():
        if one.area_set in sets:
            found[one.code] = one
    return found


@lru_cache(maxsize=2)
def _read(path: Path, _sha256: str) -> Mapping[str, Region]:
    from pyarrow import parquet

    rows = parquet.read_table(path).to_pylist()
    return {
        row["region_id"]: Region(
            region_id=row["region_id"],
            area_set=row["area_set"],
            code=row["code"],
            name=Text.of(row, "name") or Text(f"代码{row['code']}（无名称）", f"Code {row['code']} (no name)"),
            kind=row["type"],
            parent=row["parent"],
            parent_name=Text.of(row, "parent"),
            population=row["population"],
            members=split_values(row["members"]),
            note=Text.of(row, "note"),
        )
        for row in rows
    }
