"""The contract of stores: every engine keeps the same rows and gives the same counts and the same tiles, byte for byte.

The expected answers are the embedded store's, which test_cells.py compares with a plain loop over the rows; here every
engine, the embedded one too, is held to them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyarrow import fs

from geo.datasets import bucket, register, synth
from geo.datasets.errors import SlowQueryError, StoreUnreachableError, UnknownDatasetError
from geo.datasets.filters import CODED, PLACED, DatasetFilters
from geo.datasets.ingest import IngestOptions, ingest
from geo.datasets.postgis import PostgisStore
from geo.datasets.selection import Deadline, facets
from geo.datasets.store import Opened, Store, store_of
from geo.settings import Settings
from geo.tiles.grid import Tile, to_grid
from tests import moto
from tests.postgres import database, postgres_server

__all__ = ["postgres_server"]

ROWS = 4000
FILTERS = [
    DatasetFilters(),
    DatasetFilters(segment=("03", "04")),
    DatasetFilters(region=("CN-440000",), kind=("firm",), year_from=2010, year_to=2020),
    DatasetFilters(region=("CN",), conf=("high", "medium"), year_to=2001),
    DatasetFilters(model=("none",), text="科技"),
    DatasetFilters(text="同处 数据"),
    DatasetFilters(place=("CN-110000",), text="50%_'\";--"),
]
STEPS = [(0, 121.47, 31.23), (3, 113.9, 22.5), (5, 116.4, 39.9), (8, 116.4, 39.9), (11, 116.4, 39.9), (16, 116.4, 39.9)]
# A bucket of the tests is a folder; the slow tests ask a server that speaks S3.
ENGINES = ("embedded", "postgis", "bucket", pytest.param("s3", marks=pytest.mark.slow))


def long() -> Deadline:
    return Deadline(60_000)


@pytest.fixture(scope="module")
def source(store: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a register with firms in one place, unknown years and names no query likes."""
    path = tmp_path_factory.mktemp("source") / "s.csv"
    synth.write(ROWS, 7, path, config=store)
    text = path.read_text("utf-8")
    text += "".join(f'"X{n}","同处数据有限公司{n}",116.4,39.9,"6513","","110101","firm","low",1\n' for n in range(5))
    text += '"Y1","50%_\'"";-- {x} \\N \\\\ 公司",116.4,39.91,"","1999-01-01","","","",1\n'
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def config_of(
    store: Settings, postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Settings]]:
    """Return the settings of each engine, each with a place of its own."""
    folder = tmp_path_factory.mktemp("stores")
    real = bucket.filesystem_of

    def filesystem_of(url: str) -> tuple[fs.FileSystem, str]:
        if "endpoint" in url:
            return real(url)
        (folder / "objects").mkdir(exist_ok=True)
        return fs.SubTreeFileSystem(str(folder / "objects"), fs.LocalFileSystem()), "firms"

    with database(postgres_server) as url, contextlib.ExitStack() as later, pytest.MonkeyPatch.context() as patch:
        patch.setattr(bucket, "filesystem_of", filesystem_of)
        urls = {"embedded": "", "postgis": url, "bucket": "s3://firms"}

        def make(engine: str) -> Settings:
            if engine not in urls:
                urls[engine] = later.enter_context(moto.bucket("firms")) + "&region=us-east-1"
            return dataclasses.replace(
                store, datasets_dir=folder / engine, store_url=urls[engine], query_limit_ms=60_000
            )

        yield make
        found = store_of(make("postgis"))
        assert isinstance(found, PostgisStore)
        found.close()


@pytest.fixture(scope="module")
def filled(source: Path, config_of: Callable[[str], Settings]) -> Callable[[str], Opened]:
    """Return a function that opens the dataset in an engine, ingested there once, in several segments."""
    opened: dict[str, Opened] = {}

    def run(engine: str) -> Opened:
        if engine not in opened:
            config = config_of(engine)
            ingest([source], "firms", IngestOptions(segment_rows=900), config=config)
            opened[engine] = store_of(config).open("firms")
        return opened[engine]

    return run


