"""The plot of growth: drawn from the figures beside it."""

from __future__ import annotations

import json

from tests.benchmarks.growth import FIGURES, PICTURE, draw


def test_the_plot_is_that_of_its_figures() -> None:
    assert PICTURE.read_text("utf-8") == draw(json.loads(FIGURES.read_text("utf-8"))["figures"]), (
        "run python -m tests.benchmarks.growth"
    )
