"""Counts beside a filter: exact, each question answered once, and a ranking with its sentence's figures."""

from __future__ import annotations

import dataclasses
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from geo.datasets import cards, counts, layout, listing, ranking, synth
from geo.datasets.counts import Tally
from geo.datasets.errors import SlowQueryError, UnknownDatasetError
from geo.datasets.filters import DatasetFilters
from geo.datasets.ingest import IngestOptions, ingest
from geo.datasets.place_names import name_of_key
from geo.datasets.record import CODES
from geo.datasets.selection import Deadline
from geo.datasets.service import Service
from geo.settings import Settings


@pytest.fixture(scope="module")
def config(store: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Ingest a small dataset once."""
    folder: Path = tmp_path_factory.mktemp("counts")
    made = dataclasses.replace(store, datasets_dir=folder)
    synth.write(2000, 11, folder / "s.csv", config=made)
    ingest([folder / "s.csv"], "firms", IngestOptions(), config=made)
    return made


def test_counts_are_those_of_a_plain_loop(config: Settings) -> None:
    folder = layout.version_folder(config.datasets_dir, "firms")
    rows = pq.ParquetFile(folder / "rows" / "00000.parquet").read().to_pylist()
    manifest = layout.read_manifest(folder)
    filters = DatasetFilters(segment=("03",), year_from=2005)
    passing = [row for row in rows if CODES["segment"][row["segment"]] == "03" and row["year"] >= 2005]
    told = Tally(Service(config), limit_ms=10_000).counts("firms", filters)
    assert (told.rows, told.matching) == (2000, len(passing))
    largest = max(manifest.regions, key=lambda key: told.within["region"].get(key, 0))
    assert told.within["region"][largest] == sum(manifest.regions[row["region"]] == largest for row in passing)
    assert sum(told.within["region"].values()) == sum(told.within["cluster"].values()) == len(passing)
    # Beside a choice stands what it would let through: the filter without what it says of the same key.
    assert told.beside["segment"]["01"] == sum(
        CODES["segment"][row["segment"]] == "01" and row["year"] >= 2005 for row in rows
    )
    assert told.beside["conf"]["high"] == sum(CODES["confidence"][row["confidence"]] == "high" for row in passing)
    assert told.years[2004] == sum(row["year"] == 2004 and CODES["segment"][row["segment"]] == "03" for row in rows)


def test_equal_counts_at_once_are_made_once(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, begun = threading.Event(), threading.Event()
    whole = counts.facets

    def waiting(*asked: object) -> object:
        begun.set()
        assert gate.wait(20)
        return whole(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(counts, "facets", waiting)
    tally = Tally(Service(config), limit_ms=60_000)
    with ThreadPoolExecutor(6) as people:
        asked = [people.submit(tally.counts, "firms", DatasetFilters(kind=("firm",))) for _ in range(6)]
        assert begun.wait(20)
        gate.set()
        answers = [one.result(20) for one in asked]
    assert tally.made == 1
    assert all(one is answers[0] for one in answers)


def test_a_fault_is_told_and_the_next_question_is_asked_anew(config: Settings) -> None:
    tally = Tally(Service(config), limit_ms=0.0001)
    for _ in range(2):
        with pytest.raises(SlowQueryError):
            tally.counts("firms", DatasetFilters(text="科技"))
    with pytest.raises(UnknownDatasetError):
        tally.counts("nobody", DatasetFilters())


def test_a_chooser_knows_what_is_synthetic(config: Settings) -> None:
    (only,) = listing.listed(config)
    assert (only.name, only.rows, only.synthetic) == ("firms", 2000, True)
    assert listing.find(config, "firms") is not None and listing.find(config, "../x") is None


def test_firms_of_a_cell_are_those_that_pass(config: Settings) -> None:
    opened = Service(config).open("firms")
    filters = DatasetFilters(segment=("03",))
    told = cards.firms_in(opened.cutter, (0, 0, 0), filters, Deadline(10_000))
    assert told["n"] == opened.columns.count(filters, Deadline(10_000))
    assert len(told["firms"]) == cards.FIRMS_LISTED
    for firm in told["firms"]:
        assert opened.cutter.firm(firm["row"])["segment"] == "03" and firm["id"].startswith("SYN")
    assert cards.parse_cell("3", "7", "0") == (3, 7, 0)
    for bad in (("3", "8", "0"), ("23", "0", "0"), ("x", "0", "0"), ("-1", "0", "0")):
        with pytest.raises(UnknownDatasetError):
            cards.parse_cell(*bad)


def test_a_card_says_that_its_firm_is_made_up(config: Settings) -> None:
    card = cards.firm_card(Service(config).open("firms"), 0, "zh", config=config)
    assert card["title"] and "合成数据" in card["note"]
    assert {"编号", "产业环节", "国家或省份"} <= {one["name"] for one in card["fields"]}
    json.dumps(card)


def test_ranking_by_density_leaves_out_what_has_no_area() -> None:
    found = ranking.rank({"a": 10, "b": 90, "c": 5, "": 7}, {"a": 10.0, "b": 900.0}, measure="density")
    assert [row.key for row in found.rows] == ["a", "b"]
    assert (found.firms, found.placed, found.unranked) == (112, 105, 1)
    assert found.rows[0].value == 1000.0 and found.overall == pytest.approx(1000 * 100 / 910)
    by_firms = ranking.rank({"a": 10, "b": 90, "c": 5, "": 7}, {}, measure="firms")
    assert [row.key for row in by_firms.rows] == ["b", "a", "c"]
    assert by_firms.share(1) == pytest.approx(90 / 105) and by_firms.overall is None
    assert ranking.rank({"": 3}, {}, measure="firms").share(3) == 0.0


def test_areas_of_provinces_are_their_published_size(config: Settings) -> None:
    areas = ranking.areas_km2("region", config=config)
    assert areas["CN-110000"] == pytest.approx(16_410, rel=0.01)  # Beijing, 16,410 km2 (Beijing Statistical Yearbook)


def test_every_place_has_a_name_in_both_languages(config: Settings) -> None:
    manifest = layout.read_manifest(layout.version_folder(config.datasets_dir, "firms"))
    for column in ("region", "place", "cluster"):
        for key in filter(None, getattr(manifest, f"{column}s")):
            for language in ("zh", "en"):
                name = name_of_key(column, key, language, config=config)
                assert name
                if language == "en" and column != "cluster":
                    assert not any("一" <= letter <= "鿿" for letter in name), (key, name)
