"""Every odd layer of the readers' matrix, kept, reopened, and taken out and in as a project: nothing is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.ingest import examination
from geo.settings import Limits
from geo.workbench.room import Room, new_layer
from geo.workspace import archive
from geo.workspace.desk import Desk
from geo.workspace.shelf import WorkShelf
from tests.ingest.test_matrix import LAYERS, csv

from .conftest import ANN, BEN
from .test_workspace import reopened


def assert_same(room: Room) -> None:
    """Assert that the room holds every layer with its rows, columns, shapes and texts."""
    found = {layer.title: layer.frame for layer in room.layers}
    assert list(found) == list(LAYERS)
    for name, before in LAYERS.items():
        after = found[name]
        assert list(after.columns) == list(before.columns), name
        assert (shapely.to_wkb(after.geometry.to_numpy()) == shapely.to_wkb(before.geometry.to_numpy())).all(), name
        for column in before.columns.drop("geometry"):
            old, new = ([None if pd.isna(cell) else cell for cell in table[column]] for table in (before, after))
            assert old == new, (name, column)


def test_odd_layers_are_kept_and_go_out_and_in_whole(shelf: WorkShelf, room: Room) -> None:
    for name, frame in LAYERS.items():
        room.add(new_layer(frame, title=name, kind="result", data="own"))
    desk = Desk(shelf, ANN)
    desk.save(room, (), {})
    assert_same(reopened(shelf)[1])
    assert desk.project is not None
    body = archive.pack(shelf, ANN, desk.project.project_id, limit_mb=8)
    taken = archive.take_in(shelf, BEN, body, bounds=Limits(), unnamed="-")
    assert taken.is_whole
    other = Room(Limits())
    Desk(shelf, BEN).reopen(other)
    assert_same(other)


@pytest.mark.parametrize("name", ["one_row", "long_names", "cjk_names", "empty_column", "odd_types"])
def test_own_tables_of_odd_columns_are_read_cell_by_cell(name: str) -> None:
    body = csv(LAYERS[name], Path())
    ((_, rows),), report = examination.read_grids("own.csv", body, bounds=Limits())
    assert report.status != "reject"
    assert len(rows) == len(LAYERS[name]) + 1
    assert rows[0][2:] == [str(column) for column in LAYERS[name].columns.drop("geometry")]
    assert np.allclose([float(row[0]) for row in rows[1:]], shapely.get_x(LAYERS[name].geometry.to_numpy()))
