"""The list beside a register: provinces, cities or clusters by firms or density, led by what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from geo.analysis.choropleth import SEQUENTIAL
from geo.catalog import Catalog
from geo.catalog.tables import safe_csv
from geo.datasets import builtin
from geo.datasets.counts import Counts
from geo.datasets.place_names import name_of_key
from geo.datasets.ranking import MEASURES, PROVINCE, Ranked, Ranking, areas_km2, by_country, in_provinces, rank
from geo.language import Translator, number
from geo.maps.drawing import Measured
from geo.maps.register import LEVELS, Register
from geo.observatory.areas import areas
from geo.settings import settings
from pages.components.cluster_map import legend, register_session
from pages.components.literal import literal
from pages.components.sign import image

SHOWN_ROWS: Final = 12
AREA_SETS: Final = {"region": "cn_province", "place": "cn_city"}
_COLOURS: Final = tuple(SEQUENTIAL[place] for place in (1, 2, 3, 5, 6))
_FIRST: Final = 3


def ranked(chosen: Register, counted: Counts) -> Ranking:
    """Return the places of the chosen level in their order."""
    found = areas_km2(chosen.level, config=settings())
    counts = counted.within[chosen.level]
    if chosen.level == "region":
        alike = in_provinces if chosen.look == "areas" or chosen.measure == "density" else by_country
        counts = alike(counts)
    return rank(counts, found, measure=chosen.measure)


def show(chosen: Register, counted: Counts | None, t: Translator, *, key: str) -> None:
    """Show what the list comes to, its controls, its first rows, and all of them as a file."""
    with st.container(key=key):
        literal(t("dataset.rank.title"), style="heading")
        if counted is None:
            literal(t("dataset.filters.slow"), style="note")
            return
        found = ranked(chosen, counted)
        literal(sentence(found, chosen, t), style="lead")
        if about := next((one for one in builtin.DATASETS if one.name == chosen.name), None):
            literal(t(f"dataset.note.{about.key}"), style="note")
        st.segmented_control(
            t("dataset.rank.level"),
            LEVELS,
            format_func=lambda level: t(f"dataset.level.{level}"),
            required=True,
            key=register_session.LISTED["level"],
            label_visibility="collapsed",
        )
        st.segmented_control(
            t("dataset.rank.measure"),
            MEASURES,
            format_func=lambda measure: t(f"dataset.measure.{measure}"),
            required=True,
            key=register_session.LISTED["measure"],
            label_visibility="collapsed",
        )
        if chosen.look == "areas":
            _show_classes(found, chosen, t)
        if not found.rows:
            return
        st.html(_rows(found, chosen, t))
        for note in notes(found, chosen, t):
            literal(note, style="note")
        st.download_button(
            t("map.table.download"),
            partial(_csv, found, chosen, t),
            file_name=f"{chosen.name}-{chosen.level}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"{key}_csv",
        )


def sentence(found: Ranking, chosen: Register, t: Translator) -> str:
    """Return what the list comes to."""
    if not found.rows:
        if not found.firms:
            return t("dataset.rank.none")
        return t("dataset.rank.no_areas") if found.placed else t(f"dataset.rank.nowhere.{chosen.level}")
    first = found.rows[0]
    among = "province" if _scope(found, chosen) == "province" else "any"
    name = _name(first, chosen, t)
    if chosen.measure == "density":
        return t(
            f"dataset.rank.densest.{among}",
            name=name,
            value=_value(first.value, chosen, t),
            overall=_value(found.overall or 0.0, chosen, t),
        )
    leader = {"name": name, "n": number(first.firms, t.language), "share": _percent(found.share(1), t)}
    if len(found.rows) <= _FIRST:
        return t(f"dataset.rank.leader.{among}", **leader)
    others = t("map.card.list_comma").join(_name(row, chosen, t) for row in found.rows[:_FIRST])
    return t(f"dataset.rank.first.{among}", **leader, names=others, together=_percent(found.share(_FIRST), t))


def notes(found: Ranking, chosen: Register, t: Translator) -> list[str]:
    """Return what the list leaves out."""
    told = []
    if outside := found.firms - found.placed:
        told.append(t(f"dataset.rank.outside.{_scope(found, chosen)}", n=number(outside, t.language)))
    if found.unranked:
        told.append(t("dataset.rank.no_area", n=number(found.unranked, t.language)))
    if len(found.rows) > SHOWN_ROWS:
        told.append(t("dataset.rank.cut", shown=SHOWN_ROWS, total=number(len(found.rows), t.language)))
    return told


def _scope(found: Ranking, chosen: Register) -> str:
    """Return what is ranked: a level, or "province" where all regions are China's."""
    alike = chosen.level == "region" and all(row.key.startswith(PROVINCE) for row in found.rows)
    return "province" if found.rows and alike else chosen.level


