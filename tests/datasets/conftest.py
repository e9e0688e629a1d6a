"""What tests of datasets share: a folder for them, and ingest in one line."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.datasets.ingest import Ingested, IngestOptions, ingest
from geo.settings import Settings

Ingest = Callable[..., Ingested]


@pytest.fixture
def config(store: Settings, tmp_path: Path) -> Settings:
    """Return settings whose datasets lie in a folder of the test."""
    return dataclasses.replace(store, datasets_dir=tmp_path / "datasets")


@pytest.fixture
def read(config: Settings, tmp_path: Path) -> Ingest:
    """Return a function that writes texts or bytes to files and ingests them as `firms`."""

    def run(*contents: str | bytes, options: IngestOptions | None = None, name: str = "firms") -> Ingested:
        files = []
        for number, content in enumerate(contents):
            path = tmp_path / f"part{number}.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            files.append(path)
        return ingest(files, name, options or IngestOptions(), config=config)

    return run
