"""Preparing the store: built once per data and code, whole at every moment, and honest when it fails."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo import prepare as preparation
from geo import stamp
from geo.catalog import package
from geo.commands.seal import seal
from geo.errors import NotPreparedError
from geo.prepare import STEPS, is_prepared, prepare, prepare_in_background, progress, require_prepared, store_key
from geo.settings import ROOT, Settings, settings
from geo.tiles.store import cursor
from tests import small_package
from tests.syntax import tree

GEO = ROOT / "geo"


def write_name(step: str) -> Callable[[Settings, object], None]:
    """Return a builder that writes one small file: for tests of what surrounds the builders."""

    def build(config: Settings, _report: object) -> None:
        (config.store_dir / step).write_text(package.load_catalog(config).digest, "utf-8")

    return build


@pytest.fixture
def built(small: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return a small package with a store of one small file for each step."""
    for step in STEPS:
        monkeypatch.setitem(preparation._BUILDERS, step, write_name(step))
    assert prepare(small) is True
    return small


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a store."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def edit(config: Settings) -> None:
    """Rename a cluster and seal the package, as whoever keeps the data does; a new process would read it anew."""
    table = config.data_dir / "tables" / "clusters.csv"
    table.write_text(table.read_text("utf-8").replace("Wuhu", "Wuhu New"), "utf-8")
    assert seal(config.data_dir)
    package._load.cache_clear()


def leftovers(config: Settings) -> list[str]:
    """Return what lies beside the store that is neither the store nor the data."""
    beside = config.store_dir.parent.iterdir()
    return sorted(path.name for path in beside if path.name not in (config.store_dir.name, config.data_dir.name))


def run_prepare(config: Settings, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the verb as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "geo", "prepare", *options],
        cwd=ROOT,
        env={**os.environ, "OBSERVATORY_DATA": str(config.data_dir), "OBSERVATORY_STORE": str(config.store_dir)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[str]]:
    """Prepare a small package with the real builders; returns it, to be read only, and the steps that were told."""
    config = small_package.write(tmp_path_factory.mktemp("whole"))
    steps: list[str] = []
    assert not is_prepared(config)
    assert prepare(config, report=steps.append) is True
    return config, steps


def test_builds_everything_from_the_package_it_is_given(whole: tuple[Settings, list[str]]) -> None:
    config, steps = whole
    assert steps == list(STEPS)
    assert is_prepared(config)
    require_prepared(config)
    names = {path.name for path in config.store_dir.iterdir()}
    assert {"assets", "boundaries", "map", "observatory.duckdb", "stamp.json"} <= names
    assert "Zhongguancun" in (config.store_dir / "map" / "network.json").read_text("utf-8")
    ids = {row[0] for row in cursor(config).execute("SELECT id FROM organisations").fetchall()}
    assert ids == set(package.load_catalog(config).table("organisations")["organisation_id"])
    assert leftovers(config) == []


def test_a_second_call_does_nothing(built: Settings) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.store_dir.rglob("*")}
    steps: list[str] = []
    assert prepare(built, report=steps.append) is False
    assert steps == []
    assert {path: path.stat().st_mtime_ns for path in built.store_dir.rglob("*")} == before


def test_it_is_built_again_when_asked_to(built: Settings) -> None:
    assert prepare(built, force=True) is True
    assert is_prepared(built)
    assert leftovers(built) == []


def test_changed_data_make_a_new_store(built: Settings) -> None:
    old = store_key(built)
    edit(built)
    assert store_key(built) != old
    assert not is_prepared(built)
    with pytest.raises(NotPreparedError, match="python -m geo prepare"):
        require_prepared(built)
    assert prepare(built) is True
    assert stamp.version(built) == store_key(built)
    assert set(content(built.store_dir).values()) >= {package.load_catalog(built).digest.encode()}


def test_changed_code_makes_a_new_store(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "_code_digest", lambda: "000000000000")
    assert not is_prepared(built)


