"""Cells: for any filter and zoom the counts add up to the rows that pass, and tiles say what the rows say."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo.datasets import synth
from geo.datasets.cells import EXTENT, TileCutter, level_of
from geo.datasets.filters import DatasetFilters, parse_dataset_filters
from geo.datasets.ingest import IngestOptions, ingest
from geo.datasets.names import grams_of
from geo.datasets.record import CODES
from geo.datasets.selection import Columns, Deadline, facets, open_columns
from geo.settings import Settings
from geo.tiles.errors import FilterError
from geo.tiles.grid import GRID_ZOOM, Tile

ROWS = 2500
PHASES = (Phase.explicit, Phase.generate)  # a filter is small enough to read without being shrunk


class Dataset:
    """A small dataset in several segments, and its rows as a plain table."""

    def __init__(self, config: Settings) -> None:
        path = config.datasets_dir / "s.csv"
        synth.write(ROWS, 7, path, config=config)
        text = path.read_text("utf-8").splitlines()
        # Several firms in one place, and some whose year is not known.
        text += [f'"X{n}","同处数据有限公司{n}",116.4,39.9,"6513","","110101","firm","low",1' for n in range(5)]
        path.write_text("\n".join(text) + "\n", "utf-8")
        done = ingest([path], "s", IngestOptions(segment_rows=800), config=config)
        assert len(done.manifest.segments) > 2
        self.columns: Columns = open_columns(config, "s")
        self.cutter = TileCutter(self.columns)
        parts = [pq.read_table(part).to_pandas() for part in sorted((done.folder / "rows").iterdir())]
        self.rows = pd.concat(parts, ignore_index=True)
        for column in (*CODES, "region", "place", "cluster"):
            self.rows[column] = [self.columns.keys(column)[code] for code in self.rows[column]]

        self.grams = [set(grams_of(name).tolist()) for name in self.rows["name"]]

    def passing(self, filters: DatasetFilters) -> pd.DataFrame:
        """Filter the plain table by the grammar's words, one row after the other."""
        rows = self.rows
        keep = np.ones(len(rows), bool)
        for key in ("model", "segment", "kind", "place", "cluster"):
            if values := getattr(filters, key):
                keep &= rows[key].isin(values).to_numpy(bool)
        if filters.conf:
            keep &= rows["confidence"].isin(filters.conf).to_numpy(bool)
        if filters.region:
            keep &= np.array([key in filters.region or key[:2] in filters.region for key in rows["region"]], bool)
        if filters.year_from is not None or filters.year_to is not None:
            years = rows["year"].to_numpy()
            keep &= (years > 0) & (years >= (filters.year_from or 0)) & (years <= (filters.year_to or 9999))
        if filters.text:
            wanted = set(grams_of(filters.text).tolist())
            keep &= np.array([wanted <= grams for grams in self.grams], bool)
        return rows[keep]


