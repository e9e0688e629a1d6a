"""Hot spots: equal to esda, published values, corrected for the number of places, seeds fixed."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from geo.analysis import hot_spots as module
from geo.analysis.errors import (
    NotMetricError,
    ParameterError,
    TooFewError,
    TooFineError,
    TooManyError,
    UnusableValuesError,
)
from geo.analysis.hot_spots import Neighbourhood, hot_spots, local_moran, neighbours, permuted_p
from geo.errors import ObservatoryError
from tests.analysis.places import lattice, points, scattered
from tests.analysis.published import examples

TOUCHING = Neighbourhood("contiguity")
EXACT = {"uncertainty_m": 0.0, "coverage": "census"}


def block(rows: int = 12, columns: int = 12, *, seed: int = 3) -> pd.Series:
    """Return noise over a lattice with one block of high values in a corner."""
    values = np.random.default_rng(seed).uniform(0, 10, (rows, columns))
    values[:4, :4] += 100
    return pd.Series(values.ravel(), index=lattice(rows, columns).index)


def test_moran_equals_the_published_values() -> None:
    from esda import Moran
    from libpysal import examples as data
    from libpysal import io as files

    example = examples()["ex21"]
    with closing(files.open(data.get_path("stl.gal"))) as file:
        w = file.read()
    with closing(files.open(data.get_path("stl_hom.txt"))) as file:
        y = np.array(file.by_col["HR8893"])
    found = Moran(y, w, permutations=0)
    assert float(found.I) == pytest.approx(example.expected["I"], abs=1e-7)
    assert float(found.EI) == pytest.approx(example.expected["EI"], abs=1e-7)
    assert found.p_norm == pytest.approx(example.expected["p_norm_two_tailed"], abs=1e-6)


def test_global_moran_of_a_lattice_equals_the_published_value() -> None:
    """Rook neighbours on 3 x 3, y = 1..9; the source prints the row-standardised I of 5/9 as well."""
    from esda import Moran

    example = examples()["ex23"]
    xy = [(x * 1000, y * 1000) for y in range(3) for x in range(3)]
    graph = module._within(np.array(xy, dtype=float), 1000.0)
    found = Moran(np.array(example.inputs["y"], dtype=float), graph, transformation="B", permutations=0)
    assert float(found.I) == pytest.approx(example.expected["I"], abs=1e-9)
    assert found.VI_norm == pytest.approx(example.expected["VI_norm"], abs=1e-9)
    assert found.VI_rand == pytest.approx(example.expected["VI_rand"], abs=1e-9)


def test_global_g_equals_the_published_value() -> None:
    from esda import G

    example = examples()["ex25"]
    graph = module._within(np.array(example.inputs["points"], dtype=float), example.inputs["threshold"])
    weights = graph.to_W()  # G takes no graph
    weights.transform = "B"
    found = G(np.array(example.inputs["y"]), weights, permutations=0)
    assert float(found.G) == pytest.approx(example.expected["G"], abs=1e-8)
    assert found.p_norm == pytest.approx(example.expected["p_norm"], abs=example.tolerance)


def test_gi_star_equals_the_values_in_esdas_documentation() -> None:
    from esda import G_Local

    graph = module._within(np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float), 15)
    found = G_Local(np.array([2, 3, 3.2, 5, 8, 7]), graph, transform="B", star=True, permutations=0)
    wanted = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    assert found.Zs == pytest.approx(wanted, abs=1e-6)


def test_results_carry_esdas_statistics_in_the_right_rows() -> None:
    from esda import G_Local, Moran_Local
    from libpysal.graph import Graph

    values, places = block(), lattice(12, 12)
    queen = Graph.build_contiguity(places.reset_index(drop=True), rook=False)
    stars = hot_spots(values, places, neighbourhood=TOUCHING, permutations=99, **EXACT).table
    local = local_moran(values, places, neighbourhood=TOUCHING, permutations=99, **EXACT).table
    wanted = G_Local(values.to_numpy(), queen, transform="B", star=True, permutations=0).Zs
    assert stars["z"].to_numpy() == pytest.approx(wanted, abs=1e-9)
    assert local["i"].to_numpy() == pytest.approx(Moran_Local(values.to_numpy(), queen, permutations=0).Is, abs=1e-9)
    assert stars.index.equals(places.index)


@pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")
def test_permuted_p_agrees_with_esdas_permutations() -> None:
    from esda import Moran_Local

    values, places = block(), lattice(12, 12)
    graph = neighbours(places, TOUCHING).transform("R")
    ours = permuted_p(values.to_numpy(), graph, permutations=9999, seed=1)
    theirs = Moran_Local(values.to_numpy(), graph, permutations=9999, seed=1).p_sim
    # esda's is one tail, ours is both; the draws differ, so to the error of 9,999 of them.
    assert ours == pytest.approx(np.minimum(1, 2 * theirs), abs=0.05)


def test_a_block_of_high_values_is_hot_and_the_rest_is_not() -> None:
    result = hot_spots(block(), lattice(12, 12), neighbourhood=TOUCHING, permutations=9999, **EXACT)
    spots = result.table["spot"].to_numpy().reshape(12, 12)
    assert (spots[:3, :3] == "hot").all()
    assert (spots[6:, 6:] != "hot").all()
    kinds = local_moran(block(), lattice(12, 12), neighbourhood=TOUCHING, permutations=9999, **EXACT)
    assert (kinds.table["kind"].to_numpy().reshape(12, 12)[:3, :3] == "high_high").all()
    assert kinds.figures["i"].value > 0.5
    assert kinds.figures["p"].value < 1e-6


def test_noise_has_no_special_places_once_corrected() -> None:
    uncorrected = special = 0
    for seed in range(10):
        values = pd.Series(np.random.default_rng(seed).uniform(0, 1, 144), index=lattice(12, 12).index)
        result = local_moran(values, lattice(12, 12), neighbourhood=TOUCHING, permutations=1999, **EXACT)
        uncorrected += int((result.table["p"] <= 0.05).sum())
        special += int((result.table["kind"] != "none").sum())
        if (result.table["kind"] == "none").all():
            assert result.caution("nothing_significant") is not None
    assert uncorrected > 30  # one in twenty of 1,440
    assert special <= 3


def test_the_same_seed_gives_the_same_result_whatever_others_draw() -> None:
    first = hot_spots(block(), lattice(12, 12), neighbourhood=TOUCHING, **EXACT)
    np.random.seed(4)  # another session's draws
    np.random.random(10)
    again = hot_spots(block(), lattice(12, 12), neighbourhood=TOUCHING, **EXACT)
    other = hot_spots(block(), lattice(12, 12), neighbourhood=TOUCHING, seed=1, **EXACT)
    assert_frame_equal(first.table, again.table)
    assert first.seed == again.seed != other.seed
    assert not np.allclose(first.table["p"], other.table["p"])


def test_missing_values_stay_missing_and_are_counted() -> None:
    values = block()
    values.iloc[[0, 50]] = np.nan
    result = hot_spots(values, lattice(12, 12), neighbourhood=TOUCHING, **EXACT)
    assert result.table["spot"].iloc[[0, 50]].tolist() == ["missing", "missing"]
    assert result.table["z"].isna().sum() == 2
    assert result.caution("missing_values").values == {"count": 2}
    assert result.figures["places"].value == 142


def test_places_without_neighbours_are_told_and_never_special() -> None:
    places = points([*((x * 1000, 0) for x in range(12)), (15_000_0, 15_000_0)])
    values = pd.Series([*range(12), 500.0], index=places.index, dtype=float)
    result = local_moran(values, places, neighbourhood=Neighbourhood("distance", distance_m=1500), **EXACT)
    assert result.caution("no_neighbours").values == {"count": 1, "total": 13}
    assert result.table["p"].iloc[12] == 1
    assert result.table["kind"].iloc[12] == "none"


def test_too_few_permutations_for_the_correction_are_told() -> None:
    result = hot_spots(block(), lattice(12, 12), neighbourhood=TOUCHING, permutations=999, **EXACT)
    assert result.caution("permutations_coarse").values == {"permutations": 999, "count": 144}
    enough = hot_spots(block(), lattice(12, 12), neighbourhood=TOUCHING, permutations=9999, **EXACT)
    assert enough.caution("permutations_coarse") is None


def test_a_neighbourhood_finer_than_the_places_is_refused() -> None:
    places = scattered(60)
    values = pd.Series(np.arange(60.0), index=places.index)
    with pytest.raises(TooFineError) as caught:
        hot_spots(
            values,
            places,
            neighbourhood=Neighbourhood("distance", distance_m=2000),
            uncertainty_m=pd.Series([100.0] * 50 + [5000.0] * 10, index=places.index),
            coverage="census",
        )
    assert caught.value.values == {
        "method": "hot_spots",
        "scale_m": 2000,
        "uncertainty_m": 5000,
        "count": 10,
        "total": 60,
    }
    with pytest.raises(TooFineError):
        local_moran(
            values, places, neighbourhood=Neighbourhood("nearest", k=4), uncertainty_m=20_000, coverage="census"
        )


def test_nearest_neighbours_of_places_on_one_spot() -> None:
    places = points([(0, 0)] * 8 + [(5000, 5000)] * 8)
    graph = neighbours(places, Neighbourhood("nearest", k=3))
    pairs = graph.adjacency.index.to_frame(index=False)
    assert len(pairs) == 16 * 3
    assert (pairs["focal"] != pairs["neighbor"]).all()
    assert ((pairs["focal"] < 8) == (pairs["neighbor"] < 8)).all()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"values": pd.Series(np.ones(144), index=lattice(12, 12).index)}, UnusableValuesError),
        ({"values": -block()}, UnusableValuesError),
        ({"values": block().reset_index(drop=True)}, UnusableValuesError),
        ({"values": block().where(block() > 100)}, None),
        ({"places": lattice(12, 12).to_crs("EPSG:4326")}, NotMetricError),
        ({"places": lattice(12, 12).to_crs("EPSG:3857")}, NotMetricError),
        ({"places": lattice(12, 12).set_crs(None, allow_override=True)}, NotMetricError),
        ({"places": lattice(12, 12).centroid}, UnusableValuesError),
        ({"neighbourhood": Neighbourhood("friends")}, ParameterError),
        ({"neighbourhood": Neighbourhood("nearest", k=144)}, ParameterError),
        ({"neighbourhood": Neighbourhood("distance", distance_m=-1)}, ParameterError),
        ({"permutations": 5}, ParameterError),
        ({"coverage": "all"}, ParameterError),
    ],
)
def test_what_has_no_meaning_is_refused(change: dict[str, object], fault: type[ObservatoryError] | None) -> None:
    arguments = {"values": block(), "places": lattice(12, 12), "neighbourhood": TOUCHING, **EXACT} | change
    if fault is None:
        assert hot_spots(**arguments).figures["places"].value == 16
        return
    with pytest.raises(fault):
        hot_spots(**arguments)


def test_few_and_many_places_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    nine = lattice(3, 3)
    with pytest.raises(TooFewError):
        hot_spots(pd.Series(range(9), index=nine.index, dtype=float), nine, neighbourhood=TOUCHING, **EXACT)
    monkeypatch.setattr(module, "MAX_PLACES", 100)
    with pytest.raises(TooManyError):
        hot_spots(block(), lattice(12, 12), neighbourhood=TOUCHING, **EXACT)
    monkeypatch.setattr(module, "MAX_PAIRS", 100)
    with pytest.raises(TooManyError):
        neighbours(scattered(50), Neighbourhood("distance", distance_m=30_000))


def test_small_gaps_between_polygons_do_not_cut_neighbours() -> None:
    cells = lattice(4, 4)
    shifted = cells.translate(xoff=0)
    shifted.iloc[5] = cells.iloc[5].buffer(0.5)  # overlaps its neighbours by half a metre, shares no corner
    graph = neighbours(shifted, TOUCHING)
    assert set(graph[5].index) == {0, 1, 2, 4, 6, 8, 9, 10}
