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
from geo.catalog.things import split_values
from geo.catalog.writer import Fact, Row, Writer, is_missing
from geo.language import country_name, number
from geo.model import ORGANISATION_FAMILIES
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
    table, key, write = KINDS[kind]
    writer = Writer(cat, lang, config or settings())
    row = writer.row(table, key, object_id)
    if row is None:
        raise UnknownObjectError(kind, object_id)
    parts = write(writer, row)
    has_point = not is_missing(row.get("lon")) and not is_missing(row.get("lat"))
    has_uncertainty = has_point and not is_missing(row.get("uncertainty_m"))
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
        lon=float(row["lon"]) if has_point else None,
        lat=float(row["lat"]) if has_point else None,
        uncertainty_m=float(row["uncertainty_m"]) if has_uncertainty else None,
        precision=row["precision"] if has_point else "",
        source_ids=row["source_ids"],
        as_of=row["as_of"],
        confidence=row["confidence"],
    )


def _year(value: Any) -> str:
    return "" if is_missing(value) else str(int(value))


def _cluster(w: Writer, row: Row) -> Parts:
    cluster_id = row["cluster_id"]
    is_classed = row["kind"] != "computing"
    rated = row["model_confidence"]
    units = [pair["unit_id"] for pair in w.rows("cluster_units", "cluster_id", cluster_id)]
    area_note = w.text(row, "area_note")
    published = "" if is_missing(row["published_area_km2"]) else w.area(row["published_area_km2"])
    year_listed = _year(row["year_listed"])
    listing = w.text(row, "listing")
    if listing and year_listed:
        listing = w.t("card.value.listing", listing=listing, year=year_listed)
    sample = _sample(w, cluster_id)
    return Parts(
        title=w.text(row, "name"),
        subtitle=(
            w.t(f"term.cluster_kind.{row['kind']}"),
            w.text(row, "place") or country_name(row["country"], w.lang),
        ),
        model=row["model"],
        summary=w.text(row, "summary"),
        compare_id=cluster_id if is_classed else None,
        facts=(
            w.fact("model", w.t(f"term.model.{row['model'] or 'none'}"), row, confidence=rated) if is_classed else [],
            w.fact("model_secondary", _model(w, row["model_secondary"]), row, confidence=rated),
            w.fact("model_reason", w.text(row, "model_reason"), row, confidence=rated),
            w.fact("start_year", _year(row["start_year"]), row, **_basis(row.get("start_year_basis", ""))),
            w.fact("scope", w.text(row, "scope"), row),
            w.units_area(units, cluster_areas_km2(w.config).get(cluster_id)),
            w.fact("area_published", published, row),
            w.fact("sample", sample, {"source_ids": "", "as_of": w.cat.as_of, "confidence": "high"}),
            w.fact("listing", listing, row),
            w.position(row) if row["boundary"] == "point" else [],
        ),
        notes=(area_note, w.t("card.note.sample") if sample else ""),
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
    kinds = [row["kind"] for row in w.rows("organisations", "cluster_id", cluster_id)]
    counts = dict.fromkeys(ORGANISATION_FAMILIES.values(), 0)
    for kind in kinds:
        counts[ORGANISATION_FAMILIES[kind]] += 1
    return w.joined(
        w.t("card.value.family", family=w.t(f"term.family.{family}"), n=number(n, w.lang))
        for family, n in counts.items()
        if n
    )


def _organisation(w: Writer, row: Row) -> Parts:
    cluster = w.row("clusters", "cluster_id", row["cluster_id"])
    is_classed = cluster is not None and cluster["kind"] != "computing"
    segment = w.t(f"term.segment.{row['segment']}") if row["segment"] else ""
    if segment and row["segment_sub"]:
        segment = w.t("card.value.segment", segment=segment, code=row["segment_sub"])
    return Parts(
        title=w.text(row, "name"),
        subtitle=(w.t(f"term.kind.{row['kind']}"), w.text(cluster, "name")),
        model=cluster["model"] if cluster else "",
        compare_id=row["cluster_id"] if is_classed else None,
        facts=(
            w.fact("name_local", row["name_local"], row),
            w.fact("role", w.t(f"term.role.{row['role']}") if row["role"] else "", row),
            w.fact("segment", segment, row),
            w.fact("layer", w.text(w.row("platform_layers", "layer", row["layer"]), "layer_name"), row),
            w.fact("founded_year", _year(row["founded_year"]), row, **_basis(row.get("founded_basis", ""))),
            w.fact("left_year", _year(row["left_year"]), row),
            w.fact("ticker", w.joined(split_values(row["ticker"])), row),
            w.fact("address", row["address"], row),
            w.fact("unit", w.named("admin_units", "unit_id", (row["unit_id"],)), row),
            w.position(row),
        ),
        notes=(
            w.t("card.note.translated") if row["name_zh_basis"] == "translation" else "",
            w.t("card.note.nominal") if row["precision"] == "nominal" else "",
            w.text(row, "note"),
        ),
    )


def _requirements(w: Writer, row: Row, *, rack_confidence: str) -> list[Fact]:
    """Return the limits of power use and rack utilisation that the letters set."""
    pue, racks = row["pue_max"], row["rack_utilisation_min_pct"]
    facts: list[Fact] = []
    if not is_missing(pue):
        value = w.t("card.value.at_most", value=number(pue, w.lang))
        facts += w.fact("pue_max", value, row, confidence=row["pue_confidence"])
    if not is_missing(racks):
        value = w.t("card.value.at_least_percent", value=number(racks, w.lang))
        facts += w.fact("rack_utilisation", value, row, confidence=rack_confidence)
    return facts


def _hub(w: Writer, row: Row) -> Parts:
    clusters = w.rows("computing_clusters", "hub_id", row["hub_id"])
    return Parts(
        title=w.text(row, "name"),
        subtitle=(w.t("card.kind.hub"), w.t(f"card.side.{row['side']}")),
        summary=w.text(row, "role"),
        facts=(
            w.fact("policy_group", w.t(f"term.policy_group.{row['policy_group']}"), row),
            w.fact("provinces", w.named("admin_units", "unit_id", split_values(row["provinces"])), row),
            w.fact("computing_clusters", w.joined(w.text(cluster, "short") for cluster in clusters), row),
            _requirements(w, row, rack_confidence=row["rack_confidence"]),
            w.fact("document", w.text(row, "document"), row),
            w.fact("published_date", row["published_date"], row),
        ),
        notes=(w.text(row, "note"),),
    )


def _computing(w: Writer, row: Row) -> Parts:
    areas = w.rows("start_areas", "computing_id", row["computing_id"])
    parks = w.rows("parks", "computing_id", row["computing_id"])
    links = w.rows("links", "computing_id", row["computing_id"])
    regions = dict.fromkeys(link["region_id"] for link in links if link["region_id"])
    return Parts(
        title=w.text(row, "name"),
        subtitle=(w.t("card.kind.computing"), w.named("hubs", "hub_id", (row["hub_id"],))),
        summary=w.text(row, "role"),
        facts=(
            w.fact("policy_group", w.t(f"term.policy_group.{row['policy_group']}"), row),
            w.fact("start_areas", w.joined(w.text(area, "name") for area in areas), row),
            w.units_area([area["unit_id"] for area in areas], cluster_areas_km2(w.config).get(row["cluster_id"])),
            w.fact("parks", w.joined(w.text(park, "name") for park in parks), row),
            w.fact("demand", w.named("demand_regions", "region_id", regions), row),
            _requirements(w, row, rack_confidence=""),
            w.position(row),
        ),
        notes=(w.text(row, "note"),),
    )


def _area(w: Writer, row: Row) -> Parts:
    unit = w.row("admin_units", "unit_id", row["unit_id"])
    return Parts(
        title=w.text(row, "name"),
        subtitle=(w.t("card.kind.area"), w.named("computing_clusters", "computing_id", (row["computing_id"],))),
        facts=(
            w.fact("parent", w.text(unit, "parent"), row),
            w.units_area((row["unit_id"],), unit_areas_km2(w.config).get(row["unit_id"])),
            w.position(row),
        ),
        notes=(w.t("card.note.whole_unit"), w.text(row, "note")),
    )


def _region(w: Writer, row: Row) -> Parts:
    links = w.rows("links", "region_id", row["region_id"])
    supply = dict.fromkeys(link["computing_id"] for link in links if link["computing_id"])
    return Parts(
        title=w.text(row, "name"),
        subtitle=(w.t("card.kind.region"),),
        facts=(
            w.fact("units", w.named("admin_units", "unit_id", split_values(row["units"])), row),
            w.fact("supply", w.named("computing_clusters", "computing_id", supply), row),
            w.position(row),
        ),
        notes=(w.text(row, "rule"),),
    )


def _link(w: Writer, row: Row) -> Parts:
    demand = w.named("demand_regions", "region_id", (row["region_id"],))
    supply = w.named("computing_clusters", "computing_id", (row["computing_id"],)) or w.text(row, "target")
    load = w.t(f"term.load.{row['load_class']}")
    evidence = w.t(f"term.evidence.{row['evidence']}")
    return Parts(
        title=w.t("card.value.link", demand=demand, supply=supply),
        subtitle=(load, evidence),
        summary=w.text(row, "statement"),
        facts=(
            w.fact("demand", demand, row),
            w.fact("supply", supply, row),
            w.fact("load", _with_detail(w, load, w.text(row, "load_type")), row),
            w.fact("evidence", _with_detail(w, evidence, w.text(row, "kind")), row),
            w.fact("latency_claim", w.text(row, "latency_claim"), row),
            w.fact("date", row["date"], row),
            w.fact("link_scope", w.t(f"card.scope.{row['scope']}"), row),
        ),
        notes=(w.t("card.note.latency_claim") if w.text(row, "latency_claim") else "",),
    )


def _with_detail(w: Writer, word: str, detail: str) -> str:
    says_more = detail.casefold() not in word.casefold()
    return w.t("card.value.detail", word=word, detail=detail) if says_more else word


def _park(w: Writer, row: Row) -> Parts:
    return Parts(
        title=w.text(row, "name"),
        subtitle=(w.t("card.kind.park"), w.named("computing_clusters", "computing_id", (row["computing_id"],))),
        facts=(
            w.fact("operators", w.text(row, "operators"), row),
            w.fact("unit", w.named("admin_units", "unit_id", (row["unit_id"],)), row),
            w.position(row, confidence=row["coord_confidence"]),
        ),
        notes=(w.text(row, "note"),),
    )


KINDS: Final[dict[str, tuple[str, str, Callable[[Writer, Row], Parts]]]] = {
    "cluster": ("clusters", "cluster_id", _cluster),
    "org": ("organisations", "organisation_id", _organisation),
    "hub": ("hubs", "hub_id", _hub),
    "computing": ("computing_clusters", "computing_id", _computing),
    "area": ("start_areas", "start_area_id", _area),
    "region": ("demand_regions", "region_id", _region),
    "link": ("links", "link_id", _link),
    "park": ("parks", "park_id", _park),
}
"""Kind -> its table, the column of its id, and what writes its card."""
