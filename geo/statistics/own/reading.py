"""Reading a table of one's own: from the cells of its sheets to statistics, with one list of all that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from geo.catalog.spelling import has_han
from geo.statistics.own import blocks, codes, coding, figures, headings, layout, measuring, places, vocabulary
from geo.statistics.own.building import Cell, build
from geo.statistics.own.coding import Coded, Industries
from geo.statistics.own.faults import Fault, SetAside
from geo.statistics.own.figures import Figure
from geo.statistics.own.headings import Told
from geo.statistics.own.layout import Layout, Raw, Rows
from geo.statistics.own.places import NATION, OWN_SET, Gazetteer, Match
from geo.statistics.own.stacks import Test
from geo.statistics.own.table import Choices, Own, ordered
from geo.statistics.regions import Region

_SHOWN = 6  # examples of a fault
_FEWEST_SHARES = 3
_DECIMALS = re.compile(r"\.(\d+)|$")


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
    known = {coding.name_key(text) for names in industries.names.values() for text in (names.zh, names.en) if text}

    def is_industry(text: str) -> bool:
        return coding.names_industry(text, known)

    chosen, understood = _sheet(sheets, gazetteer, is_industry)
    title, rows = sheets[chosen] if sheets else ("", [])
    rows, alone = blocks.head(rows, understood, is_region=gazetteer.knows)
    if alone:
        understood = layout.understand(rows, is_region=gazetteer.knows, is_industry=is_industry)
        notes.tell("alone_above", alone)
    notes.faults += understood.faults
    notes.tell("other_sheets", [sheet for at, (sheet, _) in enumerate(sheets) if at != chosen])
    filled = blocks.fill(rows, understood)
    if filled.counts:
        notes.faults.append(
            Fault("filled_down", sum(filled.counts.values()), "; ".join(filled.examples[:_SHOWN])[:200])
        )
    raws = list(layout.cells(filled.rows, understood))
    if not understood.columns:
        notes.faults.append(Fault("no_columns", len(understood.headings), "; ".join(understood.headings)[:200]))
    measured = [column.heading for column in understood.columns if column.measure and not column.unknown_unit]
    notes.tell("remarks", [text for heading in measured for text in headings.remarks(heading)])
    cut = layout.cut_lines(rows, understood)
    for why, code in (("footnote", "footnotes"), ("heading_again", "heading_again")):
        notes.tell(code, [one.text[:120] for one in cut if one.code == why])
    matched = places.match(((raw.region_code, raw.region) for raw in raws), gazetteer)
    regions = _regions(matched, notes, keep_unknown=choices.keep_unknown)
    country = "" if matched.area_set == OWN_SET else _COUNTRY[matched.area_set]
    pairs = list(dict.fromkeys((raw.industry_code, raw.industry) for raw in raws))
    heading = understood.headings[understood.keys["industry_code"]] if "industry_code" in understood.keys else ""
    scheme, coded = coding.code(pairs, heading, country, chosen=choices.scheme, tell=notes.tell, names=industries.names)
    is_coded = bool({"industry", "industry_code"} & set(understood.keys))
    where = _Where(regions, matched, coded, _Years(understood, name, title, choices.year), is_coded)
    told = headings.told((title, Path(name).stem), ())
    said = replace(understood.told, some=(*understood.told.some, *told.all, *told.some))
    titled = _titled(f"{understood.title} {title} {Path(name).stem}")
    found = _cells(raws, where, choices, notes, _Said(said, titled))
    built = build(found, scheme=scheme, country=country, area_set=matched.area_set, tell=notes.tell)
    notes.aside += built.aside
    if any(fault.code == "nation_total_only" for fault in notes.faults):
        notes.faults = [fault for fault in notes.faults if fault.code != "nation_used"]
    digital = _digital(built.industries, scheme, coded, industries)
    coarse = [code for code in built.industries if code not in digital] if digital else []
    if scheme != "own":
        notes.tell("digital_coarse", [code for code in coarse if len(codes.bare(code, scheme)) < 2])
    if built.panel is None and not any(fault.level == "error" for fault in notes.faults):
        notes.faults.append(Fault("no_cells", len(raws)))
    lines = {one.line for one in notes.aside} | {one.line for one in cut}
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
        cut=tuple(cut),
        used=built.used,
        figures=sum(figures.read(raw.cell).value is not None for raw in raws),
    )


_COUNTRY = {"cn_city": "CN", "cn_province": "CN", "us_cbsa": "US", "us_oews": "US", "uk_nuts2": "GB", "uk_itl2": "GB"}
_COUNTRY["de_land"] = "DE"


def _sheet(sheets: Sequence[tuple[str, Rows]], gazetteer: Gazetteer, is_industry: Test) -> tuple[int, Layout]:
    empty = Layout()
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
    taken = [
        f"{name} → {region.name.localised('zh' if has_han(name) else 'en')}"
        for (_, name), region in matched.short.items()
    ]
    notes.tell("names_taken", taken)
    if matched.area_set == OWN_SET and matched.of:
        notes.tell("not_drawn", [name or code for code, name in matched.of if name or code])
    notes.tell("mixed_regions", [name or code for code, name in matched.other])
    notes.tell("nation_used", [name or code for code, name in matched.nation])
    return regions


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
    """What is known of a table's regions, industries and years; `is_coded` where a column has its industries."""

    regions: Mapping[tuple[str, str], Region | None]
    matched: Match
    coded: Coded
    years: _Years
    is_coded: bool

    def industry(self, raw: Raw) -> str:
        """Return the industry of a cell; a line of all regions that names none is of all industries too."""
        pair = (raw.industry_code, raw.industry)
        is_of_all = (raw.region_code, raw.region) in self.matched.nation
        if self.is_coded and not any(pair) and is_of_all:
            return coding.TOTAL
        return self.coded.of.get(pair, "")

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


