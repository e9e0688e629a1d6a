"""Findings: what ranked regions say, as figures a sentence is made of; each names two figures, its year and scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

TOP = 10
MANY = 3 * TOP
"""Of fewer regions a quarter is named: ten of sixteen would say nothing of concentration."""
STAR_METHODS = ("eu_stars_focus", "eu_stars_productivity")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: the key of its sentence `rating.finding.<key>`, its figures, and names by language."""

    key: str
    figures: Mapping[str, float]
    names: Mapping[str, tuple[str, str]]


def findings(rows: pd.DataFrame, *, of: str = "") -> tuple[Finding, ...]:
    """Return up to three findings of ranked rows (see geo.observatory.ranking.Ranking).

    nothing : no region has a figure, after filters for instance; alone.
    only : one region has a figure; alone.
    leaders : the first two regions and their values; tied: how many share the first place, two of them named.
    middle : the first value against the median of the known ones, and how many are known.
    stars : regions with three, two and one; instead of all others where `of` is a method that gives stars.
    concentration : share of the industry's jobs in its ten largest regions (a quarter of fewer than MANY), and their
        share of all jobs; only where jobs and totals are known, of more than ten regions.
    """
    known = rows[rows["value"].notna()]
    found: list[Finding] = []
    if known.empty:
        return (Finding("nothing", {}, {}),)
    if of in STAR_METHODS:
        counts = {f"with_{stars}": float((known["value"] == stars).sum()) for stars in (3, 2, 1)}
        return (Finding("stars", {**counts, "known": float(len(known))}, {}),)
    if len(known) == 1:
        only = known.iloc[0]
        figures = {"first": float(only["value"]), "all": float(len(rows))}
        return (Finding("only", figures, {"first": (only["name_zh"], only["name_en"])}),)
    if len(known) >= 2:
        first, second = known.iloc[0], known.iloc[1]
        names = {"first": (first["name_zh"], first["name_en"]), "second": (second["name_zh"], second["name_en"])}
        tied = float((known["value"] == first["value"]).sum())
        if tied > 1:  # the order they stand in is by size, which the sentence must not make a rank
            found.append(Finding("tied", {"first": float(first["value"]), "tied": tied}, names))
        else:
            found.append(Finding("leaders", {"first": float(first["value"]), "second": float(second["value"])}, names))
    if len(known) >= 3:
        first = known.iloc[0]
        median = float(np.median(known["value"].to_numpy(dtype=np.float64)))
        figures = {
            "first": float(first["value"]),
            "median": median,
            "known": float(len(known)),
            "all": float(len(rows)),
        }
        found.append(Finding("middle", figures, {"first": (first["name_zh"], first["name_en"])}))
    if "total" in rows.columns and rows["jobs"].notna().sum() > TOP:
        top = TOP if len(rows) >= MANY else len(rows) // 4
        largest = rows.sort_values("jobs", ascending=False).head(top)
        figures = {
            "share": float(largest["jobs"].sum() / rows["jobs"].sum() * 100),
            "all_share": float(largest["total"].sum() / rows["total"].sum() * 100),
            "top": float(top),
        }
        found.append(Finding("concentration", figures, {}))
    return tuple(found)
