"""The crowd of `make load` stays on this machine and within its bounds."""

from __future__ import annotations

import pytest

from .load.crowd import MOST_PEOPLE, MOST_SECONDS, OBSERVATORY, Plan, check_loopback, visit


@pytest.mark.parametrize(
    "address", ["http://192.0.2.1:8501", "http://localhost.example:80", "http://example.org", "http://0.0.0.0:80", ""]
)
def test_the_crowd_speaks_to_this_machine_only(address: str) -> None:
    with pytest.raises(ValueError, match="not of this machine"):
        visit(address, OBSERVATORY, Plan(people=1, seconds=1, every_s=1))


@pytest.mark.parametrize("address", ["http://127.0.0.1:8501", "http://127.9.9.9:80/base", "http://[::1]:8501"])
def test_loopback_addresses_may_be_visited(address: str) -> None:
    check_loopback(address)


@pytest.mark.parametrize(
    "bounds",
    [
        {"people": MOST_PEOPLE + 1, "seconds": 1, "every_s": 1},
        {"people": 0, "seconds": 1, "every_s": 1},
        {"people": 1, "seconds": MOST_SECONDS + 1, "every_s": 1},
        {"people": 1, "seconds": 1},
    ],
)
def test_the_crowd_is_bounded_in_number_and_time(bounds: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"at most|Say every"):
        Plan(**bounds)
