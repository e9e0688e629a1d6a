"""Map and ranked table, linked: a click on either chooses a region for both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.column_types import ColumnConfig

from geo import stamp
from geo.analysis.choropleth import Classes
from geo.catalog import Catalog
from geo.language import Translator, number
from geo.observatory import words
from geo.observatory.areas import AREA_SETS, CREDITS, areas
from geo.observatory.drawing import classes_of, drawing, star_counts, unknown_areas
from geo.observatory.findings import STAR_METHODS
from geo.observatory.profile import PROFILED
from geo.observatory.ranking import Ranking
from geo.settings import settings
from geo.signs import SHAPES
from geo.statistics.own.table import OWN
from geo.statistics.regions import Region, regions
from pages.components import leaflet
from pages.components.literal import literal, literal_label
from pages.components.observatory import session
from pages.components.observatory.anchors import VIEW
from pages.components.sitemap import page_link

if TYPE_CHECKING:
    import pandas as pd

HEIGHT_PX: Final = 560
_INDUSTRY_PX: Final = {"zh": (196, 96), "en": (172, 124)}  # names, and heads of values
_STARS_PX: Final = 72
_PLACES_PX: Final = 104
_CITIES_PX: Final = {"zh": (96, 172), "en": (124, 146)}  # one head of a measure is long
_TABLE: Final = "observatory_table"
_WHOLE: Final = "localized"  # thousands are set apart: 284002 is read digit by digit


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of the view stand: they are filled out of their order, the map before everything else.

    Attributes
    ----------
    map_column : None where no map here has the regions.
    """

    map_column: DeltaGenerator | None
    side: DeltaGenerator


def reserve(ranking: Ranking) -> Places:
    """Return the places of the map and of what stands beside it."""
    if ranking.area_set not in AREA_SETS:  # regions of one's own, which no map here has
        return Places(None, st.container())
    map_column, side = st.columns([7, 5], gap="small")
    return Places(map_column, side)


def show_map(ranking: Ranking, places: Places, catalog: Catalog, t: Translator) -> None:
    """Send the map; call it before what stands around is worked out, so that it is on its way meanwhile."""
    if places.map_column is None:
        return
    drawn_areas = areas(catalog, settings(), ranking.area_set)
    with places.map_column, st.container(key="observatory_map_frame"):
        leaflet.show(
            leaflet.cluster_map(settings(), page="regions_map"),
            drawing(
                ranking,
                drawn_areas.region_ids,
                chosen=_area_of(ranking, session.current().region),
                classes=classes_of(ranking),
                language=t.language,
                version=stamp.version(settings()),
                basemap=settings().has_basemap,
            ),
            key=session.COMPONENT,
            height=HEIGHT_PX,
            reported=("last_active_drawing",),
        )


def show(ranking: Ranking, places: Places, catalog: Catalog, t: Translator) -> None:
    """Show what stands around the map: its legend and credit, the chosen region and the ranked table."""
    with places.side:
        _chosen(t, catalog, ranking)
        _table(t, ranking)
    if places.map_column is None:
        return
    with places.map_column:
        if (classes := classes_of(ranking)) is not None:
            drawn = areas(catalog, settings(), ranking.area_set).region_ids
            st.html(_legend(classes, ranking, unknown_areas(drawn, ranking.rows, classes), t))
        if ranking.area_set in CREDITS:
            literal(CREDITS[ranking.area_set], style="note")


def _area_of(ranking: Ranking, region_id: str) -> str:
    rows = ranking.rows
    found = rows.loc[rows["region_id"] == region_id, "area_id"]
    return str(found.iloc[0]) if len(found) else region_id


