"""`unshare -rn python -m tests.bundle.offline FOLDER WORK`: a whole life of an unpacked bundle without a network.

It runs where there is no route to anywhere, and prints what it measured as one line of JSON.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from deploy.bundle import seal
from geo import __version__

PORT = 8599
NEXT = "999.0.0"
PUBLISH = """
import geopandas as gpd
from shapely.geometry import Point
from geo.publication.about import About, Owner
from geo.publication.shelf import shelf_of
frame = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(104, 30)], crs="EPSG:4326")
about = About("TITLE", "CC0-1.0", "", "A test", "2024-01-09", "low")
shelf_of().publish(frame, about, Owner("self_declared", "Ann"))
"""


def loopback_up() -> None:
    """Bring the loopback device up: SIOCGIFFLAGS, then SIOCSIFFLAGS with IFF_UP (man 7 netdevice)."""
    with socket.socket() as any_socket:
        request = struct.pack("16sh", b"lo", 0)
        flags = struct.unpack("16sh", fcntl.ioctl(any_socket, 0x8913, request)[:18])[1]
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", flags | 1))


def no_way_out() -> bool:
    """Tell whether no address outside can be reached: there is no route."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        return False
    return True


def processor_s() -> float:
    """Return the processor time of all programs that have been run, which other people's load does not change."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Place:
    """An installation under test."""

    def __init__(self, work: Path) -> None:
        self.prefix, self.state = work / "opt", work / "state"
        self.processor_s = 0.0
        self.program = self.prefix / "bin" / "observatory"

    def install(self, bundle: Path) -> tuple[float, str]:
        """Install a bundle; returns the seconds it took and what it said."""
        begun, used = time.monotonic(), processor_s()
        told = self._run(
            str(bundle / "install.sh"), "--prefix", str(self.prefix), "--state", str(self.state), "--no-service",
            "--port", str(PORT), "--base", "/observatory",
        )  # fmt: skip
        self.processor_s = processor_s() - used
        return time.monotonic() - begun, told

    def call(self, *words: str) -> str:
        """Run the installed program."""
        return self._run(str(self.program), *words)

    def _run(self, *command: str) -> str:
        environment = {**os.environ, "PYTHON": getattr(sys, "_base_executable", sys.executable)}
        environment.pop("PYTHONPATH", None)
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd="/")
        assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def publish(self, title: str) -> None:
        """Publish a layer as the installed program does."""
        script = f"cd {self.prefix}/current && set -a && . {self.state}/observatory.env && venv/bin/python -"
        subprocess.run(["/bin/sh", "-c", script], input=PUBLISH.replace("TITLE", title), text=True, check=True)

    def titles(self) -> list[str]:
        """Return the titles of what is published."""
        told = json.loads(self.call("geo", "published", "list", "--json"))
        return sorted(version["title"] for one in told["publications"] for version in one["versions"])

    @contextlib.contextmanager
    def running(self) -> Iterator[tuple[str, float]]:
        """Start it; yields its address and the seconds until it was ready."""
        begun = time.monotonic()
        address = f"http://127.0.0.1:{PORT}/observatory"
        with subprocess.Popen([str(self.program), "run"], cwd="/", stdout=subprocess.DEVNULL) as process:
            try:
                while True:
                    assert process.poll() is None, "the server ended"
                    with contextlib.suppress(OSError):
                        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                            assert json.load(answer)["status"] == "ready"
                        break
                    time.sleep(0.2)
                yield address, time.monotonic() - begun
            finally:
                process.send_signal(signal.SIGTERM)
                assert process.wait(30) in (0, -signal.SIGTERM, 143)


def newer(bundle: Path, target: Path) -> Path:
    """Make a bundle of the next version out of this one."""
    shutil.copytree(bundle, target, copy_function=os.link)
    version = target / "VERSION"
    text = version.read_text("ascii").replace(f"version={__version__}", f"version={NEXT}")
    package = target / "app" / "geo" / "__init__.py"
    source = package.read_text("utf-8").replace(f'"{__version__}"', f'"{NEXT}"')
    for path, body in ((version, text), (package, source)):
        path.unlink()  # it is a link to the other bundle's
        path.write_text(body, "utf-8")
    (target / "SHA256SUMS").unlink()
    seal(target)
    return target


def size_mb(folder: Path) -> float:
    """Return the size of all files, megabytes."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(bundle: Path, work: Path) -> None:
    """Do all of it, and print what was measured."""
    loopback_up()
    assert no_way_out()
    place = Place(work)
    told: dict[str, object] = {}
    told["install_s"], said = place.install(bundle)
    assert "Uploads are read under Landlock" in said or "uploads are refused" in said
    told["install_processor_s"] = place.processor_s
    told["installed_mb"] = size_mb(place.prefix)
    place.publish("first")
    with place.running() as (address, told["start_s"]):
        for path in ("/", "/cluster_map", "/tiles/land/0/0/0.mvt", "/ogc/collections", "/map/words.json"):
            with urllib.request.urlopen(f"{address}{path}", timeout=60) as answer:
                assert answer.status == 200
        begun = time.monotonic()
        backup = work / "taken.tar"
        place.call("backup", str(backup))
        told["backup_s"] = time.monotonic() - begun
    told["backup_mb"] = backup.stat().st_size / 1e6
    told["upgrade_s"], _ = place.install(newer(bundle, work / "newer"))
    assert place.call("version").strip() == NEXT
    assert place.titles() == ["first"]
    assert len(list((place.state / "backups").glob(f"before-{NEXT}-*.tar"))) == 1
    place.publish("second")
    begun = time.monotonic()
    place.call("rollback")
    told["rollback_s"] = time.monotonic() - begun
    assert place.call("version").strip() == __version__
    assert place.titles() == ["first", "second"]
    begun = time.monotonic()
    place.call("restore", str(backup))
    told["restore_s"] = time.monotonic() - begun
    assert place.titles() == ["first"]
    with next((bundle / "wheels").iterdir()).open("ab") as wheel:
        wheel.write(b"x")
    refused = subprocess.run([str(bundle / "install.sh"), "--no-service"], capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "The bundle is damaged" in refused.stderr
    print(json.dumps({name: round(float(str(value)), 1) for name, value in told.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
