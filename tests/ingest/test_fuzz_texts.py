"""Ten minutes of generated tables, topologies, KML and dBASE: read or refused, never crashed, and every copy whole.

Run with `make test-slow`; OBSERVATORY_FUZZ_S sets the time for all kinds together. Hypothesis prints what it finds.
"""

from __future__ import annotations

import json
import os
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.ingest import examination
from geo.settings import Limits
from tests.ingest import roundtrip
from tests.ingest.build import dbf, packed, parts

SECONDS = float(os.environ.get("OBSERVATORY_FUZZ_S", "600")) / 5
BOUNDS = Limits(wall_s=20, cpu_s=15, memory_mb=1024, unpacked_mb=64, features=100_000)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.one_of(
    st.floats(-200, 200).map(lambda value: f"{value:.6f}"),
    st.sampled_from(["117.1", "36.6", "", "-", "N36°30'", "g117.1", "1e999", "NaN", "东经117度", "４１"]),
    st.integers(-(10**9), 10**9).map(str),
)
CELLS = st.one_of(WORDS, NUMBERS, st.sampled_from(['"', '"a', "=1+1", "a\nb", "\0", "山东省", "370102", "Point 1"]))
HEADINGS = st.one_of(
    WORDS, st.sampled_from(["lon", "lat", "经度", "纬度", "坐标", "latlng", "X", "Y", "geom", "ns", "省"])
)
POSITIONS = st.one_of(
    st.tuples(st.floats(-190, 190), st.floats(-95, 95)).map(list),
    st.sampled_from([[117.1, 36.6], ["117", "36"], [1], [], None, [117, 36, None], "x"]),
)
RINGS = st.lists(POSITIONS, max_size=6)


@st.composite
def tables(draw: st.DrawFn, *, delimiter: str) -> bytes:
    width = draw(st.integers(1, 5))
    rows = [draw(st.lists(HEADINGS, min_size=width, max_size=width))]
    rows += draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))
    text = "\n".join(delimiter.join(row) for row in rows)
    return text.encode(draw(st.sampled_from(["utf-8", "gb18030", "utf-16"])), "replace")


@st.composite
def topologies(draw: st.DrawFn) -> bytes:
    arcs = draw(st.lists(RINGS, max_size=4))
    indexes = st.integers(-6, 5)
    lines = st.lists(indexes, max_size=3)
    member = st.one_of(
        st.none(),
        st.fixed_dictionaries({"type": st.just("Point"), "coordinates": POSITIONS}),
        st.fixed_dictionaries({"type": st.just("LineString"), "arcs": lines}),
        st.fixed_dictionaries(
            {"type": st.just("Polygon"), "arcs": st.lists(st.lists(indexes, max_size=3), max_size=3)}
        ),
        st.fixed_dictionaries({"type": st.none(), "properties": st.dictionaries(WORDS, CELLS, max_size=3)}),
    )
    top = {"type": "GeometryCollection", "geometries": draw(st.lists(member, max_size=5))}
    document: dict[str, Any] = {"type": "Topology", "arcs": arcs, "objects": {draw(WORDS): top}}
    if draw(st.booleans()):
        document["transform"] = {"scale": [0.001, 0.001], "translate": [117, 36]}
    return json.dumps(document).encode()


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    tags = st.sampled_from(["Placemark", "Folder", "NetworkLink", "GroundOverlay", "x:Thing"])
    texts = st.one_of(NUMBERS, st.sampled_from(["117.1,36.6", "117.1 36.6 5", "117.1, 36.6, 0 117.2,36.7", "a,b", ","]))
    shapes = st.sampled_from(["Point", "LineString", "LinearRing"])
    body = ""
    for _ in range(draw(st.integers(0, 5))):
        name = draw(WORDS).replace("&", "").replace("<", "").replace("]]>", "")
        shape = draw(shapes)
        inner = f"<{shape}><coordinates>{draw(texts)}</coordinates></{shape}>"
        tag = draw(tags)
        body += f"<{tag}><name><![CDATA[{name}]]></name>{inner}</{tag}>"
    return f'<?xml version="1.0"?><kml><Document>{body}</Document></kml>'.encode("utf-8", "replace")


@st.composite
def shapefiles(draw: st.DrawFn) -> bytes:
    width = draw(st.integers(1, 30))
    names = st.binary(min_size=0, max_size=10)
    fields = [(draw(names), draw(st.sampled_from("CNFDL")), width, 0) for _ in range(draw(st.integers(1, 3)))]
    rows = [[draw(st.binary(max_size=width)) for _ in fields] for _ in range(draw(st.integers(0, 4)))]
    table = dbf(fields, rows, language=draw(st.integers(0, 255)), claimed=draw(st.integers(0, 5)))
    return packed(parts(cpg=None, dbf=table))


KINDS: dict[str, tuple[str, st.SearchStrategy[bytes]]] = {
    "csv": ("x.csv", st.sampled_from([",", ";", "\t", "|"]).flatmap(lambda sign: tables(delimiter=sign))),
    "txt": ("x.txt", tables(delimiter=" ")),
    "topojson": ("x.topojson", topologies()),
    "kml": ("x.kml", documents()),
    "dbf": ("x.zip", shapefiles()),
}


def follow(name: str, body: bytes, suffix: str) -> None:
    """Examine an upload and one copy of it; what is accepted must come out whole."""
    examined = examination.examine([(name, body)], keep=True, bounds=BOUNDS)
    try:
        codes = [finding.code for finding in examined.report.findings]
        assert not [code for code in codes if code.startswith("worker_")], codes
        report = examined.report.for_machines("zh")
        json.dumps(report, allow_nan=False)
        for layer in report["layers"]:
            assert len(examined.layer(layer["name"])) == layer["features"]
    finally:
        examined.close()
    if report["status"] != "reject":
        roundtrip.check_copy([(name, body)], suffix, report)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_generated_uploads_are_read_or_refused_and_copied_whole(kind: str) -> None:
    name, bodies = KINDS[kind]
    end = time.monotonic() + SECONDS
    runs = 0

    @given(bodies, st.sampled_from(roundtrip.COPIES))
    @settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def some(body: bytes, suffix: str) -> None:
        nonlocal runs
        runs += 1
        follow(name, body, suffix)

    while time.monotonic() < end:
        some()
    assert runs >= 20
