"""What all tests share: the store, prepared once, and a small data package of their own.

`make test` runs them in several processes, each file of tests in one. What these share on disk is made under a lock.
"""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from geo.catalog import boundaries
from geo.prepare import prepare
from geo.publication.shelf import Shelf, shelf_of
from geo.settings import Settings, settings
from tests import small_package

# No test measures time, and neither does the search for examples: a machine may stand still for seconds.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

# Where the environment forbids bytecode, every process a test starts would compile what it imports anew: servers take
# twice as long to start, and collecting the tests three times.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Servers of tests serve the pages a test opens, and are not to spend eight seconds of processor on all the others.
os.environ.setdefault("OBSERVATORY_WARM_UP", "off")

# The longest files of tests begin: the process that gets the last file must not be left alone with a long one.
FIRST = ("browser", "pages", "ingest", "tests", "export", "publication", "catalog", "workbench")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the folders of tests by how long they take."""

    def place(item: pytest.Item) -> int:
        folder = item.path.parent.name
        return FIRST.index(folder) if folder in FIRST else len(FIRST)

    items.sort(key=place)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Search no memory while the tests are collected, nor ever after what that leaves, and seldom while they run.

    Eleven thousand tests are millions of objects that stay until the end: searching them again and again for what has
    gone is a quarter of the collection's time, and near a second for each full search, so that there is none. What
    tests read, trees of syntax above all, stays too: Python would search after every 700 new objects.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gc.enable()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Prepare the store of the real data, as `make setup` does, and return the settings that find it."""
    shared = tmp_path_factory.getbasetemp().parent  # by all processes of one run
    with FileLock(shared / "store.lock"):
        prepare(settings())
    return settings()


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    """Write a sound small data package into a folder of its own, without a store."""
    return small_package.write(tmp_path)


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Write a sound small data package and build its boundaries; shared, to be read only."""
    config = small_package.write(tmp_path_factory.mktemp("small"))
    boundaries.prepare(config, lambda _step: None)
    return config


@pytest.fixture
def shared(store: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """Let this process share layers with all, on the real data, and return its empty shelf."""
    assert store.store_dir.is_dir()
    monkeypatch.setenv("OBSERVATORY_UPLOADS", "publish")
    monkeypatch.setenv("OBSERVATORY_PUBLISHED", str(tmp_path / "published"))
    settings.cache_clear()
    yield shelf_of()
    monkeypatch.undo()
    settings.cache_clear()
