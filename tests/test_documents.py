"""The documents name what there is, and all of it: verbs, variables with their defaults, make targets and files."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

from geo import commands
from geo.operations.kinds import DATA
from geo.settings import CONCERNS, ROOT, Number, variables
from tests import picture

READMES = ("README.md", "README.zh.md")
RUNNING = ("operations", "standards", "accessibility")
OPERATORS = tuple(f"docs/{name}{language}.md" for name in RUNNING for language in ("", ".zh"))
DOCUMENTS = (*READMES, "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", *OPERATORS)
VERBS = sorted(found.name for found in pkgutil.iter_modules(commands.__path__))
VARIABLES = {one.name: (one, concern, field) for concern in CONCERNS for field, one in variables(concern).items()}
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_FILE = re.compile(r"`((?:geo|pages|tests|docs|data)/[\w./-]*\w(?:\.\w+)?/?|[\w-]+\.(?:md|toml|txt|lock|cff))`")


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def code(name: str) -> str:
    """Return what a document sets as code."""
    return "\n".join(_CODE.findall(text(name)))


def makefile() -> tuple[set[str], set[str]]:
    """Return the targets a person may ask for, and the variables that may be set."""
    lines = text("Makefile")
    targets = re.findall(r"^\.PHONY: (.+)$", lines, re.MULTILINE)
    return set(" ".join(targets).split()), set(re.findall(r"^([A-Z_]+) \?=", lines, re.MULTILINE))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_verb_that_is_named_exists(name: str) -> None:
    assert set(re.findall(r"python -m geo ([a-z_]+)", text(name))) <= set(VERBS)
    for module in re.findall(r"python -m (tests\.[a-z_.]+)", text(name)):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", READMES)
def test_every_verb_is_named(name: str, verb: str) -> None:
    assert re.search(rf"(?<![\w-]){verb}(?![\w-])", code(name)), (
        f"{name} does not say what `python -m geo {verb}` is for"
    )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_variable_that_is_named_exists(name: str) -> None:
    assert set(re.findall(r"OBSERVATORY_[A-Z_]*[A-Z]", text(name))) <= VARIABLES.keys()


@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize("name", READMES)
def test_every_variable_is_named(name: str, variable: str) -> None:
    assert f"`{variable}`" in text(name)


@pytest.mark.parametrize("name", READMES)
def test_numbers_in_the_table_of_variables_are_the_defaults(name: str) -> None:
    told = {}
    for row in re.findall(r"^\| (`OBSERVATORY_.*) \|$", text(name), re.MULTILINE):
        cells = [cell.strip() for cell in row.split(" | ")]
        names, defaults = re.findall(r"`([^`]+)`", cells[0]), re.findall(r"`([^`]+)`", cells[-1])
        told |= dict(zip(names, defaults, strict=False))
    for variable, (one, concern, field) in VARIABLES.items():
        if isinstance(one, Number):
            assert told[variable] == str(getattr(concern(), field)), variable


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_that_is_named_exists(name: str) -> None:
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code(name))) <= makefile()[0]


@pytest.mark.parametrize("target", sorted(makefile()[0]))
def test_every_make_target_is_named(target: str) -> None:
    words = "\n".join(code(name) for name in DOCUMENTS)
    assert re.search(rf"make {target}(?![\w-])", words), f"no document says what `make {target}` does"


@pytest.mark.parametrize("name", READMES)
def test_every_make_variable_is_named(name: str) -> None:
    assert {variable for variable in makefile()[1] if not re.search(rf"\b{variable}\b", code(name))} == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_that_are_named_exist(name: str) -> None:
    assert [path for path in _FILE.findall(text(name)) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_between_documents_lead_somewhere(name: str) -> None:
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text(name)) if "://" not in link]
    assert [link for link in links if link and not (Path(ROOT / name).parent / link).exists()] == []


def addresses() -> list[str]:
    """Return the addresses of all routes that app.py puts together; parts that differ are left in braces."""
    modules = re.findall(r"^from (geo[\w.]+\.routes) import routes as ", text("app.py"), re.MULTILINE)
    return [route.path for module in modules for route in import_module(module).routes("")]


@pytest.mark.parametrize("language", ["", ".zh"])
def test_every_address_is_named(language: str) -> None:
    words = "\n".join(code(f"docs/{name}{language}.md") for name in ("operations", "standards"))
    told = addresses()
    assert len(told) > 40
    assert set(DATA) <= {address.split("/")[1] for address in told}
    for address in told:
        form = re.sub(r"\\\{\w+\\\}", "[A-Za-z]+", re.escape(address))
        assert re.search(rf"`{form}`", words) or f"`{address}/`" in words, f"no document says what {address} gives"
    # A word such as `/tiles/` means all that lies below.
    named = {word for word in re.findall(r"`(/[\w./-]+[\w])`", words) if word.split("/")[1] in DATA}
    forms = [re.sub(r"\{\w+\}", "[A-Za-z]+", address.replace(".", r"\.")) for address in told]
    assert [word for word in sorted(named) if not any(re.fullmatch(form, word) for form in forms)] == []


def test_the_picture_is_that_of_the_code() -> None:
    document = text("docs/architecture.md")
    assert picture.drawn(document) == document, "run `make architecture`"


def test_an_arrow_that_a_longer_way_implies_is_left_out() -> None:
    edges = {("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("a", "d")}
    assert picture.shortest(edges) == [("a", "b"), ("b", "c"), ("c", "d")]
