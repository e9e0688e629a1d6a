"""Panorama report of a set of clusters: chapters of blocks, the same for HTML, Word and slides; findings first.

The same clusters, data, register and day give the same bytes in every format.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo import __version__
from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.governance.alerts import SILENT
from geo.governance.board import criteria
from geo.governance.book import Pages
from geo.governance.edition import Edition, edition_of
from geo.governance.errors import ReportError
from geo.governance.overview import MOST, Overview, findings, look
from geo.governance.pictures import maps, trends
from geo.governance.series import Series
from geo.governance.state import MOST_CLUSTERS
from geo.governance.words import (
    alert_table,
    amount_text,
    board_table,
    dated_text,
    finding_text,
    movement_table,
    outcome_table,
)
from geo.language import NO_VALUE, Translator, number
from geo.model import Cluster, Text
from geo.observatory.ranking import ranking
from geo.observatory.state import COMPOSITE_MEASURE, ObservatoryState
from geo.settings import Settings
from geo.workbench.report import Block, Heading, Listing, Paragraph, Rows

if TYPE_CHECKING:
    import pandas as pd

CORE: Final = 4  # measures of the core table
POLICIES: Final = 60
EVENTS: Final = 40
_SINCE_YEARS: Final = 3
_MUNICIPAL: Final = ("11", "12", "31", "50")

Report = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: its title, and its blocks without the heading."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Panorama:
    """The report before it has a format.

    Attributes
    ----------
    said : the findings, which open it.
    edition : what the next report is compared with.
    """

    title: str
    subtitle: str
    said: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    seen: Overview
    edition: Edition
    as_of: str
    language: str


def panorama(
    catalog: Catalog,
    config: Settings,
    pages: Pages,
    clusters: Sequence[str],
    t: Translator,
    *,
    before: Edition | None = None,
    report: Report = lambda _share: None,
) -> Panorama:
    """Put the report of some clusters together, as of the day of the data.

    Parameters
    ----------
    before : the edition it is compared with.

    Raises
    ------
    ReportError
        for no cluster, too many, or one that the catalogue does not have.
    """
    clusters = _checked(catalog, clusters)
    today = _whole_day(catalog.as_of)
    since = f"{int(today[:4]) - _SINCE_YEARS}-01-01"
    seen = look(catalog, pages, today=today, since=since, clusters=clusters)
    report(0.1)
    said = tuple(finding_text(one, seen, t) for one in findings(seen)[:MOST])
    drawn = maps(catalog, config, clusters, t, report=lambda share: report(0.1 + 0.4 * share))
    named = {one.criterion.criterion_id: one.name.localised(t.language) for one in criteria(catalog)}
    grave = tuple(one for one in seen.alerts if one.rule.kind != SILENT)
    stale = [one for one in seen.alerts if one.rule.kind == SILENT]
    picture = trends([one.series for one in seen.movements if one.is_good is not None], t)
    policies, policy_sources = _policies(catalog, clusters, t)
    chapters: list[tuple[str, list[Block]]] = [
        ("core", [Paragraph(t("governance.report.core.note"), "note"), Rows(_core(catalog, seen, t))]),
        ("ratings", _ratings(catalog, clusters, t)),
        ("targets", _table(outcome_table(seen, t), t("governance.targets.note"), t)),
        (
            "trends",
            [*([picture] if picture else []), *_table(movement_table(seen, t), t("governance.changes.note"), t)],
        ),
        (
            "alerts",
            [
                *_table(alert_table(grave, t), t("governance.alerts.note"), t),
                *([Paragraph(t("governance.report.stale", n=number(len(stale), t.language)), "note")] if stale else []),
            ],
        ),
        ("board", _table(board_table(seen, t, criteria=named), t("governance.board.note"), t)),
        ("maps", [block for one, credit in drawn for block in (one, Paragraph(credit, "note"))]),
        ("policies", _table(policies, t("governance.report.policies.note"), t)),
        ("since", _since(seen, before, catalog, t)),
        ("appendix", _appendix(catalog, seen, policy_sources, t)),
    ]
    report(0.6)
    names = [catalog.one(Cluster, one).name.localised(t.language) for one in clusters]
    return Panorama(
        t("governance.report.title", n=number(len(clusters), t.language)),
        t("governance.report.subtitle", as_of=catalog.as_of, version=__version__, digest=catalog.digest),
        (t("governance.report.about", names=t("card.list.separator").join(names)), *said),
        tuple(Chapter(key, t(f"governance.report.chapter.{key}"), tuple(held)) for key, held in chapters if held),
        seen,
        edition_of(seen, as_of=catalog.as_of, digest=catalog.digest),
        catalog.as_of,
        t.language,
    )


def blocks(made: Panorama, t: Translator) -> list[Block]:
    """Return the report as one row of blocks with numbered headings."""
    found: list[Block] = [Heading(made.title, 1), Paragraph(made.subtitle, "note")]
    found += [Heading(heading(1, t("governance.report.chapter.findings"), t), 2), Paragraph(made.said[0], "note")]
    found += [Paragraph(f"{place}. {one}", "plain") for place, one in enumerate(made.said[1:], start=1)]
    for place, chapter in enumerate(made.chapters, start=2):
        found += [Heading(heading(place, chapter.title, t), 2), *chapter.blocks]
    return found


def heading(place: int, title: str, t: Translator) -> str:
    """Return a chapter's heading with its number, as papers of the language write it.

    Examples
    --------
    >>> from geo.language import translator
    >>> heading(12, "方法", translator("zh")), heading(2, "Method", translator("en"))
    ('十二、方法', '2 Method')
    """
    if t.language != "zh":
        return f"{place} {title}"
    digits = "零一二三四五六七八九十"
    tens, ones = divmod(place, 10)
    written = digits[place] if place <= 10 else f"{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}"
    return f"{written}、{title}"


def _checked(catalog: Catalog, clusters: Sequence[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(one for one in clusters if one))
    if not wanted:
        raise ReportError("clusters")
    if len(wanted) > MOST_CLUSTERS:
        raise ReportError("many", value=len(wanted))
    for one in wanted:
        if one not in catalog.every(Cluster):
            raise ReportError("unknown", value=one)
    return wanted


def _whole_day(as_of: str) -> str:
    return (as_of + "-12-31"[len(as_of) - 4 :])[:10]


def _table(table: pd.DataFrame, note: str, t: Translator) -> list[Block]:
    if table.empty:
        return [Paragraph(t("governance.report.nothing"))]
    told = [name for name in table.columns if not (table[name] == NO_VALUE).all()]  # nothing but gaps says nothing
    return [Paragraph(note, "note"), Rows(table[told])]


def _core(catalog: Catalog, seen: Overview, t: Translator) -> pd.DataFrame:
    """Return the clusters with the measures that most of them have; only figures of one measure share a column."""
    import pandas as pd

    wanted = catalog.table("core_measures")["indicator_id"].tolist()
    held: dict[str, dict[str, Series]] = {}
    for one in seen.series:
        if one.measure in wanted and one.points:
            held.setdefault(one.measure, {}).setdefault(one.subject, one)
    chosen = sorted(held, key=lambda key: (-len(held[key]), wanted.index(key)))[:CORE]
    has_labels = any(one.level != "none" for one in seen.standings)  # a column of nothing but gaps says nothing
    heads = [t("governance.column.subject"), t("governance.column.model")]
    heads += [t("governance.column.label")] if has_labels else []
    heads += [next(iter(held[key].values())).measure_name.localised(t.language) for key in chosen]
    rows = []
    for standing in sorted(seen.standings, key=lambda one: list(catalog.every(Cluster)).index(one.cluster.cluster_id)):
        model = standing.cluster.model
        cells = [
            standing.cluster.name.localised(t.language),
            t(f"term.model.{model}") if model else t("governance.model.none"),
            *([t(f"governance.label.{standing.level}")] if has_labels else []),
        ]
        for key in chosen:
            series = held[key].get(standing.cluster.cluster_id)
            cells.append(NO_VALUE if series is None else _scoped(series, t))
        rows.append(cells)
    return pd.DataFrame(rows, columns=heads)


def _scoped(series: Series, t: Translator) -> str:
    text = dated_text(series, series.points[-1], t)
    scope = series.scope.localised(t.language)
    return f"{text} [{scope}]" if scope else text


def _ratings(catalog: Catalog, clusters: Iterable[str], t: Translator) -> list[Block]:
    """Return the composite rank of the Chinese cities that clusters lie in, with the interval of the weights."""
    import pandas as pd

    units = catalog.table("cluster_units")
    cities: dict[str, list[str]] = {}
    known = catalog.every(Cluster)
    for cluster, unit in zip(units["cluster_id"], units["unit_id"], strict=True):
        if cluster in clusters and str(unit).startswith("CN-") and str(unit)[3:].isdigit():
            code = str(unit)[3:]
            city = f"CN-{code[:2]}0000" if code[:2] in _MUNICIPAL else f"CN-{code[:4]}00"
            cities.setdefault(city, [])
            name = known[cluster].name.localised(t.language)
            if name not in cities[city]:
                cities[city].append(name)
    found = ranking(catalog, ObservatoryState(measure=COMPOSITE_MEASURE))
    rated = [row for row in found.rows.to_dict("records") if row["region_id"] in cities]
    rows = [
        [
            str(row[f"name_{t.language}"]),
            t("card.list.separator").join(cities[str(row["region_id"])]),
            number(float(row["value"]), t.language, digits=1),
            number(float(row["rank_all"]), t.language, digits=0),
            t(
                "governance.report.interval",
                low=number(float(row["low"]), t.language, digits=0),
                high=number(float(row["high"]), t.language, digits=0),
            ),
        ]
        for row in rated
        if not math.isnan(float(row["value"]))
    ]
    if not rows:
        return [Paragraph(t("governance.report.ratings.none"))]
    heads = [t(f"governance.report.ratings.{name}") for name in ("city", "clusters", "score", "rank", "interval")]
    note = t("governance.report.ratings.note", year=found.year, n=number(len(found.rows), t.language))
    return [Paragraph(note, "note"), Rows(pd.DataFrame(rows, columns=heads))]


def _policies(catalog: Catalog, clusters: Iterable[str], t: Translator) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the policies of the clusters, the newest first, and their sources."""
    import pandas as pd

    known = catalog.every(Cluster)
    wanted = set(clusters)
    rows: list[list[str]] = []
    sources: list[str] = []
    table = catalog.table("policies").sort_values(["year_start", "policy_id"], ascending=[False, True])
    for row in table.to_dict("records"):
        applies = [one for one in split_values(str(row["applies_to"])) if one in wanted]
        if not applies or row["confidence"] == "low":
            continue
        years = "–".join(str(row[name]) if isinstance(row[name], int) else "" for name in ("year_start", "year_end"))
        rows.append(
            [
                years if years != "–" else NO_VALUE,
                t("card.list.separator").join(known[one].name.localised(t.language) for one in applies),
                Text.of(row, "name").localised(t.language),
                Text.of(row, "summary").localised(t.language),
            ]
        )
        sources += split_values(str(row["source_ids"]))
    heads = [t(f"governance.report.policies.{name}") for name in ("years", "clusters", "name", "summary")]
    return pd.DataFrame(rows[:POLICIES], columns=heads), tuple(dict.fromkeys(sources))