@pytest.fixture(scope="module")
def data(store: Settings, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Ingest the dataset once."""
    folder: Path = tmp_path_factory.mktemp("cells")
    return Dataset(dataclasses.replace(store, datasets_dir=folder))


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(lambda found: tuple(sorted(found)))


FILTERS = st.builds(
    DatasetFilters,
    model=some(CODES["model"]),
    segment=some(CODES["segment"]),
    kind=some(("firm", "lab", "platform")),
    conf=some(("high", "medium", "low")),
    region=some(("CN", "CN-440000", "CN-110000", "JP")),
    place=some(("CN-440300", "CN-330100", "CN-110000")),
    year_from=st.none() | st.integers(1980, 2026),
    year_to=st.none() | st.integers(1980, 2026),
    text=st.sampled_from(("", "", "科技", "有限公司", "软件 华", "数据", "深圳")),
)


def occupied(rows: pd.DataFrame, zoom: int) -> Iterator[tuple[Tile, int]]:
    """Yield the tiles of a zoom that hold rows, and how many."""
    from geo.datasets.assignment import unmorton

    x, y = unmorton(rows["q"].to_numpy(np.int64))
    shift = GRID_ZOOM - zoom
    for (tile_x, tile_y), count in Counter(zip((x >> shift).tolist(), (y >> shift).tolist(), strict=True)).items():
        yield Tile(zoom, tile_x, tile_y), count


@given(FILTERS, st.integers(0, 18))
@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_add_up_for_any_filter_and_zoom(data: Dataset, filters: DatasetFilters, zoom: int) -> None:
    expected = data.passing(filters)
    selection = data.columns.selection(filters, Deadline(60_000))
    assert data.columns.count(filters, Deadline(60_000)) == len(expected)
    tiles = sorted(occupied(expected, zoom), key=lambda one: -one[1])[:12]
    for tile, count in tiles:
        cells = data.cutter.cells(tile, selection, margin=0)
        assert int(cells.n.sum()) == count
        assert (cells.n > 0).all()
    if zoom <= 3:  # nor does any tile without rows claim some
        side = range(1 << zoom)
        total = sum(int(data.cutter.cells(Tile(zoom, x, y), selection, margin=0).n.sum()) for x in side for y in side)
        assert total == len(expected)


@given(FILTERS)
@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_facets_are_the_counts_of_the_other_filters(data: Dataset, filters: DatasetFilters) -> None:
    told = facets(data.columns, filters, Deadline(60_000))
    assert told.matching == len(data.passing(filters))
    for key, column in (("segment", "segment"), ("conf", "confidence"), ("region", "region"), ("place", "place")):
        expected = data.passing(filters.without(key))[column].value_counts().to_dict()
        assert told.beside[key] == expected, key
    years = data.passing(filters.without("year_from").without("year_to"))["year"].value_counts()
    assert told.years == years.to_dict()
    assert told.as_json()["year"] == {str(year): count for year, count in years.items()}


def test_a_tile_says_what_the_rows_say(data: Dataset) -> None:
    filters = DatasetFilters(region=("CN-110000",))
    rows = data.passing(filters)
    selection_tiles = [tile for tile, _count in occupied(rows, 11)]
    found: Counter[str] = Counter()
    for tile in selection_tiles:
        data_of_tile = data.cutter.encode(tile, filters, Deadline(60_000))
        decoded = mapbox_vector_tile.decode(data_of_tile, default_options={"y_coord_down": True})
        for feature in decoded["cells"]["features"]:
            x, y = feature["geometry"]["coordinates"]
            if not (0 <= x < EXTENT and 0 <= y < EXTENT):
                continue  # a cell of the neighbour, drawn here so that its symbol is whole
            told = feature["properties"]
            found["rows"] += told["n"]
            if told["n"] == 1:
                firm = data.cutter.firm(told["row"])
                assert firm["region"] == "CN-110000"
                if "name" in told:
                    assert (firm["id"], firm["name"]) == (told["id"], told["name"])
                    found["named"] += 1
    assert found["rows"] == len(rows)
    assert found["named"] > 0


def test_firms_in_one_place_stay_together_at_the_deepest_zooms(data: Dataset) -> None:
    together = data.passing(DatasetFilters(text="同处"))
    assert together["q"].nunique() == 1
    selection = data.columns.selection(DatasetFilters(text="同处"), Deadline(60_000))
    for zoom in (16, 17, 18):
        ((tile, count),) = occupied(together, zoom)
        assert data.cutter.cells(tile, selection, margin=0).n.tolist() == [count] == [5]
        assert level_of(zoom) == 22


def test_the_commonest_model_colours_a_cell(data: Dataset) -> None:
    filters = DatasetFilters()
    cells = data.cutter.cells(Tile(0, 0, 0), data.columns.selection(filters, Deadline(60_000)), margin=0)
    from geo.datasets.assignment import unmorton

    x, y = unmorton(data.rows["q"].to_numpy(np.int64))
    shift = GRID_ZOOM - level_of(0)
    frame = pd.DataFrame({"x": x >> shift, "y": y >> shift, "model": data.rows["model"]})
    for place in range(len(cells.n)):
        mine = frame[(frame["x"] == cells.x[place]) & (frame["y"] == cells.y[place])]["model"].value_counts()
        assert CODES["model"][cells.model[place]] in mine[mine == mine.max()].index


@pytest.mark.parametrize(
    "pairs",
    [
        [("model", "x")],
        [("region", "cn")],
        [("place", "'; DROP TABLE x")],
        [("from", "99")],
        [("from", "2001"), ("to", "2000")],
        [("text", "a")],
        [("text", "科")],
        [("text", "x" * 99)],
        [("nope", "1")],
        [("model", "none"), ("model", "none")],
    ],
)
def test_what_is_not_on_the_list_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(FilterError):
        parse_dataset_filters(pairs)


def test_equal_filters_have_one_query() -> None:
    first = parse_dataset_filters([("segment", "03,01"), ("text", " ＡＩ  芯片 ")])
    again = parse_dataset_filters([("text", "ai 芯片"), ("segment", "01,03,01"), ("v", "x")])
    assert first == again
    assert first.query() == "segment=01,03&text=ai%20%E8%8A%AF%E7%89%87"