def tile_at(zoom: int, lon: float, lat: float) -> Tile:
    import numpy as np

    x, y = to_grid(np.array([lon]), np.array([lat]))
    return Tile(zoom, int(x[0]) >> (22 - zoom), int(y[0]) >> (22 - zoom))


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_keeps_the_same_rows(
    filled: Callable[[str], Opened], config_of: Callable[[str], Settings], engine: str
) -> None:
    expected, found = filled("embedded").columns.manifest, filled(engine).columns.manifest
    assert dataclasses.replace(found, report={}, files={}) == dataclasses.replace(expected, report={}, files={})
    assert len(found.segments) > 3
    assert store_of(config_of(engine)).names() == ("firms",)
    assert store_of(config_of(engine)).size("firms") > 0
    assert register.verify("firms", config=config_of(engine)) == []
    report = next(config_of(engine).datasets_dir.rglob("rows.csv"), None)
    assert report is not None
    assert report.read_text("utf-8").startswith("file,line,outcome")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("filters", FILTERS, ids=lambda one: one.query()[:30] or "none")
def test_every_engine_counts_alike(filled: Callable[[str], Opened], engine: str, filters: DatasetFilters) -> None:
    expected, found = filled("embedded").columns, filled(engine).columns
    told = facets(found, filters, long())
    assert told == facets(expected, filters, long())
    assert told.matching > 0
    for column in (*CODED.values(), *PLACED):
        assert found.counts(column, filters, long()) == expected.counts(column, filters, long())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("filters", FILTERS, ids=lambda one: one.query()[:30] or "none")
def test_every_engine_draws_the_same_tiles(
    filled: Callable[[str], Opened], engine: str, filters: DatasetFilters
) -> None:
    expected, found = filled("embedded").cutter, filled(engine).cutter
    some = 0
    for zoom, lon, lat in STEPS:
        tile = tile_at(zoom, lon, lat)
        body = found.encode(tile, filters, long())
        assert body == expected.encode(tile, filters, long()), (tile, filters)
        some += bool(body)
    assert some


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_tells_the_same_firms(filled: Callable[[str], Opened], engine: str) -> None:
    expected, found = filled("embedded"), filled(engine)
    for row in (0, 1, 899, 900, ROWS + 5):
        assert found.cutter.firm(row) == expected.cutter.firm(row)
    tile = tile_at(8, 116.4, 39.9)
    address = (tile.z, tile.x, tile.y)
    for filters in FILTERS[:5]:
        firms = found.cutter.cell_firms(address, filters, long(), most=7)
        assert firms == expected.cutter.cell_firms(address, filters, long(), most=7)
        assert len(firms.firms) == min(firms.n, 7)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_new_version_takes_the_place_of_the_old_one_and_goes_away(
    config_of: Callable[[str], Settings], tmp_path: Path, engine: str
) -> None:
    config = config_of(engine)
    store = store_of(config)
    versions = []
    for rows in (10, 20):
        synth.write(rows, rows, tmp_path / "c.csv", config=config)
        ingest([tmp_path / "c.csv"], "changing", IngestOptions(), config=config)
        versions.append(store.version("changing"))
        assert store.open("changing").columns.rows == rows
    assert versions[0] != versions[1]
    register.remove("changing", config=config)
    assert "changing" not in store.names()
    for ask in (store.version, store.open, store.manifest):
        with pytest.raises(UnknownDatasetError):
            ask("changing")
    assert not (config.datasets_dir / "changing").exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_question_ends_at_its_limit_and_when_nobody_waits(filled: Callable[[str], Opened], engine: str) -> None:
    opened = filled(engine)
    unknown = DatasetFilters(text="从未问过", segment=("01",))
    late, left = Deadline(0), Deadline(60_000)
    left.cancel()
    for deadline in (late, left):
        with pytest.raises(SlowQueryError):
            opened.columns.count(unknown, deadline)
        with pytest.raises(SlowQueryError):
            opened.cutter.encode(Tile(0, 0, 0), unknown, deadline)


