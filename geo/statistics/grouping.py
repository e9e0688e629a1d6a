"""Groupings: industries gathered into clusters, segments or groups of the digital economy."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analysis.rating.cells import Floats
from geo.catalog.package import Catalog
from geo.model.text import Text
from geo.statistics.errors import UnknownChoiceError
from geo.statistics.panel import Panel

if TYPE_CHECKING:
    import pandas as pd

CORE_GROUPS: Final = ("01", "02", "03", "04")
"""Major groups of the core industries of the digital economy (classification of 2021); 05 is not one."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of industries: its code, its name (the code where it has none), and the classification it is from."""

    code: str
    name: Text
    scheme: str


def industries(catalog: Catalog) -> pd.DataFrame:
    """Return the table of industries: scheme, code, name_zh, name_en, cluster, kind."""
    resource = catalog.resource("industries")
    return _read_industries(catalog.data_dir / resource.path, resource.sha256)


@lru_cache(maxsize=2)
def _read_industries(path: Path, _sha256: str) -> pd.DataFrame:
    from pyarrow import parquet

    found: pd.DataFrame = parquet.read_table(path).to_pandas()
    return found


def grouped(panel: Panel, catalog: Catalog, grouping: str) -> Panel:
    """Return a panel whose industries are the groups of a grouping; sums of the published cells of each.

    A group none of whose cells is published in a region is unknown there. Mean pay is weighted by jobs.
    Raises UnknownChoiceError for a grouping the data set does not have.
    """
    if grouping not in panel.dataset.groupings:
        raise UnknownChoiceError(panel.dataset.key, grouping, known=panel.dataset.groupings)
    return gathered(panel, GROUPINGS[grouping](panel, catalog))


def gathered(panel: Panel, of: Mapping[str, str]) -> Panel:
    """Return a panel whose industries are groups: `of` says which group each belongs to; others are left out."""
    codes = tuple(sorted({of[code] for code in panel.industries if code in of}))
    position = {code: number for number, code in enumerate(codes)}
    columns = [number for number, code in enumerate(panel.industries) if code in of]
    target = np.array([position[of[panel.industries[number]]] for number in columns], dtype=np.intp)
    order = np.argsort(target, kind="stable")
    starts = np.flatnonzero(np.diff(target[order], prepend=-1))
    picked = np.array(columns, dtype=np.intp)[order]

    def add(values: Floats) -> Floats:
        cells = values[:, :, picked]
        sums = np.add.reduceat(np.nan_to_num(cells, nan=0.0), starts, axis=2)
        known = np.logical_or.reduceat(np.isfinite(cells), starts, axis=2)
        return np.where(known, sums, np.nan)

    values = {name: add(cells) for name, cells in panel.values.items() if name not in ("wages", "rse_pct")}
    if "rse_pct" in panel.values:  # errors of the parts are independent: their squares add up
        spread = panel.values["rse_pct"] * panel.values[panel.size]
        with np.errstate(invalid="ignore", divide="ignore"):
            values["rse_pct"] = np.sqrt(add(spread**2)) / values[panel.size]
    if "wages" in panel.values:
        both = np.where(np.isfinite(panel.values["wages"]), panel.values["jobs"], np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            values["wages"] = add(panel.values["wages"] * both) / add(both)
    hidden = panel.hidden and dataclasses.replace(
        panel.hidden, share=add(panel.hidden.share), cells=add(panel.hidden.cells)
    )
    return dataclasses.replace(panel, industries=codes, values=values, hidden=hidden)


def groups(panel: Panel, catalog: Catalog, grouping: str) -> dict[str, Group]:
    """Return the groups of a grouping by code, with their names."""
    if grouping == "digital":
        table = catalog.table("digital_groups")
        rows = zip(table["group_id"], table["name_zh"], table["name_en"], strict=True)
        return {code: Group(code, Text(zh, en), "digital") for code, zh, en in rows}
    scheme = {"traded": "us_cluster", "clusters": "us_cluster", "segments": "uk_segment"}.get(
        grouping, panel.dataset.scheme
    )
    table = industries(catalog)
    table = table[table["scheme"] == scheme]
    rows = zip(table["code"], table["name_zh"], table["name_en"], strict=True)
    return {code: Group(code, Text(zh, en) or Text(code), scheme) for code, zh, en in rows}


def _by_cluster(*kinds: str) -> Callable[[Panel, Catalog], dict[str, str]]:
    def find(panel: Panel, catalog: Catalog) -> dict[str, str]:
        table = industries(catalog)
        table = table[(table["scheme"] == panel.dataset.scheme) & (table["cluster"] != "")]
        if kinds:
            table = table[table["kind"].isin(kinds)]
        return dict(zip(table["code"], table["cluster"], strict=True))

    return find


def _of_kind(*kinds: str) -> Callable[[Panel, Catalog], dict[str, str]]:
    def find(panel: Panel, catalog: Catalog) -> dict[str, str]:
        table = industries(catalog)
        table = table[(table["scheme"] == panel.dataset.scheme) & table["kind"].isin(kinds)]
        return {code: code for code in table["code"]}

    return find


def _divisions(panel: Panel, catalog: Catalog) -> dict[str, str]:
    """Return the finest industries of UK value added: those no other one is a part of."""
    table = industries(catalog)
    table = table[(table["scheme"] == panel.dataset.scheme) & (table["code"] != "68IMP")]
    finest = {"CD-CF (19-21)", "CI (26)", "CJ (27)", "CK (28)", "D (35)", "E (36-39)", "B (5-9)", "O (84)", "P (85)"}
    finest |= {"L (68)", "T (97-98)"}
    return {
        code: code for code, kind in zip(table["code"], table["kind"], strict=True) if _is_finest(code, kind, finest)
    }


def _is_finest(code: str, kind: str, finest: set[str]) -> bool:
    return code in finest or (kind == "division" and code != "68")


def _digital(panel: Panel, catalog: Catalog) -> dict[str, str]:
    """Return the major group of the digital economy of each mapped industry."""
    table = catalog.table("digital_industries")
    table = table[table["scheme"] == panel.dataset.scheme]
    return {code: group[:2] for code, group in zip(table["code"], table["digital_group"], strict=True)}


GROUPINGS: Final[Mapping[str, Callable[[Panel, Catalog], dict[str, str]]]] = {
    "traded": _by_cluster("traded"),
    "clusters": _by_cluster(),
    "segments": _by_cluster(),
    "digital": _digital,
    "divisions": _divisions,
    "major": _of_kind("major"),
    "detailed": _of_kind("detailed"),
    "industries": lambda panel, _catalog: {code: code for code in panel.industries},
}
"""Grouping -> which group each industry of a panel belongs to; industries that belong to none are left out."""
