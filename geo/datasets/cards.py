"""Cards: what the map says of one firm, of the firms in a cell, and of a dataset as a whole, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from geo.analysis.choropleth import SEQUENTIAL
from geo.datasets.errors import UnknownDatasetError
from geo.datasets.filters import DatasetFilters
from geo.datasets.place_names import name_of_key
from geo.language import LANGUAGES, translator
from geo.settings import Settings
from geo.tiles.grid import GRID_ZOOM

if TYPE_CHECKING:
    from geo.datasets.selection import Deadline
    from geo.datasets.store import Cut, Opened

FIRMS_LISTED: Final = 30
_Term = Literal["kind", "segment", "model", "confidence", "precision"]
_Place = Literal["region", "place", "cluster"]
_FIRST_TERMS: Final[tuple[_Term, ...]] = ("kind", "segment")
_LAST_TERMS: Final[tuple[_Term, ...]] = ("model", "confidence", "precision")
_PLACES: Final[tuple[_Place, ...]] = ("region", "place", "cluster")
WORDS: Final = ("per_cell", "per_km2", "firms", "more", "close", "none")
_COLOURS: Final = tuple(SEQUENTIAL[place] for place in (1, 2, 3, 5, 6))


def firm_card(opened: Opened, row: int, language: str, *, config: Settings) -> dict[str, Any]:
    """Return a firm as a title and named values, and its place in degrees; the row is known to exist."""
    t = translator(language)
    kept = opened.cutter.firm(row)
    values: list[tuple[str, str]] = [("id", kept["id"] or "")]
    values += [(name, t(f"term.{name}.{kept[name]}")) for name in _FIRST_TERMS if kept[name]]
    values.append(("founded", str(kept["year"]) if kept["year"] else ""))
    for column in _PLACES:
        if kept[column]:
            values.append((column, name_of_key(column, kept[column], language, config=config)))
    values += [(name, t(f"term.{name}.{kept[name]}")) for name in _LAST_TERMS if kept[name]]
    synthetic = opened.columns.manifest.synthetic
    return {
        "title": kept["name"] or kept["id"] or t("dataset.card.unnamed"),
        "fields": [{"name": t(f"dataset.field.{name}"), "value": value} for name, value in values],
        "note": t("dataset.synthetic") if synthetic else "",
        "lon": kept["lon"],
        "lat": kept["lat"],
    }


def firms_in(cutter: Cut, address: tuple[int, int, int], filters: DatasetFilters, deadline: Deadline) -> dict[str, Any]:
    """Return how many firms of a cell pass and the first of them in Morton order; `address` is level, column, row."""
    found = cutter.cell_firms(address, filters, deadline, most=FIRMS_LISTED)
    return {"n": found.n, "firms": [{"row": row, "id": key, "name": name} for row, key, name in found.firms]}


def parse_cell(level: str, x: str, y: str) -> tuple[int, int, int]:
    """Read the address of a cell; raises UnknownDatasetError where there is none."""
    if all(part.isascii() and part.isdecimal() and len(part) <= 8 for part in (level, x, y)):
        address = int(level), int(x), int(y)
        side = 1 << address[0] if address[0] <= GRID_ZOOM else 0
        if address[1] < side and address[2] < side:
            return address
    raise UnknownDatasetError(
        f"There is no cell {level[:8]}/{x[:8]}/{y[:8]}; give a level from 0 to {GRID_ZOOM} and a column and row in it."
    )


def map_words(opened: Opened, language: str) -> dict[str, Any]:
    """Return what the map's legend says of a dataset, and its colours; both belong to the language asked for."""
    t = translator(language)
    manifest = opened.columns.manifest
    return {
        "title": manifest.title.get(language, manifest.name),
        "synthetic": t("dataset.synthetic") if manifest.synthetic else "",
        "colours": list(_COLOURS),
        **{name: t(f"dataset.map.{name}") for name in WORDS},
    }


def parse_language(text: str) -> str:
    """Return the language asked for, the first there is for another."""
    return text if text in LANGUAGES else next(iter(LANGUAGES))
