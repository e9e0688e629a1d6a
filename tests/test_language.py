"""The message catalogues: the same keys and placeholders in each language, none missing and none unused."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from geo.errors import SettingError
from geo.language import LANGUAGES, country_name, domains, localised, number, read_domain, translator
from geo.settings import ROOT, settings
from tests.syntax import nodes
from tests.texts import FAMILIES, OPEN_FAMILIES, asking, messages

THIN = "\u202f"
HOSTILE = ("{{7*7}}", "${7*7}", "{0}", "{key.__class__}", "<img src=x onerror=alert(1)>", "`a`", "a\nb", "%s")
_INTERVAL = re.compile(r"_(low|high)$")  # ends of an interval are named after what they bound
FILE_ENDING = re.compile(r"\.(py|po|js|css|csv|json|md|parquet|svg|geojson)$")


def forms(message: Message) -> tuple[str, ...]:
    """Return the texts of a message: one, or one per plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a text as they are written, conversions and formats included."""
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        for _, name, spec, conversion in string.Formatter().parse(text)
        if name is not None
    }


KEY = re.compile(rf"^({'|'.join(path.stem for path in domains('zh'))})(\.[A-Za-z0-9_-]+)+$")
PREFIX = re.compile(rf"^({'|'.join(path.stem for path in domains('zh'))})(\.[A-Za-z0-9_-]+)*\.$")


@lru_cache(maxsize=1)
def uses() -> tuple[dict[str, str], dict[str, str]]:
    """Return the keys and the key families that code asks for, each with a place that does.

    A key is any string constant that looks like one; a family is the fixed beginning of an f-string.
    """
    keys: dict[str, str] = {}
    families: dict[str, str] = {}
    for path in asking():
        in_f_strings = {id(part) for node in nodes(path) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
        here = str(path.relative_to(ROOT))
        for node in nodes(path):
            place = f"{here}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                if PREFIX.match(start):
                    families[start.rstrip(".")] = place
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in in_f_strings:
                if KEY.match(node.value) and not FILE_ENDING.search(node.value):
                    keys[node.value] = place
            # A key inside a call inside an f-string is a key all the same.
            elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                value = node.args[0].value
                if isinstance(value, str) and KEY.match(value) and not FILE_ENDING.search(value):
                    keys[value] = place
    return keys, families


@cache
def members(family: str) -> frozenset[str]:
    """Return what may follow the beginning of a family."""
    found = FAMILIES[family]
    return frozenset(found() if callable(found) else found)


def family_keys(prefix: str) -> set[str]:
    """Return every key that begins with `prefix` and belongs to a declared family; empty for an undeclared one."""
    declared = {
        f"{family}.{key}" for family in FAMILIES if f"{family}.".startswith(f"{prefix}.") for key in members(family)
    }
    named = strings()
    listed = {
        key
        for family in OPEN_FAMILIES
        if f"{family}.".startswith(f"{prefix}.")
        for key in messages("zh")
        if key.startswith(f"{family}.") and _INTERVAL.sub("", key.removeprefix(f"{family}.").split(".")[0]) in named
    }
    return declared | listed


@lru_cache(maxsize=1)
def strings() -> frozenset[str]:
    """Return every string that the code holds: as a constant, or as the name of a keyword, field or attribute."""
    found: set[str] = set()
    for path in asking():
        for node in nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    return frozenset(found)


def test_languages_hold_the_same_keys() -> None:
    zh, en = set(messages("zh")), set(messages("en"))
    assert zh
    assert zh - en == set()
    assert en - zh == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_marked_doubtful(language: str) -> None:
    for key, message in messages(language).items():
        assert all(text.strip() for text in forms(message)), f"{key} is empty in {language}"
        assert not message.fuzzy, f"{key} is fuzzy in {language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_percent_signs_stand_beside_their_figures(language: str) -> None:
    apart = re.compile(r"[\d}] %")
    assert [key for key, message in messages(language).items() if any(map(apart.search, forms(message)))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_of_the_language_is_there(language: str) -> None:
    for path in domains(language):
        catalog = read_domain(path)
        assert catalog.num_plurals == {"zh": 1, "en": 2}[language], path.name
        for message in catalog:
            if message.id and message.pluralizable:
                assert len(forms(message)) == catalog.num_plurals, message.id


def test_placeholders_agree_and_are_plain_names() -> None:
    zh, en = messages("zh"), messages("en")
    for key in zh.keys() & en.keys():
        names = [placeholders(text) for message in (zh[key], en[key]) for text in forms(message)]
        assert all(found == names[0] for found in names), f"{key}: {names}"
        assert all(name.isidentifier() for name in names[0]), f"{key}: {names[0]}"


def test_every_key_code_asks_for_exists() -> None:
    keys, families = uses()
    known = messages("zh").keys()
    assert {key: place for key, place in keys.items() if key not in known} == {}
    assert {prefix: place for prefix, place in families.items() if not family_keys(prefix)} == {}


def test_every_key_of_a_family_exists() -> None:
    for prefix in FAMILIES:
        assert family_keys(prefix) - messages("zh").keys() == set()


def test_no_key_is_unused() -> None:
    keys, families = uses()
    used = set(keys).union(*(family_keys(prefix) for prefix in (*families, *OPEN_FAMILIES)))
    assert messages("zh").keys() - used == set()


def test_an_unknown_key_is_a_fault() -> None:
    for language in LANGUAGES:
        with pytest.raises(KeyError):
            translator(language)("shell.no_such_text")
        with pytest.raises(KeyError):
            translator(language).plural("shell.no_such_text", 2)
    with pytest.raises(KeyError):
        translator("fr")


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_inserted_as_they_are(language: str, value: str) -> None:
    assert value in translator(language)("catalog.unknown", asked=value, shown="x")


def test_plural_follows_the_count() -> None:
    t = translator("en")
    assert t.plural("catalog.sources.open", 1, n="1") == "List the 1 source"
    assert t.plural("catalog.sources.open", 3, n="3") == "List all 3 sources"
    assert translator("zh").plural("catalog.sources.open", 1, n="1") == "列出全部1个来源"


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0, None, "0"),
        (1234567.5, None, f"1{THIN}234{THIN}567.5"),
        (1.25, 1, "1.2"),
        (12, 2, "12.00"),
        (-1000, 0, f"-1{THIN}000"),
        (None, None, "—"),
        (float("nan"), None, "—"),
    ],
)
def test_number_separates_groups_by_thin_spaces(value: float | None, digits: int | None, expected: str) -> None:
    for language in LANGUAGES:
        assert number(value, language, digits=digits) == expected


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("CN", "中国", "China"),
        ("CN-TW", "中国台湾", "Taiwan"),
        ("CN-HK", "中国香港", "Hong Kong (China)"),
        ("GB", "英国", "United Kingdom"),
        ("XX-1", "XX-1", "XX-1"),
    ],
)
def test_country_name_in_each_language(code: str, zh: str, en: str) -> None:
    assert country_name(code, "zh") == zh
    assert country_name(code, "en") == en


def test_localised_falls_back_to_the_other_language() -> None:
    assert localised({"name_zh": "贵安", "name_en": "Gui'an"}, "name", "zh") == "贵安"
    assert localised({"name_zh": "", "name_en": "Gui'an"}, "name", "zh") == "Gui'an"
    assert localised({}, "name", "en") == ""


@pytest.fixture
def own_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Let this process take names of countries from a file, which does not exist yet, and return its path."""
    monkeypatch.setenv("OBSERVATORY_COUNTRY_NAMES", str(tmp_path / "names.csv"))
    settings.cache_clear()
    yield tmp_path / "names.csv"
    monkeypatch.undo()
    settings.cache_clear()


def test_an_institution_names_countries_and_regions_in_one_table(own_names: Path) -> None:
    own_names.write_text(
        "code,zh,en\nDE,德意志,Federal Republic of Germany\nCN-TW,台湾省,Taiwan Province\n", "utf-8-sig"
    )
    assert [country_name("DE", lang) for lang in ("zh", "en")] == ["德意志", "Federal Republic of Germany"]
    assert country_name("CN-TW", "zh") == "台湾省"
    assert country_name("JP", "en") == "Japan"


@pytest.mark.parametrize("content", [None, "a,b\n1,2\n", "code,zh,en\nDE,德意志,\n"])
def test_a_table_of_names_that_cannot_be_used_is_one_clear_error(own_names: Path, content: str | None) -> None:
    if content is not None:
        own_names.write_text(content, "utf-8")
    with pytest.raises(SettingError, match="code, zh and en"):
        country_name("DE", "en")
