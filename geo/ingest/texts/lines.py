"""Lines of a text: one that goes on for tens of megabytes is refused before anything looks through it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.ingest.findings import Refusal
from geo.settings import MEGABYTE

# No row of a table is as long as this, and no XML that a reader gets through in its time: what is would be looked at
# for minutes first. JSON, which programs write in one line, is judged by the memory it needs instead.
_LONGEST: Final = 32 * MEGABYTE


def refuse_one_line(path: Path, name: str) -> None:
    """Raise Refusal("text_one_line") for a text that has a line of tens of megabytes."""
    if path.stat().st_size < _LONGEST:
        return
    with path.open("rb") as stream:
        while line := stream.readline(_LONGEST):
            # Some programs end lines with a carriage return alone.
            if len(line) >= _LONGEST and b"\r" not in line:
                raise Refusal("text_one_line", name=name, limit_mb=_LONGEST // MEGABYTE)
