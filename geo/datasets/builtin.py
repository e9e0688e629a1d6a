"""The built-in datasets: registers of the data package that set-up reads as it would read anybody's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from geo.catalog import load_catalog
from geo.catalog.errors import UnknownObjectError
from geo.datasets.errors import DatasetError
from geo.datasets.ingest import IngestOptions, ingest
from geo.datasets.store import store_of
from geo.language import LANGUAGES, translator
from geo.settings import Settings


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A dataset made of one file of the data package; `key` is that of its texts."""

    name: str
    resource: str
    key: str
    columns: Mapping[str, str]
    industry: str
    precision: str


DATASETS: Final = (
    BuiltIn(
        "listed-firms",
        "listed_firms_2026",
        "listed_firms",
        {"id": "symbol", "name": "name", "lon": "lon", "lat": "lat", "country": "country", "segment": "industry"},
        "gics",
        "city",
    ),
)


def prepare(config: Settings, report: Callable[[str], None]) -> None:
    """Read the built-in datasets that are missing or made from another file; a package without the file has none."""
    catalog = load_catalog(config)
    for dataset in DATASETS:
        try:
            resource = catalog.resource(dataset.resource)
        except UnknownObjectError:
            continue
        if _digest_in_place(config, dataset.name) == resource.sha256:
            continue
        report(dataset.name)
        options = IngestOptions(
            columns=dataset.columns,
            industry=dataset.industry,
            precision=dataset.precision,
            title={language: translator(language)(f"dataset.title.{dataset.key}") for language in LANGUAGES},
            notes={"digest": resource.sha256},
        )
        ingest([config.data_dir / resource.path], dataset.name, options, config=config)


def _digest_in_place(config: Settings, name: str) -> str:
    try:
        return store_of(config).manifest(name).notes.get("digest", "")
    except DatasetError:
        return ""
