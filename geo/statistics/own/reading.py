"""Reading a table of one's own: from the cells of its sheets to statistics, with one list of all that is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from geo.model.text import Text
from geo.statistics.own import codes, figures, layout, places, vocabulary
from geo.statistics.own.building import Cell, build
from geo.statistics.own.faults import Fault, SetAside
from geo.statistics.own.figures import Figure
from geo.statistics.own.layout import Layout, Raw, Rows
from geo.statistics.own.places import NATION, OWN_SET, Gazetteer, Match
from geo.statistics.own.table import Choices, Own, ordered
from geo.statistics.regions import Region

_SHOWN = 6  # examples of a fault
TOTAL = "total"
_SIGNS = r"\s、.:-"
_DECIMALS = re.compile(r"\.(\d+)|$")
_CODED = re.compile(rf"([A-U]?\d{{2,6}}(?:\.\d{{1,2}})?|[A-U](?=[{_SIGNS}]|[\u4e00-\u9fff]))[{_SIGNS}]*(.*)$")


@dataclass(frozen=True, slots=True)
class Industries:
    """What is known of industries.

    Attributes
    ----------
    names : (scheme, code without letter and dots) -> its names.
    digital : (scheme, code without letter and dots) -> major group of the digital economy.
    by_name : name without spaces -> major group, for tables without codes.
    """

    names: Mapping[tuple[str, str], Text]
    digital: Mapping[tuple[str, str], str]
    by_name: Mapping[str, str]


@dataclass(slots=True)
class _Notes:
    """Findings while a table is read."""

    faults: list[Fault] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)

    def set_aside(self, raw: Raw, code: str, hint: str = "") -> None:
        self.aside.append(SetAside(raw.row, raw.heading, layout.text_of(raw.cell), code, hint))

    def tell(self, code: str, found: Sequence[str], hint: str = "") -> None:
        if found:
            shown = list(dict.fromkeys(text for text in found if text))[:_SHOWN]
            self.faults.append(Fault(code, len(found), "; ".join(shown)[:200], hint))


def read(
    name: str,
    sheets: Sequence[tuple[str, Rows]],
    gazetteer: Gazetteer,
    industries: Industries,
    *,
    choices: Choices | None = None,
) -> Own:
    """Read the sheets of an upload; the first with regions and figures is the table.

    Every cell ends in one of three places: among the statistics, in the list of those set aside with its reason, or
    among the unknown (empty or withheld).
    """
    choices = choices or Choices()
    notes = _Notes()
    known = {_name_key(text) for names in industries.names.values() for text in (names.zh, names.en) if text}

    def is_industry(text: str) -> bool:
        return _is_industry(text, known)

    chosen, understood = _sheet(sheets, gazetteer, is_industry)
    title, rows = sheets[chosen] if sheets else ("", [])
    notes.faults += understood.faults
    notes.tell("other_sheets", [sheet for at, (sheet, _) in enumerate(sheets) if at != chosen])
    raws = list(layout.cells(rows, understood))
    if not understood.columns:
        notes.faults.append(Fault("no_columns", len(understood.headings), "; ".join(understood.headings)[:200]))
    notes.tell("footnotes", [text for _, text in layout.footnotes(rows, understood)])
    matched = places.match(((raw.region_code, raw.region) for raw in raws), gazetteer)
    regions = _regions(matched, notes, keep_unknown=choices.keep_unknown)
    country = "" if matched.area_set == OWN_SET else _COUNTRY[matched.area_set]
    scheme, coded = _codes(raws, understood, country, choices, notes)
    where = _Where(regions, matched, coded, _Years(understood, name, title, choices.year))
    found = _cells(raws, where, choices, notes)
    built = build(found, scheme=scheme, country=country, area_set=matched.area_set, tell=notes.tell)
    notes.aside += built.aside
    digital = _digital(built.industries, scheme, coded, industries)
    coarse = [code for code in built.industries if code not in digital] if digital else []
    if scheme != "own":
        notes.tell("digital_coarse", [code for code in coarse if len(codes.bare(code, scheme)) < 2])
    if built.panel is None and not any(fault.level == "error" for fault in notes.faults):
        notes.faults.append(Fault("no_cells", len(raws)))
    lines = {one.line for one in notes.aside}
    names = {code: coded.name_of(code, scheme, industries) for code in built.industries}
    return Own(
        name=name,
        panel=built.panel,
        regions={one.code: one for one in regions.values() if one is not None},
        names=names,
        digital=digital,
        area_set=matched.area_set,
        country=country,
        scheme=scheme,
        faults=ordered(notes.faults),
        aside=tuple(sorted(notes.aside, key=lambda one: (one.line, one.column))),
        lines={at: tuple(layout.text_of(cell) for cell in rows[at - 1]) for at in sorted(lines)},
        heads=understood.headings,
        used=built.used,
        figures=sum(figures.read(raw.cell).value is not None for raw in raws),
    )


_COUNTRY = {"cn_city": "CN", "cn_province": "CN", "us_cbsa": "US", "us_oews": "US", "uk_nuts2": "GB", "uk_itl2": "GB"}
_COUNTRY["de_land"] = "DE"


def _sheet(sheets: Sequence[tuple[str, Rows]], gazetteer: Gazetteer, is_industry: layout.Test) -> tuple[int, Layout]:
    empty = Layout(0, (), {}, (), "")
    best, chosen = empty, 0
    for at, (_, rows) in enumerate(sheets):
        found = layout.understand(rows, is_region=gazetteer.knows, is_industry=is_industry)
        if len(found.columns) > 0 and any(True for _ in layout.cells(rows, found)):
            return at, found
        if not best.headings:
            best, chosen = found, at
    return chosen, best


def _regions(matched: Match, notes: _Notes, *, keep_unknown: bool) -> dict[tuple[str, str], Region | None]:
    """Return the region of each (code, name), None for the whole country; those not found are told."""
    regions: dict[tuple[str, str], Region | None] = dict(matched.of)
    regions |= dict.fromkeys(matched.nation, None)
    unknown = list(matched.unknown)
    if keep_unknown:
        regions |= {pair: places.kept(pair, number) for number, pair in enumerate(unknown, 1)}
        notes.tell("not_drawn", [name or code for code, name in unknown])
    elif unknown:
        said = [
            f"{name or code}" + (f" → {' / '.join(matched.unknown[code, name])}" if matched.unknown[code, name] else "")
            for code, name in unknown
        ]
        notes.tell("unknown_region", said)
    if matched.area_set == OWN_SET and matched.of:
        notes.tell("not_drawn", [name or code for code, name in matched.of])
    notes.tell("mixed_regions", [name or code for code, name in matched.other])
    notes.tell("nation_used", [name or code for code, name in matched.nation])
    return regions


@dataclass(frozen=True, slots=True)
class _Coded:
    """Industries of a table: (code, name) as they stand -> code in the statistics, TOTAL, or "" for none."""

    of: Mapping[tuple[str, str], str]
    names: Mapping[str, str]
    refused: Mapping[tuple[str, str], str]

    def name_of(self, code: str, scheme: str, industries: Industries) -> Text:
        known = industries.names.get((scheme, codes.bare(code, scheme)), Text())
        own = self.names.get(code, "")
        # The table's own words come first in both languages where the classification has none.
        return Text(known.zh or own or code, known.en or own or code)


def _codes(
    raws: Sequence[Raw], understood: Layout, country: str, choices: Choices, notes: _Notes
) -> tuple[str, _Coded]:
    pairs = list(dict.fromkeys((raw.industry_code, raw.industry) for raw in raws))
    split = {pair: pair if pair[0] else _split(pair[1]) for pair in pairs}
    real = [pair for pair in pairs if not _is_total(pair)]
    listed = [split[pair][0] for pair in real]
    heading = understood.headings[understood.keys["industry_code"]] if "industry_code" in understood.keys else ""
    scheme = choices.scheme or codes.scheme_of(listed, heading, country)
    if scheme != "own" and sum(bool(code) for code in listed) < 0.5 * len(listed):
        scheme = "own"
    of: dict[tuple[str, str], str] = {}
    names: dict[str, str] = {}
    refused: dict[tuple[str, str], str] = {}
    numbers: dict[str, str] = {}
    for pair in pairs:
        code, name = split[pair]
        if _is_total(pair):
            of[pair] = TOTAL
            continue
        if not code and not name:
            refused[pair] = "no_industry"
            continue
        if scheme != "own" and not (code and codes.fits(code, scheme)):
            refused[pair] = "mixed_codes"
            continue
        # A code of one's own stands in links, so it is plain; others get a number in the order they come.
        text = code.upper() if scheme != "own" else code or pair[1]
        if not (text.isascii() and any(sign.isalnum() for sign in text)):
            text = numbers.setdefault(text, f"n{len(numbers) + 1:03d}")
        of[pair] = text
        names.setdefault(text, name or code)
    if real:
        notes.tell("codes_read", [scheme])
    notes.tell("mixed_codes", [pair[0] or pair[1] for pair, why in refused.items() if why == "mixed_codes"], scheme)
    return scheme, _Coded(of, names, refused)


class _Years:
    """The year of each cell: its own, its column's, or one that the title, the file or a person names."""

    def __init__(self, understood: Layout, file: str, sheet: str, chosen: int) -> None:
        told = (vocabulary.year_in(text) for text in (understood.title, sheet, file))
        self.fallback = chosen or next((year for year in told if year is not None), 0)
        self.is_chosen = bool(chosen)
        self.assumed = 0

    def of(self, raw: Raw) -> int:
        """Return the year, 0 where none is named and -1 where what is named is none."""
        if raw.year is not None:
            return raw.year
        if raw.period:
            return vocabulary.year_in(raw.period) or -1
        self.assumed += not self.is_chosen and bool(self.fallback)
        return self.fallback


