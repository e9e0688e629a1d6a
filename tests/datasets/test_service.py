"""The service: equal questions are answered once, slow ones stopped, and routes speak HTTP."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import mapbox_vector_tile
import pytest
from starlette.applications import Starlette

from geo.datasets import routes, service, synth
from geo.datasets.errors import SlowQueryError
from geo.datasets.filters import DatasetFilters
from geo.datasets.ingest import IngestOptions, ingest
from geo.datasets.selection import Columns, Deadline, Selection
from geo.datasets.service import Service
from geo.settings import Settings
from geo.tiles.grid import Tile
from tests import coroutines

with warnings.catch_warnings():
    # Starlette's test client advises another fork of httpx; ours is the one the lock file names.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

FIRMS = DatasetFilters(kind=("firm",))


@pytest.fixture(scope="module")
def config(store: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Ingest a small dataset once."""
    folder: Path = tmp_path_factory.mktemp("service")
    made = dataclasses.replace(store, datasets_dir=folder, query_limit_ms=400)
    synth.write(1000, 3, folder / "s.csv", config=made)
    ingest([folder / "s.csv"], "firms", IngestOptions(), config=made)
    return made


async def staying() -> bool:
    return False


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Make every selection scan in steps until its deadline; the list says what became of it."""
    fate: list[str] = []
    whole = Columns.selection

    def scan(self: Columns, filters: DatasetFilters, deadline: Deadline) -> Selection:
        if not filters.is_empty:
            try:
                while True:
                    deadline.check()
                    time.sleep(0.005)
            except SlowQueryError:
                fate.append("cancelled" if deadline.is_cancelled else "late")
                raise
        return whole(self, filters, deadline)

    monkeypatch.setattr(Columns, "selection", scan)
    yield fate


def test_equal_questions_in_flight_are_computed_once(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    whole = Columns.selection
    gate = threading.Event()

    def counted(self: Columns, filters: DatasetFilters, deadline: Deadline) -> Selection:
        made.append(1)
        gate.wait(5)
        return whole(self, filters, deadline)

    monkeypatch.setattr(Columns, "selection", counted)
    asked = Service(dataclasses.replace(config, query_limit_ms=10_000))

    async def run() -> list[bytes]:
        tiles = [asyncio.ensure_future(asked.tile("firms", Tile(3, 6, 3), FIRMS, staying)) for _ in range(20)]
        await asyncio.sleep(0.2)
        gate.set()
        return await asyncio.gather(*tiles)

    answers = coroutines.run(run())
    assert len(made) == 1
    assert len(set(answers)) == 1
    assert answers[0]
    assert asked.made == 1


def test_a_slow_question_is_stopped_and_tiles_at_hand_are_not_starved(config: Settings, slow: list[str]) -> None:
    asked = Service(config)

    async def run() -> float:
        await asked.tile("firms", Tile(0, 0, 0), DatasetFilters(), staying)
        scan = asyncio.ensure_future(asked.tile("firms", Tile(3, 6, 3), FIRMS, staying))
        await asyncio.sleep(0.05)
        for x in range(8):  # answered while the scan is at work
            await asked.tile("firms", Tile(3, x, 3), DatasetFilters(), staying)
        assert not scan.done()
        with pytest.raises(SlowQueryError, match="400 ms"):
            await scan
        return 0.0

    coroutines.run(run())
    assert slow == ["late"]


def test_a_question_nobody_waits_for_is_stopped(config: Settings, slow: list[str]) -> None:
    asked = Service(dataclasses.replace(config, query_limit_ms=60_000))

    async def left() -> bool:
        return True

    assert coroutines.run(asked.tile("firms", Tile(3, 6, 3), FIRMS, left)) == b""
    for _ in range(400):
        if slow:
            break
        time.sleep(0.01)
    assert slow == ["cancelled"]


@pytest.fixture
def client(config: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Serve the routes alone."""
    asked = Service(config)
    monkeypatch.setattr(routes, "shared_service", lambda: asked)
    with TestClient(Starlette(routes=routes.routes("/base"))) as found:
        yield found


def test_tiles_counts_and_firms_are_served_with_etags(client: TestClient) -> None:
    answer = client.get("/base/tiles/dataset/firms/0/0/0.mvt?conf=high")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    cells = mapbox_vector_tile.decode(answer.content)["cells"]["features"]
    told = client.get("/base/tiles/dataset/firms/facets.json?conf=high").json()
    assert sum(cell["properties"]["n"] for cell in cells) == told["matching"] == told["conf"]["high"]
    assert told["total"] == 1000
    again = client.get(
        "/base/tiles/dataset/firms/0/0/0.mvt?conf=high", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    firm = client.get("/base/tiles/dataset/firms/firm/0.json").json()
    assert firm["id"].startswith("SYN")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("nope/0/0/0.mvt", 404, "dataset_unknown"),
        ("firms/0/0/9.mvt", 400, "tile_address"),
        ("firms/0/0/0.mvt?model=x", 400, "filter"),
        ("firms/facets.json?text=a", 400, "filter"),
        ("firms/firm/99999.json", 404, "dataset_unknown"),
        ("firms/firm/x.json", 404, "dataset_unknown"),
        ("..%2Ffirms/0/0/0.mvt", 400, "dataset_name"),
    ],
)
def test_faults_are_json_with_their_status(client: TestClient, path: str, status: int, code: str) -> None:
    answer = client.get(f"/base/tiles/dataset/{path}")
    if "%2F" in path and answer.status_code == 404:
        return  # the router took it for another path
    assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_a_slow_answer_says_when_to_ask_again(client: TestClient, slow: list[str]) -> None:
    answer = client.get("/base/tiles/dataset/firms/0/0/0.mvt?conf=high")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert slow == ["late"]


def test_a_new_version_is_served_without_a_restart(client: TestClient, config: Settings, tmp_path: Path) -> None:
    assert client.get("/base/tiles/dataset/changing/facets.json").status_code == 404
    for rows in (10, 20):
        synth.write(rows, rows, tmp_path / "c.csv", config=config)
        ingest([tmp_path / "c.csv"], "changing", IngestOptions(), config=config)
        assert client.get("/base/tiles/dataset/changing/facets.json").json()["total"] == rows


def test_the_service_is_one_a_process() -> None:
    assert service.shared_service() is service.shared_service()
