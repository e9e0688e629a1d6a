"""Own register: the organisations of an uploaded table, read whole, with all that is wrong in it told at once.

A line without a name is left out; a cell that cannot be understood is told, and the rest of its line is used. Columns
with contact details are never read. Cells come from the confined worker as they stand in the file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog
from geo.language import LANGUAGES, Translator, country_name, translator
from geo.model import CellFault, Cluster, Text
from geo.partners.classes import OFFERS, offers_of
from geo.partners.parties import LISTED, OWN, Party, parties

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = ("name", "cluster", "country", "city", "lon", "lat", "class", "offers", "needs")
MOST: Final = 20_000
LONGEST: Final = 200
_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": (
        "name",
        "organisation",
        "organization",
        "company",
        "firm",
        "名称",
        "企业名称",
        "组织名称",
        "单位名称",
        "企业",
    ),
    "cluster": ("cluster", "集群", "所属集群"),
    "country": ("country", "country code", "国家", "国家或地区", "国家代码"),
    "city": ("city", "place", "城市", "所在城市", "地市"),
    "lon": ("lon", "lng", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "class": ("class", "industry", "sector", "类别", "产业类别", "行业", "主营类别"),
    "offers": ("offers", "offer", "supplies", "供给", "提供", "可提供", "能提供"),
    "needs": ("needs", "need", "wanted", "需求", "所需", "需要"),
}
_CONTACT: Final = re.compile(
    r"phone|mobile|e-?mail|contact|fax|wechat|电话|手机|邮箱|邮件|联系|传真|微信", re.IGNORECASE
)
_PARTS: Final = re.compile(r"[;；,，、|/\n]+")


FAULTS: Final = (
    *("no_column", "no_name", "twice", "long", "too_long", "contact", "unused"),
    *("unknown_class", "unknown_country", "unknown_cluster", "place", "city"),
)
"""Everything that may be told of a table, `partner.fault.<code>`."""


@dataclass(frozen=True, slots=True)
class Register:
    """The organisations of a table by id, and all that is wrong in it."""

    every: Mapping[str, Party]
    faults: tuple[CellFault, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Names a table may use, folded -> what they mean: codes of classes and countries, ids, places in degrees."""

    classes: Mapping[str, str]
    countries: Mapping[str, str]
    clusters: Mapping[str, str]
    cities: Mapping[tuple[str, str], tuple[float, float]]


def known(catalog: Catalog) -> Known:
    """Return the classes, countries, clusters and cities of a version of the data, by name in both languages."""
    every = parties(catalog).every.values()
    codes = {one.country for one in every if one.country}
    classes: dict[str, str] = {}
    countries: dict[str, str] = {}
    clusters: dict[str, str] = {}
    for language in LANGUAGES:
        t = translator(language)
        classes |= {_folded(t(f"partner.class.{code}")): code for code in OFFERS}
        countries |= {_folded(country_name(code, language)): code for code in codes}
    classes |= {_folded(code): code for code in OFFERS}
    countries |= {_folded(code): code for code in codes}
    for key, one in catalog.every(Cluster).items():
        clusters |= {_folded(text): key for text in (key, *_texts(one.name), *_texts(one.short)) if text}
    cities = {
        (one.country, _folded(one.city)): (one.lon, one.lat)
        for one in every
        if one.register == LISTED and one.city and one.lon is not None and one.lat is not None
    }
    return Known(classes, countries, clusters, cities)


def read(rows: Sequence[Sequence[object]], names: Known, clusters: Mapping[str, Cluster]) -> Register:
    """Read the cells of a table; the headings are among its first ten lines.

    Examples
    --------
    >>> table = [["名称", "类别", "需求"], ["甲公司", "0105", "research"], ["", "0301", ""]]
    >>> found = read(table, Known({"0105": "0105", "0301": "0301", "research": "research"}, {}, {}, {}), {})
    >>> [(one.name.zh, sorted(one.offers), sorted(one.needs)) for one in found.every.values()]
    [('甲公司', ['0105'], ['research'])]
    >>> [(fault.line, fault.code) for fault in found.faults]
    [(3, 'no_name')]
    """
    top, places = _heads(rows)
    if "name" not in places:
        return Register({}, (CellFault(top + 1, "name", "", "no_column"),))
    heads = [_text(cell) for cell in rows[top]]
    faults = [CellFault(top + 1, "name", head[:60], "contact") for head in heads if _CONTACT.search(head)]
    taken = set(places.values())
    faults += [
        CellFault(top + 1, "name", head[:60], "unused")
        for at, head in enumerate(heads)
        if head and at not in taken and not _CONTACT.search(head)
    ]
    if len(rows) > MOST:
        faults.append(CellFault(MOST + 1, "name", str(len(rows)), "too_long"))
    every: dict[str, Party] = {}
    seen: dict[str, int] = {}
    for line, row in enumerate(rows[top + 1 : MOST], start=top + 2):
        cells = {name: _text(row[at]) if at < len(row) else "" for name, at in places.items()}
        if not any(cells.values()):
            continue
        name = cells["name"]
        wrong = "no_name" if not name else "long" if len(name) > LONGEST else "twice" if _folded(name) in seen else ""
        if wrong:
            faults.append(CellFault(line, "name", name[:60], wrong))
            continue
        seen[_folded(name)] = line
        one, told = _party(line, cells, names, clusters)
        every[one.party_id] = one
        faults += told
    return Register(every, tuple(faults))


