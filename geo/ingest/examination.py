"""Examination of an upload as the server and the command line see it: a job folder, the worker, a report.

Nothing here opens an upload's content: files are put into the job folder under names of ours, and the worker does
the rest. The folder is private and never beneath a path that is served; `close` removes it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.catalog.errors import UnknownObjectError
from geo.ingest import pool
from geo.ingest.errors import SandboxError, UploadsOffError
from geo.ingest.findings import Finding
from geo.ingest.placing.places_files import boundary_files
from geo.ingest.report import Report
from geo.ingest.task import ChoicesJson, GridOrder, Order, UploadedFile
from geo.ingest.worker import EXIT_DISK, EXIT_MEMORY, EXIT_REPORTED, EXIT_UNCONFINED, NO_ROOM
from geo.settings import Limits, limits

if TYPE_CHECKING:
    import geopandas as gpd

# Parts of one data set that lie beside the file a person points at.
SIBLINGS: Final = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg", ".cst"),
    ".tab": (".dat", ".dbf", ".map", ".id", ".ind"),
    ".mif": (".mid",),
}
_SIGNALS_OF_MEMORY: Final = (-6,)  # abort: C++ found no memory and has no other way to say so
_SIGNAL_CPU: Final = -24


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person decided; empty fields leave it to the doctor.

    Attributes
    ----------
    encoding : Python's name of a text encoding.
    crs : ``EPSG:n`` or WKT.
    datum : gcj02, bd09 or wgs84.
    swap_axes : exchange the coordinates (True), leave them (False), decide (None).
    columns : names of the columns with x and y, or of the one with both or a geometry text.
    layers : names of the layers to read.
    """

    encoding: str = ""
    crs: str = ""
    datum: str = ""
    swap_axes: bool | None = None
    columns: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()

    def as_json(self) -> ChoicesJson:
        """Return the choices as a plain object, for the worker."""
        return {
            "encoding": self.encoding,
            "crs": self.crs,
            "datum": self.datum,
            "swap_axes": self.swap_axes,
            "columns": self.columns,
            "layers": self.layers,
        }


@dataclass(slots=True)
class Examination:
    """One examined upload.

    Attributes
    ----------
    folder : the job folder, private.
    report : what was found.
    memory_kb : peak memory of the worker, kilobytes.
    cpu_s : processor time of the worker, seconds.
    """

    folder: Path
    report: Report
    memory_kb: int
    files: list[UploadedFile] = field(default_factory=list)
    cpu_s: float = 0.0

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return a layer in WGS 84 (or, while its system is unknown, as it stands); it must have been kept.

        Raises
        ------
        UnknownObjectError
            if there is no such layer.
        """
        import geopandas as gpd

        for layer in self.report.layers:
            if layer["name"] == name and "file" in layer:
                return gpd.read_parquet(self.folder / "out" / layer["file"])
        raise UnknownObjectError("layer", name)

    def close(self) -> None:
        """Remove the job folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def with_siblings(path: Path) -> list[Path]:
    """Return a file and the parts of its data set beside it, the file first; names compare without case."""
    wanted = SIBLINGS.get(path.suffix.lower(), ())
    if not wanted:
        return [path]
    beside = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    parts: dict[str, Path] = {}
    for part in beside:
        fits = part.stem.lower() == path.stem.lower() and part.suffix.lower() in wanted
        # Of two that differ in case only, the one written as the file itself is its part.
        if (
            fits
            and part.is_file()
            and not part.is_symlink()
            and (part.suffix.lower() not in parts or part.stem == path.stem)
        ):
            parts[part.suffix.lower()] = part
    return [path, *parts.values()]


def examine(
    files: Sequence[Path | tuple[str, bytes | Path]],
    *,
    choices: Choices | None = None,
    keep: bool = False,
    copy: str = "",
    bounds: Limits | None = None,
    folder: Path | None = None,
) -> Examination:
    """Examine an upload in the worker.

    Parameters
    ----------
    files : paths, or names with their bytes or the path of these; the first is the one the person chose, the others
        are its parts.
    choices : the person's decisions.
    keep : have the layers written for `Examination.layer`.
    copy : file name of a repaired copy to be left in ``out``; its extension names the format.
    bounds : limits; default those of the environment.
    folder : where to make the job folder; default the system's temporary folder.

    Raises
    ------
    UploadsOffError
        if this server takes no uploads.
    UploadQuotaError
        if too many uploads wait.
    SandboxError
        if the kernel cannot confine the worker and the setting requires it.
    """
    bounds = bounds or limits()
    if bounds.uploads == "off":
        raise UploadsOffError()
    name = files[0].name if isinstance(files[0], Path) else files[0][0]
    job = Path(tempfile.mkdtemp(prefix=f"upload-{secrets.token_hex(4)}-", dir=folder))
    try:
        placed = _put(files, job)
    except OSError as fault:
        if fault.errno not in NO_ROOM:
            raise
        shutil.rmtree(job / "in", ignore_errors=True)
        return Examination(job, Report(name, findings=[Finding("disk_full")]), 0)
    total = sum((job / "in" / entry["file"]).stat().st_size for entry in placed)
    if total > bounds.upload_mb << 20:
        report = Report(name, findings=[Finding("file_too_large", {"mb": total >> 20, "limit": bounds.upload_mb})])
        return Examination(job, report, 0, placed)
    examination = Examination(job, Report(name), 0, placed)
    run(examination, choices=choices, keep=keep, copy=copy, bounds=bounds)
    return examination


