"""`python -m tests.picture`: draws the rooms of the code and their arrows into docs/architecture.md."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from geo.settings import ROOT
from tests.syntax import tree
from tests.test_architecture import imports

DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- drawn by `make architecture`: begin -->", "<!-- drawn by `make architecture`: end -->"


def rooms() -> dict[str, str]:
    """Return every room, by the first line of what it says of itself."""
    found = {"app.py": ROOT / "app.py", "pages": ROOT / "pages" / "shell.py"}
    for path in sorted((ROOT / "geo").glob("*/__init__.py")):
        found[path.parent.name] = path
    said = {name: (ast.get_docstring(tree(path)) or "").split("\n")[0] for name, path in found.items()}
    said["pages"] = "What a person sees, a folder of pieces for each page; the only place that imports Streamlit."
    return said


def _room(module: str, known: set[str]) -> str | None:
    parts = module.split(".")
    if parts[0] == "pages":
        return "pages"
    return parts[1] if parts[0] == "geo" and len(parts) > 1 and parts[1] in known else None


def arrows() -> set[tuple[str, str]]:
    """Return which room imports from which."""
    known = set(rooms())
    files = [("app.py", ROOT / "app.py"), *(("pages", path) for path in (ROOT / "pages").rglob("*.py"))]
    files += [(path.relative_to(ROOT / "geo").parts[0], path) for path in (ROOT / "geo").rglob("*.py")]
    found = {(here, _room(name, known)) for here, path in files if here in known for name in imports(path)}
    return {(here, there) for here, there in found if there and there != here}


def shortest(edges: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out each arrow that a longer way through other rooms implies."""

    def reaches(start: str, goal: str, without: tuple[str, str]) -> bool:
        waiting, seen = [start], {start}
        while waiting:
            here = waiting.pop()
            for edge in edges:
                if edge[0] == here and edge != without and edge[1] not in seen:
                    if edge[1] == goal:
                        return True
                    seen.add(edge[1])
                    waiting.append(edge[1])
        return False

    return sorted(edge for edge in edges if not reaches(*edge, without=edge))


def picture() -> str:
    """Return the picture as mermaid text, and below it what each room is."""
    said, found = rooms(), arrows()
    lines = ["```mermaid", "flowchart TD"]
    lines += [f'    {_key(name)}["{name}"]' for name in said]
    lines += [f"    {_key(here)} --> {_key(there)}" for here, there in shortest(found)]
    lines += ["```", "", "| room | what it is | imports from |", "| --- | --- | --- |"]
    for name, words in said.items():
        below = ", ".join(f"`{there}`" for here, there in sorted(found) if here == name)
        lines.append(f"| `{name}` | {words} | {below} |")
    return "\n".join(lines)


def _key(name: str) -> str:
    return re.sub(r"\W", "_", name)


def drawn(text: str) -> str:
    """Return a document with the picture of today between its two marks."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{picture()}\n\n{END}{rest.split(END)[1]}"


def main(document: Path = DOCUMENT) -> None:
    """Draw the picture anew."""
    document.write_text(drawn(document.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
