"""Charts of the clusters: by development model and by country, as lists with bars that any reader can read.

Each model keeps its colour of geo.signs, and a pattern and a written number tell it without colour. They are HTML and
no charts of a library: a dozen short bars are words and lengths, and cost a page run nothing once they are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from geo.language import Translator, country_name
from geo.signs import MODELS
from pages.components.parts import ready

if TYPE_CHECKING:
    from geo.overview import Overview


@ready
def by_model(found: Overview, t: Translator) -> str:
    """Return clusters by model; those whose model is of low confidence are hollow ends of the bars."""
    counts = found.by_model
    most = max(1, int((counts["settled"] + counts["tentative"]).max()))
    rows = [
        _row(
            t(f"term.model.{row['model']}"),
            [
                _part(row["settled"], row["model"], most=most, title=t("overview.chart.settled")),
                _part(row["tentative"], row["model"], most=most, title=t("overview.chart.tentative"), hollow=True),
            ],
            total=row["settled"] + row["tentative"],
        )
        for row in counts.to_dict("records")
    ]
    return _list(rows, label=t("overview.chart.by_model"))


@ready
def by_country(found: Overview, t: Translator) -> str:
    """Return clusters by country or region, each bar divided by model, and which colour is which model."""
    counts = found.by_country
    models = [key for key in counts.columns if key != "country"]
    most = max(1, int(counts[models].sum(axis="columns").max())) if len(counts) else 1
    rows = [
        _row(
            country_name(row["country"], t.language),
            [_part(row[key], key, most=most, title=t(f"term.model.{key}")) for key in models],
            total=sum(row[key] for key in models),
        )
        for row in counts.to_dict("records")
    ]
    legend = "".join(
        f"<li>{_swatch(key)}{escape(t(f'term.model.{key}'))}</li>"
        for key in models
        if len(counts) and counts[key].any()
    )
    return _list(rows, label=t("overview.chart.by_country")) + f'<ul class="obs-bars-legend">{legend}</ul>'


def _list(rows: Iterable[str], *, label: str) -> str:
    return f'<dl class="obs-bars" aria-label="{escape(label)}">{"".join(rows)}</dl>'


def _row(name: str, parts: Sequence[str], *, total: int) -> str:
    return f"<dt>{escape(name)}</dt><dd><strong>{total}</strong><span>{''.join(parts)}</span></dd>"


def _part(count: int, model: str, *, most: int, title: str, hollow: bool = False) -> str:
    """Return a part of a bar; an empty one has neither outline nor number: a row of zeros would say nothing."""
    if not count:
        return ""
    sign = MODELS[model]
    look = "obs-hollow" if hollow else f"obs-pattern-{sign.pattern}"
    style = f"width:{count / most:.2%};--obs-model:{sign.colour}"
    return f'<i class="{look}" style="{style}" title="{escape(title)}"><b>{count}</b></i>'


def _swatch(model: str) -> str:
    return f'<i class="obs-pattern-{MODELS[model].pattern}" style="--obs-model:{MODELS[model].colour}"></i>'
