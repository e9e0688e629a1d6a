"""Encodings: the reading that a person would choose, for short names and for whole files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.ingest.tables import dbf
from geo.ingest.texts import encoding
from geo.settings import ROOT
from tests.ingest.build import names_dbf, write

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
        ("Новосибирск", "cp1251"),
        ("САНКТ-ПЕТЕРБУРГ", "cp1251"),
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


@pytest.mark.parametrize("garbage", [b"\xff", b"\xd0\xff\xff\xd0", b"\xa24\xd0\x7f", "济南".encode("utf-16-be")])
@pytest.mark.parametrize("stored", ["gb18030", "utf-8"])
def test_one_damaged_text_does_not_decide_for_the_others(garbage: bytes, stored: str) -> None:
    names = ["济南市", "历下区", "章丘区", "青岛市"]
    verdict = encoding.detect([garbage, *(name.encode(stored) for name in names)])
    assert verdict.name == stored


def test_verdict_depends_on_the_bytes_alone(tmp_path: Path) -> None:
    # Not on the hash seed, which orders sets, nor on what the process has judged before.
    names = [f"{a}{b}" for a in "济南历下章丘青岛烟台" for b in "市区县镇乡"]
    path = write(tmp_path, "a.dbf", names_dbf("gbk", names=names))
    judge = (
        "import sys, pathlib; from geo.ingest.tables import dbf; from geo.ingest.texts import encoding; "
        "[encoding.detect([text.encode(name)]) for text, name in (('Москва', 'cp1251'), ('つくば', 'cp932'))]; "
        "print(ascii(dbf.judge_encoding(dbf.open_dbf(pathlib.Path(sys.argv[1])), cpg='')))"
    )
    seen = {repr(dbf.judge_encoding(dbf.open_dbf(path), cpg=""))}
    for seed in ("0", "1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", judge, str(path)]
        run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        seen.add(run.stdout.strip().encode("ascii").decode("unicode_escape"))
    assert len(seen) == 1


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
