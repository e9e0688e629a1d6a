"""What the page's figures mean: a few sentences' worth of figures, each with the view that shows them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from geo.analysis.progress import MEASURES, Figure, panels
from geo.computing.network import Network
from geo.computing.reach import region_matrix
from geo.model import NO_TEXT, Text

MOST: Final = 3
_LEAST_MONTHS: Final = 6  # between two figures of a growth
_SURE: Final = ("high", "medium")
FINDINGS: Final = ("reach", "growth", "gap", "pue")


@dataclass(frozen=True, slots=True)
class Finding:
    """What figures say.

    Attributes
    ----------
    key : one of FINDINGS.
    query : parameters of the view that shows it.
    measure : of geo.analysis.progress.MEASURES; "" for latencies.
    subject : of whom.
    values : by name: latencies in ms one way, figures in the unit of their measure, shares from 0.
    dates : by name.
    figures : the published figures it rests on.
    """

    key: str
    query: Mapping[str, str]
    measure: str
    values: Mapping[str, float]
    subject: Text = NO_TEXT
    metric: Text = NO_TEXT
    dates: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()


def findings(network: Network, limits_pue: Iterable[float]) -> tuple[Finding, ...]:
    """Return at most three findings, the most telling of each kind.

    Parameters
    ----------
    limits_pue : the limits the letters to the hubs set.
    """
    made = (_reach(network), _growth(network.figures), _gap(network.figures), _pue(network.figures, limits_pue))
    return tuple(one for one in made if one is not None)[:MOST]


def _reach(network: Network) -> Finding | None:
    """Return how far the nearest western cluster is from each demand region, against the widest national target."""
    western = {site.id for site in network.sites if site.side == "west"}
    if not western or not network.regions or not network.targets:
        return None
    pairs = region_matrix(network, kind="optical", direction="one_way")
    nearest = pairs[pairs["target_id"].isin(western)].groupby("origin_id")["estimate_ms"].min()
    limit_ms = network.targets[-1].limit_ms
    values = {
        "regions": float(len(nearest)),
        "within": float((nearest <= limit_ms).sum()),
        "least": float(nearest.min()),
        "most": float(nearest.max()),
        "limit": limit_ms,
    }
    return Finding("reach", {"view": "matrix"}, "", values)


def _growth(found: tuple[Figure, ...]) -> Finding | None:
    """Return the largest growth of one subject in one metric and precision, the whole country's before a place's."""
    best: tuple[bool, float] = (False, 1.0)
    chosen: tuple[Figure, Figure] | None = None
    for measure in ("racks", "computing"):
        for panel in panels(found, measure):
            exact = [one for one in panel.figures if one.qualifier == "eq" and one.confidence in _SURE and one.low]
            if len(exact) < 2 or _months(exact[-1].as_of) - _months(exact[0].as_of) < _LEAST_MONTHS:
                continue
            rank = (not exact[0].hub_id, (exact[-1].low or 0.0) / (exact[0].low or math.inf))
            if rank > best:
                best, chosen = rank, (exact[0], exact[-1])
    if chosen is None:
        return None
    first, last = chosen
    return Finding(
        "growth",
        {"view": "progress", "measure": first.measure},
        first.measure,
        {"first": first.low or 0.0, "last": last.low or 0.0, "times": best[1]},
        subject=first.subject,
        metric=first.metric,
        dates={"since": first.as_of, "until": last.as_of},
        figures=chosen,
    )


def _gap(found: tuple[Figure, ...]) -> Finding | None:
    """Return the dated target that its own newest figure is furthest from."""
    told = [
        (share, panel)
        for measure in MEASURES
        for panel in panels(found, measure)
        if (share := panel.share()) and panel.head.confidence in _SURE
    ]
    if not told:
        return None
    (least, most), panel = min(told, key=lambda one: (-int(one[1].head.as_of[:4]), one[0]))
    target = min((one for one in panel.targets if one.target_date), key=lambda one: one.target_date)
    newest = panel.head
    return Finding(
        "gap",
        {"view": "progress", "measure": newest.measure},
        newest.measure,
        {
            "reached": newest.low or 0.0,
            "low": target.low or 0.0,
            "high": target.high or 0.0,
            "least": least,
            "most": most,
        },
        subject=newest.subject,
        metric=newest.metric,
        dates={"as_of": newest.as_of, "due": target.target_date},
        figures=(newest, target),
    )


def _pue(found: tuple[Figure, ...], limits: Iterable[float]) -> Finding | None:
    """Return the country's mean PUE against what the letters allow new centres."""
    mean = [one for one in found if one.metric.en == "Mean PUE" and one.low and not one.hub_id]
    allowed = sorted(set(limits))
    if not mean or not allowed:
        return None
    newest = mean[-1]
    values = {"mean": newest.low or 0.0, "low": allowed[0], "high": allowed[-1]}
    query = {"view": "progress", "measure": "pue"}
    return Finding("pue", query, "pue", values, dates={"as_of": newest.as_of}, figures=(newest,))


def _months(date: str) -> int:
    """Return months since the year 0; a year alone stands for its end."""
    return int(date[:4]) * 12 + (int(date[5:7]) if len(date) >= 7 else 12)
