"""Policies: the library is whole, links survive, findings and peers are recomputed by other means."""

from __future__ import annotations

from collections import Counter

import pytest

from geo.catalog import load_catalog
from geo.policies.choice import choose
from geo.policies.findings import findings, of_mix
from geo.policies.library import HEADS, INSTRUMENTS, library
from geo.policies.peers import FIGURES, MODEL, Peers, mix, peers, used_by
from geo.policies.state import PolicyState, parse_state
from geo.settings import Settings, settings


def test_the_library_has_every_row_of_the_table() -> None:
    found = library(load_catalog()).policies
    table = load_catalog().table("policies")
    assert list(found) == list(table["policy_id"])
    assert len(found) >= 90
    assert {"CN", "US", "EU", "DE", "JP", "KR", "GB"} <= {one.country for one in found.values()}
    assert all(one.source_ids and one.instrument in INSTRUMENTS and one.head in HEADS for one in found.values())


@pytest.mark.parametrize(
    ("policy", "zh", "en"),
    [
        ("q103", "每年1亿元，降企业研发成本约三成", "100 m CNY a year, about 30% off"),
        ("q62", "2023年9月生效，动员约430亿欧元", "mobilises about 43 bn EUR"),
        ("q18", "", ""),  # 1.5 trillion of value added is an aim of the industry
        ("p06", "", ""),
    ],
)
def test_money_is_what_the_sources_say_in_both_languages(policy: str, zh: str, en: str) -> None:
    one = library(load_catalog()).policies[policy]
    assert (one.budget("zh"), one.budget("en")) == (zh, en)


def test_findings_are_the_figures_of_what_is_shown() -> None:
    rows = load_catalog().table("policies")
    contrast, span, heads = findings(tuple(library(load_catalog()).policies.values()))
    kind, count = rows["instrument"].value_counts().index[0], rows["instrument"].value_counts().iloc[0]
    assert span.names == {"instrument": kind}
    assert span.figures["count"] == count
    assert span.figures["first"] == rows["year_start"].min()
    assert span.figures["share"] == pytest.approx(100 * count / len(rows))
    home = rows[rows["country"] == "CN"]
    away = rows[rows["country"] != "CN"]
    shares = {one: (home["instrument"] == one).mean() - (away["instrument"] == one).mean() for one in INSTRUMENTS}
    assert contrast.names["instrument"] == max(shares, key=lambda one: abs(shares[one]))
    assert contrast.figures["home"] - contrast.figures["away"] == pytest.approx(
        100 * shares[contrast.names["instrument"]]
    )
    assert heads.figures["most"] == rows["strategy_head"].value_counts().iloc[0]
    assert contrast.shown_by == {"instruments": (contrast.names["instrument"],)}
    assert heads.shown_by == {"heads": (rows["strategy_head"].value_counts().index[-1],)}
    assert findings(()) == ()


def test_a_kind_used_less_at_home_is_said_so() -> None:
    every = tuple(library(load_catalog()).policies.values())
    shown = [one for one in every if one.country != "CN" or one.instrument != "plan"]
    away = [one for one in every if one.country != "CN" and one.instrument == "grant"]
    told = findings((*(one for one in shown if one.country == "CN" and one.instrument != "grant"), *away))[0]
    assert (told.key, told.figures["home"], told.figures["away"]) == ("contrast_away", 0, 100)


def test_filters_and_years_leave_what_fits() -> None:
    found = choose(load_catalog(), PolicyState(instruments=("tax",), countries=("US", "JP"))).policies
    assert {one.policy_id for one in found} == {"p01", "p36"}
    in_force = choose(load_catalog(), PolicyState(start=1986, end=1990)).policies
    assert all((one.year_start or 0) <= 1990 and (one.year_end or 9999) >= 1986 for one in in_force)
    assert "p01" not in {one.policy_id for one in in_force}  # it ended in 1985
    ranked = choose(load_catalog(), PolicyState(query="算力补贴", countries=("CN",)))
    assert ranked.policies[0].policy_id == "q103"
    assert ranked.asked is not None
    by_model = choose(load_catalog(), PolicyState(models=("platform_aggregation",))).policies
    assert {"p30", "p31"} <= {one.policy_id for one in by_model}


def test_a_link_restores_the_whole_state() -> None:
    state = PolicyState(
        "算力 AI", ("tax", "zone"), ("CN", "EU"), ("platform_aggregation",), ("gov_market",), 1999, 2025, "map", "ruhr"
    )
    assert parse_state(state.query_of_link()) == (state, ())
    assert PolicyState().query_of_link() == {}
    _, problems = parse_state({"q": "a\x00b", "place": "Mars", "view": "pie", "sel": "<script>", "to": "12"})
    assert {problem.key for problem in problems} == {"q", "place", "view", "sel", "to"}


def test_a_mix_is_counted_by_hand(store: Settings) -> None:
    every = tuple(library(load_catalog()).policies.values())
    found = peers(load_catalog(), settings(), "hf_voice")
    assert found.by == FIGURES
    assert "hf_voice" not in found.ids
    shares = {one.instrument: one for one in mix(every, found)}
    theirs = [one for one in every if any(peer in one.clusters for peer in found.ids)]
    assert {key: one.peers for key, one in shares.items() if one.peers} == Counter(one.instrument for one in theirs)
    assert sum(one.own_pct for one in shares.values()) == pytest.approx(100)
    assert all("hf_voice" not in one.clusters for one in used_by(every, found))
    lacking = of_mix(tuple(shares.values()))
    assert lacking is not None
    assert shares[lacking.names["instrument"]].own == 0


def test_a_cluster_without_comparable_figures_is_compared_by_model(store: Settings) -> None:
    found = peers(load_catalog(), settings(), "microsoft_cloud")
    assert found.by == MODEL
    assert set(found.ids) == {"hangzhou", "gz_uhd"}
    assert mix((), Peers("ruhr", (), MODEL)) == ()
