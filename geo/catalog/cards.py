"""Cards: what is shown beside the map about one object, as localised facts with their sources.

Every figure is a `Fact` with the sources, date and confidence of its own; a view hides or marks those of low
confidence. Nothing here is HTML, and nothing is escaped: views write the texts literally.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from geo.catalog.boundaries import cluster_areas_km2, unit_areas_km2
from geo.catalog.errors import UnknownObjectError
from geo.catalog.package import Catalog
from geo.catalog.writer import Fact, Writer
from geo.language import country_name, number
from geo.model import (
    NO_TEXT,
    ORGANISATION_FAMILIES,
    Cluster,
    ComputingCluster,
    DemandRegion,
    Hub,
    Link,
    Organisation,
    Park,
    Placed,
    PlatformItem,
    Sourced,
    StartArea,
    Text,
    Unit,
)
from geo.settings import Settings, settings


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one object, in one language.

    Attributes
    ----------
    model : key of its cluster model; empty where it has none.
    summary : a sentence or two; may be empty.
    notes : what a reader must know to read the facts right.
    compare_id : cluster to open in the comparison; None where there is none.
    lon, lat, uncertainty_m, precision : its point, EPSG:4326; None and "" where it has none.
    source_ids, as_of, confidence : of the object as a whole.
    """

    kind: str
    id: str
    title: str
    subtitle: str
    model: str
    summary: str
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    compare_id: str | None
    lon: float | None
    lat: float | None
    uncertainty_m: float | None
    precision: str
    source_ids: str
    as_of: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What differs from kind to kind in a card; see `Card` for the attributes. Empty words are left out of it."""

    title: str
    subtitle: tuple[str, ...]
    facts: tuple[list[Fact], ...]
    notes: tuple[str, ...] = ()
    summary: str = ""
    model: str = ""
    compare_id: str | None = None


def card(cat: Catalog, kind: str, object_id: str, *, lang: str, config: Settings | None = None) -> Card:
    """Return the card of one object.

    Parameters
    ----------
    kind : key of `KINDS`.
    config : where the store with the drawn areas is; the process's settings by default.

    Raises
    ------
    UnknownObjectError
        for an unknown kind or id.
    NotPreparedError
        where an area is needed and the store is not there.
    """
    if kind not in KINDS:
        raise UnknownObjectError("kind", kind)
    thing_type, write = KINDS[kind]
    writer = Writer(cat, lang, config or settings())
    thing = cat.every(thing_type).get(object_id)
    if thing is None:
        raise UnknownObjectError(kind, object_id)
    parts = write(writer, thing)
    place = thing if isinstance(thing, Placed) and thing.is_placed else None
    return Card(
        kind=kind,
        id=object_id,
        title=parts.title,
        subtitle=" · ".join(part for part in parts.subtitle if part),
        model=parts.model,
        summary=parts.summary,
        facts=tuple(fact for group in parts.facts for fact in group),
        notes=tuple(note for note in parts.notes if note),
        compare_id=parts.compare_id,
        lon=place.lon if place else None,
        lat=place.lat if place else None,
        uncertainty_m=place.uncertainty_m if place else None,
        precision=place.precision if place else "",
        source_ids=thing.source_ids,
        as_of=thing.as_of,
        confidence=thing.confidence,
    )


def _year(value: int | None) -> str:
    return "" if value is None else str(value)


def _cluster(w: Writer, cluster: Cluster) -> Parts:
    is_classed = not cluster.is_computing
    rated = cluster.model_confidence
    pairs = w.cat.table("cluster_units")
    units = list(pairs[pairs["cluster_id"] == cluster.cluster_id]["unit_id"])
    published = "" if cluster.published_area_km2 is None else w.area(cluster.published_area_km2)
    listing = w.say(cluster.listing)
    if listing and cluster.year_listed is not None:
        listing = w.t("card.value.listing", listing=listing, year=_year(cluster.year_listed))
    sample = _sample(w, cluster.cluster_id)
    counted = Sourced(as_of=w.cat.as_of, confidence="high")
    return Parts(
        title=w.say(cluster.name),
        subtitle=(
            w.t(f"term.cluster_kind.{cluster.kind}"),
            w.say(cluster.place) or country_name(cluster.country, w.lang),
        ),
        model=cluster.model,
        summary=w.say(cluster.summary),
        compare_id=cluster.cluster_id if is_classed else None,
        facts=(
            w.fact("model", w.t(f"term.model.{cluster.model_key}"), cluster, confidence=rated) if is_classed else [],
            w.fact("model_secondary", _model(w, cluster.model_secondary), cluster, confidence=rated),
            w.fact("model_reason", w.say(cluster.model_reason), cluster, confidence=rated),
            w.fact("start_year", _year(cluster.start_year), cluster, **_basis(cluster.start_year_basis)),
            w.fact("scope", w.say(cluster.scope), cluster),
            w.units_area(units, cluster_areas_km2(w.config).get(cluster.cluster_id)),
            w.fact("area_published", published, cluster),
            w.fact("sample", sample, counted),
            w.fact("listing", listing, cluster),
            w.position(cluster) if cluster.boundary == "point" else [],
        ),
        notes=(w.say(cluster.area_note), w.t("card.note.sample") if sample else ""),
    )


def _model(w: Writer, model: str) -> str:
    return w.t(f"term.model.{model}") if model else ""


def _basis(basis: str) -> dict[str, str]:
    """Return what a basis says of a year: from memory alone it is of low confidence, an id names its source."""
    if basis == "memory":
        return {"confidence": "low", "source_ids": "memory"}
    return {"source_ids": basis} if "-" in basis else {}


def _sample(w: Writer, cluster_id: str) -> str:
    """Return how many organisations of the sample a cluster has, by family."""
    counts = dict.fromkeys(ORGANISATION_FAMILIES.values(), 0)
    for organisation in w.cat.every(Organisation).values():
        if organisation.cluster_id == cluster_id:
            counts[organisation.family] += 1
    return w.joined(
        w.t("card.value.family", family=w.t(f"term.family.{family}"), n=number(n, w.lang))
        for family, n in counts.items()
        if n
    )


def _organisation(w: Writer, one: Organisation) -> Parts:
    cluster = w.cat.every(Cluster).get(one.cluster_id)
    is_classed = cluster is not None and not cluster.is_computing
    segment = w.t(f"term.segment.{one.segment}") if one.segment else ""
    if segment and one.segment_sub:
        segment = w.t("card.value.segment", segment=segment, code=one.segment_sub)
    return Parts(
        title=w.say(one.name),
        subtitle=(w.t(f"term.kind.{one.kind}"), w.say(cluster.name) if cluster else ""),
        model=cluster.model if cluster else "",
        compare_id=one.cluster_id if is_classed else None,
        facts=(
            w.fact("name_local", one.name_local, one),
            w.fact("role", w.t(f"term.role.{one.role}") if one.role else "", one),
            w.fact("segment", segment, one),
            w.fact("layer", w.say(_layer(w, one.layer)) if one.layer else "", one),
            w.fact("founded_year", _year(one.founded_year), one, **_basis(one.founded_basis)),
            w.fact("left_year", _year(one.left_year), one),
            w.fact("ticker", w.joined(one.ticker), one),
            w.fact("address", one.address, one),
            w.fact("unit", w.named(Unit, (one.unit_id,)), one),
            w.position(one, basis=one.coord_basis),
        ),
        notes=(
            w.t("card.note.translated") if one.name_zh_basis == "translation" else "",
            w.t("card.note.nominal") if one.precision == "nominal" else "",
            w.say(one.note),
        ),
    )


def _layer(w: Writer, layer: str) -> Text:
    """Return the name of a layer of a platform."""
    return next((item.layer_name for item in w.cat.every(PlatformItem).values() if item.layer == layer), NO_TEXT)


def _requirements(w: Writer, site: Hub | ComputingCluster, *, rack_confidence: str) -> list[Fact]:
    """Return the limits of power use and rack utilisation that the letters set."""
    pue, racks = site.pue_max, site.rack_utilisation_min_pct
    facts: list[Fact] = []
    if pue is not None:
        value = w.t("card.value.at_most", value=number(pue, w.lang))
        facts += w.fact("pue_max", value, site, confidence=site.pue_confidence)
    if racks is not None:
        value = w.t("card.value.at_least_percent", value=number(racks, w.lang))
        facts += w.fact("rack_utilisation", value, site, confidence=rack_confidence)
    return facts


def _hub(w: Writer, hub: Hub) -> Parts:
    clusters = [one for one in w.cat.every(ComputingCluster).values() if one.hub_id == hub.hub_id]
    return Parts(
        title=w.say(hub.name),
        subtitle=(w.t("card.kind.hub"), w.t(f"card.side.{hub.side}")),
        summary=w.say(hub.role),
        facts=(
            w.fact("policy_group", w.t(f"term.policy_group.{hub.policy_group}"), hub),
            w.fact("provinces", w.named(Unit, hub.provinces), hub),
            w.fact("computing_clusters", w.joined(w.say(cluster.short) for cluster in clusters), hub),
            _requirements(w, hub, rack_confidence=hub.rack_confidence),
            w.fact("document", w.say(hub.document), hub),
            w.fact("published_date", hub.published_date, hub),
        ),
        notes=(w.say(hub.note),),
    )


def _computing(w: Writer, site: ComputingCluster) -> Parts:
    areas = [one for one in w.cat.every(StartArea).values() if one.computing_id == site.computing_id]
    parks = [one for one in w.cat.every(Park).values() if one.computing_id == site.computing_id]
    links = [one for one in w.cat.every(Link).values() if one.computing_id == site.computing_id]
    regions = dict.fromkeys(link.region_id for link in links if link.region_id)
    return Parts(
        title=w.say(site.name),
        subtitle=(w.t("card.kind.computing"), w.named(Hub, (site.hub_id,))),
        summary=w.say(site.role),
        facts=(
            w.fact("policy_group", w.t(f"term.policy_group.{site.policy_group}"), site),
            w.fact("start_areas", w.joined(w.say(area.name) for area in areas), site),
            w.units_area([area.unit_id for area in areas], cluster_areas_km2(w.config).get(site.cluster_id)),
            w.fact("parks", w.joined(w.say(park.name) for park in parks), site),
            w.fact("demand", w.named(DemandRegion, regions), site),
            _requirements(w, site, rack_confidence=""),
            w.position(site),
        ),
        notes=(w.say(site.note),),
    )


def _area(w: Writer, area: StartArea) -> Parts:
    unit = w.cat.every(Unit).get(area.unit_id)
    return Parts(
        title=w.say(area.name),
        subtitle=(w.t("card.kind.area"), w.named(ComputingCluster, (area.computing_id,))),
        facts=(
            w.fact("parent", w.say(unit.parent) if unit else "", area),
            w.units_area((area.unit_id,), unit_areas_km2(w.config).get(area.unit_id)),
            w.position(area, basis=area.coord_basis),
        ),
        notes=(w.t("card.note.whole_unit"), w.say(area.note)),
    )


def _region(w: Writer, region: DemandRegion) -> Parts:
    links = [one for one in w.cat.every(Link).values() if one.region_id == region.region_id]
    supply = dict.fromkeys(link.computing_id for link in links if link.computing_id)
    return Parts(
        title=w.say(region.name),
        subtitle=(w.t("card.kind.region"),),
        facts=(
            w.fact("units", w.named(Unit, region.units), region),
            w.fact("supply", w.named(ComputingCluster, supply), region),
            w.position(region),
        ),
        notes=(w.say(region.rule),),
    )


def _link(w: Writer, link: Link) -> Parts:
    demand = w.named(DemandRegion, (link.region_id,))
    supply = w.named(ComputingCluster, (link.computing_id,)) or w.say(link.target)
    load = w.t(f"term.load.{link.load_class}")
    evidence = w.t(f"term.evidence.{link.evidence}")
    return Parts(
        title=w.t("card.value.link", demand=demand, supply=supply),
        subtitle=(load, evidence),
        summary=w.say(link.statement),
        facts=(
            w.fact("demand", demand, link),
            w.fact("supply", supply, link),
            w.fact("load", _with_detail(w, load, w.say(link.load_type)), link),
            w.fact("evidence", _with_detail(w, evidence, w.say(link.kind)), link),
            w.fact("latency_claim", w.say(link.latency_claim), link),
            w.fact("date", link.date, link),
            w.fact("link_scope", w.t(f"card.scope.{link.scope}"), link),
        ),
        notes=(w.t("card.note.latency_claim") if link.latency_claim else "",),
    )


def _with_detail(w: Writer, word: str, detail: str) -> str:
    says_more = detail.casefold() not in word.casefold()
    return w.t("card.value.detail", word=word, detail=detail) if says_more else word


def _park(w: Writer, park: Park) -> Parts:
    return Parts(
        title=w.say(park.name),
        subtitle=(w.t("card.kind.park"), w.named(ComputingCluster, (park.computing_id,))),
        facts=(
            w.fact("operators", w.say(park.operators), park),
            w.fact("unit", w.named(Unit, (park.unit_id,)), park),
            w.position(park, basis=park.coord_basis, confidence=park.coord_confidence),
        ),
        notes=(w.say(park.note),),
    )


KINDS: Final[dict[str, tuple[type[Sourced], Callable[[Writer, Any], Parts]]]] = {
    "cluster": (Cluster, _cluster),
    "org": (Organisation, _organisation),
    "hub": (Hub, _hub),
    "computing": (ComputingCluster, _computing),
    "area": (StartArea, _area),
    "region": (DemandRegion, _region),
    "link": (Link, _link),
    "park": (Park, _park),
}
"""Kind -> its type in geo.model and what writes its card."""
