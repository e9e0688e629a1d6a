"""Register of tables: each person's own, the published ones, and the audit record.

All that is asked of the database stands here; `geo.keeping.repository` says how it is locked. A withdrawn table keeps
its row, so that the record says what was shown; its file goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.keeping import audit
from geo.keeping.repository import Schema, Transaction, listed
from geo.tables.errors import TablesError

FILE: Final = "tables.sqlite"
_FIRST: Final = (
    """CREATE TABLE tables (
        id TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL,
        choices TEXT NOT NULL, at TEXT NOT NULL, expires_at TEXT NOT NULL, about TEXT NOT NULL, owner TEXT NOT NULL,
        owner_kind TEXT NOT NULL, withdrawn_at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX tables_of ON tables (person)",
    *audit.TABLE,
)
_NUMBERED: Final = ("ALTER TABLE tables ADD COLUMN number INTEGER NOT NULL DEFAULT 0",)
"""The order in which they were entered: of two of one moment the later one is the newer."""
SCHEMA: Final = Schema((_FIRST, audit.PLACE, _NUMBERED), "register of tables", TablesError, "tables")
_COLUMNS: Final = "id, person, name, digest, bytes, choices, at, expires_at, about, owner, owner_kind, withdrawn_at"
_NEXT: Final = "(SELECT coalesce(max(number), 0) + 1 FROM tables)"


@dataclass(frozen=True, slots=True)
class Table:
    """One table that is kept.

    Attributes
    ----------
    person : key of whose it is.
    name : of the file, as it was uploaded; data, so never markup.
    digest, bytes : of the file.
    choices : what the person decided about it: JSON, read by who understands tables.
    at : ISO time in UTC it was kept or published.
    expires_at : of a person's own; "" for a published one, which stays.
    about : what its publisher says of it: JSON; "" for a person's own.
    owner, owner_kind : the name all see, and how it is known (see geo.keeping.person); "" for a person's own.
    withdrawn_at : when it was taken back, "" while it stands.
    """

    table_id: str
    person: str
    name: str
    digest: str
    bytes: int
    choices: str
    at: str
    expires_at: str
    about: str = ""
    owner: str = ""
    owner_kind: str = ""
    withdrawn_at: str = ""

    @property
    def is_published(self) -> bool:
        """Tell whether all may open it."""
        return bool(self.about)


def published(ask: Transaction) -> tuple[Table, ...]:
    """Return the published tables that stand, the newest first."""
    rows = ask.rows(
        f"SELECT {_COLUMNS} FROM tables WHERE about <> '' AND withdrawn_at = '' ORDER BY at DESC, number DESC"
    )
    return tuple(Table(*row) for row in rows)


def own(ask: Transaction, person: str) -> Table | None:
    """Return the table a person works on, None where none is kept."""
    rows = ask.rows(f"SELECT {_COLUMNS} FROM tables WHERE person = ? AND about = ''", person)
    return Table(*rows[0]) if rows else None


def standing(ask: Transaction) -> tuple[Table, ...]:
    """Return every table whose file is needed."""
    return tuple(Table(*row) for row in ask.rows(f"SELECT {_COLUMNS} FROM tables WHERE withdrawn_at = ''"))


def put(change: Transaction, one: Table) -> None:
    """Enter a table, or what has changed of it."""
    change.run(
        f"INSERT INTO tables ({_COLUMNS}, number) VALUES ({listed(range(12))}, {_NEXT}) ON CONFLICT (id) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ")[1:]),
        *(one.table_id, one.person, one.name, one.digest, one.bytes, one.choices, one.at, one.expires_at),
        *(one.about, one.owner, one.owner_kind, one.withdrawn_at),
    )


def drop_own(change: Transaction, person: str) -> int:
    """Take out the table a person works on; returns how many that were."""
    return change.run("DELETE FROM tables WHERE person = ? AND about = ''", person)


def drop_expired(change: Transaction, moment: str) -> int:
    """Take out the tables that have expired by an ISO time; returns how many that were."""
    return change.run("DELETE FROM tables WHERE about = '' AND expires_at < ?", moment)
