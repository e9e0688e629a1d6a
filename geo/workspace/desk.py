"""Desk: a person's project as one session has it open; writes what has changed and puts a project back into a room.

Two sessions of one person may have the same project open: each adds, changes and removes its own, and takes out nothing
that it has never seen.
"""

from __future__ import annotations

import json
import logging
import secrets
import weakref
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, TypedDict

from geo.keeping.person import Person
from geo.workbench.room import Room, WorkLayer
from geo.workbench.studies import Study
from geo.workspace import codec
from geo.workspace.errors import KeptQuotaError, UnknownProjectError
from geo.workspace.packing import (
    UNREADABLE,
    layer_item,
    restore_layer,
    restore_study,
    restore_upload,
    study_item,
    style_of,
    upload_item,
)
from geo.workspace.register import LAYER, STUDY, UPLOAD, Item, Project
from geo.workspace.shelf import Staging, WorkShelf

_LOG = logging.getLogger("observatory.workspace")


class KeptPage(TypedDict, total=False):
    """What of the page lasts with its layers; a project of an older version lacks some of it.

    Attributes
    ----------
    view : latitude, longitude and zoom of the map.
    hidden : ids of layers that are switched off.
    panel : the one that was open.
    admin : whether units of administration are drawn.
    fields : what was entered: a field's key in parts, and its value.
    """

    view: dict[str, float]
    hidden: list[str]
    panel: str
    admin: bool
    fields: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back beside the room's layers.

    Attributes
    ----------
    studies : the newest first.
    state : of the page.
    lost : titles of what could not be put back.
    """

    studies: list[Study] = field(default_factory=list)
    state: KeptPage = field(default_factory=KeptPage)
    lost: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Names:
    """What a room's layers and studies are called where they are kept."""

    layers: weakref.WeakKeyDictionary[WorkLayer, str] = field(default_factory=weakref.WeakKeyDictionary)
    studies: dict[int, tuple[Study, str]] = field(default_factory=dict)  # id() -> it and its name

    def of_layer(self, layer: WorkLayer) -> str:
        """Return a layer's lasting name, a new one if it has none."""
        return self.layers.setdefault(layer, secrets.token_hex(8))

    def of_study(self, study: Study) -> str:
        """Return a study's lasting name, a new one if it has none."""
        return self.studies.setdefault(id(study), (study, secrets.token_hex(8)))[1]

    def to_last(self) -> dict[str, str]:
        """Return the ids of this session's layers and their lasting names."""
        return {layer.layer_id: name for layer, name in self.layers.items()}


