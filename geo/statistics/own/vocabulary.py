"""Words of statistical tables in Chinese and English: headings, totals, countries, and marks of no figure."""

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
            "行政区代码",
            "省份代码",
            "行政区划编码",
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
            "itl",
            "land code",
            "cbsa id",
            "fips code",
        ),
    ),
    "region": (
        *("地区", "区域", "城市", "市", "省", "省份", "省市", "省区市", "地市", "地级市", "州市", "设区市", "地区名称"),
        *(
            "区域名称",
            "城市名称",
            "省份名称",
            "行政区",
            "行政区划",
            "名称",
            "所在地区",
            "所在城市",
            "所在省份",
            "所属地区",
        ),
        *("所属城市", "所在地市", "所在市", "所在省", "市州", "市县", "区县", "县区", "县市区", "市区县", "地方"),
        *("region", "region name", "area", "area name", "city", "metro", "metro area", "metropolitan area", "state"),
        *("province", "prefecture", "geography", "geography name", "place", "land", "district", "county", "ref area"),
        *("local authority", "city name", "province name", "state name", "nuts name", "cbsa name", "cbsa title"),
        *("bundesland", "geographic area name", "itl name", "msa name", "region title", "area title"),
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
    "measure": ("指标", "指标名称", "统计指标", "measure", "indicator", "variable", "indic", "measure name", "series"),
    "unit": (
        *("单位", "计量单位", "度量单位", "数据单位", "指标单位", "数值单位", "计数单位", "量纲"),
        *("unit", "units", "unit of measure", "unit measure", "units of measure", "measure unit", "measurement unit"),
        *("unit of measurement", "units of measurement", "uom", "unit code", "unit name", "unit label"),
    ),
    "unit_mult": ("unit mult", "unit multiplier", "power code", "单位乘数", "数量级"),
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
        *("城镇单位就业人员", "平均用工人数", "用工人数", "职工人数", "在岗职工", "员工数", "人数", "年末从业人员"),
        *("年末从业人员数", "从业人员年末数", "从业人员平均人数", "从业人员合计", "从业人员总数", "就业总人数", "就业"),
        *("城镇单位就业人数", "城镇单位从业人员", "城镇单位就业人员数", "全部从业人员", "职工数", "员工人数"),
        *("jobs", "employment", "employees", "persons employed", "workers", "number of employees", "staff"),
        *("total employment", "number of jobs", "number of persons employed", "employed persons", "employee jobs"),
        *("emp", "paid employees", "headcount", "number of workers", "workforce", "number of persons"),
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
        *("企业数量", "法人单位数量", "单位数量", "法人企业数", "企业家数", "规上企业数", "规模以上企业数"),
        *("establishments", "firms", "enterprises", "companies", "businesses", "local units"),
        *("number of establishments", "number of enterprises", "number of firms", "number of companies", "estab"),
        *("number of local units", "number of businesses", "business counts", "number of units"),
    ),
    "value_added": (
        *("增加值", "行业增加值", "产业增加值", "工业增加值", "生产总值", "地区生产总值", "附加值", "现价增加值"),
        *(
            "value added",
            "gva",
            "gross value added",
            "value added at factor cost",
            "value added at basic prices",
            "gdp",
        ),
    ),
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
_ROLE_OF: Final[Mapping[str, str]] = {name: role for role, names in reversed(list(ROLES.items())) for name in names}
_LONGEST_HEADING: Final = 40
MEASURES: Final = ("jobs", "establishments", "value_added", "wages", "rse_pct")
TOTALS: Final = frozenset(
    {
        *("合计", "总计", "总数", "全部", "全行业", "所有行业", "各行业合计", "全部行业", "小计", "总体"),
        *("total", "all", "all industries", "total all industries", "total, all industries", "sum", "overall"),
    }
)
WHOLES: Final = frozenset(
    {
        *(
            "全省",
            "全市",
            "全区",
            "全州",
            "全自治区",
            "全县",
            "全省合计",
            "全市合计",
            "各市合计",
            "各地区合计",
            "各省合计",
        ),
        *("全部地区", "地区合计", "all regions", "all areas", "all metro areas", "region total"),
    }
)
"""Names of all regions of a table together."""
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
        *(
            ":",
            "n/a",
            "n.a.",
            "n.a",
            "n.d.",
            "na",
            "nan",
            "null",
            "none",
            "#n/a",
            "无",
            "缺",
            "缺失",
            "保密",
            "未公布",
            "不详",
            "suppressed",
        ),
    }
)
"""What stands where a figure is missing or withheld: unknown, never zero."""
_BRACKETS: Final = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
_HAN_GAP: Final = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_MARKS: Final = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u2079\u2460-\u24ff\u2776-\u2793†‡]+$|(?<=.)\[\d{1,2}\]$")
_CODES: Final = re.compile(
    r"\b(?:naics|nace|sic|isic|wz)(?![a-z])|(?:gb/?t|国标)? ?4754|行业(?:[大中小门]类)?(?:代|编)码"
)
_CODES_NAMED: Final = re.compile(r"名称|描述|说明|标题|\b(?:name|names|title|titles|label|description|text|meaning)\b")
_YEAR: Final = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")


def plain(text: object) -> str:
    """Return a heading or name as it is compared: half width, lower case, single spaces, no brackets' contents.

    Examples
    --------
    >>> plain("从业人员数（万人）"), plain(" Region_Code ")
    ('从业人员数', 'region code')
    """
    found = unicodedata.normalize("NFKC", unmarked(str(text))).casefold().replace("_", " ")
    return _HAN_GAP.sub("", " ".join(_BRACKETS.sub(" ", found).split())).strip(" :：*#·")


def unmarked(text: str) -> str:
    """Return a text without the marks of footnotes at its end, which in half width would be digits of it.

    Examples
    --------
    >>> unmarked("234①"), unmarked("从业人员²"), unmarked("62[1]"), unmarked("[1]")
    ('234', '从业人员', '62', '[1]')
    """
    return _MARKS.sub("", text.rstrip()) or text


def role_of(heading: object) -> str:
    """Return the role a heading names, "" if none.

    Examples
    --------
    >>> role_of("行业代码（GB/T 4754）"), role_of("Jobs"), role_of("2020"), role_of("地  区")
    ('industry_code', 'jobs', '', 'region')
    >>> role_of("NACE代码"), role_of("2017 NAICS Code"), role_of("Meaning of NAICS code")
    ('industry_code', 'industry_code', 'industry')
    """
    words = plain(heading)
    found = _ROLE_OF.get(words, "")
    whole = unicodedata.normalize("NFKC", str(heading)).casefold()
    if found in ("industry", "") and len(words) <= _LONGEST_HEADING and _CODES.search(words or whole):
        return "industry" if _CODES_NAMED.search(words) else "industry_code"
    return found


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
