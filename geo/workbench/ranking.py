"""Ranking: a study's rows as people read them, named, the largest first, each tied to its row on the map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analysis.regional import SMALL_CELL
from geo.language import Translator
from geo.workbench.naming import named

if TYPE_CHECKING:
    from geo.workbench.studies import Study

PERCENT: Final = ("share", "kept", "agreement", "place")
"""Columns that are parts of a whole, written as percent."""
SHARES: Final = (
    "research",
    "support",
    "research_share",
    "platform_share",
    "support_share",
    "core_share",
    "digitalised_share",
)
"""Criteria and features that are parts of a whole: what stands in their rows is written as percent."""
ENOUGH: Final = 10  # units of a region, below which its structure is mostly chance


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Rows of a study, the largest first; those that too few units make come last.

    Attributes
    ----------
    table : the rows, columns by key; codes are names by now.
    labels : what each row is called in a chart and in a sentence.
    value : column they are ranked by.
    rows : row of the drawn layer for each, None where it is not drawn.
    told : how many of them, from the first, rest on enough units to be drawn as a chart; all of them where none does.
    """

    table: pd.DataFrame
    labels: tuple[str, ...]
    value: str
    rows: tuple[int | None, ...]
    told: int = 0

    @property
    def charted(self) -> int:
        """Return how many rows, from the first, a chart may draw."""
        return self.told or len(self.rows)


def ranked(study: Study, t: Translator) -> Ranked | None:
    """Return a study's rows ranked; None where there are none, or where their order is their meaning."""
    make = _RANKED.get(study.result.method)
    return None if make is None else make(study, t)


def _quotients(study: Study, t: Translator) -> Ranked | None:
    value = "lq" if study.result.method == "location_quotient" else "adjusted"
    table, told = _sorted(study.result.table, value, least=SMALL_CELL)
    if table is None:
        return None
    drawn = study.extra.get("row_of", {})
    rows = tuple(drawn.get(region) for region in table["region"])
    table = table.assign(
        region=named(table["region"], study.names.get("region", {}), t.language),
        industry=named(table["industry"], study.names.get("industry", {}), t.language),
    )
    labels = (
        t("workbench.rank.cell", region=region, industry=industry)
        for region, industry in zip(table["region"], table["industry"], strict=True)
    )
    return Ranked(table, tuple(labels), value, rows, told)


def _profiles(study: Study, t: Translator) -> Ranked | None:
    index, value = ("region", "krugman") if study.result.method == "regions" else ("industry", "gini")
    whole = study.result.table
    rows_of = None if whole is None else whole.rename_axis(index).reset_index()
    table, told = _sorted(rows_of, value, least=ENOUGH if index == "region" else 0)
    if table is None:
        return None
    drawn = study.extra.get("row_of", {}) if index == "region" else {}
    rows = tuple(drawn.get(one) for one in table[index])
    table[index] = named(table[index], study.names.get(index, {}), t.language)
    return Ranked(table, tuple(table[index]), value, rows, told)


def _clusters(study: Study, t: Translator) -> Ranked | None:
    hulls = study.extra.get("clusters")
    if hulls is None or len(hulls) == 0:
        return None
    found = hulls.drop(columns=hulls.geometry.name).reset_index(drop=True)
    found = found.sort_values("points", ascending=False, kind="stable")
    names = study.names.get("cluster", {})
    labels = [
        named([one], names, t.language)[0] if one in names else t("workbench.rank.unnamed", number=int(one) + 1)
        for one in found["cluster"]
    ]
    rows = tuple(int(one) for one in found.index) if study.layer is not None else (None,) * len(found)
    found = found.drop(columns="cluster")
    found.insert(0, "name", labels)
    return Ranked(found, tuple(labels), "points", rows)


def _places(study: Study, t: Translator) -> Ranked | None:
    value = {"hot_spots": "z", "local_moran": "i", "choropleth": "value"}[study.result.method]
    whole = study.result.table
    if whole is None or whole[value].notna().sum() == 0:
        return None
    whole = whole.assign(_row=study.extra.get("positions", range(len(whole))))
    table = whole.sort_values(value, ascending=False, kind="stable", na_position="last")
    rows = tuple(int(one) for one in table["_row"])
    table = table.drop(columns="_row").reset_index(drop=True)
    if "name" not in table:
        table.insert(0, "name", [t("workbench.rank.row", number=row + 1) for row in rows])
    return Ranked(table, tuple(str(one) for one in table["name"]), value, rows)


def _sorted(table: pd.DataFrame | None, value: str, *, least: int) -> tuple[pd.DataFrame | None, int]:
    """Return a table by value, rows of fewer units than `least` after the others, and how many the others are."""
    if table is None or len(table) == 0:
        return None, 0
    few = table["units"] < least if "units" in table else pd.Series(False, index=table.index)
    order = table.assign(_few=few).sort_values(
        ["_few", value], ascending=[True, False], kind="stable", na_position="last"
    )
    return order.drop(columns="_few").reset_index(drop=True), int((~few & table[value].notna()).sum())


_RANKED: Final[dict[str, Callable[[Study, Translator], Ranked | None]]] = {
    "location_quotient": _quotients,
    "proximity_quotient": _quotients,
    "regions": _profiles,
    "industries": _profiles,
    "dbscan": _clusters,
    "hdbscan": _clusters,
    "hot_spots": _places,
    "local_moran": _places,
    "choropleth": _places,
}
