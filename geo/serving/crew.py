"""A crew: several Streamlit processes, one for what maps fetch, and Caddy before them; started, watched and ended.

A process that ends is started again at its own port, at once at first, then with growing pauses. The processes that
run pages yield to the others, so that a tile is answered while pages are computed.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from geo.serving import caddy
from geo.serving.caddy import SHARED_HEALTH, Front
from geo.serving.errors import CrewError
from geo.settings import ROOT, limits

MOST: Final = 64  # processes that run pages
START_S: Final = 120.0
STOP_S: Final = 10.0
_WATCH_S: Final = 0.2
_STEADY_S: Final = 30.0  # who lived so long has started well
_LONGEST_PAUSE_S: Final = 30.0
_YIELD: Final = 5  # niceness of the processes that run pages


@dataclass(slots=True)
class Member:
    """One process of the crew.

    Attributes
    ----------
    health : address that answers 200 when it works; "" where it is up when it runs.
    niceness : added to that of this process.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    health: str = ""
    niceness: int = 0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause_s: float = 0.0

    def start(self) -> None:
        """Start the process."""
        self.process = subprocess.Popen(self.command, cwd=ROOT, env={**os.environ, **self.environment})
        self.started = time.monotonic()
        if self.niceness and hasattr(os, "setpriority"):
            with contextlib.suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, self.process.pid, os.getpriority(os.PRIO_PROCESS, 0) + self.niceness)

    @property
    def pid(self) -> int:
        """Return the id of the process, 0 before it was started."""
        return self.process.pid if self.process else 0

    def is_running(self) -> bool:
        """Tell whether it runs."""
        return self.process is not None and self.process.poll() is None

    def is_well(self) -> bool:
        """Tell whether it answers."""
        if not self.health:
            return self.is_running()
        try:
            with urllib.request.urlopen(self.health, timeout=5) as answer:  # noqa: S310 - our own loopback address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def revive(self) -> bool:
        """Start it again when it has ended and its pause is over; returns whether it was."""
        if self.is_running():
            return False
        now = time.monotonic()
        if now < self.started + self.pause_s:
            return False
        steady = now - self.started > _STEADY_S
        self.pause_s = 0.0 if steady else min(_LONGEST_PAUSE_S, max(1.0, 2 * self.pause_s))
        self.start()
        return True

    def end(self) -> None:
        """Ask it to end."""
        if self.process is not None and self.is_running():
            self.process.terminate()


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback address nobody listens on."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def members(front: Front, *, workers: int, folder: Path) -> list[Member]:
    """Return the crew for an address: `workers` processes for pages, one for what maps fetch, and Caddy last."""
    *pages, shared = free_ports(workers + 1)
    secret = secrets.token_hex(16)
    # One key for all, so that what one process has signed the others accept; quotas are of the server, not of each.
    bounds = limits()
    environment = {
        "STREAMLIT_SERVER_COOKIE_SECRET": os.environ.get("STREAMLIT_SERVER_COOKIE_SECRET", secret),
        "OBSERVATORY_SERVER_MB": str(max(1, bounds.server_mb // workers)),
        "OBSERVATORY_SERVER_LAYERS_MB": str(max(1, bounds.server_layers_mb // workers)),
        "OBSERVATORY_WORKERS": str(max(1, bounds.workers // workers)),
        # Many come at once: a process takes part when its pages have been opened once.
        "OBSERVATORY_WARM_UP": os.environ.get("OBSERVATORY_WARM_UP", "first"),
    }
    crew = [
        Member(
            name=f"Page process {number}",
            command=[
                *(sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)),
                *("--server.address", "127.0.0.1", "--server.headless", "true"),
                *("--server.baseUrlPath", front.base, "--logger.hideWelcomeMessage", "true"),
            ],
            environment=environment,
            health=f"http://127.0.0.1:{port}{front.base}/_stcore/health",
            niceness=_YIELD,
        )
        for number, port in enumerate(pages, 1)
    ]
    crew.append(
        Member(
            name="Tile process",
            command=[
                *(sys.executable, "-m", "uvicorn", "geo.serving.shared:app", "--host", "127.0.0.1"),
                *("--port", str(shared), "--log-level", "warning", "--no-access-log"),
            ],
            health=f"http://127.0.0.1:{shared}{SHARED_HEALTH}",
        )
    )
    file = folder / "Caddyfile"
    file.write_text(caddy.configuration(front, pages=pages, shared=shared, secret=secret, folder=folder), "utf-8")
    file.chmod(0o600)
    crew.append(
        Member(
            name="Caddy",
            command=[caddy.program(), "run", "--config", str(file), "--adapter", "caddyfile"],
            environment={"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)},
        )
    )
    return crew


def wait_until_well(crew: Sequence[Member], *, timeout_s: float = START_S) -> None:
    """Wait until all answer; raises CrewError when one has ended, or takes too long."""
    end = time.monotonic() + timeout_s
    for member in crew:
        while not member.is_well():
            if not member.is_running():
                status = member.process.returncode if member.process else "none"
                raise CrewError(member.name, f"it ended with status {status}")
            if time.monotonic() > end:
                raise CrewError(member.name, f"it did not answer within {timeout_s:.0f} s")
            time.sleep(_WATCH_S)


@contextlib.contextmanager
def running(front: Front, *, workers: int) -> Iterator[list[Member]]:
    """Start a crew and yield it when its address answers; at the end all its processes are gone."""
    with tempfile.TemporaryDirectory(prefix="observatory-") as name:
        crew = members(front, workers=workers, folder=Path(name))
        try:
            *inner, proxy = crew
            for member in inner:
                member.start()
            wait_until_well(inner)
            proxy.start()
            _wait_for_port(front, proxy)
            yield crew
        finally:
            _end(crew)


def _wait_for_port(front: Front, proxy: Member) -> None:
    end = time.monotonic() + START_S
    host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(front.host, front.host)  # noqa: S104
    while time.monotonic() < end:
        if not proxy.is_running():
            raise CrewError(proxy.name, f"it ended; is port {front.port} of {front.host} free, and are the files right")
        with contextlib.suppress(OSError), socket.create_connection((host, front.port), timeout=2):
            return
        time.sleep(_WATCH_S)
    raise CrewError(proxy.name, f"port {front.port} of {front.host} did not open")


def _end(crew: Sequence[Member]) -> None:
    for sign in (signal.SIGINT, signal.SIGTERM):
        if threading.current_thread() is threading.main_thread():
            signal.signal(sign, signal.SIG_IGN)  # it is ending already
    for member in reversed(crew):  # the address first, so that nobody is sent to a process that ends
        member.end()
    end = time.monotonic() + STOP_S
    for member in crew:
        if member.process is not None:
            try:
                member.process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                member.process.kill()
                member.process.wait()


def watch(crew: Sequence[Member], until: threading.Event) -> None:
    """Start again what ends, until the event is set."""
    while not until.wait(_WATCH_S):
        for member in crew:
            ended = member.process.returncode if member.process and not member.is_running() else None
            if member.revive():
                print(
                    f"{member.name} had ended with status {ended}; it was started again.", file=sys.stderr, flush=True
                )


@contextlib.contextmanager
def until_asked_to_end() -> Iterator[None]:
    """Leave the block, orderly, when this process is interrupted or asked to end, whatever it is doing."""

    def leave(*_: object) -> None:
        raise KeyboardInterrupt

    before = {sign: signal.signal(sign, leave) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def serve(front: Front, *, workers: int, as_json: bool) -> None:
    """Start a crew, say where it answers, and watch it until interrupted or asked to end."""
    with until_asked_to_end(), running(front, workers=workers) as crew:
        if as_json:
            processes = {member.name: {"pid": member.pid, "health": member.health} for member in crew}
            print(json.dumps({"ok": True, "address": front.address, "processes": processes}), flush=True)
        else:
            print(f"{workers} page processes answer at {front.address}; Ctrl+C ends them.", flush=True)
        watch(crew, threading.Event())
