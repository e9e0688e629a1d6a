"""The bundle: what it says of its parts, and a whole life without a network (slow)."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from deploy import bundle
from deploy.parts import UNSTATED, licences, read, sbom
from geo.backup.parts import parts
from geo.settings import ROOT, Settings, variables

METADATA = """Metadata-Version: 2.4
Name: Small.Part
Version: 1.2
License-Expression: MIT OR Apache-2.0
Project-URL: Homepage, https://small.example/
"""


def wheel(folder: Path, metadata: str = METADATA) -> Path:
    path = folder / "small_part-1.2-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("small_part-1.2.dist-info/METADATA", metadata)
        archive.writestr("small_part-1.2.dist-info/licenses/LICENSE.txt", "Do as | you like.")
        archive.writestr("small_part/__init__.py", "A = 1\n")
        archive.writestr("small_part/tests/test_a.py", "A = 1\n")
        archive.writestr("small_part-1.2.data/purelib/small_part/b.py", "B = __file__\n")
        archive.writestr("small_part-1.2.data/scripts/run.py", "")
    return path


def test_a_part_is_told_by_its_own_wheel(tmp_path: Path) -> None:
    file = wheel(tmp_path)
    part = read(file)
    assert (part.name, part.version, part.licence, part.homepage) == (
        "Small.Part",
        "1.2",
        "MIT OR Apache-2.0",
        "https://small.example/",
    )
    assert part.texts == {"licenses/LICENSE.txt": "Do as | you like."}
    component = sbom([part], name="observatory", version="1", at="2026-01-01T00:00:00Z")["components"][0]
    assert component["purl"] == "pkg:pypi/small-part@1.2"
    assert component["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}]
    assert "| Small.Part | 1.2 | MIT OR Apache-2.0 |" in licences([part])
    assert "    Do as | you like." in licences([part])


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        ("License: BSD\nClassifier: License :: OSI Approved :: BSD License\n", "BSD License"),
        ("License: Apache 2\nmore\n", "Apache 2"),
        ("License: UNKNOWN\n", UNSTATED),
        ("", UNSTATED),
    ],
)
def test_older_wheels_state_their_licence_otherwise(tmp_path: Path, lines: str, licence: str) -> None:
    assert read(wheel(tmp_path, f"Name: a\nVersion: 1\n{lines}")).licence == licence


def test_a_bundle_holds_all_it_names_and_nothing_private(store: Settings, tmp_path: Path) -> None:
    assert store.store_dir.is_dir()
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel(wheels)
    lock = tmp_path / "lock"
    lock.write_text("small-part==1.2\n", "ascii")
    archive = bundle.write(tmp_path, lock=lock, wheels=wheels)
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path / "out", filter="data")
    (folder,) = (tmp_path / "out").iterdir()
    summed = {line.split("  ", 1)[1] for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert summed == present - {"SHA256SUMS"}
    needed = ("install.sh", "observatory.sh", "observatory.service", "nginx.conf", "INSTALL.md", "sbom.cdx.json")
    assert {*needed, "LICENCES.md", "app/app.py", "app/.streamlit/config.toml", "store/stamp.json"} <= present
    assert not [name for name in present if "secrets.toml" in name or "__pycache__" in name or "/tests/" in name]
    assert os.access(folder / "install.sh", os.X_OK)
    site = tmp_path / "site"
    with tarfile.open(folder / "bytecode.tar") as tar:
        names = sorted(tar.getnames())
        tar.extractall(site, filter="data")
    tag = sys.implementation.cache_tag
    assert names == [f"small_part/__pycache__/{name}.{tag}.pyc" for name in ("__init__", "b")]
    (site / "small_part" / "b.py").write_text("B = 0\n", "ascii")  # what is carried is taken, and knows where it lies
    asked = [sys.executable, "-c", "import small_part.b as b; print(b.B)"]
    said = subprocess.run(asked, env={"PYTHONPATH": str(site)}, check=True, capture_output=True, text=True).stdout
    assert said.strip() == str(site / "small_part" / "b.py")
    assert f"magic={importlib.util.MAGIC_NUMBER.hex()}" in (folder / "VERSION").read_text("ascii")
    for script in ("install.sh", "observatory.sh"):
        subprocess.run(["/bin/sh", "-n", str(folder / script)], check=True)
    checked = subprocess.run(["/usr/bin/env", "sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=False)
    assert checked.returncode == 0


def test_what_people_save_lies_in_the_state_folder() -> None:
    script = (bundle.FILES / "install.sh").read_text("utf-8")
    for name in parts(Settings()):
        assert f"\n{variables(Settings)[f'{name}_dir'].name}=$state/" in script, "an upgrade would lose it"


def test_what_the_scripts_ask_python_for_is_there() -> None:
    script = (bundle.FILES / "observatory.sh").read_text("utf-8")
    asked = re.findall(r"from (geo[\w.]+) import (\w+)", script)
    assert asked
    for module, name in asked:
        assert hasattr(importlib.import_module(module), name)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("unshare") is None, reason="no unshare")
def test_a_whole_life_without_a_network(store: Settings, tmp_path: Path) -> None:
    """Install, run, back up, upgrade, roll back and restore; the figures go to build/bundle.json."""
    wheels, lock = os.environ.get("BUNDLE_WHEELS"), os.environ.get("BUNDLE_LOCK", str(ROOT / "requirements.lock"))
    archive = bundle.write(tmp_path, lock=Path(lock), wheels=Path(wheels) if wheels else None)
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path / "out", filter="data")
    (folder,) = (tmp_path / "out").iterdir()
    command = ["/usr/bin/env", "unshare", "--map-root-user", "--net", sys.executable, "-m", "tests.bundle.offline"]
    done = subprocess.run(
        [*command, str(folder), str(tmp_path / "work")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1]) | {"archive_mb": round(archive.stat().st_size / 1e6, 1)}
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "bundle.json").write_text(json.dumps(told, indent=1), "utf-8")
    assert {"install_s", "upgrade_s", "rollback_s", "backup_s", "restore_s"} <= told.keys()
