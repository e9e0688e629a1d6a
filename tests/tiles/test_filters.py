"""The filter grammar: what it accepts, how it is written, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model import CLUSTER_MODELS, CONFIDENCES, NO_MODEL, ORGANISATION_KINDS, SEGMENTS
from geo.tiles.errors import FilterError
from geo.tiles.filters import Filters, parse_filters


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True).map(lambda chosen: tuple(sorted(chosen)))


filters = st.builds(
    Filters,
    model=some([*CLUSTER_MODELS, NO_MODEL]),
    country=some(["CN", "CN-TW", "JP", "US", "DE"]),
    province=some(["440000", "110000", "710000"]),
    city=some(["440300", "110108"]),
    segment=some(list(SEGMENTS)),
    kind=some(list(ORGANISATION_KINDS)),
    conf=some(list(CONFIDENCES)),
    year_from=st.none() | st.integers(1800, 1950),
    year_to=st.none() | st.integers(1950, 2100),
)


@given(filters)
def test_a_written_filter_reads_back_as_itself(chosen: Filters) -> None:
    pairs = [tuple(pair.split("=", 1)) for pair in chosen.query().split("&") if pair]
    read = parse_filters(pairs)
    assert set(read.conf) == set(chosen.conf)
    for name in ("model", "country", "segment", "kind", "year_from", "year_to"):
        assert getattr(read, name) == getattr(chosen, name)


def test_equal_filters_have_one_address() -> None:
    one = parse_filters([("kind", "firm,lab"), ("model", "none")])
    other = parse_filters([("model", "none"), ("kind", "lab,firm"), ("v", "abc")])
    assert one.query() == other.query() == "model=none&kind=firm,lab"


def test_the_default_leaves_out_low_confidence() -> None:
    assert parse_filters([]).conf == ("high", "medium")
    assert parse_filters([("conf", "none")]).conf == ()


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        ([("colour", "red")], "'colour' is not a filter"),
        ([("model", "best")], "model holds 'best'"),
        ([("model", "none"), ("model", "none")], "given twice"),
        ([("country", "cn")], "country holds 'cn'"),
        ([("country", "CN-XX")], "country holds 'CN-XX'"),
        ([("kind", "firm' OR 1=1 --")], "kind holds"),
        ([("segment", "01,")], "segment holds ''"),
        ([("from", "19")], "from is '19'"),
        ([("from", "１９９０")], "from is"),
        ([("from", "1990"), ("to", "1980")], "from must not be after to"),
        ([("conf", "high,{{7*7}}")], "conf holds '{{7"),
        ([("kind", "x" * 5000)], "kind holds"),
    ],
)
def test_anything_else_is_refused_with_the_reason(pairs: list[tuple[str, str]], reason: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filters(pairs)
    assert reason in caught.value.message
    assert len(caught.value.message) < 400
