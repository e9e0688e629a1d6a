"""The standards' routes and the tiles alone, for the clients of others: `uvicorn tests.standards.served:app`."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette

from geo.settings import ROOT, Settings
from geo.standards.routes import routes
from tests.browser.server import free_port

app = Starlette(routes=routes("/base"))


@pytest.fixture(scope="module")
def service(store: Settings) -> Iterator[str]:
    """Serve the routes from a process of its own; returns the address of the service."""
    assert store.store_dir.is_dir()
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "tests.standards.served:app",
        "--port",
        str(port),
        "--host",
        "127.0.0.1",
    ]
    with subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT) as process:
        address = f"http://127.0.0.1:{port}/base/ogc"
        try:
            for _ in range(600):
                with contextlib.suppress(urllib.error.URLError, ConnectionError):
                    urllib.request.urlopen(f"{address}/conformance", timeout=5).close()
                    break
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()
