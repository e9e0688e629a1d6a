"""XML maps as programs write them against the rules: prefixes nobody declared, bare signs; mended in our own copy."""

from __future__ import annotations

import re
from html.entities import html5
from pathlib import Path
from typing import Final

_COORDINATES: Final = re.compile(r"(<(?:\w+:)?coordinates\s*>)([^<]*)(?=</)")
_PREFIXES: Final = re.compile(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]|\s([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*\s*=\s*[\"']")
_DECLARED: Final = re.compile(r"\sxmlns:([A-Za-z_][\w.-]*)\s*=")
_ROOT: Final = re.compile(r"<(?![?!])[A-Za-z_][\w.:-]*")
_OPAQUE: Final = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# What stands in CDATA and comments is theirs; the five names of XML and numbers are references as they are.
_BARE_SIGNS: Final = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)(?:(\w+);)?", re.DOTALL
)
_KNOWN: Final = {
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "gx": "http://www.google.com/kml/ext/2.2",
    "atom": "http://www.w3.org/2005/Atom",
    "xlink": "http://www.w3.org/1999/xlink",
    "gml": "http://www.opengis.net/gml",
    "kml": "http://www.opengis.net/kml/2.2",
}


def declare_prefixes(path: Path) -> list[str]:
    """Declare in a UTF-8 document the namespace prefixes it uses without saying what they mean; returns them."""
    text = path.read_text("utf-8")
    plain = _OPAQUE.sub("", text)
    used = {first or second for first, second in _PREFIXES.findall(plain)}
    missing = sorted(used - set(_DECLARED.findall(plain)) - {"xml", "xmlns"})
    root = _ROOT.search(text)
    if not missing or root is None:
        return []
    words = "".join(f' xmlns:{name}="{_KNOWN.get(name, f"urn:undeclared:{name}")}"' for name in missing)
    path.write_text(text[: root.end()] + words + text[root.end() :], "utf-8", newline="")
    return missing


def mend_signs(path: Path) -> dict[str, int]:
    """Mend in a UTF-8 document the signs that no XML may hold; returns how many of each kind there were.

    Control characters are left out (``controls``), an ampersand that begins no reference stands for itself
    (``ampersands``), and letters under the names HTML has for them, such as ``&nbsp;``, become these
    (``references``).
    """
    text, controls = _CONTROLS.subn("", path.read_text("utf-8"))
    counts = {"controls": controls, "ampersands": 0, "references": 0}

    def mend(found: re.Match[str]) -> str:
        if found[0].startswith("<!"):
            return found[0]
        if not found[1]:
            counts["ampersands"] += 1
            return "&amp;"
        letter = html5.get(f"{found[1]};")
        if letter is None:  # nobody knows what it stands for
            return found[0]
        counts["references"] += 1
        return letter.replace("&", "&amp;").replace("<", "&lt;")

    text = _BARE_SIGNS.sub(mend, text)
    if any(counts.values()):
        path.write_text(text, "utf-8", newline="")
    return {kind: count for kind, count in counts.items() if count}


def join_positions(path: Path) -> int:
    """Put commas between the numbers of positions that have only spaces; returns how many elements were mended."""
    text = path.read_text("utf-8")
    count = 0

    def mend(found: re.Match[str]) -> str:
        nonlocal count
        body = found[2]
        if "," in body or len(body.split()) < 2:
            return found[0]
        joined = _joined(body)
        if joined is None:
            return found[0]
        count += 1
        return found[1] + joined

    mended = _COORDINATES.sub(mend, text)
    if count:
        path.write_text(mended, "utf-8", newline="")
    return count


def _joined(body: str) -> str | None:
    """Return positions with commas, None where the numbers cannot be told apart.

    Examples
    --------
    >>> _joined("117.1 36.6 50"), _joined("117.1 36.6 117.2 36.7")
    ('117.1,36.6,50', '117.1,36.6 117.2,36.7')
    """
    lines = [line.split() for line in body.splitlines() if line.strip()]
    if all(len(line) in (2, 3) for line in lines):
        return " ".join(",".join(line) for line in lines)
    words = body.split()
    options = []
    for size in (2, 3):
        if len(words) % size:
            continue
        try:
            places = [(float(words[at]), float(words[at + 1])) for at in range(0, len(words), size)]
        except ValueError:
            return None
        if all(abs(x) <= 180 and abs(y) <= 90 for x, y in places):
            # Grouped wrongly, heights and latitudes pass for longitudes, and the line jumps about.
            spread = max(x for x, _ in places) - min(x for x, _ in places)
            options.append((spread, size))
    if not options:
        return None
    size = min(options)[1]
    return " ".join(",".join(words[at : at + size]) for at in range(0, len(words), size))
