"""The texts of the catalogues, and what may follow the beginnings of those keys that code puts together."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Message

from geo import model
from geo.analysis import choropleth, indicators, methods, parameters, result, scorecard
from geo.analysis.errors import AnalysisError
from geo.analysis.hot_spots import QUADRANTS
from geo.analysis.latency import DIRECTIONS, KINDS
from geo.analysis.network import VERDICTS
from geo.analysis.placement import CONSTRAINTS, OBJECTIVES, WORKLOADS
from geo.analysis.progress import MEASURES
from geo.analysis.rating.cells import INPUTS
from geo.analysis.rating.composite import MEANS
from geo.analysis.rating.composite import SCALES as SCORE_SCALES
from geo.analysis.rating.registry import METHODS as RATINGS
from geo.comparison.claims import VERDICTS as CLAIM_VERDICTS
from geo.comparison.findings import CAVEATS, SENTENCES
from geo.comparison.guided import GUIDED
from geo.comparison.state import CHARTS, SCALES
from geo.comparison.story import VIEWS as STORY_VIEWS
from geo.computing.findings import FINDINGS
from geo.computing.network import ORIGINS, QUANTITIES
from geo.computing.scenario import DEARER
from geo.computing.state import CERTAINTIES, VIEWS
from geo.export.files import FORMATS
from geo.export.page import WORDS as PAGE_WORDS
from geo.export.view_files import FORMATS as VIEW_FORMATS
from geo.governance.digest import KINDS as NEWS
from geo.governance.files import FORMATS as REPORTS
from geo.governance.movements import VERDICTS as VERDICTS_OF_TARGETS
from geo.ingest import findings
from geo.language import COUNTRY_TERMS, domains, read_domain
from geo.maps.payloads import INTERFACE_WORDS
from geo.maps.quick_views import QUICK_VIEWS
from geo.maps.reach_map import LAYERS as REACH_LAYERS
from geo.maps.screen import TABLES
from geo.maps.state import LAYERS, OBJECT_KINDS
from geo.observatory.lent import SCOPES as LENT_SCOPES
from geo.observatory.state import COMPOSITES, DATA_OF, MEASURE_KEYS, PLACES
from geo.observatory.state import KINDS as REGION_KINDS
from geo.partners.classes import GROUPS as OFFERS
from geo.partners.classes import STEPS
from geo.partners.matching import MOST as PARTNER_PARTS
from geo.partners.matching import REASONS as PARTNER_REASONS
from geo.partners.own import COLUMNS as PARTNER_COLUMNS
from geo.partners.own import FAULTS as PARTNER_FAULTS
from geo.partners.state import REGISTERS
from geo.partners.state import VIEWS as PARTNER_VIEWS
from geo.partners.table import COLUMNS as MATCH_COLUMNS
from geo.policies.library import HEADS as POLICY_HEADS
from geo.policies.library import INSTRUMENTS
from geo.policies.state import VIEWS as POLICY_VIEWS
from geo.policies.table import COLUMNS as POLICY_COLUMNS
from geo.publication import about
from geo.settings import ROOT
from geo.statistics.cities import DIMENSION_MEASURES
from geo.statistics.cities import MEASURES as CITY_MEASURES
from geo.statistics.grouping import GROUPINGS
from geo.statistics.own.codes import SCHEMES
from geo.statistics.own.faults import LEVEL_OF, SET_ASIDE
from geo.statistics.own.table import OWN
from geo.statistics.own.template import COLUMNS as OWN_COLUMNS
from geo.statistics.own.vocabulary import MEASURES as OWN_MEASURES
from geo.tiles.filters import CHOICES, LINKED
from geo.workbench import builtin as workbench_areas
from geo.workbench import columns, joins, looks
from geo.workbench.samples import SAMPLES
from tests.access.texts import FAMILIES as ACCESS
from tests.codes import catalogue_codes, listed_industries
from tests.datasets.texts import REGISTERS as REGISTER_TEXTS
from tests.faults import every_fault
from tests.syntax import nodes

PROFILE_FINDINGS = [f"profile_{key}" for key in ("largest", "special", "option", "head", "trend", "best")]
OBSERVATORY_UNITS = {*(measure.unit for measure in CITY_MEASURES.values()), "points", "jobs", "gbp_m"}


def asking() -> list[Path]:
    """Return every Python file that may ask for a text."""
    return [ROOT / "app.py", *sorted((ROOT / "geo").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py"))]


def facts_of_cards() -> set[str]:
    """Return the names of the facts that cards write: the first argument of every `.fact(...)`."""
    writing = (path for path in asking() if ".fact(" in path.read_text("utf-8"))  # to parse all takes seconds
    calls = (node for path in writing for node in nodes(path) if isinstance(node, ast.Call))
    names = (call.args[0] for call in calls if call.args and getattr(call.func, "attr", "") == "fact")
    return {str(name.value) for name in names if isinstance(name, ast.Constant)}


# Keys that code puts together, t(f"term.model.{key}"): their fixed beginning -> what may follow it, or a function that
# finds it: none is to be asked for by every process that collects the tests.
FAMILIES: dict[str, Iterable[str] | Callable[[], Iterable[str]]] = {
    **ACCESS,
    "analysis.caution": result.CAUTIONS,
    "analysis.choice": {
        choice for key, one in parameters.PARAMETERS.items() if key != "scheme" for choice in one.choices
    },
    "analysis.criterion": scorecard.CRITERIA,
    "catalog.type": {"string", "number", "integer", "any"},
    "analysis.formula": methods.WORDED,
    "analysis.feature": scorecard.FEATURES,
    "analysis.method": [*methods.METHODS, "concentration", "ellison_glaeser", "neighbour_pairs", "projection"],
    "analysis.method_help": methods.METHODS,
    "analysis.parameter": parameters.PARAMETERS,
    "analysis.parameter_help": parameters.PARAMETERS,
    "analysis.refused": [fault.code for fault in AnalysisError.__subclasses__()],
    "analysis.scheme": [*choropleth.SCHEMES, "around_one"],
    "analysis.spot": ["hot", "cold", "none", "missing", *QUADRANTS.values()],
    "analysis.unit": {one.unit for one in parameters.PARAMETERS.values() if one.unit},
    "analysis.verdict": [
        "met",
        "not_met",
        "unclear",
        "missing",
        "more",
        "less",
        "none",
        "clustered",
        "regular",
        "chance",
    ],
    "card.fact": facts_of_cards,
    "governance.news.kind": NEWS,
    "governance.report.chapter": [
        *("findings", "core", "ratings", "targets", "trends", "alerts", "board", "maps", "policies", "since"),
        "appendix",
    ],
    "governance.report.format": REPORTS,
    "governance.report.method": ["series", "targets", "alerts", "labels", "ratings", "maps"],
    "governance.report.policies": ["years", "clusters", "name", "summary", "note"],
    "governance.report.ratings": ["city", "clusters", "score", "rank", "interval", "note", "none"],
    "governance.outcome": [
        *VERDICTS_OF_TARGETS,
        *(f"{key}_{more}" for key in ("unknown", "ahead") for more in ("nothing", "level", "above")),
    ],
    "governance.period": ["year", "month", "q", "h"],
    "card.scope": ["edwc", "adjacent", "outside"],
    "card.side": ["east", "west"],
    "compare.caveat": indicators.CAVEATS,
    "compare.chart": CHARTS,
    "compare.doc": [
        *("theme", "indicator", "case", "value", "high", "unit", "year", "scope_of", "confidence", "kind", "note"),
        *(
            "sources",
            "caveats",
            "computed",
            "published",
            "number",
            "source_title",
            "publisher",
            "date",
            "url",
            "licence",
        ),
        *PAGE_WORDS,
    ],
    "compare.doc.family": dict.fromkeys(model.ORGANISATION_FAMILIES.values()),
    "compare.export": FORMATS,
    "compare.fault": ["area", "population", "country", "scope"],
    "compare.link": ["text", "cluster", "most", "indicator", "value", "version"],
    "compare.per": indicators.BASES,
    "compare.present": ["back", "next", "leave"],
    "compare.qualifier": ["approx", "gt", "ge", "lt"],
    "compare.scale": SCALES,
    "compare.scope": [scope for scope in indicators.SCOPES if scope],
    "compare.story": STORY_VIEWS,
    "compare.story.add_view": ["maps", "chart"],
    "compare.structure.scope": set(LENT_SCOPES.values()),
    "compare.theme": indicators.THEMES,
    "compare.unit.per": [
        base for base in (*indicators.BASES, *indicators.READABLE.values()) if base not in ("none", "country")
    ],
    "error": [fault.code for fault in every_fault()],
    "coded": catalogue_codes,
    "finding.area": ["wider", "narrower"],
    "finding.caveat": [key for key in CAVEATS if key not in ("wider", "narrower")],
    "finding.short": SENTENCES,
    "finding.yearly": ["up", "down", "same"],
    "finding.sentence": SENTENCES,
    "ingest.finding": [*findings.SEVERITY, *(f"{code}.fix" for code in findings.SEVERITY)],
    "ingest.severity": [findings.INFO, findings.WARN, findings.REJECT],
    "ingest.status": findings.EXIT_STATUS,
    "map.column": [
        "name",
        "cluster",
        "kind",
        "segment",
        "founded_year",
        "country",
        "model",
        "hub",
        "policy_group",
        "organisations",
        "demand",
        "supply",
        "load",
        "evidence",
        "date",
        "statement",
        "lon",
        "lat",
        "precision",
        "uncertainty_m",
        "confidence",
    ],
    **REGISTER_TEXTS,
    "map.filter": ["load", "evidence", *LINKED, *(f"{name}.help" for name in LINKED if CHOICES[name].default)],
    "map.interface": INTERFACE_WORDS,
    "map.layer": LAYERS,
    "map.object": (*OBJECT_KINDS, "place"),  # a place is found, not chosen
    "map.quick": QUICK_VIEWS,
    "map.table": TABLES,
    "network.amount": MEASURES,
    "network.certainty": CERTAINTIES,
    "network.column": [
        *("model", "line", "low_line", "high_line", "basis", "pair", "direction", "published_ms", "model_ms", "floor"),
        *("figure", "value", "scope", "as_of", "constant", "expression", "unit", "demand", "supply", "load"),
        *("evidence", "claim"),
    ],
    "network.constraint": CONSTRAINTS,
    "network.dearer": ["electricity", "carbon", *DEARER],
    "network.direction": DIRECTIONS,
    "network.export": [
        *("origin", "origin_id", "target", "target_id", "network", "direction", "distance_km", "position_ms"),
        *("floor_ms", "low_ms", "estimate_ms", "high_ms", "source_ids", "workload", "racks", "limit_ms", "verdict"),
        *("electricity_gwh", "carbon_kt_low", "carbon_kt_high", "bandwidth_gbps", "quantity", "low", "high"),
        *("origin_of_value", "as_of", "role", "constraint"),
    ],
    "network.finding": FINDINGS,
    "network.flow": ["pairings", "own", "optimal"],
    "network.gain": OBJECTIVES,
    "network.kind": KINDS,
    "network.layer": REACH_LAYERS,
    "network.legend": [
        *("sure", "estimate", "possible", "floor", "surely", "possibly", "not", "origin", "park"),
        *("real_time", "non_real_time", "general", "reported"),
    ],
    "network.measure": MEASURES,
    "network.methods": KINDS,
    "network.methods.direction": ["one_way", "rtt", "unstated", "none"],
    "network.methods.limits": ["direction", "position", "border", "operators", "energy", "optimum"],
    "network.objective": OBJECTIVES,
    "network.origin": ORIGINS,
    "network.place": ["city", "computing", "hub", "region"],
    "network.quantity": QUANTITIES,
    "network.reach.count": VERDICTS,
    "network.scenario": ["certainty", "objective"],
    "network.side": ["east", "west"],
    "network.unit": MEASURES,
    "network.verdict": [*VERDICTS, "free"],
    "network.view": VIEWS,
    "network.workload": WORKLOADS,
    "workbench.builtin": workbench_areas.LEVELS,
    "workbench.card.source": ["own", "catalogue"],
    "workbench.choices.axes": ["swap", "keep"],
    "workbench.column": [joins.COUNT, joins.NEAR_BORDER, joins.PER_KM2],
    "workbench.look": looks.LOOKS,
    "workbench.map.kind": ["upload", "before", "result"],
    "workbench.panel": ["doctor", "colour", "regions", "points", "spots", "card", "output", "publish", "register"],
    "workbench.regions.source": ["table", "catalogue"],
    "workbench.meaning.moran": ["alike", "unlike", "chance"],
    "workbench.report_as": ["docx", "html", "pdf"],
    "workbench.role": columns.ROLES,
    "workbench.sample": SAMPLES,
    "partner.class": OFFERS,
    "partner.column": [name for name in MATCH_COLUMNS if name not in PARTNER_PARTS],
    "partner.fault": PARTNER_FAULTS,
    "partner.head": PARTNER_COLUMNS,
    "partner.gap": ["supplies", "supplied", "related"],
    "partner.gics": listed_industries,
    "partner.part": PARTNER_PARTS,
    "partner.reason": PARTNER_REASONS,
    "partner.register": REGISTERS,
    "partner.step": STEPS,
    "partner.view": PARTNER_VIEWS,
    "policy.column": POLICY_COLUMNS,
    "policy.count": ["all", "searched"],
    "policy.filter": ["instrument", "country", "model", "head", "start", "end"],
    "policy.finding": ["span", "contrast", "contrast_away", "heads", "lacking"],
    "policy.head": POLICY_HEADS,
    "policy.instrument": INSTRUMENTS,
    "policy.peers.by": ["figures", "model"],
    "policy.view": POLICY_VIEWS,
    "rating.axis": ["population_size", "jobs", "value_added"],
    "rating.column": [
        *("jobs", "establishments", "value_added", "value_added_own", "places"),
        *(f"{of}_{end}" for of in ("rank", "value") for end in ("low", "high")),
    ],
    "rating.export": ["png", "svg", "pptx"],
    "rating.data": [key for keys in DATA_OF.values() for key in keys],
    "rating.finding": ["leaders", "tied", "nothing", "only", "middle", "concentration", "stars", *PROFILE_FINDINGS],
    "rating.group": [*GROUPINGS, OWN],
    "rating.own.fault": LEVEL_OF,
    "rating.own.reason": SET_ASIDE,
    "rating.own.role": {*OWN_COLUMNS, *OWN_MEASURES},
    "rating.own.scheme": SCHEMES,
    "rating.own.template.help": OWN_COLUMNS,
    "rating.input": INPUTS,
    "rating.kind": REGION_KINDS,
    "rating.measure": MEASURE_KEYS,
    "rating.means": [*MEASURE_KEYS, "few"],
    "rating.see": ["view", "scatter", "weights", "region", "strengths", "options", "places", "trend"],
    "rating.profile.means": ["industries", "cities"],
    "rating.method": RATINGS,
    "rating.method_help": RATINGS,
    "rating.note": ["cities", *COMPOSITES],
    "rating.dimension": DIMENSION_MEASURES,
    "rating.many": ["fifths", "one_scale"],
    "rating.mean": MEANS,
    "rating.scale": SCORE_SCALES,
    "rating.place": PLACES,
    "rating.portfolio": ["ahead", "ahead_one", "behind", "behind_one"],
    "rating.profile.line": ["value", "middle"],
    "rating.profile.place": ["us_strong", "eu_stars_focus", "complexity"],
    "rating.region_kind": ["metro", "micro", "unknown", "nuts2", "land", "prefecture", "province", "municipality"],
    "rating.scope": ["cities", "regions"],
    "rating.subject": RATINGS,
    "rating.unit": OBSERVATORY_UNITS,
    "rating.unit_name": OBSERVATORY_UNITS,
    "rating.value": {*RATINGS, *COMPOSITES},
    "publication.fact": ["owner", "licence", "source", "as_of", "confidence", "features", "version"],
    "publication.fault": about.FAULTS,
    "publication.field": [*about.LONGEST, "as_of", "confidence"],
    "map.export": VIEW_FORMATS,
    "share": ["address", "text", "done", "failed"],
    "share.copy": ["address", "text"],
    "term.cluster_kind": model.CLUSTER_KINDS,
    "term.confidence": model.CONFIDENCES,
    "term.country": COUNTRY_TERMS,
    "term.evidence": model.EVIDENCE,
    "term.family": set(model.ORGANISATION_FAMILIES.values()),
    "term.kind": model.ORGANISATION_KINDS,
    "term.licence": model.LICENCE_TERMS,
    "term.load": model.LOAD_CLASSES,
    "story": [f"{case}.{part}" for case in GUIDED for part in ("title", "question", "text", "claims")],
    "story.verdict": CLAIM_VERDICTS,
    "term.model": [*model.CLUSTER_MODELS, model.NO_MODEL],
    "term.policy_group": model.POLICY_GROUPS,
    "term.precision": model.PRECISIONS,
    "term.qualifier": model.QUALIFIERS,
    "term.role": model.ORGANISATION_ROLES,
    "term.seen": model.READ_IN_PART,
    "term.segment": [*model.SEGMENTS, model.NO_SEGMENT],
}
# Families whose members no registry lists: data of the doctor's findings and heads of result tables. A member is in
# use where code holds its name as a string of its own.
OPEN_FAMILIES = (
    "ingest.advice",
    "analysis.column",
    "governance.agenda",
    "governance.alert",
    "governance.board",
    "governance.column",
    "governance.entry",
    "governance.fault",
    "governance.finding",
    "governance.head",
    "governance.label",
    "governance.meaning",
    "governance.movement",
    "governance.news",
    "governance.note",
    "governance.report",
    "governance.verdict",
    "governance.view",
    "governance.visit",
    "analysis.fault",
    "analysis.figure",
    "ingest.delimiter",
    "ingest.evidence",
    "ingest.reason",
    "workspace.file",
)


@lru_cache
def messages(language: str) -> dict[str, Message]:
    """Return every message of a language by key; a key that two domains hold fails."""
    found: dict[str, Message] = {}
    for path in domains(language):
        for message in read_domain(path):
            if message.id:
                key = message.id if isinstance(message.id, str) else message.id[0]
                assert key not in found, f"{key} stands twice in {language}"
                assert key.split(".")[0] == path.stem, f"{key} belongs in {key.split('.')[0]}.po"
                found[key] = message
    return found
