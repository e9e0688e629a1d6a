"""Points and polygons in metres for tests, made in code."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

CRS = "EPSG:32650"  # UTM zone 50 north: Beijing to Nanjing
WEST, SOUTH = 450_000.0, 4_400_000.0


def points(xy: object) -> gpd.GeoSeries:
    """Return points whose coordinates are metres east and north of a corner near Beijing."""
    return gpd.GeoSeries(shapely.points(np.asarray(xy, dtype=float) + np.array([WEST, SOUTH])), crs=CRS)


def window(width_m: float, height_m: float) -> shapely.Polygon:
    """Return the rectangle from that corner."""
    return shapely.box(WEST, SOUTH, WEST + width_m, SOUTH + height_m)


def lattice(rows: int, columns: int, *, size_m: float = 1000) -> gpd.GeoSeries:
    """Return square cells row by row."""
    cells = [
        shapely.box(
            WEST + column * size_m, SOUTH + row * size_m, WEST + (column + 1) * size_m, SOUTH + (row + 1) * size_m
        )
        for row in range(rows)
        for column in range(columns)
    ]
    return gpd.GeoSeries(cells, crs=CRS, index=pd.Index([f"c{number}" for number in range(len(cells))]))


def scattered(count: int, *, width_m: float = 20_000, height_m: float = 20_000, seed: int = 7) -> gpd.GeoSeries:
    """Return points placed by lot in a rectangle."""
    return points(np.random.default_rng(seed).uniform((0, 0), (width_m, height_m), (count, 2)))


def groups(*centres: tuple[float, float], each: int = 30, spread_m: float = 300, seed: int = 7) -> gpd.GeoSeries:
    """Return groups of points around centres."""
    rng = np.random.default_rng(seed)
    return points(np.vstack([rng.normal(centre, spread_m, (each, 2)) for centre in centres]))