def postgis(config_of: Callable[[str], Settings]) -> PostgisStore:
    found: Store = store_of(config_of("postgis"))
    assert isinstance(found, PostgisStore)
    return found


def test_the_database_stops_what_nobody_waits_for(
    filled: Callable[[str], Opened], config_of: Callable[[str], Settings]
) -> None:
    filled("postgis")
    store, deadline = postgis(config_of), Deadline(60_000)
    with store.connection() as connection, deadline.stopping(connection.cancel):
        threading.Timer(0.2, deadline.cancel).start()
        with pytest.raises(Exception, match="user request"):
            connection.execute("SELECT pg_sleep(50)")
        connection.rollback()


def test_verify_finds_an_altered_row(filled: Callable[[str], Opened], config_of: Callable[[str], Settings]) -> None:
    filled("postgis")
    store = postgis(config_of)
    (table,) = _tables(store)
    with store.connection() as connection:
        connection.execute(f"UPDATE observatory.{table} SET year = year + 1 WHERE row = 1000")
    try:
        (fault,) = store.verify("firms")
        assert fault.startswith("segment 1")
    finally:
        with store.connection() as connection:
            connection.execute(f"UPDATE observatory.{table} SET year = year - 1 WHERE row = 1000")


def _tables(store: PostgisStore) -> list[str]:
    with store.connection() as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'firms%'").fetchall()
    return [name for (name,) in found]


def test_other_programs_find_points_where_they_are(
    filled: Callable[[str], Opened], config_of: Callable[[str], Settings]
) -> None:
    filled("postgis")
    store = postgis(config_of)
    (table,) = _tables(store)
    with store.connection() as connection:
        found = connection.execute(
            "SELECT max(ST_Distance(ST_Transform(geom, 4326), "
            f"ST_SetSRID(ST_MakePoint(lon_e7 / 1e7, lat_e7 / 1e7), 4326))) FROM observatory.{table}"
        ).fetchone()
    assert found is not None
    assert found[0] < 1e-9


def test_a_failed_copy_leaves_the_old_version_and_no_table(
    filled: Callable[[str], Opened],
    config_of: Callable[[str], Settings],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled("postgis")
    store, config = postgis(config_of), config_of("postgis")
    before, old = _tables(store), store.version("firms")
    from geo.datasets import postgis_rows

    whole = postgis_rows._as_csv

    def broken(batch: object, first: int) -> bytes:
        raise KeyboardInterrupt

    synth.write(30, 3, tmp_path / "n.csv", config=config)
    with monkeypatch.context() as patch:
        patch.setattr(postgis_rows, "_as_csv", broken)
        with pytest.raises(KeyboardInterrupt):
            ingest([tmp_path / "n.csv"], "firms", IngestOptions(), config=config)
    assert postgis_rows._as_csv is whole
    assert (_tables(store), store.version("firms")) == (before, old)
    assert store.open("firms").columns.rows == ROWS + 6
    shutil.rmtree(config.datasets_dir / "firms" / "ingest")


@pytest.mark.parametrize("port", ["1", "0"])
def test_a_database_that_is_away_is_told_without_its_password(
    store: Settings, tmp_path: Path, port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.datasets.postgis.WAIT_S", 1.0)  # nobody answers, however long it is waited
    url = f"postgresql://me:hidden-word@127.0.0.1:{port}/x?connect_timeout=2"
    config = dataclasses.replace(store, datasets_dir=tmp_path, store_url=url)
    assert "hidden-word" not in repr(config)
    away = PostgisStore(config)
    with pytest.raises(StoreUnreachableError) as told:
        away.names()
    away.close()
    assert "hidden-word" not in told.value.message
    assert "127.0.0.1" in told.value.message
