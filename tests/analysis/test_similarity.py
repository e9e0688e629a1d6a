"""Nearest clusters: distances worked out by hand."""

from __future__ import annotations

import pytest

from geo.analysis.errors import NothingInCommonError
from geo.analysis.similarity import neighbours
from geo.model import Figure


def figures(unit: str, **values: float) -> dict[str, Figure]:
    return {
        case: Figure(
            subject_id=case, indicator_id="x", low=value, high=value, unit=unit, as_of="2020", confidence="high"
        )
        for case, value in values.items()
    }


def test_the_nearest_comes_first_with_its_distance() -> None:
    # Standard deviation of 0, 3, 6 is sqrt(6): one step of 3 is 3 / 2.449 = 1.2247.
    table = {"share": figures("percent", a=0, b=3, c=6)}
    first, second = neighbours("a", table, indicators=["share"])
    assert (first.subject_id, second.subject_id) == ("b", "c")
    assert first.distance == pytest.approx(1.2247, abs=1e-4)
    assert second.distance == pytest.approx(2.4495, abs=1e-4)


def test_quantities_are_compared_by_ratio() -> None:
    table = {"firms": figures("count", a=9, b=99, c=999)}
    near, far = neighbours("a", table, indicators=["firms"])
    assert far.distance == pytest.approx(2 * near.distance)


def test_lacking_indicators_are_named_and_too_few_leave_a_cluster_out() -> None:
    table = {"x": figures("percent", a=1, b=2, c=4), "y": figures("percent", a=1, c=2, d=9)}
    found = {one.subject_id: one for one in neighbours("a", table, indicators=["x", "y"])}
    assert found["b"].lacking == ("y",)
    assert [one.subject_id for one in neighbours("a", table, indicators=["x", "y"], least_shared=2)] == ["c"]


def test_nothing_in_common_is_an_error() -> None:
    with pytest.raises(NothingInCommonError):
        neighbours("a", {"x": figures("percent", b=1, c=2, d=3)}, indicators=["x"])
