"""Scorecard: from data only, missing stays missing, and the rule states how often it is right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.analysis.errors import TooFewError
from geo.analysis.scorecard import FEATURES, cases, features, reliability, scorecard, suggest
from geo.catalog import load_catalog


def organisations(**counts: int) -> pd.DataFrame:
    """Return organisations: `firm_01=3` stands for three firms of segment 01."""
    rows = []
    for name, count in counts.items():
        kind, _, segment = name.rpartition("_")
        rows += [{"kind": kind, "segment": segment}] * count
    return pd.DataFrame(rows)


def test_features_by_hand() -> None:
    found = features(organisations(firm_01=4, firm_05=4, university_research_support=1, investor_03=1))
    assert found["organisations"] == 10
    assert found["support_share"] == pytest.approx(0.1)
    assert found["core_share"] == pytest.approx(5 / 9)
    assert found["digitalised_share"] == pytest.approx(4 / 9)
    assert found["segment_hhi"] == pytest.approx((16 + 16 + 1) / 81)
    assert found["platform_share"] == 0


def test_what_is_not_known_is_missing_not_zero() -> None:
    nothing = features(pd.DataFrame({"name": ["a", "b"]}))
    assert nothing["organisations"] == 2
    assert all(nothing[name] is None for name in FEATURES if name != "organisations")
    some = features(pd.DataFrame({"kind": ["firm", None, ""], "segment": ["", None, "01"]}))
    assert some["research_share"] == 0
    assert some["core_share"] == 1


def test_the_catalogues_clusters_are_described() -> None:
    catalog = load_catalog()
    known = cases(catalog.table("organisations"), catalog.table("clusters"))
    assert {"tsukuba", "silicon_valley", "ruhr", "microsoft_cloud"} <= set(known.index)
    assert not any(name.startswith("edwc_") for name in known.index)
    assert known.loc["tsukuba", "research_share"] == known["research_share"].max()
    assert known.loc["ruhr", "digitalised_share"] == known["digitalised_share"].max()
    trust = reliability(known[known["model"] != ""])
    # Better than always guessing the commonest: otherwise the suggestion must go.
    assert trust.right / trust.named > trust.commonest / trust.tried
    assert trust.named <= trust.tried == 21


@pytest.mark.parametrize("exemplar", ["tsukuba", "silicon_valley", "ruhr", "microsoft_cloud"])
def test_each_exemplar_left_out_is_still_given_its_model(exemplar: str) -> None:
    catalog = load_catalog()
    known = cases(catalog.table("organisations"), catalog.table("clusters"))
    row = known.loc[exemplar]
    model, evidence = suggest({name: float(row[name]) for name in FEATURES}, known[known["model"] != ""].drop(exemplar))
    assert model == row["model"]
    assert evidence[0].model == model
    assert len(evidence) == 4


KNOWN = pd.DataFrame(
    {
        "model": ["technology_innovation", "digital_industrialisation", "digital_industrialisation", ""],
        "organisations": [40.0, 20, 10, 12],
        "research_share": [0.6, 0.2, 0.1, np.nan],
        "platform_share": [0.0, 0.1, 0.0, 0.1],
        "support_share": [0.1, 0.1, 0.0, 0.0],
        "core_share": [1.0, 1.0, 0.9, 1.0],
        "digitalised_share": [0.0, 0.0, 0.1, 0.0],
        "segment_hhi": [0.5, 0.4, 0.4, 0.5],
    },
    index=["science", "valley", "works", "other"],
)


def region(**changes: float | None) -> dict[str, float | None]:
    """Return the features of a region."""
    base = dict.fromkeys(FEATURES, 0.0) | {"organisations": 15.0, "core_share": 1.0, "segment_hhi": 0.4}
    return base | changes


def test_a_scorecard_of_a_region_of_laboratories() -> None:
    card = scorecard(region(research_share=0.7, support_share=0.1), KNOWN, coverage="census")
    assert card.model == "technology_innovation"
    assert card.evidence[0].feature == "research_share"
    assert card.evidence[0].value == 0.7
    assert card.evidence[0].cases_mean == pytest.approx(0.3)
    assert card.nearest["cluster_id"].iloc[0] == "science"
    verdicts = card.criteria.set_index("criterion")["verdict"].to_dict()
    assert verdicts == {
        "mass": "met",
        "specialised": "missing",
        "gathered": "missing",
        "research": "met",
        "support": "met",
        "lead": "missing",
    }
    missing = next(caution for caution in card.cautions if caution.code == "figures_missing")
    assert missing.values == {"count": 3, "total": 6}


def test_findings_handed_in_are_judged_by_their_own_interval() -> None:
    given = {"lq": 1.8, "lq_verdict": "unclear", "clustered_p": 0.01, "clustered_ratio": 0.4, "lead_firms": 2.0}
    census = scorecard(region(), KNOWN, coverage="census", figures=given).criteria.set_index("criterion")
    assert census.loc["specialised", "verdict"] == "unclear"
    assert census.loc["specialised", "value"] == 1.8
    assert census.loc["gathered", "verdict"] == "met"
    assert census.loc["lead", "verdict"] == "met"
    regular = scorecard(
        region(), KNOWN, coverage="census", figures=given | {"clustered_ratio": 1.9}
    ).criteria.set_index("criterion")
    assert regular.loc["gathered", "verdict"] == "not_met"


def test_a_sample_cannot_show_that_places_gather() -> None:
    card = scorecard(region(), KNOWN, coverage="sample", figures={"clustered_p": 0.001, "clustered_ratio": 0.2})
    assert card.criteria.set_index("criterion").loc["gathered", "verdict"] == "unclear"
    assert card.cautions[0].code == "sample"


def test_no_model_is_suggested_where_a_mark_is_missing_or_two_are_level() -> None:
    assert suggest(region(research_share=None), KNOWN)[0] == ""
    card = scorecard(region(research_share=0.42, platform_share=0.08), KNOWN, coverage="census")
    assert card.model == ""
    assert any(caution.code == "model_unclear" for caution in card.cautions)


def test_a_region_stands_where_it_stands_among_the_cases() -> None:
    table = scorecard(region(organisations=15.0), KNOWN, coverage="census").features.set_index("feature")
    assert table.loc["organisations", "place"] == 0.5
    assert table.loc["research_share", "cases"] == 3
    assert table.loc["organisations", "median"] == 16
    empty = scorecard(region(segment_hhi=None), KNOWN, coverage="census").features.set_index("feature")
    assert np.isnan(empty.loc["segment_hhi", "place"])


def test_a_handful_of_organisations_is_refused() -> None:
    with pytest.raises(TooFewError):
        scorecard(region(organisations=4.0), KNOWN, coverage="census")
    with pytest.raises(TooFewError):
        cases(
            pd.DataFrame({"cluster_id": ["x"], "kind": ["firm"], "segment": ["01"]}),
            pd.DataFrame({"cluster_id": ["x"], "kind": ["industrial"], "model": [""]}),
        )
