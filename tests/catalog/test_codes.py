"""Codes of the tables in words: no English word in a coded cell of a Chinese page, and the reverse."""

from __future__ import annotations

import re

import pytest

from geo.catalog import load_catalog
from geo.catalog.codes import SYMBOLS, in_words, is_coded, vocabulary
from geo.catalog.package import Field
from geo.language import translator
from geo.model import Text

SYMBOL = "|".join(map(re.escape, sorted(SYMBOLS, key=len, reverse=True)))
KEPT = re.compile(rf"{SYMBOL}|L\d|GB/T|^[A-Z]{{2}}-\d+$")
FOREIGN = {"zh": re.compile(r"[A-Za-z]{2,}"), "en": re.compile(r"[\u3400-\u9fff]")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_coded_cell_of_every_table_is_said_in_the_language(language: str) -> None:
    catalog, t = load_catalog(), translator(language)
    left: dict[str, set[str]] = {}
    for resource in catalog.resources:
        if not resource.is_table:
            continue
        table = catalog.table(resource.name)
        for field in filter(is_coded, resource.fields):
            for cell in table[field.name].dropna().unique():
                said = in_words(field, cell, t)
                if FOREIGN[language].search(KEPT.sub("", said)) or "_" in said:
                    left.setdefault(f"{resource.name}.{field.name}", set()).add(said)
    assert left == {}


def test_codes_are_said_and_unknown_ones_stay() -> None:
    zh = translator("zh")
    model = Field("model", "string", Text(), "", ("technology_innovation",))
    unit = Field("unit", "string", Text(), "", ())
    flag = Field("is_target", "integer", Text(), "", ("0", "1"))
    several = Field("industry_clouds", "string", Text(), "", ())
    assert in_words(model, "technology_innovation", zh) == "技术创新化"
    assert in_words(unit, "bn CNY", zh) == "十亿元"
    assert in_words(unit, "EFLOPS FP16", zh) == "EFLOPS FP16"
    assert in_words(unit, "furlongs", zh) == "furlongs"
    assert [in_words(flag, value, zh) for value in (1, 0, "1.0")] == ["是", "否", "是"]
    assert in_words(several, "retail;healthcare", zh) == "零售、医疗"
    assert in_words(Field("country", "string", Text(), "", ()), "DE", zh) == "德国"
    assert in_words(unit, None, zh) == ""
    assert vocabulary([model, unit], zh) == {"model": "技术创新化（technology_innovation）"}
