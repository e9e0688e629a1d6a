"""`python -m geo published`: what an operator sees and does."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
from shapely.geometry import box

from geo.__main__ import main
from geo.publication.shelf import Shelf
from tests.publication.conftest import ABOUT, ANN


@pytest.fixture
def one(shared: Shelf) -> str:
    """Publish a layer and return its id."""
    layer = gpd.GeoDataFrame({"n": [1]}, geometry=[box(104, 30, 105, 31)], crs="EPSG:4326")
    return shared.publish(layer, ABOUT, ANN).publication_id


@pytest.mark.parametrize("words", [["--json", "list"], ["list", "--json"]])
def test_the_list_is_one_object_for_machines(one: str, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main(["published", *words]) == 0
    told = json.loads(capsys.readouterr().out)
    (publication,) = told["publications"]
    assert (publication["id"], publication["owner"]["kind"]) == (one, "self_declared")
    (version,) = publication["versions"]
    assert (version["title"], version["licence"], version["features"]) == ("产业园区", "CC BY 4.0", 1)
    assert told["bytes"] == version["bytes"]


def test_the_list_says_what_is_withdrawn_and_by_whom(one: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["published", "list"])
    assert f"{one}  v1  published  产业园区  Ann (self-declared)" in capsys.readouterr().out
    assert main(["published", "withdraw", one]) == 0
    main(["published", "list"])
    assert "by operator" in capsys.readouterr().out


def test_an_operator_withdraws_restores_and_removes(
    one: str, shared: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["published", "withdraw", one]) == 0
    assert shared.listing() == ()
    assert main(["published", "restore", one]) == 0
    assert len(shared.listing()) == 1
    assert main(["published", "remove", one]) == 1
    assert "is not withdrawn" in capsys.readouterr().err
    main(["published", "withdraw", one])
    assert main(["published", "remove", one, "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"ok": True, "id": one, "action": "remove"}
    assert shared.everything() == ()


def test_an_unknown_layer_is_named(shared: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["published", "withdraw", "aaaaaaaaaa"]) == 1
    assert "aaaaaaaaaa" in capsys.readouterr().err
