"""A PostgreSQL of the tests' own, with PostGIS: started in a temporary folder on a free port, ended by its pid.

Test modules import the fixture they need: `postgres_server` for the address of a server that all tests of the process
share, `postgres_url` for an empty database of the test's own. As root the server runs as an unprivileged user, since
PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

_BINARIES = Path("/usr/lib/postgresql")
_USERS = ("postgres", "nobody")
_START_S = 60
_OWNER = "observatory"
_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    "max_connections=60",
    "shared_buffers=128MB",
    "dynamic_shared_memory_type=mmap",
)


def binaries() -> Path:
    """Return the folder of the server's programs; the newest where there are several."""
    found = sorted(_BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise FileNotFoundError(
            "There is no PostgreSQL. Run `make postgres` (Debian: postgresql, postgresql-15-postgis-3)."
        )
    return Path(on_path).resolve().parent


def _user() -> int | None:
    """Return the unprivileged user the server runs as, None where we are not root."""
    if os.geteuid():
        return None
    for name in _USERS:
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise FileNotFoundError(f"None of the users {', '.join(_USERS)} is there to run PostgreSQL as.")


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def server(*options: str) -> Iterator[str]:
    """Start a server, and yield the address of its database `postgres`, password included; end it afterwards.

    Parameters
    ----------
    options : settings of the server such as ``shared_buffers=1GB``, over those of the tests.
    """
    programs, user = binaries(), _user()
    folder = Path(tempfile.mkdtemp(prefix="observatory-postgres-", dir="/tmp"))
    process: subprocess.Popen[bytes] | None = None
    try:
        password = secrets.token_hex(12)
        (folder / "password").write_text(password, "ascii")
        for path in (folder, folder / "password"):
            if user is not None:
                os.chown(path, user, -1)
            path.chmod(0o700)
        subprocess.run(
            [
                programs / "initdb",
                "-D",
                folder / "data",
                "-U",
                _OWNER,
                "--pwfile",
                folder / "password",
                "--no-sync",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ],
            user=user,
            cwd="/",
            check=True,
            capture_output=True,
        )
        port = free_port()
        order = [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder]
        with (folder / "log").open("wb") as log:
            order += [part for option in (*_OPTIONS, *options) for part in ("-c", option)]
            process = subprocess.Popen(order, user=user, cwd="/", stdout=log, stderr=log, start_new_session=True)
        url = f"postgresql://{_OWNER}:{password}@127.0.0.1:{port}/postgres"
        _wait(process, programs, port, folder / "log")
        yield url
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # a fast shutdown: connections are closed
            try:
                process.wait(_START_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], programs: Path, port: int, log: Path) -> None:
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", str(_START_S)]
    for _ in range(_START_S * 10):
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with {process.returncode}: {log.read_text('utf-8')[-2000:]}")
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL does not answer: {log.read_text('utf-8')[-2000:]}")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Yield the address of a server that the tests of this process share."""
    with server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Yield the address of an empty database of the test's own."""
    with database(postgres_server) as url:
        yield url


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """Make an empty database on a server, yield its address, and drop it afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield server_url.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
