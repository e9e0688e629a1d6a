"""Dependencies and the version: each stands in one place, and whatever repeats it agrees."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib

import pytest

from geo import __version__
from geo.settings import ROOT
from tests.pins import pins, requirements


@pytest.mark.parametrize("name", requirements())
def test_requirement_files_are_those_of_the_project(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == requirements()[name], "name it in pyproject.toml and run `make pins`"


@pytest.mark.parametrize("pin", [pin for group in pins() for pin in group])
def test_every_dependency_is_pinned(pin: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", pin)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name: str) -> dict[str, str]:
    """Return the versions a lock holds."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    return {normal(package): version for package, version in found}


@pytest.mark.parametrize(("lock", "groups"), [("requirements.lock", 1), ("requirements-dev.lock", 2)])
def test_locks_hold_every_pin(lock: str, groups: int) -> None:
    wanted = {
        normal(name): version
        for group in pins()[:groups]
        for name, _, version in (pin.partition("==") for pin in group)
    }
    held = locked(lock)
    assert {name: held.get(name) for name in wanted} == wanted, "run `make lock`"


def test_both_locks_hold_the_same_versions() -> None:
    running, testing = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: testing.get(name) for name in running} == running


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "geo.__version__"}
    assert "version:" not in (ROOT / "CITATION.cff").read_text("utf-8").replace("cff-version:", "")


def test_the_newest_release_in_the_changelog_is_this_version() -> None:
    heads = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heads[0] == "Unreleased"
    assert re.fullmatch(rf"{re.escape(__version__)} · \d{{4}}-\d\d-\d\d", heads[1])


def test_what_is_compiled_is_kept_whatever_the_environment_says() -> None:
    asked = ["make", "--silent", "--eval", "told: ; @echo kept$$PYTHONDONTWRITEBYTECODE", "told"]
    told = subprocess.run(
        asked, cwd=ROOT, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True, check=True
    )
    assert told.stdout == "kept\n"
    assert not sys.dont_write_bytecode, "whatever the tests start compiles all it imports"
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
