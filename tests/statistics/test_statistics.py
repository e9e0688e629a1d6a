"""Statistics of the catalogue: published figures come out, what is suppressed stays unknown, every code is known."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from geo.__main__ import main
from geo.analysis.rating.quotient import quotient_range
from geo.analysis.rating.registry import rate
from geo.catalog import load_catalog
from geo.settings import settings
from geo.statistics.cities import cities
from geo.statistics.datasets import DATASETS
from geo.statistics.errors import UnknownChoiceError, UnknownDatasetError
from geo.statistics.grouping import CORE_GROUPS, grouped, groups
from geo.statistics.panel import Panel, panel
from geo.statistics.regions import regions, regions_of
from tests.analysis.published import examples


def read(key: str) -> Panel:
    """Return a panel of the catalogue."""
    return panel(load_catalog(settings()), key)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    """Return the rows a verb prints as JSON."""
    assert main([*words, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == ["rows"]
    return printed["rows"]


def test_strong_clusters_of_the_united_states(capsys: pytest.CaptureFixture[str]) -> None:
    rows = run(capsys, "rate", "--method", "us_strong", "--data", "us_cbp_2019")
    assert len(rows) == 15_911
    assert sum(row["strong"] is True for row in rows) == 2_670
    assert {type(row["strong"]) for row in rows} == {bool}
    assert len({row["region_code"] for row in rows}) == 933
    assert len({row["cluster"] for row in rows}) == 51
    assert all(len(str(row["region_code"])) == 5 for row in rows)
    empty = [row for row in rows if row["jobs"] == 0]
    assert len(empty) == 6
    assert not any(row["strong"] for row in empty)
    found = {(row["region_code"], row["cluster"]): row for row in rows}
    technology, aerospace = "Information Technology and Analytical Instruments", "Aerospace Vehicles and Defense"
    for region, cluster, lq, strong in (
        ("41940", technology, 8.9079, True),
        ("42660", aerospace, 11.5309, True),
        ("35620", technology, 0.6433, False),
    ):
        row = found[region, cluster]
        assert row["lq"] == pytest.approx(lq, abs=5e-5)
        assert row["strong"] is strong


def test_relatedness_has_every_pair(capsys: pytest.CaptureFixture[str]) -> None:
    rows = run(capsys, "relate", "--data", "us_cbp_2019")
    assert len(rows) == 51 * 50 // 2
    assert all(-1 <= float(str(row["score"])) <= 1 for row in rows)
    assert {"cluster_a", "cluster_b", "score", "conditional_probability", "grade"} == set(rows[0])
    # The definition, for one pair: Pearson over all areas with absent cells as 0.
    chosen = grouped(read("us_cbp_2019"), load_catalog(settings()), "traded").cells(2019)
    a, b = chosen.industries.index("Automotive"), chosen.industries.index("Plastics")
    jobs = np.nan_to_num(chosen.jobs)
    expected = np.corrcoef(jobs[:, a], jobs[:, b])[0, 1]
    pair = next(row for row in rows if (row["cluster_a"], row["cluster_b"]) == ("Automotive", "Plastics"))
    assert pair["score"] == pytest.approx(expected, abs=1e-6)


def test_relatedness_ranks_pairs_as_the_published_matrix_does(capsys: pytest.CaptureFixture[str]) -> None:
    """Compare with figures of others: 142 of the 1,275 pairs of the United States Cluster Mapping Project.

    Its matrix (github.com/clustermapping/cmp, data/web/viz/json/relatedClusters.json, column cr_lcemp: locational
    correlation of employment, averaged over the pairs of industries of two clusters; Delgado, Porter & Stern 2016) was
    made from other years, other areas and single industries, so ranks are compared and not values. The pairs are those
    of ten stretches of the file chosen by their place alone, every 200,000 characters and one more near its beginning,
    cited as figures because the project states no licence. They name all 51 clusters.
    """
    scores = {
        frozenset((row["cluster_a"], row["cluster_b"])): float(str(row["score"]))
        for row in run(capsys, "relate", "--data", "us_cbp_2019")
    }
    with Path(__file__).with_name("published_relatedness.csv").open(encoding="utf-8", newline="") as file:
        published = {
            frozenset((row["cluster_a"], row["cluster_b"])): float(row["locational_correlation"])
            for row in csv.DictReader(file)
        }
    assert len(published) == 142
    assert len(frozenset().union(*published)) == 51
    ours = stats.rankdata([scores[pair] for pair in published])
    theirs = stats.rankdata(list(published.values()))
    assert np.corrcoef(ours, theirs)[0, 1] == pytest.approx(0.8956, abs=5e-5)


def test_all_published_quotients_lie_inside_our_intervals() -> None:
    from pyarrow import parquet

    catalog = load_catalog(settings())
    talent = read("us_oews_2025")
    table = parquet.read_table(catalog.data_dir / catalog.resource("us_oews_2025").path).to_pandas()
    table = table[table["published_lq"].notna()]
    assert len(table) == 194_595
    jobs, totals = talent.values["jobs"][0], talent.totals["jobs"][0]
    nation = talent.regions.index("US")
    rows = np.searchsorted(talent.regions, table["code"])
    everything = table["occupation"].to_numpy() == "000000"
    columns = np.searchsorted(talent.industries, table["occupation"].where(~everything, talent.industries[0]))
    local = np.where(everything, totals[rows], jobs[rows, columns])
    reference = np.where(everything, totals[nation], jobs[nation, columns])
    found = quotient_range(local, totals[rows], reference, totals[nation], rounded_to=talent.dataset.rounded_to)
    published = table["published_lq"].to_numpy(dtype=float)
    assert np.isfinite(found.value).all()
    half = 0.005 + 1e-6  # they are published with two decimals
    assert (published >= found.low - half).all()
    assert (published <= found.high + half).all()
    assert np.median(np.abs(published - found.value)) < 0.01


def test_published_shares_of_two_cities_are_those_of_the_catalogues_own_amounts() -> None:
    catalog = load_catalog(settings())
    core, research = examples()["ex31"], examples()["ex32"]
    found = cities(catalog)
    gdp = found.values("gdp", 2024)[found.codes.index("330100")]  # of the macro figures, from another source
    assert gdp == pytest.approx(core.inputs["gdp"], abs=0.5)
    assert core.inputs["va"] / gdp * 100 == pytest.approx(core.expected["percent"], abs=core.tolerance)
    figures = catalog.table("indicators").set_index("indicator_row_id")["value_low"].astype(float)
    spent, total = figures["shenzhen-rd_spending-2024"], figures["shenzhen-gdp-2024"]
    assert (spent, total) == (research.inputs["rd"], research.inputs["gdp"])
    assert spent / total * 100 == pytest.approx(research.expected["percent"], abs=research.tolerance)
    assert figures["shenzhen-rd_intensity-2024"] == research.expected["percent"]


def test_what_is_not_published_is_unknown_and_never_zero() -> None:
    cbp = read("us_cbp_2019")
    jobs = cbp.values["jobs"]
    assert int(np.isfinite(jobs).sum()) == 200_009
    assert np.nansum(jobs) / np.nansum(cbp.totals["jobs"]) == pytest.approx(0.944, abs=5e-4)
    long = read("de_laender_2015").long()
    assert set(long.columns) == {"region", "industry", "period", "measure", "value", "status"}
    assert (long["status"] == "published").all()
    talent = read("uk_bres_2015_2018").long()
    assert (talent["value"].isna() == (talent["status"] == "suppressed")).all()
    assert talent["value"].isna().any()


def test_german_quotients_are_those_of_the_formula() -> None:
    cells = read("de_laender_2015").cells(2015)
    row, column = cells.regions.index("BW"), cells.industries.index("C")
    share = cells.jobs[row, column] / cells.jobs[row].sum()
    reference = cells.jobs[:, column].sum() / cells.jobs.sum()
    assert (cells.jobs[row, column], cells.jobs[:, column].sum()) == (1_507_000, cells.jobs.sum(axis=0)[column])
    assert cells.quotients[row, column] == pytest.approx(share / reference)
    assert len(cells.regions) == 16


def test_northern_ireland_has_units_and_no_jobs() -> None:
    uk = read("uk_bres_2015_2018")
    row = uk.regions.index("UKN0")
    assert np.isnan(uk.totals["jobs"][:, row]).all()
    assert np.isfinite(uk.totals["establishments"][-1, row])
    assert "UKN0" not in uk.cells(2018).regions
    assert len(uk.cells(2018).regions) == 39


def test_the_finest_industries_of_value_added_add_up_to_the_total() -> None:
    catalog = load_catalog(settings())
    whole = read("uk_gva_1998_2021")
    parts = grouped(whole, catalog, "divisions")
    sums = np.nansum(parts.values["value_added"], axis=2)
    np.testing.assert_allclose(sums, whole.totals["value_added"], atol=60, rtol=0.01)


@pytest.mark.parametrize("key", DATASETS)
def test_every_region_and_industry_has_a_name(key: str) -> None:
    catalog = load_catalog(settings())
    one = read(key)
    known = regions_of(catalog, one.dataset.area_set)
    assert [code for code in one.regions if code not in known and code != "US"] == []
    for grouping in one.dataset.groupings:
        gathered = grouped(one, catalog, grouping)
        named = groups(one, catalog, grouping)
        assert [code for code in gathered.industries if code not in named] == []
        if grouping not in ("industries", "detailed"):
            assert all(named[code].name.zh and named[code].name.en for code in gathered.industries)
        sums = np.nansum(gathered.values[one.size], axis=2)
        known = np.isfinite(one.totals[one.size])
        assert (sums[known] <= one.totals[one.size][known] * 1.02 + 100).all()


def test_digital_groups_mean_the_same_in_every_country() -> None:
    catalog = load_catalog(settings())
    for key in ("us_cbp_2019", "uk_bres_2015_2018"):
        cells = grouped(read(key), catalog, "digital").cells(read(key).periods[-1])
        assert cells.industries == CORE_GROUPS
        share = np.nansum(cells.jobs) / cells.totals.sum()
        assert 0.02 < share < 0.12
    mapped = catalog.table("digital_industries")
    assert (mapped["reason_zh"] != "").all()
    assert not mapped["digital_group"].str.startswith("05").any()
    table = read("us_cbp_2019")
    codes = mapped.loc[mapped["scheme"] == "naics2017", "code"]
    assert set(codes) <= set(table.industries)
    codes = mapped.loc[mapped["scheme"] == "sic2007", "code"]
    # Two classes are mapped that the British file does not publish.
    assert set(codes) - set(read("uk_bres_2015_2018").industries) == {"2680", "2731"}


def test_san_jose_leads_digital_manufacturing() -> None:
    catalog = load_catalog(settings())
    cells = grouped(read("us_cbp_2019"), catalog, "digital").cells(2019)
    large = cells.totals > 500_000
    column = cells.industries.index("01")
    first = np.nanargmax(np.where(large, rate(cells, method="lq").score[:, column], np.nan))
    assert cells.regions[first] == "41940"


def test_regions_say_what_must_be_known() -> None:
    catalog = load_catalog(settings())
    known = regions(catalog)
    assert len([one for one in known.values() if one.area_set == "cn_city"]) == 300
    older = [one for one in known.values() if one.kind == "unknown"]
    assert len(older) == 21
    assert all(one.note.zh and one.note.en for one in older)
    assert known["US-41940"].name.localised("zh") == "圣何塞（硅谷）"
    assert known["CN-440300"].name.localised("en") == "Shenzhen"


def test_unknown_names_are_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownDatasetError):
        read("us_cbp_1999")
    with pytest.raises(UnknownChoiceError):
        read("us_cbp_2019").cells(2018)
    with pytest.raises(UnknownChoiceError):
        grouped(read("us_cbp_2019"), load_catalog(settings()), "segments")
    assert main(["rate", "--data", "nowhere"]) == 1
    assert main(["rate", "--data", "uk_gva_1998_2021", "--method", "us_strong"]) == 1


def test_amounts_below_zero_have_no_quotient_and_are_counted() -> None:
    catalog = load_catalog(settings())
    found = grouped(panel(catalog, "uk_gva_1998_2021"), catalog, "divisions")
    assert found.negative(2021) == 17
    cells = found.cells(2021)
    assert np.isnan(cells.quotients).sum() >= 17
    assert np.nanmin(cells.jobs) >= 0
