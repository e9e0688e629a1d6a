"""Workbooks: tables as sheets of an XLSX file in which nothing runs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from geo.export.archive import steadied

if TYPE_CHECKING:
    import pandas as pd

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")  # spreadsheets read cells that begin so as formulas
_TITLE_LENGTH: Final = 31  # the most a sheet's title may have
_NOT_IN_TITLES: Final = str.maketrans("", "", "[]:*?/\\")
_WIDEST: Final = 60  # characters of a column


def workbook(sheets: Mapping[str, pd.DataFrame], *, as_of: str = "1980-01-01") -> bytes:
    """Return tables as one XLSX file, a sheet each, with frozen heads; the same bytes for the same tables.

    A text that begins like a formula is stored as text and marked to stay so when it is edited; characters a workbook
    cannot hold are left out. Missing values are empty cells.

    Parameters
    ----------
    sheets : title -> table; signs that titles may not have are left out of them.
    as_of : ISO date of the data, which the file bears as that of its making.

    Examples
    --------
    >>> import pandas as pd
    >>> workbook({"a": pd.DataFrame({"n": [1]})})[:2]
    b'PK'
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    for number, (title, table) in enumerate(sheets.items(), 1):
        sheet = book.create_sheet(title.translate(_NOT_IN_TITLES)[:_TITLE_LENGTH] or str(number))
        for column, name in enumerate(table.columns, 1):
            _write(sheet.cell(1, column), str(name))
            sheet.cell(1, column).font = Font(bold=True)
            longest = max((len(str(value)) for value in table.iloc[:, column - 1]), default=0)
            sheet.column_dimensions[get_column_letter(column)].width = min(max(longest, len(str(name))) + 2, _WIDEST)
        for row, values in enumerate(table.itertuples(index=False, name=None), 2):
            for column, value in enumerate(values, 1):
                _write(sheet.cell(row, column), value)
        sheet.freeze_panes = "A2"
    file = BytesIO()
    book.save(file)
    return steadied(file.getvalue(), as_of=as_of)


def _write(cell: Any, value: Any) -> None:
    """Put a value into a cell: numbers as numbers, all else as text that is never a formula."""
    import pandas as pd
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    value = value.item() if hasattr(value, "item") else value  # numpy's numbers
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, int | float):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    cell.value = text
    if text.startswith(_FORMULA_STARTS):
        cell.data_type = "s"
        cell.quotePrefix = True
