"""Pool of reading processes as the server sees it: hands a job to the worker and waits for its end.

The worker is started once, ahead of the first upload if `warm` is called, and started again if it has died.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from geo.ingest.errors import UploadQuotaError, UploadWorkerError
from geo.ingest.placing.places_files import boundary_files
from geo.ingest.task import GridOrder, Job, Order
from geo.settings import ROOT, Limits

# The worker gets these variables and no others: no keys, tokens or proxies reach it.
_PASSED = ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "PYTHONHOME", "LD_LIBRARY_PATH", "COVERAGE_PROCESS_START")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended.

    Attributes
    ----------
    status : exit status; negative = signal.
    timed_out : whether the clock ended it.
    memory_kb : peak memory, kilobytes.
    cpu_s : processor time, seconds.
    """

    status: int
    timed_out: bool
    memory_kb: int
    cpu_s: float = 0.0


class Worker:
    """One worker process and the jobs it runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Future[Ending]] = {}
        self._slots: threading.BoundedSemaphore | None = None
        self._queued = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None
        self._ready = threading.Event()

    @property
    def queued(self) -> int:
        """Return the number of jobs that run or wait."""
        return self._queued

    def warm(self) -> None:
        """Start the process if it does not run; returns at once, the start goes on meanwhile."""
        with self._lock:
            self._ensure()

    def _ensure(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        environment = {name: os.environ[name] for name in _PASSED if name in os.environ}
        environment |= {
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "OPENBLAS_NUM_THREADS": "1",  # a fork copies no threads: the parent must have none
            "OMP_NUM_THREADS": "1",
            "JE_ARROW_MALLOC_CONF": "background_thread:false",
            "ARROW_DEFAULT_MEMORY_POOL": "system",  # the other pools reserve a gigabyte that counts against the limit
            "MALLOC_ARENA_MAX": "2",
            "PROJ_NETWORK": "OFF",
        }
        self._ready.clear()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "geo.ingest.worker", *(f"{key}={path}" for key, path in boundary_files().items())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, args=(self._process,), daemon=True)
        self._listener.start()
        return self._process

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        for line in process.stdout or ():
            reply = json.loads(line)
            if "ready" in reply:
                self._ready.set()
                continue
            with self._lock:
                waiting = self._waiting.pop(reply["id"], None)
            if waiting is not None:
                waiting.set_result(Ending(reply["status"], reply["timed_out"], reply["memory_kb"], reply["cpu_s"]))
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what was still to be written has no reader any more
                    stream.close()
        started = self._ready.is_set()
        with self._lock:
            if self._process is not process:
                return
            self._process = None
            orphans, self._waiting = self._waiting, {}
        for waiting in orphans.values():
            if started:
                waiting.set_result(Ending(-9, timed_out=False, memory_kb=0))
            else:
                waiting.set_exception(UploadWorkerError())
        self._ready.set()

    def run(self, folder: Path, task: Order | GridOrder, *, limits: Limits, readable: tuple[Path, ...] = ()) -> Ending:
        """Run one job and wait for it.

        Parameters
        ----------
        folder : the job folder with ``in`` (the upload), ``work`` and ``out``.
        task : what `geo.ingest.doctor.work` is told.
        limits : bounds of the job, of the jobs at once and of those that may wait.
        readable : further files or folders the job may read, such as the prepared boundaries.

        Raises
        ------
        UploadQuotaError
            if as many uploads as allowed wait already.
        UploadWorkerError
            if the process cannot be started.
        """
        with self._lock:
            if self._slots is None:
                self._slots = threading.BoundedSemaphore(limits.workers)
            if self._queued >= limits.workers + limits.queue:
                raise UploadQuotaError("queue", limit=limits.queue, unit="uploads waiting")
            self._queued += 1
        try:
            with self._slots:
                return self._run(folder, task, limits, readable)
        finally:
            with self._lock:
                self._queued -= 1

    def _run(self, folder: Path, task: Order | GridOrder, limits: Limits, readable: tuple[Path, ...]) -> Ending:
        number = next(self._numbers)
        request: Job = {
            "id": number,
            "folder": str(folder),
            "task": task,
            "limits": limits.as_json(),
            "readable": [str(path) for path in readable],
        }
        future: Future[Ending] = Future()
        with self._lock:
            process = self._ensure()
            self._waiting[number] = future
        self._ready.wait()
        try:
            with self._lock:
                assert process.stdin is not None  # noqa: S101 - it was opened with a pipe
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
        except OSError:
            with self._lock:
                self._waiting.pop(number, None)
            if not future.done():
                raise UploadWorkerError() from None
        return future.result()

    def close(self) -> None:
        """End the process and its jobs, and wait until that is done."""
        with self._lock:
            process, listener = self._process, self._listener
        if process is not None and listener is not None:
            process.terminate()
            listener.join()


_worker = Worker()
atexit.register(_worker.close)


def shared() -> Worker:
    """Return the worker of this process."""
    return _worker
