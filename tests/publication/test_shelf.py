"""The shelf of published layers: whole or not at all, versions, withdrawal, and files that are not as published."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import Point

from geo.publication.errors import (
    NotOwnerError,
    PublicationError,
    PublicationQuotaError,
    PublishedFileError,
    UnknownPublicationError,
    WithdrawnError,
)
from geo.publication.files import as_geoparquet
from geo.publication.shelf import Proof, Shelf

from .conftest import ABOUT, ANN, SIGNED


def test_a_layer_reads_back_as_it_was_published(shelf: Shelf, layer: gpd.GeoDataFrame) -> None:
    receipt = shelf.publish(layer, ABOUT, ANN)
    found = shelf.find(receipt.publication_id)
    assert (found.version.about, found.publication.owner) == (ABOUT, ANN)
    assert (found.version.features, found.version.kinds) == (3, ("points", "areas"))
    assert found.version.bounds == (104.0, 30.0, 104.2, 30.1)
    assert_geodataframe_equal(shelf.read(found), layer, check_like=True)


def test_columns_of_mixed_values_and_any_name_are_kept(shelf: Shelf) -> None:
    frame = gpd.GeoDataFrame(
        {
            "geometry": [1, "x", None],
            "b": [{"c": 1}, [2], np.nan],
            "place": gpd.GeoSeries([Point(0, 0), None, Point()], crs="EPSG:4326"),
        },
        geometry="place",
    )
    found = shelf.find(shelf.publish(frame, ABOUT, ANN).publication_id)
    again = shelf.read(found)
    assert list(again["geometry"].head(2)) == ["1", "x"]
    assert again["geometry"].isna().tolist() == [False, False, True]
    assert len(again) == found.version.features == 3


def test_versions_count_up_and_old_ones_stay(shelf: Shelf, layer: gpd.GeoDataFrame) -> None:
    first = shelf.publish(layer, ABOUT, ANN)
    second = shelf.publish(layer.head(1), ABOUT, ANN, of=first.publication_id, proof=Proof(code=first.code))
    assert (second.version, second.code) == (2, "")
    assert shelf.find(first.publication_id).version.number == 2
    assert len(shelf.read(shelf.find(f"{first.publication_id}.1"))) == 3
    assert len(shelf.read(shelf.find(f"{first.publication_id}.2"))) == 1
    with pytest.raises(UnknownPublicationError):
        shelf.find(f"{first.publication_id}.3")


@pytest.mark.parametrize("reference", ["", "x", "aaaaaaaaaa", "aaaaaaaaaa.0", "../register.sqlite", "a' OR 1=1 --"])
def test_what_was_never_published_is_unknown(shelf: Shelf, layer: gpd.GeoDataFrame, reference: str) -> None:
    shelf.publish(layer, ABOUT, ANN)
    with pytest.raises(UnknownPublicationError):
        shelf.find(reference)


def test_withdrawing_hides_all_versions_and_restoring_returns_them(shelf: Shelf, layer: gpd.GeoDataFrame) -> None:
    receipt = shelf.publish(layer, ABOUT, ANN)
    proof = Proof(code=receipt.code)
    shelf.publish(layer, ABOUT, ANN, of=receipt.publication_id, proof=proof)
    shelf.withdraw(receipt.publication_id, proof)
    assert shelf.listing() == ()
    for reference in (receipt.publication_id, f"{receipt.publication_id}.1"):
        with pytest.raises(WithdrawnError) as caught:
            shelf.find(reference)
        assert caught.value.values["by"] == "Ann"
    with pytest.raises(WithdrawnError):
        shelf.publish(layer, ABOUT, ANN, of=receipt.publication_id, proof=proof)
    again = shelf.restore(receipt.publication_id, proof)
    assert [version.number for version in again.versions] == [1, 2]
    assert shelf.listing() == (again,)


def test_a_code_may_be_typed_in_capitals_and_without_dashes(shelf: Shelf, layer: gpd.GeoDataFrame) -> None:
    receipt = shelf.publish(layer, ABOUT, ANN)
    shelf.withdraw(receipt.publication_id, Proof(code=receipt.code.upper().replace("-", " ")))


def test_only_the_owner_may_change(shelf: Shelf, layer: gpd.GeoDataFrame) -> None:
    declared = shelf.publish(layer, ABOUT, ANN)
    signed = shelf.publish(layer, ABOUT, SIGNED)
    assert signed.code == ""
    wrong = (Proof(), Proof(code="a"), Proof(subject="https://id.example/|18"), Proof(code=declared.code[:-1]))
    for publication_id in (declared.publication_id, signed.publication_id):
        for proof in wrong:
            for act in (shelf.withdraw, shelf.restore):
                with pytest.raises(NotOwnerError):
                    act(publication_id, proof)
            with pytest.raises(NotOwnerError):
                shelf.publish(layer, ABOUT, ANN, of=publication_id, proof=proof)
    with pytest.raises(NotOwnerError):
        shelf.withdraw(signed.publication_id, Proof(code=declared.code))
    shelf.withdraw(signed.publication_id, Proof(subject=SIGNED.subject))
    assert shelf.withdraw(declared.publication_id, Proof(operator=True)).withdrawn_by == "operator"


def test_the_code_is_kept_only_as_a_hash(shelf: Shelf, layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    code = shelf.publish(layer, ABOUT, ANN).code
    for path in (tmp_path / "published").iterdir():
        if path.is_file():
            assert code.encode() not in path.read_bytes()
            assert code.replace("-", "").encode() not in path.read_bytes()


def test_a_changed_or_missing_file_is_told_and_never_read(
    shelf: Shelf, layer: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    found = shelf.find(shelf.publish(layer, ABOUT, ANN).publication_id)
    path = tmp_path / "published" / "files" / f"{found.version.digest}.parquet"
    body = path.read_bytes()
    path.write_bytes(body[:-9] + b"x" + body[-8:])
    with pytest.raises(PublishedFileError) as caught:
        shelf.read(found)
    assert caught.value.values["expected"] == found.version.digest
    path.unlink()
    with pytest.raises(PublishedFileError):
        shelf.file(found)
    assert shelf.listing()


def test_no_room_is_told_and_nothing_is_kept(shelf: Shelf, layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    shelf.publish(layer, ABOUT, ANN)
    rng = np.random.default_rng(1)
    large = gpd.GeoDataFrame(geometry=gpd.points_from_xy(rng.random(80_000), rng.random(80_000)), crs="EPSG:4326")
    serial = shelf.serial()
    with pytest.raises(PublicationQuotaError) as caught:
        shelf.publish(large, ABOUT, ANN)
    assert caught.value.values["limit"] == 1
    assert len(shelf.listing()) == 1
    assert shelf.serial() == serial
    assert len(list((tmp_path / "published" / "files").iterdir())) == 1
    shelf.publish(layer, ABOUT, ANN)  # the same bytes need no more room
    assert shelf.size() == len(as_geoparquet(layer))


def test_removing_is_for_withdrawn_layers_and_frees_the_room(
    shelf: Shelf, layer: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    one, other = (shelf.publish(layer, ABOUT, ANN).publication_id for _ in range(2))
    with pytest.raises(PublicationError):
        shelf.remove(one)
    for publication_id in (one, other):
        shelf.withdraw(publication_id, Proof(operator=True))
    files = tmp_path / "published" / "files"
    shelf.remove(one)
    assert len(list(files.iterdir())) == 1  # the other one still needs it
    shelf.remove(other)
    assert list(files.iterdir()) == []
    assert shelf.everything() == ()


def test_opening_sweeps_what_a_killed_process_left(shelf: Shelf, layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    found = shelf.find(shelf.publish(layer, ABOUT, ANN).publication_id)
    files = tmp_path / "published" / "files"
    (files / f"{'0' * 64}.part").write_bytes(b"half")
    (files / f"{'1' * 64}.parquet").write_bytes(b"whole, but never entered")
    again = Shelf(tmp_path / "published", limit_mb=1)
    assert [path.name for path in files.iterdir()] == [f"{found.version.digest}.parquet"]
    assert len(again.read(again.find(found.key))) == 3


def test_the_serial_changes_with_every_change_and_only_then(shelf: Shelf, layer: gpd.GeoDataFrame) -> None:
    seen = [shelf.serial()]
    receipt = shelf.publish(layer, ABOUT, ANN)
    seen.append(shelf.serial())
    shelf.withdraw(receipt.publication_id, Proof(code=receipt.code))
    seen.append(shelf.serial())
    shelf.restore(receipt.publication_id, Proof(code=receipt.code))
    seen.append(shelf.serial())
    assert len(set(seen)) == 4
    shelf.listing()
    assert shelf.serial() == seen[-1]


def test_many_threads_publish_versions_without_gaps(shelf: Shelf, layer: gpd.GeoDataFrame) -> None:
    first = shelf.publish(layer, ABOUT, ANN)
    proof = Proof(code=first.code)
    begin = threading.Barrier(6)

    def publish(_number: int) -> int:
        begin.wait()
        return shelf.publish(layer, ABOUT, ANN, of=first.publication_id, proof=proof).version

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(publish, range(6)))
    assert sorted(numbers) == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\0" * 84])
def test_a_register_that_cannot_be_read_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "register.sqlite").write_bytes(content)
    with pytest.raises(PublicationError, match=r"register\.sqlite"):
        Shelf(tmp_path, limit_mb=1)


def test_a_register_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "register.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(PublicationError, match="99"):
        Shelf(tmp_path, limit_mb=1)
