"""What the figures say, method and source: findings above, notes below."""

from __future__ import annotations

import streamlit as st

from geo.analysis.rating.drawn import WHOLE, draws_of
from geo.analysis.rating.registry import METHODS
from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.language import Translator, number
from geo.observatory import words
from geo.observatory.choice import LEAST_FOR_COMPLEXITY, missing
from geo.observatory.findings import STAR_METHODS, findings
from geo.observatory.ranking import Ranking
from geo.observatory.state import COMPOSITES
from geo.statistics.cities import DATASET
from pages.components import own_table
from pages.components.literal import literal
from pages.components.observatory import session
from pages.components.source_mark import source_list


def show_findings(ranking: Ranking, t: Translator) -> None:
    """Show the findings as sentences."""
    state = session.current()
    with st.container(key="observatory_findings"):
        for finding in findings(ranking.rows, of=ranking.of):
            literal(words.sentence(finding, ranking, state, t))
        _turn(t, ranking)


def _turn(t: Translator, ranking: Ranking) -> None:
    """Say what would have to change for the order of the first two to change."""
    if ranking.of not in COMPOSITES or len(ranking.rows) < 2:
        return
    names = [str(ranking.rows.iloc[place][f"name_{t.language}"]) for place in (0, 1)]
    if ranking.turn is None or session.current().parent:
        return
    # A change of less than a point must not read as none.
    digits = 0 if abs(ranking.turn.needed - ranking.turn.weight) >= 0.02 else 2
    literal(
        t(
            "rating.turn",
            first=names[0],
            second=names[1],
            indicator=words.part_name(ranking.of, tuple(COMPOSITES[ranking.of])[ranking.turn.indicator], t),
            weight=number(ranking.turn.weight * 100, t.language, digits=digits),
            needed=number(ranking.turn.needed * 100, t.language, digits=digits),
        )
    )


def show_notes(ranking: Ranking, catalog: Catalog, t: Translator) -> None:
    """Show how the figures were made: method, formula, what it lacks, the data and its sources."""
    literal(t("rating.notes"), style="heading")
    choice = ranking.choice
    if choice is None:
        key = ranking.of if ranking.of in COMPOSITES else "cities"
        literal(t(f"rating.note.{key}"), style="note")
        literal(t("rating.note.weights_only" if key == ranking.of else "rating.note.no_uncertainty"), style="note")
    else:
        method = METHODS[choice.method]
        literal(t(f"rating.method_help.{method.key}"), style="note")
        literal(t("rating.formula", version=method.version, formula=method.formula), style="note")
        if not method.seen:
            literal(t("rating.remembered"), style="note")
        if below := choice.panel.negative(ranking.year):
            literal(t("rating.note.negative", count=number(below, t.language)), style="note")
        _places(t, ranking)
        _lacking(t, ranking)
    if choice is not None and choice.is_own:
        table = own_table.received()
        literal(t("rating.own.note", name="" if table is None else table.name), style="note")
        if choice.grouping == "digital":
            literal(t("rating.note.digital"), style="note")
            st.html(source_list([catalog.source("cn-p01")], t))
        return
    resource = catalog.resource(DATASET if choice is None else choice.panel.dataset.key)
    literal(resource.description.localised(t.language), style="note")
    ids = split_values(resource.source_ids)
    if choice is not None and choice.grouping == "digital":
        literal(t("rating.note.digital"), style="note")
        ids = (*ids, "cn-p01")
    st.html(source_list((catalog.source(one) for one in ids), t))


def _places(t: Translator, ranking: Ranking) -> None:
    """Say how the rank intervals were drawn, or that the source gives nothing to draw them from."""
    if not ranking.rows["rank_low"].notna().any():
        literal(t("rating.note.no_uncertainty"), style="note")
        return
    literal(t("rating.note.places", draws=number(draws_of(ranking.of), t.language)), style="note")
    if ranking.of in WHOLE:
        literal(t("rating.note.places_whole"), style="note")
    if ranking.of in STAR_METHODS:
        literal(t("rating.note.places_stars"), style="note")
    if ranking.of == "eu_stars_productivity":
        literal(t("rating.note.places_pay"), style="note")


def _lacking(t: Translator, ranking: Ranking) -> None:
    """Say which methods these data cannot feed, and what they lack."""
    assert ranking.choice is not None  # noqa: S101 - asked by show_notes
    for key in METHODS:
        if key not in ranking.choice.methods:
            inputs = t("card.list.separator").join(
                t(f"rating.input.{name}") for name in missing(ranking.choice.panel, key)
            )
            why = t("rating.lacking", method=t(f"rating.method.{key}"), inputs=inputs)
            if not inputs:
                why = t("rating.lacking_few", method=t(f"rating.method.{key}"), least=LEAST_FOR_COMPLEXITY)
            literal(why, style="note")
