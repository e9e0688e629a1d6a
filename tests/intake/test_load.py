"""Many uploads against a real server on this machine: memory and disk stay inside their bounds, refusals are answered.

Slow, bounded in number and bytes, loopback only: 200 uploads of 20 MB by one session, then one each by 50 at once.
"""

from __future__ import annotations

import asyncio
import http.client
import re
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo.settings import MEGABYTE, Settings
from tests import coroutines
from tests.browser.server import serve

SESSION_MB, SERVER_MB, RESIDENT_MB = 100, 300, 800
BOUNDARY = "----load"
HEAD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'.encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


@lru_cache(maxsize=1)
def body() -> bytes:
    """Return what is sent with a file of 20 MB."""
    return HEAD + bytes(20 * MEGABYTE) + TAIL


def token_of(address: str) -> str:
    """Return the server's token against forged requests, as a browser is given it."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    connection.request("GET", "/_stcore/health")
    answer = connection.getresponse()
    cookies = answer.headers.get_all("set-cookie") or []
    answer.read()
    connection.close()
    found = re.search(r"_streamlit_xsrf=([^;]+)", " ".join(cookies))
    return found[1] if found else ""


def put(address: str, session: str, token: str) -> int:
    """Upload one file; returns the status."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Cookie": f"_streamlit_xsrf={token}",
        "X-Xsrftoken": token,
        "Accept-Language": "en",
    }
    connection.request("PUT", f"/_stcore/upload_file/{session}/{uuid.uuid4()}", body(), headers)
    answer = connection.getresponse()
    words = answer.read()
    connection.close()
    assert answer.status == 204 or b'"message"' in words, (answer.status, words[:200])
    return answer.status


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process and of its children, megabytes."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text("utf-8")
        except OSError:
            continue
        fields = dict(re.findall(r"^(Pid|PPid|VmRSS):\s+(\d+)", text, re.MULTILINE))
        if pid in (int(fields.get("Pid", 0)), int(fields.get("PPid", 0))):
            total += int(fields.get("VmRSS", 0))
    return total / 1024


async def open_session(address: str) -> tuple[websockets.ClientConnection, str]:
    """Open a session as a browser does; returns its connection and id."""
    url = address.replace("http://", "ws://") + "/_stcore/stream"
    connection = await websockets.connect(url, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
    message = BackMsg()
    message.rerun_script.query_string = ""
    await connection.send(message.SerializeToString())
    while True:
        forward = ForwardMsg()
        data = await asyncio.wait_for(connection.recv(), 60)
        forward.ParseFromString(data if isinstance(data, bytes) else data.encode())
        if forward.WhichOneof("type") == "new_session":
            return connection, forward.new_session.initialize.session_id


@pytest.mark.slow
def test_memory_and_disk_stay_inside_their_bounds(
    store: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATORY_SESSION_MB", str(SESSION_MB))
    monkeypatch.setenv("OBSERVATORY_SERVER_MB", str(SERVER_MB))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    with serve(tmp_path / "log.txt") as (address, process):
        coroutines.run(upload_much(address, process.pid, scratch))


async def upload_much(address: str, pid: int, scratch: Path) -> None:
    def held_mb() -> float:
        return sum(path.stat().st_size for path in scratch.glob("intake-*/*")) / MEGABYTE

    token = token_of(address)
    first, session = await open_session(address)
    with ThreadPoolExecutor(max_workers=50) as pool:
        loop = asyncio.get_running_loop()
        statuses = [await loop.run_in_executor(pool, put, address, session, token) for _ in range(200)]
        assert Counter(statuses) == {204: SESSION_MB // 20, 429: 200 - SESSION_MB // 20}
        assert held_mb() <= SESSION_MB
        assert resident_mb(pid) < RESIDENT_MB
        others = [await open_session(address) for _ in range(50)]
        tasks = [loop.run_in_executor(pool, put, address, other, token) for _, other in others]
        found = Counter(await asyncio.gather(*tasks))
        assert set(found) <= {204, 429}
        assert found[204] == (SERVER_MB - SESSION_MB) // 20
        assert held_mb() <= SERVER_MB
        assert resident_mb(pid) < RESIDENT_MB
        print(f"resident {resident_mb(pid):.0f} MB, held {held_mb():.0f} MB, {dict(found)}")
    for connection in (first, *(connection for connection, _ in others)):
        await connection.close()
