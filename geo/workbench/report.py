"""Report of a session's studies: findings, meaning, cautions, maps, charts, tables and methods, as blocks and as HTML.

Every text that comes from data is escaped; the file loads nothing and runs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo import __version__
from geo.analysis.methods import WORDED, MethodRow
from geo.analysis.parameters import PARAMETERS
from geo.analysis.result import Caution, Figure
from geo.ingest import report as doctor
from geo.ingest.report import Report
from geo.language import NO_VALUE, Translator, number
from geo.workbench.legends import entries
from geo.workbench.meaning import percent, sentences
from geo.workbench.pictures import Picture, bars, map_of, svg
from geo.workbench.ranking import PERCENT, SHARES, ranked
from geo.workbench.room import WorkLayer
from geo.workbench.studies import Study

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_FEW_COLUMNS, _SHORT = 8, 13  # of a table whose cells of so many letters are not broken
MAX_ROWS: Final = 200  # of a table in the report; downloads hold all
_DIGITS: Final = {"p": 4, "q": 4, "lq": 3, "ellison_glaeser": 4}
_STYLE: Final = """
body{font:16px/1.6 "Noto Sans SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif;color:#2b2b2b;
max-width:60rem;margin:2rem auto;padding:0 1rem;font-variant-numeric:tabular-nums}
h1{font-size:1.75rem}h2{font-size:1.25rem;border-top:1px solid #d9d5cb;padding-top:1rem}
table{border-collapse:collapse;font-size:.85rem;margin:.5rem 0}
td,th{border-bottom:1px solid #d9d5cb;padding:.25rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f6f4ee}.note{color:#5c5c5c;font-size:.875rem}
.meant{font-weight:600}svg{max-width:100%;height:auto;display:block;margin:.75rem 0;font-family:inherit}
.caution{border-left:4px solid #d55e00;background:#f6f4ee;padding:.4rem .8rem;margin:.4rem 0}
@media print{h2{break-after:avoid}tr{break-inside:avoid}}
@media (min-width:40rem){.short{white-space:nowrap}}
"""
# Column -> family of texts its cells are keys of.
CELL_TEXTS: Final = {
    "verdict": "analysis.verdict.",
    "spot": "analysis.spot.",
    "kind": "analysis.spot.",
    "criterion": "analysis.criterion.",
    "feature": "analysis.feature.",
    "refused": "analysis.refused.",
    "neighbourhood": "analysis.choice.",
    "model": "term.model.",
}


def caution_text(caution: Caution, t: Translator) -> str:
    """Return a caution in the translator's language."""
    return t(f"analysis.caution.{caution.code}", **caution.values)


def figure_text(figure: Figure, t: Translator, name: str = "") -> str:
    """Return a figure with its interval; parts of a whole as percent."""
    if name in PERCENT:
        return percent(figure.value, t)
    shown = number(_rounded(figure.value), t.language)
    if figure.low is None or figure.high is None:
        return shown
    return t(
        "workbench.figure.range",
        value=shown,
        low=number(_rounded(figure.low), t.language),
        high=number(_rounded(figure.high), t.language),
    )


def readable(table: pd.DataFrame, t: Translator, *, rows: int = MAX_ROWS) -> pd.DataFrame:
    """Return the first rows of a result's table with heads and cells as people read them; missing is a dash."""
    import pandas as pd

    flat = table.head(rows)
    if flat.index.name in ("region", "industry"):
        flat = flat.reset_index()
    columns: dict[str, list[str]] = {}
    about = next((name for name in ("criterion", "feature") if name in flat), None)
    shares = flat[about].isin(SHARES) if about else [False] * len(flat)
    for name in flat.columns:
        family = CELL_TEXTS.get(str(name))
        head = t(f"analysis.column.{name}")
        columns[head] = [
            _cell(value, family, str(name), t, is_share=name in PERCENT or (is_share and name != "cases"))
            for value, is_share in zip(flat[name], shares, strict=True)
        ]
    return pd.DataFrame(columns)


def _cell(value: Any, family: str | None, name: str, t: Translator, *, is_share: bool) -> str:
    if isinstance(value, (bool, np.bool_)):
        return t("analysis.yes") if value else ""
    if family and isinstance(value, str):
        return t(f"{family}{value}") if value else ""
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return NO_VALUE
    if isinstance(value, (int, float, np.integer, np.floating)):
        if is_share:
            return percent(float(value), t)
        return number(round(float(value), _DIGITS.get(name, 3)), t.language, digits=None)
    return str(value)


def _rounded(value: float | None) -> float | None:
    """Return a number rounded to what can be read: four significant digits below 1, else three decimals."""
    if value is None or value == 0:
        return value
    return float(f"{value:.3g}") if abs(value) < 1 else round(value, 3)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of the report."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `style` is plain, note, meant (what a study comes to) or caution."""

    text: str
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A table of texts."""

    table: pd.DataFrame


Block = Heading | Paragraph | Listing | Rows | Picture


def blocks(
    studies: Sequence[Study],
    uploads: Iterable[tuple[Report, str]],
    t: Translator,
    *,
    made: dt.datetime,
    layers: Sequence[WorkLayer] = (),
    land: gpd.GeoDataFrame | None = None,
) -> list[Block]:
    """Return the report as a row of blocks, the same for every format.

    Parameters
    ----------
    studies : in the order they should appear.
    uploads : the doctor's report of each upload and its digest.
    made : when the newest of it was made, written as ISO 8601.
    layers : of the session; those that studies drew are shown as maps.
    land : what lies under the maps, EPSG:4326.
    """
    stamp = t("workbench.report.made", time=made.isoformat(timespec="minutes"), version=__version__)
    found: list[Block] = [Heading(t("workbench.report.title"), 1), Paragraph(stamp, "note")]
    for report, digest in uploads:
        found += _upload(report, digest, t)
    said: set[str] = set()
    drawn: set[str] = set()
    for study in studies:
        layer = next((one for one in layers if one.layer_id == study.layer_id), None)
        if layer is not None and layer.layer_id in drawn:
            layer = None  # its map stands above
        found += _study(study, layer, said, land, t)
        drawn.add(study.layer_id)
    if studies:
        found += [Heading(t("workbench.methods.title"), 2), Rows(methods(studies, t))]
    return found


def html_report(
    studies: Sequence[Study],
    uploads: Iterable[tuple[Report, str]],
    t: Translator,
    *,
    made: dt.datetime,
    layers: Sequence[WorkLayer] = (),
) -> str:
    """Return the report as one HTML file; the parameters are those of `blocks`."""
    return html_of(blocks(studies, uploads, t, made=made, layers=layers), t)


def html_of(found: Iterable[Block], t: Translator, *, title: str = "") -> str:
    """Return blocks as one HTML file; `title` is that of the workbench's report if not given."""
    body = "\n".join(_html(block) for block in found)
    language = "zh-CN" if t.language == "zh" else "en"
    title = escape(title or t("workbench.report.title"))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f'<p class="{block.style}">{escape(block.text)}</p>'
    if isinstance(block, Listing):
        return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</ul>"
    return svg(block) if isinstance(block, Picture) else _table(block.table)


def methods(studies: Sequence[Study], t: Translator) -> pd.DataFrame:
    """Return the methods sheet with heads and names as people read them."""
    import pandas as pd

    rows = [
        {
            t("workbench.methods.method"): t(f"analysis.method.{row.method}"),
            t("workbench.methods.formula"): t(f"analysis.formula.{row.method}")
            if row.method in WORDED
            else row.formula,
            t("workbench.methods.parameters"): _parameters(study, t),
            t("workbench.methods.seed"): NO_VALUE if row.seed is None else str(row.seed),
            t("workbench.methods.sources"): _sources(row, t),
            t("workbench.methods.versions"): "; ".join(f"{name} {release}" for name, release in row.versions.items()),
            t("workbench.methods.data"): row.data,
        }
        for study, row in ((study, study.method) for study in studies)
    ]
    return pd.DataFrame(rows)


def _formula(row: MethodRow, t: Translator) -> str:
    return t(f"analysis.formula.{row.method}") if row.method in WORDED else row.formula


def _sources(row: MethodRow, t: Translator) -> str:
    return t("analysis.sources.scorecard") if row.method == "scorecard" else "; ".join(row.sources)


def _parameters(study: Study, t: Translator) -> str:
    """Return what was chosen, and for each whether a person did or it stood there by default."""
    return t("workbench.methods.between").join(
        t(
            "workbench.methods.own" if key in study.by_person else "workbench.methods.default",
            name=t(f"analysis.parameter.{key}"),
            value=_chosen(key, value, t),
        )
        for key, value in study.method.parameters.items()
    )


def _chosen(key: str, value: Any, t: Translator) -> str:
    if not isinstance(value, str):
        shown = number(_rounded(float(value)), t.language)
        unit = PARAMETERS[key].unit
        return f"{shown} {t(f'analysis.unit.{unit}')}" if unit else shown
    return t(f"analysis.scheme.{value}") if key == "scheme" else t(f"analysis.choice.{value}")


def _upload(found: Report, digest: str, t: Translator) -> list[Block]:
    items = []
    for finding in found.sorted_findings():
        words = f"{doctor.message(finding, t)} {doctor.remedy(finding, t)}".strip()
        change = f" ({finding.before} → {finding.after})" if finding.before and finding.after else ""
        items.append(words + change)
    return [
        Heading(found.name, 2),
        Paragraph(f"sha256 {digest}", "note"),
        Paragraph(t(f"ingest.status.{found.status}", name=found.name)),
        Listing(tuple(items)),
    ]


def _study(
    study: Study, layer: WorkLayer | None, said: set[str], land: gpd.GeoDataFrame | None, t: Translator
) -> list[Block]:
    result = study.result
    found: list[Block] = [
        Heading(t(f"analysis.method.{result.method}"), 2),
        Paragraph(t(f"analysis.method_help.{result.method}"), "note"),
        *(Paragraph(one, "meant") for one in sentences(study, t)),
    ]
    fresh = [words for words in (caution_text(caution, t) for caution in result.cautions) if words not in said]
    said.update(fresh)
    found += [Paragraph(words, "caution") for words in fresh]
    if result.figures:
        items = (
            t("workbench.report.figure", name=t(f"analysis.figure.{name}"), value=figure_text(figure, t, name))
            for name, figure in result.figures.items()
        )
        found.append(Listing(tuple(items)))
    if layer is not None and (drawn := map_of(layer, t, legend=entries(layer, t), land=land)) is not None:
        found.append(drawn)
    rows = ranked(study, t)
    table = result.table
    if rows is not None:
        table = rows.table
        title = str(study.extra.get("title") or t(f"analysis.column.{rows.value}"))
        found.append(bars(rows, t, title=title))
    if table is not None:
        found.append(Rows(readable(table, t)))
        if len(table) > MAX_ROWS:
            found.append(Paragraph(t("workbench.table.cut", shown=MAX_ROWS, total=len(table)), "note"))
    if study.sensitivity is not None:
        found += [Heading(t("workbench.sensitivity.title"), 3), Rows(readable(study.sensitivity, t))]
    return found


def _told_cell(text: str, *, is_whole: bool) -> str:
    """Return a cell; a short one stays on one line, for Chinese would break anywhere in it."""
    wide = sum(2 if sign >= "\u2e80" else 1 for sign in text)
    return f"<td{' class=short' if is_whole and wide <= _SHORT else ''}>{escape(text)}</td>"


def _table(table: pd.DataFrame) -> str:
    head = "".join(f"<th>{escape(str(name))}</th>" for name in table.columns)
    whole = len(table.columns) <= _FEW_COLUMNS
    rows = "".join(
        f"<tr>{''.join(_told_cell(str(cell), is_whole=whole) for cell in row)}</tr>"
        for row in table.itertuples(index=False, name=None)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
