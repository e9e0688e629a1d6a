"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
from functools import cache

import pytest

from geo.settings import ROOT

MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "geo").rglob("*.py"))
    if path.name not in ("__init__.py", "__main__.py")
]


@cache
def examples(name: str) -> list[doctest.DocTest]:
    """Return the docstrings of a module that hold examples; to run the thousands of others would cost seconds."""
    return [found for found in doctest.DocTestFinder().find(importlib.import_module(name)) if found.examples]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    runner = doctest.DocTestRunner()
    for found in examples(name):
        runner.run(found)
    assert runner.failures == 0


def test_there_are_examples() -> None:
    assert len([found for name in MODULES for found in examples(name)]) >= 50
