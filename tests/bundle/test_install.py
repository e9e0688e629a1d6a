"""install.sh under faults: whatever fails or is killed, what ran before is still there, and a second try succeeds."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tarfile
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


def test_an_installation_upgrades_itself_from_an_archive_or_a_folder(machine: Machine) -> None:
    program = machine.prefix / "bin" / "observatory"
    environment = {**os.environ, "PYTHON": str(machine.play / "python"), "PLAY": str(machine.play), "VERSION": VERSION}

    def upgrade(*words: str) -> int:
        return subprocess.run(
            [program, "upgrade", *words], env=environment, capture_output=True, check=False
        ).returncode

    with tarfile.open(machine.home / "2.0.tar.gz", "w:gz") as archive:
        archive.add(machine.bundle("2.0"), arcname="observatory-2.0")
    assert upgrade(str(machine.home / "2.0.tar.gz")) == 0
    assert (machine.at(), machine.at("previous"), machine.left()) == ("2.0", "1.0", [])
    assert upgrade(str(machine.bundle("3.0"))) == 0
    assert (machine.at(), machine.at("previous")) == ("3.0", "2.0")
    for words in ((), (str(machine.home),), (str(machine.home / "none.tar.gz"),)):
        assert upgrade(*words) == 2
    assert not list(machine.state.glob("upgrade.*"))


@pytest.mark.parametrize(
    "words",
    [
        ("--port", "http"),
        ("--port", "0"),
        ("--port", "70000"),
        ("--port",),
        ("--prefix", "/"),
        ("--state", ""),
        ("--prefix", "/srv/a b"),
        ("--state", "/srv/$(id)"),
        ("--base", "/a b"),
        ("--user", "a;b"),
        ("--prefix", "/srv/state/here", "--state", "/srv/state"),
        ("--colour", "red"),
    ],
    ids=" ".join,
)
def test_what_could_not_be_installed_is_told_before_anything_is_done(tmp_path: Path, words: tuple[str, ...]) -> None:
    made = Machine(tmp_path)
    folder = made.bundle("1.0")
    done = subprocess.run([str(folder / "install.sh"), *words], capture_output=True, text=True, check=False)
    assert done.returncode in (1, 2)
    assert words[0] in done.stderr + done.stdout
    assert not made.prefix.exists()


def test_folders_are_named_from_where_one_stands_and_programs_find_what_they_are_given(tmp_path: Path) -> None:
    made = Machine(tmp_path)
    for name in ("fail", "kill", "count"):
        (made.play / name).write_text("", "ascii")
    environment = {**os.environ, "PYTHON": str(made.play / "python"), "PLAY": str(made.play), "VERSION": VERSION}
    folders = ["--prefix", "./观察站//opt/", "--state", "状态"]
    command = [str(made.bundle("1.0") / "install.sh"), *folders, "--no-service"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    program = tmp_path / "观察站/opt/bin/observatory"
    assert f"prefix={tmp_path}/观察站/opt state={tmp_path}/状态" in program.read_text("utf-8")
    interpreter = tmp_path / "观察站/opt/current/venv/bin/python"
    interpreter.unlink()
    interpreter.write_text('#!/bin/sh\necho "$PWD $PYTHONPATH $*"\n', "ascii")
    interpreter.chmod(0o755)
    told = subprocess.run([program, "backup", "b.tar"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert told.split() == [str(tmp_path), f"{tmp_path}/观察站/opt/current", "-m", "geo", "backup", "b.tar"]
    for words in (["rollback"], ["rollback", "--with-data"], ["rollback", "now"]):
        refused = subprocess.run([program, *words], cwd=tmp_path, check=False, capture_output=True, text=True)
        assert refused.returncode in (1, 2), words
        assert refused.stderr


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
