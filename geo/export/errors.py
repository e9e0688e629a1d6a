"""Faults of an export."""

from __future__ import annotations

from geo.errors import ObservatoryError


class TemplateError(ObservatoryError):
    """A PowerPoint template cannot be used."""

    code = "template"
    status = 400

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(
            f"The template {path!r} cannot be used: {problem}. Give a .pptx file with at least one layout.",
            path=path,
            problem=problem,
        )