@dataclass(frozen=True, slots=True)
class _Where:
    """What is known of a table's regions, industries and years."""

    regions: Mapping[tuple[str, str], Region | None]
    matched: Match
    coded: _Coded
    years: _Years

    def fault(self, raw: Raw, industry: str, year: int, measure: str, figure: Figure) -> str:
        """Return why a cell cannot be used, "" if it can."""
        pair = (raw.region_code, raw.region)
        if pair not in self.regions:
            return "mixed_regions" if pair in self.matched.other else "unknown_region" if any(pair) else "no_region"
        if not industry:
            return self.coded.refused.get((raw.industry_code, raw.industry), "no_industry")
        if year <= 0:
            return "bad_period" if year < 0 else "no_period"
        if not measure:
            return "unknown_measure"
        return figure.fault or ("negative_value" if (figure.value or 0.0) < 0 else "")


def _cells(raws: Sequence[Raw], where: _Where, choices: Choices, notes: _Notes) -> list[Cell]:
    found: list[Cell] = []
    told: dict[str, list[str]] = {}
    for raw in raws:
        text = layout.text_of(raw.cell)
        measured = raw.cell.rstrip("%％ ") if _is_percent(raw) and isinstance(raw.cell, str) else raw.cell
        figure = figures.read(measured)
        if figure.value is None and not figure.fault:
            if text:
                told.setdefault("suppressed", []).append(text)
            continue
        industry = where.coded.of.get((raw.industry_code, raw.industry), "")
        year = where.years.of(raw)
        measure = _measure(raw, choices, told)
        if why := where.fault(raw, industry, year, measure, figure):
            notes.set_aside(raw, why, " / ".join(where.matched.unknown.get((raw.region_code, raw.region), ())))
            if why not in ("unknown_region", "mixed_regions", "mixed_codes"):  # told once a region or code
                said = {"bad_period": raw.period, "unknown_measure": raw.measure}.get(why, text)
                told.setdefault(why, []).append(said)
            continue
        assert figure.value is not None  # noqa: S101 - it has a fault otherwise
        factor = 1.0 if figure.unit or measure == "rse_pct" else vocabulary.factor_of(raw.unit) or 1.0
        if figure.grouped:
            told.setdefault("separators", []).append(text)
        if figure.unit or factor != 1.0:
            told.setdefault("units", []).append(figure.unit or raw.unit)
        region = where.regions[raw.region_code, raw.region]
        step = (vocabulary.factor_of(figure.unit) or factor) / 10 ** len(_DECIMALS.findall(text)[0])
        code = NATION if region is None else region.code
        found.append(Cell(raw, code, industry, year, measure, figure.value * factor, step=step))
    if where.years.assumed:
        told["period_assumed"] = [str(where.years.fallback)] * where.years.assumed
    for code, examples in told.items():
        notes.tell(code, examples)
    return found


