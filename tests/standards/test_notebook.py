"""The notebook of `geo.open_catalog()`: it has been run, shows what it says, and still does so (slow)."""

from __future__ import annotations

import ast
import base64
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest

from geo.settings import ROOT, Settings
from tests import notebook

BYTES = 200_000


def shown(outputs: list[dict[str, Any]]) -> list[str]:
    """Return what outputs show but for pictures, whose signs are drawn a little otherwise on other machines."""
    data = [one.get("data", {"text/plain": one.get("text", [])}) for one in outputs]
    return ["".join(one.get("text/html", one["text/plain"])) for one in data if "image/png" not in one]


def test_every_cell_has_been_run_in_order_and_tells_of_no_machine() -> None:
    told = notebook.read()
    cells = notebook.code(told)
    assert (told["nbformat"], len({cell["id"] for cell in told["cells"]})) == (4, len(told["cells"]))
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert {output["output_type"] for output in outputs} <= {"execute_result", "display_data", "stream"}  # no faults
    pictures = [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert [base64.b64decode(picture)[:4] for picture in pictures] == [b"\x89PNG"]
    text = notebook.NOTEBOOK.read_text("utf-8")
    of_this_machine = (str(ROOT), str(Path.home()), tempfile.gettempdir())
    assert [place for place in of_this_machine if place in text] == []
    assert not re.search(r"/home/|[A-Z]:\\\\", text), "nor of the machine of whoever ran it"
    assert len(text) < BYTES
    for cell in cells:
        ast.parse("".join(cell["source"]))


@pytest.mark.slow
def test_its_cells_still_give_what_it_shows(store: Settings) -> None:
    assert store.store_dir.is_dir()
    told = notebook.read()
    given = notebook.run(told)
    assert [shown(outputs) for outputs in given] == [shown(cell["outputs"]) for cell in notebook.code(told)]
