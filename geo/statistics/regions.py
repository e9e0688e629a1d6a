"""Regions of the statistics: names, types and parents, by data set and code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.catalog.package import Catalog
from geo.catalog.things import split_values

# An area set whose figures use the codes of another one too: occupations are given for metropolitan areas.
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {"us_oews": ("us_cbsa",)}


@dataclass(frozen=True, slots=True)
class Region:
    """One region.

    Attributes
    ----------
    region_id : country and code, unique.
    kind : metro, micro, nonmetro, nuts2, itl2, land, prefecture, municipality or unknown.
    parent : id of the state, province or country it lies in (most of it), with its names.
    population : persons, of the table's own date; None where it is not given.
    members : counties or the region whose boundary it has.
    """

    region_id: str
    area_set: str
    code: str
    name_zh: str
    name_en: str
    kind: str
    parent: str
    parent_zh: str
    parent_en: str
    population: int | None
    members: tuple[str, ...]
    note_zh: str
    note_en: str

    def name(self, lang: str) -> str:
        """Return the name in `lang`; a proper name of the other language, or the code, where it has none."""
        return (self.name_zh if lang == "zh" else self.name_en) or self.name_en or self.name_zh or self.code

    def parent_name(self, lang: str) -> str:
        """Return the name of what the region lies in."""
        return self.parent_zh if lang == "zh" else self.parent_en

    def note(self, lang: str) -> str:
        """Return what must be known of the region's data, "" where there is nothing."""
        return self.note_zh if lang == "zh" else self.note_en


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
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            kind=row["type"],
            parent=row["parent"],
            parent_zh=row["parent_zh"],
            parent_en=row["parent_en"],
            population=row["population"],
            members=split_values(row["members"]),
            note_zh=row["note_zh"],
            note_en=row["note_en"],
        )
        for row in rows
    }
