"""A base map in one file: described, served tile by tile, drawn by our routes; damaged files are told, never drawn."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import mapbox_vector_tile
import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from starlette.applications import Starlette

from geo.errors import SettingError
from geo.maps.basemap import MOST_TILE_BYTES, base_map_file, base_map_tile
from geo.maps.errors import BaseMapFileError
from geo.maps.routes import routes
from geo.settings import settings
from geo.tiles.grid import Tile
from tests.test_routes import TestClient

LAND = mapbox_vector_tile.encode(
    [
        {"name": "earth", "features": [{"geometry": "POLYGON ((0 0, 4096 0, 4096 4096, 0 0))", "properties": {}}]},
        {
            "name": "roads",
            "features": [{"geometry": "LINESTRING (0 0, 4096 4096)", "properties": {"kind": "highway"}}],
        },
    ]
)
TILES = {(0, 0, 0): LAND, (9, 418, 222): LAND, (9, 418, 223): LAND}
ATTRIBUTION = '<a href="https://example.org">Example</a> &copy; contributors <script>alert(1)</script>'


def write_pmtiles(
    path: Path,
    tiles: dict[tuple[int, int, int], bytes],
    *,
    kind: TileType = TileType.MVT,
    packing: Compression = Compression.GZIP,
) -> Path:
    """Write an archive."""
    with path.open("wb") as file:
        writer = Writer(file)
        for (z, x, y), content in sorted(tiles.items(), key=lambda one: zxy_to_tileid(*one[0])):
            writer.write_tile(
                zxy_to_tileid(z, x, y), gzip.compress(content) if packing is Compression.GZIP else content
            )
        edges = {"min_lon_e7": 1139000000, "min_lat_e7": 223000000, "max_lon_e7": 1146000000, "max_lat_e7": 229000000}
        zooms = {"min_zoom": 0, "max_zoom": 9, "center_zoom": 9, "center_lon_e7": 0, "center_lat_e7": 0}
        header = {"tile_type": kind, "tile_compression": packing, **edges, **zooms}
        writer.finalize(header, {"attribution": ATTRIBUTION})
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_pmtiles(tmp_path / "base.pmtiles", TILES)


@pytest.fixture
def web(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("OBSERVATORY_BASEMAP_PMTILES", str(archive))
    settings.cache_clear()
    yield TestClient(Starlette(routes=routes()))
    monkeypatch.undo()
    settings.cache_clear()


def test_a_file_tells_its_kind_zooms_extent_and_credit_as_plain_text(archive: Path) -> None:
    about = base_map_file(archive)
    assert (about.kind, about.zooms) == ("vector", (0, 9))
    assert about.bounds == (113.9, 22.3, 114.6, 22.9)
    assert about.credit == "Example © contributors alert(1)"


@pytest.mark.parametrize("packing", [Compression.GZIP, Compression.NONE])
def test_tiles_come_unpacked_and_what_is_missing_is_empty(tmp_path: Path, packing: Compression) -> None:
    path = write_pmtiles(tmp_path / "x.pmtiles", TILES, packing=packing)
    for z, x, y in TILES:
        assert base_map_tile(path, Tile(z, x, y)) == LAND
    assert base_map_tile(path, Tile(9, 1, 1)) == b""


def test_a_large_archive_is_read_through_its_directories(tmp_path: Path) -> None:
    many = {(8, x, y): f"{x}/{y}".encode() for x in range(256) for y in range(0, 256, 3)}
    path = write_pmtiles(tmp_path / "many.pmtiles", many, packing=Compression.NONE)
    for place in [(8, 0, 0), (8, 255, 255), (8, 131, 90)]:
        assert base_map_tile(path, Tile(*place)) == many[place]
    assert base_map_tile(path, Tile(8, 131, 91)) == b""


def test_the_routes_serve_it_with_its_version(web: TestClient) -> None:
    told = web.get("/map/basemap.json").json()
    assert {"kind": "vector", "zooms": [0, 9], "credit": "Example © contributors alert(1)"}.items() <= told.items()
    answer = web.get(told["url"].format(z=9, x=418, y=222))
    assert answer.content == LAND
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert web.get("/map/basemap/9/418/222", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert web.get("/map/basemap/9/0/0").content == b""
    for bad in ("9/999999/0", "99/0/0", "a/0/0", "-1/0/0"):
        assert web.get(f"/map/basemap/{bad}").status_code in (400, 404)


def test_pictures_come_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = b"\x89PNG\r\n\x1a\n"
    path = write_pmtiles(tmp_path / "r.pmtiles", {(0, 0, 0): picture}, kind=TileType.PNG, packing=Compression.NONE)
    monkeypatch.setenv("OBSERVATORY_BASEMAP_PMTILES", str(path))
    settings.cache_clear()
    client = TestClient(Starlette(routes=routes()))
    assert client.get("/map/basemap.json").json()["kind"] == "raster"
    assert client.get("/map/basemap/0/0/0").headers["content-type"] == "image/png"
    assert client.get("/map/basemap/1/0/0").status_code == 204
    monkeypatch.undo()
    settings.cache_clear()


def damaged(content: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "text": b"{{7*7}}" * 40,
        "cut header": content[:60],
        "version 2": content[:7] + b"\x02" + content[8:],
        "zstd": content[:98] + b"\x04" + content[99:],
        "unknown tiles": content[:99] + b"\x00" + content[100:],
        "huge root": content[:16] + (1 << 40).to_bytes(8, "little") + content[24:],
    }


@pytest.mark.parametrize("how", damaged(b"\x00" * 200))
def test_a_damaged_file_is_told(archive: Path, tmp_path: Path, how: str) -> None:
    path = tmp_path / "bad.pmtiles"
    path.write_bytes(damaged(archive.read_bytes())[how])
    with pytest.raises(BaseMapFileError, match="cannot be drawn"):
        base_map_file(path)
        base_map_tile(path, Tile(9, 418, 222))


def test_a_tile_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    bomb = {(0, 0, 0): b"\x00" * (MOST_TILE_BYTES + 1)}
    path = write_pmtiles(tmp_path / "bomb.pmtiles", bomb)
    with pytest.raises(BaseMapFileError, match="unpacks to more than"):
        base_map_tile(path, Tile(0, 0, 0))


def test_a_file_that_changes_is_read_anew(archive: Path) -> None:
    before = base_map_file(archive).version
    write_pmtiles(archive, {(0, 0, 0): b"other"})
    assert base_map_file(archive).version != before
    assert base_map_tile(archive, Tile(0, 0, 0)) == b"other"


def test_the_setting_is_a_file_and_stands_alone(monkeypatch: pytest.MonkeyPatch, archive: Path) -> None:
    for file, url in ((str(archive) + "x", ""), (str(archive), "https://a.example/{z}/{x}/{y}.png")):
        monkeypatch.setenv("OBSERVATORY_BASEMAP_PMTILES", file)
        monkeypatch.setenv("OBSERVATORY_BASEMAP_URL", url)
        settings.cache_clear()
        with pytest.raises(SettingError, match="OBSERVATORY_BASEMAP_PMTILES"):
            settings()
    monkeypatch.undo()
    settings.cache_clear()
