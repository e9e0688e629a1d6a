"""Scorecard of a region against the catalogue's cases: is this a cluster, and which of the four models does it suggest?

From data only: every line is a figure computed from organisations or handed in with its source, a missing one stays
missing, and there is no overall score. The suggestion comes with how often the same rule finds the known model of the
catalogue's own clusters when each is left out in turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from geo.analysis.errors import TooFewError
from geo.analysis.result import Caution, Coverage, coverage_cautions
from geo.model import CLUSTER_MODELS

if TYPE_CHECKING:
    import pandas as pd

RESEARCH: Final = ("university", "institute", "lab")
PLATFORM: Final = ("platform", "partner", "cloud_region")
SUPPORT: Final = ("investor", "support_body")
CORE_SEGMENTS: Final = ("01", "02", "03", "04")
DIGITALISED_SEGMENT: Final = "05"

FEATURES: Final = (
    "organisations",
    "research_share",
    "platform_share",
    "support_share",
    "core_share",
    "digitalised_share",
    "segment_hhi",
)
"""Composition of a region's organisations; the catalogue's clusters are described by the same."""

CRITERIA: Final = ("mass", "specialised", "gathered", "research", "support", "lead")
"""What makes a cluster: enough organisations, more of the industry than elsewhere, close together, research bodies,
bodies that support the others, and leading firms."""

# Model -> the feature that sets it apart. Digital industrialisation has none of its own: chips, software and data firms
# are everywhere in the catalogue, so it is what remains when no other mark stands out.
MARKS: Final[dict[str, str]] = {
    "technology_innovation": "research_share",
    "platform_aggregation": "platform_share",
    "industry_digitalisation": "digitalised_share",
}
REMAINING_MODEL: Final = "digital_industrialisation"
STANDS_OUT: Final = 0.5  # standard deviations above the mean of the cases, from which a mark counts
CLEAR_LEAD: Final = 0.5  # standard deviations between the first and the second, below which the suggestion is unclear
LEAST_ORGANISATIONS: Final = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """One model's mark in the region.

    Attributes
    ----------
    model : key of CLUSTER_MODELS.
    feature : the share that marks it; "" for the remaining model.
    value : of the region; None where it is missing.
    cases_mean : mean over the catalogue's cases.
    score : standard deviations above that mean; None where the value is missing.
    """

    model: str
    feature: str
    value: float | None
    cases_mean: float | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """How often the rule finds the catalogue's own model, each cluster left out in turn.

    Attributes
    ----------
    right : clusters for which it names the model the catalogue gives.
    named : clusters for which it names any; for the others it says that the data do not tell.
    tried : clusters with a known model.
    commonest : clusters that the commonest model alone would get right.
    """

    right: int
    named: int
    tried: int
    commonest: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A region against the cases.

    Attributes
    ----------
    criteria : rows criterion, value, verdict (met, not_met, unclear, missing), basis (what the verdict compares with).
    features : rows feature, value, cases (number with a figure), low, median, high (of the cases), place (share of
        the cases that are lower, 0 to 1).
    model : suggested model, "" where the data do not tell.
    evidence : the marks of all four models, the suggested one first.
    nearest : the catalogue's clusters most alike in composition: cluster_id, model, distance (standard deviations).
    reliability : of the rule that suggested the model.
    cautions : what must be read with it.
    """

    criteria: pd.DataFrame
    features: pd.DataFrame
    model: str
    evidence: tuple[Evidence, ...]
    nearest: pd.DataFrame
    reliability: Reliability
    cautions: tuple[Caution, ...]


def features(organisations: pd.DataFrame) -> dict[str, float | None]:
    """Describe a group of organisations by its composition.

    Parameters
    ----------
    organisations : columns `kind` (key of ORGANISATION_KINDS) and `segment` (key of SEGMENTS); empty or absent where
        not known.

    Returns
    -------
    dict
        FEATURES -> figure, None where it cannot be computed. Shares by kind are of the organisations whose kind is
        known, shares by segment of those in segments 01 to 05.
    """
    kind = _column(organisations, "kind")
    segment = _column(organisations, "segment")
    kinds = kind[kind != ""]
    classed = segment[np.isin(segment, [*CORE_SEGMENTS, DIGITALISED_SEGMENT])]
    _, counts = np.unique(classed, return_counts=True)

    def share(values: NDArray[np.object_], wanted: tuple[str, ...]) -> float | None:
        return float(np.isin(values, wanted).mean()) if len(values) else None

    return {
        "organisations": float(len(organisations)),
        "research_share": share(kinds, RESEARCH),
        "platform_share": share(kinds, PLATFORM),
        "support_share": share(kinds, SUPPORT),
        "core_share": share(classed, CORE_SEGMENTS),
        "digitalised_share": share(classed, (DIGITALISED_SEGMENT,)),
        "segment_hhi": float(((counts / counts.sum()) ** 2).sum()) if len(classed) else None,
    }


