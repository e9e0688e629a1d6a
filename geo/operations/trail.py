"""Trail: the one audit record of all registers, with names, in the order of time, to be read and exported.

Each register writes its lines in the transaction they tell of; here they are put together. Nothing here writes.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from geo.access.ledger import shared_ledger
from geo.access.permission import permit
from geo.access.roles import ADMINISTER
from geo.governance.book import shared_book
from geo.keeping.audit import Line
from geo.partners.desk import shared_desk
from geo.publication.shelf import shelf_of
from geo.settings import Settings
from geo.tables.shelf import shared_tables
from geo.workspace.shelf import shared_shelf as shared_work

COLUMNS: Final = ("at", "person", "name", "role", "register", "act", "thing", "detail", "place")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record and where it stands.

    Attributes
    ----------
    register : access, publication, workspace, tables, governance or partners.
    name : of the person, as the identity provider told it last; "" for one who never signed in.
    """

    register: str
    name: str
    line: Line

    def cells(self) -> dict[str, str]:
        """Return the entry as texts by the names of the columns."""
        line = self.line
        told = (
            line.at,
            line.person,
            self.name,
            line.role,
            self.register,
            line.act,
            line.thing,
            line.detail,
            line.place,
        )
        return dict(zip(COLUMNS, told, strict=True))


def trail(config: Settings) -> tuple[Entry, ...]:
    """Return the record of all registers, the oldest line first; for administrators alone."""
    permit(ADMINISTER)
    names = {one.person: one.name for one in shared_ledger(config).members()}
    entries = [Entry(name, names.get(one.person, ""), one) for name, read in _sources(config).items() for one in read()]
    return tuple(sorted(entries, key=lambda entry: entry.line.at))


def _sources(config: Settings) -> Mapping[str, Callable[[], tuple[Line, ...]]]:
    work, tables, desk = shared_work(config), shared_tables(config), shared_desk(config)
    found: dict[str, Callable[[], tuple[Line, ...]]] = {
        "access": shared_ledger(config).lines,
        "publication": shelf_of(config).trail,
        "governance": shared_book(config).audit,
    }
    for name, kept in (("workspace", work), ("tables", tables), ("partners", desk)):
        if kept is not None:
            found[name] = kept.trail
    return found


def as_csv(entries: tuple[Entry, ...]) -> bytes:
    """Return the record as CSV in UTF-8 with a mark, so that spreadsheets read it; formulas are quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([_plain(cell) for cell in entry.cells().values()])
    return out.getvalue().encode("utf-8-sig")


def as_json(entries: tuple[Entry, ...]) -> bytes:
    """Return the record as one JSON object a line."""
    return b"".join(json.dumps(one.cells(), ensure_ascii=False).encode() + b"\n" for one in entries)


def _plain(cell: str) -> str:
    """Return a cell no spreadsheet takes for a formula.

    Examples
    --------
    >>> _plain("=1+1"), _plain("share")
    ("'=1+1", 'share')
    """
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
