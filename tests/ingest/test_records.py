"""Records built from their bytes: the same geometries as any reader's, at every alignment, the rest left over."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import shapely

from geo.ingest.vectors import records
from tests.ingest.build import names_dbf, packed, parts, polygon, shp, shx, square
from tests.ingest.conftest import Examine


def laid_out(contents: list[bytes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return bytes, offsets and kinds of a .shp of these records."""
    data = np.frombuffer(shp(contents), "u1")
    offsets, position = [], 100
    for content in contents:
        offsets.append(position)
        position += 8 + len(content)
    kinds = [struct.unpack("<i", content[:4])[0] for content in contents]
    return data, np.array(offsets), np.array(kinds)


def point(x: float, y: float) -> bytes:
    return struct.pack("<i2d", 1, x, y)


def line(*points: tuple[float, float], parts: tuple[int, ...] = (0,)) -> bytes:
    head = struct.pack("<i4dii", 3, 0, 0, 1, 1, len(parts), len(points))
    return head + struct.pack(f"<{len(parts)}i", *parts) + b"".join(struct.pack("<2d", *p) for p in points)


NULL = struct.pack("<i", 0)  # 12 bytes with its header: what follows is aligned otherwise
RING = square(117.0, 36.6)


def test_points_lines_and_rings_at_every_alignment() -> None:
    contents = [
        polygon(RING),
        NULL,
        point(117.5, 36.5),
        polygon([(0, 0), (0, 2), (2, 2), (0, 0)]),
        line((1, 2), (3, 4), (5, 6)),
        NULL,
        line((7, 8), (9, 10)),
    ]
    geometry, built = records.build(*laid_out(contents))
    assert built.tolist() == [True, False, True, True, True, False, True]
    assert [None if shape is None else shape.wkt for shape in geometry] == [
        shapely.Polygon(RING).wkt,
        None,
        "POINT (117.5 36.5)",
        "POLYGON ((0 0, 0 2, 2 2, 0 0))",
        "LINESTRING (1 2, 3 4, 5 6)",
        None,
        "LINESTRING (7 8, 9 10)",
    ]


@pytest.mark.parametrize(
    "content",
    [
        polygon([(0, 0), (0, 2), (2, 2), (1, 1)]),  # open
        polygon([(0, 0), (0, 0)]),  # too short
        polygon([(float("nan"), 0), (0, 2), (2, 2), (float("nan"), 0)]),
        line((1, 2), (3, 4), (5, 6), (7, 8), parts=(0, 2)),
        line((1, 2)),
        point(float("nan"), 1),
        struct.pack("<i4d", 11, 1, 2, 3, 4),  # with height and measure
    ],
)
def test_what_needs_thought_is_left_over(content: bytes) -> None:
    geometry, built = records.build(*laid_out([point(1, 2), content] if content[0] == 1 else [content]))
    assert (geometry[-1], built[-1]) == (None, False)


def test_records_in_any_order_keep_their_rows() -> None:
    squares = [square(float(n), 0.0) for n in range(500)]
    data, offsets, kinds = laid_out([polygon(ring) for ring in squares])
    order = np.random.default_rng(1).permutation(len(offsets))
    geometry, built = records.build(data, offsets[order], kinds)
    assert built.all()
    assert [shape.bounds[0] for shape in geometry] == order.tolist()


def test_rest_comes_from_gdal_and_is_told_by_its_own_row(examine: Examine) -> None:
    contents = [polygon(RING), NULL, polygon([*RING[:-1], (117.05, 36.6)]), polygon(square(117.3, 36.6))]
    files = parts(contents=contents, shx=shx(contents), dbf=names_dbf("utf-8", names=["a", "b", "c", "d"]))
    examined = examine("x.zip", packed(files), keep=True)
    told = {finding.code: finding.rows for finding in examined.report.findings}
    assert told["geometry_unclosed"] == (3,)
    frame = examined.layer("data")
    assert frame.geometry.isna().tolist() == [False, True, False, False]
    assert frame.geometry.iloc[3].bounds[0] == 117.3