def run(examination: Examination, *, choices: Choices | None, keep: bool, copy: str, bounds: Limits) -> None:
    """Read the upload of an examination again, with other choices or for another copy; its report is replaced."""
    job = examination.folder
    for part in ("work", "out"):
        shutil.rmtree(job / part, ignore_errors=True)
        (job / part).mkdir(mode=0o700)
    boundaries = boundary_files()
    order: Order = {
        "name": examination.report.name,
        "files": examination.files,
        "choices": (choices or Choices()).as_json(),
        "keep": keep,
        "copy": copy,
        "boundaries": {key: str(path) for key, path in boundaries.items()},
    }
    ending = pool.shared().run(job, order, limits=bounds, readable=tuple(boundaries.values()))
    examination.memory_kb, examination.cpu_s = ending.memory_kb, ending.cpu_s
    examination.report = _outcome(job, ending, examination.report.name, bounds)
    shutil.rmtree(job / "work", ignore_errors=True)
    if ending.status == EXIT_DISK:
        shutil.rmtree(job / "out", ignore_errors=True)


def read_grids(
    name: str, content: bytes | Path, *, bounds: Limits | None = None
) -> tuple[list[tuple[str, list[list[Any]]]], Report]:
    """Read the cells of a table without places in the worker: CSV and other delimited texts, XLSX, XLS, ET.

    Parameters
    ----------
    name : as the person's computer calls it.
    content : its bytes, or the path of them.

    Returns
    -------
    tuple
        Name and rows of every sheet (none where it was refused), and the report that says why.

    Raises
    ------
    UploadsOffError, UploadQuotaError, SandboxError, UploadWorkerError
    """
    bounds = bounds or limits()
    if bounds.uploads == "off":
        raise UploadsOffError()
    job = Path(tempfile.mkdtemp(prefix=f"upload-{secrets.token_hex(4)}-"))
    try:
        for part in ("work", "out"):
            (job / part).mkdir(mode=0o700)
        order: GridOrder = {"name": name, "files": _put([(name, content)], job), "grids": True}
        ending = pool.shared().run(job, order, limits=bounds)
        report = _outcome(job, ending, name, bounds)
        written = job / "out" / "grids.json"
        if report.status == "reject" or not written.is_file() or written.is_symlink():
            return [], report
        found = json.loads(written.read_text("utf-8", errors="surrogatepass"))
        return [(str(sheet["name"]), sheet["rows"]) for sheet in found], report
    except OSError as fault:
        if fault.errno not in NO_ROOM:
            raise
        return [], Report(name, findings=[Finding("disk_full")])
    finally:
        shutil.rmtree(job, ignore_errors=True)


def _put(files: Sequence[Path | tuple[str, bytes | Path]], job: Path) -> list[UploadedFile]:
    """Place the files in the job folder under names of ours; linked where that is possible, else copied."""
    (job / "in").mkdir(mode=0o700)
    placed: list[UploadedFile] = []
    for number, entry in enumerate(files):
        target = job / "in" / str(number)
        name, content = (entry.name, entry) if isinstance(entry, Path) else entry
        if isinstance(content, Path):
            try:
                os.link(content.resolve(), target)
            except OSError:
                shutil.copyfile(content, target)
        else:
            target.write_bytes(content)
        placed.append({"name": name, "file": target.name})
    return placed


def _outcome(job: Path, ending: pool.Ending, name: str, bounds: Limits) -> Report:
    written = job / "out" / "report.json"
    if ending.status == EXIT_UNCONFINED:
        raise SandboxError()
    if ending.status == EXIT_REPORTED and written.is_file() and not written.is_symlink():
        return Report.from_json(json.loads(written.read_text("utf-8", errors="surrogatepass")))
    if ending.timed_out or ending.status == _SIGNAL_CPU:
        finding = Finding("worker_time", {"seconds": bounds.wall_s if ending.timed_out else bounds.cpu_s})
    elif ending.status == EXIT_MEMORY or ending.status in _SIGNALS_OF_MEMORY:
        finding = Finding("worker_memory", {"limit_mb": bounds.memory_mb})
    elif ending.status == EXIT_DISK:
        finding = Finding("disk_full")
    else:
        finding = Finding("worker_crashed", {"status": ending.status})
    return Report(name, findings=[finding])
