"""Faults of a comparison: its cases and its story file."""

from __future__ import annotations

from geo.errors import ObservatoryError


class ComparisonError(ObservatoryError):
    """A comparison was asked for that cannot be made: fewer than two clusters, too many, or one twice."""

    code = "comparison"
    status = 400

    def __init__(self, found: int, *, least: int, most: int) -> None:
        super().__init__(
            f"A comparison needs {least} to {most} different clusters; {found} were given. "
            "Name them by cluster id, joined by commas.",
            found=found,
            least=least,
            most=most,
        )


class StoryError(ObservatoryError):
    """A story file is not one of ours or cannot be read."""

    code = "story"
    status = 400

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The story file cannot be used: {problem}. Open a file that was saved with Save story.", problem=problem
        )
