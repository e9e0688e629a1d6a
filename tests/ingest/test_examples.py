"""The examples in the doctor's docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from geo import ingest

# `worker` is a program and `gdal` must be loaded in the worker only; neither has examples.
MODULES = [found.name for found in pkgutil.iter_modules(ingest.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    module = importlib.import_module(f"geo.ingest.{name}")
    assert doctest.testmod(module).failed == 0
