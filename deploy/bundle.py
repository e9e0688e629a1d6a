"""`python -m deploy.bundle`: writes build/observatory-VERSION-linux-MACHINE.tar.gz, all an intranet needs but Python.

Wheels come from the lock with their hashes checked; what has none on the index is built here. The store must have been
prepared. Everything in the archive stands in its SHA256SUMS.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import importlib.util
import json
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from deploy.parts import licences, read, sbom
from geo import __version__
from geo.prepare import require_prepared
from geo.settings import ROOT, settings

FILES: Final = Path(__file__).parent / "files"
SUMS: Final = "SHA256SUMS"
BYTECODE: Final = "bytecode.tar"
_LAID_OUT: Final = re.compile(r"^[^/]+\.data/(?:pure|plat)lib/")
_TESTS: Final = re.compile(r"(?:^|/)tests?/")
_CODE: Final = ("app.py", "geo", "pages", "data", ".streamlit/config.toml", "docs", "requirements.lock", "LICENSE")
_WORDS: Final = ("README.md", "README.zh.md", "SECURITY.md", "CHANGELOG.md")
_UNWANTED: Final = shutil.ignore_patterns("__pycache__", "*.pyc", "images", "secrets.toml")


def write(out: Path, *, lock: Path, wheels: Path | None = None) -> Path:
    """Write the bundle and return where it is.

    Parameters
    ----------
    out : folder for it.
    lock : every package with its version and hashes.
    wheels : a folder that holds them already; they are fetched without it.

    Raises
    ------
    NotPreparedError
        if the store was not prepared from the present data and code.
    """
    require_prepared(settings())
    name = f"observatory-{__version__}-linux-{platform.machine()}"
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "app").mkdir(parents=True)
    for part in (*_CODE, *_WORDS):
        _copy(ROOT / part, folder / "app" / part)
    shutil.copyfile(lock, folder / "app" / "requirements.lock")
    _copy(settings().store_dir, folder / "store")
    if settings().datasets_dir.is_dir():
        _copy(settings().datasets_dir, folder / "datasets")
    for file in sorted(FILES.iterdir()):
        shutil.copy(file, folder / file.name)
    if wheels is None:
        fetch = [sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check", "--quiet", "--no-deps"]
        subprocess.run([*fetch, "--require-hashes", "-r", str(lock), "-w", str(folder / "wheels")], check=True)
    else:
        _copy(wheels, folder / "wheels")
    write_bytecode(folder / BYTECODE, sorted((folder / "wheels").glob("*.whl")))
    _tell(folder)
    archive = folder.with_name(f"{name}.tar.gz")
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:  # wheels are compressed already
        tar.add(folder, arcname=name)
    shutil.rmtree(folder)
    archive.with_name(f"{archive.name}.sha256").write_text(f"{_digest(archive)}  {archive.name}\n", "ascii")
    return archive


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=_UNWANTED)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def write_bytecode(out: Path, wheels: Sequence[Path]) -> None:
    """Write the bytecode of all parts as they lie in `site-packages`: to compile them takes half of an installation.

    It holds for the version of Python that made it and names no folder; a source of other content than the wheel's does
    not belong beside it, since nothing compares the two. What only the parts' own tests import is left out.
    """
    with tempfile.TemporaryDirectory() as passing, tarfile.open(out, "w") as tar:
        home = Path(passing)
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                for name in archive.namelist():
                    place = _LAID_OUT.sub("", name)
                    if name.endswith(".py") and ".data/" not in place and not _TESTS.search(place):
                        target = home / place
                        target.parent.mkdir(parents=True, exist_ok=True)
                        target.write_bytes(archive.read(name))
        command = [sys.executable, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
        # Templates and sources of older Pythons do not compile, here as little as where they are installed.
        subprocess.run([*command, "-s", passing, passing], check=False, stdout=subprocess.DEVNULL)
        for path in sorted(home.rglob("*.pyc")):
            entry = tarfile.TarInfo(path.relative_to(home).as_posix())
            entry.size, entry.mode = path.stat().st_size, 0o644
            with path.open("rb") as body:
                tar.addfile(entry, body)


def _tell(folder: Path) -> None:
    """Write what the bundle says of itself: version, parts, licences, and the sums of all files."""
    parts = sorted((read(wheel) for wheel in (folder / "wheels").glob("*.whl")), key=lambda part: part.name.lower())
    at = dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    bill = sbom(parts, name="digital-cluster-observatory", version=__version__, at=at)
    (folder / "sbom.cdx.json").write_text(json.dumps(bill, indent=1), "utf-8")
    (folder / "LICENCES.md").write_text(licences(parts), "utf-8")
    # What had no wheel on the index was built here: its hash is that of the wheel which is carried.
    pins = "".join(f"{part.name}=={part.version} --hash=sha256:{part.sha256}\n" for part in parts)
    (folder / "install.lock").write_text(pins, "utf-8")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    told = f"version={__version__}\npython={python}\nmachine={platform.machine()}\n"
    (folder / "VERSION").write_text(f"{told}magic={importlib.util.MAGIC_NUMBER.hex()}\n", "ascii")
    seal(folder)


def seal(folder: Path) -> None:
    """Write the sums of all files of an unpacked bundle."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [f"{_digest(path)}  {path.relative_to(folder).as_posix()}" for path in files]
    (folder / SUMS).write_text("\n".join(lines) + "\n", "utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    """Write the bundle and print where it is, how large, and how long it took."""
    parser = argparse.ArgumentParser(prog="python -m deploy.bundle", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="folder for it (default: build)")
    parser.add_argument("--lock", type=Path, default=ROOT / "requirements.lock", help="packages with their hashes")
    parser.add_argument("--wheels", type=Path, help="a folder that holds the wheels already")
    args = parser.parse_args()
    begun = time.monotonic()
    archive = write(args.out, lock=args.lock, wheels=args.wheels)
    print(f"{archive}: {archive.stat().st_size / 1e6:.0f} MB, {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
