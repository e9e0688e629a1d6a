"""The gate before the upload address: bytes go to disk within the quotas, a ticket goes on, refusals have words."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.ingest import examination
from geo.intake import gate as gates
from geo.intake.gate import Gate
from geo.intake.shelf import Shelf
from geo.settings import MEGABYTE, Limits
from tests import coroutines

BOUNDS = replace(Limits(), upload_mb=2, session_mb=3, server_mb=5)
BOUNDARY = b"----boundary"


class Handler:
    """Stands for Streamlit's handler: keeps the body it is given and answers with a status."""

    def __init__(self, status: int = 204) -> None:
        self.status = status
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def form(content: bytes, *, name: str = "park.csv", parts: int = 1) -> bytes:
    """Return a form with files, as a browser sends it."""
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'.encode()
    return (
        b"".join(b"--" + BOUNDARY + b"\r\n" + head + content + b"\r\n" for _ in range(parts))
        + b"--"
        + BOUNDARY
        + b"--\r\n"
    )


def put(
    gate: Gate,
    body: bytes,
    *,
    session: str = "s",
    file: str = "f",
    method: str = "PUT",
    path: str = "",
    language: bytes = b"en",
    length: bool = True,
    hang_up: bool = False,
    silent: bool = False,
    offset: int | None = None,
) -> tuple[int, dict[str, Any]]:
    """Send a request in blocks of 64 kB; returns the status and the answer."""
    headers = [(b"content-type", b"multipart/form-data; boundary=" + BOUNDARY), (b"accept-language", language)]
    if length:
        headers.append((b"content-length", str(len(body)).encode()))
    if offset is not None:
        headers.append((b"upload-offset", str(offset).encode()))
    address = path or f"/_stcore/upload_file/{session}/{file}"
    scope = {"type": "http", "method": method, "path": address, "headers": headers, "query_string": b""}
    blocks = [body[at : at + 65536] for at in range(0, len(body), 65536)] or [b""]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        if silent:
            await asyncio.sleep(60)
        if not blocks or (hang_up and len(blocks) == 1):
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": blocks.pop(0), "more_body": bool(blocks)}

    async def send(message: Any) -> None:
        sent.append(message)

    coroutines.run(gate(scope, receive, send))
    if not sent:
        return 0, {}
    text = b"".join(message.get("body", b"") for message in sent)
    if method == "HEAD":
        return sent[0]["status"], {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], json.loads(text) if text else {}


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield Shelf(BOUNDS, tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= BOUNDS.server_mb * MEGABYTE


def test_file_goes_to_disk_and_a_ticket_goes_on(shelf: Shelf) -> None:
    handler = Handler()
    content = bytes(range(256)) * 4096
    assert put(Gate(handler, shelf), form(content, name="园区.csv"))[0] == 204
    (body,) = handler.bodies
    assert len(body) < 500
    assert 'filename="园区.csv"'.encode() in body
    ticket = body.split(b"\r\n\r\n")[1].split(b"\r\n")[0]
    arrival = shelf.find(ticket)
    assert arrival is not None
    assert arrival.path.read_bytes() == content
    assert (arrival.size, shelf.size) == (len(content), len(content))
    assert arrival.path.stat().st_mode & 0o077 == 0


def test_other_bytes_are_no_ticket(shelf: Shelf) -> None:
    assert shelf.find(b"") is None
    assert shelf.find(b"observatory upload " + b"0" * 32) is None
    assert shelf.find("observatory upload 甲".encode()) is None


@pytest.mark.parametrize("length", [True, False], ids=["announced", "chunked"])
def test_too_large_a_file_is_refused_in_words(length: bool, shelf: Shelf) -> None:
    handler = Handler()
    status, answer = put(Gate(handler, shelf), form(bytes(2 * MEGABYTE + 1 + 70_000)), length=length)
    assert status == 413
    assert answer["error"] == "upload_too_large"
    assert "2 MB" in answer["message"]
    assert handler.bodies == []
    assert list(shelf.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("language", "large", "quota"),
    [
        (b"zh-CN,zh;q=0.9", "文件超过 2 MB", "上传配额 3（MB）已用完"),
        (b"en-GB", "larger than 2 MB", "quota of 3 (MB) is used up"),
    ],
)
def test_refusals_are_in_the_readers_language(language: bytes, large: str, quota: str, shelf: Shelf) -> None:
    gate = Gate(Handler(), shelf)
    status, answer = put(gate, form(bytes(3 * MEGABYTE)), language=language)
    assert (status, answer["error"]) == (413, "upload_too_large")
    assert large in answer["message"]
    for number in range(3):
        assert put(gate, form(bytes(MEGABYTE)), file=str(number))[0] == 204
    status, answer = put(gate, form(bytes(MEGABYTE)), file="one more", language=language)
    assert (status, answer["error"]) == (429, "upload_quota")
    assert quota in answer["message"]


def test_session_and_server_keep_their_quotas(shelf: Shelf) -> None:
    gate = Gate(Handler(), shelf)
    body = form(bytes(MEGABYTE))
    of_one = [put(gate, body, file=str(number)) for number in range(10)]
    assert [status for status, _ in of_one] == [204] * 3 + [429] * 7
    assert "3 (MB)" in of_one[-1][1]["message"]
    others = [put(gate, body, session=f"other{number}", file="f")[0] for number in range(10)]
    assert others.count(204) == 2  # the server's five less this session's three
    assert shelf.size <= BOUNDS.server_mb * MEGABYTE


def test_what_is_removed_gives_its_share_back(shelf: Shelf) -> None:
    gate = Gate(Handler(), shelf)
    for _ in range(5):
        assert put(gate, form(bytes(2 * MEGABYTE)))[0] in (204, 429)
        assert put(gate, b"", method="DELETE")[0] == 204
        assert shelf.size == 0
    assert list(shelf.folder.iterdir()) == []


def test_the_same_address_again_replaces_what_was_there(shelf: Shelf) -> None:
    gate = Gate(Handler(), shelf)
    for _ in range(3):
        assert put(gate, form(bytes(MEGABYTE)))[0] == 204
    assert shelf.size == MEGABYTE
    assert len(list(shelf.folder.iterdir())) == 1


@pytest.mark.parametrize("status", [400, 403, 500])
def test_what_the_handler_refuses_is_not_kept(status: int, shelf: Shelf) -> None:
    assert put(Gate(Handler(status), shelf), form(b"a,b\n"))[0] == status
    assert (shelf.size, list(shelf.folder.iterdir())) == (0, [])


def test_an_upload_that_is_broken_off_leaves_nothing(shelf: Shelf) -> None:
    assert put(Gate(Handler(), shelf), form(bytes(MEGABYTE)), hang_up=True) == (0, {})
    assert (shelf.size, list(shelf.folder.iterdir())) == (0, [])


def test_an_upload_that_is_broken_off_goes_on_where_it_was(shelf: Shelf) -> None:
    content = os.urandom(MEGABYTE + 12_345)
    handler = Handler()
    gate = Gate(handler, shelf)
    assert put(gate, form(content), hang_up=True, offset=0) == (0, {})
    status, told = put(gate, b"", method="HEAD")
    there = int(told["upload-offset"])
    assert status == 204
    assert 0 < there < len(content)
    assert shelf.size == there
    assert put(gate, form(content[there:]), file="other", offset=there)[0] == 409  # nothing of that file has arrived
    assert put(gate, form(content[there + 1 :]), offset=there + 1)[0] == 409  # a byte would be missing
    assert put(gate, form(content[there:]), hang_up=True, offset=there)[0] == 0
    there = int(put(gate, b"", method="HEAD")[1]["upload-offset"])
    assert put(gate, form(content[there:]), offset=there)[0] == 204
    (arrival,) = [found for body in handler.bodies if (found := shelf.find(body.split(b"\r\n")[4]))]
    assert arrival.path.read_bytes() == content
    assert shelf.size == len(content)
    assert put(gate, b"", method="HEAD")[0] == 404


def test_what_nobody_goes_on_with_gives_its_share_back(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(Handler(), shelf)
    put(gate, form(bytes(MEGABYTE)), hang_up=True, offset=0)
    put(gate, form(bytes(MEGABYTE)), hang_up=True, offset=0)  # begun anew: the first attempt is given up
    assert 0 < shelf.size <= MEGABYTE
    monkeypatch.setattr("geo.intake.shelf._GRACE_S", -1.0)
    assert shelf.sweep() == 1
    assert shelf.size == 0
    assert list(shelf.folder.iterdir()) == []


def test_an_upload_that_stops_sending_is_ended(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_DRAINED", 0)
    status, answer = put(Gate(Handler(), shelf, idle_s=0.05), form(b"x"), silent=True)
    assert (status, answer["error"]) == (408, "upload_slow")
    assert (shelf.size, list(shelf.folder.iterdir())) == (0, [])


def test_a_full_disk_is_told_and_nothing_kept(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(gates.asyncio, "to_thread", full)
    status, answer = put(Gate(Handler(), shelf), form(b"x"))
    assert (status, answer["error"]) == (507, "upload_disk")
    assert (shelf.size, list(shelf.folder.iterdir())) == (0, [])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 2 MB, where that is allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() or not mount or not umount:
        pytest.skip("a disk cannot be mounted here")
    order = [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if subprocess.run(order, check=False, capture_output=True).returncode:
        pytest.skip("a disk cannot be mounted here")
    yield place
    subprocess.run([umount, str(place)], check=True)


def test_a_disk_that_fills_up_is_told_and_freed(small_disk: Path) -> None:
    shelf = Shelf(Limits(upload_mb=8, session_mb=16, server_mb=16), small_disk)
    gate = Gate(Handler(), shelf)
    status, answer = put(gate, form(bytes(5 * MEGABYTE)))
    assert (status, answer["error"]) == (507, "upload_disk")
    assert (shelf.size, list(shelf.folder.iterdir())) == (0, [])
    assert put(gate, form(bytes(MEGABYTE)))[0] < 300  # there is room again


def test_reading_on_a_full_disk_is_told_and_leaves_nothing(small_disk: Path) -> None:
    table = "name,lon,lat\n" + "".join(f"firm{n},{117 + n / 1e6},{36 + n / 1e6}\n" for n in range(30_000))
    for body in (table.encode(), bytes(3 * MEGABYTE)):  # the copy does not fit, or the upload itself
        examined = examination.examine([("a.csv", body)], copy="copy.geojson", bounds=Limits(), folder=small_disk)
        assert [finding.code for finding in examined.report.findings] == ["disk_full"]
        assert sum(path.stat().st_size for path in examined.folder.rglob("*") if path.is_file()) <= len(table)
        examined.close()
        assert list(small_disk.iterdir()) == []


@pytest.mark.parametrize("body", [b"", b"no form", form(b"x")[:-12], form(b"x", parts=2)], ids=str)
def test_what_is_no_form_with_one_file_is_refused(body: bytes, shelf: Shelf) -> None:
    status, answer = put(Gate(Handler(), shelf), body)
    assert (status, answer["error"]) == (400, "upload_form")
    assert (shelf.size, list(shelf.folder.iterdir())) == (0, [])


@pytest.mark.parametrize("length", [True, False], ids=["announced", "chunked"])
def test_other_addresses_take_next_to_nothing(length: bool, shelf: Shelf) -> None:
    handler = Handler()
    status, answer = put(Gate(handler, shelf), bytes(2 * MEGABYTE), path="/tiles/x", method="POST", length=length)
    assert (status, answer["error"]) == (413, "body_too_large")
    assert put(Gate(handler, shelf), b"small", path="/tiles/x", method="POST")[0] == 204
    assert handler.bodies[-1] == b"small"


def test_files_go_when_their_session_has_gone(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(Handler(), shelf)
    present = {"s", "t"}
    shelf.is_present = present.__contains__
    assert put(gate, form(b"1"), session="s")[0] == put(gate, form(b"22"), session="t")[0] == 204
    present.discard("s")
    assert shelf.sweep() == 0  # the connection may come back
    monkeypatch.setattr("geo.intake.shelf._GRACE_S", 0.0)
    assert shelf.sweep() == 1
    assert shelf.size == 2


def test_number_of_files_is_bounded(shelf: Shelf) -> None:
    shelf.bounds = replace(BOUNDS, session_uploads=1)
    gate = Gate(Handler(), shelf)
    found = [put(gate, form(b"x"), file=str(number))[0] for number in range(18)]
    assert found == [204] * 16 + [429] * 2
