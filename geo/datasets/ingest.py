"""Ingest: files of any size become one dataset, in bounded memory, whole or not at all, and go on after a kill.

Files are read into staged parts (`geo.datasets.staging`), merged into segments in Morton order
(`geo.datasets.sorting`), and put in place in one step. What is rejected or changed is listed with reason and line in
`rows.csv` beside the report. The work folder stays after a kill or on a full disk; the same command goes on from it,
and ends with the same content digest as if nothing had happened.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import pyarrow.parquet as pq

from geo.catalog import boundaries, load_catalog
from geo.datasets import columns_store, layout, reading, sorting, staging
from geo.datasets.csv_source import write_csv_row
from geo.datasets.errors import DatasetNameError, SourceFileError
from geo.datasets.layout import Manifest
from geo.datasets.normalising import LINE_BITS
from geo.datasets.record import CODES
from geo.datasets.regions import province_positions, regions
from geo.datasets.source import ReadOptions
from geo.datasets.store import store_of
from geo.model import CLUSTER_MODELS, NO_MODEL
from geo.settings import Settings

Progress = Callable[[str, float, int], None]
REPORT: Final = "report.json"
ROWS_LISTED: Final = "rows.csv"
BUILT_IN: Final = ("listed-firms",)


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What a person says of the files.

    Attributes
    ----------
    columns : role -> column, overruling what headers say.
    crs : gcj02, bd09, or what pyproj reads (`4490`, `EPSG:4547`); "" = as the file says, else WGS 84.
    industry : system of industry codes; "" = found by header and form.
    precision : of the coordinates, a key of geo.model.PRECISIONS; "" where nobody says.
    title : per language, shown with the dataset.
    notes : kept with the dataset; `digest` is that of a built-in one's file.
    """

    read: ReadOptions = field(default_factory=ReadOptions)
    columns: Mapping[str, str] = field(default_factory=dict)
    crs: str = ""
    industry: str = ""
    precision: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    segment_rows: int = sorting.SEGMENT_ROWS


@dataclass(frozen=True, slots=True)
class Ingested:
    """The dataset that is now in place and the report."""

    manifest: Manifest
    folder: Path
    resumed: bool


class Engine(Protocol):
    """What reads files into parts and sorts parts into segments; every engine leaves the same files."""

    def stage(self, plan: reading.Plan, folder: Path, progress: Callable[[int, Any], None]) -> list[staging.Part]:
        """Read a file into parts, after those that are there already; returns all of them in order."""

    def find_duplicates(self, parts: Sequence[staging.Part], work: Path) -> int:
        """Write the order numbers of all but the first row of every id to `duplicates.parquet`."""

    def sort(
        self,
        parts: Sequence[staging.Part],
        work: Path,
        territory: Callable[[], sorting.Territory],
        *,
        progress: Callable[[int], None],
        segment_rows: int,
    ) -> list[sorting.Segment]:
        """Write the segments, those apart that are there already; returns all of them in Morton order."""


class _Local:
    """This process."""

    def stage(self, plan: reading.Plan, folder: Path, progress: Callable[[int, Any], None]) -> list[staging.Part]:
        return staging.stage(plan.source, plan.rules, folder, columns=plan.used, progress=progress)

    def find_duplicates(self, parts: Sequence[staging.Part], work: Path) -> int:
        return sorting.find_duplicates(parts, work)

    def sort(
        self,
        parts: Sequence[staging.Part],
        work: Path,
        territory: Callable[[], sorting.Territory],
        *,
        progress: Callable[[int], None],
        segment_rows: int,
    ) -> list[sorting.Segment]:
        return sorting.sort(parts, work, territory(), progress=progress, segment_rows=segment_rows)


