"""Encodings: the reading that a person would choose, for short names and for whole files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.ingest import encoding

# The 3,755 characters of GB 2312 level 1, and those that Big5 level 1 has too or only.
COMMON = "".join(
    bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)
)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("济南市", "gb18030"),
        ("联通", "gb18030"),
        ("㐂村济南", "gb18030"),
        ("鄠邑区", "gb18030"),
        ("济南市", "utf-8"),
        ("历", "utf-8"),
        ("臺北市信義區", "big5"),
        ("つくば市", "shift_jis"),
        ("가나다라마바사아자차카타파하거너더러머버서", "euc_kr"),
        ("Düsseldorf", "cp1252"),
        ("São Paulo", "cp1252"),
    ],
)
def test_undeclared_text_is_recognised(text: str, stored: str) -> None:
    verdict = encoding.detect([text.encode(stored)])
    assert verdict.name == stored
    assert verdict.sample == text


@pytest.mark.parametrize("declared", ["ISO-8859-1", "UTF-8", "", "nonsense", "rot13"])
def test_declaration_that_lies_is_not_believed(declared: str) -> None:
    verdict = encoding.detect(["济南市".encode("gbk"), "历下区".encode("gbk")], declared=declared)
    assert verdict.name == "gb18030"
    assert verdict.contradicts is (declared in ("ISO-8859-1", "UTF-8"))


def test_two_readings_as_good_as_each_other_are_uncertain() -> None:
    verdict = encoding.detect(["高雄".encode("big5")])
    assert not verdict.certain
    assert {"big5", "gb18030"} <= {verdict.name, *verdict.alternatives}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("GBK", "gb18030"),
        ("cp936", "gb18030"),
        ("ANSI 936", "gb18030"),
        ("\ufeffUTF-8", "utf-8"),
        ("65001", "utf-8"),
        ("88591", "latin-1"),
        ("rot13", ""),
        ("x", ""),
    ],
)
def test_names_of_encodings_as_files_write_them(written: str, name: str) -> None:
    assert encoding.normalise(written) == name


@pytest.mark.parametrize(("stored", "cut"), [("utf-8", 10), ("gbk", 7)])
def test_text_cut_within_a_character_keeps_its_whole_characters(stored: str, cut: int) -> None:
    text, was_cut = encoding.decode_cut("济南市历下区".encode(stored)[:cut], stored)
    assert was_cut
    assert text == "济南市"


def test_bytes_that_are_no_text_are_not_taken_for_a_cut() -> None:
    with pytest.raises(UnicodeDecodeError):
        encoding.decode_cut(b"\xff\xfe\xfd\xfc", "utf-8")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("济南".encode("utf-8-sig"), "utf-8-sig"),
        ("济南,117".encode("utf-16"), "utf-16"),
        ('{"name": "x"}'.encode("utf-16-le"), "utf-16-le"),
        ('{"name": "x"}'.encode("utf-16-be"), "utf-16-be"),
        (b"plain", "utf-8"),
        ('{"NAME": "济南市", "a": "历下区"}'.encode("gbk"), "gb18030"),
    ],
)
def test_documents(data: bytes, name: str) -> None:
    assert encoding.detect_document(data).name == name


@given(st.text(st.sampled_from(COMMON), min_size=4, max_size=30), st.sampled_from(["gb18030", "utf-8"]))
@settings(max_examples=300, deadline=None)
def test_everyday_chinese_comes_back_in_any_reading(text: str, stored: str) -> None:
    verdict = encoding.detect([text.encode(stored)])
    assert text.encode(stored).decode(verdict.name) == text


@given(st.lists(st.binary(max_size=60), max_size=8), st.text(max_size=12))
@settings(max_examples=200, deadline=None)
def test_any_bytes_get_a_verdict_that_python_knows(parts: list[bytes], declared: str) -> None:
    verdict = encoding.detect(parts, declared=declared)
    b"".join(parts).decode(verdict.name, "replace")
