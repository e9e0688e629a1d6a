"""Metrics of the status figures: what each counts, so that only like is held against like.

A stock stands on a day, an addition comes in a span of time, a promise stands nowhere yet. None of them is a figure of
another, and a target is held only against what it is the target of, counted in the same way and of the same things.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.model import NO_TEXT, Text

STOCK, ADDITION, FLOW, SHARE, PROMISE = "stock", "addition", "flow", "share", "promise"
KINDS: Final = (STOCK, ADDITION, FLOW, SHARE, PROMISE)
SPANNED: Final = (ADDITION, FLOW)
"""Of a span of time: two are compared only where the spans are alike."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric counts.

    Attributes
    ----------
    kind : of KINDS.
    target_of : English name of the metric it is the target of; "" for what is no target and for a target that nothing
        published answers to.
    scope : what it is limited to where its name does not say so.
    """

    kind: str
    target_of: str = ""
    scope: Text = NO_TEXT


# English name in `status_figures` -> what it counts.
METRICS: Final[Mapping[str, Metric]] = {
    "Racks": Metric(STOCK),
    "Racks in use": Metric(STOCK),
    "Servers": Metric(STOCK),
    "Computing power": Metric(STOCK),
    "Total computing power": Metric(STOCK),
    "Intelligent computing": Metric(STOCK),
    "General computing": Metric(STOCK),
    "Supercomputing": Metric(STOCK),
    "Total storage": Metric(STOCK),
    "Data centres": Metric(STOCK),
    "Key data centres": Metric(STOCK),
    "Big-data parks": Metric(STOCK),
    "Projects": Metric(STOCK),
    "Projects in Jining": Metric(STOCK),
    "Planned area of the new area": Metric(STOCK),
    "Core area of the new area": Metric(STOCK),
    # Money put in so far: sums that only grow, each of what its name says.
    "Investment": Metric(STOCK),
    "Direct investment": Metric(STOCK),
    "Investment drawn in": Metric(STOCK),
    "Investment in AI centres": Metric(STOCK),
    "Investment in Jining": Metric(STOCK),
    "Investment of operators and technology firms": Metric(STOCK),
    "New projects": Metric(ADDITION),
    "New racks": Metric(ADDITION),
    "Racks of new projects": Metric(ADDITION),
    "Computing power of new projects": Metric(ADDITION),
    "Projects begun in the first group": Metric(ADDITION),
    "Racks to be added by 2025 in the plan": Metric(ADDITION),
    "Electricity use of one month": Metric(FLOW),
    "Electricity use, half year": Metric(FLOW),
    "Power use of six centres": Metric(FLOW),
    "Rack utilisation": Metric(SHARE),
    "Share of national racks": Metric(SHARE),
    "Green power share": Metric(SHARE),
    "Green power share, best": Metric(SHARE),
    "Green share of installed capacity": Metric(SHARE),
    "Mean PUE": Metric(SHARE),
    "Best PUE": Metric(SHARE),
    "Best PUE of new centres": Metric(SHARE),
    "Investment signed": Metric(PROMISE),
    "Racks signed": Metric(PROMISE),
    "Planned servers in Jining": Metric(PROMISE),
    # Some of the centres (the very large ones), and of a cluster one park's first phase: no count of all answers to it.
    "Hyperscale centres": Metric(PROMISE),
    "Planned hosting capacity": Metric(PROMISE),
    "Rack target": Metric(STOCK, "Racks"),
    "Racks in the ten-year plan": Metric(STOCK, "Racks"),
    "Server target": Metric(STOCK, "Servers"),
    "Computing target": Metric(STOCK, "Computing power"),
    "Output target": Metric(FLOW),
    # The published mean is that of all centres.
    "Mean PUE target": Metric(SHARE, scope=Text("大型、超大型数据中心", "large centres")),
    "Green power target of new large centres": Metric(SHARE),
    "Target share of new computing in the hubs": Metric(SHARE),
}
# Of a metric that is not in the table its own words tell: the first that are found.
_WORDS: Final = (
    (SHARE, re.compile(r"\bshare|\brate\b|\bratio|utili[sz]ation|\bpue\b|per ?cent|占比|比重|率$|pue", re.I)),
    (PROMISE, re.compile(r"\b(planned|signed|pledged|approved)\b|规划|计划|签约|承诺|批复", re.I)),
    (ADDITION, re.compile(r"^new\b|\b(added|additions?|additional|begun|increase)\b|新增|新建|新开工|增量", re.I)),
    (FLOW, re.compile(r"\b(use of|electricity use|power use|output|revenue)\b|用电量|产值|收入", re.I)),
)  # fmt: skip


def metric(name: Text) -> Metric:
    """Return what a metric counts.

    Examples
    --------
    >>> metric(Text("新增服务器", "Servers added")).kind, metric(Text("机架目标", "Rack target")).target_of
    ('addition', 'Racks')
    """
    known = METRICS.get(name.en)
    if known is not None:
        return known
    return Metric(next((kind for kind, words in _WORDS if words.search(name.en) or words.search(name.zh)), STOCK))
