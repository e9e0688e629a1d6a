"""A published layer as a case of the comparison: area, organisations inside, its own source, and every export."""

from __future__ import annotations

import dataclasses
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import pytest
from openpyxl import load_workbook
from shapely.geometry import Point, box

from geo.catalog import load_catalog
from geo.catalog.boundaries import geodesic_area_km2
from geo.comparison.gather import compare
from geo.comparison.state import ComparisonState, parse_comparison
from geo.comparison.words import document
from geo.export.files import FORMATS, Order, export
from geo.publication import cases
from geo.publication.errors import PublishedFileError, UnknownPublicationError, WithdrawnError
from geo.publication.shelf import Found, Proof, Shelf
from geo.settings import settings
from tests.export.test_comparison_files import words_of

from .conftest import ABOUT, ANN

HOSTILE = "=1+1 {{7*7}} ${7*7} <img src=x onerror=alert(1)> `x`"


@pytest.fixture
def chengdu() -> gpd.GeoDataFrame:
    """Return two areas that overlap by half and a point far away, round central Chengdu."""
    shapes = [box(103.9, 30.5, 104.2, 30.8), box(104.05, 30.5, 104.35, 30.8), Point(100, 30)]
    return gpd.GeoDataFrame({"name": ["a", "b", "c"]}, geometry=shapes, crs="EPSG:4326")


def published(shelf: Shelf, layer: gpd.GeoDataFrame, **change: str) -> str:
    """Publish a layer and return its case id."""
    receipt = shelf.publish(layer, dataclasses.replace(ABOUT, **change), ANN)
    return cases.case_id_of(shelf.find(receipt.publication_id))


def test_territory_counts_ground_once_and_members_are_those_inside(shared: Shelf, chengdu: gpd.GeoDataFrame) -> None:
    case = cases.published_case(published(shared, chengdu), load_catalog())
    whole = box(103.9, 30.5, 104.35, 30.8)
    assert case.territory.area_km2 == pytest.approx(
        geodesic_area_km2(whole), rel=1e-5
    )  # edges along parallels are no geodesics
    places = load_catalog().table("organisations")
    inside = places[places["lon"].between(103.9, 104.35) & places["lat"].between(30.5, 30.8)]
    assert len(inside) > 5
    assert {member.organisation_id for member in case.members} == set(inside["organisation_id"])


def test_figures_are_computed_and_rest_on_the_layer(shared: Shelf, chengdu: gpd.GeoDataFrame) -> None:
    case_id = published(shared, chengdu)
    made = compare(load_catalog(), settings(), ComparisonState(cases=("ruhr", case_id)))
    lines = {line.indicator_id: line for line in made.lines}
    area = lines["drawn_area_km2"].figures[case_id]
    assert (area.computed, area.source_ids, area.as_of, area.confidence) == (True, case_id, "2024-01-09", "medium")
    count = lines["sample_organisations"].figures[case_id]
    density = lines["sample_density"].figures[case_id]
    assert density.middle == pytest.approx(100 * count.middle / area.middle)
    assert case_id in count.source_ids
    assert "population" in made.missing[case_id]
    assert case_id in made.source_ids


def test_the_document_names_source_licence_and_owner(shared: Shelf, chengdu: gpd.GeoDataFrame) -> None:
    case_id = published(shared, chengdu)
    catalog = load_catalog()
    made = compare(catalog, settings(), ComparisonState(cases=(case_id, "tsukuba")))
    for language, mark in (("zh", "Ann（自报）"), ("en", "Ann (self-declared)")):
        doc = document(made, catalog, language=language)
        reference = next(one for one in doc.references if one.source_id == case_id)
        assert (reference.publisher, reference.licence, reference.date) == (mark, "CC BY 4.0", "2024-01-09")
        assert "Own survey, 2024" in reference.text
        said = doc.cases[0]
        assert all(text in said.summary for text in (mark, "CC BY 4.0", "Own survey, 2024", "2024-01-09"))
        assert mark in said.model


@pytest.mark.parametrize("kind", FORMATS)
def test_every_export_holds_a_published_layer(shared: Shelf, chengdu: gpd.GeoDataFrame, kind: str) -> None:
    case_id = published(shared, chengdu, title=HOSTILE, source=HOSTILE)
    comparison = compare(load_catalog(), settings(), ComparisonState(cases=("ruhr", case_id), scale="same"))
    order = Order(kind=kind, language="en")
    body = export(comparison, order, load_catalog(), settings())
    assert body == export(comparison, order, load_catalog(), settings())
    if kind == "pptx":
        told = words_of(body)
    elif kind == "xlsx":
        book = load_workbook(BytesIO(body))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert not [cell for cell in cells if cell.data_type == "f"]
        told = "\n".join(str(cell.value) for cell in cells)
    elif kind == "html":
        told = body.decode()
        assert "<img src=x" not in told
        assert "Ann (self-declared)" in told
        return
    else:
        assert len(body) > 10_000
        return
    for text in ("Ann (self-declared)", "CC BY 4.0", "{{7*7}} ${7*7} <img src=x onerror=alert(1)> `x`"):
        assert text in told


def test_a_pinned_version_stays_and_the_newest_follows(shared: Shelf, chengdu: gpd.GeoDataFrame) -> None:
    first = shared.publish(chengdu, ABOUT, ANN)
    shared.publish(chengdu.head(1), ABOUT, ANN, of=first.publication_id, proof=Proof(code=first.code))
    catalog = load_catalog()
    newest = cases.published_case(f"pub-{first.publication_id}", catalog)
    old = cases.published_case(f"pub-{first.publication_id}-1", catalog)
    assert newest.territory.area_km2 < old.territory.area_km2
    pinned = Found(old.found.publication, old.found.version)
    assert cases.case_id_of(pinned, pinned=True) == f"pub-{first.publication_id}-1"


def test_what_cannot_be_compared_is_told(shared: Shelf, chengdu: gpd.GeoDataFrame, tmp_path: Path) -> None:
    catalog = load_catalog()
    points = published(shared, chengdu.tail(1))
    with pytest.raises(UnknownPublicationError):
        cases.published_case(points, catalog)
    receipt = shared.publish(chengdu, ABOUT, ANN)
    state = ComparisonState(cases=("ruhr", f"pub-{receipt.publication_id}"))
    found = shared.find(receipt.publication_id)
    shared.withdraw(receipt.publication_id, Proof(code=receipt.code))
    with pytest.raises(WithdrawnError):
        compare(catalog, settings(), state)
    shared.restore(receipt.publication_id, Proof(code=receipt.code))
    compare(catalog, settings(), state)
    other = chengdu.assign(name="changed on disk")
    case_id = published(shared, other)
    digest = shared.find(cases.reference_of(case_id)).version.digest
    assert digest != found.version.digest
    (tmp_path / "published" / "files" / f"{digest}.parquet").write_bytes(b"x")
    with pytest.raises(PublishedFileError):
        compare(catalog, settings(), ComparisonState(cases=("ruhr", case_id)))


def test_a_link_to_a_published_layer_is_read(shared: Shelf, chengdu: gpd.GeoDataFrame) -> None:
    case_id = published(shared, chengdu)
    state, problems = parse_comparison({"v": "2", "cases": f"ruhr,{case_id}"}, known=("ruhr", case_id))
    assert (state.cases, problems) == (("ruhr", case_id), ())
    assert state.query()["cases"] == f"ruhr,{case_id}"


def test_territories_are_kept_under_a_lock() -> None:
    assert cases._territory.cache_lock is not None  # several sessions compare at once
