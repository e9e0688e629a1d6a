"""Columns of a layer by what they are: figures worth colouring, what to divide them by, and codes that only look so.

A code is no figure, though a computer reads it as one: a name says so (`代码`, `adcode`, `OBJECTID`), or its nature
does (all different and of one length, all beginning as Chinese division codes do, a row count). Nor is a year, a
coordinate, a class number, or how well places are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

ROLES: Final = ("measure", "base", "constant", "kind", "year", "uncertainty", "coordinate", "code")
"""From what is best coloured to what should not be; base = what figures are divided by, such as people or area."""

# Parts of Chinese names; English words and word ends.
_SAID: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "uncertainty": (("误差", "精度", "不确定"), ("uncertain", "uncertainty", "precision", "accuracy", "error")),
    "coordinate": (
        ("经度", "纬度", "坐标", "东经", "北纬"),
        ("lon", "lat", "lng", "longitude", "latitude", "x", "y", "easting", "northing", "xcoord", "ycoord"),
    ),
    "code": (
        ("代码", "编码", "编号", "代号", "序号", "邮编", "邮政", "电话", "手机", "号码", "区号", "主键", "标识"),
        (
            "code",
            "id",
            "fid",
            "gid",
            "oid",
            "uid",
            "gb",
            "pac",
            "key",
            "no",
            "index",
            "zip",
            "zipcode",
            "postcode",
            "fips",
            "geoid",
            "nuts",
            "phone",
            "tel",
            "uuid",
            "row",
            "serial",
            "rowid",
            "osm",
        ),
    ),
    "year": (("年份", "年度", "成立年", "建成年", "日期", "时间", "月份"), ("year", "yr", "date", "founded", "month")),
    "kind": (
        ("门类", "类别", "类型", "分类", "等级", "级别", "层级"),
        ("type", "class", "category", "kind", "segment", "grade", "level", "rank", "cluster"),
    ),
}
_CODE_ENDS: Final = ("code", "objectid", "_id", "fid", "gid", "osmid", "dm", "bm")
_BASE: Final = (
    ("人口", "常住", "户籍", "面积", "总人数", "平方公里"),
    ("population", "pop", "inhabitants", "residents", "area", "km2", "sqkm", "hectares", "shape_area", "land"),
)
_SIZE_WORDS: Final = ("人口", "常住", "户籍", "population", "inhabitants", "residents", "pop")
_COUNTED: Final = (
    ("数", "额", "值", "量", "收入", "营收", "人员", "就业", "专利", "企业", "机构", "投资", "资本", "算力"),
    (
        "count",
        "number",
        "num",
        "n",
        "jobs",
        "staff",
        "employees",
        "employment",
        "revenue",
        "sales",
        "value",
        "output",
        "gdp",
        "gva",
        "firms",
        "companies",
        "patents",
        "investment",
        "capital",
        "total",
        "sum",
        "amount",
        "turnover",
    ),
)
_RATIO: Final = (
    ("率", "占比", "比重", "密度", "人均", "指数", "比例", "百分", "平均", "％", "%", "增速", "强度"),
    ("share", "rate", "ratio", "density", "index", "percent", "pct", "per", "mean", "average", "avg", "median", "lq"),
)
# The first two digits of the divisions of China (GB/T 2260).
_PROVINCES: Final = np.array(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82]
)
_GB_DIGITS: Final = (6, 9, 12)
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_LEAST_ROWS: Final = 4
_MOST_KINDS: Final = 12


def role(values: pd.Series, name: str) -> str:
    """Return what a column of numbers is, one of ROLES.

    Parameters
    ----------
    values : numbers; missing ones say nothing.
    name : of the column, as the file has it.

    Examples
    --------
    >>> import pandas as pd
    >>> role(pd.Series([440305, 310115, 330100, 110108]), "v"), role(pd.Series([3, 5, 0]), "机构数")
    ('code', 'measure')
    """
    for found in ("uncertainty", "coordinate", "code", "year", "kind"):
        if _said(name, _SAID[found]) or (found == "code" and name.lower().rstrip("_0123456789").endswith(_CODE_ENDS)):
            return found
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    known = numbers[np.isfinite(numbers)]
    if len(np.unique(known)) < 2:
        return "constant"
    if _said(name, _BASE):
        return "base"
    if _said(name, _COUNTED) or _said(name, _RATIO):
        return "code" if _is_code(known) and not _said(name, _COUNTED) else "measure"
    if _is_code(known):
        return "code"
    return "kind" if _is_kind(known) else "measure"


def ordered(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the columns of numbers, the one most worth colouring first, codes last."""
    roles = roles_of(frame)
    return sorted(roles, key=lambda name: (ROLES.index(roles[name]), not _said(name, _COUNTED)))


