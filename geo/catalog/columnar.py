"""Statistics of the data package: every Parquet file is as its schema says, and names its sources, date and rating."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

from geo.catalog.dates import is_iso_date
from geo.catalog.faults import Findings, Subject
from geo.catalog.package import Resource
from geo.catalog.things import split_values
from geo.model import CONFIDENCES

if TYPE_CHECKING:
    import pyarrow

# Field type of the schema -> tests of pyarrow.types one of which a column must pass.
_TYPES: Final = {
    "string": ("is_string", "is_large_string"),
    "integer": ("is_integer",),
    "number": ("is_floating", "is_integer"),
    "any": ("is_binary", "is_large_binary"),
}


def check_columnar(subject: Subject, findings: Findings) -> None:
    """Check the Parquet files: columns, types, required cells, vocabularies, least values, keys, sources and date."""
    known = set(subject.frame("sources", "source_id")["source_id"])
    for resource in subject.catalog.resources:
        if not resource.is_columnar:
            continue
        _check_description(resource, known, findings)
        described = {field.name: field for field in resource.fields}
        table = _read(subject, resource, findings)
        if table is None:
            continue
        findings.count("columnar", table.num_rows)
        if table.num_rows != resource.rows:
            _fault(findings, resource, f"{table.num_rows} rows, {resource.rows} sealed")
        if table.column_names != list(described):
            _fault(findings, resource, f"columns {', '.join(table.column_names)}; expected {', '.join(described)}")
            continue
        constraints = _constraints(subject, resource)
        for name, field in described.items():
            for message in _column_faults(table.column(name), field.type, constraints.get(name, {})):
                _fault(findings, resource, f"{name}: {message}")
        _check_key(table, resource, findings)


def _check_description(resource: Resource, known: set[str], findings: Findings) -> None:
    ids = split_values(resource.source_ids)
    for unknown in sorted(set(ids) - known):
        _fault(findings, resource, f"source_ids: {unknown!r} is not in sources.source_id")
    if not ids:
        _fault(findings, resource, "source_ids is empty")
    if not is_iso_date(resource.as_of):
        _fault(findings, resource, f"as_of {resource.as_of!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    if resource.confidence not in CONFIDENCES:
        _fault(findings, resource, f"confidence {resource.confidence!r} is none of {', '.join(CONFIDENCES)}")


def _read(subject: Subject, resource: Resource, findings: Findings) -> pyarrow.Table | None:
    import pyarrow
    import pyarrow.parquet

    try:
        return pyarrow.parquet.read_table(subject.catalog.data_dir / resource.path)
    except (OSError, pyarrow.ArrowException) as fault:
        _fault(findings, resource, f"cannot be read as Parquet: {fault}")
        return None


class Constraints(TypedDict, total=False):
    """Those of a field that are checked here."""

    required: bool
    minimum: float
    enum: list[str]


def _constraints(subject: Subject, resource: Resource) -> dict[str, Constraints]:
    import json

    from geo.catalog.package import DESCRIPTOR

    described = json.loads((subject.catalog.data_dir / DESCRIPTOR).read_bytes())["resources"]
    fields = next(item for item in described if item["name"] == resource.name)["schema"]["fields"]
    return {item["name"]: item.get("constraints", {}) for item in fields}


def _column_faults(column: pyarrow.ChunkedArray, kind: str, constraints: Constraints) -> list[str]:
    import pyarrow.compute
    import pyarrow.types

    if not any(getattr(pyarrow.types, test)(column.type) for test in _TYPES.get(kind, ())):
        return [f"the column is {column.type}, its field {kind}"]
    faults = []
    if constraints.get("required") and column.null_count:
        faults.append(f"{column.null_count} cells are empty, but the field is required")
    if "minimum" in constraints and len(column) > column.null_count:
        least = pyarrow.compute.min(column).as_py()
        if least < constraints["minimum"]:
            faults.append(f"{least} is below {constraints['minimum']}")
    if "enum" in constraints:
        strange = sorted(set(column.drop_null().unique().to_pylist()) - set(constraints["enum"]))
        faults += [f"{value!r} is none of {', '.join(constraints['enum'])}" for value in strange]
    return faults


def _check_key(table: pyarrow.Table, resource: Resource, findings: Findings) -> None:
    if not resource.primary_key:
        return
    distinct = table.select(list(resource.primary_key)).group_by(list(resource.primary_key)).aggregate([]).num_rows
    if distinct != table.num_rows:
        _fault(findings, resource, f"{', '.join(resource.primary_key)}: {table.num_rows - distinct} keys are repeated")


def _fault(findings: Findings, resource: Resource, message: str) -> None:
    findings.fault("columnar", resource.name, None, message)