def _since(seen: Overview, before: Edition | None, catalog: Catalog, t: Translator) -> list[Block]:
    """Return what changed since an earlier edition."""
    if before is None:
        return [Paragraph(t("governance.report.since.first"))]
    said = [t("governance.report.since.edition", as_of=before.as_of, digest=before.digest)]
    names = {key: one.name.localised(t.language) for key, one in catalog.every(Cluster).items()}
    now = {one.cluster.cluster_id: one.level for one in seen.standings}
    said += [t("governance.report.since.cluster", name=names[key]) for key in now if key not in before.clusters]
    for key, level in now.items():
        earlier = before.labels.get(key, level)
        if earlier != level and earlier in ("gold", "silver", "bronze", "none"):
            said.append(
                t(
                    "governance.report.since.label",
                    name=names[key],
                    before=t(f"governance.label.{earlier}"),
                    after=t(f"governance.label.{level}"),
                )
            )
    for one in seen.outcomes:
        earlier = before.verdicts.get(f"{one.series.key}@{one.target.due}", one.verdict)
        if earlier != one.verdict and earlier in ("met", "missed", "unknown", "ahead"):
            said.append(
                t(
                    "governance.report.since.verdict",
                    name=one.series.name.localised(t.language),
                    target=(one.target.name or one.series.measure_name).localised(t.language),
                    before=t(f"governance.verdict.{earlier}"),
                    after=t(f"governance.verdict.{one.verdict}"),
                )
            )
    for series in seen.series:
        told = before.figures.get(series.key)
        if not series.points or series.subject not in before.clusters:
            continue
        point = series.points[-1]
        if told is None or told != (point.period, point.amount):
            was = (
                NO_VALUE
                if told is None
                else t("governance.latest", value=amount_text(series, told[1], t), period=told[0])
            )
            said.append(
                t(
                    "governance.report.since.figure",
                    name=series.name.localised(t.language),
                    measure=series.measure_name.localised(t.language),
                    before=was,
                    after=dated_text(series, point, t),
                )
            )
    if len(said) == 1:
        said.append(t("governance.report.since.nothing"))
    return [Paragraph(said[0], "note"), Listing(tuple(said[1:]))]


