"""The sandbox: what a confined process can no longer do, tried in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo.ingest.confinement import jail, sandbox, seccomp
from geo.settings import ROOT, Limits

CONFINE = """
import os, sys, socket, threading, resource, ctypes
from pathlib import Path
from geo.ingest.confinement import sandbox
folder = Path(sys.argv[1])
secret = folder / "secret.txt"
parent = os.getppid()
granted = sandbox.confine(readable=[*sandbox.library_folders(), folder / "in"], writable=[folder / "out"],
    scratch=folder / "work", memory_mb=200, cpu_s=30, file_mb=1)
"""
FORBIDDEN = {
    "read_outside": "secret.read_text()",
    "read_passwd": "open('/etc/passwd').read()",
    "read_environment": "open(f'/proc/{parent}/environ').read()",
    "list_outside": "os.listdir(folder)",
    "write_outside": "(folder / 'new').write_text('x')",
    "write_input": "(folder / 'in' / 'a').write_text('x')",
    "remove_input": "(folder / 'in' / 'a').unlink()",
    "write_library": "Path(sandbox.__file__).write_text('x')",
    "link_into_out": "os.symlink('/etc/passwd', folder / 'out' / 'l')",
    "move_link_out": "l = folder / 'work' / 'l'; l.symlink_to('/etc/passwd'); l.rename(folder / 'out' / 'l')",
    "socket": "socket.socket()",
    "unix_socket": "socket.socket(socket.AF_UNIX)",
    "fork": "os.fork()",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "exec": "os.execv('/bin/true', ['true'])",
    "signal_parent": "os.kill(parent, 0)",
    "chmod": "os.chmod(folder / 'work', 0o777)",
    "chroot": "os.chroot('/')",
    "large_file": "(folder / 'work' / 'big').write_bytes(bytes(3 << 20))",
    "memory": "bytearray(600 << 20)",
    "raise_limit": "resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY,) * 2)",
}
ALLOWED = {
    "read_input": "assert (folder / 'in' / 'a').read_text() == 'a'",
    "write_out": "(folder / 'out' / 'x').write_text('x')",
    "link_in_scratch": "l = folder / 'work' / 'l'; l.symlink_to(folder / 'in' / 'a'); assert l.read_text() == 'a'",
    "thread": "t = threading.Thread(target=lambda: None); t.start(); t.join()",
    "import": "import wave, email.mime.text",
}
needs_kernel = pytest.mark.skipif(
    sandbox.landlock_version() == 0, reason="this kernel has no Landlock; the setting `require` refuses uploads here"
)


def attempt(folder: Path, action: str) -> subprocess.CompletedProcess[str]:
    for name in ("in", "out", "work"):
        (folder / name).mkdir()
    (folder / "in" / "a").write_text("a")
    (folder / "secret.txt").write_text("secret")
    code = f"""{CONFINE}
try:
    {action}
except (OSError, MemoryError, ValueError, RuntimeError) as fault:
    print('denied', type(fault).__name__)
else:
    print('done')
"""
    return subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@needs_kernel
@pytest.mark.parametrize("action", FORBIDDEN.values(), ids=FORBIDDEN)
def test_confined_process_cannot(action: str, tmp_path: Path) -> None:
    result = attempt(tmp_path, action)
    assert result.stdout.startswith("denied"), (result.stdout, result.stderr)


@needs_kernel
@pytest.mark.parametrize("action", ALLOWED.values(), ids=ALLOWED)
def test_confined_process_can(action: str, tmp_path: Path) -> None:
    result = attempt(tmp_path, action)
    assert result.stdout == "done\n", (result.stdout, result.stderr)


JAILED = """
import os, sys, socket, threading, resource, ctypes
from pathlib import Path
from geo.ingest.confinement import sandbox
folder, parent = Path(sys.argv[1]), int(sys.argv[2])
secret = folder / "secret.txt"
granted = sandbox.confine(readable=(), writable=(), scratch=folder / "work", memory_mb=200, cpu_s=30, file_mb=1,
    jailed=True)
