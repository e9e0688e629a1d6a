"""Columns: what each of a file's columns means, by its Chinese or English header or by the map that was given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geo.datasets.errors import ColumnMapError
from geo.ingest.tables.coordinates import datum_in

# Role -> header words in the order of preference, after `_plain`.
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "id": (
        *(
            "统一社会信用代码",
            "社会信用代码",
            "信用代码",
            "统一信用代码",
            "uscc",
            "creditcode",
            "unifiedsocialcreditcode",
        ),
        *(
            "企业编号",
            "企业id",
            "组织机构代码",
            "注册号",
            "机构编号",
            "编号",
            "id",
            "firmid",
            "companyid",
            "company_id",
            "uid",
        ),
        *("registrationnumber", "companynumber", "orgid", "organisationid", "symbol", "lei", "isin", "code"),
    ),
    "name": (
        *(
            "企业名称",
            "公司名称",
            "单位名称",
            "机构名称",
            "组织名称",
            "法人名称",
            "名称",
            "企业",
            "公司",
            "namezh",
            "name",
        ),
        *(
            "companyname",
            "company",
            "firmname",
            "firm",
            "organisation",
            "organization",
            "entityname",
            "legalname",
            "title",
        ),
    ),
    "lon": (
        *("经度", "东经", "lon", "lng", "long", "longitude", "x", "x坐标", "横坐标", "坐标x", "xcoord", "pointx"),
        *("easting", "经度e"),
    ),
    "lat": (
        *("纬度", "北纬", "lat", "latitude", "y", "y坐标", "纵坐标", "坐标y", "ycoord", "pointy", "northing", "纬度n"),
    ),
    "geometry": ("geometry", "geom", "wkb", "wkt", "wkbgeometry", "thegeom", "shape", "几何"),
    "segment": (
        *("行业代码", "国民经济行业代码", "行业分类代码", "行业小类代码", "行业小类", "行业", "所属行业", "行业分类"),
        *(
            "industrycode",
            "industry",
            "nace",
            "nacecode",
            "nacerev2",
            "naics",
            "naicscode",
            "gbt4754",
            "segment",
            "sector",
        ),
    ),
    "founded": (
        *("成立日期", "成立时间", "成立年份", "注册日期", "设立日期", "核准日期", "成立年", "founded", "foundedyear"),
        *(
            "foundingyear",
            "yearfounded",
            "foundingdate",
            "incorporated",
            "incorporationdate",
            "established",
            "year",
            "年份",
        ),
    ),
    "model": ("模式", "集群模式", "发展模式", "model", "clustermodel"),
    "kind": ("机构类型", "主体类型", "kind", "organisationkind", "类型"),
    "confidence": ("可信度", "置信度", "confidence"),
    "admin": (
        *(
            "行政区划代码",
            "区划代码",
            "行政代码",
            "行政区代码",
            "区县代码",
            "所在地代码",
            "adcode",
            "admincode",
            "areacode",
        ),
        *("unitid", "regioncode"),
    ),
    "city": ("城市", "所在城市", "地级市", "所属城市", "市", "city", "town"),
    "district": ("区县", "所属区县", "县区", "区", "县", "district", "county"),
    "province": ("省份", "所属省份", "省", "province", "state"),
    "country": ("国家", "国家代码", "国别", "country", "countrycode", "nation"),
}
ROLES: Final = tuple(WORDS)
PLACE_ROLES: Final = ("lon", "lat", "geometry", "admin", "city", "district")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column holds what.

    Attributes
    ----------
    roles : role of `ROLES` -> name of the column.
    guessed : roles that were found by their header, not named by a person.
    unused : columns that nothing is taken from.
    datum : gcj02 or bd09 where the header of a coordinate says so, else "".
    """

    roles: Mapping[str, str]
    guessed: tuple[str, ...]
    unused: tuple[str, ...]
    datum: str

    def column(self, role: str) -> str | None:
        """Return the column of a role, None if there is none."""
        return self.roles.get(role)


def _plain(header: str) -> str:
    return re.sub(r"[\s_\-./()（）\[\]【】°:：*]+", "", unicodedata.normalize("NFKC", header)).lower()


def parse_map(text: str) -> dict[str, str]:
    """Read `name=企业名称,lon=经度`; raises ColumnMapError on an unknown role or a pair without "=".

    Examples
    --------
    >>> parse_map("name=企业名称,lon=经度")
    {'name': '企业名称', 'lon': '经度'}
    """
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in re.split(r"[,，]", text))):
        role, equals, column = pair.partition("=")
        role, column = role.strip(), column.strip()
        if not equals or not column or role not in WORDS:
            raise ColumnMapError(
                f"The column map holds {pair[:60]!r}; each part must be role=column with a role of {', '.join(ROLES)}."
            )
        if role in found:
            raise ColumnMapError(f"The column map names {role} twice; name one column for it.")
        found[role] = column
    return found


def map_columns(headers: Sequence[str], given: Mapping[str, str]) -> ColumnMap:
    """Find the role of each column.

    Parameters
    ----------
    headers : the file's columns in their order.
    given : roles that a person named; they overrule the headers.

    Raises
    ------
    ColumnMapError
        if a named column is not there, or neither coordinates nor a place could be found.

    Examples
    --------
    >>> map_columns(["企业名称", "经度", "纬度", "备注"], {}).roles
    {'name': '企业名称', 'lon': '经度', 'lat': '纬度'}
    """
    missing = {role: column for role, column in given.items() if column not in headers}
    if missing:
        told = ", ".join(f"{role}={column}" for role, column in missing.items())
        raise ColumnMapError(f"The file has no column for {told}. Its columns: {_listed(headers)}.")
    roles = dict(given)
    taken = set(given.values())
    datum = ""
    plain = {header: _plain(header) for header in headers}
    for role, words in WORDS.items():
        if role in roles:
            continue
        ranked = [
            (rank, position, header)
            for position, header in enumerate(headers)
            if header not in taken and (rank := _rank(role, plain[header], words)) is not None
        ]
        if ranked:
            roles[role] = min(ranked)[2]
            taken.add(roles[role])
    for role in ("lon", "lat"):
        datum = datum or (datum_in(roles[role]) if role in roles else "")
    if ("lon" in roles) != ("lat" in roles) and "geometry" not in roles:
        there, gone = ("lon", "lat") if "lon" in roles else ("lat", "lon")
        raise ColumnMapError(
            f"The column {roles[there]!r} holds {there}, but no column holds {gone}. Name it with --map {gone}=COLUMN. "
            f"Columns: {_listed(headers)}."
        )
    if not any(role in roles for role in PLACE_ROLES):
        raise ColumnMapError(
            "No column says where a row is. Name coordinates with --map lon=COLUMN,lat=COLUMN, or a place with admin=, "
            f"city= or district=. Columns: {_listed(headers)}."
        )
    guessed = tuple(role for role in roles if role not in given)
    return ColumnMap(roles, guessed, tuple(header for header in headers if header not in taken), datum)


def _rank(role: str, plain: str, words: Sequence[str]) -> int | None:
    if plain in words:
        return words.index(plain)
    if role in ("lon", "lat"):
        # gcj02_lng, 百度经度, wgs84lat: the datum's name is dropped and told on its own.
        stripped = re.sub(r"gcj02|gcj|bd09|baidu|百度|高德|火星|amap|wgs84|cgcs2000", "", plain)
        return len(words) + words.index(stripped) if stripped in words else None
    return None


def _listed(headers: Sequence[str]) -> str:
    shown = ", ".join(header[:40] for header in headers[:20])
    return shown + (f" and {len(headers) - 20} more" if len(headers) > 20 else "")
