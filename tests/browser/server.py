"""A real server in a process of its own, for browser tests and benchmarks."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
ATTEMPTS = 5
_TAKEN = re.compile(r"Port \d+ is not available|address already in use", re.IGNORECASE)


class PortTakenError(RuntimeError):
    """Somebody else took the port between our look and the server's start."""


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serve(
    log: Path,
    *,
    options: tuple[str, ...] = (),
    base: str = "",
    root: Path = ROOT,
    script: str = "app.py",
    **environment: str,
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a checkout as `streamlit run app.py`, yield its address (with its base path) and process, and stop it."""
    with contextlib.ExitStack() as running:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                started = running.enter_context(_start(log, options, base, root / script, environment))
                break
            except PortTakenError:
                if attempt == ATTEMPTS:
                    raise
        yield started


@contextlib.contextmanager
def _start(
    log: Path, options: tuple[str, ...], base: str, script: Path, environment: dict[str, str]
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script.name, "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--server.baseUrlPath", base, *options]
    kept = {"OBSERVATORY_KEPT": str(log.parent / "kept"), "OBSERVATORY_GOVERNANCE": str(log.parent / "governance")}
    everything = {**os.environ, **kept, **environment}
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=script.parent, stdout=out, stderr=subprocess.STDOUT, env=everything) as process,
    ):
        address = f"http://127.0.0.1:{port}{base}"
        try:
            _wait(f"{address}/_stcore/health", process, log)
            yield address, process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(health: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            said = log.read_text("utf-8")
            kind = PortTakenError if _TAKEN.search(said) else RuntimeError
            raise kind(f"The server ended with {process.returncode}:\n{said}")
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(health, timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not answer within {START_SECONDS} s:\n{log.read_text('utf-8')}")
