"""JSON as files hold it: in any encoding, one text after another, inside a script, with members that stand twice."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from geo.ingest.findings import Refusal
from geo.ingest.layer import Layer
from geo.ingest.task import Task
from geo.ingest.texts import encoding

_MAX_DEPTH: Final = 40
# What a script hands on: the argument of a call, or the value of a variable; and a document wherever it stands.
_CALL: Final = re.compile(
    r"\s*(?:(?:var|let|const)\s+[\w$.]+\s*=|export\s+default|[\w$.]+(?:\[[\"'][^\"'\n]*[\"']\])?\s*=|[\w$.]+\s*\()\s*[\[{]"
)
_DOCUMENT: Final = re.compile(
    r"\{\s*[\"'](?:type[\"']\s*:\s*[\"'](?:FeatureCollection|Topology)|UTF8Encoding[\"']|features[\"']\s*:\s*\[)"
)
# A text, which stays as it is, or a comma after the last entry.
_COMMA: Final = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])')
_RECORD_MARK: Final = "\x1e"
_CONTROL: Final = "Invalid control character"  # as Python's parser says it
# Bytes that Python takes for a list, an object and a text, with what is made of them: measured on points, lines and
# wide tables, and rather too low, so that what is refused by them would have ended at the limit of memory.
_BYTES_OF: Final = ((b"[", 220), (b"{", 250), (b'"', 14))


def load_text(path: Path, task: Task, layer_findings: Layer | None = None) -> str:
    """Decode a text file in the encoding it has, and note a surprising one on `layer_findings`."""
    data = path.read_bytes()
    _refuse_beyond_memory(data, task)
    verdict = encoding.detect_document(data)
    text = data.decode(task.encoding or verdict.name, "replace")
    if layer_findings is not None and (task.encoding or verdict.name not in ("utf-8", "utf-8-sig")):
        layer_findings.note_encoding(verdict, forced=task.encoding)
    return text.removeprefix("\ufeff")


def _refuse_beyond_memory(data: bytes, task: Task) -> None:
    """Raise Refusal("worker_memory") at once for what would run into the limit after minutes of parsing."""
    needed = 2 * len(data) + sum(data.count(mark) * each for mark, each in _BYTES_OF)
    if needed > task.limits.memory_mb << 20:
        raise Refusal("worker_memory", limit_mb=task.limits.memory_mb)


def parse(text: str, layer: Layer) -> Any:
    """Parse JSON, or JSON texts one after another (lines, RFC 8142), which become one FeatureCollection.

    A script around it, as web maps load their data with, is taken away. Of two members of one name the last counts,
    and the first is told of.

    Raises
    ------
    Refusal
        if it is not JSON, ends too soon, or is nested too deeply.
    """
    stripped = text.strip().lstrip(_RECORD_MARK).strip()
    if not stripped:
        raise Refusal("file_empty")
    if stripped[0] not in "{[":
        return _wrapped(stripped, layer)
    members = _Members()
    try:
        document, end = _decoded(stripped, 0, members, layer)
    except RecursionError as fault:
        raise Refusal("json_deep", limit=_MAX_DEPTH) from fault
    except json.JSONDecodeError as fault:
        mended = _COMMA.sub(lambda found: found[1] or "", stripped)
        if mended == stripped:
            raise _syntax_fault(stripped, fault) from fault
        layer.found("json_commas", values={"count": len(stripped) - len(mended)})
        return parse(mended, layer)
    except ValueError as fault:
        raise Refusal("json_syntax", line=0, column=0, detail=str(fault)[:80]) from fault
    if end < len(stripped):
        values = list(_sequence(stripped, layer))
        return {"type": "FeatureCollection", "features": values} if any(map(_is_feature, values)) else values
    members.tell(layer)
    return document


def _is_feature(value: Any) -> bool:
    return isinstance(value, dict) and (value.get("type") == "Feature" or "geometry" in value or "coordinates" in value)


def _decoded(text: str, start: int, members: _Members | None, layer: Layer) -> tuple[Any, int]:
    """Return the document that begins at `start`, and where it ends.

    A text in it that holds line breaks, tabs or NUL as they are, which JSON forbids, is read and told of.
    """
    for strict in (True, False):
        decoder = json.JSONDecoder(object_pairs_hook=members, strict=strict)
        try:
            document, end = decoder.raw_decode(text, start)
        except json.JSONDecodeError as fault:
            if not strict or not fault.msg.startswith(_CONTROL):
                raise
            if members is not None:
                members.forget()
            continue
        if not strict and not any(finding.code == "json_controls" for finding in layer.findings):
            layer.found("json_controls")
        break
    return document, end


class _Members:
    """Makes objects of members, and remembers the names that stood twice in one of them."""

    def __init__(self) -> None:
        self._twice: dict[str, int] = {}

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            counts = Counter(name for name, _ in pairs)
            for name, count in counts.items():
                if count > 1:
                    self._twice[name] = self._twice.get(name, 0) + 1
        return made

    def forget(self) -> None:
        """Begin anew: the document is read once more."""
        self._twice.clear()

    def tell(self, layer: Layer) -> None:
        """Note what stood twice."""
        if self._twice:
            names = ", ".join(list(self._twice)[:10])
            layer.found("json_duplicate_keys", values={"names": names, "count": max(self._twice.values())})


def is_wrapped(text: str) -> bool:
    """Tell whether a text is a script that hands GeoJSON or TopoJSON to a map: a call or an assignment of it."""
    return bool(_CALL.match(text) or _DOCUMENT.search(text[: 1 << 16]))


def _wrapped(text: str, layer: Layer) -> Any:
    """Parse the document inside a script; what stands after it is the script's rest."""
    found = _DOCUMENT.search(text) or _CALL.match(text)
    if found is None:
        raise Refusal("json_not_geojson", keys=text[:20])
    start = found.start() if text[found.start()] == "{" else found.end() - 1
    members = _Members()
    try:
        document, end = _decoded(text, start, members, layer)
    except json.JSONDecodeError as fault:
        raise _syntax_fault(text, fault) from fault
    except RecursionError as fault:
        raise Refusal("json_deep", limit=_MAX_DEPTH) from fault
    members.tell(layer)
    layer.found("json_wrapped", values={"count": len(text) - (end - start)}, before=text[:60])
    return document


def _syntax_fault(text: str, fault: json.JSONDecodeError) -> Refusal:
    at_end = fault.pos >= len(text) or not text[fault.pos :].strip() or fault.msg.startswith("Unterminated string")
    code = "json_truncated" if at_end else "json_syntax"
    return Refusal(code, line=fault.lineno, column=fault.colno, detail=fault.msg)


def _sequence(text: str, layer: Layer) -> Iterator[Any]:
    position, count = 0, 0
    skip = re.compile(rf"[\s,{_RECORD_MARK}]*")
    while (start := skip.match(text, position)) and (position := start.end()) < len(text):
        try:
            value, position = _decoded(text, position, None, layer)
        except json.JSONDecodeError as fault:
            raise _syntax_fault(text, fault) from fault
        except RecursionError as fault:
            raise Refusal("json_deep", limit=_MAX_DEPTH) from fault
        count += 1
        if isinstance(value, dict) and value.get("type") == "FeatureCollection":
            yield from value.get("features") or ()
        else:
            yield value
    layer.found("json_lines", values={"count": count})
