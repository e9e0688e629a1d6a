"""Register of workspaces: projects, what they hold, the files they refer to, and what is shared of them.

All that is asked of the database stands here; `geo.keeping.repository` says how it is locked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from geo.keeping import audit
from geo.keeping.repository import Row, Schema, Transaction, listed
from geo.workspace.errors import WorkspaceError

FILE: Final = "workspaces.sqlite"
_FIRST: Final = (
    """CREATE TABLE projects (
        id TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, made_at TEXT NOT NULL, changed_at TEXT NOT NULL,
        opened_at TEXT NOT NULL, expires_at TEXT NOT NULL, state TEXT NOT NULL, is_shared INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX projects_of ON projects (person)",
    """CREATE TABLE items (
        project TEXT NOT NULL REFERENCES projects (id), id TEXT NOT NULL, kind TEXT NOT NULL, place INTEGER NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (project, id)
    ) STRICT""",
    """CREATE TABLE item_files (
        project TEXT NOT NULL, item TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL,
        PRIMARY KEY (project, item, digest), FOREIGN KEY (project, item) REFERENCES items (project, id)
    ) STRICT""",
    """CREATE TABLE shares (
        token_hash TEXT PRIMARY KEY, person TEXT NOT NULL, project TEXT NOT NULL, snapshot TEXT NOT NULL,
        made_at TEXT NOT NULL, expires_at TEXT NOT NULL, ended_at TEXT NOT NULL
    ) STRICT""",
    *audit.TABLE,
)
SCHEMA: Final = Schema((_FIRST, audit.PLACE), "register of workspaces", WorkspaceError, "workspace")
_PROJECT: Final = "id, person, name, made_at, changed_at, opened_at, expires_at, state, is_shared"
UPLOAD, LAYER, STUDY = "upload", "layer", "study"
KINDS: Final = (UPLOAD, LAYER, STUDY)


@dataclass(frozen=True, slots=True)
class Project:
    """One project of a person.

    Attributes
    ----------
    person : key of its owner.
    name : as the person calls it, "" for the first one, which has none; data, so never markup.
    made_at, changed_at, opened_at, expires_at : ISO times in UTC.
    state : what of the page lasts: JSON.
    is_shared : whether it is what a link shows: it never changes, and is in nobody's list.
    """

    project_id: str
    person: str
    name: str
    made_at: str
    changed_at: str
    opened_at: str
    expires_at: str
    state: Mapping[str, Any] = field(default_factory=dict)
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One upload, layer or study of a project.

    Attributes
    ----------
    item_id : stays the same while it is changed.
    place : order among its kind.
    body : JSON.
    files : digest -> bytes of the files it refers to.
    """

    item_id: str
    kind: str
    place: int
    body: Mapping[str, Any]
    files: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """A link to what a project held at one moment; its token is kept as a hash only.

    Attributes
    ----------
    project : what was shared; snapshot : the project that holds it as it was.
    ended_at : when it was taken back, "" while it was not.
    """

    token_hash: str
    person: str
    project: str
    snapshot: str
    made_at: str
    expires_at: str
    ended_at: str


def projects(ask: Transaction, person: str) -> list[Project]:
    """Return a person's projects, the one opened last first."""
    found = ask.rows(
        f"SELECT {_PROJECT} FROM projects WHERE person = ? AND is_shared = 0 ORDER BY opened_at DESC, id", person
    )
    return [_project(row) for row in found]


def project(ask: Transaction, project_id: str) -> Project | None:
    """Return a project, whosoever it is."""
    found = ask.rows(f"SELECT {_PROJECT} FROM projects WHERE id = ?", project_id)
    return _project(found[0]) if found else None


def _project(row: Row) -> Project:
    key, person, name, made_at, changed_at, opened_at, expires_at, state, is_shared = row
    return Project(
        key, person, name, made_at, changed_at, opened_at, expires_at, json.loads(state), is_shared=bool(is_shared)
    )


def put_project(change: Transaction, one: Project) -> None:
    """Add a project, or write what of it has changed."""
    change.run(
        f"INSERT INTO projects ({_PROJECT}) VALUES ({listed(range(9))}) ON CONFLICT (id) DO UPDATE SET "
        "name = excluded.name, changed_at = excluded.changed_at, opened_at = excluded.opened_at, "
        "expires_at = excluded.expires_at, state = excluded.state",
        *(one.project_id, one.person, one.name, one.made_at, one.changed_at, one.opened_at, one.expires_at),
        *(_text(one.state), int(one.is_shared)),
    )