def modules_of(name: str) -> set[str]:
    """Return the files of geo that a module imports, at any depth."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here in found:
            continue
        found.add(here)
        for node in ast.walk(tree(GEO / here)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("geo"):
                parts = str(node.module).split(".")[1:]
                names = ["/".join([*parts, alias.name]) for alias in node.names] + ["/".join(parts)] * bool(parts)
                waiting += [f"{name}.py" for name in names if (GEO / f"{name}.py").is_file()]
                waiting += [f"{name}/__init__.py" for name in names if (GEO / name / "__init__.py").is_file()]
    return found


def test_the_key_follows_all_code_that_decides_what_is_in_the_store() -> None:
    builders = {builder.__module__ for builder in preparation._BUILDERS.values()} | {"geo.tiles.mvt"}
    deciding = set().union(*(modules_of(f"{'/'.join(name.split('.')[1:])}.py") for name in builders))
    without_say = ("errors.py", "settings.py", "variables.py", "__init__.py")
    named = [name for name in deciding if not name.endswith(without_say)]
    assert [name for name in named if not {name, name.split("/")[0]} & set(preparation._CODE)] == []
    assert all((GEO / name).exists() for name in preparation._CODE)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_leaves_the_old_store_whole(
    built: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before, version = content(built.store_dir), stamp.version(built)
    edit(built)

    def fail(config: Settings, _report: object) -> None:
        (config.store_dir / "half").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(preparation._BUILDERS, step, fail)
    with pytest.raises(OSError, match="No space left"):
        prepare(built)
    assert content(built.store_dir) == before
    assert stamp.version(built) == version
    assert leftovers(built) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from geo import prepare as preparation, stamp
from geo.settings import settings

moment = sys.argv[1]

def die(*_args):
    os.kill(os.getpid(), signal.SIGKILL)

for step in preparation.STEPS:
    preparation._BUILDERS[step] = lambda config, _report, step=step: (config.store_dir / step).write_text("new")
if moment in preparation.STEPS:
    preparation._BUILDERS[moment] = die
elif moment == "stamp":
    stamp.write = die
elif moment == "between renames":
    rename, calls = Path.rename, []
    def once(self, target):
        calls.append(self)
        return rename(self, target) if len(calls) == 1 else die()
    Path.rename = once
else:
    preparation.shutil.rmtree = lambda path, **_: die() if "old-" in str(path) else None
preparation.prepare(settings())
"""


def kill_at(moment: str, config: Settings) -> None:
    """Prepare in a process that is killed at a moment."""
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, moment],
        cwd=ROOT,
        env={**os.environ, "OBSERVATORY_DATA": str(config.data_dir), "OBSERVATORY_STORE": str(config.store_dir)},
        timeout=120,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize("moment", [*STEPS, "stamp"])
def test_a_kill_while_building_leaves_the_old_store_whole(built: Settings, moment: str) -> None:
    before = content(built.store_dir)
    edit(built)
    kill_at(moment, built)
    assert content(built.store_dir) == before
    assert prepare(built) is True
    assert is_prepared(built)


def test_a_kill_between_the_two_renames_loses_nothing(built: Settings) -> None:
    before = content(built.store_dir)
    edit(built)
    kill_at("between renames", built)
    assert not built.store_dir.exists()
    preparation._tidy(built.store_dir)
    assert content(built.store_dir) == before
    assert prepare(built) is True
    assert is_prepared(built)


def test_a_kill_after_the_renames_leaves_the_new_store(built: Settings) -> None:
    edit(built)
    kill_at("after renames", built)
    assert is_prepared(built)
    assert prepare(built) is False


def test_what_killed_preparations_left_goes_when_it_is_old(built: Settings) -> None:
    for name, hours in (("building-1", 2), ("old-1", 2), ("building-2", 0)):
        folder = built.store_dir.with_name(f"{built.store_dir.name}.{name}")
        folder.mkdir()
        (folder / "half").write_bytes(b"half")
        then = time.time() - hours * 3600
        os.utime(folder, (then, then))
    prepare(built)
    assert leftovers(built) == ["store.building-2"], "another preparation may be at work in it"


def test_the_verb_reports_its_steps_and_then_that_all_is_current(small: Settings) -> None:
    first = run_prepare(small)
    assert first.returncode == 0, first.stderr
    assert first.stdout.split() == [
        word for number, step in enumerate(STEPS, 1) for word in (f"[{number}/{len(STEPS)}]", step)
    ]
    again = run_prepare(small)
    assert (again.returncode, again.stdout) == (0, "The store is current.\n")