@dataclass(frozen=True, slots=True)
class _Said:
    """What title and notes say of all figures: their units, and their measure, "" where it is none or several."""

    units: Told
    measure: str


def _titled(text: str) -> str:
    """Return the measure a title names, "" where it names none or several.

    A word in a longer one of another measure does not count: 人均增加值 is no 增加值.
    """
    plain = vocabulary.plain(text)
    found: list[tuple[int, int, str]] = []
    for measure in vocabulary.MEASURES:
        for word in vocabulary.ROLES[measure]:
            at = plain.find(word) if not word.isascii() else -1
            if at < 0 and (hit := re.search(rf"\b{re.escape(word)}\b", plain)) and len(word) > 3:
                at = hit.start()
            if at >= 0:
                found.append((at, at + len(word), measure))
    whole = {
        measure
        for at, end, measure in found
        if not any(low <= at and end <= high and (low, high) != (at, end) for low, high, _ in found)
    }
    return whole.pop() if len(whole) == 1 else ""


@dataclass(frozen=True, slots=True)
class _Figured:
    """A cell that holds a figure, with its measure."""

    raw: Raw
    figure: Figure
    measure: str


def _cells(raws: Sequence[Raw], where: _Where, choices: Choices, notes: _Notes, general: _Said) -> list[Cell]:
    found: list[Cell] = []
    told: dict[str, list[str]] = {}
    is_comma = figures.has_decimal_comma((raw.cell for raw in raws), usual=where.matched.area_set == "de_land")
    said = list(_figures(raws, choices, told, general, is_comma=is_comma))
    measures = measuring.measuring(
        general.units, ((one.raw, one.measure, one.figure) for one in said if one.figure.value is not None)
    )
    for one in said:
        raw, figure, measure = one.raw, one.figure, one.measure
        text = layout.text_of(raw.cell)
        industry = where.industry(raw)
        year = where.years.of(raw)
        why = where.fault(raw, industry, year, measure, figure)
        unit = measuring.Measured() if why else measures.of(raw, measure, figure)
        if why := why or unit.fault:
            hint = unit.said or " / ".join(where.matched.unknown.get((raw.region_code, raw.region), ()))
            notes.set_aside(raw, why, hint)
            if why not in ("unknown_region", "mixed_regions", "mixed_codes"):  # told once a region or code
                example = {"bad_period": raw.period, "unknown_measure": raw.measure, "of_which": raw.industry}.get(
                    why, text
                )
                told.setdefault(why, []).append(
                    f"{text} {unit.said}" if unit.said and unit.said not in text else example
                )
            continue
        assert figure.value is not None  # noqa: S101 - it has a fault otherwise
        if figure.flag:
            told.setdefault("flags_dropped", []).append(text)
        if figure.grouped:
            told.setdefault("separators", []).append(text)
        if unit.unit.factor != 1 or figure.unit:
            told.setdefault("units", []).append(unit.unit.text)
        factor = 1.0 if figure.unit else unit.unit.factor
        region = where.regions[raw.region_code, raw.region]
        decimals = _DECIMALS.findall(text.replace(".", "").replace(",", ".") if is_comma else text)[0]
        step = unit.unit.factor / 10 ** len(decimals)
        code = NATION if region is None else region.code
        found.append(Cell(raw, code, industry, year, measure, figure.value * factor, step=step))
    if shares := _shares(said):
        told["errors_small"] = shares
    if where.years.assumed:
        told["period_assumed"] = [str(where.years.fallback)] * where.years.assumed
    for code, examples in told.items():
        notes.tell(code, examples)
    return found