def cases(organisations: pd.DataFrame, clusters: pd.DataFrame) -> pd.DataFrame:
    """Describe the catalogue's clusters by the same features.

    Parameters
    ----------
    organisations : the catalogue's, with cluster_id, kind and segment.
    clusters : the catalogue's, with cluster_id, kind and model; computing clusters are left out: they carry no model.

    Returns
    -------
    DataFrame
        Indexed by cluster_id: model ("" where none is given) and FEATURES; only clusters with LEAST_ORGANISATIONS.
    """
    import pandas as pd

    models = clusters[clusters["kind"] != "computing"].set_index("cluster_id")["model"]
    rows = {
        cluster_id: {"model": str(models[cluster_id]), **features(group)}
        for cluster_id, group in organisations.groupby("cluster_id")
        if cluster_id in models.index and len(group) >= LEAST_ORGANISATIONS
    }
    if not rows:
        raise TooFewError("scorecard", count=0, least=1)
    return pd.DataFrame.from_dict(rows, orient="index").astype(dict.fromkeys(FEATURES, float))


def scorecard(
    region: Mapping[str, float | None],
    known: pd.DataFrame,
    *,
    coverage: Coverage,
    figures: Mapping[str, float | str | None] | None = None,
) -> Scorecard:
    """Compare a region with the catalogue's cases.

    Parameters
    ----------
    region : FEATURES of the region, from `features`.
    known : the cases, from `cases`.
    coverage : of the region's organisations; the catalogue's own are always a curated sample.
    figures : further findings, all optional: `lq` with `lq_verdict` (see geo.analysis.regional), `clustered_p` and
        `clustered_ratio` (see geo.analysis.point_pattern), `lead_firms` (their number).

    Returns
    -------
    Scorecard

    Raises
    ------
    TooFewError
        if the region has fewer than LEAST_ORGANISATIONS.
    """
    count = int(region.get("organisations") or 0)
    if count < LEAST_ORGANISATIONS:
        raise TooFewError("scorecard", count=count, least=LEAST_ORGANISATIONS)
    given = dict(figures or {})
    table = _against_cases(region, known)
    criteria = _criteria(region, known, given, coverage)
    modelled = known[known["model"].isin(list(CLUSTER_MODELS))]
    model, evidence = suggest(region, modelled)
    trust = reliability(modelled)
    cautions = [*coverage_cautions(coverage, count), Caution("sample_composition", {"count": len(known)})]
    missing = int((criteria["verdict"] == "missing").sum())
    if missing:
        cautions.append(Caution("figures_missing", {"count": missing, "total": len(criteria)}))
    if not model:
        cautions.append(Caution("model_unclear"))
    cautions.append(Caution("rule_weak", asdict(trust)))
    return Scorecard(criteria, table, model, evidence, _nearest(region, modelled), trust, tuple(cautions))


def suggest(region: Mapping[str, float | None], known: pd.DataFrame) -> tuple[str, tuple[Evidence, ...]]:
    """Suggest the model whose mark stands out most among the cases, and show the marks of all.

    Returns
    -------
    tuple
        Model, "" where a mark is missing or two lie closer than CLEAR_LEAD; the evidence, strongest first.
    """
    found: list[Evidence] = []
    for model, feature in MARKS.items():
        values = known[feature].to_numpy(dtype=np.float64)
        values = values[np.isfinite(values)]
        value = region.get(feature)
        if value is None or len(values) < 2 or values.std() == 0:
            found.append(Evidence(model, feature, value, float(values.mean()) if len(values) else None, None))
            continue
        score = (value - values.mean()) / values.std()
        found.append(Evidence(model, feature, value, float(values.mean()), float(score)))
    core = region.get("core_share")
    typical = known["core_share"].mean()
    found.append(
        Evidence(
            REMAINING_MODEL,
            "core_share",
            core,
            None if np.isnan(typical) else float(typical),
            STANDS_OUT if core is not None else None,
        )
    )
    ranked = sorted(found, key=lambda item: -np.inf if item.score is None else item.score, reverse=True)
    first, second = (item.score for item in ranked[:2])
    if any(item.score is None for item in found) or first is None or second is None or first - second < CLEAR_LEAD:
        return "", tuple(ranked)
    return ranked[0].model, tuple(ranked)