def test_an_altered_file_stops_the_verb_with_both_hashes(small: Settings) -> None:
    table = small.data_dir / "tables" / "hubs.csv"
    expected = package.load_catalog(small).resource("hubs").sha256
    table.write_bytes(table.read_bytes() + b"x\n")
    found = hashlib.sha256(table.read_bytes()).hexdigest()
    stopped = run_prepare(small)
    assert stopped.returncode == 1
    assert "tables/hubs.csv" in stopped.stderr
    assert expected in stopped.stderr
    assert found in stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert not small.store_dir.exists()


def test_every_missing_file_is_named_at_once(small: Settings) -> None:
    for name in ("hubs", "links"):
        (small.data_dir / "tables" / f"{name}.csv").unlink()
    stopped = run_prepare(small)
    assert stopped.returncode == 1
    assert "tables/hubs.csv is missing, expected sha256" in stopped.stderr
    assert "tables/links.csv is missing, expected sha256" in stopped.stderr


def test_an_altered_file_stops_machines_with_json(small: Settings) -> None:
    (small.data_dir / "tables" / "hubs.csv").unlink()
    stopped = run_prepare(small, "--json")
    assert stopped.returncode == 1
    assert '"error": "data_file"' in stopped.stdout
    assert "tables/hubs.csv" in stopped.stdout
    assert stopped.stderr == ""


@pytest.fixture
def as_server(small: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Make this process one that serves the small package."""
    monkeypatch.setenv("OBSERVATORY_DATA", str(small.data_dir))
    monkeypatch.setenv("OBSERVATORY_STORE", str(small.store_dir))
    monkeypatch.setattr(preparation, "_progress", preparation.Progress("", 0, len(STEPS), running=False))
    settings.cache_clear()
    yield small
    settings.cache_clear()


def wait() -> set[str]:
    """Wait for the preparation in the background; returns the steps that were seen."""
    seen = set()
    end = time.monotonic() + 120
    while progress().running:
        assert time.monotonic() < end
        seen.add(progress().step)
        time.sleep(0.02)
    return seen


def test_in_the_background_the_progress_is_told(as_server: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(as_server.data_dir.parent)
    monkeypatch.setenv("OBSERVATORY_DATA", "data")  # relative to the server's folder, not to the preparation's
    monkeypatch.setenv("OBSERVATORY_STORE", "store")
    settings.cache_clear()
    prepare_in_background()
    assert progress().running
    prepare_in_background()  # a second person opens the page: nothing more is started
    assert {"boundaries", "search", "tiles"} <= wait()
    last = progress()
    assert (last.step, last.number, last.of, last.error) == (STEPS[-1], len(STEPS), len(STEPS), "")
    assert is_prepared(as_server)


def test_a_failure_in_the_background_is_told_in_its_own_words(as_server: Settings) -> None:
    package.load_catalog(as_server)
    (as_server.data_dir / "tables" / "hubs.csv").unlink()
    prepare_in_background()
    wait()
    assert progress().error.startswith("Data file tables/hubs.csv is missing, expected sha256")
    assert not is_prepared(as_server)


def test_a_store_folder_that_cannot_be_made_is_told(as_server: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORY_STORE", str(as_server.data_dir / "datapackage.json" / "store"))
    settings.cache_clear()
    prepare_in_background()
    wait()
    assert "datapackage.json" in progress().error


def test_a_preparation_that_dies_without_a_word_is_told(
    as_server: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    silent = tmp_path / "python"
    silent.write_text("#!/bin/sh\nkill -9 $$\n", "utf-8")
    silent.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(silent))
    prepare_in_background()
    wait()
    assert "ended with status -9" in progress().error
    assert not is_prepared(as_server)


def test_code_changed_under_a_running_server_asks_for_a_restart(
    as_server: Settings, whole: tuple[Settings, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(whole[0].store_dir, as_server.store_dir)  # of the same data, by today's code
    assert is_prepared(as_server)
    monkeypatch.setattr(preparation, "_code_digest", lambda: "000000000000")  # what the server was started with
    assert not is_prepared(as_server)
    prepare_in_background()
    wait()
    assert as_server.store_dir.is_dir()
    assert "Restart the server" in progress().error


def test_the_small_package_is_no_part_of_the_real_store(store: Settings, small: Settings) -> None:
    assert store_key(store) != store_key(small)
    assert set(small_package.TABLES) == {resource.name for resource in package.load_catalog(small).resources} - {
        "boundary_tsukuba"
    }