def _shares(said: Sequence[_Figured]) -> list[str]:
    """Return relative errors that look like shares and not percent: several, no unit said, and none reaches 1."""
    bare = [one for one in said if one.measure == "rse_pct" and one.raw.unit is None and one.raw.row_unit is None]
    values = [one.figure.value for one in bare if one.figure.value]
    if len(values) < _FEWEST_SHARES or max(values) >= 1:
        return []
    return [layout.text_of(one.raw.cell) for one in bare if one.figure.value]


def _figures(
    raws: Sequence[Raw], choices: Choices, told: dict[str, list[str]], general: _Said, *, is_comma: bool
) -> Iterator[_Figured]:
    """Yield the cells that hold a figure or a fault; those that say it is not published are told."""
    for raw in raws:
        text = layout.text_of(raw.cell)
        measured = raw.cell.rstrip("%％ ") if _is_percent(raw) and isinstance(raw.cell, str) else raw.cell
        figure = figures.read(measured, is_comma=is_comma)
        if figure.value is None and not figure.fault:
            if text:
                told.setdefault("suppressed", []).append(text)
            continue
        yield _Figured(raw, figure, _measure(raw, figure, choices, told, general))


def _is_percent(raw: Raw) -> bool:
    return raw.measure == "rse_pct" or vocabulary.role_of(raw.measure) == "rse_pct"


def _measure(raw: Raw, figure: Figure, choices: Choices, told: dict[str, list[str]], general: _Said) -> str:
    if raw.measure:
        role = raw.measure if raw.measure in vocabulary.MEASURES else headings.read(raw.measure).role
        return role if role in vocabulary.MEASURES else ""
    if choices.measure:
        return choices.measure
    by_unit = measuring.measure_of(raw, figure, general.units)
    if by_unit:
        return by_unit
    if figure.value is not None:
        told.setdefault("measure_titled" if general.measure else "measure_assumed", []).append(raw.heading)
    return general.measure or "jobs"


def _digital(listed: Sequence[str], scheme: str, coded: Coded, industries: Industries) -> dict[str, str]:
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
            industries.by_name.get(coding.name_key(coded.names.get(code, "")), "") if scheme == "own" else "",
        )
        if group:
            found[code] = group
    return found
