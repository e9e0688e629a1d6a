"""XML uploads: looked through for entities, links and depth before any reader of a format sees them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from geo.ingest import encoding
from geo.ingest.findings import Refusal

_MAX_DEPTH: Final = 200
_DECLARATION: Final = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"'][^>]*\?>")
_WHOLE_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_COORDINATES: Final = re.compile(r"[-+\d.,eE\s]*$")
_REMOTE: Final = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*://|//|/|\\\\|[A-Za-z]:[\\/])", re.IGNORECASE)


@dataclass(slots=True)
class Scan:
    """What an XML document consists of.

    Attributes
    ----------
    root : local name of the root element.
    elements : local name -> how often.
    links : (element, address) of references to other files or hosts, as far as a reader could follow them.
    schemas : addresses of schemas.
    systems : names of reference systems (srsName), without repetition.
    bad_coordinates : texts of `coordinates` elements that hold anything but numbers.
    """

    root: str = ""
    elements: Counter[str] = field(default_factory=Counter)
    links: list[tuple[str, str]] = field(default_factory=list)
    schemas: list[str] = field(default_factory=list)
    systems: list[str] = field(default_factory=list)
    bad_coordinates: int = 0


def root_of(head: bytes) -> str:
    """Return the local name of the root element from a file's first bytes, "" if none is seen."""
    text = re.sub(
        rb"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(\[.*?\])?\s*>", b"", head.replace(b"\0", b""), flags=re.DOTALL
    )
    found = re.search(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)", text)
    return found[1].decode("ascii", "replace") if found else ""


def normalise(path: Path, target: Path, *, forced: str = "") -> str:
    """Write a copy in UTF-8 that says so; returns the encoding it was in. GDAL's parser knows few encodings."""
    data = path.read_bytes()
    declared = (
        found[1].decode("ascii") if (found := _DECLARATION.match(data[:400].removeprefix(b"\xef\xbb\xbf"))) else ""
    )
    verdict = encoding.detect_document(data, declared=declared)
    name = forced or verdict.name
    text = data.decode(name, "replace").removeprefix("\ufeff")
    text = _WHOLE_DECLARATION.sub("", text, count=1)
    target.write_text('<?xml version="1.0" encoding="UTF-8"?>' + text, "utf-8", newline="")
    return name


def scan(path: Path) -> Scan:
    """Look through a UTF-8 document.

    Raises
    ------
    Refusal
        if it declares a document type or entities, is nested too deeply, or is not well formed.
    """
    result = Scan()
    depth = 0
    inside = spoilt = False
    parser = expat.ParserCreate(namespace_separator="}")

    def refuse(*_: Any) -> int:
        raise Refusal("xml_entities")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, inside
        depth += 1
        if depth > _MAX_DEPTH:
            raise Refusal("xml_deep", limit=_MAX_DEPTH)
        local = name.rpartition("}")[2]
        result.elements[local] += 1
        inside = inside or local == "coordinates"
        if (system := attributes.get("srsName")) and system not in result.systems and len(result.systems) < 100:
            result.systems.append(system[:200])
        result.root = result.root or local
        for key, value in attributes.items():
            attribute = key.rpartition("}")[2]
            if attribute in ("schemaLocation", "noNamespaceSchemaLocation"):
                result.schemas += [
                    word
                    for word in value.split()
                    if (_REMOTE.match(word) and word.lower().endswith((".xsd", "wfs"))) or "DescribeFeatureType" in word
                ]
            elif attribute in ("href", "src", "schemaUrl") and _REMOTE.match(value) and len(result.links) < 100:
                result.links.append((local, value[:200]))

    def text(data: str) -> None:
        nonlocal spoilt
        if inside and not spoilt and not _COORDINATES.match(data):
            spoilt = True

    def end(name: str) -> None:
        nonlocal depth, inside, spoilt
        depth -= 1
        if inside and name.rpartition("}")[2] == "coordinates":
            result.bad_coordinates += spoilt
            inside = spoilt = False

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        with path.open("rb") as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as fault:
        raise Refusal(
            "xml_syntax", line=fault.lineno, column=fault.offset, detail=expat.errors.messages.get(fault.code, "")
        ) from fault
    return result
