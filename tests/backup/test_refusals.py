"""What no backup holds and no restore puts back: links, names without meaning, registers of newer programs."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from geo.backup.errors import BackupError, DamagedBackupError, NewerBackupError
from geo.backup.rooms import ROOMS
from geo.backup.service import backup, restore
from geo.settings import Settings

from .test_backup import at, config, fill

__all__ = ("config",)  # a fixture


def test_what_a_newer_program_has_written_is_refused_before_anything_is_exchanged(
    config: Settings, tmp_path: Path
) -> None:
    fill(config, "one")
    for room in ROOMS:
        database = getattr(config, f"{room.part}_dir") / room.file
        if not database.exists():
            continue
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.execute(f"PRAGMA user_version = {len(room.schema.steps) + 1}")
        file, _ = backup(tmp_path / f"{room.file}.tar", config)
        other = at(tmp_path / "other")
        with pytest.raises(NewerBackupError, match=f"{room.file} this program cannot read"):
            restore(file, other)
        assert not other.published_dir.exists()
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.execute(f"PRAGMA user_version = {len(room.schema.steps)}")


def test_files_have_any_name_and_a_link_is_told_and_not_left_out(config: Settings, tmp_path: Path) -> None:
    fill(config, "one")
    odd = config.kept_dir / "files" / "R&D 园区 #1 'é'; 100%.bin"
    odd.parent.mkdir(exist_ok=True)
    odd.write_bytes(b"odd")
    file, _ = backup(tmp_path / "b.tar", config)
    odd.unlink()
    restore(file, config)
    assert odd.read_bytes() == b"odd"
    (odd.parent / "a.bin").symlink_to(file)
    with pytest.raises(BackupError, match=r"a\.bin is a link"):
        backup(tmp_path / "c.tar", config)
    (odd.parent / "a.bin").unlink()
    (odd.parent / "a\nb.bin").write_bytes(b"")
    with pytest.raises(BackupError, match="no backup can hold"):
        backup(tmp_path / "c.tar", config)
    assert not (tmp_path / "c.tar").exists()


def test_a_data_package_of_ones_own_goes_back_to_where_the_variable_says(config: Settings, tmp_path: Path) -> None:
    fill(config, "one")
    own = replace(config, data_dir=tmp_path / "home" / "data")
    own.data_dir.mkdir()
    (own.data_dir / "a.csv").write_text("a\n", "ascii")
    file, _ = backup(tmp_path / "b.tar", own)
    with pytest.raises(DamagedBackupError, match="set OBSERVATORY_DATA"):
        restore(file, config)
    (own.data_dir / "a.csv").unlink()
    restore(file, own)
    assert (own.data_dir / "a.csv").read_text("ascii") == "a\n"
