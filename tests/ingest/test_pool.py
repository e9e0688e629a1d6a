"""The worker: limits of time and memory, its death and return, queues, and uploads switched off."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from geo.errors import SettingError
from geo.ingest import doctor, examination, pool, rehearsal
from geo.ingest import worker as reading
from geo.ingest.errors import SandboxError, UploadQuotaError, UploadsOffError
from geo.ingest.placing import crs
from geo.ingest.pool import Ending, Worker
from geo.ingest.task import Order
from geo.ingest.worker import BEFORE_REHEARSAL, EXIT_UNCONFINED
from geo.settings import Limits, Settings, limits
from tests.ingest.build import packed, parts
from tests.ingest.conftest import Examine

POINT = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[117,36]}}'


def job(folder: Path) -> Order:
    for name in ("in", "work", "out"):
        (folder / name).mkdir()
    return {
        "name": "x.geojson",
        "files": [{"name": "x.geojson", "file": "0"}],
        "choices": examination.Choices().as_json(),
        "keep": False,
        "copy": "",
        "boundaries": {},
    }


def test_wall_clock_ends_a_reader_that_hangs(tmp_path: Path) -> None:
    order = job(tmp_path)
    os.mkfifo(tmp_path / "in" / "0")  # opening it waits for a writer who never comes
    ending = pool.shared().run(tmp_path, order, limits=Limits(wall_s=1))
    assert ending.timed_out
    assert ending.status == -signal.SIGKILL


def test_memory_limit_ends_a_reader_that_wants_more(examine: Examine) -> None:
    features = ",".join([POINT] * 200_000)
    examined = examine(
        "x.geojson", f'{{"type":"FeatureCollection","features":[{features}]}}', bounds=Limits(memory_mb=128)
    )
    assert [finding.code for finding in examined.report.findings] == ["worker_memory"]
    assert examined.report.exit_status == 2


def test_worker_starts_again_after_its_death(examine: Examine) -> None:
    assert examine("x.geojson", POINT).report.status == "ok"
    process = pool.shared()._process
    assert process is not None
    process.kill()
    process.wait()
    assert examine("x.geojson", POINT).report.status == "ok"


def test_jobs_run_at_the_same_time_and_do_not_mix() -> None:
    names = [f"layer_{number}.geojson" for number in range(6)]
    seen: dict[str, str] = {}

    def one(name: str) -> None:
        examined = examination.examine([(name, POINT.encode())], bounds=Limits())
        seen[name] = examined.report.layers[0]["name"]
        examined.close()

    threads = [threading.Thread(target=one, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {name: name.removesuffix(".geojson") for name in names}


def test_full_queue_refuses(tmp_path: Path) -> None:
    worker = Worker()
    bounds = Limits(workers=1, queue=0, wall_s=2)
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir(), second.mkdir()
    order = job(first)
    os.mkfifo(first / "in" / "0")
    running = threading.Thread(target=worker.run, args=(first, order), kwargs={"limits": bounds})
    running.start()
    try:
        while worker._queued == 0:
            pass
        with pytest.raises(UploadQuotaError, match="queue"):
            worker.run(second, job(second), limits=bounds)
    finally:
        running.join()
        worker.close()


def test_uploads_can_be_switched_off() -> None:
    with pytest.raises(UploadsOffError):
        examination.examine([("x.geojson", b"{}")], bounds=Limits(uploads="off"))


def test_upload_over_the_limit_is_refused_before_it_is_read(examine: Examine) -> None:
    examined = examine("x.csv", b"x" * (2 << 20), bounds=Limits(upload_mb=1))
    assert [(f.code, f.values) for f in examined.report.findings] == [("file_too_large", {"mb": 2, "limit": 1})]


@pytest.mark.parametrize(
    ("bounds", "code"),
    [
        (Limits(features=2), "too_many_features"),
        (Limits(vertices=10), "too_many_vertices"),
        (Limits(fields=0), "too_many_fields"),
        (Limits(layers=0), "too_many_layers"),
        (Limits(unpacked_mb=0), "zip_too_large"),
        (Limits(entries=3), "zip_entries"),
    ],
)
def test_limits_are_told_when_hit(bounds: Limits, code: str, examine: Examine) -> None:
    examined = examine("data.zip", packed(parts()), bounds=bounds)
    assert [finding.code for finding in examined.report.findings if finding.severity == "reject"] == [code]


def test_job_folder_is_private_and_goes_away(examine: Examine) -> None:
    examined = examine("x.geojson", POINT)
    assert examined.folder.stat().st_mode & 0o077 == 0
    examined.close()
    assert not examined.folder.exists()


def test_environment_of_the_worker_holds_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORY_SECRET_TOKEN", "hush")
    worker = Worker()
    worker.warm()
    process = worker._process
    assert process is not None
    try:
        worker._ready.wait(30)
        assert "hush" not in Path(f"/proc/{process.pid}/environ").read_text()
    finally:
        worker.close()


@pytest.mark.parametrize(
    ("name", "value"), [("OBSERVATORY_UPLOADS", "yes"), ("OBSERVATORY_SANDBOX", "no"), ("OBSERVATORY_UPLOAD_MB", "-1")]
)
def test_setting_that_cannot_be_used_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=name):
        limits()


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORY_UPLOADS", "publish")
    monkeypatch.setenv("OBSERVATORY_UPLOAD_MB", "7")
    found = limits()
    assert (found.uploads, found.upload_mb, found.sandbox) == ("publish", 7, "require")
    assert json.loads(json.dumps(found.as_json()))["upload_mb"] == 7


def test_warming_returns_at_once_and_the_start_goes_on_meanwhile() -> None:
    worker = Worker()
    started = time.monotonic()
    worker.warm()
    assert time.monotonic() - started < 0.2  # a start takes twice that
    process = worker._process
    try:
        assert not worker._ready.is_set()
        assert worker._ready.wait(30)
        worker.warm()  # at every rerun of the page: the one that runs stays
        assert worker._process is process
    finally:
        worker.close()


def test_worker_that_died_is_warmed_again_by_the_next_rerun() -> None:
    worker = Worker()
    worker.warm()
    first, listener = worker._process, worker._listener
    assert first is not None
    assert listener is not None
    try:
        assert worker._ready.wait(30)
        first.kill()
        listener.join(10)
        worker.warm()
        assert worker._process is not first
        assert worker._ready.wait(30)
    finally:
        worker.close()


def test_worker_has_one_thread_so_that_a_fork_copies_no_locks_of_others(store: Settings, tmp_path: Path) -> None:
    worker = Worker()
    worker.warm()
    process = worker._process
    assert process is not None
    try:
        worker._ready.wait(30)
        order = job(tmp_path)
        for _ in range(BEFORE_REHEARSAL + 1):  # so it has loaded the boundaries and rehearsed too
            worker.run(tmp_path, order, limits=Limits())
        assert len(list(Path(f"/proc/{process.pid}/task").iterdir())) == 1
    finally:
        worker.close()


def test_rehearsal_without_a_folder_for_files_does_the_rest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rehearsal.tempfile, "tempdir", str(tmp_path / "missing"))
    crs._transformer.cache_clear()
    rehearsal.rehearse()
    assert crs._transformer.cache_info().currsize > len(rehearsal.CODES)  # and one for what lies beside shapefiles


def test_a_rehearsal_that_fails_costs_no_reader(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("no such driver")

    monkeypatch.setattr(rehearsal, "rehearse", fail)
    monkeypatch.setattr(reading.gc, "freeze", lambda: None)  # of this process
    reading._rehearse()
    assert "no such driver" in caplog.text


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        (Ending(-signal.SIGSEGV, timed_out=False, memory_kb=1), "worker_crashed"),
        (Ending(3, timed_out=False, memory_kb=1), "worker_crashed"),
        (Ending(0, timed_out=False, memory_kb=1), "worker_crashed"),  # but no report was written
        (Ending(-signal.SIGABRT, timed_out=False, memory_kb=1), "worker_memory"),
        (Ending(-signal.SIGXCPU, timed_out=False, memory_kb=1), "worker_time"),
        (Ending(-signal.SIGKILL, timed_out=True, memory_kb=1), "worker_time"),
    ],
)
def test_death_of_a_reader_is_told_in_words(ending: Ending, code: str, tmp_path: Path) -> None:
    report = examination._outcome(tmp_path, ending, "x", Limits())
    assert [finding.code for finding in report.findings] == [code]


def test_report_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "secret.json").write_text('{"name": "x", "layers": [], "findings": [], "seconds": 0}')
    (tmp_path / "out" / "report.json").symlink_to(tmp_path / "secret.json")
    report = examination._outcome(tmp_path, Ending(0, timed_out=False, memory_kb=1), "x", Limits())
    assert [finding.code for finding in report.findings] == ["worker_crashed"]


def test_kernel_without_confinement_is_refused_or_told(tmp_path: Path) -> None:
    with pytest.raises(SandboxError):
        examination._outcome(tmp_path, Ending(EXIT_UNCONFINED, timed_out=False, memory_kb=1), "x", Limits())
    order = job(tmp_path)
    (tmp_path / "in" / "0").write_text(POINT)
    doctor.work(tmp_path, order, limits=Limits(sandbox="warn"), confined=False)
    report = examination._outcome(tmp_path, Ending(0, timed_out=False, memory_kb=1), "x", Limits())
    assert (report.status, report.findings[0].code) == ("warn", "sandbox_partial")
