"""What the figures say, method and source: findings above, notes below."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from geo.analysis.rating.drawn import WHOLE, draws_of
from geo.analysis.rating.registry import METHODS
from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.language import Translator, number
from geo.model import Source
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
    for note in notes(ranking, catalog, t):
        literal(note, style="note")
    if cited := sources(ranking, catalog):
        st.html(source_list(cited, t))


def notes(ranking: Ranking, catalog: Catalog, t: Translator) -> list[str]:
    """Return how the figures were made, a paragraph each: method, formula, uncertainty, what is lacking, the data."""
    choice = ranking.choice
    said: list[str] = []
    if choice is None:
        key = ranking.of if ranking.of in COMPOSITES else "cities"
        uncertain = t("rating.note.weights_only") if key == ranking.of else t("rating.note.no_uncertainty")
        said += [t(f"rating.note.{key}"), uncertain]
    else:
        method = METHODS[choice.method]
        said += [t(f"rating.method_help.{method.key}")]
        said += [t("rating.formula", version=method.version, formula=method.formula)]
        if not method.seen:
            said.append(t("rating.remembered"))
        if below := choice.panel.negative(ranking.year):
            said.append(t("rating.note.negative", count=number(below, t.language)))
        said += [*_places(t, ranking), *_lacking(t, ranking)]
    if choice is not None and choice.is_own:
        table = own_table.received()
        said.append(t("rating.own.note", name="" if table is None else table.name))
    else:
        resource = catalog.resource(DATASET if choice is None else choice.panel.dataset.key)
        said.append(resource.description.localised(t.language))
    if choice is not None and choice.grouping == "digital":
        said.append(t("rating.note.digital"))
    return said


def sources(ranking: Ranking, catalog: Catalog) -> list[Source]:
    """Return the sources of the data, and of the classification its industries are gathered by."""
    choice = ranking.choice
    ids: tuple[str, ...] = ()
    if choice is None or not choice.is_own:
        ids = split_values(catalog.resource(DATASET if choice is None else choice.panel.dataset.key).source_ids)
    if choice is not None and choice.grouping == "digital":
        ids = (*ids, "cn-p01")
    return [catalog.source(one) for one in ids]


def _places(t: Translator, ranking: Ranking) -> Iterator[str]:
    """Say how the rank intervals were drawn, or that the source gives nothing to draw them from."""
    if not ranking.rows["rank_low"].notna().any():
        yield t("rating.note.no_uncertainty")
        return
    yield t("rating.note.places", draws=number(draws_of(ranking.of), t.language))
    if ranking.of in WHOLE:
        yield t("rating.note.places_whole")
    if ranking.of in STAR_METHODS:
        yield t("rating.note.places_stars")
    if ranking.of == "eu_stars_productivity":
        yield t("rating.note.places_pay")


def _lacking(t: Translator, ranking: Ranking) -> Iterator[str]:
    """Say which methods these data cannot feed, and what they lack."""
    assert ranking.choice is not None  # noqa: S101 - asked by notes
    for key in METHODS:
        if key not in ranking.choice.methods:
            inputs = t("card.list.separator").join(
                t(f"rating.input.{name}") for name in missing(ranking.choice.panel, key)
            )
            if inputs:
                yield t("rating.lacking", method=t(f"rating.method.{key}"), inputs=inputs)
            else:
                yield t("rating.lacking_few", method=t(f"rating.method.{key}"), least=LEAST_FOR_COMPLEXITY)
