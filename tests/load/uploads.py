"""`python -m tests.load.uploads`: analysts who upload to the workbench, read the verdict, and upload again.

Each has a session of their own and a key of their own, puts a file to the upload address as a browser does, runs the
page with it, and waits for the doctor's verdict. Bounded in people and time, loopback only; writes
`build/load-uploads.json`. An error is a page that fails, an answer that is none, or a verdict that does not come.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import re
import tempfile
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from streamlit.proto.Common_pb2 import FileURLs, UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from geo.prepare import prepare
from geo.settings import MEGABYTE, limits, settings
from tests.browser.server import serve
from tests.load.__main__ import memory_apart_mb, percentile_ms
from tests.load.crowd import FAULTS, PATIENCE_S, Plan, check_loopback
from tests.visitor import SUBPROTOCOL, Conversation

PAGE: Final = "workbench"
FAULT: Final = 'class="obs-alert"'
VERDICT: Final = 'class="obs-verdict '
CASES: Final = Path(__file__).parents[1] / "ingest" / "cases"
PLAN: Final = Plan(people=20, seconds=300, every_s=30)
_LOOK_S: Final = 1.0


@dataclass(slots=True)
class Met:
    """What the analysts met: seconds from choosing a file to its verdict, the statuses of the answers, the errors."""

    read_s: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)


class Analyst(Conversation):
    """A conversation that remembers its session, the uploader and how many verdicts the page showed."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.session = ""
        self.uploader = ""
        self.verdicts = 0
        self.told = ""

    def ask(self, page: str, query: str = "", **options: Any) -> bytes:
        """Return the request to run the page; counts verdicts anew."""
        self.verdicts, self.told = 0, ""
        return super().ask(page, query, **options)

    def take(self, answer: bytes | str) -> bool:
        """Note what is wanted of a message; returns whether the run has ended."""
        assert isinstance(answer, bytes)
        message = ForwardMsg()
        message.ParseFromString(answer)
        if message.WhichOneof("type") == "new_session":
            self.session = message.new_session.initialize.session_id or self.session
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "file_uploader" and element.file_uploader.multiple_files and "workbench_upload" in str(element):
            self.uploader = element.file_uploader.id
        if kind == "html" and VERDICT in element.html.body:
            self.verdicts += 1
        if kind == "html" and FAULT in element.html.body:
            self.told = " ".join(re.sub(r"<[^>]+>", " ", element.html.body).split())[:200]
        return super().take(answer)


def files() -> list[tuple[str, bytes]]:
    """Return what is uploaded: a large table, a shapefile, and an attack that is refused."""
    table = "name,lon,lat\n" + "".join(
        f"firm {n},{116 + n % 997 / 500:.4f},{36 + n % 991 / 500:.4f}\n" for n in range(60_000)
    )
    return [
        ("firms.csv", table.encode()),
        ("areas.zip", (CASES / "crs_noprj_gk39.bin").read_bytes()),
        ("attack.zip", (CASES / "zip_traversal_shp.bin").read_bytes()),
    ]


async def upload_all(address: str, plan: Plan) -> Met:
    """Let all analysts work until the plan ends."""
    check_loopback(address)
    met, end = Met(), time.monotonic() + plan.seconds
    async with asyncio.TaskGroup() as group:
        for number in range(plan.people):
            group.create_task(_analyst(address, plan, met, number=number, end=end))
    return met


async def _analyst(address: str, plan: Plan, met: Met, *, number: int, end: float) -> None:
    await asyncio.sleep(plan.every_s * number / plan.people)
    said = Analyst(address)
    try:
        # The server closes a connection after five idle seconds, which a page may take on a busy machine. A browser
        # sends again what it put on one that was just being closed; here each request has a connection of its own.
        fresh = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_S, trust_env=False, limits=fresh) as client:
            await client.get(f"/{PAGE}", headers={"Accept": "text/html", "Sec-Fetch-Mode": "navigate"})
            await client.get("/_stcore/health")
            cookies = {cookie.name: cookie.value for cookie in client.cookies.jar}
            header = "; ".join(f"{name}={value}" for name, value in cookies.items())
            async with connect(
                said.stream,
                subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]
                max_size=None,
                origin=said.origin,  # type: ignore[arg-type]
                additional_headers={"Cookie": header} if header else {},
                open_timeout=PATIENCE_S,
                proxy=None,
            ) as socket:
                await _run(socket, said, met)
                held: list[UploadedFileInfo] = []
                turn = number
                while (started := time.monotonic()) < end:
                    name, body = files()[turn % 3]
                    turn += 1
                    body += b"\n" * (turn + 100 * number) if name.endswith("csv") else b""  # another content each time
                    held.append(await _put(client, said, name, body, cookies.get("_streamlit_xsrf", ""), met))
                    await _run(socket, said, met, held=held)
                    if said.verdicts < 1:
                        met.errors[f"no verdict came{': ' if said.told else ''}{said.told}"] += 1
                    met.read_s.append(time.monotonic() - started)
                    await asyncio.sleep(max(0.0, plan.every_s - (time.monotonic() - started)))
    except FAULTS as fault:
        met.errors[f"{type(fault).__name__}: {str(fault)[:60]}"] += 1