def reliability(known: pd.DataFrame) -> Reliability:
    """Try the rule on clusters whose model is known, each left out in turn."""
    right = named = 0
    for cluster_id in known.index:
        row = known.loc[cluster_id]
        region = {name: None if np.isnan(row[name]) else float(row[name]) for name in FEATURES}
        model, _ = suggest(region, known.drop(index=cluster_id))
        named += model != ""
        right += model == row["model"]
    commonest = int(known["model"].value_counts().max()) if len(known) else 0
    return Reliability(right, named, len(known), commonest)


def _column(frame: pd.DataFrame, name: str) -> NDArray[np.object_]:
    if name not in frame.columns:
        return np.full(len(frame), "", dtype=object)
    return frame[name].fillna("").astype(str).to_numpy(dtype=object)


def _against_cases(region: Mapping[str, float | None], known: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for name in FEATURES:
        values = known[name].dropna().to_numpy(dtype=np.float64)
        value = region.get(name)
        place = None if value is None or not len(values) else float((values < value).mean())
        ends = np.quantile(values, [0.1, 0.5, 0.9]) if len(values) else [np.nan] * 3
        low, median, high = (float(edge) for edge in ends)
        rows.append(
            {
                "feature": name,
                "value": np.nan if value is None else value,
                "cases": len(values),
                "low": low,
                "median": median,
                "high": high,
                "place": np.nan if place is None else place,
            }
        )
    return pd.DataFrame(rows)


def _criteria(
    region: Mapping[str, float | None], known: pd.DataFrame, figures: Mapping[str, float | str | None], coverage: str
) -> pd.DataFrame:
    import pandas as pd

    count = region.get("organisations")
    least = float(known["organisations"].min())
    quotient, verdict = figures.get("lq"), figures.get("lq_verdict")
    p, ratio = figures.get("clustered_p"), figures.get("clustered_ratio")
    rows = [
        ("mass", count, _over(count, least), least),
        (
            "specialised",
            quotient,
            {"more": "met", "less": "not_met", "unclear": "unclear"}.get(str(verdict), "missing"),
            1.0,
        ),
        ("gathered", ratio, _gathered(p, ratio, coverage), 1.0),
        ("research", region.get("research_share"), _present(region.get("research_share")), 0.0),
        ("support", region.get("support_share"), _present(region.get("support_share")), 0.0),
        ("lead", figures.get("lead_firms"), _present(figures.get("lead_firms")), 0.0),
    ]
    return pd.DataFrame(rows, columns=["criterion", "value", "verdict", "basis"]).astype({"value": float})


def _over(value: float | None, least: float) -> str:
    return "missing" if value is None else "met" if value >= least else "not_met"


def _present(value: float | str | None) -> str:
    return "missing" if value is None else "met" if float(value) > 0 else "not_met"


def _gathered(p: float | str | None, ratio: float | str | None, coverage: str) -> str:
    """Return whether the points are closer than by lot; a sample cannot tell: whoever chose it chose the places too."""
    if p is None or ratio is None:
        return "missing"
    if coverage == "sample":
        return "unclear"
    return "met" if float(p) <= 0.05 and float(ratio) < 1 else "not_met"


def _nearest(region: Mapping[str, float | None], known: pd.DataFrame, *, shown: int = 3) -> pd.DataFrame:
    """Return the clusters most alike in composition, over the features that both have."""
    names = [name for name in FEATURES if name != "organisations" and region.get(name) is not None]
    columns = known[names].to_numpy(dtype=np.float64)
    here = np.array([region[name] for name in names], dtype=np.float64)
    spread = np.nanstd(columns, axis=0) if len(columns) and names else np.array([])
    used = spread > 0
    if not used.any():
        return (
            known.assign(distance=np.nan).reset_index(names="cluster_id").loc[[], ["cluster_id", "model", "distance"]]
        )
    apart = (columns[:, used] - here[used]) / spread[used]
    distance = np.sqrt(np.nanmean(apart**2, axis=1))
    found = known.assign(distance=distance).reset_index(names="cluster_id")
    return found.sort_values("distance")[["cluster_id", "model", "distance"]].head(shown).reset_index(drop=True)