def ingest(
    files: Sequence[Path],
    name: str,
    options: IngestOptions,
    *,
    config: Settings,
    progress: Progress = lambda _step, _share, _rows: None,
    engine: Engine | None = None,
) -> Ingested:
    """Read files into the dataset `name`, replacing the one that is there.

    Parameters
    ----------
    files : CSV, Parquet, GeoParquet or GeoPackage; all of one register.
    progress : called with the step (read, sort, index), its share done (0 to 1) and its rows.
    engine : what reads and sorts; None = this process.

    Raises
    ------
    SourceFileError, ColumnMapError
        if a file cannot be used; nothing is written then.
    DatasetBusyError
        if another process writes the same dataset.
    DiskFullError
        if the disk is full; the old dataset stays.
    """
    root = config.datasets_dir
    layout.checked_name(name)
    if name in BUILT_IN and "digest" not in options.notes:
        raise DatasetNameError(f"{name!r} is the name of a built-in dataset. Choose another with --name.")
    plans = [reading.plan(path, options, config=config, number=number) for number, path in enumerate(files)]
    synthetic = any(plan.synthetic for plan in plans)
    with layout.told_when_full(root), layout.only_writer(root, name):
        work = root / name / "ingest"
        resumed = _work_folder(work, _plan_key(plans, options))
        engine = engine or _Local()
        parts = _stage(engine, plans, work, progress)
        rows_read = sum(part.read for part in parts)
        kept = sum(pq.read_metadata(part.parquet).num_rows for part in parts)
        duplicates = engine.find_duplicates(parts, work)
        if kept - duplicates <= 0:
            reasons = ", ".join(f"{reason} {count}" for reason, count in _summed(parts, "rejected").items())
            shutil.rmtree(work, ignore_errors=True)
            raise SourceFileError(
                f"None of {rows_read:,} rows can be used: {reasons or 'no rows'}. Check the columns with --map and the "
                "reference system with --crs."
            )
        sorted_rows = [0]

        def count(rows: int) -> None:
            sorted_rows[0] += rows
            progress("sort", sorted_rows[0] / (kept - duplicates), sorted_rows[0])

        segments = engine.sort(
            parts, work, partial(_territory, config), progress=count, segment_rows=options.segment_rows
        )
        progress("index", 0.0, 0)
        version = work / "version"
        shutil.rmtree(version, ignore_errors=True)
        manifest = _version(version, segments, name, options, synthetic=synthetic, config=config)
        report = _report(plans, parts, segments, work, duplicates=duplicates, rows=manifest.rows)
        _write_listing(version / ROWS_LISTED, plans, parts, work)
        layout.write_whole(version / REPORT, json.dumps(report, ensure_ascii=False, indent=1).encode())
        manifest = _sealed(manifest, version, report)
        place = store_of(config).put(version, manifest)
        shutil.rmtree(work, ignore_errors=True)
        progress("index", 1.0, manifest.rows)
        return Ingested(manifest, place, resumed)