async def _run(
    socket: ClientConnection, said: Analyst, met: Met, *, held: list[UploadedFileInfo] | None = None
) -> None:
    widgets: tuple[WidgetState, ...] = ()
    if held:
        state = WidgetState(id=said.uploader)
        state.file_uploader_state_value.uploaded_file_info.extend(held)
        widgets = (state,)
    await socket.send(said.ask(PAGE, "lang=en", widgets=widgets))
    async with asyncio.timeout(PATIENCE_S):
        while not said.take(await socket.recv()):
            pass
    met.errors["a page failed"] += said.run.failed


async def _put(
    client: httpx.AsyncClient, said: Analyst, name: str, body: bytes, token: str, met: Met
) -> UploadedFileInfo:
    number = str(uuid.uuid4())
    path = f"/_stcore/upload_file/{said.session}/{number}"
    answer = await client.put(path, files={"file": (name, body)}, headers={"X-Xsrftoken": token})
    met.answers[answer.status_code] += 1
    if answer.status_code != 204:
        met.errors[f"an upload answered {answer.status_code}"] += 1
    urls = FileURLs(file_id=number, upload_url=path, delete_url=path)
    return UploadedFileInfo(file_id=number, name=name, size=len(body), file_urls=urls)


class _Watch(threading.Thread):
    """Looks at memory and disk while the analysts work."""

    def __init__(self, pid: int, scratch: Path) -> None:
        super().__init__(daemon=True)
        self.memory_mb, self.server_mb, self.workers_mb, self.disk_mb = 0.0, 0.0, 0.0, 0.0
        self._pid, self._scratch, self._over = pid, scratch, threading.Event()

    def run(self) -> None:
        """Look every second until told to end."""
        while not self._over.wait(_LOOK_S):
            server, workers = memory_apart_mb(self._pid)
            self.memory_mb = max(self.memory_mb, server + workers)
            self.server_mb, self.workers_mb = max(self.server_mb, server), max(self.workers_mb, workers)
            sizes = 0
            for folder, _, names in os.walk(self._scratch):  # passes over folders that are gone meanwhile
                for name in names:
                    with contextlib.suppress(OSError):
                        sizes += (Path(folder) / name).lstat().st_size
            self.disk_mb = max(self.disk_mb, sizes / MEGABYTE)

    def end(self) -> None:
        """Stop looking."""
        self._over.set()
        self.join()


def main() -> int:
    """Serve, let the analysts work, print and write what they met; returns 1 if there was an error."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.uploads", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/load-uploads.json"))
    parser.add_argument("--people", type=int, default=PLAN.people)
    parser.add_argument("--seconds", type=float, default=PLAN.seconds)
    args = parser.parse_args()
    plan = Plan(people=args.people, seconds=args.seconds, every_s=PLAN.every_s)
    prepare(settings())
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name) / "scratch"
        scratch.mkdir()
        environment = {"TMPDIR": str(scratch), "OBSERVATORY_KEPT": str(Path(name) / "kept")}
        with serve(Path(name) / "log.txt", **environment) as (address, server):
            watch = _Watch(server.pid, scratch)
            watch.start()
            met = asyncio.run(upload_all(address, plan))
            watch.end()
    told = {
        "people": plan.people,
        "seconds": plan.seconds,
        "load_1min": round(os.getloadavg()[0], 1),
        "uploads": len(met.read_s),
        "read_p50_ms": percentile_ms(met.read_s, 0.5),
        "read_p95_ms": percentile_ms(met.read_s, 0.95),
        "answers": dict(met.answers),
        "errors": {kind: count for kind, count in met.errors.items() if count},
        "memory_mb_most": round(watch.memory_mb),
        "memory_mb_most_of_server": round(watch.server_mb),
        "memory_mb_most_of_workers": round(watch.workers_mb),
        "disk_mb_most": round(watch.disk_mb),
        "disk_mb_allowed": limits().server_mb,
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    print(json.dumps(told, indent=2))
    return 1 if told["errors"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
