"""Two replicas on one PostgreSQL behind nginx: one is killed, people reconnect, and what was kept is on the other."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest
from playwright.sync_api import Browser, expect

from geo.settings import ROOT, Settings
from tests.postgres import postgres_server, postgres_url

from .server import free_port, serve
from .test_workbench import FIRMS, upload, verdict

__all__ = ("postgres_server", "postgres_url")  # fixtures
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""
TILE = "/tiles/organisations/4/12/6.mvt"


@dataclass(frozen=True, slots=True)
class Replica:
    """One server of the two."""

    address: str
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        """Return its port."""
        return int(self.address.rsplit(":", 1)[1])

    def connections(self) -> int:
        """Return how many connections people have to it through the proxy."""
        held = psutil.Process(self.process.pid).net_connections("tcp")
        return sum(one.laddr.port == self.port and one.status == psutil.CONN_ESTABLISHED for one in held)


def configuration(folder: Path, port: int, replicas: list[Replica]) -> Path:
    """Write the documented configuration for these ports; returns where."""
    text = (ROOT / "docs" / "nginx-replicas.conf").read_text("utf-8")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
    for usual, replica in zip(("8501", "8502"), replicas, strict=True):
        assert f"127.0.0.1:{usual} " in text
        text = text.replace(f"127.0.0.1:{usual} ", f"127.0.0.1:{replica.port} ")
    passing = " ".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = f"""
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
events {{ worker_connections 256; }}
http {{ access_log off; include /etc/nginx/mime.types; {passing}
{text}
}}
"""
    path = folder / "nginx.conf"
    path.write_text(whole, "utf-8")
    return path


@pytest.fixture
def behind(store: Settings, postgres_url: str, tmp_path: Path) -> Iterator[tuple[str, list[Replica]]]:
    """Serve by two replicas; yields the address people use, and the replicas."""
    assert NGINX, "nginx is missing; install nginx-light (make setup-dev does so as root)."
    assert store.store_dir.is_dir()
    with ExitStack() as running, ThreadPoolExecutor() as pool:
        starting = []
        for name in ("one", "two"):
            own = tmp_path / name
            own.mkdir()
            folders = {
                f"OBSERVATORY_{kind.upper()}": str(own / kind)
                for kind in ("kept", "published", "governance", "datasets")
            }
            shared = {"OBSERVATORY_DATABASE_URL": postgres_url, "STREAMLIT_SERVER_COOKIE_SECRET": "e" * 32}
            starting.append(pool.submit(running.enter_context, serve(own / "log.txt", **folders, **shared)))
        replicas = [Replica(*one.result()) for one in starting]
        port = free_port()
        proxy = running.enter_context(
            subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(configuration(tmp_path, port, replicas))])
        )
        running.callback(proxy.terminate)
        address = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                fetch(f"{address}/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield address, replicas


def fetch(address: str) -> tuple[int, bytes]:
    """Return the status and the body of an answer."""
    with urllib.request.urlopen(address, timeout=60) as answer:
        return int(answer.status), answer.read()


def test_a_replica_is_killed_and_people_go_on_at_the_other(
    behind: tuple[str, list[Replica]], postgres_url: str, browser: Browser
) -> None:
    address, replicas = behind
    assert len({fetch(f"{one.address}{TILE}")[1] for one in replicas}) == 1  # any replica serves tiles, the same ones
    context = browser.new_context(viewport={"width": 1366, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(90_000)
    streams: list[str] = []
    page.on("websocket", lambda stream: streams.append(stream.url))
    page.goto(f"{address}/workbench?lang=zh")
    upload(page, "企业.csv", FIRMS.encode())
    verdict(page, "ok")
    kept = page.locator(".st-key-workbench_map_side label").filter(has_text="企业")
    expect(kept).to_have_count(1)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for _ in range(300):
            kinds = connection.execute("SELECT DISTINCT kind FROM observatory_workspace.items").fetchall()
            if {("upload",), ("layer",)} <= set(kinds):
                break
            page.wait_for_timeout(200)
        else:
            pytest.fail("the upload was not kept")
    cookie = next(one["value"] for one in context.cookies() if one["name"] == "observatory_replica")
    mine, other = sorted(replicas, key=Replica.connections, reverse=True)
    assert mine.connections() > 0
    assert len(streams) == 1
    os.kill(mine.process.pid, signal.SIGKILL)
    for _ in range(200):
        if len(streams) > 1:
            break
        page.wait_for_timeout(200)
    assert len(streams) > 1, "the browser did not connect again"
    page.reload()  # whoever looks again finds what was kept, though the folders of the other replica never had it
    expect(kept).to_have_count(1)
    assert other.connections() > 0
    assert next(one["value"] for one in context.cookies() if one["name"] == "observatory_replica") == cookie
    assert fetch(f"{address}{TILE}") == fetch(f"{other.address}{TILE}")
    assert re.fullmatch(r"[0-9a-f]{32}", cookie)
    context.close()