def _plan_key(plans: Sequence[reading.Plan], options: IngestOptions) -> str:
    told = {
        "format": layout.FORMAT,
        "files": [
            (
                str(plan.path.resolve()),
                (stat := plan.path.stat()).st_size,
                stat.st_mtime_ns,
                dict(plan.rules.columns.roles),
            )
            for plan in plans
        ],
        "options": (repr(options.read), options.crs, options.industry, options.precision, options.segment_rows),
        "crs": [plan.datum for plan in plans],
        "swapped": [plan.rules.swapped for plan in plans],
        "industries": [plan.rules.industry for plan in plans],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _work_folder(work: Path, key: str) -> bool:
    """Keep what an interrupted run of the same order left, drop anything else; returns whether there was such."""
    mark = work / "order"
    if mark.exists() and mark.read_text("ascii") == key:
        shutil.rmtree(work / "spill", ignore_errors=True)
        return True
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    layout.write_whole(mark, key.encode())
    return False


def _stage(engine: Engine, plans: Sequence[reading.Plan], work: Path, progress: Progress) -> list[staging.Part]:
    total = sum(plan.path.stat().st_size for plan in plans)
    rows, before = 0, 0
    parts: list[staging.Part] = []
    for plan in plans:
        size = plan.path.stat().st_size

        def read(
            count: int, after: Mapping[str, int], before: int = before, size: int = size, plan: Any = plan
        ) -> None:
            nonlocal rows
            rows += count
            done = after["offset"] if "offset" in after else size * min(after["row"] / max(plan.expected_rows, 1), 1.0)
            progress("read", (before + done) / total, rows)

        folder = work / "stage" / f"{plan.number:03}"
        parts += engine.stage(plan, folder, read)
        before += size
    return parts


def _clusters(config: Settings) -> Any:
    """Return the clusters' polygons, smallest first: a cluster's code is its position + 1."""
    return boundaries.clusters(config).sort_values(["area_km2", "cluster_id"])


def _territory(config: Settings) -> sorting.Territory:
    """Return the polygons to assign rows to."""
    known = regions(config)
    polygons, region, place = province_positions(config)
    frame = _clusters(config)
    models = load_catalog(config).table("clusters").set_index("cluster_id")["model"].to_dict()
    model_codes = [
        CODES["model"].index(models[key] if models.get(key) in CLUSTER_MODELS else NO_MODEL)
        for key in frame["cluster_id"]
    ]
    codes = np.array([int(known.places[code].removeprefix("CN-")) for code in place], np.uint32)
    return sorting.Territory(
        polygons,
        region,
        place,
        codes,
        frame.geometry.to_numpy(),
        np.array(model_codes, np.uint8),
        known.region_position["CN"],
        frozenset(code for key, code in known.region_position.items() if key.startswith("CN-")),
    )


def _version(
    folder: Path,
    segments: Sequence[sorting.Segment],
    name: str,
    options: IngestOptions,
    *,
    synthetic: bool,
    config: Settings,
) -> Manifest:
    """Build a version's folder from finished segments; they are linked, so that a kill here loses nothing."""
    (folder / "rows").mkdir(parents=True)
    paths = []
    for number, segment in enumerate(segments):
        path = folder / "rows" / f"{number:05}.parquet"
        path.hardlink_to(segment.folder / "rows.parquet")
        paths.append(path)
        (folder / "names" / f"{number:05}").mkdir(parents=True)
        for file in (segment.folder / "names").iterdir():
            (folder / "names" / f"{number:05}" / file.name).hardlink_to(file)
    rows = sum(segment.rows for segment in segments)
    found = columns_store.write(folder, paths, rows)
    known = regions(config)
    content = layout.content_of([segment.digest for segment in segments], [segment.rows for segment in segments])
    return Manifest(
        name=name,
        title=dict(options.title) or {"zh": name, "en": name},
        rows=rows,
        content=content,
        segments=tuple(segment.rows for segment in segments),
        segment_digests=tuple(segment.digest for segment in segments),
        level=found.level,
        regions=known.regions,
        places=known.places,
        clusters=("", *_clusters(config)["cluster_id"]),
        counts=found.counts,
        years=found.years,
        synthetic=synthetic,
        bbox=found.bbox,
        notes=dict(options.notes),
    )


def _sealed(manifest: Manifest, folder: Path, report: layout.IngestReport) -> Manifest:
    import dataclasses

    derived = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.parent.name != "rows"]
    files = {str(path.relative_to(folder)): layout.digest_of(path) for path in derived}
    sealed = dataclasses.replace(manifest, files=files, report=report)
    sealed.write(folder)
    return sealed


def _summed(parts: Sequence[staging.Part], what: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(getattr(part, what))
    return total


def _report(
    plans: Sequence[reading.Plan],
    parts: Sequence[staging.Part],
    segments: Sequence[sorting.Segment],
    work: Path,
    *,
    duplicates: int,
    rows: int,
) -> layout.IngestReport:
    rejected = _summed(parts, "rejected")
    return {
        "read": sum(part.read for part in parts),
        "kept": rows,
        "duplicates": duplicates,
        "rejected": dict(sorted(rejected.items())),
        "changed": dict(sorted(_summed(parts, "changed").items())),
        "outside_country": sum(segment.outside_country for segment in segments),
        "outside_unit": sum(segment.outside_unit for segment in segments),
        "files": [plan.told() for plan in plans],
        "listing": ROWS_LISTED,
    }


def _write_listing(path: Path, plans: Sequence[reading.Plan], parts: Sequence[staging.Part], work: Path) -> None:
    """Write every rejected or changed row: file, line, what became of it, why, the value."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(write_csv_row(["file", "line", "outcome", "reason", "value"]))
        for part in parts:
            number = int(part.path.parent.name)
            start = write_csv_row([plans[number].path.name]).rstrip("\n")
            with part.listing.open(encoding="utf-8") as rows:
                file.writelines(_with_file(start, rows))
        for batch in pq.ParquetFile(work / "duplicates.parquet").iter_batches():
            for seq, key in zip(batch.column("seq").to_pylist(), batch.column("id").to_pylist(), strict=True):
                source = plans[seq >> LINE_BITS].path.name
                file.write(write_csv_row([source, seq & ((1 << LINE_BITS) - 1), "rejected", "duplicate", key[:120]]))


def _with_file(start: str, rows: Iterator[str]) -> Iterator[str]:
    """Put the file's name before each record; a value may hold line ends, so records are read as CSV."""
    import csv

    for record in csv.reader(rows):
        yield f"{start},{write_csv_row(record)}"
