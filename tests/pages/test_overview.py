"""The overview: doors, counts, charts and published figures, on a populated and on an empty catalogue."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from geo.analysis.summary import clusters_by_country, clusters_by_model, profile
from geo.catalog import load_catalog
from geo.language import translator
from geo.overview import COUNTED, newest_policies
from geo.policies.library import policies_of
from geo.settings import Settings
from pages.components.overview.doors import DOORS
from pages.components.overview.key_figures import COUNTS
from pages.components.overview.live_map import VIEWS, home_state
from pages.components.sitemap import PAGES
from tests.pages.conftest import OpenPage, words
from tests.small_package import Tables


def empty(tables: Tables) -> None:
    """Keep the sources only."""
    for name, rows in tables.items():
        if name != "sources":
            rows.clear()


def test_counts_are_those_of_the_tables(open_page: OpenPage) -> None:
    shown = words(open_page("", lang="en"))
    assert '<strong>2</strong><span class="obs-figure-label">Industrial and platform clusters</span>' in shown
    assert '<strong>4</strong><span class="obs-figure-label">Organisations, a curated sample</span>' in shown


def test_each_figure_has_a_source_mark(open_page: OpenPage) -> None:
    app = open_page("", lang="en")
    marks = re.findall(
        r'<details class="obs-source" name="obs-source"><summary>Source</summary><div>(.*?)</div>', words(app)
    )
    assert len(marks) == len(COUNTS) + 2
    assert "Reply on the hub" in "".join(marks)


def test_figures_of_low_confidence_are_left_out(open_page: OpenPage) -> None:
    shown = words(open_page("", lang="en"))
    assert "10.85" in shown
    assert "over 1.95" in shown
    assert "185" not in shown


def test_chinese_counts_racks_in_ten_thousands(open_page: OpenPage) -> None:
    assert '<strong>1\u202f085</strong><span class="obs-figure-unit">万架</span>' in words(open_page())


def test_every_door_leads_to_its_page(open_page: OpenPage) -> None:
    app = open_page("", lang="en")
    assert set(DOORS) <= set(PAGES)
    assert set(DOORS) <= {link.proto.page for link in app.page_link}


def test_what_is_new_are_the_newest_instruments_with_a_day_of_their_own_year() -> None:
    model = replace(policies_of(load_catalog())[0], year_start=2024, confidence="medium")
    days = {"new": "2024-03-08", "newer": "2024-05-01", "month": "2024-06", "looked-up": "2026-11-22"}
    found = [replace(model, policy_id=key, as_of=day) for key, day in days.items()]
    found.append(replace(model, policy_id="weak", as_of="2024-07-01", confidence="low"))
    found.append(replace(model, policy_id="old", as_of="2023-01-05", year_start=2023))
    assert [one.policy_id for one in newest_policies(found)] == ["newer", "new", "old"]


def test_the_home_map_draws_chinas_units_where_the_cluster_map_does() -> None:
    def layers(language: str, config: Settings) -> tuple[str, ...]:
        return home_state(VIEWS["china"], language, config).layers

    assert layers("zh", Settings()) == ("clusters", "admin")
    assert layers("en", Settings()) == ("clusters",)
    assert layers("zh", Settings(cn_boundaries="off")) == ("clusters",)


def test_counted_tables_are_those_shown() -> None:
    assert {count.table for count in COUNTS} == set(COUNTED)


def test_empty_catalogue_shows_zeros_and_says_that_no_figure_is_on_record(open_page: OpenPage) -> None:
    app = open_page("", change=empty, lang="en")
    assert "No figure of sufficient confidence" in words(app)
    assert words(app).count('<strong>0</strong><span class="obs-figure-label">') == len(COUNTS) - 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_charts_write_their_numbers_beside_the_bars(open_page: OpenPage, language: str) -> None:
    shown = words(open_page("", lang=language))
    bars = dict(re.findall(r"<dt>(.*?)</dt><dd><strong>(\d+)</strong>", shown))
    assert bars[translator(language)("term.model.technology_innovation")] == "2"
    names = {"zh": ("中国", "日本"), "en": ("China", "Japan")}[language]
    assert [bars[name] for name in names] == ["1", "1"]


CLUSTERS = pd.DataFrame(
    [
        ("industrial", "technology_innovation", "high", "CN"),
        ("industrial", "technology_innovation", "low", "CN"),
        ("platform", "platform_aggregation", "medium", "US"),
        ("industrial", "", "", "US"),
        ("industrial", "industry_digitalisation", "high", "DE"),
        ("computing", "", "", "CN"),
    ],
    columns=["kind", "model", "model_confidence", "country"],
)


def test_clusters_by_model_sets_tentative_ones_apart_and_leaves_computing_out() -> None:
    counts = clusters_by_model(CLUSTERS).set_index("model")
    assert counts["settled"].to_dict() == {
        "technology_innovation": 1,
        "digital_industrialisation": 0,
        "industry_digitalisation": 1,
        "platform_aggregation": 1,
        "none": 1,
    }
    assert counts["tentative"].to_dict() == dict.fromkeys(counts.index, 0) | {"technology_innovation": 1}


def test_clusters_by_country_orders_by_count_then_code() -> None:
    counts = clusters_by_country(CLUSTERS)
    assert list(counts["country"]) == ["CN", "US", "DE"]
    assert list(counts["technology_innovation"]) == [2, 0, 0]
    assert list(counts["none"]) == [0, 1, 0]


def test_counting_leaves_the_frame_as_it_was() -> None:
    before = CLUSTERS.copy()
    clusters_by_model(CLUSTERS)
    clusters_by_country(CLUSTERS)
    pd.testing.assert_frame_equal(CLUSTERS, before)


def test_profile_counts_confidence_dates_and_sources() -> None:
    table = pd.DataFrame(
        {
            "as_of": ["2024-03", "2022", ""],
            "confidence": ["high", "low", "high"],
            "source_ids": ["b", "a;b", ""],
        }
    )
    found = profile(table)
    assert found.rows == 3
    assert (found.as_of_first, found.as_of_last) == ("2022", "2024-03")
    assert found.confidence == (("high", 2), ("medium", 0), ("low", 1))
    assert found.source_ids == ("b", "a")


def test_profile_of_an_empty_table() -> None:
    found = profile(pd.DataFrame({"as_of": [], "confidence": [], "source_ids": []}))
    assert (found.rows, found.as_of_last, found.source_ids) == (0, "", ())
