"""Rows of the catalogue: found by words across all tables, read a page at a time."""

from __future__ import annotations

import pytest

from geo.catalog import load_catalog
from geo.catalog.errors import UnknownObjectError
from geo.catalog.rows import found_rows, found_tables, page_of, pages
from geo.settings import Settings


def test_every_word_must_stand_in_the_row_in_any_column(small: Settings) -> None:
    catalog = load_catalog(small)
    assert found_rows(catalog, "organisations", "LENOVO")["name_zh"].tolist() == ["联想集团"]
    assert len(found_rows(catalog, "organisations", "lenovo 1984")) == 1
    assert found_rows(catalog, "organisations", "lenovo tsukuba").empty
    assert len(found_rows(catalog, "organisations", "  ")) == 4


def test_tables_are_counted_and_none_for_nothing(small: Settings) -> None:
    catalog = load_catalog(small)
    assert found_tables(catalog, "") == {}
    assert found_tables(catalog, "(((") == {}
    assert found_tables(catalog, "lenovo")["organisations"] == 1
    assert "hubs" not in found_tables(catalog, "lenovo")


def test_pages_cover_every_row_once(small: Settings) -> None:
    catalog = load_catalog(small)
    table = catalog.table("link_hosts")
    read = [row for number in range(1, pages(len(table)) + 1) for row in page_of(catalog, "link_hosts", number)["host"]]
    assert read == table["host"].tolist()
    assert page_of(catalog, "link_hosts", 99).empty


def test_only_tables_are_searched(small: Settings) -> None:
    with pytest.raises(UnknownObjectError):
        found_rows(load_catalog(small), "boundary_tsukuba", "x")
