"""The frame: language, navigation, the checks of a start, and what a person sees when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import prepare
from geo.catalog import package
from geo.catalog.errors import UnknownObjectError
from geo.language import translator
from geo.settings import ROOT
from pages.components.preparation import STEP_KEYS
from pages.components.sitemap import GROUPS, PAGES
from tests.pages.conftest import OpenPage, words
from tests.small_package import Tables


def test_opens_in_chinese_unless_told_otherwise(open_page: OpenPage) -> None:
    app = open_page()
    assert "目录里有什么" in words(app)
    assert '("zh-CN", [' in words(app)  # the call of the script that sets the document's language
    assert "lang" not in app.query_params


@pytest.mark.parametrize("page", ["", "catalog"])
def test_link_with_a_language_opens_in_it(open_page: OpenPage, page: str) -> None:
    app = open_page(page, lang="en")
    assert "Data as of" in words(app)
    assert '("en", [' in words(app)
    assert app.query_params["lang"] == "en"


def test_switching_the_language_keeps_page_and_address(open_page: OpenPage) -> None:
    app = open_page("catalog", dataset="hubs")
    app.button_group(key="language").set_value("en").run()
    assert not app.exception
    assert "Data catalogue" in words(app)
    assert app.query_params == {"dataset": "hubs", "lang": "en"}
    app.button_group(key="language").set_value("zh").run()
    assert "数据目录" in words(app)
    assert app.query_params == {"dataset": "hubs"}


def test_language_survives_a_page_switch_that_clears_the_address(open_page: OpenPage) -> None:
    app = open_page("", lang="en")
    app.query_params.clear()
    app.switch_page("catalog.py").run()
    assert "Data catalogue" in words(app)
    assert app.query_params["lang"] == "en"


def test_unknown_language_is_said_literally(open_page: OpenPage) -> None:
    app = open_page("", lang="<img src=x onerror=alert(1)>")
    assert "&lt;img src=x onerror=alert(1)&gt;" in words(app)
    assert "<img" not in words(app)
    assert "lang" not in app.query_params


def test_server_language_is_the_default(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORY_LANG", "en")
    app = open_page()
    assert "What the catalogue holds" in words(app)
    assert "lang" not in app.query_params


def test_every_page_of_the_sitemap_has_a_file() -> None:
    assert all((ROOT / "pages" / entry.file).is_file() for entry in PAGES.values())


def test_every_page_is_in_a_menu_or_on_the_bar() -> None:
    assert {entry.group_key for entry in PAGES.values()} <= set(GROUPS)
    for language in ("zh", "en"):
        titles = [translator(language)(key) for key in GROUPS if key]
        assert len(set(titles)) == len(titles)


def test_footer_names_date_version_and_map_approval(open_page: OpenPage) -> None:
    shown = words(open_page())
    assert "数据截至2026-11-01" in shown
    assert "GS（2024）0650号" in shown


def test_altered_data_file_stops_the_start_with_both_hashes(open_page: OpenPage, tmp_path: Path) -> None:
    open_page()
    with (tmp_path / "data" / "tables" / "hubs.csv").open("a", encoding="utf-8") as table:
        table.write("x\n")
    package._load.cache_clear()  # the package is read once per process; this stands for a restart
    shown = words(open_page())
    assert "tables/hubs.csv" in shown
    assert shown.count("sha256") >= 2
    assert "目录里有什么" not in shown


def test_missing_data_file_is_named(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shown = words(open_page("", lang="en"))
    assert "datapackage.json" in shown
    assert 'role="alert"' in shown


def test_first_start_shows_the_steps_of_the_preparation(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr("geo.prepare.is_prepared", lambda _settings: False)
    monkeypatch.setattr("pages.components.preparation.prepare_in_background", lambda: started.append(1))
    monkeypatch.setattr("pages.components.preparation.progress", lambda: prepare.Progress("tiles", 1, 3, running=False))
    app = open_page("", lang="en")
    assert started == [1]
    assert app.get("progress")[0].proto.text == "Step 1 of 3: writing the tile store"


def test_failed_preparation_says_what_to_do(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr("geo.prepare.is_prepared", lambda _settings: False)
    monkeypatch.setattr("pages.components.preparation.prepare_in_background", lambda: started.append(1))
    failed = prepare.Progress("tiles", 1, 3, running=False, error="No space left on <device>")
    monkeypatch.setattr("pages.components.preparation.progress", lambda: failed)
    app = open_page("", lang="en")
    assert "python -m geo prepare" in words(app)
    assert "No space left on &lt;device&gt;" in words(app)
    assert started == []
    app.button(key="prepare_again").click().run()
    assert started == [1]


def test_every_step_of_the_preparation_has_words() -> None:
    assert set(STEP_KEYS) == set(prepare.STEPS)


def test_known_fault_is_explained_not_raised(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_catalog: object) -> None:
        raise UnknownObjectError("table", "<b>`{{7*7}}`")

    monkeypatch.setattr("geo.overview.overview", fail)
    shown = words(open_page("", lang="en"))
    assert "The catalogue has no entry with the id &lt;b&gt;`{{7*7}}`" in shown
    assert "Data as of" in shown, "the footer stays"


def test_unforeseen_fault_gets_a_number_and_is_logged(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_catalog: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("geo.overview.overview", fail)
    shown = words(open_page("", lang="en"))
    record = next(record for record in caplog.records if record.name == "observatory.pages")
    incident = record.getMessage().removeprefix("incident ")
    assert incident in shown
    assert record.exc_info is not None
    assert "secret detail" not in shown
    assert "Traceback" not in shown


def test_titles_of_the_pages_differ() -> None:
    for language in ("zh", "en"):
        titles = [translator(language)(entry.title_key) for entry in PAGES.values()]
        assert len(set(titles)) == len(titles)


def hostile_names(tables: Tables) -> None:
    """Give a source a name that would run or change its look where text is not literal."""
    tables["sources"][0]["title_zh"] = '"><img src=x onerror=alert(1)> {{7*7}} ${7*7} `x` **b** :smile:'
    tables["sources"][0]["url"] = "javascript:alert(1)"


def test_source_names_are_literal_and_their_links_only_http(open_page: OpenPage) -> None:
    shown = words(open_page("", change=hostile_names))
    assert "&lt;img src=x onerror=alert(1)&gt; {{7*7}} ${7*7} `x` **b** :smile:" in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