assert granted.complete and granted.landlock == 0
"""
# A jail shows a folder as if it held nothing else, and lets links be made that are removed afterwards.
ELSEWISE = ("list_outside", "link_into_out", "move_link_out")
needs_bubblewrap = pytest.mark.skipif(not jail.is_available(), reason="bubblewrap or user namespaces are missing")


@needs_bubblewrap
def test_a_jail_keeps_what_landlock_would(tmp_path: Path) -> None:
    for name in ("in", "out", "work"):
        (tmp_path / name).mkdir()
    (tmp_path / "in" / "a").write_text("a")
    (tmp_path / "secret.txt").write_text("secret")
    tried = {name: action for name, action in FORBIDDEN.items() if name not in ELSEWISE}
    tried["host"] = "open('/etc/hostname').read()"
    tried["others"] = "assert len([one for one in os.listdir('/proc') if one.isdecimal()]) > 3; os.kill(parent, 0)"
    code = JAILED + "".join(
        f"""
try:
    {action}
except (OSError, MemoryError, ValueError, RuntimeError, AssertionError) as fault:
    print({name!r}, 'denied')
else:
    print({name!r}, 'done')
"""
        for name, action in {**ALLOWED, **tried, "leave": "os.symlink('/etc/passwd', folder / 'out' / 'l')"}.items()
    )
    command = jail.order(
        [jail.interpreter(), "-c", code, str(tmp_path), str(os.getpid())],
        readable=[tmp_path / "in"], writable=[tmp_path / "out", tmp_path / "work"], home=tmp_path / "work",
    )  # fmt: skip
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False
    )
    said = dict(line.split() for line in done.stdout.splitlines())
    assert said == {**dict.fromkeys((*ALLOWED, "leave"), "done"), **dict.fromkeys(tried, "denied")}, done.stderr
    assert jail.without_links(tmp_path / "out") == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["x"]


WITHOUT_LANDLOCK = """
import json, os, sys
from geo.ingest import worker
from geo.ingest.confinement import sandbox
sandbox.landlock_version = lambda: 0
worker.serve(0, os.dup(1), boundaries={})
"""


@needs_bubblewrap
def test_without_landlock_an_upload_is_read_in_a_jail_before_it_is_refused(tmp_path: Path) -> None:
    for name in ("in", "out", "work"):
        (tmp_path / name).mkdir()
    (tmp_path / "in" / "0").write_text("name,lon,lat\nA,116.3,39.9\n", "utf-8")
    order = {"name": "a.csv", "files": [{"name": "a.csv", "file": "0"}], "grids": True}
    request = {"id": 7, "folder": str(tmp_path), "task": order, "limits": Limits().as_json(), "readable": []}
    with subprocess.Popen(
        [sys.executable, "-c", WITHOUT_LANDLOCK], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as server:  # fmt: skip
        assert server.stdin
        assert server.stdout
        assert json.loads(server.stdout.readline()) == {"ready": True}
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        answer = json.loads(server.stdout.readline())
    trace = tmp_path / "work" / "trace.txt"
    assert (answer["id"], answer["status"]) == (7, 0), (answer, trace.read_text() if trace.exists() else "")
    assert json.loads((tmp_path / "out" / "grids.json").read_text())[0]["rows"][1] == ["A", "116.3", "39.9"]
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert "unconfined" not in json.dumps(report)


@pytest.mark.parametrize(("column", "architecture"), seccomp._MACHINES.values())
def test_filter_allows_at_its_end_and_fits_the_kernel(column: int, architecture: int) -> None:
    code = seccomp.program(column, architecture, 1234)
    assert len(code) % 8 == 0
    assert len(code) // 8 <= 4096
    assert code[-8:] == seccomp._step(seccomp._RETURN, seccomp._ALLOW)


def test_incomplete_confinement_is_recognised() -> None:
    assert not sandbox.Confinement(0, seccomp=True).complete
    assert not sandbox.Confinement(3, seccomp=False).complete
    assert sandbox.Confinement(4, seccomp=False).complete
    assert sandbox.Confinement(1, seccomp=True).complete
    assert sandbox.Confinement(0, seccomp=True, jailed=True).complete
    assert not sandbox.Confinement(0, seccomp=False, jailed=True).complete
