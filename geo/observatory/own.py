"""Own statistics on the page: an upload read in the worker, matched to the catalogue's regions and industries."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog, boundaries
from geo.ingest.examination import read_grids
from geo.ingest.report import Report
from geo.model.text import NO_TEXT, Text
from geo.settings import Limits, Settings
from geo.statistics.grouping import industries as industry_table
from geo.statistics.own import codes, reading
from geo.statistics.own.coding import Industries
from geo.statistics.own.faults import Fault, SetAside
from geo.statistics.own.layout import Rows
from geo.statistics.own.places import Gazetteer
from geo.statistics.own.table import OWN, Choices, Own
from geo.statistics.regions import Region, regions

if TYPE_CHECKING:
    import pandas as pd

_MERGED: Final = "table_cells_merged"
_WHOLE: Final = re.compile(r"，整个大类.*$|, the whole division.*$")


@dataclass(frozen=True, slots=True, eq=False)
class Received:
    """An upload: its cells as they were read, the report of the reading, and the table understood.

    Attributes
    ----------
    sheets : none where the file was refused; the report says why.
    own : None likewise.
    digest : of the file, part of keys of what is computed from it.
    """

    name: str
    digest: str
    sheets: tuple[tuple[str, Rows], ...]
    report: Report
    choices: Choices
    own: Own | None


def receive(
    name: str, content: bytes | Path, digest: str, *, catalog: Catalog, config: Settings, bounds: Limits
) -> Received:
    """Read an upload in the confined worker and understand it.

    Raises
    ------
    UploadsOffError, UploadQuotaError, SandboxError, UploadWorkerError
    """
    sheets, report = read_grids(name, content, bounds=bounds)
    found = Received(name, digest, tuple(sheets), report, Choices(), None)
    return decide(found, Choices(), catalog=catalog, config=config) if sheets else found


def decide(received: Received, choices: Choices, *, catalog: Catalog, config: Settings) -> Received:
    """Understand an upload again with a person's choices."""
    own = reading.read(
        received.name, received.sheets, gazetteer(catalog, config), known_industries(catalog), choices=choices
    )
    if merged := sum(int(one.values.get("count", 0)) for one in received.report.findings if one.code == _MERGED):
        own = replace(own, faults=(*own.faults, Fault("cells_merged", merged)))
    return replace(received, choices=choices, own=_with_groupings(own))


def _with_groupings(own: Own) -> Own:
    """Give the statistics the groupings they can be gathered in: the digital economy where codes are mapped."""
    if own.panel is None:
        return own
    groupings = ("digital", OWN) if own.digital else (OWN,)
    return replace(own, panel=replace(own.panel, dataset=replace(own.panel.dataset, groupings=groupings)))


@lru_cache(maxsize=2)
def gazetteer(catalog: Catalog, config: Settings) -> Gazetteer:
    """Return the regions a table may name: those of the statistics, and all prefectures and provinces of China."""
    known = regions(catalog)
    own = [one for one in known.values() if one.area_set not in ("us_oews", "uk_itl2")]
    parents = {one.parent: one.parent_name for one in own if one.area_set == "cn_city"}
    for code, zh in _units(boundaries.cn_prefectures(config)):
        if code not in known:
            parent = f"{code[:5]}0000"
            own.append(Region(code, "cn_city", code[3:], Text(zh), "prefecture", parent, parents.get(parent, NO_TEXT)))
    for code, zh in _units(boundaries.cn_provinces(config)):
        own.append(Region(code, "cn_province", code[3:], Text(zh, parents.get(code, NO_TEXT).en), "province"))
    return Gazetteer(own, smaller=_counties(catalog))


def _counties(catalog: Catalog) -> dict[str, str]:
    """Return the names of counties and districts -> the same with the city they lie in."""
    units = catalog.table("admin_units")
    units = units[units["level"] == "county"]
    found: dict[str, str] = {}
    columns = ["name_zh", "name_en", "parent_zh", "parent_en"]
    for zh, en, parent_zh, parent_en in units[columns].to_numpy().tolist():
        found[zh] = f"{zh}（{parent_zh}）"
        found[en] = f"{en} ({parent_en})"
    return found


def _units(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(frame["unit_id"].tolist(), frame["name_zh"].tolist(), strict=True))


@lru_cache(maxsize=2)
def known_industries(catalog: Catalog) -> Industries:
    """Return names of industries and their groups of the digital economy, by classification."""
    names: dict[tuple[str, str], Text] = {}
    table = industry_table(catalog)
    for scheme, code, zh, en in zip(table["scheme"], table["code"], table["name_zh"], table["name_en"], strict=True):
        names[scheme, codes.bare(code, scheme)] = Text(zh, en)
    digital: dict[tuple[str, str], str] = {}
    by_name: dict[str, str] = {}
    mapped = catalog.table("digital_industries")
    rows = mapped[["scheme", "code", "digital_group", "reason_zh", "reason_en"]].to_numpy().tolist()
    for scheme, code, group, zh, en in rows:
        digital[scheme, codes.bare(code, scheme)] = group[:2]
        if scheme == "gbt4754":
            words = Text(_WHOLE.sub("", zh), _WHOLE.sub("", en))
            names.setdefault((scheme, code), words)
            for text in (words.zh, words.zh + "业", words.en):
                by_name.setdefault("".join(text.casefold().split()), group[:2])
    return Industries(names, digital, by_name)


def faulty(own: Own, words: dict[str, str], heads: tuple[str, str, str, str]) -> pd.DataFrame:
    """Return the cells that are not used and the lines that are no rows: line, column, cell, reason, and the row.

    Parameters
    ----------
    words : code of a fault -> reason in the reader's language.
    heads : headings of line, column, cell and reason.
    """
    import pandas as pd

    line, column, cell, reason = heads
    lines = [SetAside(one.line, "", one.text, one.code) for one in own.cut]
    rows = [
        {
            line: one.line,
            column: one.column,
            cell: one.text,
            reason: words[one.code] + (f" ({one.hint})" if one.hint else ""),
            **dict(zip((f"{at}: {head}" for at, head in enumerate(own.heads, 1)), own.lines[one.line], strict=False)),
        }
        for one in sorted((*own.aside, *lines), key=lambda one: (one.line, one.column))
    ]
    return pd.DataFrame(rows, columns=None if rows else list(heads))