def _name(row: Ranked, chosen: Register, t: Translator) -> str:
    return name_of_key(chosen.level, row.key, t.language, config=settings())


def _percent(share: float, t: Translator) -> str:
    return number(100 * share, t.language, digits=1 if share < 0.1 else 0)


def _value(value: float, chosen: Register, t: Translator) -> str:
    if chosen.measure == "firms":
        return number(value, t.language)
    return number(value, t.language, digits=0 if value >= 100 else 1 if value >= 1 else 3)


def _rows(found: Ranking, chosen: Register, t: Translator) -> str:
    """Return the first rows as a list with bars; the bar of the first is full."""
    most = found.rows[0].value
    items = "".join(
        f'<li><span>{escape(_name(row, chosen, t))}</span><b style="width:{max(100 * row.value / most, 0.5):.1f}%"></b>'
        f"<em>{escape(_value(row.value, chosen, t))}</em></li>"
        for row in found.rows[:SHOWN_ROWS]
    )
    label = escape(t(f"dataset.measure.{chosen.measure}"))
    return f'<p class="obs-note">{label}</p><ol class="obs-ranked" aria-label="{label}">{items}</ol>'


def _csv(found: Ranking, chosen: Register, t: Translator) -> bytes:
    import pandas as pd

    return safe_csv(
        pd.DataFrame(
            {
                t(f"dataset.level.{chosen.level}"): [_name(row, chosen, t) for row in found.rows],
                t("dataset.column.key"): [row.key for row in found.rows],
                t("dataset.measure.firms"): [row.firms for row in found.rows],
                t("dataset.column.area"): [
                    None if row.area_km2 is None else round(row.area_km2, 1) for row in found.rows
                ],
                t("dataset.measure.density"): [
                    None if row.area_km2 is None else round(1000 * row.firms / row.area_km2, 3) for row in found.rows
                ],
            }
        )
    )


def limits(values: list[float]) -> list[float]:
    """Return the lower limits of at most five classes that hold about as many places each.

    Examples
    --------
    >>> limits([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0])
    [1.0, 3.0, 5.0, 7.0, 9.0]
    >>> limits([4.0, 4.0])
    [4.0]
    """
    ordered = sorted(values)
    classes = min(len(_COLOURS), len(ordered))
    return sorted({ordered[place * len(ordered) // classes] for place in range(classes)})


def measured(catalog: Catalog, chosen: Register, counted: Counts | None) -> Measured | None:
    """Return the areas to colour (see `areas.js`); None for a level without areas and where nothing is counted."""
    if counted is None or chosen.level not in AREA_SETS:
        return None
    area_set = AREA_SETS[chosen.level]
    values: Mapping[str, float] = {row.key: row.value for row in ranked(chosen, counted).rows}
    ids = areas(catalog, settings(), area_set).region_ids
    inside = [values[one] for one in ids if one in values]
    edges = limits(inside)
    return {
        "areas": area_set,
        "classes": "".join(str(_class(values[one], edges)) if one in values else "x" for one in ids),
        "colours": [colour.removeprefix("#") for colour in _COLOURS[len(_COLOURS) - len(edges) :]],
        "values": [round(values[one], 3) if one in values else None for one in ids],
        "stars": "",
        "chosen": -1,
    }


def _class(value: float, edges: list[float]) -> int:
    return sum(value >= edge for edge in edges) - 1


def _show_classes(found: Ranking, chosen: Register, t: Translator) -> None:
    """Show the legend of the coloured areas: the limits of each class as they are."""
    if chosen.level not in AREA_SETS:
        literal(t("dataset.areas.none"), style="note")
        return
    values = sorted(row.value for row in found.rows if row.key.startswith(PROVINCE))
    edges = limits(values) if values else []
    signs = []
    for place, (low, colour) in enumerate(zip(edges, _COLOURS[len(_COLOURS) - len(edges) :], strict=True)):
        high = edges[place + 1] if place + 1 < len(edges) else values[-1]
        box = f'<rect x="-10" y="-7" width="20" height="14" fill="{colour}"/>'
        key = "dataset.areas.below" if place + 1 < len(edges) else "dataset.areas.to"
        signs.append((image(box), t(key, low=_value(low, chosen, t), high=_value(high, chosen, t))))
    title = t(f"dataset.measure.{chosen.measure}")
    st.html(f'<div class="obs-legend">{legend.group(title, signs)}</div>')
    literal(t("dataset.areas.note"), style="note")
