"""What the doctor's tests share: examinations in the confined worker, closed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from geo.ingest import examination
from geo.ingest.examination import Choices, Examination
from geo.settings import Limits

Examine = Callable[..., Examination]


@pytest.fixture
def examine() -> Iterator[Examine]:
    """Return a function that examines one upload given as name and content, or as a path with its siblings."""
    done: list[Examination] = []

    def run(name: str | Path, content: bytes | str | None = None, **options: Any) -> Examination:
        files: list[Any] = examination.with_siblings(name) if isinstance(name, Path) else []
        if content is not None:
            files = [(str(name), content.encode() if isinstance(content, str) else content)]
        choices = {key: options.pop(key) for key in Choices.__slots__ if key in options}
        bounds = options.pop("bounds", Limits())
        done.append(examination.examine(files, choices=Choices(**choices), bounds=bounds, **options))
        return done[-1]

    yield run
    for examined in done:
        examined.close()


@pytest.fixture
def codes() -> Callable[[Examination], list[str]]:
    """Return a function that lists the codes of an examination's findings."""
    return lambda examined: [finding.code for finding in examined.report.findings]
