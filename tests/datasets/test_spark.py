"""Spark: the same layout as the embedded engine's, row by row and digest by digest, and the same counts of it."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from geo.datasets import layout, register, spark, synth
from geo.datasets.errors import EngineError
from geo.datasets.ingest import IngestOptions, ingest
from geo.datasets.selection import open_columns
from geo.datasets.source import ReadOptions
from geo.settings import ROOT, Settings

ROWS = 30_000
SMALL = IngestOptions(ReadOptions(piece_mb=1), segment_rows=4000)


@pytest.fixture(scope="module")
def files(store: Settings, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Write two files of one register: several pieces, repeated ids within and across, and rows that are no rows."""
    folder = tmp_path_factory.mktemp("files")
    table, more = folder / "a.csv", folder / "b.parquet"
    synth.write(ROWS, 5, table, config=store)
    synth.write(2000, 6, more, config=store)  # its ids are those of the first rows of the other
    lines = table.read_text("utf-8").splitlines()
    lines += [
        lines[7],
        lines[9],
        '"","没有坐标","","","6513","","","firm","low",1',
        '"Z","远",999,1,"","","","","",1',
        '"",1',
    ]
    table.write_text("\n".join(lines) + "\n", "utf-8")
    return [table, more]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    with spark.session("local[2]") as found:
        yield found


def config_in(store: Settings, folder: Path) -> Settings:
    return dataclasses.replace(store, datasets_dir=folder)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
def test_spark_writes_what_the_embedded_engine_writes(
    store: Settings, files: list[Path], session: Any, tmp_path: Path
) -> None:
    one, other = config_in(store, tmp_path / "embedded"), config_in(store, tmp_path / "spark")
    expected = ingest(files, "firms", SMALL, config=one)
    found = ingest(files, "firms", SMALL, config=other, engine=spark.SparkEngine(session))
    assert found.manifest.content == expected.manifest.content
    assert found.manifest == expected.manifest  # the report, every digest of every derived file
    assert found.manifest.report["duplicates"] == 2002
    assert len(found.manifest.segments) > 5
    for mine, theirs in zip(*(sorted((done.folder / "rows").iterdir()) for done in (found, expected)), strict=True):
        assert mine.name == theirs.name
        assert pq.read_table(mine).equals(pq.read_table(theirs))
    assert (found.folder / "rows.csv").read_bytes() == (expected.folder / "rows.csv").read_bytes()
    assert register.verify("firms", config=other) == []
    counts = spark.statistics(session, found.folder, levels=(5, 9))
    for column, known in expected.manifest.counts.items():
        assert counts[column] == dict(known), column
    columns = open_columns(one, "firms")
    q = np.concatenate([pq.read_table(path)["q"].to_numpy() for path in sorted((found.folder / "rows").iterdir())])
    for level in (5, 9):
        cells, rows = np.unique(q >> (2 * (22 - level)), return_counts=True)
        assert counts[f"cells-{level}"] == {str(cell): int(n) for cell, n in zip(cells, rows, strict=True)}
    assert sum(counts["year"].values()) == columns.rows


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
def test_spark_goes_on_from_what_a_killed_run_left(
    store: Settings, files: list[Path], session: Any, tmp_path: Path
) -> None:
    config = config_in(store, tmp_path)
    whole = ingest(files, "whole", SMALL, config=config)

    class Killed(spark.SparkEngine):
        def sort(self, *_args: Any, **_options: Any) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(files, "firms", SMALL, config=config, engine=Killed(session))
    done = ingest(files, "firms", SMALL, config=config, engine=spark.SparkEngine(session))
    assert done.resumed
    assert done.manifest.content == whole.manifest.content
    assert layout.names(config.datasets_dir) == ("firms", "whole")


@pytest.mark.slow
def test_the_command_takes_the_engine(store: Settings, files: list[Path], tmp_path: Path) -> None:
    environment = {**os.environ, "OBSERVATORY_DATASETS": str(tmp_path)}
    contents = []
    for options in (["--engine", "spark", "--master", "local[2]"], []):
        order = [sys.executable, "-m", "geo", "ingest", *map(str, files), "--name", "firms", "--json", *options]
        done = subprocess.run(order, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        contents.append(json.loads(done.stdout)["content"])
    assert contents[0] == contents[1]


def test_spark_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(EngineError, match=r"requirements-spark\.txt"), spark.session("local[2]"):
        pass
