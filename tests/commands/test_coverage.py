"""Verb `coverage` on the package: the shape it promises, and how much is missing."""

from __future__ import annotations

import json

import pytest

from geo.__main__ import main
from geo.catalog import load_catalog
from geo.comparison.core import core_of, subject_kinds

MAIN = "tsukuba,silicon_valley,ruhr"
CHINESE = "shenzhen,hangzhou,beijing_zhongguancun,sh_zhangjiang"


def report(capsys: pytest.CaptureFixture[str], cases: str) -> dict[str, object]:
    assert main(["coverage", "--cases", cases, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(("cases", "cells", "most"), [(MAIN, 36, 0.25), (CHINESE, 48, 0.30)])
def test_most_core_cells_are_filled(capsys: pytest.CaptureFixture[str], cases: str, cells: int, most: float) -> None:
    found = report(capsys, cases)
    assert list(found) == ["rows", "cells", "missing", "by_case", "empty"]
    assert (found["rows"], found["cells"]) == (12, cells)
    missing, empty = found["missing"], found["empty"]
    assert isinstance(missing, int)
    assert isinstance(empty, list)
    assert isinstance(found["by_case"], dict)
    assert missing == len(empty) == sum(found["by_case"].values())
    assert missing / cells <= most


def test_a_company_is_asked_for_its_own_rows(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "microsoft_cloud")
    assert (found["rows"], found["cells"]) == (6, 6)


def test_an_unknown_cluster_is_one_clear_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "--cases", "atlantis", "--json"]) == 1
    assert "atlantis" in json.loads(capsys.readouterr().out)["message"]


def test_no_cell_of_the_package_rests_on_a_figure_that_may_not_fill_it() -> None:
    catalog = load_catalog()
    table = core_of(catalog, tuple(subject_kinds(catalog)))
    published = [cell.figure for cell in table.cells.values() if not cell.figure.computed]
    assert all(figure in catalog.figures for figure in published)
    for cell in table.cells.values():
        figure = cell.figure
        assert figure.confidence != "low"
        assert not figure.is_superseded
        assert not figure.is_claim
        assert not figure.indicator_id.endswith("_nearest")
        assert figure.source_ids
        assert figure.year is not None
        assert cell.scope == "same" or bool(figure.scope_note), cell


def test_silicon_valley_and_the_ruhr_per_head_in_2018() -> None:
    table = core_of(load_catalog(), ("silicon_valley", "ruhr"))
    valley, ruhr = table.cell("gdp_per_head", "silicon_valley"), table.cell("gdp_per_head", "ruhr")
    assert valley is not None
    assert ruhr is not None
    assert valley.figure.middle == pytest.approx(421.5e9 / 2_688_135)
    assert valley.usd == valley.figure.middle
    assert ruhr.figure.source_ids
