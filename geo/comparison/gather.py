"""A comparison of clusters, put together from the catalogue and the store: for the page and every export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from geo import stamp
from geo.analysis.indicators import Figure, Line, figure_of, indicator_lines, missing_figures, normalised
from geo.analysis.sample_figures import density_figures, sample_figures
from geo.catalog import Catalog, boundaries
from geo.catalog.package import split_values
from geo.comparison.state import LEAST, MOST, ComparisonState
from geo.errors import ComparisonError, UnknownObjectError
from geo.language import Translator, localised
from geo.maps.scale import Box
from geo.model import DEFAULT_CONFIDENCES, NO_MODEL
from geo.publication.cases import COLOUR, PublishedCase, owner_words, published_case, reference_of
from geo.settings import Settings
from geo.signs import model_sign

LESSONS: Final = 3
POINT_REACH_DEG: Final = 0.12  # shown around a cluster that has no boundary, about 13 km
_PLATFORM: Final = "network"


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a cluster's timeline; `kind` is a key of `term.event`."""

    event_id: str
    subject_id: str
    year: int
    kind: str
    text_zh: str
    text_en: str
    source_ids: str
    confidence: str

    def text(self, language: str) -> str:
        """Return what happened, in `language`."""
        return (self.text_zh if language == "zh" else self.text_en) or self.text_zh


