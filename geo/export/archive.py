"""Makes Office files the same bytes for the same content: fixed dates inside and out."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip file can carry
_CORE: Final = "docProps/core.xml"
_STAMP: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
_NESTED: Final = (".xlsx",)


def steadied(content: bytes, *, as_of: str) -> bytes:
    """Return an Office file with every date in it set to `as_of`, embedded workbooks included.

    Parameters
    ----------
    as_of : ISO date of the data, as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.
    """
    when = (as_of + "-01-01"[len(as_of) - 4 :] if len(as_of) < 10 else as_of) + "T00:00:00Z"
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            body = old.read(item)
            if item.filename == _CORE:
                body = _STAMP.sub(rb"\g<1>" + when.encode() + rb"\g<3>", body)
            elif item.filename.endswith(_NESTED):
                body = steadied(body, as_of=as_of)
            entry = zipfile.ZipInfo(item.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, body)
    return made.getvalue()
