"""The message catalogues: the same keys and placeholders in each language, none missing and none unused."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from geo import errors, model
from geo.analysis import choropleth, indicators, methods, parameters, result, scorecard
from geo.analysis.hot_spots import QUADRANTS
from geo.analysis.latency import DIRECTIONS, KINDS
from geo.analysis.network import VERDICTS
from geo.analysis.placement import CONSTRAINTS, OBJECTIVES, WORKLOADS
from geo.analysis.progress import MEASURES
from geo.comparison.state import CHARTS, SCALES
from geo.comparison.story import VIEWS as STORY_VIEWS
from geo.computing.network import ORIGINS, QUANTITIES
from geo.computing.state import CERTAINTIES, VIEWS
from geo.datasets.errors import DatasetError
from geo.export.files import FORMATS
from geo.export.page import WORDS as PAGE_WORDS
from geo.ingest import findings
from geo.language import COUNTRY_TERMS, LANGUAGES, country_name, domains, localised, number, read_domain, translator
from geo.maps.payloads import INTERFACE_WORDS
from geo.maps.quick_views import QUICK_VIEWS
from geo.maps.reach_map import LAYERS as REACH_LAYERS
from geo.maps.screen import TABLES
from geo.maps.state import LAYERS, OBJECT_KINDS
from geo.publication import about
from geo.settings import ROOT
from geo.workbench.samples import SAMPLES

THIN = "\u202f"
HOSTILE = ("{{7*7}}", "${7*7}", "{0}", "{key.__class__}", "<img src=x onerror=alert(1)>", "`a`", "a\nb", "%s")


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Yield every Python file that may ask for a text, parsed."""
    for path in (ROOT / "app.py", *sorted((ROOT / "geo").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py"))):
        yield path, ast.parse(path.read_text("utf-8"), filename=str(path))


def facts_of_cards() -> set[str]:
    """Return the names of the facts that cards write: the first argument of every `.fact(...)`."""
    calls = (node for _, tree in sources() for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = (call.args[0] for call in calls if call.args and getattr(call.func, "attr", "") == "fact")
    return {str(name.value) for name in names if isinstance(name, ast.Constant)}


# Keys that code puts together, t(f"term.model.{key}"): their fixed beginning -> what may follow it.
FAMILIES = {
    "analysis.caution": result.CAUTIONS,
    "analysis.choice": {
        choice for key, one in parameters.PARAMETERS.items() if key != "scheme" for choice in one.choices
    },
    "analysis.criterion": scorecard.CRITERIA,
    "analysis.feature": scorecard.FEATURES,
    "analysis.method": [*methods.METHODS, "concentration", "ellison_glaeser", "neighbour_pairs", "projection"],
    "analysis.method_help": methods.METHODS,
    "analysis.parameter": parameters.PARAMETERS,
    "analysis.parameter_help": parameters.PARAMETERS,
    "analysis.refused": [fault.code for fault in errors.AnalysisError.__subclasses__()],
    "analysis.scheme": [*choropleth.SCHEMES, "around_one"],
    "analysis.spot": ["hot", "cold", "none", "missing", *QUADRANTS.values()],
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
    "card.fact": facts_of_cards(),
    "card.scope": ["edwc", "adjacent", "outside"],
    "card.side": ["east", "west"],
    "compare.caveat": indicators.CAVEATS,
    "compare.chart": CHARTS,
    "compare.difference": ["years", "scopes", "computed"],
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
    "compare.qualifier": ["approx", "gt", "lt"],
    "compare.scale": SCALES,
    "compare.scope": [scope for scope in indicators.SCOPES if scope],
    "compare.story": STORY_VIEWS,
    "compare.story.caption": STORY_VIEWS,
    "compare.theme": indicators.THEMES,
    "compare.unit.per": [base for base in indicators.BASES if base not in ("none", "country")],
    "error": [fault.code for fault in errors.HTTP_STATUS],
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
    "map.filter": ["country", "segment", "kind"],
    "map.interface": INTERFACE_WORDS,
    "map.layer": LAYERS,
    "map.object": (*OBJECT_KINDS, "place"),  # a place is found, not chosen
    "map.quick": QUICK_VIEWS,
    "map.table": TABLES,
    "network.certainty": CERTAINTIES,
    "network.column": [
        *("model", "line", "low_line", "high_line", "basis", "pair", "direction", "published_ms", "model_ms", "floor"),
        *("figure", "value", "scope", "as_of", "constant", "expression", "unit", "demand", "supply", "load"),
        *("evidence", "claim"),
    ],
    "network.constraint": CONSTRAINTS,
    "network.direction": DIRECTIONS,
    "network.export": [
        *("origin", "origin_id", "target", "target_id", "network", "direction", "distance_km", "position_ms"),
        *("floor_ms", "low_ms", "estimate_ms", "high_ms", "source_ids", "workload", "racks", "limit_ms", "verdict"),
        *("electricity_gwh", "carbon_kt_low", "carbon_kt_high", "bandwidth_gbps", "quantity", "low", "high"),
        *("origin_of_value", "as_of", "role", "constraint"),
    ],
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
    "workbench.card.source": ["own", "catalogue"],
    "workbench.choices.axes": ["swap", "keep"],
    "workbench.map.kind": ["upload", "before", "result"],
    "workbench.panel": ["doctor", "colour", "regions", "points", "spots", "card", "output", "publish"],
    "workbench.regions.source": ["table", "catalogue"],
    "workbench.sample": SAMPLES,
    "publication.fact": ["owner", "licence", "source", "as_of", "confidence", "features", "version"],
    "publication.fault": about.FAULTS,
    "publication.field": [*about.LONGEST, "as_of", "confidence"],
    "term.cluster_kind": model.CLUSTER_KINDS,
    "term.confidence": model.CONFIDENCES,
    "term.country": COUNTRY_TERMS,
    "term.evidence": model.EVIDENCE,
    "term.family": set(model.ORGANISATION_FAMILIES.values()),
    "term.kind": model.ORGANISATION_KINDS,
    "term.licence": model.LICENCE_TERMS,
    "term.load": model.LOAD_CLASSES,
    "term.model": [*model.CLUSTER_MODELS, model.NO_MODEL],
    "term.policy_group": model.POLICY_GROUPS,
    "term.precision": model.PRECISIONS,
    "term.qualifier": model.QUALIFIERS,
    "term.role": model.ORGANISATION_ROLES,
    "term.segment": [*model.SEGMENTS, model.NO_SEGMENT],
}
# Families whose members no registry lists: data of the doctor's findings and heads of result tables. A member is in
# use where code holds its name as a string of its own.
OPEN_FAMILIES = (
    "analysis.column",
    "analysis.fault",
    "analysis.figure",
    "ingest.delimiter",
    "ingest.evidence",
    "ingest.reason",
)
_INTERVAL = re.compile(r"_(low|high)$")  # ends of an interval are named after what they bound
FILE_ENDING = re.compile(r"\.(py|po|js|css|csv|json|md|parquet|svg|geojson)$")


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


def forms(message: Message) -> tuple[str, ...]:
    """Return the texts of a message: one, or one per plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a text as they are written, conversions and formats included."""
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        for _, name, spec, conversion in string.Formatter().parse(text)
        if name is not None
    }


KEY = re.compile(rf"^({'|'.join(path.stem for path in domains('zh'))})(\.[A-Za-z0-9_-]+)+$")
PREFIX = re.compile(rf"^({'|'.join(path.stem for path in domains('zh'))})(\.[A-Za-z0-9_-]+)*\.$")


def uses() -> tuple[dict[str, str], dict[str, str]]:
    """Return the keys and the key families that code asks for, each with a place that does.

    A key is any string constant that looks like one; a family is the fixed beginning of an f-string.
    """
    keys: dict[str, str] = {}
    families: dict[str, str] = {}
    for path, tree in sources():
        in_f_strings = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
        }
        for node in ast.walk(tree):
            place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                if PREFIX.match(start):
                    families[start.rstrip(".")] = place
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in in_f_strings:
                if KEY.match(node.value) and not FILE_ENDING.search(node.value):
                    keys[node.value] = place
            # A key inside a call inside an f-string is a key all the same.
            elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                value = node.args[0].value
                if isinstance(value, str) and KEY.match(value) and not FILE_ENDING.search(value):
                    keys[value] = place
    return keys, families


def family_keys(prefix: str) -> set[str]:
    """Return every key that begins with `prefix` and belongs to a declared family; empty for an undeclared one."""
    declared = {
        f"{family}.{key}" for family in FAMILIES if f"{family}.".startswith(f"{prefix}.") for key in FAMILIES[family]
    }
    named = strings()
    listed = {
        key
        for family in OPEN_FAMILIES
        if f"{family}.".startswith(f"{prefix}.")
        for key in messages("zh")
        if key.startswith(f"{family}.") and _INTERVAL.sub("", key.removeprefix(f"{family}.").split(".")[0]) in named
    }
    return declared | listed


@lru_cache(maxsize=1)
def strings() -> frozenset[str]:
    """Return every string that the code holds: as a constant, or as the name of a keyword, field or attribute."""
    found: set[str] = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    return frozenset(found)


def test_languages_hold_the_same_keys() -> None:
    zh, en = set(messages("zh")), set(messages("en"))
    assert zh
    assert zh - en == set()
    assert en - zh == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_marked_doubtful(language: str) -> None:
    for key, message in messages(language).items():
        assert all(text.strip() for text in forms(message)), f"{key} is empty in {language}"
        assert not message.fuzzy, f"{key} is fuzzy in {language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_of_the_language_is_there(language: str) -> None:
    for path in domains(language):
        catalog = read_domain(path)
        assert catalog.num_plurals == {"zh": 1, "en": 2}[language], path.name
        for message in catalog:
            if message.id and message.pluralizable:
                assert len(forms(message)) == catalog.num_plurals, message.id


def test_placeholders_agree_and_are_plain_names() -> None:
    zh, en = messages("zh"), messages("en")
    for key in zh.keys() & en.keys():
        names = [placeholders(text) for message in (zh[key], en[key]) for text in forms(message)]
        assert all(found == names[0] for found in names), f"{key}: {names}"
        assert all(name.isidentifier() for name in names[0]), f"{key}: {names[0]}"


def test_every_key_code_asks_for_exists() -> None:
    keys, families = uses()
    known = messages("zh").keys()
    assert {key: place for key, place in keys.items() if key not in known} == {}
    assert {prefix: place for prefix, place in families.items() if not family_keys(prefix)} == {}


def test_every_key_of_a_family_exists() -> None:
    for prefix in FAMILIES:
        assert family_keys(prefix) - messages("zh").keys() == set()


def test_no_key_is_unused() -> None:
    keys, families = uses()
    used = set(keys).union(*(family_keys(prefix) for prefix in (*families, *OPEN_FAMILIES)))
    assert messages("zh").keys() - used == set()


def test_every_error_class_has_a_status_and_words() -> None:
    def below(fault: type[errors.ObservatoryError]) -> Iterator[type[errors.ObservatoryError]]:
        yield fault
        for child in fault.__subclasses__():
            yield from below(child)

    declared = [fault for fault in below(errors.ObservatoryError) if fault.__module__.startswith("geo.")]
    assert len({fault.code for fault in declared}) == len(declared)
    for fault in declared:
        assert fault in errors.HTTP_STATUS, fault
        for language in LANGUAGES:
            assert f"error.{fault.code}" in messages(language), (language, fault)


FAULTS = [
    errors.DataFileError(errors.FileFault("tables/hubs.csv", "aa", None)),
    errors.UnknownLayerError("roads", known=("admin",)),
    errors.UnknownObjectError("table", "hubs"),
    errors.UnknownPlaceError("atlantis", nearest=()),
    errors.AmbiguousPlaceError("Suzhou", candidates=("a", "b")),
    errors.BorderCrossingError(origin="a", target="b", distance_km=1.0),
    errors.MissingDenominatorError("ruhr", "km2", "firms", reason="area"),
    errors.NothingInCommonError(("ruhr", "tsukuba"), ("firms",)),
    errors.ComparisonError(1, least=2, most=4),
    errors.StoryError("A fact."),
    errors.TemplateError("a.pptx", "A fact."),
    errors.ParameterError("reach_m", -1, allowed="> 0"),
    errors.UnusableValuesError("negative", count=2),
    errors.NotMetricError("EPSG:4326", fault="degrees"),
    errors.TooFineError("dbscan", scale_m=500, uncertainty_m=4000, count=3, total=9),
    errors.TooFewError("ripley", count=3, least=10),
    errors.TooManyError("ripley", count=3000, limit=2000),
    errors.LayerGoneError(),
    errors.UploadsOffError(),
    errors.UploadQuotaError("queue", limit=8, unit="uploads waiting"),
    errors.SandboxError(),
    errors.UploadWorkerError(),
    errors.PublicationFieldsError(("title", "too_long"), longest={"title": 9}),
    errors.PublicationQuotaError(needed_mb=2.0, held_mb=3.0, limit_mb=4),
    errors.UnknownPublicationError("x"),
    errors.WithdrawnError("x", at="2024-01-09T00:00:00Z", by="Ann"),
    errors.NotOwnerError("x"),
    errors.PublishedFileError("x.1", errors.FileFault("a.parquet", "aa", None)),
    *(
        fault("A fact, a value, a remedy.")
        for fault in errors.HTTP_STATUS
        if "__init__" not in vars(fault) or fault is errors.ObservatoryError
    ),
]


def test_there_is_a_sample_of_every_fault() -> None:
    assert {type(fault) for fault in FAULTS} == set(errors.HTTP_STATUS)
    assert DatasetError in errors.HTTP_STATUS


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_fault_need_no_more_than_its_values(language: str, fault: errors.ObservatoryError) -> None:
    assert "{" not in translator(language)(f"error.{fault.code}", **fault.values)


def test_an_unknown_key_is_a_fault() -> None:
    for language in LANGUAGES:
        with pytest.raises(KeyError):
            translator(language)("shell.no_such_text")
        with pytest.raises(KeyError):
            translator(language).plural("shell.no_such_text", 2)
    with pytest.raises(KeyError):
        translator("fr")


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_inserted_as_they_are(language: str, value: str) -> None:
    assert value in translator(language)("catalog.unknown", asked=value, shown="x")


def test_plural_follows_the_count() -> None:
    t = translator("en")
    assert t.plural("catalog.sources.open", 1, n="1") == "List the 1 source"
    assert t.plural("catalog.sources.open", 3, n="3") == "List all 3 sources"
    assert translator("zh").plural("catalog.sources.open", 1, n="1") == "列出全部 1 个来源"


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0, None, "0"),
        (1234567.5, None, f"1{THIN}234{THIN}567.5"),
        (1.25, 1, "1.2"),
        (12, 2, "12.00"),
        (-1000, 0, f"-1{THIN}000"),
        (None, None, "—"),
        (float("nan"), None, "—"),
    ],
)
def test_number_separates_groups_by_thin_spaces(value: float | None, digits: int | None, expected: str) -> None:
    for language in LANGUAGES:
        assert number(value, language, digits=digits) == expected


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("CN", "中国", "China"),
        ("CN-TW", "中国台湾", "Taiwan"),
        ("CN-HK", "中国香港", "Hong Kong (China)"),
        ("GB", "英国", "United Kingdom"),
        ("XX-1", "XX-1", "XX-1"),
    ],
)
def test_country_name_in_each_language(code: str, zh: str, en: str) -> None:
    assert country_name(code, "zh") == zh
    assert country_name(code, "en") == en


def test_localised_falls_back_to_the_other_language() -> None:
    assert localised({"name_zh": "贵安", "name_en": "Gui'an"}, "name", "zh") == "贵安"
    assert localised({"name_zh": "", "name_en": "Gui'an"}, "name", "zh") == "Gui'an"
    assert localised({}, "name", "en") == ""