def _legend(classes: Classes, ranking: Ranking, unknown: int, t: Translator) -> str:
    """Return the legend: the range and number of regions of each class, and what has no figure, hatched."""
    names = class_names(classes, ranking, t)
    items = [
        (_swatch(colour), t("rating.legend.class", name=name, count=number(count, t.language)))
        for colour, name, count in zip(classes.colours, names, classes.counts, strict=True)
    ]
    if ranking.of == "us_strong":  # where each number of stars is a class, its name shows them
        for found in star_counts(ranking).values():
            sign = f'<b class="obs-stars">{SHAPES["star"].character}</b>'
            items.append((sign, t("rating.legend.strong", count=number(found, t.language))))
    if star_counts(ranking):  # those of a crowd lie over each other from afar, and are left out there
        items.append(("", t("rating.legend.closer")))
    hatched = t("rating.legend.no_data", count=number(unknown, t.language))
    items.append(('<i class="obs-hatched"></i>', hatched))
    return _row(words.value_head(ranking, t), items)


def scale(classes: Classes, ranking: Ranking, t: Translator) -> str:
    """Return the legend of classes that several maps share."""
    named = zip(classes.colours, class_names(classes, ranking, t), strict=True)
    return _row(words.value_head(ranking, t), [(_swatch(colour), name) for colour, name in named])


def class_names(classes: Classes, ranking: Ranking, t: Translator) -> list[str]:
    """Return the range of each class in words."""
    if ranking.of in STAR_METHODS:
        return [SHAPES["star"].character * int(stars) or number(0, t.language) for _, stars in classes.limits]
    names = []
    for low, high in classes.limits:
        ends = [words.value_text(end, ranking, t) for end in (low, high) if end != float("inf")]
        names.append(f"> {ends[0]}" if len(ends) == 1 else ends[0] if low == high else " – ".join(ends))
    return names


def _swatch(colour: str) -> str:
    return f'<i style="background:{colour}"></i>'


def _row(head: str, items: list[tuple[str, str]]) -> str:
    drawn = "".join(f"<li>{sign}<span>{escape(text)}</span></li>" for sign, text in items)
    return f'<div class="obs-classes obs-classes-row"><p>{escape(head)}</p><ul>{drawn}</ul></div>'


def _chosen(t: Translator, catalog: Catalog, ranking: Ranking) -> None:
    """Show the chosen region: value, rank, what is behind it, and what must be known of its data."""
    state = session.current()
    with st.container(key="observatory_chosen"):
        known = _known(catalog, ranking)
        if state.region not in known:
            literal(t("rating.choose"), style="note", anchor=VIEW)
            _firsts(ranking, t)
            return
        region = known[state.region]
        rows = ranking.rows[ranking.rows["region_id"] == state.region]
        if rows.empty:
            rows = ranking.rows[ranking.rows["area_id"] == state.region]
        literal(region.name.localised(t.language), style="subheading", anchor=VIEW)
        if rows.empty:
            literal(t("rating.not_shown"), style="note")
        else:
            st.html(_facts(rows.iloc[0], ranking, t))
        if region.note.localised(t.language):
            literal(region.note.localised(t.language), style="note")
        if region.area_set in PROFILED:
            own = {"data": OWN} if ranking.choice is not None and ranking.choice.is_own else {}
            page_link("region", t("rating.to_profile"), id=region.region_id, **own)
        st.button(t("rating.let_go"), key="observatory_let_go", on_click=session.select, args=("",), type="tertiary")


def _firsts(ranking: Ranking, t: Translator) -> None:
    """Offer the first two regions, which the findings above name: a click shows one, on the map and here."""
    rows = ranking.rows[ranking.rows["value"].notna()].head(2)
    if rows.empty:
        return
    with st.container(horizontal=True, key="observatory_firsts"):
        for place, row in enumerate(rows.to_dict("records")):
            st.button(
                literal_label(t("rating.see.region", region=str(row[f"name_{t.language}"]))),
                key=f"observatory_first_{place}",
                on_click=session.select,
                args=(str(row["region_id"]),),
                type="tertiary",
            )


def _known(catalog: Catalog, ranking: Ranking) -> Mapping[str, Region]:
    """Return the regions that can be chosen, by id."""
    if ranking.choice is None or not ranking.choice.is_own:
        return regions(catalog)
    return {one.region_id: one for one in ranking.choice.regions.values()}