def roles_of(frame: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the role of each column of numbers, in the layer's order."""
    table = frame.drop(columns=frame.geometry.name)
    return {
        str(name): role(table[name], str(name))
        for name in table.columns
        if pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_bool_dtype(table[name])
    }


def measure_of(frame: gpd.GeoDataFrame) -> str:
    """Return the column to colour by or to look for hot spots of, "" where no column is a figure."""
    roles = roles_of(frame)
    return next((name for name in ordered(frame) if roles[name] in ("measure", "base")), "")


def denominator_of(frame: gpd.GeoDataFrame, measure: str) -> str:
    """Return what to divide a figure by so that areas of different size compare; "" where it should stand alone.

    People before area. A rate or a density is already divided, and nothing is divided by itself or by a base that is
    zero or missing everywhere.
    """
    roles = roles_of(frame)
    if roles.get(measure) != "measure" or _said(measure, _RATIO):
        return ""
    bases = [name for name, found in roles.items() if found == "base" and (frame[name] > 0).any()]
    bases.sort(key=lambda name: not any(word in name.lower() for word in _SIZE_WORDS))
    return bases[0] if bases else ""


def holds(frame: gpd.GeoDataFrame, least: int) -> bool:
    """Tell whether a layer has rows, and at least so many columns beside its geometry."""
    return len(frame) > 0 and len(frame.columns) > least


def region_of(frame: gpd.GeoDataFrame, *, words: Sequence[str]) -> str:
    """Return the column that says which region each row lies in: by its words, a name before a code; "" for none."""
    table = frame.drop(columns=frame.geometry.name)
    fits = [str(name) for name in table.columns if any(word in str(name).lower() for word in words)]
    repeated = [name for name in fits if table[name].nunique() < max(2, table[name].notna().sum())]
    return next((name for name in repeated if not pd.api.types.is_numeric_dtype(table[name])), next(iter(fits), ""))


def name_of(frame: gpd.GeoDataFrame) -> str:
    """Return the column that names the rows: called a name, else the first of texts with few doubles; "" for none."""
    table = frame.drop(columns=frame.geometry.name)
    texts = [
        str(name)
        for name in table.columns
        if not pd.api.types.is_numeric_dtype(table[name]) and not _said(str(name), _SAID["code"])
    ]
    called = [name for name in texts if any(word in name.lower() for word in ("名称", "名字", "name", "简称", "全称"))]
    return next(iter([*called, *texts]), "")


def holds_firms(frame: gpd.GeoDataFrame, title: str) -> bool:
    """Tell whether the rows of a layer are called firms, by its title or the names of its columns."""
    names = [title, *(str(name) for name in frame.columns)]
    return any(word in name.lower() for name in names for word in ("企业", "公司", "firm", "compan", "enterprise"))


def _said(name: str, words: tuple[tuple[str, ...], tuple[str, ...]]) -> bool:
    """Tell whether a name holds one of the Chinese parts, or one of the English words as a word of its own."""
    parts, whole = words
    if any(part in name for part in parts):
        return True
    return bool({word.lower() for word in _WORD.findall(name)} & set(whole)) or name.lower() in whole


def _is_code(known: np.ndarray) -> bool:
    """Tell whether numbers are codes by nature."""
    if len(known) < _LEAST_ROWS or (known != np.round(known)).any() or (known < 0).any():
        return False
    different = np.unique(known)
    if len(different) == len(known) and np.array_equal(np.diff(different), np.ones(len(different) - 1)):
        return bool(different[0] <= 1)  # rows counted from 0 or 1
    digits = np.floor(np.log10(np.maximum(different, 1))).astype(int) + 1
    if len(np.unique(digits)) > 1:
        return False
    length = int(digits[0])
    if length in _GB_DIGITS and len(different) >= _LEAST_ROWS - 1:
        return bool(np.isin(different // 10.0 ** (length - 2), _PROVINCES).mean() >= 0.95)
    return length >= 6 and len(different) == len(known)


def _is_kind(known: np.ndarray) -> bool:
    """Tell whether numbers count kinds: whole, 1 to a few, each of them often."""
    different = np.unique(known)
    if (known != np.round(known)).any() or different[0] != 1 or len(different) > _MOST_KINDS:
        return False
    return bool(len(known) >= 3 * len(different) and different[-1] == len(different))
