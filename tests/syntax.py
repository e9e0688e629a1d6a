"""Syntax trees of the project's own files, for tests that read code."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=2048)
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file.

    Python 3.11 counts the depth of all threads that build trees in one place (python/cpython issue 106905), and a page
    that another test has left running builds its own, so a mismatch of that count is no fault of the file.
    """
    text = path.read_text("utf-8")
    for _ in range(10):
        try:
            return ast.parse(text, filename=str(path))
        except SystemError:
            continue
    return ast.parse(text, filename=str(path))


@lru_cache(maxsize=2048)
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a file's syntax tree, in the order of `ast.walk`; many tests ask for those of each file."""
    return tuple(ast.walk(tree(path)))
