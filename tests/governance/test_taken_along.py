"""What is taken along of tracking, board, policies, partners, report: empty, one row, with gaps, with long names."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO, StringIO

import docx
import openpyxl
import pandas as pd
import pptx
import pytest

from geo.catalog import load_catalog
from geo.catalog.tables import safe_csv
from geo.export.workbook import workbook
from geo.governance.board import criteria
from geo.governance.board_files import board_page, board_slides
from geo.governance.book import Pages
from geo.governance.files import FORMATS, report_file
from geo.governance.overview import Overview, look
from geo.governance.paper import docx_report
from geo.governance.slides import add_table, begin, finish
from geo.governance.words import agenda_table, alert_table, board_table, movement_table, outcome_table
from geo.language import translator
from geo.model import Text
from geo.partners.finding import find
from geo.partners.matching import Match
from geo.partners.parties import parties
from geo.partners.state import PartnerState
from geo.partners.table import match_table
from geo.policies.library import library
from geo.policies.table import policy_table
from geo.settings import Settings
from geo.workbench.report import Heading, Rows, html_of

LONG = "国家级先进数字产业集群联合体" * 60 + " Wide" * 40 + "x" * 300


def seen(clusters: tuple[str, ...]) -> Overview:
    """Return an overview of a day on which targets are due."""
    return look(load_catalog(), Pages(), today="2026-11-01", since="2023-01-01", clusters=clusters)


@lru_cache(maxsize=2)
def tables(language: str) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return what the pages offer, by name: none, one, many."""
    catalog, t = load_catalog(), translator(language)
    every = tuple(library(catalog).policies.values())
    long = dataclasses.replace(every[0], name=Text(LONG, LONG), year_start=None, year_end=None)
    party = dataclasses.replace(next(iter(parties(catalog).every.values())), name=Text(LONG, LONG), lon=None, lat=None)
    nothing, single, several = (seen(one) for one in (("nowhere",), ("edwc_qingyang",), ("ruhr", "shenzhen")))
    named = {one.criterion.criterion_id: one.name.localised(language) for one in criteria(catalog)}
    made: dict[str, Callable[[], pd.DataFrame]] = {
        "policies none": lambda: policy_table((), catalog, t),
        "policies one": lambda: policy_table(every[:1], catalog, t),
        "policies long": lambda: policy_table((long,), catalog, t),
        "policies all": lambda: policy_table(every, catalog, t),
        "partners none": lambda: match_table((), catalog, t),
        "partners long": lambda: match_table((Match(party, ()),), catalog, t),
        "partners found": lambda: match_table(
            find(catalog, PartnerState(at="ruhr", needs=("research",))).matches, catalog, t
        ),
    }
    for name, one in (("nothing", nothing), ("single", single), ("several", several)):
        made[f"changes {name}"] = lambda one=one: movement_table(one, t)
        made[f"targets {name}"] = lambda one=one: outcome_table(one, t)
        made[f"alerts {name}"] = lambda one=one: alert_table(one.alerts, t)
        made[f"calendar {name}"] = lambda one=one: agenda_table(one, t)
        made[f"board {name}"] = lambda one=one: board_table(one, t, criteria=named)
        made[f"board gold {name}"] = lambda one=one: board_table(one, t, label="gold", criteria=named)
    return made


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_opens_as_csv_and_workbook_with_its_rows(language: str) -> None:
    for name, make in tables(language).items():
        table = make()
        lines = list(csv.reader(StringIO(safe_csv(table).decode("utf-8-sig"))))
        assert len(lines) == len(table) + 1, name
        assert all(len(line) == len(table.columns) for line in lines), name
        assert len(set(lines[0])) == len(lines[0]), f"{name}: a head stands twice"
        body = workbook({name: table})
        sheet = openpyxl.load_workbook(BytesIO(body)).active
        assert sheet is not None
        assert (sheet.max_row, sheet.max_column) == (len(table) + 1, len(table.columns)), name
        assert workbook({name: make()}) == body, f"{name}: not the same bytes"


def test_the_tables_hold_what_they_are_of() -> None:
    catalog, t = load_catalog(), translator("en")
    made = tables("en")
    policies = made["policies all"]()
    assert len(policies) == len(library(catalog).policies)
    assert policies["From"].map(type).isin([int, type(None)]).all(), "a year is a whole number or not stated"
    found = made["partners found"]()
    assert len(found) > 1
    parts = [t(f"partner.part.{key}") for key in ("need", "chain", "related", "distance", "tie")]
    assert found["Score"].to_numpy() == pytest.approx(found[parts].sum(axis=1).to_numpy(), abs=0.06)
    assert found["Score"].is_monotonic_decreasing
    assert found["Source ids"].str.len().gt(0).all()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("clusters", [("nowhere",), ("edwc_tianfu",), ("ruhr", "shenzhen")], ids=str)
def test_the_board_leaves_as_slides_and_page_even_when_it_is_empty(language: str, clusters: tuple[str, ...]) -> None:
    catalog, t, one = load_catalog(), translator(language), seen(clusters)
    table = board_table(one, t, criteria={})
    deck = pptx.Presentation(BytesIO(board_slides(one, table, catalog, t)))
    told = "\n".join(cell.text for slide in deck.slides for shape in slide.shapes if shape.has_table
                     for row in shape.table.rows for cell in row.cells)  # fmt: skip
    page = board_page(one, table, t).decode()
    nothing = t("governance.report.nothing")
    assert (nothing in told) == (nothing in page) == table.empty
    for name in table.iloc[:, 1] if not table.empty else ():
        assert name in told
        assert name in page


def test_a_long_cell_an_empty_column_and_no_rows_fit_every_format() -> None:
    t = translator("zh")
    odd = pd.DataFrame([[LONG, "", None], ["=1+1", "", "\x00\x1b"]], columns=["名称", "空列", LONG])
    for table in (odd, odd.iloc[:0], odd.iloc[:1]):
        deck = begin(t, None)
        add_table(deck, LONG, table)
        made = pptx.Presentation(BytesIO(finish(deck, title=LONG, as_of="2026-11-28")))
        for slide in made.slides:
            for shape in slide.shapes:
                if shape.has_table:
                    assert shape.top + sum(row.height for row in shape.table.rows) <= made.slide_height
        paper = docx.Document(BytesIO(docx_report([Heading(LONG, 1), Rows(table)], t, title=LONG, as_of="2026")))
        assert len(paper.tables[0].rows) == len(table) + 1
        assert "<table" in html_of([Heading(LONG, 1), Rows(table)], t, title=LONG)
        assert openpyxl.load_workbook(BytesIO(workbook({LONG: table}))).active is not None
        assert safe_csv(table)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_report_of_a_cluster_of_which_little_is_known_opens(store: Settings, kind: str) -> None:
    for language in ("zh", "en"):
        body, made = report_file(load_catalog(), store, Pages(), ("edwc_tianfu",), language=language, kind=kind)
        nothing = translator(language)("governance.report.nothing")
        if kind == "pptx":
            slides = pptx.Presentation(BytesIO(body)).slides
            told = "\n".join(one.text_frame.text for slide in slides for one in slide.shapes if one.has_text_frame)
        elif kind == "docx":
            told = "\n".join(one.text for one in docx.Document(BytesIO(body)).paragraphs)
        else:
            told = body.decode()
        assert nothing in told
        assert made.said[0] in told
