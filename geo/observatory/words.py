"""The observatory's figures and findings in words, the same for page and files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from geo.language import Translator, number
from geo.observatory.choice import Choice
from geo.observatory.findings import Finding
from geo.observatory.ranking import Ranking
from geo.observatory.state import COMPOSITES, MEASURE_KEYS, ObservatoryState

if TYPE_CHECKING:
    import pandas as pd

# Chinese readers count money by the hundred million and people by the ten thousand.
_IN_CHINESE: Final[Mapping[str, float]] = {"bn_cny": 10.0, "million": 100.0}


def value_text(value: float, ranking: Ranking, t: Translator) -> str:
    """Return a value of a ranking with its unit; a dash where it is unknown."""
    factor = _IN_CHINESE.get(ranking.unit, 1.0) if t.language == "zh" else 1.0
    digits = 0 if factor >= 10 else ranking.digits
    shown = number(value * factor, t.language, digits=digits)
    if not ranking.unit or math.isnan(value):
        return shown
    return t(f"rating.unit.{ranking.unit}", value=shown)


def unit_factor(ranking: Ranking, language: str) -> float:
    """Return what values are multiplied by before they are shown in a language."""
    return _IN_CHINESE.get(ranking.unit, 1.0) if language == "zh" else 1.0


def subject(ranking: Ranking, t: Translator) -> str:
    """Return what is ranked: a measure of cities, or what a method says of an industry."""
    if ranking.of in MEASURE_KEYS:
        return measure_within(ranking.of, t)
    assert ranking.choice is not None  # noqa: S101 - rankings by industry have one
    industry = ranking.choice.industry.name.localised(t.language)
    return t(f"rating.subject.{ranking.of}", industry=industry, since=str(ranking.years[0]))


def measure_within(measure: str, t: Translator) -> str:
    """Return the name of a measure within a sentence: in English it begins small, unless with an abbreviation."""
    return within(_measure_name(measure, t))


def within(text: str) -> str:
    """Return a text as it stands within a sentence: it begins small, unless with an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def scope(ranking: Ranking, state: ObservatoryState, t: Translator) -> str:
    """Return which regions are compared, with their number."""
    rows = ranking.rows
    place = t(f"rating.place.{state.country}")
    if state.parent and len(rows):
        place = str(rows.iloc[0][f"parent_{t.language}"])
    kind = "cities" if state.country == "CN" else "regions"
    return t(f"rating.scope.{kind}", place=place, n=number(len(rows), t.language))


def sentence(finding: Finding, ranking: Ranking, state: ObservatoryState, t: Translator) -> str:
    """Return a finding as a sentence with its figures, year and scope."""
    values: dict[str, str] = {
        "year": str(ranking.year),
        "scope": scope(ranking, state, t),
        "subject": subject(ranking, t),
        **{name: pair[t.language == "en"] for name, pair in finding.names.items()},
    }
    for name, figure in finding.figures.items():
        if name in ("first", "second", "median"):
            values[f"{name}_value"] = value_text(figure, ranking, t)
        elif name in ("share", "all_share"):
            values[name] = number(figure, t.language, digits=1)
        else:
            values[name] = number(figure, t.language, digits=0)
    if ranking.choice is not None:
        values["industry"] = ranking.choice.industry.name.localised(t.language)
    return t(f"rating.finding.{finding.key}", **values)


def table(ranking: Ranking, t: Translator) -> pd.DataFrame:
    """Return the rows as a table for reading and for files: heads in the reader's language, values as numbers."""
    import pandas as pd

    rows, lang = ranking.rows, t.language
    factor = unit_factor(ranking, lang)
    columns: dict[str, object] = {
        t("rating.column.rank"): rows["rank"].astype("Int64"),
        t("rating.column.name"): rows[f"name_{lang}"],
        value_head(ranking, t): (rows["value"] * factor).round(ranking.digits + (0 if factor == 1 else -1)),
    }
    if "rank_low" in rows.columns and rows["rank_low"].notna().any():
        columns[t("rating.column.rank_low")] = rows["rank_low"].astype("Int64")
        columns[t("rating.column.rank_high")] = rows["rank_high"].astype("Int64")
    if rows["low"].notna().any():
        columns[t(_bound(ranking, "low"))] = rows["low"].round(2)
        columns[t(_bound(ranking, "high"))] = rows["high"].round(2)
    if ranking.of == "us_strong":
        columns[t("rating.column.strong")] = rows["sign"].map({1.0: "★", 0.0: ""})
    if ranking.choice is not None:
        columns[size_head(ranking.choice, t)] = rows["jobs"]
        columns[t("rating.column.establishments")] = rows["establishments"]
        if ranking.of not in ("lq", "us_strong"):  # whose value it is
            columns[t("rating.column.lq")] = rows["lq"].round(2)
        columns[t("rating.column.share_pct")] = rows["share_pct"].round(2)
        columns[t("rating.column.coverage")] = rows["coverage"].round(1)
    columns[t("rating.column.parent")] = rows[f"parent_{lang}"]
    made = pd.DataFrame(columns)
    if made.empty:
        return made  # a file of no rows still has its heads
    return _whole(made.loc[:, made.notna().any()])


def part_name(composite: str, part: str, t: Translator) -> str:
    """Return the name of a part of a composite: an indicator, or a dimension with what stands for it."""
    measure = COMPOSITES[composite][part]
    if part == measure:
        return t(f"rating.measure.{part}")
    stands = t(f"rating.measure.{measure}") if measure else t("rating.dimension.none")
    return t("rating.dimension.with", name=t(f"rating.dimension.{part}"), stands=stands)


def size_head(choice: Choice, t: Translator) -> str:
    """Return the head of the column of sizes; a table of one's own may be in any currency."""
    own = "_own" if choice.is_own and choice.panel.size == "value_added" else ""
    return t(f"rating.column.{choice.panel.size}{own}")


def value_head(ranking: Ranking, t: Translator) -> str:
    """Return the head of the column of values, with its unit."""
    name = _measure_name(ranking.of, t) if ranking.of in MEASURE_KEYS else t(f"rating.value.{ranking.of}")
    if not ranking.unit:
        return name
    return t("rating.column.with_unit", name=name, unit=t(f"rating.unit_name.{ranking.unit}"))


def star_text(ranking: Ranking, stars: int, found: int, t: Translator) -> str:
    """Return what a mark of so many stars means on a map, with how many regions have it."""
    count = number(found, t.language)
    if ranking.of == "us_strong":
        return t("rating.legend.strong", count=count)
    return t("rating.file.stars", stars=stars, count=count)


def _measure_name(measure: str, t: Translator) -> str:
    """Return the name of a measure in sentences and heads; that of a composite is shorter than where it is chosen."""
    return t(f"rating.{'value' if measure in COMPOSITES else 'measure'}.{measure}")


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose columns of whole numbers hold whole numbers: 92749 in a file, not 92749.0."""
    whole = [
        name
        for name, column in table.items()
        if column.dtype.kind == "f" and column.notna().any() and (column.dropna() % 1 == 0).all()
    ]
    return table.astype(dict.fromkeys(whole, "Int64"))


def _bound(ranking: Ranking, end: str) -> str:
    place = "rank" if ranking.of in MEASURE_KEYS else "value"
    return f"rating.column.{place}_{end}"
