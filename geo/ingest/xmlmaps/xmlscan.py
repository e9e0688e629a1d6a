"""XML uploads: looked through for entities, links and depth before any reader of a format sees them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from geo.ingest.findings import Refusal
from geo.ingest.texts import encoding

_MAX_DEPTH: Final = 200
_MOST_TEXTS: Final = 1000
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
    bare_coordinates : those that hold several numbers and no comma.
    hrefs : texts of `href` elements, the first thousand.
    names : texts of `name` elements, the first thousand.
    """

    root: str = ""
    elements: Counter[str] = field(default_factory=Counter)
    links: list[tuple[str, str]] = field(default_factory=list)
    schemas: list[str] = field(default_factory=list)
    systems: list[str] = field(default_factory=list)
    bad_coordinates: int = 0
    bare_coordinates: int = 0
    hrefs: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


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
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.ExternalEntityRefHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        with path.open("rb") as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as fault:
        raise Refusal(
            "xml_syntax", line=fault.lineno, column=fault.offset, detail=expat.errors.messages.get(fault.code, "")
        ) from fault
    return reader.result


class _Reader:
    """Takes the events of the parser and counts."""

    def __init__(self) -> None:
        self.result = Scan()
        self._depth = 0
        self._inside = False  # an element of coordinates
        self._spoilt = False
        self._comma = False
        self._numbers = 0
        self._caught: list[str] | None = None  # the text of an href or name that is being read

    def refuse(self, *_: Any) -> int:
        raise Refusal("xml_entities")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Refusal("xml_deep", limit=_MAX_DEPTH)
        result = self.result
        local = name.rpartition("}")[2]
        result.elements[local] += 1
        self._inside = self._inside or local == "coordinates"
        self._caught = [] if local in ("href", "name") else None
        result.root = result.root or local
        if not attributes:
            return
        if (system := attributes.get("srsName")) and system not in result.systems and len(result.systems) < 100:
            result.systems.append(system[:200])
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

    def text(self, data: str) -> None:
        if self._caught is not None:
            self._caught.append(data)
        if self._inside:
            self._spoilt = self._spoilt or not _COORDINATES.match(data)
            self._comma = self._comma or "," in data
            if not self._comma and self._numbers < 2:
                self._numbers += len(data.split())

    def end(self, name: str) -> None:
        self._depth -= 1
        local = name.rpartition("}")[2]
        result = self.result
        if self._caught is not None:
            word = "".join(self._caught).strip()
            if local == "href" and len(result.hrefs) < _MOST_TEXTS:
                result.hrefs.append(word)
            elif local == "name" and len(result.names) < _MOST_TEXTS:
                result.names.add(word)
            self._caught = None
        if self._inside and local == "coordinates":
            result.bad_coordinates += self._spoilt
            result.bare_coordinates += not self._comma and self._numbers > 1
            self._inside = self._spoilt = self._comma = False
            self._numbers = 0
