"""Sandbox of the reading process: what it may open, how much memory, time and disk it may take.

Layers, each of which holds alone: Landlock (files beneath the job folder and the libraries; no TCP; no signals out),
seccomp (no sockets at all, no exec, no fork), resource limits, and no capabilities even when started by root.
Sources: Linux Documentation/userspace-api/landlock.rst, man 2 seccomp, man 2 capset.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.ingest.confinement import seccomp
from geo.settings import MEGABYTE

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
_ABI_QUERY = 1
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_SIGKILL = 9
_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAP_VERSION_3 = 0x20080522
_RESERVED_MB = 4096

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_ALL_V1 = (1 << 13) - 1
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_READ = _READ_FILE | _READ_DIR
# No devices, sockets or pipes beneath the job folder: they are not in this set. Links may be made in the scratch
# folder only: what the server reads afterwards must not be one.
_WRITE = _READ | _WRITE_FILE | _TRUNCATE | (1 << 4) | (1 << 5) | (1 << 7) | (1 << 8) | _REFER
_SCRATCH = _WRITE | 1 << 12

# Found wherever the loader, the time zones and the C library's converters live.
_SYSTEM_READ: Final = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/dev/urandom",
    "/dev/null",
    "/sys/devices/system/cpu",
)


@dataclass(frozen=True, slots=True)
class Confinement:
    """What the kernel granted: Landlock's version (0 = none), whether seccomp holds, whether we are in a jail."""

    landlock: int
    seccomp: bool
    jailed: bool = False

    @property
    def complete(self) -> bool:
        """Files are ruled by Landlock or a jail, and the network by seccomp or Landlock (version 4 on)."""
        return (self.landlock > 0 and (self.seccomp or self.landlock >= 4)) or (self.jailed and self.seccomp)


def library_folders() -> tuple[Path, ...]:
    """Return the folders of the interpreter, its packages and our own code, which any worker may read."""
    package = Path(__file__).resolve().parents[2]
    names = {sysconfig.get_path(key) for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    names |= {entry for entry in sys.path if entry.endswith(("site-packages", "dist-packages", "lib-dynload"))}
    folders = {Path(name).resolve() for name in names if name} | {package}
    folders |= {Path(name) for name in _SYSTEM_READ}
    return tuple(sorted(folder for folder in folders if folder.exists()))


def landlock_version() -> int:
    """Return the kernel's Landlock version, 0 where it has none."""
    found = ctypes.CDLL(None, use_errno=True).syscall(_CREATE_RULESET, None, 0, _ABI_QUERY)
    return max(int(found), 0)


def _restrict_files(readable: Iterable[Path], writable: Iterable[Path], scratch: Path) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    version = landlock_version()
    if version == 0:
        return 0
    handled = _ALL_V1
    for needed, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV)):
        if version >= needed:
            handled |= right
    network = 0b11 if version >= 4 else 0
    scoped = 0b11 if version >= 6 else 0
    attributes = struct.pack("=QQQ", handled, network, scoped)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return 0
    try:
        for rights, paths in ((_READ, readable), (_WRITE, writable), (_SCRATCH, [scratch])):
            for path in paths:
                handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
                try:
                    granted = rights & handled & (~0 if path.is_dir() else _FILE_RIGHTS)
                    rule = struct.pack("=Qi", granted, handle)
                    if libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0) != 0:
                        return 0
                finally:
                    os.close(handle)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return version if libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0 else 0
    finally:
        os.close(ruleset)


def _drop_capabilities() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    number = _CAPSET.get(os.uname().machine)
    if number is not None:
        libc.syscall(number, struct.pack("=Ii", _CAP_VERSION_3, 0), struct.pack("=6I", 0, 0, 0, 0, 0, 0))


def _memory_pages() -> tuple[int, int]:
    """Return the pages of the address space and of its private, writable part."""
    fields = Path("/proc/self/statm").read_text("ascii").split()
    return int(fields[0]), int(fields[5])


def _restrict_resources(*, memory_mb: int, cpu_s: int, file_mb: int) -> None:
    # What the libraries of the parent take is there already: the limits count what comes on top. The data limit is
    # the real one; the address space, which allocators reserve generously and files are mapped into, gets room.
    page = resource.getpagesize()
    space, data = _memory_pages()
    memory = data * page + memory_mb * MEGABYTE
    addresses = space * page + 4 * memory_mb * MEGABYTE + _RESERVED_MB * MEGABYTE
    wanted = (
        (resource.RLIMIT_DATA, memory, memory),
        (resource.RLIMIT_AS, addresses, addresses),
        (resource.RLIMIT_CPU, cpu_s, cpu_s + 2),
        (resource.RLIMIT_FSIZE, file_mb * MEGABYTE, file_mb * MEGABYTE),
        (resource.RLIMIT_NOFILE, 256, 256),
        (resource.RLIMIT_CORE, 0, 0),
    )
    for name, soft, hard in wanted:
        ceiling = resource.getrlimit(name)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)  # noqa: PLW2901 - an operator's tighter limit stays
        resource.setrlimit(name, (soft, hard))


def confine(
    *,
    readable: Iterable[Path],
    writable: Iterable[Path],
    scratch: Path,
    memory_mb: int,
    cpu_s: int,
    file_mb: int,
    jailed: bool = False,
) -> Confinement:
    """Confine the calling process for the rest of its life.

    Parameters
    ----------
    readable, writable : folders or files it may read, or read and write; everything else is closed to it.
    scratch : a folder it may write, links included.
    memory_mb : memory beyond what the process has, megabytes.
    cpu_s : processor time, seconds.
    file_mb : size of any one file it writes, megabytes.
    jailed : files are ruled already, by a jail (see `geo.ingest.confinement.jail`).

    Returns
    -------
    what the kernel granted; the caller decides whether that is enough.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _restrict_resources(memory_mb=memory_mb, cpu_s=cpu_s, file_mb=file_mb)
    version = 0 if jailed else _restrict_files(readable, writable, scratch)
    _drop_capabilities()
    return Confinement(landlock=version, seccomp=seccomp.install(), jailed=jailed)
