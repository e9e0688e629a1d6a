"""The sandbox: what a confined process can no longer do, tried in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from geo.ingest.confinement import sandbox, seccomp
from geo.settings import ROOT

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
