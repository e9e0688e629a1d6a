"""Regions and industries: equal to the single measures, seeds fixed, cautions counted, intervals that hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from geo.analysis import regional
from geo.analysis.concentration import ellison_glaeser, gini, herfindahl, hoover, krugman, locational_gini
from geo.analysis.errors import ParameterError, TooFewError, UnusableValuesError
from geo.analysis.regional import from_cells, from_units

CELLS = pd.DataFrame(
    {"ai": [40, 10, 10], "chips": [10, 40, 10], "cloud": [10, 10, 40]}, index=["north", "east", "west"]
)


def firms(cells: pd.DataFrame = CELLS) -> pd.DataFrame:
    """Return one row per firm of a table of counts."""
    rows = [
        {"region": region, "industry": industry, "staff": 10 + number}
        for region in cells.index
        for industry in cells.columns
        for number in range(int(cells.loc[region, industry]))
    ]
    return pd.DataFrame(rows)


def test_counting_firms_gives_the_table() -> None:
    found = from_units(firms(), region="region", industry="industry")
    assert found.cells.loc["north"].tolist() == [40, 10, 10]
    assert found.dropped == 0
    weighted = from_units(firms(), region="region", industry="industry", weight="staff")
    assert weighted.cells.loc["north", "chips"] == sum(range(10, 20))
    assert weighted.counts is not None
    assert weighted.counts.loc["north", "chips"] == 10


def test_rows_without_region_industry_or_size_are_left_out_and_counted() -> None:
    rows = pd.DataFrame(
        {"region": ["a", "a", "", None], "industry": ["x", "y", "x", "y"], "staff": [1.0, np.nan, 2.0, 3.0]}
    )
    found = from_units(rows, region="region", industry="industry", weight="staff")
    assert found.dropped == 3
    result = regional.specialisation(found, coverage="census")
    assert result.caution("missing_values").values == {"count": 3}  # type: ignore[union-attr]


def test_specialisation_of_a_clear_case() -> None:
    result = regional.specialisation(from_cells(CELLS, basis="counts"), coverage="census")
    rows = result.table.set_index(["region", "industry"])  # type: ignore[union-attr]
    assert rows.loc[("north", "ai"), "lq"] == pytest.approx(2)
    assert rows.loc[("north", "chips"), "lq"] == pytest.approx(0.5)
    assert rows.loc[("north", "ai"), "verdict"] == "more"
    assert rows.loc[("north", "chips"), "verdict"] == "less"
    assert rows.loc[("north", "ai"), "low"] < 2 < rows.loc[("north", "ai"), "high"]
    assert rows["units"].sum() == 180
    assert result.caution("sample") is None


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    table = from_cells(CELLS, basis="counts")
    first = regional.specialisation(table, coverage="census", replicates=99)
    again = regional.specialisation(table, coverage="census", replicates=99)
    other = regional.specialisation(table, coverage="census", replicates=99, seed=1)
    assert_frame_equal(first.table, again.table)
    assert not np.allclose(first.table["low"], other.table["low"])  # type: ignore[index]


def test_firms_and_their_counts_give_the_same_quotients() -> None:
    by_firm = regional.specialisation(from_units(firms(), region="region", industry="industry"), coverage="census")
    by_cell = regional.specialisation(from_cells(CELLS, basis="counts"), coverage="census")
    merged = by_firm.table.merge(by_cell.table, on=["region", "industry"])  # type: ignore[union-attr]
    assert merged["lq_x"].to_numpy() == pytest.approx(merged["lq_y"].to_numpy())


def test_a_sample_is_never_taken_for_a_census() -> None:
    table = from_cells(CELLS, basis="counts")
    for analysis in (regional.specialisation, regional.regions, regional.industries):
        result = analysis(table, coverage="sample", replicates=19)
        assert result.caution("sample").values == {"count": 180}  # type: ignore[union-attr]
    with pytest.raises(ParameterError):
        regional.specialisation(table, coverage="unknown")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        regional.specialisation(table)  # type: ignore[call-arg]


def test_small_counts_are_told() -> None:
    table = from_cells(pd.DataFrame({"ai": [3, 0], "chips": [6, 40]}, index=["a", "b"]), basis="counts")
    result = regional.specialisation(table, coverage="census")
    found = {caution.code: caution.values for caution in result.cautions}
    assert found["zero_cells"] == {"count": 1, "total": 4}
    assert found["small_cells"] == {"count": 1, "total": 4, "limit": 5}
    assert found["small_count"] == {"count": 1, "total": 2, "limit": 30}
    assert found["small_reference"] == {"count": 49, "limit": 100}
    empty = result.table.query("units == 0").iloc[0]  # type: ignore[union-attr]
    assert empty["lq"] == 0
    assert np.isnan(empty["high"])
    assert empty["verdict"] == "none"


def test_amounts_without_firms_have_no_interval() -> None:
    result = regional.specialisation(from_cells(CELLS * 1000, basis="amounts"), coverage="census")
    assert result.caution("no_interval") is not None
    assert result.seed is None
    assert result.table[["low", "high", "units"]].isna().all(axis=None)  # type: ignore[index]
    assert set(result.table["verdict"]) == {"none"}  # type: ignore[index]


def test_profiles_equal_the_single_measures() -> None:
    cells = pd.DataFrame({"ai": [31, 7, 2], "chips": [5, 44, 9], "cloud": [0, 3, 60]}, index=["n", "e", "w"])
    table = from_units(firms(cells), region="region", industry="industry", weight="staff")
    amounts = table.cells.loc[["n", "e", "w"]]
    by_region = regional.regions(table, coverage="census", replicates=19).table
    by_industry = regional.industries(table, coverage="census", replicates=19).table
    assert by_region is not None
    assert by_industry is not None
    for name in amounts.index:
        others = amounts.drop(index=name).sum()
        assert by_region.loc[name, "hhi"] == pytest.approx(herfindahl(amounts.loc[name]).value, abs=1e-9)
        assert by_region.loc[name, "krugman"] == pytest.approx(krugman(amounts.loc[name], others), abs=1e-9)
        ratios = (amounts.loc[name] / amounts.loc[name].sum()) / (amounts.sum() / amounts.to_numpy().sum())
        assert by_region.loc[name, "gini"] == pytest.approx(gini(ratios), abs=1e-9)
    rows = firms(cells)
    for name in amounts.columns:
        assert by_industry.loc[name, "gini"] == pytest.approx(
            locational_gini(amounts[name], amounts.sum(axis=1)), abs=1e-9
        )
        assert by_industry.loc[name, "hoover"] == pytest.approx(hoover(amounts[name], amounts.sum(axis=1)), abs=1e-9)
        mine = rows[rows["industry"] == name]
        eg = ellison_glaeser(mine["staff"], mine["region"].tolist(), amounts.sum(axis=1).to_dict())
        assert by_industry.loc[name, "ellison_glaeser"] == pytest.approx(eg.gamma, abs=1e-9)
        assert by_industry.loc[name, "ellison_glaeser"] > by_industry.loc[name, "chance_high"]


def test_plants_placed_by_lot_lie_in_the_range_of_chance() -> None:
    rng = np.random.default_rng(5)
    rows = pd.DataFrame(
        {
            "region": rng.choice(list("abcdef"), 600),
            "industry": rng.choice(["x", "y", "z"], 600),
            "staff": rng.integers(1, 200, 600),
        }
    )
    table = from_units(rows, region="region", industry="industry", weight="staff")
    found = regional.industries(table, coverage="census", replicates=199).table
    assert found is not None
    assert (found["ellison_glaeser"].abs() < 0.02).all()
    assert found["ellison_glaeser"].between(found["chance_low"], found["chance_high"]).all()


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ({"region": ["a"], "industry": ["x"], "staff": ["many"]}, UnusableValuesError),
        ({"region": ["a"], "industry": ["x"], "staff": [-1]}, UnusableValuesError),
        ({"region": ["a"], "industry": ["x"], "staff": [0]}, UnusableValuesError),
        ({"region": [None], "industry": ["x"], "staff": [1]}, TooFewError),
    ],
)
def test_rows_without_a_meaning_are_refused(rows: dict[str, list[object]], fault: type[Exception]) -> None:
    with pytest.raises(fault):
        from_units(pd.DataFrame(rows), region="region", industry="industry", weight="staff")


def test_counts_must_be_whole() -> None:
    with pytest.raises(UnusableValuesError):
        from_cells(CELLS / 3, basis="counts")


@pytest.mark.slow
def test_intervals_hold_the_true_figure_about_as_often_as_the_methods_sheet_says() -> None:
    rng = np.random.default_rng(1)
    truth = rng.dirichlet(np.ones(10), size=8)
    truth /= truth.sum()
    exact = from_cells(pd.DataFrame(truth * 1000), basis="amounts")
    lq = regional.specialisation(exact, coverage="census").table["lq"].to_numpy()  # type: ignore[index]
    share_gini = regional.industries(exact, coverage="census").table["gini"].to_numpy()  # type: ignore[index]
    held = {"lq": [], "gini": []}
    for _ in range(60):
        counts = pd.DataFrame(rng.multinomial(800, truth.ravel()).reshape(truth.shape))
        table = from_cells(counts, basis="counts")
        found = regional.specialisation(table, coverage="census", replicates=299).table
        enough = found["units"] >= regional.SMALL_CELL  # type: ignore[index]
        inside = (found["low"] <= lq) & (lq <= found["high"])  # type: ignore[index]
        held["lq"].append(inside[enough].mean())
        rows = regional.industries(table, coverage="census", replicates=299).table
        held["gini"].append(((rows["gini_low"] <= share_gini) & (share_gini <= rows["gini_high"])).mean())  # type: ignore[index]
    assert np.mean(held["lq"]) >= 0.90
    assert np.mean(held["gini"]) >= 0.75
