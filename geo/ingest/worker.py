"""Reading process: a small server that forks one confined child for each upload, so a child starts in milliseconds.

The server (`python -m geo.ingest.worker`) imports the libraries once and never opens an upload. It reads requests,
one JSON object a line, from standard input, and answers on standard output when a child has ended. Each child drops
its rights (`sandbox`), examines the one upload in its job folder and writes what it found there. End of input ends
the server and its children.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import logging
import os
import resource
import select
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.ingest.confinement import jail, sandbox
from geo.ingest.task import Job
from geo.settings import Limits

EXIT_REPORTED: Final = 0
EXIT_FAILED: Final = 3
EXIT_MEMORY: Final = 4
EXIT_UNCONFINED: Final = 5
EXIT_DISK: Final = 6
NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)
_REPORT_MB: Final = 64  # room for the report, however little an archive may unpack to
_PAUSE_S: Final = 0.25
# A process that is asked only once or twice is not worth a rehearsal, which takes as long as a few jobs gain by it.
BEFORE_REHEARSAL: Final = 2
_SIGNALLED: Final = 128
_TRACE: Final = "trace.txt"


@dataclass(slots=True)
class _Child:
    number: int
    deadline: float
    timed_out: bool = False
    jailed: Path | None = None  # its job folder


def _jailed(request: Job) -> None:
    """Become the same job in a jail; never returns."""
    folder = Path(request["folder"])
    command = jail.order(
        [jail.interpreter(), "-m", "geo.ingest.worker", jail.FLAG, json.dumps(request)],
        readable=[folder / "in", *(Path(path) for path in request["readable"])],
        writable=[folder / "out", folder / "work"],
        home=folder / "work",
    )
    os.execve(command[0], command, dict(os.environ))  # noqa: S606 - the command is ours, and no shell is wanted


def _child(request: Job, *, jailed: bool = False) -> int:
    """Run one job in the calling process, which never returns to the server's loop; returns its exit status.

    Parameters
    ----------
    jailed : we are in a jail already.
    """
    folder = Path(request["folder"])
    limits = Limits(**request["limits"])
    os.environ["TMPDIR"] = str(folder / "work")
    os.chdir(folder / "work")
    trace = os.open(folder / "work" / _TRACE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(trace, stream)
    if not jailed and jail.is_needed():
        _jailed(request)
    granted = sandbox.confine(
        readable=[*sandbox.library_folders(), folder / "in", *(Path(path) for path in request["readable"])],
        writable=[folder / "out"],
        scratch=folder / "work",
        memory_mb=limits.memory_mb,
        cpu_s=limits.cpu_s,
        file_mb=limits.unpacked_mb + _REPORT_MB,
        jailed=jailed,
    )
    if not granted.complete and limits.sandbox == "require":
        return EXIT_UNCONFINED
    # One job and the process ends: collecting cycles would only touch, and so copy, the memory shared with the server.
    gc.disable()
    from geo.ingest import doctor, grids

    order = request["task"]
    try:
        if "grids" in order:
            grids.work(folder, order, limits=limits, confined=granted.complete)
        else:
            doctor.work(folder, order, limits=limits, confined=granted.complete)
    except MemoryError:
        return EXIT_MEMORY
    except OSError as fault:
        if fault.errno in NO_ROOM:
            return EXIT_DISK
        raise
    return EXIT_REPORTED


def _start(request: Job) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = EXIT_FAILED
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        os.close(0)
        status = _child(request)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _answer(
    stream: int,
    number: int,
    status: int,
    *,
    timed_out: bool,
    used: resource.struct_rusage,
    jailed: Path | None = None,
) -> None:
    died = os.waitstatus_to_exitcode(status)
    if jailed is not None:
        died = _SIGNALLED - died if died > _SIGNALLED else died  # bubblewrap tells a signal as a shell does
        jail.without_links(jailed / "out")
    reply = {
        "id": number,
        "status": died,
        "timed_out": timed_out,
        "memory_kb": used.ru_maxrss,
        "cpu_s": round(used.ru_utime + used.ru_stime, 3),
    }
    os.write(stream, json.dumps(reply).encode() + b"\n")


def _reap(children: dict[int, _Child], stream: int) -> None:
    while children:
        try:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        if child := children.pop(pid, None):
            _answer(stream, child.number, status, timed_out=child.timed_out, used=usage, jailed=child.jailed)


def _preload() -> None:
    """Import what children need, so that they share it; the drivers are checked before any child exists."""
    from geo.ingest import doctor

    doctor.preload()
    gc.freeze()


def _load_boundaries(boundaries: dict[str, Path]) -> None:
    """Load our own boundaries once for all children; what is wrong with them the child that needs them will tell."""
    from geo.ingest.placing import places

    with contextlib.suppress(OSError, ValueError, KeyError):
        places.gazetteer(boundaries)


def _rehearse() -> None:
    """Do once for all children to come what each would do first."""
    from geo.ingest import rehearsal

    try:
        rehearsal.rehearse()
    except Exception:  # whatever a library makes of a full disk or a missing file: jobs are only slower without it
        logging.getLogger("observatory.ingest").warning("The reading process did not rehearse.", exc_info=True)
    gc.freeze()


def serve(requests: int, answers: int, *, boundaries: dict[str, Path]) -> None:
    """Serve until the requests end.

    Parameters
    ----------
    requests, answers : file descriptors.
    boundaries : files of administrative boundaries by key, which jobs are likely to name.
    """
    _preload()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    os.write(answers, b'{"ready": true}\n')
    _load_boundaries(boundaries)
    gc.freeze()
    children: dict[int, _Child] = {}
    pending = b""
    begun, rehearsed = 0, False
    while True:
        ready, _, _ = select.select([requests, woken], [], [], _PAUSE_S if children else None)
        if woken in ready:
            os.read(woken, 4096)
        _reap(children, answers)
        if not rehearsed and begun >= BEFORE_REHEARSAL and not children:
            rehearsed = True
            if not jail.is_needed():  # a job in a jail is no fork of this process
                _rehearse()
        for pid, child in children.items():
            if time.monotonic() > child.deadline and not child.timed_out:
                child.timed_out = True
                os.kill(pid, signal.SIGKILL)
        if requests not in ready:
            continue
        block = os.read(requests, 1 << 16)
        if not block:
            break
        *lines, pending = (pending + block).split(b"\n")
        for line in lines:
            request: Job = json.loads(line)
            begun += 1
            jailed = Path(request["folder"]) if jail.is_needed() else None
            children[_start(request)] = _Child(
                request["id"], time.monotonic() + request["limits"]["wall_s"], jailed=jailed
            )
    for pid in children:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__" and sys.argv[1:2] == [jail.FLAG]:
    os._exit(_child(json.loads(sys.argv[2]), jailed=True))
elif __name__ == "__main__":
    serve(0, os.dup(1), boundaries={key: Path(path) for key, _, path in (word.partition("=") for word in sys.argv[1:])})