def _is_percent(raw: Raw) -> bool:
    return raw.measure == "rse_pct" or vocabulary.role_of(raw.measure) == "rse_pct"


def _measure(raw: Raw, choices: Choices, told: dict[str, list[str]]) -> str:
    if raw.measure:
        role = raw.measure if raw.measure in vocabulary.MEASURES else vocabulary.role_of(raw.measure)
        return role if role in vocabulary.MEASURES else ""
    if choices.measure:
        return choices.measure
    by_unit = vocabulary.measure_of_unit(raw.unit)
    if not by_unit:
        told.setdefault("measure_assumed", []).append(raw.heading)
    return by_unit or "jobs"


def _digital(listed: Sequence[str], scheme: str, coded: _Coded, industries: Industries) -> dict[str, str]:
    """Return the digital group of each industry: that of its code, or of the longest beginning of it that has one."""
    found = {}
    for code in listed:
        text = codes.bare(code, scheme)
        group = next(
            (
                industries.digital[scheme, text[:length]]
                for length in range(len(text), 1, -1)
                if (scheme, text[:length]) in industries.digital
            ),
            industries.by_name.get(_name_key(coded.names.get(code, "")), "") if scheme == "own" else "",
        )
        if group:
            found[code] = group
    return found


def _is_total(pair: tuple[str, str]) -> bool:
    return any(vocabulary.plain(text) in vocabulary.TOTALS for text in pair if text) or pair[0].strip() in (
        "0",
        "00",
        "000000",
    )


def _split(text: str) -> tuple[str, str]:
    """Return the code a name begins with, and the name: "C39 计算机制造" -> ("C39", "计算机制造")."""
    found = _CODED.match(text.replace("．", ".").replace("：", ":"))
    if found is None or (found[1].isalpha() and not found[2]):
        return "", text
    return found[1], found[2] or found[1]


def _name_key(text: str) -> str:
    return "".join(text.casefold().split())


def _is_industry(text: str, known: set[str]) -> bool:
    """Tell whether a text names an industry: a known name, a code with a letter, or a Chinese name of a trade."""
    key = _name_key(vocabulary.plain(text))
    if key in known or key in vocabulary.TOTALS:
        return True
    code, name = _split(text)
    if code and code[0].isalpha() and any(codes.fits(code, scheme) for scheme in ("gbt4754", "nace2")):
        return True
    return bool(name) and name.endswith(("业", "服务", "制造", "社会组织", "国际组织"))
