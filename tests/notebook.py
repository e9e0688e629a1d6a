"""`python -m tests.notebook`: runs the cells of docs/open_catalog.ipynb and writes what they give into it.

A cell is run as Jupyter would: what it prints, the value of its last line and the figure it drew are its outputs. This
needs no Jupyter, so that a test can run the notebook wherever the observatory runs.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
from typing import Any, Final

from geo.settings import ROOT

NOTEBOOK: Final = ROOT / "docs" / "open_catalog.ipynb"
_DOTS_AN_INCH: Final = 80
_WIDTH: Final = 160  # characters of a line of text
Output = dict[str, Any]  # an output as nbformat 4 has it


def read() -> dict[str, Any]:
    """Return the notebook."""
    return dict(json.loads(NOTEBOOK.read_text("utf-8")))


def code(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return its cells of code."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def run(notebook: dict[str, Any]) -> list[list[Output]]:
    """Run the cells of code one after the other; returns the outputs of each."""
    import matplotlib as mpl

    mpl.use("agg")
    names: dict[str, Any] = {"__name__": "__main__"}
    return [_outputs("".join(cell["source"]), names, number) for number, cell in enumerate(code(notebook), 1)]


def _outputs(source: str, names: dict[str, Any], number: int) -> list[Output]:
    lines = ast.parse(source).body
    last = lines.pop() if lines and isinstance(lines[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(lines, []), f"cell {number}", "exec"), names)  # noqa: S102 - our own notebook
        value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names) if last else None  # noqa: S307
    outputs: list[Output] = []
    if printed.getvalue():
        text = printed.getvalue().splitlines(keepends=True)
        outputs.append({"name": "stdout", "output_type": "stream", "text": text})
    if value is not None:
        outputs.append(
            {"data": _data(value), "execution_count": number, "metadata": {}, "output_type": "execute_result"}
        )
    return outputs + _figures()


def _data(value: Any) -> dict[str, Any]:
    """Return a value as text, and as HTML where it has that."""
    import pandas as pd

    with pd.option_context("display.width", _WIDTH, "display.max_columns", 20):
        told = {"text/plain": repr(value).splitlines(keepends=True)}
        html = getattr(value, "_repr_html_", lambda: None)()
    return told | ({"text/html": html.splitlines(keepends=True)} if html else {})


def _figures() -> list[Output]:
    from matplotlib import pyplot

    outputs: list[Output] = []
    for figure in map(pyplot.figure, pyplot.get_fignums()):
        held = io.BytesIO()
        figure.savefig(held, format="png", dpi=_DOTS_AN_INCH, bbox_inches="tight", metadata={"Software": None})
        data = {"image/png": base64.b64encode(held.getvalue()).decode("ascii"), "text/plain": [str(figure)]}
        outputs.append({"data": data, "metadata": {}, "output_type": "display_data"})
    pyplot.close("all")
    return outputs


def main() -> None:
    """Write the outputs into the notebook."""
    notebook = read()
    for number, (cell, outputs) in enumerate(zip(code(notebook), run(notebook), strict=True), 1):
        cell["execution_count"], cell["outputs"] = number, outputs
    NOTEBOOK.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
