"""Workbooks: numbers stay numbers, and no text is a formula."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from geo.export.workbook import workbook


def cells(content: bytes, sheet: int = 0) -> list[list[object]]:
    """Return the values of a sheet."""
    book = openpyxl.load_workbook(BytesIO(content))
    return [list(row) for row in book.worksheets[sheet].iter_rows(values_only=True)]


def test_values_come_back() -> None:
    table = pd.DataFrame({"name": ["甲", ""], "n": [1, 2], "x": [0.5, float("nan")], "none": [None, None]})
    assert cells(workbook({"a": table})) == [["name", "n", "x", "none"], ["甲", 1, 0.5, None], [None, 2, None, None]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_text_is_never_a_formula(text: str) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook({text: pd.DataFrame({text: [text]})})))
    for cell in (book.worksheets[0]["A1"], book.worksheets[0]["A2"]):
        assert cell.data_type == "s"
        assert cell.value == text
        assert cell.quotePrefix


def test_signs_a_workbook_cannot_hold_are_left_out() -> None:
    content = workbook({"a/b[c]" * 10: pd.DataFrame({"x": ["a\x00b\x07"]}), "": pd.DataFrame({"y": [1]})})
    book = openpyxl.load_workbook(BytesIO(content))
    assert [len(name) <= 31 for name in book.sheetnames] == [True, True]
    assert cells(content)[1] == ["ab"]


def test_large_whole_numbers_of_numpy_are_numbers() -> None:
    assert cells(workbook({"a": pd.DataFrame({"n": pd.array([10**9], dtype="Int64")})}))[1] == [10**9]
