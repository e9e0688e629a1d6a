"""The catalogue page: each dataset's facts, preview, fields, sources and downloads."""

from __future__ import annotations

import pytest

from tests.pages.conftest import OpenPage, words
from tests.small_package import TABLES, Tables

HOSTILE = "{{7*7}} ${7*7} <img src=x onerror=alert(1)> `x` **b** $x$ :smile:\nnext"


def test_first_dataset_is_shown_by_default(open_page: OpenPage) -> None:
    app = open_page("catalog", lang="en")
    assert app.radio(key="catalog_dataset").value == next(iter(TABLES))
    assert "dataset" not in app.query_params
    assert "Every figure can be traced" in words(app)


def test_link_opens_its_dataset(open_page: OpenPage) -> None:
    app = open_page("catalog", dataset="organisations", lang="en")
    assert app.radio(key="catalog_dataset").value == "organisations"
    shown = words(app)
    assert "联想集团" in shown
    assert "High 2, Medium 1, Low 1" in shown
    assert '<a href="https://example.org/by"' in shown
    assert "Rows 1 to 4 of 4" in shown
    assert "<td>organisation_id</td>" in shown


def test_choosing_a_dataset_writes_its_key_into_the_address(open_page: OpenPage) -> None:
    app = open_page("catalog", lang="en")
    app.radio(key="catalog_dataset").set_value("hubs").run()
    assert not app.exception
    assert app.query_params == {"lang": "en", "dataset": "hubs"}
    assert "Yangtze River Delta hub" in words(app)


@pytest.mark.parametrize("asked", ["nonsense", "<img src=x onerror=alert(1)>"])
def test_unknown_dataset_is_said_and_the_first_one_shown(open_page: OpenPage, asked: str) -> None:
    app = open_page("catalog", dataset=asked, lang="en")
    shown = words(app)
    assert "it may have been renamed or withdrawn" in shown
    assert "<img" not in shown
    assert app.radio(key="catalog_dataset").value == next(iter(TABLES))


def test_boundary_file_shows_its_features_licence_and_download(open_page: OpenPage) -> None:
    app = open_page("catalog", dataset="boundary_tsukuba", lang="en")
    shown = words(app)
    assert "<dt>Features</dt><dd>1</dd>" in shown
    assert "<dt>Licence</dt><dd>not stated</dd>" in shown
    assert [button.label for button in app.get("download_button")] == ["Download GeoJSON"]


def test_table_without_rows_says_so(open_page: OpenPage) -> None:
    def clear(tables: Tables) -> None:
        tables["parks"].clear()

    shown = words(open_page("catalog", change=clear, dataset="parks", lang="en"))
    assert "This table has no rows yet." in shown
    assert "This table cites no source." in shown
    assert "not rated" in shown


def test_cells_are_literal(open_page: OpenPage) -> None:
    def rename(tables: Tables) -> None:
        tables["clusters"][0]["name_zh"] = HOSTILE

    shown = words(open_page("catalog", change=rename, dataset="clusters"))
    assert "{{7*7}} ${7*7} &lt;img src=x onerror=alert(1)&gt; `x` **b** $x$ :smile:\nnext" in shown
    assert "<img" not in shown


def test_sources_are_listed_on_demand(open_page: OpenPage) -> None:
    app = open_page("catalog", dataset="hubs", lang="en")
    assert "Reply on the hub" not in words(app)
    app.session_state["dataset_sources"] = True
    app.run()
    assert "Reply on the hub</a><br><span>NDRC, 2022-02-17, facts only</span>" in words(app)


def test_sources_are_listed_in_the_language_of_the_page(open_page: OpenPage) -> None:
    app = open_page("catalog", dataset="sources", lang="zh")
    app.session_state["dataset_sources"] = True
    app.run()
    shown = words(app)
    assert "关于枢纽的复函</a><br><span>国家发展改革委，2022-02-17，只取事实</span>" in shown
    assert "<span>赛迪智库，2024-01-09，仅作简短引用、CC BY 4.0</span>" in shown


def test_all_downloads_are_offered_and_none_is_made_by_looking(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr("geo.catalog.tables.as_csv", lambda *_: made.append("csv"))
    monkeypatch.setattr("geo.catalog.tables.as_geoparquet", lambda *_: made.append("geoparquet"))
    app = open_page("catalog", dataset="hubs", lang="en")
    assert [button.label for button in app.get("download_button")] == [
        "Download CSV",
        "Download XLSX",
        "Download GeoParquet",
    ]
    assert made == []


def test_search_finds_rows_across_tables_and_keeps_the_words(open_page: OpenPage) -> None:
    app = open_page("catalog", lang="en", dataset="organisations")
    app.text_input(key="catalog_search").set_value("lenovo").run()
    assert not app.exception
    shown = words(app)
    assert "Rows 1 to 1 of 1 found, of 4 in all" in shown
    assert "联想集团" in shown
    assert app.query_params["q"] in ("lenovo", ["lenovo"])
    app.text_input(key="catalog_search").set_value("<b>nowhere").run()
    assert "No row holds &quot;&lt;b&gt;nowhere&quot;" in words(app)


def test_a_link_with_words_opens_the_table_that_is_clicked(open_page: OpenPage) -> None:
    app = open_page("catalog", lang="en", q="yangtze hub")
    app.button(key="catalog_hit_hubs").click().run()
    assert not app.exception
    assert app.radio(key="catalog_dataset").value == "hubs"
    assert "Yangtze River Delta hub" in words(app)


def test_a_long_table_is_shown_a_page_at_a_time(open_page: OpenPage) -> None:
    def lengthen(tables: Tables) -> None:
        host = tables["link_hosts"][0]
        tables["link_hosts"] += [{**host, "host": f"h{number}.example.org"} for number in range(60)]

    app = open_page("catalog", change=lengthen, lang="en", dataset="link_hosts")
    total = int(words(app).split("Rows 1 to 25 of ")[1][:2])
    app.session_state["catalog_page_link_hosts"] = 3
    app.run()
    assert f"Rows 51 to {total} of {total}" in words(app)
    assert "h59.example.org" in words(app)
