"""install.sh under faults: whatever fails or is killed, what ran before is still there, and a second try succeeds."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy import bundle
from deploy.bundle import seal

# Plays the interpreter: makes no environment, and fails or kills when it is told to.
INTERPRETER = """#!/bin/sh
count=$(($(cat "$PLAY/count" 2>/dev/null || echo 0) + 1))
echo "$count" >"$PLAY/count"
if [ "$count" = "$(cat "$PLAY/kill" 2>/dev/null)" ]; then kill -9 "$PPID"; exit 9; fi
case "$1 $2" in
  "-m venv") mkdir -p "$3/bin" && ln -s "$PLAY/python" "$3/bin/python" ;;
  "-m pip" | "-m compileall") ;;
  "-m geo") [ "$3" != "$(cat "$PLAY/fail" 2>/dev/null)" ] ;;
  *confinement*) echo landlock ;;
  *version_info*) echo "$VERSION" ;;
esac
"""
VERSION = "3.11"
FOLDERS = ("PUBLISHED", "KEPT", "DATASETS", "GOVERNANCE")


class Machine:
    """A folder to install into, and bundles without parts."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.play = home / "play"
        self.prefix, self.state = home / "opt", home / "state"
        self.play.mkdir()
        (self.play / "python").write_text(INTERPRETER, "ascii")
        (self.play / "python").chmod(0o755)

    def bundle(self, version: str) -> Path:
        """Make a bundle of a version."""
        folder = self.home / version
        for part in ("app/geo", "app/pages", "store", "wheels"):
            (folder / part).mkdir(parents=True)
        for name in ("LICENCES.md", "sbom.cdx.json", "install.lock", "store/stamp.json"):
            (folder / name).write_text("", "ascii")
        (folder / "app" / "here").write_text(version, "ascii")
        told = f"version={version}\npython={VERSION}\nmachine={platform.machine()}\n"
        (folder / "VERSION").write_text(told, "ascii")
        for name in ("install.sh", "observatory.sh", "observatory.service"):
            shutil.copy2(bundle.FILES / name, folder / name)
        seal(folder)
        return folder

    def install(self, folder: Path, *, fail: str = "", kill: int = 0) -> int:
        """Install; returns the exit status. A verb of the program fails, or the nth call of Python kills the script."""
        for name, value in (("fail", fail), ("kill", str(kill) if kill else ""), ("count", "")):
            (self.play / name).write_text(value, "ascii")
        environment = {
            **os.environ,
            "PYTHON": str(self.play / "python"),
            "PLAY": str(self.play),
            "VERSION": VERSION,
        }
        command = [str(folder / "install.sh"), "--prefix", str(self.prefix), "--state", str(self.state), "--no-service"]
        return subprocess.run(command, env=environment, capture_output=True, check=False).returncode

    def at(self, link: str = "current") -> str:
        """Return the release a link leads to, by what lies in it; "" where there is no link."""
        place = self.prefix / link
        return (place / "here").read_text("ascii") if place.is_symlink() else ""

    def left(self) -> list[str]:
        """Return what is half made."""
        return [path.name for path in (self.prefix / "releases").iterdir() if path.name.count(".") > 1]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine on which the first version is installed."""
    made = Machine(tmp_path)
    assert made.install(made.bundle("1.0")) == 0
    assert (made.at(), made.at("previous"), made.left()) == ("1.0", "", [])
    return made


def test_an_upgrade_that_fails_leaves_the_release_that_was_there(machine: Machine) -> None:
    newer = machine.bundle("2.0")
    for verb in ("backup", "prepare"):
        assert machine.install(newer, fail=verb) != 0
        assert (machine.at(), machine.at("previous"), machine.left()) == ("1.0", "", []), verb
    assert machine.install(newer) == 0
    assert (machine.at(), machine.at("previous"), machine.left()) == ("2.0", "1.0", [])
    assert machine.install(machine.bundle("3.0"), fail="prepare") != 0
    assert (machine.at(), machine.at("previous")) == ("2.0", "1.0")
    assert machine.install(newer, fail="prepare") != 0  # the same release anew
    assert (machine.at(), machine.at("previous"), machine.left()) == ("2.0", "1.0", [])


def test_an_upgrade_keeps_settings_and_names_folders_that_older_ones_did_not_know(machine: Machine) -> None:
    settings = machine.state / "observatory.env"
    kept = settings.read_text("utf-8").replace(f"OBSERVATORY_GOVERNANCE={machine.state}/governance\n", "")
    settings.write_text(kept.replace("PORT=8501", "PORT=9000") + "OBSERVATORY_KEPT_DAYS=7\n", "utf-8")
    assert machine.install(machine.bundle("2.0")) == 0
    told = settings.read_text("utf-8").splitlines()
    assert {"STREAMLIT_SERVER_PORT=9000", "OBSERVATORY_KEPT_DAYS=7"} <= set(told)
    assert [sum(line.startswith(f"OBSERVATORY_{name}=") for line in told) for name in FOLDERS] == [1, 1, 1, 1]
    assert settings.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_an_upgrade_that_is_killed_at_any_call_can_be_done_again(machine: Machine) -> None:
    former, version, kill = "1.0", 1, 0
    while True:
        version, kill = version + 1, kill + 1
        newer = machine.bundle(f"{version}.0")
        status = machine.install(newer, kill=kill)
        assert machine.at() in (former, f"{version}.0"), kill
        if status == 0:
            break
        assert machine.install(newer) == 0, kill
        assert machine.at() == f"{version}.0"
        former = machine.at()
    assert kill > 6
