"""Parts: what a bundle carries of other people's, told from the wheels themselves: an SBOM and the licences.

Both are read from the very files that are carried, with their hashes. `cyclonedx-bom` and `pip-licenses` read an
environment or a list of names, which may be another one.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any, Final

_TERMS: Final = re.compile(r"[^/]+\.dist-info/(?:.*/)?(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*", re.IGNORECASE)
_LONGEST: Final = 200_000
UNSTATED: Final = "not stated"


@dataclass(frozen=True, slots=True)
class Part:
    """One wheel.

    Attributes
    ----------
    licence : an SPDX expression or a name, as the wheel states it; UNSTATED where it does not.
    texts : name -> text of every licence file in it.
    """

    name: str
    version: str
    licence: str
    sha256: str
    homepage: str
    texts: dict[str, str]


def read(wheel: Path) -> Part:
    """Read a wheel's own metadata and licence files."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        told = Parser().parsestr(archive.read(metadata).decode("utf-8", "replace"))
        texts = {
            name.split(".dist-info/", 1)[1]: archive.read(name).decode("utf-8", "replace")[:_LONGEST]
            for name in names
            if _TERMS.fullmatch(name)
        }
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return Part(str(told["Name"]), str(told["Version"]), _licence(told), digest, _homepage(told), texts)


def _licence(told: Message) -> str:
    if told["License-Expression"]:
        return str(told["License-Expression"])
    classified = [
        str(one).split(" :: ")[-1]
        for one in told.get_all("Classifier", [])
        if str(one).startswith("License ::") and str(one) != "License :: OSI Approved"
    ]
    named = str(told["License"] or "").strip().splitlines()
    if classified:
        return " AND ".join(classified)
    return named[0][:100] if named and named[0] != "UNKNOWN" else UNSTATED


def _homepage(told: Message) -> str:
    urls = [str(one).split(",", 1)[-1].strip() for one in told.get_all("Project-URL", [])]
    return str(told["Home-page"] or next(iter(urls), ""))


def sbom(parts: Sequence[Part], *, name: str, version: str, at: str) -> dict[str, Any]:
    """Return a software bill of materials, CycloneDX 1.5."""
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": at,
            "component": {"type": "application", "bom-ref": "observatory", "name": name, "version": version}
            | {"licenses": [{"license": {"id": "MIT"}}]},
        },
        "components": [_component(part) for part in parts],
        "dependencies": [{"ref": "observatory", "dependsOn": [_purl(part) for part in parts]}],
    }


def _component(part: Part) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "library",
        "bom-ref": _purl(part),
        "name": part.name,
        "version": part.version,
        "purl": _purl(part),
        "hashes": [{"alg": "SHA-256", "content": part.sha256}],
    }
    if part.licence != UNSTATED:
        told["licenses"] = [{"license": {"name": part.licence}}]
    if part.homepage.startswith("http"):
        told["externalReferences"] = [{"type": "website", "url": part.homepage}]
    return told


def _purl(part: Part) -> str:
    return f"pkg:pypi/{re.sub(r'[-_.]+', '-', part.name).lower()}@{part.version}"


def licences(parts: Sequence[Part]) -> str:
    """Return a table of all parts with their terms, and the terms in full after it."""
    lines = ["# Licences of the parts · 各组成部分的许可", ""]
    lines += ["The data have terms of their own: app/data/LICENSES.md. 数据的许可见 app/data/LICENSES.md。", ""]
    lines += ["| part · 组成部分 | version · 版本 | licence · 许可 |", "| --- | --- | --- |"]
    lines += [f"| {part.name} | {part.version} | {part.licence.replace('|', '/')} |" for part in parts]
    for part in parts:
        for name, text in part.texts.items():
            lines += ["", f"## {part.name} {part.version}: {name}", "", *(f"    {line}" for line in text.splitlines())]
    return "\n".join(lines) + "\n"
