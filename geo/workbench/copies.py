"""Repaired copies of an upload for download, each with its log of repairs, packed into one zip."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from geo.ingest import examination
from geo.ingest.errors import UploadRequestError
from geo.workbench.errors import CopyError
from geo.workbench.room import Room, Upload

COPIES: Final = {".gpkg": "GeoPackage", ".geojson": "GeoJSON", ".parquet": "GeoParquet", ".shp": "Shapefile"}


def repaired_copy(room: Room, upload: Upload, suffix: str) -> bytes:
    """Read the upload again with its choices and return the repaired copy and its log as a zip.

    Raises
    ------
    UploadRequestError
        if the format is none of COPIES.
    CopyError
        if no copy was made that holds all the upload holds.
    """
    if suffix not in COPIES:
        raise UploadRequestError(f"{suffix!r} is no format of a copy. Use one of {', '.join(COPIES)}.", value=suffix)
    # In a job of its own: the layers of the session stay as they are.
    files = [(entry["name"], upload.examined.folder / "in" / entry["file"]) for entry in upload.examined.files]
    again = examination.examine(files, choices=upload.choices, copy=f"copy{suffix}", bounds=room.bounds)
    try:
        written = sorted(path for path in (again.folder / "out").glob("copy*") if not path.is_symlink())
        if again.report.status == "reject" or not any(path.suffix == suffix for path in written):
            # The worker reads every copy back and counts it; one that is not whole is none.
            raise CopyError(suffix, code=next((f.code for f in again.report.sorted_findings()), "-"))
        stem = upload.name.rsplit(".", 1)[0].rsplit("/", 1)[-1] or "layer"
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in written:
                archive.write(path, stem + path.name.removeprefix("copy"))
        return packed.getvalue()
    finally:
        again.close()