def items(ask: Transaction, project_id: str) -> list[Item]:
    """Return what a project holds, by kind and place."""
    files: dict[str, dict[str, int]] = {}
    for item, digest, size in ask.rows("SELECT item, digest, bytes FROM item_files WHERE project = ?", project_id):
        files.setdefault(item, {})[digest] = size
    found = ask.rows("SELECT id, kind, place, body FROM items WHERE project = ? ORDER BY place, id", project_id)
    made = [Item(key, kind, place, json.loads(body), files.get(key, {})) for key, kind, place, body in found]
    return sorted(made, key=lambda one: KINDS.index(one.kind))


def put_item(change: Transaction, project_id: str, one: Item) -> None:
    """Add an item, or replace it."""
    change.run("DELETE FROM item_files WHERE project = ? AND item = ?", project_id, one.item_id)
    change.run(
        "INSERT INTO items (project, id, kind, place, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (project, id) "
        "DO UPDATE SET place = excluded.place, body = excluded.body",
        *(project_id, one.item_id, one.kind, one.place, _text(one.body)),
    )
    for digest, size in one.files.items():
        change.run("INSERT INTO item_files VALUES (?, ?, ?, ?)", project_id, one.item_id, digest, size)


def delete_items(change: Transaction, project_id: str, item_ids: Iterable[str]) -> None:
    """Take items out of a project."""
    for item_id in item_ids:
        change.run("DELETE FROM item_files WHERE project = ? AND item = ?", project_id, item_id)
        change.run("DELETE FROM items WHERE project = ? AND id = ?", project_id, item_id)


def delete_project(change: Transaction, project_id: str) -> None:
    """Delete a project with all it holds."""
    change.run("DELETE FROM item_files WHERE project = ?", project_id)
    change.run("DELETE FROM items WHERE project = ?", project_id)
    change.run("DELETE FROM projects WHERE id = ?", project_id)


def expired(ask: Transaction, at: str) -> list[str]:
    """Return the ids of projects, and of what links show, that have expired by a time."""
    return [row[0] for row in ask.rows("SELECT id FROM projects WHERE expires_at <= ?", at)]


def digests(ask: Transaction) -> dict[str, int]:
    """Return the digest and bytes of every file that anything refers to."""
    return dict(ask.rows("SELECT DISTINCT digest, bytes FROM item_files"))


def held_bytes(ask: Transaction, person: str = "") -> int:
    """Return the bytes that all work takes, or one person's with what they share: a file counts once, texts each."""
    of_one, given = ("WHERE person = ?", (person,)) if person else ("", ())
    inside = f"IN (SELECT id FROM projects {of_one})"
    files = ask.rows(
        "SELECT coalesce(sum(bytes), 0) FROM "
        f"(SELECT DISTINCT digest, bytes FROM item_files WHERE project {inside}) AS each_once",
        *given,
    )
    texts = ask.rows(f"SELECT coalesce(sum(length(body)), 0) FROM items WHERE project {inside}", *given)
    return int(files[0][0]) + int(texts[0][0])


def persons_digests(ask: Transaction, person: str) -> set[str]:
    """Return the digests of the files one person's projects refer to."""
    found = ask.rows(
        "SELECT DISTINCT digest FROM item_files WHERE project IN (SELECT id FROM projects WHERE person = ?)", person
    )
    return {row[0] for row in found}


def put_share(change: Transaction, one: Share) -> None:
    """Add a share, or write when it ended."""
    change.run(
        f"INSERT INTO shares VALUES ({listed(range(7))}) "
        "ON CONFLICT (token_hash) DO UPDATE SET ended_at = excluded.ended_at",
        *(one.token_hash, one.person, one.project, one.snapshot, one.made_at, one.expires_at, one.ended_at),
    )


def share(ask: Transaction, token_hash: str) -> Share | None:
    """Return the share of a token."""
    found = ask.rows("SELECT * FROM shares WHERE token_hash = ?", token_hash)
    return Share(*found[0]) if found else None


def shares(ask: Transaction, person: str) -> list[Share]:
    """Return a person's shares, the newest first."""
    found = ask.rows("SELECT * FROM shares WHERE person = ? ORDER BY made_at DESC, token_hash", person)
    return [Share(*row) for row in found]


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
