"""Methods sheet and registries: complete, explained in both languages, and true of what was done."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pandas as pd
import pytest

from geo.analysis import choropleth, regional, scorecard
from geo.analysis.methods import METHODS, method_row, sheet
from geo.analysis.parameters import PARAMETERS
from geo.analysis.point_clusters import dbscan
from geo.analysis.result import CAUTIONS, SEED
from geo.language import LANGUAGES, translator
from geo.settings import ROOT
from tests.analysis.places import groups
from tests.syntax import nodes

SOURCES = sorted((ROOT / "geo" / "analysis").glob("*.py"))
USERS = sorted((ROOT / "geo" / "workbench").glob("*.py"))


def calls(name: str, position: int = 0) -> set[str]:
    """Return the constant argument of every call of `name` in the analyses."""
    found = set()
    for path in (*SOURCES, *USERS):
        for node in nodes(path):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name and len(node.args) > position:
                value = node.args[position]
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    found.add(value.value)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_registry_has_words(language: str) -> None:
    t = translator(language)
    for key in METHODS:
        assert t(f"analysis.method.{key}")
        assert t(f"analysis.method_help.{key}")
    for key, parameter in PARAMETERS.items():
        assert t(f"analysis.parameter.{key}")
        assert len(t(f"analysis.parameter_help.{key}")) >= 8
        for choice in parameter.choices:
            assert t(f"analysis.{'scheme' if key == 'scheme' else 'choice'}.{choice}")
    for key in (*choropleth.SCHEMES, "around_one"):
        assert t(f"analysis.scheme.{key}")
    for key in scorecard.FEATURES:
        assert t(f"analysis.feature.{key}")
    for key in scorecard.CRITERIA:
        assert t(f"analysis.criterion.{key}")
    for key in calls("UnusableValuesError"):
        assert t(f"analysis.fault.{key}")


def test_cautions_are_the_registered_ones_and_none_is_unused() -> None:
    assert calls("Caution") == set(CAUTIONS)


def test_methods_and_parameters_are_the_registered_ones() -> None:
    assert calls("Result") <= set(METHODS)
    assert calls("ParameterError") <= set(PARAMETERS)


def test_the_sheet_says_what_was_done() -> None:
    table = regional.from_cells(pd.DataFrame({"ai": [40, 10], "chips": [10, 40]}), basis="counts")
    first = regional.specialisation(table, coverage="sample", replicates=99)
    second = dbscan(groups((0, 0)), reach_m=500, min_points=4, uncertainty_m=10, coverage="census")
    rows = sheet(method_row(result, data="firms, 1a2b") for result in (first, second))
    assert rows["method"].tolist() == ["location_quotient", "dbscan"]
    assert rows.loc[0, "seed"] == str(SEED)
    assert rows.loc[1, "seed"] == ""
    assert rows.loc[0, "parameters"] == "basis = counts; coverage = sample; replicates = 99"
    assert "sample" in rows.loc[0, "cautions"]
    assert re.search(r"scikit-learn = \d", rows.loc[1, "versions"])
    assert set(rows["data"]) == {"firms, 1a2b"}
    assert (rows["formula"] != "").all()
    assert (rows["sources"] != "").all()


def test_an_empty_sheet_has_its_columns() -> None:
    assert sheet([]).columns.tolist() == [
        "method",
        "formula",
        "parameters",
        "seed",
        "cautions",
        "sources",
        "versions",
        "data",
    ]


def test_every_module_that_measures_states_its_guard() -> None:
    """A frame with geometry must pass the guard: whoever imports geopandas here also imports the plane."""
    for path in SOURCES:
        text = path.read_text("utf-8")
        if "import geopandas" in text and path.name != "plane.py":
            assert "geo.analysis.plane" in text or "geo.analysis.hot_spots" in text, path
    assert Path(ROOT / "geo" / "analysis" / "plane.py").is_file()