class Desk:
    """One session's open project.

    Attributes
    ----------
    project : None until something is kept.
    """

    def __init__(self, shelf: WorkShelf, person: Person) -> None:
        self.shelf = shelf
        self.person = person
        self.project: Project | None = None
        self._names = Names()
        self._known: dict[str, object] = {}  # item id -> what tells whether it has changed
        self._state = ""
        self._failed: tuple[object, KeptQuotaError] | None = None

    def reopen(self, room: Room, project_id: str = "") -> Restored:
        """Put a project into an empty room: the one named, else the one opened last.

        Raises UnknownProjectError for a name that is not this person's.
        """
        if not project_id:
            own = self.shelf.projects(self.person)
            if not own:
                return Restored()
            project_id = own[0].project_id
        project, items = self.shelf.open(self.person, project_id)
        self.project, self._names, self._known = project, Names(), {}
        restored = put_back(items, project.state, room, self.shelf, self._names)
        for upload in room.uploads:
            self._known[upload.upload_id] = _print_of_upload(upload)
        for place, layer in enumerate(room.layers):
            self._known[self._names.of_layer(layer)] = _print_of_layer(layer, place)
        for study in restored.studies:
            self._known[self._names.of_study(study)] = True
        self._state = json.dumps(project.state, sort_keys=True)
        return restored

    def save(self, room: Room, studies: Sequence[Study], state: KeptPage) -> bool:
        """Write what has changed since the last time; returns whether anything had.

        Raises
        ------
        KeptQuotaError, WorkspaceError
            and what was kept before stays.
        """
        layers = [layer for layer in room.layers if layer.kind != "before"]
        prints: dict[str, object] = {upload.upload_id: _print_of_upload(upload) for upload in room.uploads}
        prints |= {self._names.of_layer(one): _print_of_layer(one, place) for place, one in enumerate(layers)}
        prints |= {self._names.of_study(study): True for study in studies}
        names = self._names.to_last()
        lasting = codec.encode(dict(state), _no_table, names)
        text = json.dumps(lasting, sort_keys=True)
        changed = {key for key, mark in prints.items() if self._known.get(key) != mark}
        removed = self._known.keys() - prints.keys()
        if not changed and not removed and (text == self._state or self.project is None):
            return False
        if self._failed is not None and self._failed[0] == (prints, text):
            raise self._failed[1]  # nothing has changed since; the files are not written again to be refused again
        try:
            self._write(room, layers, studies, changed, removed, lasting)
        except KeptQuotaError as fault:
            self._failed = ((prints, text), fault)
            raise
        self._known, self._state, self._failed = prints, text, None
        return True

    def _write(
        self,
        room: Room,
        layers: Sequence[WorkLayer],
        studies: Sequence[Study],
        changed: set[str],
        removed: Set[str],
        lasting: Mapping[str, Any],
    ) -> None:
        if self.project is None:
            self.project = self.shelf.new_project(self.person, "")
        with self.shelf.staging() as staging:
            items = self._packed(changed, room, layers, studies, staging)
            try:
                self.project = self.shelf.save(
                    self.person,
                    self.project.project_id,
                    changed=items,
                    removed=removed,
                    state=lasting,
                    staged=staging,
                )
            except UnknownProjectError:  # deleted in another window: what is on the screen is kept anew
                self.project, self._known, self._state = None, {}, ""
                raise

    def begin(self, name: str) -> Project:
        """Make a new, empty project the open one; raises ProjectNameError, TooManyProjectsError."""
        self.project = self.shelf.new_project(self.person, name)
        self._names, self._known, self._state = Names(), {}, ""
        return self.project

    def forget(self) -> None:
        """Delete all of the person's work."""
        self.shelf.delete_all(self.person)
        self.project, self._names, self._known, self._state = None, Names(), {}, ""

    def _packed(
        self,
        changed: set[str],
        room: Room,
        layers: Sequence[WorkLayer],
        studies: Sequence[Study],
        staging: Staging,
    ) -> list[Item]:
        names = self._names.to_last()
        items = [
            upload_item(upload, place, staging)
            for place, upload in enumerate(room.uploads)
            if upload.upload_id in changed
        ]
        items += [
            layer_item(layer, key, place, room, names, staging)
            for place, layer in enumerate(layers)
            if (key := self._names.of_layer(layer)) in changed
        ]
        for place, study in enumerate(reversed(studies)):  # the oldest first: a new one leaves the others' places
            if (key := self._names.of_study(study)) in changed:
                try:
                    items.append(study_item(study, key, place, names, staging))
                except TypeError:
                    _LOG.warning("a study of %s cannot be kept", study.result.method)
        return items


def put_back(
    items: Sequence[Item], state: Mapping[str, Any], room: Room, shelf: WorkShelf, names: Names | None = None
) -> Restored:
    """Put what was kept into a room, all but what is damaged."""
    names = names or Names()
    lost: list[str] = []
    layers: dict[str, str] = {}
    studies: list[Study] = []
    for item in items:
        try:
            if shelf.fault(item.files):
                raise ValueError("damaged")
            if item.kind == UPLOAD:
                room.uploads.append(restore_upload(item, shelf.files))
            elif item.kind == LAYER:
                uploads = {upload.upload_id: upload for upload in room.uploads}
                layer = room.add(restore_layer(item, uploads, shelf.files), restored=True)
                names.layers[layer] = item.item_id
                layers[item.item_id] = layer.layer_id
            elif item.kind == STUDY:
                study = restore_study(item, shelf.files.path, layers)
                names.studies[id(study)] = (study, item.item_id)
                studies.insert(0, study)
        except UNREADABLE:
            _LOG.exception("an item of a project cannot be put back")
            lost.append(str(item.body.get("title") or item.body.get("name") or ""))
    room.taken = len(room.uploads)
    return Restored(studies, codec.decode(dict(state) or {"~": "map", "of": []}, shelf.files.path, layers), lost)


def _print_of_upload(upload: Any) -> object:
    return (upload.choices, id(upload.examined.report))


def _print_of_layer(layer: WorkLayer, place: int) -> object:
    style = json.dumps(style_of(layer, {}), sort_keys=True)
    return (layer.title, layer.version, place, style, id(layer.frame), id(layer.legend))


def _no_table(_body: bytes) -> str:
    raise TypeError("the state of a page holds no table")
