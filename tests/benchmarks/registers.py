"""`make bench-tiles ROWS=10000000`: a synthetic register read, opened and asked for the tiles a person meets.

Beside it, on the same rows: a scan of the sorted rows by DuckDB, PostGIS (our query, and every point as MVT), and what
st.pydeck_chart and folium.GeoJson would send. Tiles are asked of the service a route asks, request to encoded tile,
with an empty cache. A person walks from the country to a street of a town drawn by size.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import psutil

from geo.datasets import layout
from geo.datasets.assignment import unmorton
from geo.datasets.filters import DatasetFilters
from geo.datasets.service import Service
from geo.settings import ROOT, Settings, settings
from geo.tiles.grid import GRID_ZOOM, Tile
from tests.benchmarks import databases
from tests.benchmarks.__main__ import machine

ZOOMS = range(3, 16)
WALKS = 40
VIEWERS = 20
FILTERS = {
    "none": DatasetFilters(),
    "segment": DatasetFilters(segment=("03",)),
    "province": DatasetFilters(region=("CN-440000",)),
    "years, kind and confidence": DatasetFilters(kind=("firm",), conf=("high", "medium"), year_from=2010, year_to=2020),
    "free text": DatasetFilters(text="数据"),
}


async def staying() -> bool:
    """Say that the browser still waits."""
    return False


def verb(*words: str, config: Settings) -> dict[str, Any]:
    """Run `python -m geo` in a process of its own; returns its answer with wall and processor seconds and memory."""
    began = time.monotonic()
    environment = {**os.environ, "OBSERVATORY_DATASETS": str(config.datasets_dir)}
    order = [sys.executable, "-m", "geo", *words, "--json"]
    with subprocess.Popen(order, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        watched = psutil.Process(process.pid)
        peak_mb = cpu_s = 0.0
        while process.poll() is None:
            try:
                peak_mb = max(peak_mb, watched.memory_info().rss / 1e6)
                cpu_s = sum(watched.cpu_times()[:2])
            except psutil.Error:
                break
            time.sleep(0.2)
        told: dict[str, Any] = json.loads(process.stdout.read()) if process.stdout else {}
    return told | {"wall_s": round(time.monotonic() - began, 1), "cpu_s": round(cpu_s, 1), "peak_mb": round(peak_mb)}


def walk(service: Service, name: str, random: np.random.Generator) -> list[Tile]:
    """Return the tiles of a window of three by two around one firm at every zoom."""
    opened = service.open(name)
    row = random.integers(0, opened.columns.rows, 1)
    x, y = (int(part[0]) for part in unmorton(opened.cutter.morton_of(row)))
    found = []
    for zoom in ZOOMS:
        shift, last = GRID_ZOOM - zoom, (1 << zoom) - 1
        found += [
            Tile(zoom, min(max((x >> shift) + dx, 0), last), min(max((y >> shift) + dy, 0), last))
            for dx in (-1, 0, 1)
            for dy in (0, 1)
        ]
    return found


def percentiles(values_ms: list[float]) -> dict[str, float]:
    """Return what is told of many times."""
    return {
        "p50_ms": round(float(np.percentile(values_ms, 50)), 2),
        "p95_ms": round(float(np.percentile(values_ms, 95)), 2),
        "worst_ms": round(max(values_ms), 1),
        "tiles": len(values_ms),
    }


async def tiles(config: Settings, name: str, walks: int = WALKS) -> dict[str, Any]:
    """Ask for the tiles, cold and warm, one after another and by many at once."""
    began = time.perf_counter()
    service = Service(config)
    random = np.random.default_rng(14)
    await service.tile(name, Tile(0, 0, 0), DatasetFilters(), staying)
    told: dict[str, Any] = {"open_and_first_tile_s": round(time.perf_counter() - began, 2)}
    paths = [walk(service, name, random) for _ in range(walks)]
    largest = 0
    for words, filters in FILTERS.items():
        cold, cpu = [], time.process_time()
        for tile in dict.fromkeys(tile for path in paths for tile in path):
            start = time.perf_counter()
            body = await service.tile(name, tile, filters, staying)
            cold.append((time.perf_counter() - start) * 1000)
            largest = max(largest, len(body))
        cpu = time.process_time() - cpu
        warm = []
        for tile in paths[-1]:
            start = time.perf_counter()
            await service.tile(name, tile, filters, staying)
            warm.append((time.perf_counter() - start) * 1000)
        told[words] = {
            "cold": percentiles(cold)
            | {"first_ms": round(cold[0], 1), "cpu_ms_a_tile": round(cpu * 1000 / len(cold), 2)},
            "warm": percentiles(warm),
        }
        start = time.perf_counter()
        await service.facets(name, filters, staying)
        told[words]["facets_ms"] = round((time.perf_counter() - start) * 1000, 1)
    told["largest_tile_bytes"] = largest
    crowd = Service(dataclasses.replace(config, tile_cache_mb=1))
    await crowd.tile(name, Tile(0, 0, 0), DatasetFilters(), staying)
    together: list[float] = []

    async def pan(path: list[Tile]) -> None:
        for tile in path:
            start = time.perf_counter()
            await crowd.tile(name, tile, DatasetFilters(), staying)
            together.append((time.perf_counter() - start) * 1000)

    await asyncio.gather(*(pan(path) for path in paths[:VIEWERS]))
    told[f"{VIEWERS} viewers"] = percentiles(together)
    told |= memory()
    return told


def memory() -> dict[str, int]:
    """Return the memory of this process, megabytes: with the files mapped into it, and what is its own.

    Pages of mapped files count as resident while nobody else needs the room; the system takes them back without a word.
    """
    told = {"memory_mb": round(psutil.Process().memory_info().rss / 1e6)}
    status = Path("/proc/self/status")
    if status.exists():
        own = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("RssAnon:"))
        told["own_memory_mb"] = round(int(own.split()[1]) * 1024 / 1e6)
    return told


def scan(config: Settings, name: str) -> dict[str, Any]:
    """Ask DuckDB to gather the same cells from the sorted Parquet rows."""
    folder = layout.version_folder(config.datasets_dir, name)
    with duckdb.connect(config={"threads": 2}) as connection:
        times: dict[str, float] = {}
        for zoom in (3, 6, 10, 14):
            took = []
            for _ in range(3):
                start = time.perf_counter()
                connection.execute(
                    "SELECT q >> ?, count(*), mode(model) FROM read_parquet(?) WHERE q >= ? AND q < ? GROUP BY 1",
                    [2 * (17 - zoom), str(folder / "rows" / "*.parquet"), *_range_of(zoom)],
                ).fetchall()
                took.append((time.perf_counter() - start) * 1000)
            times[f"z{zoom}_ms"] = round(float(np.median(took)), 1)
    return times


def _range_of(zoom: int) -> tuple[int, int]:
    """Return the Morton range of the tile around Shanghai."""
    from geo.tiles.grid import morton, to_grid

    q = int(morton(*to_grid(np.array([121.47]), np.array([31.23])))[0])
    shift = 2 * (GRID_ZOOM - zoom)
    return (q >> shift) << shift, ((q >> shift) + 1) << shift


def payloads(config: Settings, name: str, rows: int) -> dict[str, Any]:
    """Return the bytes that drawing every point in the page would send: pydeck's JSON and folium's GeoJSON."""
    import folium
    import pydeck

    folder = layout.version_folder(config.datasets_dir, name)
    told: dict[str, Any] = {}
    for count in (10_000, 100_000, 1_000_000):
        if count > rows:
            continue
        with duckdb.connect() as connection:
            frame = connection.execute(
                "SELECT lon_e7 / 1e7 AS lon, lat_e7 / 1e7 AS lat, name FROM read_parquet(?) LIMIT ?",
                [str(folder / "rows" / "*.parquet"), count],
            ).df()
        start = time.perf_counter()
        deck = len(pydeck.Deck([pydeck.Layer("ScatterplotLayer", frame, get_position=["lon", "lat"])]).to_json())
        deck_s = time.perf_counter() - start
        shapes = {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {},
                    "geometry": {"type": "Point", "coordinates": [float(lon), float(lat)]},
                }
                for lon, lat in zip(frame["lon"], frame["lat"], strict=True)
            ],
        }
        start = time.perf_counter()
        page = folium.Map(tiles=None)
        folium.GeoJson(shapes).add_to(page)
        leaf = len(page.get_root().render())
        told[str(count)] = {
            "pydeck_bytes": deck,
            "pydeck_s": round(deck_s, 2),
            "folium_bytes": leaf,
            "folium_s": round(time.perf_counter() - start, 2),
        }
    return told


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--dataset", default="", help="ask this one, which is there, instead of a synthetic one")
    parser.add_argument("--walks", type=int, default=WALKS)
    parser.add_argument("--out", type=Path, default=Path("build/bench-tiles.json"))
    parser.add_argument("--without", default="", help="parts to leave out, of: tiles, postgis, payloads")
    args = parser.parse_args()
    without = set(filter(None, args.without.split(",")))
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        told: dict[str, Any] = {"machine": machine(), "synthetic": True}
        if args.dataset:
            config, name = dataclasses.replace(settings(), store_url=""), args.dataset
        else:
            config, name = (
                dataclasses.replace(settings(), datasets_dir=Path(folder) / "datasets", store_url=""),
                "bench",
            )
            told["ingest"] = read_in(config, Path(folder) / "synthetic.parquet", args.rows)
        manifest = layout.read_manifest(layout.version_folder(config.datasets_dir, name))
        told |= {"rows": manifest.rows, "synthetic": manifest.synthetic}
        if "tiles" not in without:
            told["tiles"] = asyncio.run(tiles(config, name, args.walks))
            told["duckdb_scan"] = scan(config, name)
        if "payloads" not in without:
            told["payloads"] = payloads(config, name, manifest.rows)
        if "postgis" not in without:
            asked = {words: FILTERS[words] for words in ("none", "years, kind and confidence", "free text")}
            told["tiles_over_shanghai"] = {
                "embedded": databases.embedded(Service(config), name, asked),
                "postgis": databases.measure(config, name, asked),
            }
        told["load_after"] = round(os.getloadavg()[0], 1)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0


def read_in(config: Settings, source: Path, rows: int) -> dict[str, Any]:
    """Make a synthetic register, ingest it, and return what that took."""
    verb("synth", "--rows", str(rows), str(source), config=config)
    read = verb("ingest", str(source), "--name", "bench", config=config)
    size = sum(path.stat().st_size for path in config.datasets_dir.rglob("*") if path.is_file())
    return {key: read[key] for key in ("wall_s", "cpu_s", "peak_mb", "content")} | {
        "rows_a_s": round(rows / read["wall_s"]),
        "source_bytes": source.stat().st_size,
        "store_bytes": size,
        "store_to_source": round(size / source.stat().st_size, 2),
    }


if __name__ == "__main__":
    raise SystemExit(main())
