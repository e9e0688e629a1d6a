"""An S3-compatible bucket of the tests' own: moto's server on a free port, in its own environment, ended by pid."""

from __future__ import annotations

import http.client
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from geo.settings import ROOT
from tests.postgres import free_port

PROGRAM = ROOT / ".venv" / "moto" / "bin" / "moto_server"
_START_S = 60


@contextmanager
def bucket(name: str) -> Iterator[str]:
    """Start the server with an empty bucket, and yield the bucket's address; credentials are set for this process."""
    assert PROGRAM.exists(), f"{PROGRAM} is missing; run `make test-spark`"
    port = free_port()
    order: list[str | Path] = [PROGRAM, "-H", "127.0.0.1", "-p", str(port)]
    with (
        pytest.MonkeyPatch.context() as patch,
        subprocess.Popen(order, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process,
    ):
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        try:
            _make(port, name, process)
            yield f"s3://{name}/registers?endpoint=http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(_START_S)


def _make(port: int, name: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(_START_S * 5):
        assert process.poll() is None, "moto has ended"
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            asked.request(
                "PUT",
                f"/{name}",
                headers={"Authorization": "AWS4-HMAC-SHA256 Credential=testing/x/us-east-1/s3/aws4_request"},
            )
            assert asked.getresponse().status == 200
            return
        except OSError:
            time.sleep(0.2)
        finally:
            asked.close()
    raise AssertionError(f"moto does not answer on port {port}; {os.getloadavg()}")
