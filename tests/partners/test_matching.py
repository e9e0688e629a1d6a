"""Matching: five examples worked out by hand, and what must hold for any two organisations."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog import load_catalog
from geo.model import Text
from geo.partners.chain import chain
from geo.partners.classes import OFFERS, STEP_OF, STEPS, class_of_gics
from geo.partners.finding import find, members
from geo.partners.matching import MOST, REASONS, pair, rank
from geo.partners.network import network
from geo.partners.parties import Party, parties
from geo.partners.relations import Relations, relations
from geo.partners.state import PartnerState, parse_state

KNOWN = Relations({("0101", "0301"): "strong", ("0301", "0304"): "near"}, {}, {("cloud", "seller"): "distributor"})


def party(key: str, *offers: str, needs: tuple[str, ...] = (), lon: float | None = None, cluster: str = "") -> Party:
    """Return an organisation on the equator, where a degree of longitude is 111.32 km."""
    lat = None if lon is None else 0.0
    return Party(
        key, "own", Text(key), offers=frozenset(offers), needs=frozenset(needs), lon=lon, lat=lat, cluster_id=cluster
    )


WORKED = {
    # A chip maker and a computer maker in one place and cluster: chips go into computers (20), the classes are not
    # graded here (0), no kilometre apart (15), one cluster (5), and nobody stated a need (0).
    "supplier next door": (
        party("chips", "0105", lon=10.0, cluster="valley"),
        party("computers", "0101", lon=10.0, cluster="valley"),
        {"need": 0, "chain": 20, "related": 0, "distance": 15, "tie": 5},
    ),
    # Who needs software and research from a laboratory that offers both: 2 of 2 needs (35). A body of research
    # supports a maker of computers (12); software and computers are strongly related (20); no places (0); no tie (0).
    "all needs met": (
        party("maker", "0101", needs=("0301", "research")),
        party("lab", "0301", "research"),
        {"need": 35, "chain": 12, "related": 20, "distance": 0, "tie": 0},
    ),
    # Each states a need and one of the two is met: 35 x 1 / 2 = 17.5. Software is an input of IT services (20), near
    # by the grade (12). 2.694938... degrees are 300 km, where distance is worth half of 15.
    "half of the needs at 300 km": (
        party("software", "0301", needs=("0304",), lon=0.0),
        party("services", "0304", needs=("capital",), lon=300 / 111.319491),
        {"need": 17.5, "chain": 20, "related": 12, "distance": 7.5, "tie": 0},
    ),
    # The same class twice: they may share work (8) but do not feed each other (0).
    "two of a kind": (
        party("one", "0102"),
        party("other", "0102"),
        {"need": 0, "chain": 0, "related": 8, "distance": 0, "tie": 0},
    ),
    # A platform and its distributor are tied already (10, in place of anything for the cluster); a wholesaler stands
    # one step below a maker of software (10); the pair of classes has no grade (0).
    "tied already": (
        party("cloud", "0301", cluster="net"),
        party("seller", "0201", cluster="net"),
        {"need": 0, "chain": 10, "related": 0, "distance": 0, "tie": 10},
    ),
}


@pytest.mark.parametrize("name", WORKED)
def test_an_example_worked_by_hand(name: str) -> None:
    first, second, expected = WORKED[name]
    points = {part.key: round(part.points, 2) for part in pair(first, second, KNOWN)}
    assert points == pytest.approx(expected, abs=0.01)
    assert [part.key for part in pair(first, second, KNOWN)] == list(MOST)


codes = st.frozensets(st.sampled_from(OFFERS), max_size=5)
places = st.one_of(st.none(), st.tuples(st.floats(-180, 180), st.floats(-85, 85)))


@st.composite
def anybody(draw: st.DrawFn, key: str = "x") -> Party:
    place = draw(places)
    return Party(
        draw(st.sampled_from(["cloud", "seller", key])),
        "own",
        Text(key),
        offers=draw(codes),
        needs=draw(codes),
        cluster_id=draw(st.sampled_from(["", "net", "valley"])),
        lon=None if place is None else place[0],
        lat=None if place is None else place[1],
    )


def total(first: Party, second: Party) -> float:
    return sum(part.points for part in pair(first, second, KNOWN))


@given(anybody("a"), anybody("b"))
def test_a_score_is_the_same_from_both_sides_and_within_bounds(first: Party, second: Party) -> None:
    assert total(first, second) == pytest.approx(total(second, first))
    for part in pair(first, second, KNOWN):
        assert 0 <= part.points <= MOST[part.key]
        assert part.reason in REASONS


@given(anybody("a"), anybody("b"), st.sampled_from(OFFERS))
def test_offering_less_never_raises_a_score(first: Party, second: Party, code: str) -> None:
    less = dataclasses.replace(first, offers=first.offers - {code})
    assert total(less, second) <= total(first, second) + 1e-9


@given(st.lists(anybody("b"), max_size=12), anybody("a"))
def test_ranking_is_that_of_the_scores(others: list[Party], seed: Party) -> None:
    candidates = [dataclasses.replace(one, party_id=f"p{number}") for number, one in enumerate(others)]
    found = rank(seed, candidates, KNOWN, limit=3)
    scores = [match.score for match in found]
    assert scores == sorted(scores, reverse=True)
    for match in found:
        assert match.score == round(total(seed, match.party), 1)


def test_classes_stand_on_one_step_each() -> None:
    assert set(STEP_OF) == set(OFFERS)
    assert set(STEP_OF.values()) == set(STEPS)
    assert class_of_gics("Metals & Mining") == ""


def test_the_registers_are_whole_and_nobodys_needs_are_guessed() -> None:
    every = parties(load_catalog()).every
    organisations = load_catalog().table("organisations")
    assert sum(one.register == "catalogue" for one in every.values()) == organisations["left_year"].isna().sum()
    assert sum(one.register == "listed" for one in every.values()) == 26_327
    assert not any(one.needs for one in every.values())
    assert all(one.source_ids for one in every.values())


def test_relations_are_those_of_the_statistics() -> None:
    known = relations(load_catalog())
    assert known.grade("0303", "0301") == known.grade("0301", "0303") == "strong"
    assert known.grade("0403", "0404") == ""
    assert known.correlations["0301", "0303"] > known.correlations["0403", "0404"]


def test_partners_outside_the_cluster_and_within_a_country() -> None:
    state = PartnerState(who="huawei", needs=("0105", "research"), elsewhere=True, country="JP")
    found = find(load_catalog(), state)
    assert found.seed is not None
    assert found.matches
    assert all(match.party.country == "JP" and match.party.cluster_id != "shenzhen" for match in found.matches)
    assert any(part.reason == "need_met" for part in found.matches[0].parts)
    assert find(load_catalog(), PartnerState()).matches == ()
    undecided = find(load_catalog(), PartnerState(at="ruhr"))
    assert (undecided.seed, undecided.matches, undecided.asked) == (None, (), None), (
        "it is asked for needs, not told of none"
    )
    named = find(load_catalog(), PartnerState(at="ruhr", query="Bochum", elsewhere=True))
    assert named.seed is None
    assert named.matches
    assert all(match.party.cluster_id != "ruhr" for match in named.matches)


def test_a_chain_says_what_is_lacking_and_who_has_it() -> None:
    mine = [party("a", "0101"), dataclasses.replace(party("b", "0101"), role="lead")]
    others = [party("c", "0105"), party("d", "0404")]
    made = chain(mine, others, KNOWN)
    (link,) = made.links("mid")
    assert [one.party_id for one in link.members] == ["b", "a"]
    assert [(gap.code, gap.why, gap.beside) for gap in made.gaps] == [("0105", "supplies", "0101")]
    assert [one.party_id for one in made.gaps[0].fillers] == ["c"]
    assert chain([], others, KNOWN).gaps == ()
    assert {one.cluster_id for one in members(load_catalog(), "ruhr")} == {"ruhr"}


def test_a_network_has_existing_ties_first() -> None:
    found = network([party("cloud", "0301", lon=0.0), party("seller", "0201", lon=1.0), party("chips", "0105")], KNOWN)
    assert [(bond.is_tie, bond.reason) for bond in found.bonds] == [(True, "tie_distributor")]
    assert found.steps == ("up", "mid", "down")
    assert found.missing == ("support",)
    assert found.widest_km == pytest.approx(111.32, abs=0.01)


def test_a_link_restores_the_whole_state() -> None:
    state = PartnerState(
        "network", "芯片", "huawei", "guian", ("0105", "capital"), ("listed",), "CN-TW", "ruhr", True, ("sap", "huawei")
    )
    state = dataclasses.replace(state, scope="DE", party="sap")
    assert parse_state(state.query_of_link()) == (state, ())
    assert PartnerState().query_of_link() == {}
    _, problems = parse_state({"picks": "a~<b>", "far": "yes", "need": "x", "place": "x", "of": "../"})
    assert {problem.key for problem in problems} == {"picks", "far", "need", "place", "of"}
