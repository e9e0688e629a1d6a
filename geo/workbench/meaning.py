"""Meaning: two sentences that say what a study's figures come to; figures that compare, and nothing beyond them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.language import Translator, number
from geo.workbench.ranking import ENOUGH, Ranked, ranked

if TYPE_CHECKING:
    import pandas as pd

    from geo.workbench.studies import Study

ALPHA: Final = 0.05


def sentences(study: Study, t: Translator) -> tuple[str, ...]:
    """Return what a study comes to, in at most two sentences; none where its figures say nothing."""
    make = _SENTENCES.get(study.result.method)
    said = () if make is None else make(study, ranked(study, t), t)
    if said and study.result.caution("sample") and study.result.method != "scorecard":
        return (t("workbench.meaning.sample", sentence=said[0]), *said[1:])
    return tuple(said)


def short(value: float | None, t: Translator) -> str:
    """Return a number with the digits a sentence needs: none from 100 on, one from 10 on, else two that mean something.

    Examples
    --------
    >>> from geo.language import translator
    >>> [short(value, translator("en")) for value in (123.4, 12.34, 1.234, 0.01234)]
    ['123', '12.3', '1.23', '0.012']
    """
    if value is None or not np.isfinite(value):
        return number(None, t.language)
    size = abs(value)
    if value == round(value):
        return number(value, t.language, digits=0)
    if size >= 100:
        return number(value, t.language, digits=0)
    if size >= 10:
        return number(value, t.language, digits=1)
    return number(round(value, 2) if size >= 0.1 else float(f"{value:.2g}"), t.language)


def percent(value: float | None, t: Translator) -> str:
    """Return a share as percent, with one decimal below 10 % and above 99 %.

    Examples
    --------
    >>> from geo.language import translator
    >>> percent(0.95, translator("en")), percent(0.0471, translator("zh"))
    ('95%', '4.7%')
    """
    if value is None or not np.isfinite(value):
        return number(None, t.language)
    hundredth = 100 * float(value)
    plain = 10 <= hundredth <= 99 or hundredth in (0, 100)
    return f"{number(hundredth, t.language, digits=0 if plain else 1)}%"


def _figure(study: Study, name: str) -> float | None:
    found = study.result.figures.get(name)
    return None if found is None else found.value


def _largest(table: pd.DataFrame, by: pd.Series) -> pd.Series:
    return table.iloc[int(np.nanargmax(by.to_numpy(dtype=np.float64, na_value=np.nan)))]


def _quotients(study: Study, found: Ranked | None, t: Translator) -> tuple[str, ...]:
    if found is None:
        return ()
    table = found.table
    counts = table["verdict"].value_counts()
    more, less = int(counts.get("more", 0)), int(counts.get("less", 0))
    sure = table[table["verdict"] == "more"]
    if len(sure):
        top = sure.iloc[0]
        first = t(
            "workbench.meaning.quotient",
            region=top["region"],
            industry=top["industry"],
            lq=short(top["lq"], t),
            low=short(top["low"], t),
            high=short(top["high"], t),
        )
    else:
        first = t("workbench.meaning.quotient_none")
    rest = number(len(table) - more - less, t.language)
    counted = t(
        "workbench.meaning.quotient_count",
        more=number(more, t.language),
        less=number(less, t.language),
        rest=rest,
    )
    return first, counted


def _regions(study: Study, found: Ranked | None, t: Translator) -> tuple[str, ...]:
    if found is None:
        return ()
    table = found.table
    large = table[~(table["units"] < ENOUGH) & table["krugman"].notna()]
    if len(large) < 2:
        return (t("workbench.meaning.regions_small", least=ENOUGH),)
    top, single = _largest(large, large["krugman"]), _largest(large, large["hhi"])
    return (
        t("workbench.meaning.regions", region=top["region"], share=percent(float(top["krugman"]) / 2, t)),
        t(
            "workbench.meaning.regions_single",
            region=single["region"],
            hhi=short(float(single["hhi"]), t),
            equal=number(round(1 / float(single["hhi"]), 1), t.language),
        ),
    )


def _industries(study: Study, found: Ranked | None, t: Translator) -> tuple[str, ...]:
    if found is None or found.table["gini"].notna().sum() < 2:
        return ()
    table = found.table[found.table["gini"].notna()]
    top, last = table.iloc[0], table.iloc[-1]
    said = [
        t(
            "workbench.meaning.industries",
            industry=top["industry"],
            gini=short(float(top["gini"]), t),
            other=last["industry"],
            low=short(float(last["gini"]), t),
        )
    ]
    if {"ellison_glaeser", "chance_high"} <= set(table.columns) and table["ellison_glaeser"].notna().any():
        beyond = int((table["ellison_glaeser"] > table["chance_high"]).sum())
        said.append(t("workbench.meaning.industries_beyond", count=beyond, total=len(table)))
    return tuple(said)


def _near(study: Study, found: Ranked | None, t: Translator) -> tuple[str, ...]:
    if found is None or found.table["change"].notna().sum() == 0:
        return ()
    table = found.table
    top = _largest(table, table["change"].abs())
    crossed = int((((table["lq"] > 1) != (table["adjusted"] > 1)) & table["change"].notna()).sum())
    return (
        t(
            "workbench.meaning.near",
            region=top["region"],
            industry=top["industry"],
            lq=short(float(top["lq"]), t),
            adjusted=short(float(top["adjusted"]), t),
        ),
        t("workbench.meaning.near_crossed", count=crossed, total=len(table)),
    )


def _clusters(study: Study, found: Ranked | None, t: Translator) -> tuple[str, ...]:
    if found is None:
        return (t("workbench.meaning.clusters_none"),)
    top = found.table.iloc[0]
    key = "workbench.meaning.clusters_firms" if study.extra.get("firms") else "workbench.meaning.clusters"
    said = [
        t(
            key,
            count=len(found.table),
            share=percent(_figure(study, "share"), t),
            name=found.labels[0],
            points=number(float(top["points"]), t.language),
        )
    ]
    grid = study.sensitivity
    if grid is not None and grid["clusters"].notna().sum() > 1:
        tried = grid["clusters"].dropna()
        low, high = (number(float(edge), t.language) for edge in (tried.min(), tried.max()))
        said.append(t("workbench.meaning.clusters_grid", n=len(tried), low=low, high=high))
    return tuple(said)


def _neighbours(study: Study, _found: Ranked | None, t: Translator) -> tuple[str, ...]:
    ratio, p = _figure(study, "ratio"), _figure(study, "p")
    if ratio is None or p is None:
        return ()
    verdict = "chance" if p > ALPHA else "clustered" if ratio < 1 else "regular"
    first = t(
        "workbench.meaning.neighbours",
        mean=short(_figure(study, "mean_m"), t),
        ratio=short(ratio, t),
        verdict=t(f"analysis.verdict.{verdict}"),
    )
    return first, _window(study, p, t)


def _window(study: Study, p: float, t: Translator) -> str:
    area = study.result.parameters.get("window_km2")
    return t("workbench.meaning.window", area=short(area if isinstance(area, float) else None, t), p=short(p, t))


def _ripley(study: Study, _found: Ranked | None, t: Translator) -> tuple[str, ...]:
    table, p = study.result.table, _figure(study, "p")
    if table is None or p is None:
        return ()
    close = table[table["verdict"] == "clustered"]["distance_m"]
    if p <= ALPHA and len(close):
        first = t("workbench.meaning.ripley", low=short(close.min(), t), high=short(close.max(), t))
    else:
        first = t("workbench.meaning.ripley_none")
    return first, _window(study, p, t)


def _spots(study: Study, found: Ranked | None, t: Translator) -> tuple[str, ...]:
    if found is None:
        return ()
    table = found.table
    hot, cold = (int((table["spot"] == kind).sum()) for kind in ("hot", "cold"))
    places = number(_figure(study, "places"), t.language)
    if hot + cold == 0:
        highest = _largest(table, table["value"])
        return (
            t("workbench.meaning.spots_none", places=places),
            t("workbench.meaning.spots_highest", name=highest["name"], value=short(float(highest["value"]), t)),
        )
    key = "workbench.meaning.spots" if hot else "workbench.meaning.spots_cold"
    name = found.labels[0] if hot else str(_largest(table, -table["z"])["name"])
    said = [t(key, places=places, hot=hot, cold=cold, name=name)]
    grid = study.sensitivity
    if grid is not None and "kept" in grid and grid["kept"].notna().sum() > 1:
        kept = grid["kept"].dropna()
        said.append(t("workbench.meaning.spots_grid", n=len(kept), kept=percent(float(kept.min()), t)))
    return tuple(said)


def _moran(study: Study, found: Ranked | None, t: Translator) -> tuple[str, ...]:
    i, p = _figure(study, "i"), _figure(study, "p")
    if found is None or i is None or p is None:
        return ()
    key = "chance" if p > ALPHA else "alike" if i > 0 else "unlike"
    kinds = found.table["kind"].value_counts()
    odd = int(kinds.get("high_low", 0)) + int(kinds.get("low_high", 0))
    high, low = (int(kinds.get(kind, 0)) for kind in ("high_high", "low_low"))
    return (
        t(f"workbench.meaning.moran.{key}", i=short(i, t), p=short(p, t)),
        t("workbench.meaning.moran_kinds", high=high, low=low, odd=odd),
    )


def _choropleth(study: Study, found: Ranked | None, t: Translator) -> tuple[str, ...]:
    if found is None:
        return ()
    known = found.table[found.table["value"].notna()]
    top, last = known.iloc[0], known.iloc[-1]
    high, low = float(top["value"]), float(last["value"])
    values = {"high_name": top["name"], "high": short(high, t), "low_name": last["name"], "low": short(low, t)}
    if low > 0 and high > low:
        first = t("workbench.meaning.column_times", **values, times=short(high / low, t))
    else:
        first = t("workbench.meaning.column", **values)
    missing = len(found.table) - len(known)
    key = "workbench.meaning.column_missing" if missing else "workbench.meaning.column_median"
    return first, t(key, median=short(float(known["value"].median()), t), missing=missing)


def _card(study: Study, _found: Ranked | None, t: Translator) -> tuple[str, ...]:
    table: pd.DataFrame | None = study.result.table
    card = study.extra.get("card")
    if table is None or card is None:
        return ()
    verdicts = table["verdict"].value_counts()
    met, failed = int(verdicts.get("met", 0)), int(verdicts.get("not_met", 0))
    total = len(table)
    first = t("workbench.meaning.card", total=total, met=met, failed=failed, rest=total - met - failed)
    if not card.model:
        return first, t("workbench.meaning.card_no_model")
    return first, t("workbench.meaning.card_model", model=t(f"term.model.{card.model}"))


_SENTENCES: Final[dict[str, Callable[[Study, Ranked | None, Translator], tuple[str, ...]]]] = {
    "location_quotient": _quotients,
    "regions": _regions,
    "industries": _industries,
    "proximity_quotient": _near,
    "dbscan": _clusters,
    "hdbscan": _clusters,
    "nearest_neighbours": _neighbours,
    "ripley": _ripley,
    "hot_spots": _spots,
    "local_moran": _moran,
    "choropleth": _choropleth,
    "scorecard": _card,
}
