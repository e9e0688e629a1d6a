"""A comparison of clusters, put together from the catalogue and the store: for the page and every export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo import stamp
from geo.analysis.core import CoreTable
from geo.analysis.indicators import Line, indicator_lines, missing_figures, normalised
from geo.analysis.sample_figures import density_figures, sample_figures
from geo.catalog import Catalog, boundaries
from geo.catalog.errors import UnknownObjectError
from geo.catalog.things import split_values
from geo.comparison.core import common_figures, core_of
from geo.comparison.errors import ComparisonError
from geo.comparison.findings import Finding, findings
from geo.comparison.state import LEAST, MOST, ComparisonState
from geo.language import Translator
from geo.maps.scale import Box
from geo.model import (
    DEFAULT_CONFIDENCES,
    Case,
    Cluster,
    Event,
    Figure,
    Indicator,
    Organisation,
    Text,
    Tie,
)
from geo.publication.cases import COLOUR, PublishedCase, owner_words, published_case, reference_of
from geo.settings import Settings
from geo.signs import model_sign

STRUCTURE: Final = ("drawn_area_km2", "drawn_units", "cluster_age", "population_density")
POINT_REACH_DEG: Final = 0.12  # shown around a cluster that has no boundary, about 13 km


@dataclass(frozen=True, slots=True)
class Subject:
    """One compared cluster.

    Attributes
    ----------
    case : its case study; None for a cluster that has none.
    box : what a map of it shows: the drawn boundary, the places of a platform, or the surroundings of a point.
    seat : latitude and longitude that stand for it.
    published : the layer it is, where it is a published one and no cluster of the catalogue.
    """

    cluster: Cluster
    case: Case | None
    box: Box
    seat: tuple[float, float]
    published: PublishedCase | None = None

    @property
    def cluster_id(self) -> str:
        """Return its id."""
        return self.cluster.cluster_id

    @property
    def name(self) -> Text:
        """Return its name."""
        return self.cluster.name

    @property
    def summary(self) -> Text:
        """Return what the case says in short, or the cluster where it has no case."""
        return self.case.summary if self.case and self.case.summary else self.cluster.summary

    @property
    def lessons(self) -> tuple[Text, ...]:
        """Return the lessons of the case; () without one."""
        return self.case.lessons if self.case else ()

    @property
    def model(self) -> str:
        """Return the key of its model, NO_MODEL where it has none."""
        return self.cluster.model_key

    @property
    def colour(self) -> str:
        """Return the colour it is marked with."""
        return COLOUR if self.published else model_sign(self.model).colour

    def kind(self, t: Translator) -> str:
        """Return its model in words; of a published layer, that it is one, and whose."""
        if self.published:
            return t("publication.case.kind", owner=owner_words(self.published.owner, t))
        return t(f"term.model.{self.model}")

    def has_begun(self, year: int | None) -> bool:
        """Tell whether it existed by a year; one without a known start did."""
        start = self.cluster.start_year
        return year is None or start is None or start <= year

    @property
    def is_platform(self) -> bool:
        """Tell whether it is a network of places without a boundary."""
        return self.cluster.is_network


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a comparison shows.

    Attributes
    ----------
    lines : all indicators any of the clusters has.
    shown : those chosen, in the chosen normalised view.
    missing : by cluster, the shown indicators it lacks.
    events : of all clusters, by year, up to the chosen year.
    core : the core rows of the clusters, whatever else is shown.
    findings : what the core rows say, the most telling first.
    version : key of the store and data it was made from.
    as_of : ISO date of the data.
    """

    state: ComparisonState
    subjects: tuple[Subject, ...]
    lines: tuple[Line, ...]
    shown: tuple[Line, ...]
    missing: Mapping[str, tuple[str, ...]]
    events: tuple[Event, ...]
    core: CoreTable
    findings: tuple[Finding, ...]
    version: str
    as_of: str

    def names(self, language: str) -> dict[str, str]:
        """Return the clusters' names by id."""
        return {subject.cluster_id: subject.name.localised(language) for subject in self.subjects}

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return every source the shown figures, events and cases rest on, each once, in order of use."""
        cells = [figure.source_ids for line in self.shown for figure in line.figures.values()]
        cells += [figure.source_ids for line in self.shown for figure in line.claims.values()]
        cells += [source for finding in self.findings for source in finding.source_ids]
        cells += [event.source_ids for event in self.events]
        cells += [subject.case.source_ids for subject in self.subjects if subject.case]
        cells += [subject.cluster.source_ids for subject in self.subjects]
        return tuple(dict.fromkeys(source for cell in cells for source in split_values(cell)))


def comparable(catalog: Catalog) -> dict[str, Cluster]:
    """Return the clusters that can be compared, by id, those with a case study first.

    Computing clusters are an infrastructure layer of their own and have no figures to compare.
    """
    studied = {case.cluster_id for case in catalog.every(Case).values()}
    clusters = [cluster for cluster in catalog.every(Cluster).values() if not cluster.is_computing]
    clusters.sort(key=lambda cluster: cluster.cluster_id not in studied)
    return {cluster.cluster_id: cluster for cluster in clusters}


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
    known = comparable(catalog) | {case: one.cluster for case, one in published.items()}
    for case in cases:
        if case not in known:
            raise UnknownObjectError("cluster", case)
    worked_out = tuple(figure for one in published.values() for figure in one.figures(catalog.as_of))
    lines = lines_of(catalog, config, cases, show_low=state.low, more=worked_out)
    countries = {case: known[case].country for case in cases}
    chosen = [line for line in lines if not state.indicators or line.indicator_id in state.indicators]
    # Denominators are looked up among all lines, whatever is shown.
    views = normalised(lines, state.per, countries=countries, national=national_figures(catalog))
    wanted = {line.indicator_id for line in chosen}
    shown = tuple(line for line in views if line.indicator_id in wanted)
    core = core_of(catalog, cases, without=tuple(published), until=state.year)
    return Comparison(
        state=state,
        subjects=tuple(
            _published(published[case]) if case in published else subject_of(catalog, config, known[case])
            for case in cases
        ),
        lines=lines,
        shown=shown,
        missing=missing_figures(shown, cases),
        events=_events(catalog, state),
        core=core,
        findings=findings(core),
        version=stamp.version(config),
        as_of=catalog.as_of,
    )


def lines_of(
    catalog: Catalog, config: Settings, cases: Sequence[str], *, show_low: bool, more: Sequence[Figure] = ()
) -> tuple[Line, ...]:
    """Return every indicator of the clusters, computed ones and those of published layers (`more`) included."""
    computed = [*more]
    computed += [figure for figure in _computed(catalog, config) if figure.subject_id in cases]
    indicators = catalog.every(Indicator).values()
    published = indicator_lines(catalog.figures, indicators, cases, show_low=show_low)
    computed += density_figures(published)
    return indicator_lines(catalog.figures, indicators, cases, computed=computed, show_low=show_low)


def all_figures(catalog: Catalog, config: Settings) -> dict[str, dict[str, Figure]]:
    """Return what clusters are found alike by: indicator_id -> cluster_id -> figure over all comparable clusters.

    Core figures in common units, and the structure of what is drawn. Counts of the sample are left out: they say what
    was collected, not how clusters differ.
    """
    return _all_figures(catalog, config, catalog.digest)


@lru_cache(maxsize=2)
def _all_figures(catalog: Catalog, config: Settings, _digest: str) -> dict[str, dict[str, Figure]]:
    lines = lines_of(catalog, config, tuple(comparable(catalog)), show_low=False)
    structure = {line.indicator_id: dict(line.figures) for line in lines if line.indicator_id in STRUCTURE}
    return structure | common_figures(catalog)


def national_figures(catalog: Catalog) -> dict[tuple[str, str], Figure]:
    """Return the figures of whole countries by (country code, indicator_id)."""
    return {
        (figure.subject_id, figure.indicator_id): figure
        for figure in catalog.figures
        if figure.subject_kind == "country" and figure.confidence in DEFAULT_CONFIDENCES
    }


def _computed(catalog: Catalog, config: Settings) -> tuple[Figure, ...]:
    return _computed_for(catalog, config, catalog.digest)


@lru_cache(maxsize=2)
def _computed_for(catalog: Catalog, config: Settings, _digest: str) -> tuple[Figure, ...]:
    areas_km2 = boundaries.cluster_areas_km2(config)
    drawn_units = Counter(catalog.table("cluster_units")["cluster_id"])
    return tuple(
        figure
        for cluster in catalog.every(Cluster).values()
        for figure in sample_figures(
            cluster.cluster_id,
            members(catalog, cluster.cluster_id),
            start_year=cluster.start_year,
            drawn_units=drawn_units[cluster.cluster_id],
            area_km2=areas_km2.get(cluster.cluster_id),
            as_of=catalog.as_of,
        )
    )


def members(catalog: Catalog, cluster_id: str) -> tuple[Organisation, ...]:
    """Return the organisations of the sample that a cluster has."""
    return tuple(one for one in catalog.every(Organisation).values() if one.cluster_id == cluster_id)


def ties(catalog: Catalog, organisation_ids: Container[str]) -> tuple[Tie, ...]:
    """Return what ties organisations among themselves; what is of low confidence is left out."""
    return tuple(
        tie
        for tie in catalog.every(Tie).values()
        if tie.from_id in organisation_ids and tie.to_id in organisation_ids and tie.confidence != "low"
    )


def subject_of(catalog: Catalog, config: Settings, cluster: Cluster) -> Subject:
    """Return any cluster of the catalogue as what maps of it show, computing clusters included."""
    study = next((case for case in catalog.every(Case).values() if case.cluster_id == cluster.cluster_id), None)
    return Subject(cluster, study, _box(catalog, config, cluster), (cluster.lat, cluster.lon))


def _published(one: PublishedCase) -> Subject:
    box = Box(*one.territory.shape.bounds)
    return Subject(one.cluster, None, box, box.centre, one)


def _box(catalog: Catalog, config: Settings, cluster: Cluster) -> Box:
    outlines = boundaries.clusters(config)
    drawn = outlines[outlines["cluster_id"] == cluster.cluster_id]
    if len(drawn):
        return Box(*(float(edge) for edge in drawn.total_bounds))
    lat, lon = cluster.lat, cluster.lon
    lats = [member.lat for member in members(catalog, cluster.cluster_id)]
    if cluster.is_network and lats:
        return Box(-135.0, max(min(lats) - 4, -58.0), 180.0, min(max(lats) + 4, 75.0))
    return Box(lon - POINT_REACH_DEG, lat - POINT_REACH_DEG, lon + POINT_REACH_DEG, lat + POINT_REACH_DEG)


def _events(catalog: Catalog, state: ComparisonState) -> tuple[Event, ...]:
    return tuple(
        event
        for event in catalog.events
        if event.cluster_id in state.cases
        and (state.low or event.confidence in DEFAULT_CONFIDENCES)
        and (state.year is None or event.year <= state.year)
    )


def event_years(catalog: Catalog) -> tuple[int, int]:
    """Return the first decade and the last year of any timeline."""
    return catalog.events[0].year // 10 * 10, catalog.events[-1].year
