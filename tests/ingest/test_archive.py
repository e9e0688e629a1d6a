"""Archives: names, methods and bounds, and that no bytes whatever make it do more than refuse."""

from __future__ import annotations

import io
import random
import stat
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.ingest.archives import archive
from geo.ingest.findings import Refusal
from tests.ingest.build import packed, parts, write

NOISE = random.Random(1).randbytes(200_000)  # noqa: S311 - chance, not secrecy
BOUNDS = {"unpacked_mb": 1, "entries": 50, "ratio": 100}


def unpack(folder: Path, data: bytes, **bounds: int) -> archive.Unpacked:
    into = folder / "into"
    into.mkdir(exist_ok=True)
    return archive.unpack(write(folder, "a.zip", data), into, **{**BOUNDS, **bounds})


def refused(folder: Path, data: bytes, **bounds: int) -> str:
    with pytest.raises(Refusal) as fault:
        unpack(folder, data, **bounds)
    return fault.value.finding.code


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method_gives_the_bytes_back(method: int, tmp_path: Path) -> None:
    files = {"a.txt": b"", "b.txt": NOISE, "c.txt": b"x" * 100_000}
    found = unpack(tmp_path, packed(files, method=method))
    assert {member.name: member.path.read_bytes() for member in found.members} == files


def test_names_on_disk_are_ours(tmp_path: Path) -> None:
    found = unpack(tmp_path, packed({"a!b?|.geojson": b"1", "x.shp;rm -rf": b"2", "CON.dbf": b"3"}))
    assert [member.path.name for member in found.members] == ["m0.geojson", "m1", "m2.dbf"]


@pytest.mark.parametrize("name", ["../a.shp", "a/../../b.shp", "/etc/a.shp", "C:\\a.shp", "..\\a.shp", "a/.."])
def test_unsafe_path_refuses_the_archive(name: str, tmp_path: Path) -> None:
    assert refused(tmp_path, packed({"good.txt": b"1", name: b"2"})) == "zip_path"
    assert list((tmp_path / "into").iterdir()) == []


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_are_refused(kind: int, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        info = zipfile.ZipInfo("data.dbf")
        info.external_attr = (kind | 0o777) << 16
        bundle.writestr(info, "/etc/passwd")
    assert refused(tmp_path, out.getvalue()) == "zip_link"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("数据.shp".encode("gbk"), "数据.shp"),
        ("数据.shp".encode(), "数据.shp"),
        ("臺灣.shp".encode("big5"), "臺灣.shp"),
    ],
)
def test_names_without_a_declared_encoding_are_read(raw: bytes, shown: str, tmp_path: Path) -> None:
    data = packed({"x" * len(raw): b"1"}).replace(b"x" * len(raw), raw)
    found = unpack(tmp_path, data)
    assert [member.name for member in found.members] == [shown]
    assert [finding.code for finding in found.findings] == ["zip_names_decoded"]


def test_unicode_path_field_wins(tmp_path: Path) -> None:
    raw = b"_____.shp"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        info = zipfile.ZipInfo(raw.decode())
        body = b"\x01" + struct.pack("<L", zlib.crc32(raw)) + "数据.shp".encode()
        info.extra = struct.pack("<HH", 0x7075, len(body)) + body
        bundle.writestr(info, b"1")
    assert [member.name for member in unpack(tmp_path, out.getvalue()).members] == ["数据.shp"]


def test_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    data = packed({"a.shp": bytes(64 << 20)})
    assert refused(tmp_path, data) == "zip_too_large"
    assert sum(path.stat().st_size for path in (tmp_path / "into").iterdir()) <= 2 << 20
    assert refused(tmp_path, data, unpacked_mb=100) == "zip_ratio"


def test_size_that_lies_is_found_out(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": b"hello world"}, method=zipfile.ZIP_STORED))
    position = data.rindex(b"PK\x01\x02") + 24
    data[position : position + 4] = struct.pack("<L", 5)
    assert refused(tmp_path, bytes(data)) in ("zip_crc", "zip_corrupt")


def test_of_equal_names_the_last_is_used_and_told(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        bundle.writestr("a.csv", b"first")
        with pytest.warns(UserWarning, match="Duplicate"):
            bundle.writestr("a.csv", b"second")
    found = unpack(tmp_path, out.getvalue())
    assert [member.path.read_bytes() for member in found.members] == [b"second"]
    assert [finding.code for finding in found.findings] == ["zip_duplicate"]


@pytest.mark.parametrize(
    ("start", "name"), [(b"Rar!\x1a\x07\x01", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b\x08", "gzip")]
)
def test_other_archives_are_named(start: bytes, name: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as fault:
        unpack(tmp_path, start + bytes(100))
    assert fault.value.finding.values["looks"] == name


@given(data=st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_no_bytes_do_more_than_refuse(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.raises(Refusal):
        unpack(Path(name), b"PK\x03\x04" + data)


@given(seed=st.integers(0, 2**32), flips=st.integers(1, 12))
@settings(max_examples=150, deadline=None)
def test_damaged_archive_gives_right_bytes_or_refuses(seed: int, flips: int) -> None:
    files = parts()
    data = bytearray(packed(files))
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    for _ in range(flips):
        data[chance.randrange(len(data))] = chance.randrange(256)
    with tempfile.TemporaryDirectory() as name:
        try:
            found = unpack(Path(name), bytes(data))
        except Refusal:
            return
        # A flip in the directory may rename or hide an entry, but never changes what comes out of one.
        assert {member.path.read_bytes() for member in found.members} <= set(files.values())


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}\.(shp|txt|csv)", fullmatch=True), st.binary(max_size=3000), min_size=1, max_size=8
    )
)
@settings(max_examples=60, deadline=None)
def test_round_trip(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as name:
        found = unpack(Path(name), packed(files))
        assert {member.name: member.path.read_bytes() for member in found.members} == files


def test_self_extracting_archive_is_unpacked_and_told(tmp_path: Path) -> None:
    found = unpack(tmp_path, b"MZ" + bytes(500) + packed({"a.txt": b"1"}))
    assert [member.path.read_bytes() for member in found.members] == [b"1"]
    assert [(finding.code, finding.values) for finding in found.findings] == [("zip_trailing", {"bytes": 502})]


def test_archive_read_by_a_library_is_checked_by_its_directory(tmp_path: Path) -> None:
    path = write(tmp_path, "a.xlsx", packed({"a.xml": bytes(40 << 20)}))
    with pytest.raises(Refusal) as fault:
        archive.check_contents(path, **{**BOUNDS, "unpacked_mb": 100})
    assert fault.value.finding.code == "zip_ratio"
    with pytest.raises(Refusal) as fault:
        archive.check_contents(path, **BOUNDS)
    assert fault.value.finding.code == "zip_too_large"
    archive.check_contents(write(tmp_path, "b.xlsx", packed({"a.xml": b"1"})), **BOUNDS)