@dataclass(frozen=True, slots=True)
class Subject:
    """One compared cluster.

    Attributes
    ----------
    row : its row of `clusters`.
    case : its row of `cases`; None for a cluster that has no case study.
    box : what a map of it shows: the drawn boundary, the places of a platform, or the surroundings of a point.
    seat : latitude and longitude that stand for it.
    published : the layer it is, where it is a published one and no cluster of the catalogue.
    """

    cluster_id: str
    row: Mapping[str, Any]
    case: Mapping[str, Any] | None
    box: Box
    seat: tuple[float, float]
    published: PublishedCase | None = None

    def name(self, language: str) -> str:
        """Return its name."""
        return localised(self.row, "name", language)

    def text(self, field: str, language: str) -> str:
        """Return a text of the case, or of the cluster where the case has none."""
        return (localised(self.case, field, language) if self.case else "") or localised(self.row, field, language)

    def lessons(self, language: str) -> tuple[str, ...]:
        """Return the lessons of the case; () without one."""
        if self.case is None:
            return ()
        texts = (localised(self.case, f"lesson{number}", language) for number in range(1, LESSONS + 1))
        return tuple(text for text in texts if text)

    @property
    def model(self) -> str:
        """Return the key of its model, NO_MODEL where it has none."""
        return self.row["model"] or NO_MODEL

    @property
    def colour(self) -> str:
        """Return the colour it is marked with."""
        return COLOUR if self.published else model_sign(self.model).colour

    def kind(self, t: Translator) -> str:
        """Return its model in words; of a published layer, that it is one, and whose."""
        if self.published:
            return t("publication.case.kind", owner=owner_words(self.published.owner, t))
        return t(f"term.model.{self.model}")

    @property
    def is_platform(self) -> bool:
        """Tell whether it is a network of places without a boundary."""
        return bool(self.row["boundary"] == _PLATFORM)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a comparison shows.

    Attributes
    ----------
    lines : all indicators any of the clusters has.
    shown : those chosen, in the chosen normalised view.
    missing : by cluster, the shown indicators it lacks.
    events : of all clusters, by year, up to the chosen year.
    version : key of the store and data it was made from.
    as_of : ISO date of the data.
    """

    state: ComparisonState
    subjects: tuple[Subject, ...]
    lines: tuple[Line, ...]
    shown: tuple[Line, ...]
    missing: Mapping[str, tuple[str, ...]]
    events: tuple[Event, ...]
    version: str
    as_of: str

    def names(self, language: str) -> dict[str, str]:
        """Return the clusters' names by id."""
        return {subject.cluster_id: subject.name(language) for subject in self.subjects}

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return every source the shown figures, events and cases rest on, each once, in order of use."""
        cells = [figure.source_ids for line in self.shown for figure in line.figures.values()]
        cells += [figure.source_ids for line in self.shown for figure in line.claims.values()]
        cells += [event.source_ids for event in self.events]
        cells += [str(subject.case["source_ids"]) for subject in self.subjects if subject.case]
        cells += [str(subject.row["source_ids"]) for subject in self.subjects]
        return tuple(dict.fromkeys(source for cell in cells for source in split_values(cell)))


def comparable(catalog: Catalog) -> dict[str, Mapping[str, Any]]:
    """Return the clusters that can be compared, by id, those with a case study first.

    Computing clusters are an infrastructure layer of their own and have no figures to compare.
    """
    clusters = catalog.table("clusters")
    clusters = clusters[clusters["kind"] != "computing"]
    cases = list(catalog.table("cases")["cluster_id"])
    rows = {row["cluster_id"]: {str(key): value for key, value in row.items()} for row in clusters.to_dict("records")}
    order = sorted(rows, key=lambda cluster_id: (cluster_id not in cases, list(rows).index(cluster_id)))
    return {cluster_id: rows[cluster_id] for cluster_id in order}


def compare(catalog: Catalog, config: Settings, state: ComparisonState) -> Comparison:
    """Put a comparison together.

    Raises
    ------
    ComparisonError
        for fewer than two clusters, more than four, or one twice.
    UnknownObjectError
        for a cluster that is not in the catalogue.
    UnknownPublicationError, WithdrawnError, PublishedFileError
        for a published layer that cannot be seen.
    """
    cases = state.cases
    if not LEAST <= len(cases) <= MOST or len(set(cases)) != len(cases):
        raise ComparisonError(len(cases), least=LEAST, most=MOST)
    published = {case: published_case(case, catalog) for case in cases if reference_of(case)}
    known = comparable(catalog) | {case: one.row for case, one in published.items()}
    for case in cases:
        if case not in known:
            raise UnknownObjectError("cluster", case)
    worked_out = tuple(figure for one in published.values() for figure in one.figures(catalog.as_of))
    lines = lines_of(catalog, config, cases, show_low=state.low, more=worked_out)
    countries = {case: str(known[case]["country"]) for case in cases}
    chosen = [line for line in lines if not state.indicators or line.indicator_id in state.indicators]
    # Denominators are looked up among all lines, whatever is shown.
    views = normalised(lines, state.per, countries=countries, national=national_figures(catalog))
    wanted = {line.indicator_id for line in chosen}
    shown = tuple(line for line in views if line.indicator_id in wanted)
    return Comparison(
        state=state,
        subjects=tuple(
            _published(published[case]) if case in published else _subject(catalog, config, case, known[case])
            for case in cases
        ),
        lines=lines,
        shown=shown,
        missing=missing_figures(shown, cases),
        events=_events(catalog, cases, state),
        version=stamp.version(config),
        as_of=catalog.as_of,
    )


def lines_of(
    catalog: Catalog, config: Settings, cases: Sequence[str], *, show_low: bool, more: Sequence[Figure] = ()
) -> tuple[Line, ...]:
    """Return every indicator of the clusters, computed ones and those of published layers (`more`) included."""
    computed = [*more]
    computed += [figure for figure in _computed(catalog, config) if figure.subject_id in cases]
    indicators, definitions = catalog.table("indicators"), catalog.table("indicator_definitions")
    published = indicator_lines(indicators, definitions, cases, show_low=show_low)
    computed += density_figures(published)
    return indicator_lines(indicators, definitions, cases, computed=computed, show_low=show_low)


def all_figures(catalog: Catalog, config: Settings) -> dict[str, dict[str, Figure]]:
    """Return indicator_id -> cluster_id -> figure over all comparable clusters, without those of low confidence."""
    return _all_figures(catalog, config, catalog.digest)


@lru_cache(maxsize=2)
def _all_figures(catalog: Catalog, config: Settings, _digest: str) -> dict[str, dict[str, Figure]]:
    lines = lines_of(catalog, config, tuple(comparable(catalog)), show_low=False)
    return {line.indicator_id: dict(line.figures) for line in lines}


def national_figures(catalog: Catalog) -> dict[tuple[str, str], Figure]:
    """Return the figures of whole countries by (country code, indicator_id)."""
    rows = catalog.table("indicators")
    rows = rows[(rows["subject_kind"] == "country") & rows["confidence"].isin(DEFAULT_CONFIDENCES)]
    found = (figure_of({str(key): value for key, value in row.items()}) for row in rows.to_dict("records"))
    return {(figure.subject_id, figure.indicator_id): figure for figure in found if figure}


def _computed(catalog: Catalog, config: Settings) -> tuple[Figure, ...]:
    return _computed_for(catalog, config, catalog.digest)


@lru_cache(maxsize=2)
def _computed_for(catalog: Catalog, config: Settings, _digest: str) -> tuple[Figure, ...]:
    return sample_figures(
        catalog.table("clusters"),
        catalog.table("organisations"),
        catalog.table("cluster_units"),
        areas_km2=boundaries.cluster_areas_km2(config),
        as_of=catalog.as_of,
    )


def _subject(catalog: Catalog, config: Settings, case: str, row: Mapping[str, Any]) -> Subject:
    cases = catalog.table("cases")
    found = cases[cases["cluster_id"] == case].to_dict("records")
    study = {str(key): value for key, value in found[0].items()} if found else None
    seat = (float(row["lat"]), float(row["lon"]))
    return Subject(case, row, study, _box(catalog, config, case, row, seat), seat)


def _published(one: PublishedCase) -> Subject:
    box = Box(*one.territory.shape.bounds)
    lat, lng = box.centre
    return Subject(one.case_id, one.row, None, box, (lat, lng), one)


def _box(catalog: Catalog, config: Settings, case: str, row: Mapping[str, Any], seat: tuple[float, float]) -> Box:
    outlines = boundaries.clusters(config)
    drawn = outlines[outlines["cluster_id"] == case]
    if len(drawn):
        return Box(*(float(edge) for edge in drawn.total_bounds))
    if row["boundary"] == _PLATFORM:
        places = catalog.table("organisations")
        places = places[(places["cluster_id"] == case) & places["lon"].notna()]
        return Box(-135.0, max(float(places["lat"].min()) - 4, -58.0), 180.0, min(float(places["lat"].max()) + 4, 75.0))
    lat, lon = seat
    return Box(lon - POINT_REACH_DEG, lat - POINT_REACH_DEG, lon + POINT_REACH_DEG, lat + POINT_REACH_DEG)


def _events(catalog: Catalog, cases: Sequence[str], state: ComparisonState) -> tuple[Event, ...]:
    rows = catalog.table("timeline")
    cluster_of = dict(zip(catalog.table("cases")["case_id"], catalog.table("cases")["cluster_id"], strict=True))
    rows = rows.assign(cluster_id=rows["case_id"].map(cluster_of))
    rows = rows[rows["cluster_id"].isin(cases)]
    if not state.low:
        rows = rows[rows["confidence"].isin(DEFAULT_CONFIDENCES)]
    if state.year is not None:
        rows = rows[rows["year"] <= state.year]
    rows = rows.sort_values(["year", "event_id"])
    columns = ["event_id", "cluster_id", "year", "kind", "event_zh", "event_en", "source_ids", "confidence"]
    return tuple(
        Event(event_id, case, int(year), kind, zh, en, sources, confidence)
        for event_id, case, year, kind, zh, en, sources, confidence in rows[columns].itertuples(index=False, name=None)
    )


def event_years(catalog: Catalog) -> tuple[int, int]:
    """Return the first decade and the last year of any timeline."""
    years = catalog.table("timeline")["year"].dropna().astype(int)
    return int(years.min()) // 10 * 10, int(years.max())