def _appendix(catalog: Catalog, seen: Overview, more: Iterable[str], t: Translator) -> list[Block]:
    """Return method and sources."""
    ids: list[str] = []
    for one in seen.movements:
        ids += [*one.before.source_ids, *one.after.source_ids]
    for judged in seen.outcomes:
        ids += [*judged.target.source_ids, *(judged.latest.source_ids if judged.latest else ())]
    for standing in seen.standings:
        ids += split_values(standing.cluster.source_ids)
    ids += more
    sources = [catalog.source(one) for one in dict.fromkeys(ids)]
    own = sum(point.origin == "own" for series in seen.series for point in series.points)
    listed = tuple(
        " · ".join(
            part
            for part in (
                one.title.localised(t.language),
                one.publisher.localised(t.language),
                one.date,
                one.url if one.url.startswith(("http://", "https://")) else "",
            )
            if part
        )
        for one in sources
    )
    methods = ("series", "targets", "alerts", "labels", "ratings", "maps")
    return [
        *(Paragraph(t(f"governance.report.method.{key}")) for key in methods),
        *([Paragraph(t("governance.report.own", n=number(own, t.language)))] if own else []),
        Paragraph(t("governance.report.sources", n=number(len(listed), t.language)), "meant"),
        Listing(listed),
    ]
