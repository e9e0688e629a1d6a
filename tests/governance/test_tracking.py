"""Series, movements, targets, warnings, board and agenda, by hand-worked figures and by the catalogue's own."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog import load_catalog
from geo.governance.agenda import PLAN
from geo.governance.alerts import ABOVE, BELOW, FALLS, LABEL_DUE, PEERS, SILENT, Rule, alerts, rules
from geo.governance.board import criteria, earned, standings
from geo.governance.book import Pages
from geo.governance.movements import AHEAD, MET, MISSED, UNKNOWN, movement, movements, outcome, outcomes
from geo.governance.overview import MOST, findings, look
from geo.governance.periods import Known, read
from geo.governance.periods import known as known_names
from geo.governance.register import Award, Value
from geo.governance.series import Point, Series, Target, all_series, is_period, last_day
from geo.governance.state import LINK, GovernanceState, parse_state
from geo.governance.trend import trend
from geo.governance.words import finding_text, outcome_text
from geo.language import translator
from geo.model import Text

NAME = Text("甲", "A")


def series(*points: tuple[str, float], merit: str = "higher", subject: str = "ruhr", unit: str = "percent") -> Series:
    """Return a series of exact figures."""
    made = tuple(Point(period, amount, "eq", "high") for period, amount in points)
    return Series(subject, NAME, "m", Text("指标", "measure"), unit, Text("%", "%"), merit, made)


def bound(one: Series, place: int, qualifier: str) -> Series:
    """Return a series with one of its figures a bound."""
    points = list(one.points)
    points[place] = dataclasses.replace(points[place], qualifier=qualifier)
    return dataclasses.replace(one, points=tuple(points))


def test_a_change_is_that_of_the_last_two_figures() -> None:
    found = movement(series(("2020", 50.0), ("2022", 40.0), ("2024", 44.0)))
    assert found is not None
    assert (found.direction, round(found.share, 6), found.is_good, round(found.years, 2)) == (1, 0.1, True, 2.0)
    worse = movement(series(("2022", 40.0), ("2024", 44.0), merit="lower"))
    assert worse is not None
    assert worse.is_good is False


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (bound(series(("2022", 40.0), ("2024", 44.0)), 1, "gt"), True),  # at least 10 % more
        (bound(series(("2022", 40.0), ("2024", 36.0)), 1, "gt"), False),  # more than 36 may be 50
        (bound(series(("2022", 40.0), ("2024", 44.0)), 0, "gt"), False),  # more than 40 may have been 50
        (series(("2022", 40.0), ("2024", 40.1)), False),  # rounding
        (series(("2022", 0.0), ("2024", 4.0)), False),
        (series(("2024", 4.0)), False),
    ],
)
def test_a_bound_tells_a_rise_only_where_it_must_be_one(one: Series, told: bool) -> None:
    assert (movement(one) is not None) is told


@pytest.mark.parametrize(
    ("points", "target", "merit", "verdict"),
    [
        ((("2025-06", 126.0),), ("2025-12", 120.0, "eq", "2025-07-02"), "higher", UNKNOWN),  # older than the target
        ((("2025-08", 126.0),), ("2025-12", 120.0, "eq", "2025-07-02"), "higher", MET),
        ((("2026-02", 119.0),), ("2025-12", 120.0, "eq", "2025-07-02"), "higher", MISSED),
        ((("2025-08", 119.0),), ("2025-12", 120.0, "eq", "2025-07-02"), "higher", UNKNOWN),
        ((), ("2025-12", 120.0, "eq", "2025-07-02"), "higher", UNKNOWN),
        ((("2025-08", 119.0),), ("2027", 120.0, "eq", "2025"), "higher", AHEAD),
        ((("2025-12", 1.3),), ("2025", 1.3, "lt", "2020"), "lower", MISSED),  # below 1.3 was asked for
        ((("2025-12", 1.29),), ("2025", 1.3, "lt", "2020"), "lower", MET),
        ((("2025-12", 60.0),), ("2025", 60.0, "ge", "2020"), "higher", MET),
        ((("2025-12", 60.0),), ("2025", 60.0, "gt", "2020"), "higher", MISSED),
    ],
)
def test_verdicts_by_hand(
    points: tuple[tuple[str, float], ...], target: tuple[str, float, str, str], merit: str, verdict: str
) -> None:
    due, amount, qualifier, announced = target
    one = series(*points, merit=merit)
    found = outcome(one, Target(due, amount, qualifier, announced, "high"), today="2026-11-01")
    assert found.verdict == verdict


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(0, 1e6))
def test_a_higher_figure_never_worsens_a_verdict(target: float, amount: float, more: float) -> None:
    asked = Target("2025", target, "eq", "2020", "high")
    lower, higher = (
        outcome(series(("2025-12", value)), asked, today="2026-01-01").verdict for value in (amount, amount + more)
    )
    assert not (lower == MET and higher == MISSED)


def rule(kind: str, threshold: float, measure: str = "") -> Rule:
    """Return a rule."""
    return Rule("r", NAME, kind, measure, threshold, NAME, ())


def test_rules_find_what_they_say_and_no_more() -> None:
    falling = series(("2020", 9.0), ("2021", 8.0), ("2022", 7.0))
    today = "2026-11-01"

    def found(one: Rule, *given: Series) -> list[tuple[str, int]]:
        return [(alert.subject, alert.count) for alert in alerts([one], given, (), today=today)]

    assert found(rule(FALLS, 2), falling) == [("ruhr", 2)]
    assert found(rule(FALLS, 3), falling) == []
    assert found(rule(FALLS, 1), bound(falling, 2, "gt")) == [], "a bound is no fall"
    assert found(rule(SILENT, 4), falling) == [("ruhr", 4)]
    assert found(rule(SILENT, 5), falling) == []
    assert found(rule(BELOW, 7.5, "m"), falling) == [("ruhr", 0)]
    assert found(rule(BELOW, 7.5, "other"), falling) == []
    assert found(rule(ABOVE, 6.5, "m"), falling) == [("ruhr", 0)]
    peers = [series(("2024", amount), subject=name) for name, amount in zip("abcd", (1.0, 4.0, 5.0, 6.0), strict=True)]
    assert found(rule(PEERS, 0.5), *peers) == [("a", 3)], "1 is less than half of 5, the median of the others"
    assert found(rule(PEERS, 0.5), *peers[:3]) == [], "two peers are too few"
    elsewhere = {**dict.fromkeys("bcd", "CN"), "a": "JP"}
    assert alerts([rule(PEERS, 0.5)], peers, (), today=today, countries=elsewhere) == (), "another country's lines"
    labels = [(Award("ruhr", "gold", "2024-01-01", "2026-12-01"), NAME)]
    assert [one.against for one in alerts([rule(LABEL_DUE, 180)], (), (), today=today, labels=labels)] == [30.0]
    assert alerts([rule(LABEL_DUE, 29)], (), (), today=today, labels=labels) == ()


def test_the_line_of_a_trend_by_hand() -> None:
    found = trend(series(("2020", 1.0), ("2021", 2.0), ("2022", 3.0)))
    assert found is not None
    assert (round(found.first, 3), round(found.last, 3), found.count) == (1.0, 3.0, 3)
    assert trend(series(("2020", 1.0), ("2021", 2.0))) is None


@pytest.mark.parametrize("text", ["", "soon", "2025-13", "2025-02-30", "25", "2025-Q5", "2025-6"])
def test_what_is_no_period(text: str) -> None:
    assert not is_period(text)


def test_the_catalogues_targets_of_2025_are_told_as_they_are() -> None:
    catalog = load_catalog()
    judged = {one.target.row_id: one for one in outcomes(all_series(catalog), today="2026-11-01")}
    racks = judged["sf041_racks"]
    assert (racks.verdict, racks.latest and racks.latest.amount, racks.share) == (UNKNOWN, 31000.0, 0.31)
    assert judged["sf062"].verdict == UNKNOWN, "126 EFLOPS is older than the target of 120"
    assert "above it before the day" in outcome_text(judged["sf062"], translator("en"))
    assert judged["sf050"].verdict == AHEAD
    assert {one.verdict for one in judged.values() if one.target.due.startswith("2025")} == {UNKNOWN}


def test_units_are_one_where_they_mean_the_same_and_precisions_of_computing_are_not() -> None:
    found = {(one.key, one.unit): one for one in all_series(load_catalog())}
    horinger = found["edwc_horinger~racks", "racks"]
    assert horinger.points[-1].amount == 150_000.0
    assert ("china~total-computing-power", "EFLOPS FP32") in found
    assert ("china~total-computing-power", "EFLOPS") in found


def test_low_confidence_counts_only_when_asked() -> None:
    catalog = load_catalog()
    few, all_of_them = (all_series(catalog, low=low) for low in (False, True))
    assert all(point.confidence != "low" for one in few for point in one.points)
    assert sum(len(one.points) for one in all_of_them) > sum(len(one.points) for one in few)


def test_own_values_join_the_catalogues_series_or_make_their_own() -> None:
    catalog = load_catalog()
    own = [
        Value("edwc_qingyang", "racks", "2025-12", 104_000.0, "racks", "committee", version=1),
        Value("edwc_tianfu", "racks", "2027", 50_000.0, "racks", "plan", is_target=True, version=1),
    ]
    found = {one.key: one for one in all_series(catalog, own)}
    assert [point.period for point in found["edwc_qingyang~racks"].points][-2:] == ["2025-09", "2025-12"]
    judged = outcomes([found["edwc_qingyang~racks"]], today="2026-11-01")
    assert {one.target.row_id: one.verdict for one in judged}["sf041_racks"] == MET
    assert found["edwc_tianfu~racks"].targets[0].due == "2027"


def test_a_label_is_what_the_points_earn() -> None:
    catalog = load_catalog()
    everything = {one.criterion.criterion_id: 8.0 for one in criteria(catalog)}
    assert earned(catalog, everything, "2026-01-01", None).level == "gold"
    few = dict.fromkeys(list(everything)[:3], 8.0)
    first = earned(catalog, few, "2026-01-01", None)
    assert (first.level, first.until) == ("bronze", dt.date(2028, 1, 1))
    before = Award("ruhr", "bronze", "2024-01-01", "2026-01-01", dict.fromkeys(everything, 3.0))
    assert earned(catalog, {**few, **dict.fromkeys(list(everything)[3:], 5.0)}, "2026-01-01", before).level == "silver"


def test_who_is_visited_first() -> None:
    catalog = load_catalog()
    awards = (
        Award("hsinchu", "gold", "2023-01-01", "2026-01-01"),
        Award("pangyo", "silver", "2024-12-01", "2026-12-01"),
        Award("bengaluru", "silver", "2026-01-01", "2028-01-01"),
    )
    found = standings(catalog, Pages(awards=awards), (), today="2026-11-01")
    order = [one.cluster.cluster_id for one in found]
    assert order[:2] == ["hsinchu", "pangyo"]
    assert order[-1] == "bengaluru"
    assert (found[0].level, found[0].visit) == ("none", "expired")


def test_every_rule_of_the_catalogue_is_used_and_every_finding_said() -> None:
    catalog = load_catalog()
    assert {one.kind for one in rules(catalog)} <= {
        "overdue", "missed", "falls", "silent", "below", "above", "peers", "label_due",
    }  # fmt: skip
    seen = look(catalog, Pages(), today="2026-11-01", since="2023-01-01")
    for language in ("zh", "en"):
        said = [finding_text(one, seen, translator(language)) for one in findings(seen)]
        assert len(said) == len(set(said)) == 8
    assert [one.key for one in findings(seen)][:MOST] == ["due_silent", "behind", "worse", "better", "alerts"]
    assert list(movements(seen.series, since="2030-01-01")) == []


def test_what_was_missed_comes_first_and_the_gravest_of_it() -> None:
    catalog = load_catalog()
    own = (
        Value("edwc_qingyang", "racks", "2025-12", 50_000.0, "racks", "committee", version=1),
        Value("edwc_qingyang", "computing-power", "2025-12", 90.0, "EFLOPS", "committee", version=1),
        Value("edwc_horinger", "computing-power", "2025-12", 130.0, "EFLOPS", "committee", version=1),
    )
    chosen = ("edwc_qingyang", "edwc_horinger")
    seen = look(catalog, Pages(values=own), today="2026-11-01", since="2023-01-01", clusters=chosen)
    found = findings(seen)
    assert [one.key for one in found[:3]] == ["missed", "due", "reached"]
    assert found[0].outcome is not None
    assert found[0].outcome.target.row_id == "sf041_racks", "half of the racks is graver than nine tenths of the power"
    assert (found[1].count, found[1].of, found[1].met, found[1].missed) == (4, 1, 1, 2)


def test_a_plan_is_told_to_the_clusters_it_is_about() -> None:
    catalog = load_catalog()
    named = {"hsinchu": set(), "pangyo": {"Pangyo Digital Open Lab", "Digital New Deal"}}
    for cluster, plans in named.items():
        seen = look(catalog, Pages(), today="2026-11-01", since="2023-01-01", clusters=(cluster,))
        assert {one.name.en for one in seen.agenda if one.kind == PLAN and one.is_past} == plans
    chinese = look(catalog, Pages(), today="2026-11-01", since="2023-01-01", clusters=("edwc_zhongwei",))
    past = {one.name.en for one in chinese.agenda if one.kind == PLAN and one.is_past}
    of_the_country = {"14th plan for the digital economy", "First 100 SME speciality clusters"}
    assert past == {"Opinion on the national computing network", *of_the_country}


def test_ranks_are_no_faster_than_amounts_and_months_are_not_drawn_out_to_years() -> None:
    ranked = series(("2023", 1.0), ("2024", 4.0), merit="lower", unit="rank", subject="a")
    amount = series(("2023", 100.0), ("2024", 120.0), unit="EUR", subject="b")
    soon = series(("2024-01", 100.0), ("2024-02", 110.0), unit="EUR", subject="c")
    assert [one.series.subject for one in movements([ranked, soon, amount], since="2020-01-01")] == ["b", "c", "a"]


@lru_cache(maxsize=1)
def names() -> Known:
    """Return the names of the catalogue, once for all tests."""
    return known_names(load_catalog())


HEADS = ["cluster", "measure", "unit", "period", "value", "target", "source", "note"]


def test_a_table_is_read_whole_with_all_its_faults() -> None:
    rows: list[list[object]] = [
        ["Values of 2025"],
        HEADS,
        ["Ruhr Area", "gdp", "", "2025", "1 234.5", "", "office", ""],
        ["鲁尔区", "地区生产总值", "", "2025年", "1,300", "否", "office", ""],
        ["Atlantis", "gdp", "", "2025", "1", "", "office", ""],
        ["ruhr", "happiness", "", "2025", "x", "maybe", "", ""],
        ["ruhr", "unemployment", "%", "2025", 109.0, "", "office", ""],
        ["ruhr", "population", "km²", "2025-13", 5.0, "", "office", "n" * 301],
        ["ruhr", "population", "", "2024", "", "", "", ""],
        ["edwc_qingyang", "Racks", "racks", "2025-12", 100000.0, "yes", "plan", ""],
    ]
    found = read(rows, names())
    assert [(one.line, one.column, one.code) for one in found.faults] == [
        (4, "period", "twice"),
        (5, "cluster", "unknown_cluster"),
        (6, "measure", "unknown_measure"),
        (6, "value", "number"),
        (6, "target", "flag"),
        (6, "source", "no_source"),
        (7, "value", "percent"),
        (8, "period", "period"),
        (8, "note", "long"),
        (8, "unit", "unit"),
    ]
    assert [(one.cluster, one.measure, one.amount, one.is_target) for one in found.values] == [
        ("ruhr", "gdp", 1234.5, False),
        ("edwc_qingyang", "racks", 100_000.0, True),
    ]


@pytest.mark.parametrize("rows", [[], [[]], [[None]], [["a", "b"]], [HEADS[:3]], [[float("nan")] * 9] * 12])
def test_a_table_without_its_columns_says_which(rows: list[list[object]]) -> None:
    found = read(rows, names())
    assert found.values == ()
    assert {one.code for one in found.faults} == {"no_column"}


@given(
    st.lists(st.lists(st.one_of(st.none(), st.text(max_size=9), st.floats(), st.booleans()), max_size=9), max_size=9)
)
def test_any_cells_are_read_without_a_fault_of_ours(rows: list[list[object]]) -> None:
    read([HEADS, *rows], names())


@given(st.dictionaries(st.sampled_from(LINK.keys), st.text(max_size=40)))
def test_any_link_is_read_and_written_again(query: dict[str, str]) -> None:
    state, _ = parse_state(query)
    assert parse_state(state.query()) == (state, ())
    assert GovernanceState().query() == {}


def test_last_days() -> None:
    assert [last_day(one) for one in ("2024-02", "2025-H1", "2025-Q4")] == ["2024-02-29", "2025-06-30", "2025-12-31"]
