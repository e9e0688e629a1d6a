"""What a file of a ranking says: title, findings, the first regions, sources and credits, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.catalog import Catalog
from geo.catalog.credits import CREDITS as GEOMETRY
from geo.catalog.things import split_values
from geo.language import Translator, number
from geo.observatory import words
from geo.observatory.areas import AREA_SETS, CREDITS
from geo.observatory.drawing import star_counts
from geo.observatory.findings import STAR_METHODS, findings
from geo.observatory.ranking import Ranking
from geo.observatory.state import MEASURE_KEYS, ObservatoryState
from geo.signs import SHAPES
from geo.statistics.cities import DATASET

FIRST: Final = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """Words and figures of a file.

    Attributes
    ----------
    title, subtitle : what is ranked; where and when.
    findings : sentences.
    head : what the values are, with their unit.
    stars : number of stars -> what a mark of so many means, with the number of regions; empty where none are given.
    no_figure : what an area without a class means.
    names, values, texts : of the first regions, best first; texts are the values as people read them. By a method that
        gives stars they are sizes, with the stars before the names: bars of three stars each would say nothing.
    bars, bars_digits : what those values are, and their decimals.
    foot : sources and credits.
    as_of : ISO date of the data.
    language, factor : of the reader, and what values are multiplied by for them.
    digits : decimals of the values.
    """

    title: str
    subtitle: str
    findings: tuple[str, ...]
    head: str
    stars: Mapping[int, str]
    no_figure: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    texts: tuple[str, ...]
    bars: str
    bars_digits: int
    foot: str
    as_of: str
    language: str
    factor: float
    digits: int

    def short(self, value: float) -> str:
        """Return a value of the ranking as it stands in a legend: without its unit."""
        shown = value * self.factor
        return number(shown, self.language, digits=0 if abs(shown) >= 100 else self.digits)


def sheet_of(
    ranking: Ranking, state: ObservatoryState, catalog: Catalog, t: Translator, *, own_name: str = ""
) -> Sheet:
    """Return the words of a ranking; `own_name` is the file of a table of one's own."""
    known = ranking.rows[ranking.rows["value"].notna()].head(FIRST)
    factor = words.unit_factor(ranking, t.language)
    choice = ranking.choice
    if choice is not None and choice.is_own:
        source = t("rating.own.note", name=own_name)
    else:
        resource = catalog.resource(DATASET if choice is None else choice.panel.dataset.key)
        cited = [catalog.source(one) for one in split_values(resource.source_ids)]
        separator = t("card.list.separator")
        source = t("rating.file.sources", sources=separator.join(one.title.localised(t.language) for one in cited))
    said = t(f"rating.measure.{ranking.of}") if ranking.of in MEASURE_KEYS else words.subject(ranking, t)
    credit = CREDITS.get(ranking.area_set, "")
    if ranking.area_set in AREA_SETS and not AREA_SETS[ranking.area_set]:
        credit = GEOMETRY["tianditu"].localised(t.language)
    names = tuple(known[f"name_{t.language}"])
    values = tuple(float(value) * factor for value in known["value"])
    texts = tuple(words.value_text(float(value), ranking, t) for value in known["value"])
    head, digits = words.value_head(ranking, t), 0 if factor >= 10 else ranking.digits
    bars, bars_digits = head, digits
    if ranking.of in STAR_METHODS and choice is not None:
        star = SHAPES["star"].character
        bars, bars_digits = t("rating.file.starred", size=words.size_head(choice, t)), 0
        names = tuple(f"{star * int(value)} {name}".strip() for name, value in zip(names, values, strict=True))
        values = tuple(float(size) for size in known["jobs"])
        texts = tuple(number(size, t.language, digits=0) for size in values)
    return Sheet(
        title=said[:1].upper() + said[1:],
        subtitle=t("rating.file.subtitle", scope=words.scope(ranking, state, t), year=ranking.year),
        findings=tuple(words.sentence(one, ranking, state, t) for one in findings(ranking.rows, of=ranking.of)),
        head=head,
        stars={count: words.star_text(ranking, count, found, t) for count, found in star_counts(ranking).items()},
        no_figure=t("rating.file.no_figure"),
        names=names,
        values=values,
        texts=texts,
        bars=bars,
        bars_digits=bars_digits,
        foot=" · ".join(part for part in (source, credit, t("rating.file.made", as_of=catalog.as_of)) if part),
        as_of=catalog.as_of,
        language=t.language,
        factor=factor,
        digits=digits,
    )