def _party(
    line: int, cells: Mapping[str, str], names: Known, clusters: Mapping[str, Cluster]
) -> tuple[Party, list[CellFault]]:
    told: list[CellFault] = []

    def meant(column: str, known_names: Mapping[str, str]) -> list[str]:
        parts = [part.strip() for part in _PARTS.split(cells.get(column, "")) if part.strip()]
        whole = cells.get(column, "")
        parts = [_meant(part, known_names) for part in parts]
        if _folded(whole) in known_names:  # the names of some classes have a comma of their own
            parts = [whole]
        told.extend(
            CellFault(line, column, part[:60], f"unknown_{'class' if column in ('offers', 'needs') else column}")
            for part in parts
            if _folded(part) not in known_names
        )
        return [known_names[_folded(part)] for part in parts if _folded(part) in known_names]

    cluster = clusters.get(next(iter(meant("cluster", names.clusters)), ""))
    country = next(iter(meant("country", names.countries)), cluster.country if cluster else "")
    group = next(iter(meant("class", names.classes)), "")
    place = _place(line, cells, country, names, told)
    return (
        Party(
            party_id=f"own-{line:05}",
            register=OWN,
            name=Text(cells["name"], cells["name"]),
            cluster_id=cluster.cluster_id if cluster else "",
            country=country,
            city=cells.get("city", "")[:LONGEST],
            group=group,
            offers=offers_of("firm", group) | ({group} if group else set()) | set(meant("offers", names.classes)),
            needs=frozenset(meant("needs", names.classes)),
            lon=place[0] if place else None,
            lat=place[1] if place else None,
            precision="" if place is None else "exact" if cells.get("lon") else "city",
        ),
        told,
    )


def _meant(part: str, known_names: Mapping[str, str]) -> str:
    """Return the only name a shortened one is part of, else the text as it is: 研究 stands for 研究开发."""
    short = _folded(part)
    if short in known_names or len(short) < 2:
        return part
    whole = [name for name in known_names if short in name]
    return whole[0] if len({known_names[name] for name in whole}) == 1 else part


def _place(
    line: int, cells: Mapping[str, str], country: str, names: Known, told: list[CellFault]
) -> tuple[float, float] | None:
    given = [cells.get(column, "") for column in ("lon", "lat")]
    if any(given):
        lon, lat = (_number(text) for text in given)
        if lon is not None and lat is not None and abs(lon) <= 180 and abs(lat) <= 90:
            return lon, lat
        told.append(CellFault(line, "lon", ", ".join(given)[:60], "place"))
    city = cells.get("city", "")
    if not city:
        return None
    at = names.cities.get((country, _folded(city)))
    if at is None:
        told.append(CellFault(line, "city", city[:60], "city"))
    return at


def _heads(rows: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]]:
    """Return the line of the headings, the one with most of the columns, and the place of each column."""
    wanted = {_folded(head): column for column, heads in _HEADS.items() for head in heads}
    for language in LANGUAGES:
        t = translator(language)
        wanted |= {_folded(t(f"partner.head.{column}")): column for column in COLUMNS}
    best: tuple[int, dict[str, int]] = (0, {})
    for at, row in enumerate(rows[:10]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            column = wanted.get(_folded(_text(cell)))
            if column is not None:
                places.setdefault(column, place)
        if len(places) > len(best[1]):
            best = (at, places)
    return best


def template(t: Translator) -> pd.DataFrame:
    """Return the template: its columns, and one line that says what belongs into them and is no organisation."""
    import pandas as pd

    line = [t("partner.template.name"), *[""] * (len(COLUMNS) - 1)]
    return pd.DataFrame([line], columns=[t(f"partner.head.{column}") for column in COLUMNS])


def faulty(found: Register, t: Translator) -> pd.DataFrame:
    """Return all that is wrong in a table as a table of texts."""
    import pandas as pd

    rows = [
        [one.line, t(f"partner.head.{one.column}"), one.text, t(f"partner.fault.{one.code}")] for one in found.faults
    ]
    return pd.DataFrame(rows, columns=[t(f"governance.column.{name}") for name in ("line", "column", "cell", "wrong")])


def _texts(text: Text) -> tuple[str, str]:
    return text.zh, text.en


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _text(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(cell)).split()).lstrip("'")


def _folded(text: str) -> str:
    return "".join(text.casefold().split())
