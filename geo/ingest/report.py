"""Report of an examination: status, layers and findings, as the worker writes it and as people and machines read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NotRequired, TypedDict

import pandas as pd

from geo.ingest.findings import EXIT_STATUS, INFO, REJECT, STATUS_OF, WARN, Finding
from geo.json_values import plain
from geo.language import Translator, translator

_ORDER: Final = {REJECT: 0, WARN: 1, INFO: 2}
_SAMPLE_ROWS: Final = 5
# Values that are keys of texts themselves: placeholder -> prefix of the key.
_TEXT_KEYS: Final = {
    "reason": "ingest.reason.",
    "evidence": "ingest.evidence.",
    "delimiter": "ingest.delimiter.",
    "advice": "ingest.advice.",
}


class LayerReport(TypedDict):
    """One layer, as it stands in the report.

    Attributes
    ----------
    crs : ``EPSG:n`` or a name; None where it is unknown.
    bbox_wgs84 : west, south, east, north in degrees; None while the place is unknown.
    types : of the columns by name.
    geometry : kinds of shapes.
    sample : the first records.
    file : of the layer as it was kept for the server.
    """

    name: str
    format: str
    features: int
    crs: str | None
    bbox_wgs84: list[float] | None
    fields: list[str]
    types: dict[str, str]
    geometry: list[str]
    vertices: int
    sample: list[dict[str, object]]
    file: NotRequired[str]


@dataclass(slots=True)
class Report:
    """What the doctor found in one upload.

    Attributes
    ----------
    name : the upload's name.
    findings : everything found, the gravest first.
    seconds : wall time of reading and examining.
    """

    name: str
    layers: list[LayerReport] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def status(self) -> str:
        """Return ok, warn or reject: the gravest finding decides."""
        gravest = min((_ORDER[finding.severity] for finding in self.findings), default=_ORDER[INFO])
        return next(STATUS_OF[severity] for severity, rank in _ORDER.items() if rank == gravest)

    @property
    def exit_status(self) -> int:
        """Return 0 ok, 1 warn, 2 reject."""
        return EXIT_STATUS[self.status]

    def sorted_findings(self) -> list[Finding]:
        """Return the findings, the gravest first, else in the order they were made."""
        return sorted(self.findings, key=lambda finding: _ORDER[finding.severity])

    def as_json(self) -> dict[str, Any]:
        """Return the report without texts, as it travels from the worker."""
        return {
            "name": self.name,
            "layers": self.layers,
            "findings": [finding.as_json() for finding in self.findings],
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        """Read back what `as_json` gave."""
        findings = [Finding.from_json(entry) for entry in data["findings"]]
        return cls(str(data["name"]), list(data["layers"]), findings, float(data["seconds"]))

    def for_machines(self, language: str) -> dict[str, Any]:
        """Return the report as `python -m geo inspect --json` prints it, with texts in one language."""
        t = translator(language)
        return {
            "status": self.status,
            "name": self.name,
            "layers": [{key: value for key, value in layer.items() if key != "file"} for layer in self.layers],
            "findings": [_for_machines(finding, t) for finding in self.sorted_findings()],
            "seconds": round(self.seconds, 3),
        }


def _for_machines(finding: Finding, t: Translator) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": message(finding, t),
        "fix": remedy(finding, t),
        "layer": finding.layer,
        "rows": list(finding.rows),
        "field": finding.field,
        "before": finding.before,
        "after": finding.after,
        "certain": finding.certain,
        "choices": list(finding.choices),
        "values": finding.values,
    }


def _fill(finding: Finding, t: Translator) -> dict[str, object]:
    values: dict[str, object] = {
        "layer": finding.layer,
        "field": finding.field,
        "rows": ", ".join(map(str, finding.rows[:8])) or "-",
        "before": finding.before,
        "after": finding.after,
    }
    for name, value in finding.values.items():
        if name == "cause":  # a finding within a finding
            values[name] = message(Finding(str(value), dict(finding.values.get("cause_values", {}))), t)
            continue
        if name == "declared" and not value:
            values[name] = t("ingest.declared.none")
            continue
        prefix = _TEXT_KEYS.get(name)
        values[name] = t(prefix + str(value)) if prefix else value
    return values


def message(finding: Finding, t: Translator) -> str:
    """Return what was found, in the translator's language."""
    return t(f"ingest.finding.{finding.code}", **_fill(finding, t))


def remedy(finding: Finding, t: Translator) -> str:
    """Return what was or can be done about it, in the translator's language."""
    return t(f"ingest.finding.{finding.code}.fix", **_fill(finding, t))


def sample(table: pd.DataFrame, rows: int) -> list[dict[str, object]]:
    """Return the first five records as objects; `rows` is the number of features, should there be no column."""
    head = table.head(_SAMPLE_ROWS)
    names = [str(name) for name in head.columns]
    columns = [head.iloc[:, position].tolist() for position in range(len(names))]
    return [
        {name: plain(column[row]) for name, column in zip(names, columns, strict=True)}
        for row in range(min(rows, _SAMPLE_ROWS))
    ]


def to_text(report: Report, language: str) -> str:
    """Return the report as lines for a terminal."""
    t = translator(language)
    lines = [t(f"ingest.status.{report.status}", name=report.name)]
    for layer in report.layers:
        box = layer["bbox_wgs84"]
        lines.append(
            t(
                "ingest.layer.line",
                name=json.dumps(layer["name"], ensure_ascii=False),
                features=layer["features"],
                crs=layer["crs"] or t("ingest.layer.no_crs"),
                bbox="-" if box is None else ", ".join(f"{value:.5f}" for value in box),
            )
        )
    for finding in report.sorted_findings():
        where = f" [{finding.layer}]" if finding.layer and len(report.layers) > 1 else ""
        severity = t(f"ingest.severity.{finding.severity}")
        lines.append(f"- {severity}{where}: {message(finding, t)} {remedy(finding, t)}".rstrip())
        if finding.before or finding.after:
            lines.append(f"    {finding.before!r} -> {finding.after!r}" if finding.after else f"    {finding.before!r}")
    return "\n".join(lines)