def _facts(row: pd.Series, ranking: Ranking, t: Translator) -> str:
    known = int(ranking.rows["value"].notna().sum())
    facts = {words.value_head(ranking, t): words.value_text(float(row["value"]), ranking, t)}
    rank = number(float(row["rank"]), t.language, digits=0)
    facts[t("rating.column.rank")] = t("rating.rank_of", rank=rank, n=number(known, t.language))
    if math.isfinite(float(row["low"])):
        low, high = (number(float(row[end]), t.language, digits=2 if ranking.choice else 0) for end in ("low", "high"))
        key = "rating.interval.value" if ranking.choice else "rating.interval.rank"
        facts[t(key)] = f"{low} – {high}"
    if ranking.choice is not None and math.isfinite(float(row["rank_low"])):
        ends = (number(float(row[end]), t.language, digits=0) for end in ("rank_low", "rank_high"))
        facts[t("rating.interval.places")] = " – ".join(ends)
    if ranking.choice is not None:
        facts[words.size_head(ranking.choice, t)] = number(float(row["jobs"]), t.language, digits=0)
        facts[t("rating.column.coverage")] = f"{number(float(row['coverage']), t.language, digits=1)}%"
    terms = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(value)}</dd></div>" for term, value in facts.items())
    return f'<dl class="obs-facts">{terms}</dl>'


def _beside_the_map(table: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """Return the table as a narrow place can show it: both ends of the rank interval in one column."""
    low, high, both = (t(f"rating.column.{key}") for key in ("rank_low", "rank_high", "places"))
    if low not in table.columns or high not in table.columns:
        return table
    ends = [
        f"{first} – {last}" if known else ""
        for first, last, known in zip(table[low], table[high], table[low].notna(), strict=True)
    ]
    shown = table.drop(columns=[high]).rename(columns={low: both})
    shown[both] = ends
    return shown


def _widths(ranking: Ranking, t: Translator) -> tuple[int, int]:
    """Return the widths of names and values: of stars there are three at most, and names take what that leaves."""
    if ranking.choice is None:
        return _CITIES_PX[t.language]
    name_px, value_px = _INDUSTRY_PX[t.language]
    spared = value_px - _STARS_PX if ranking.of in STAR_METHODS else 0
    return name_px + spared, value_px - spared


def _table(t: Translator, ranking: Ranking) -> None:
    """Show the ranked table; a row that is chosen is outlined on the map."""
    table = _beside_the_map(words.table(ranking, t), t)
    value = words.value_head(ranking, t)
    # Widths leave room for the rank interval beside the map, for the value on a phone, and for a measure's whole name.
    is_fraction = value in table.columns and table[value].dtype.kind == "f"  # a column of nothing known is left out
    decimals = f"%.{ranking.digits}f" if ranking.digits and is_fraction else _WHOLE
    name_px, value_px = _widths(ranking, t)
    columns: dict[str, ColumnConfig] = {
        **{
            str(head): st.column_config.NumberColumn(format="%.2f" if column.dtype.kind == "f" else _WHOLE)
            for head, column in table.items()
            if column.dtype.kind in "fiu"
        },
        t("rating.column.name"): st.column_config.Column(width=name_px),
        t("rating.column.places"): st.column_config.Column(width=_PLACES_PX),
        value: st.column_config.NumberColumn(width=value_px, format=decimals),
    }
    picked = st.dataframe(
        table,
        hide_index=True,
        column_config=columns,
        height=430,
        on_select="rerun",
        selection_mode="single-row",
        key=f"{_TABLE}_{ranking.of}_{ranking.year}",
    )
    chosen = picked.selection.rows
    mark = (ranking.of, ranking.year, tuple(chosen))
    if chosen and st.session_state.get(_TABLE) != mark:
        st.session_state[_TABLE] = mark
        session.select(str(ranking.rows.iloc[chosen[0]]["region_id"]))
        st.rerun()
    if not chosen:
        st.session_state.pop(_TABLE, None)
