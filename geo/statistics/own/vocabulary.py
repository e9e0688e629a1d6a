"""Words of statistical tables in Chinese and English: headings, units, totals, countries, and marks of no figure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "region_code": (
        *(
            "地区代码",
            "区域代码",
            "行政区划代码",
            "区划代码",
            "行政代码",
            "城市代码",
            "地区编码",
            "城市编码",
            "地市代码",
        ),
        *("region code", "regioncode", "area code", "geo", "geo code", "geography code", "city code", "adcode"),
        *(
            "cbsa",
            "cbsa code",
            "msa",
            "msa code",
            "nuts",
            "nuts2",
            "nuts code",
            "nuts id",
            "fips",
            "itl code",
            "land code",
        ),
    ),
    "region": (
        *("地区", "区域", "城市", "市", "省", "省份", "省市", "省区市", "地市", "地级市", "州市", "设区市", "地区名称"),
        *("区域名称", "城市名称", "省份名称", "行政区", "行政区划", "名称"),
        *("region", "region name", "area", "area name", "city", "metro", "metro area", "metropolitan area", "state"),
        *("province", "prefecture", "geography", "geography name", "place", "land"),
    ),
    "industry_code": (
        *("行业代码", "行业编码", "产业代码", "国民经济行业代码", "行业分类代码", "门类代码", "大类代码"),
        *(
            "industry code",
            "naics",
            "naics code",
            "nace",
            "nace code",
            "nace r2",
            "sic",
            "sic code",
            "isic",
            "isic code",
        ),
        *("gb/t 4754", "gb/t4754", "gbt4754", "wz", "wz2008", "activity code"),
    ),
    "industry": (
        *("行业", "行业名称", "产业", "产业名称", "行业门类", "行业大类", "国民经济行业", "门类", "大类", "按行业分"),
        *("industry", "industry name", "sector", "cluster", "activity", "branch"),
    ),
    "period": ("年份", "年度", "年", "时间", "时期", "period", "year", "date", "time", "time period"),
    "measure": ("指标", "指标名称", "统计指标", "measure", "indicator", "variable"),
    "value": ("数值", "值", "数据", "指标值", "合计值", "value", "obs value", "amount", "figure", "number"),
    "jobs": (
        *(
            "从业人员",
            "从业人数",
            "从业人员数",
            "从业人员期末人数",
            "期末从业人员",
            "就业人数",
            "就业人员",
            "就业人员数",
        ),
        *("城镇单位就业人员", "平均用工人数", "用工人数", "职工人数", "在岗职工", "员工数", "人数"),
        *("jobs", "employment", "employees", "persons employed", "workers", "number of employees", "staff"),
    ),
    "establishments": (
        *(
            "单位数",
            "企业数",
            "企业单位数",
            "法人单位数",
            "法人单位",
            "企业个数",
            "单位个数",
            "机构数",
            "产业活动单位数",
        ),
        *("establishments", "firms", "units", "enterprises", "companies", "businesses", "local units"),
        "number of establishments",
    ),
    "value_added": ("增加值", "行业增加值", "产业增加值", "value added", "value_added", "gva", "gross value added"),
    "wages": (
        *("平均工资", "人均工资", "平均劳动报酬", "平均薪酬", "人均增加值", "劳动生产率", "全员劳动生产率"),
        *("wages", "average wage", "mean wage", "average pay", "mean pay", "pay", "productivity"),
        "value added per person",
    ),
    "rse_pct": (
        *("相对标准误", "相对标准误差", "变异系数", "从业人员相对标准误", "抽样误差"),
        *("rse", "rse pct", "relative standard error", "cv", "coefficient of variation", "jobs rse", "jobs rse pct"),
    ),
}
"""Role of a column -> headings that say so, as `plain` writes them."""
MEASURES: Final = ("jobs", "establishments", "value_added", "wages", "rse_pct")
TOTALS: Final = frozenset(
    {
        *("合计", "总计", "总数", "全部", "全行业", "所有行业", "各行业合计", "全部行业", "小计", "总体"),
        *("total", "all", "all industries", "total all industries", "total, all industries", "sum", "overall"),
    }
)
NATIONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("全国", "中国", "全国合计", "全国总计", "china", "cn"), "CN"),
    **dict.fromkeys(("美国", "united states", "usa", "us"), "US"),
    **dict.fromkeys(("英国", "united kingdom", "uk", "great britain", "gb"), "GB"),
    **dict.fromkeys(("德国", "germany", "deutschland", "de"), "DE"),
}
"""Names of whole countries, the reference of quotients -> country."""
NO_FIGURE: Final = frozenset(
    {
        *(
            "",
            "-",
            "--",
            "—",
            "——",
            "–",
            "…",
            "……",
            "...",
            "..",
            ".",
            "*",
            "**",
            "***",
            "x",
            "c",
            "s",
            "d",
            "(d)",
            "(s)",
        ),
        *(":", "n/a", "na", "nan", "null", "none", "#n/a", "无", "缺", "缺失", "保密", "未公布", "不详", "suppressed"),
    }
)
"""What stands where a figure is missing or withheld: unknown, never zero."""
FACTORS: Final[Mapping[str, float]] = {
    **dict.fromkeys(("人", "个", "家", "户", "元", "位", "persons", "person", "jobs", "units"), 1.0),
    **dict.fromkeys(("千", "千人", "千元", "千个", "千家", "k", "thousand", "thousands", "000", "'000", "000s"), 1e3),
    **dict.fromkeys(("万", "万人", "万元", "万个", "万家", "万户", "10k", "10 000", "10,000"), 1e4),
    **dict.fromkeys(("十万", "十万人"), 1e5),
    **dict.fromkeys(("百万", "百万人", "百万元", "m", "mn", "million", "millions"), 1e6),
    **dict.fromkeys(("亿", "亿元", "亿人"), 1e8),
    **dict.fromkeys(("bn", "billion", "billions", "十亿", "十亿元"), 1e9),
}
"""Unit -> what a figure in it is multiplied by."""
_MONEY: Final = frozenset("元$€£¥")
_CURRENCY: Final = re.compile(
    r"\b(?:usd|eur|gbp|cny|rmb|us\$|euro|dollars?|pounds?|persons?|people|employees|jobs|workers)\b|[$€£¥]|人民币"
)
_BRACKETS: Final = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
_UNIT_LINE: Final = re.compile(r"(?:单位|unit|units|计量单位)\s*[:：]\s*([^\s,，;；|)）]+)", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")


def plain(text: object) -> str:
    """Return a heading or name as it is compared: half width, lower case, single spaces, no brackets' contents.

    Examples
    --------
    >>> plain("从业人员数（万人）"), plain(" Region_Code ")
    ('从业人员数', 'region code')
    """
    found = unicodedata.normalize("NFKC", str(text)).casefold().replace("_", " ")
    return " ".join(_BRACKETS.sub(" ", found).split()).strip(" :：*#·")


def role_of(heading: object) -> str:
    """Return the role a heading names, "" if none.

    Examples
    --------
    >>> role_of("行业代码（GB/T 4754）"), role_of("Jobs"), role_of("2020")
    ('industry_code', 'jobs', '')
    """
    words = plain(heading)
    return next((role for role, names in ROLES.items() if words in names), "")


def unit_of(heading: object) -> str:
    """Return the unit in a heading's brackets or after "单位：", "" if it has none that is known.

    Examples
    --------
    >>> unit_of("从业人员（万人）"), unit_of("单位：亿元"), unit_of("jobs (thousands)"), unit_of("行业（门类）")
    ('万人', '亿元', 'thousands', '')
    """
    text = unicodedata.normalize("NFKC", str(heading)).casefold()
    for found in (*_BRACKETS.findall(text), *_UNIT_LINE.findall(text), *re.findall(r"[,，/]\s*([^,，/]+)$", text)):
        for part in (found, *re.split(r"[,，;；:：]", found)):
            unit = str(part).strip()
            if factor_of(unit) is not None:
                return unit
    return ""


def factor_of(unit: str) -> float | None:
    """Return what figures in a unit are multiplied by; None for a unit that is not known.

    Examples
    --------
    >>> factor_of("万人"), factor_of("million euro"), factor_of("箱")
    (10000.0, 1000000.0, None)
    """
    if unit in FACTORS:
        return FACTORS[unit]
    bare = " ".join(_CURRENCY.sub(" ", unit).split())
    if not bare:
        return 1.0 if unit else None
    return FACTORS.get(bare)


def measure_of_unit(unit: str) -> str:
    """Return the measure a unit belongs to: money is value added, persons are jobs; "" where it tells nothing."""
    if any(sign in unit for sign in _MONEY) or any(word in unit for word in ("usd", "eur", "gbp", "cny", "rmb")):
        return "value_added"
    if "人" in unit or any(word in unit for word in ("person", "jobs", "employee", "worker", "people")):
        return "jobs"
    return "establishments" if any(sign in unit for sign in "家户个") else ""


def year_in(text: object) -> int | None:
    """Return the year a heading or cell names, None if none or several.

    Examples
    --------
    >>> year_in("2023年末"), year_in(2019.0), year_in("2019-2021")
    (2023, 2019, None)
    """
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    found = set(_YEAR.findall(unicodedata.normalize("NFKC", str(text))))
    return int(found.pop()) if len(found) == 1 else None
