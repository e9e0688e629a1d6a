"""Verification of the data package: every rule is checked, and all faults are reported at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from geo import model
from geo.catalog.columnar import check_columnar
from geo.catalog.dates import is_iso_date
from geo.catalog.faults import Findings, Subject
from geo.catalog.geography import check_areas, check_boundaries, check_buildings, check_points
from geo.catalog.links import check_links
from geo.catalog.package import DESCRIPTOR
from geo.catalog.ratings import check_ratings
from geo.catalog.things import split_values
from geo.settings import Settings

_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
_UNIT_ID: Final = re.compile(r"[A-Z]{2}-[0-9]+")
_WEB_ADDRESS: Final = re.compile(r"https?://\S+")
_EVERY_ROW: Final = ("source_ids", "as_of", "confidence")
# Columns that hold several ids, and the column the ids are found in.
MULTI_VALUED: Final = {
    ("hubs", "provinces"): ("admin_units", "unit_id"),
    ("demand_regions", "units"): ("admin_units", "unit_id"),
    ("demand_regions", "anchor_units"): ("admin_units", "unit_id"),
}
# Columns whose vocabulary is a registry of geo.model, so that neither side changes alone.
REGISTRIES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("clusters", "kind"): model.CLUSTER_KINDS,
    ("clusters", "model"): tuple(model.CLUSTER_MODELS),
    ("clusters", "model_secondary"): tuple(model.CLUSTER_MODELS),
    ("organisations", "kind"): model.ORGANISATION_KINDS,
    ("organisations", "role"): model.ORGANISATION_ROLES,
    ("organisations", "segment"): model.SEGMENTS,
    ("hubs", "policy_group"): model.POLICY_GROUPS,
    ("links", "load_class"): model.LOAD_CLASSES,
    ("links", "evidence"): model.EVIDENCE,
}


def verify(config: Settings) -> Findings:
    """Check the data package in `config.data_dir` against all of `CHECKS`.

    The embedded store is not needed: the polygons that points and areas are checked against are built anew.
    Raises DataFileError or CatalogError only where there is no descriptor that can be read.
    """
    findings = Findings()
    subject = Subject(config.data_dir, findings)
    for check in CHECKS.values():
        check(subject, findings)
    return findings


def check_files(subject: Subject, findings: Findings) -> None:
    """Check that every file is there and as sealed, and that no file lies in the package unlisted."""
    for fault in subject.file_faults:
        findings.fault("files", fault.path, None, f"expected sha256 {fault.expected}, found {fault.found or 'no file'}")
    data_dir = subject.catalog.data_dir
    listed = {resource.path for resource in subject.catalog.resources}
    present = {
        path.relative_to(data_dir).as_posix()
        for folder in ("tables", "boundaries", "statistics")
        for path in (data_dir / folder).rglob("*")
        if path.is_file() and path.suffix in (".csv", ".geojson", ".parquet")
    }
    for path in sorted(present - listed):
        findings.fault("files", path, None, f"the file is not listed in {DESCRIPTOR}")
    findings.count("files", len(listed))


def check_schema(subject: Subject, findings: Findings) -> None:
    """Check types, constraints, primary and foreign keys with frictionless."""
    import frictionless

    package = frictionless.Package(str(subject.catalog.data_dir / DESCRIPTOR))
    for resource in subject.catalog.resources:
        if resource.is_columnar:  # row by row it takes minutes for statistics: check_columnar does it by columns
            package.remove_resource(resource.name)
    readable = {resource.name for resource in subject.tables()}
    # Hashes are check_files' business: here they would only repeat its faults.
    report = package.validate(frictionless.Checklist(skip_errors=["hash-count", "byte-count"]))
    for error in report.errors:
        findings.fault("schema", "", None, error.message)
    for task in report.tasks:
        if task.name not in readable:
            continue
        seen: set[tuple[str, int | None]] = set()
        for error in task.errors:
            row = getattr(error, "row_number", None)
            # One short row misses many cells: once is enough.
            if error.type in ("missing-cell", "extra-cell") and (error.type, row) in seen:
                continue
            seen.add((error.type, row))
            findings.fault("schema", task.name, row, error.message)
    findings.count("schema", sum(subject.catalog.resource(name).rows for name in readable))


def check_sources(subject: Subject, findings: Findings) -> None:
    """Check that every row names its sources, date and confidence; check the addresses and terms of sources."""
    for resource in subject.tables():
        for number, row in subject.rows(resource.name, *_EVERY_ROW):
            findings.count("sources", 1)
            for column in _EVERY_ROW:
                if not row[column]:
                    findings.fault("sources", resource.name, number, f"{column} is empty")
    terms = (*model.LICENCE_TERMS, *model.LICENCE_NAMES)
    for number, row in subject.rows("sources", "url", "licence"):
        if row["url"] and not _WEB_ADDRESS.fullmatch(row["url"]):
            findings.fault("sources", "sources", number, f"{row['url']!r} is no http or https address")
        for licence in split_values(row["licence"]):
            if licence not in terms:
                findings.fault("sources", "sources", number, f"licence {licence!r} is none of {', '.join(terms)}")


def check_references(subject: Subject, findings: Findings) -> None:
    """Check that every id in a column that may hold several is found where it points to."""
    columns = {**MULTI_VALUED, **{(item.name, "source_ids"): ("sources", "source_id") for item in subject.tables()}}
    for (table, column), (target, key) in columns.items():
        known = set(subject.frame(target, key)[key])
        for number, row in subject.rows(table, column):
            for value in split_values(row[column]):
                findings.count("references", 1)
                if value not in known:
                    findings.fault("references", table, number, f"{column}: {value!r} is not in {target}.{key}")


def check_ids(subject: Subject, findings: Findings) -> None:
    """Check that primary keys follow the pattern of ids."""
    for resource in subject.tables():
        for number, row in subject.rows(resource.name, *resource.primary_key):
            for column in resource.primary_key:
                findings.count("ids", 1)
                pattern = _UNIT_ID if column == "unit_id" else _ID
                if not pattern.fullmatch(str(row[column])):
                    findings.fault(
                        "ids", resource.name, number, f"{column} {row[column]!r} must match {pattern.pattern}"
                    )


def check_dates(subject: Subject, findings: Findings) -> None:
    """Check that `as_of` is YYYY, YYYY-MM or YYYY-MM-DD."""
    for resource in subject.tables():
        for number, row in subject.rows(resource.name, "as_of"):
            findings.count("dates", 1)
            if row["as_of"] and not is_iso_date(row["as_of"]):
                findings.fault(
                    "dates", resource.name, number, f"as_of {row['as_of']!r} is not YYYY, YYYY-MM or YYYY-MM-DD"
                )


def check_confidence(subject: Subject, findings: Findings) -> None:
    """Check that every confidence is one of the three words, or empty where it rates an absent value."""
    for resource in subject.tables():
        columns = [item.name for item in resource.fields if item.name.endswith("confidence")]
        for number, row in subject.rows(resource.name, *columns):
            for column in columns:
                findings.count("confidence", 1)
                if row[column] and row[column] not in model.CONFIDENCES:
                    words = ", ".join(model.CONFIDENCES)
                    findings.fault("confidence", resource.name, number, f"{column} {row[column]!r} is none of {words}")


def check_texts(subject: Subject, findings: Findings) -> None:
    """Check that what is said in one language is said in the other."""
    for resource in subject.tables():
        names = {item.name for item in resource.fields}
        # name_zh_basis and the like describe one language; only true pairs count.
        pairs = sorted(name for name in names if name.endswith("_zh") and f"{name[:-3]}_en" in names)
        for name in sorted(name for name in names if name.endswith("_zh") and name not in pairs):
            findings.fault("texts", resource.name, None, f"{name} has no column {name[:-3]}_en beside it")
        for number, row in subject.rows(resource.name, *pairs):
            for name in pairs:
                findings.count("texts", 1)
                other = f"{name[:-3]}_en"
                if bool(row[name]) != bool(row[other]):
                    empty = other if row[name] else name
                    findings.fault("texts", resource.name, number, f"{empty} is empty, its pair is not")


def check_registries(subject: Subject, findings: Findings) -> None:
    """Check that the vocabularies of the schema are those of geo.model."""
    for (table, column), keys in REGISTRIES.items():
        fields = [item for resource in subject.tables() if resource.name == table for item in resource.fields]
        enums = [item.enum for item in fields if item.name == column]
        findings.count("registries", 1)
        found = {value for enum in enums for value in enum if value}
        if found != set(keys):
            findings.fault(
                "registries",
                table,
                None,
                f"{column} allows {', '.join(sorted(found)) or 'anything'}; geo.model has {', '.join(sorted(keys))}",
            )


CHECKS: Final[dict[str, Callable[[Subject, Findings], None]]] = {
    "files": check_files,
    "schema": check_schema,
    "sources": check_sources,
    "references": check_references,
    "ids": check_ids,
    "dates": check_dates,
    "confidence": check_confidence,
    "ratings": check_ratings,
    "links": check_links,
    "texts": check_texts,
    "registries": check_registries,
    "columnar": check_columnar,
    "points": check_points,
    "boundaries": check_boundaries,
    "areas": check_areas,
    "buildings": check_buildings,
}
"""Check by key, in the order they run; the key is what faults carry."""
