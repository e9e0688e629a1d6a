"""What the figures say, method and source: findings above, notes below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import streamlit as st

from geo.analysis.rating.drawn import WHOLE, draws_of
from geo.analysis.rating.registry import METHODS
from geo.catalog import Catalog
from geo.catalog.things import split_values
from geo.language import Translator, number
from geo.model import Source
from geo.observatory import words
from geo.observatory.choice import LEAST_FOR_COMPLEXITY, missing
from geo.observatory.findings import STAR_METHODS, Finding, findings
from geo.observatory.ranking import Ranking
from geo.observatory.state import COMPOSITES
from geo.statistics.cities import DATASET
from pages.components import own_table
from pages.components.literal import element, leading, literal
from pages.components.observatory import session
from pages.components.observatory.anchors import SCATTER, VIEW, WEIGHTS
from pages.components.source_mark import source_list

_SHOWN_BY: Final = {"middle": SCATTER, "concentration": SCATTER}
OF_ALL_INDUSTRIES: Final = ("complexity", "diversification")
FEW_INDUSTRIES: Final = 20
"""Methods that compare all industries of a region tell regions apart badly where there are fewer."""


def show_findings(ranking: Ranking, t: Translator) -> None:
    """Show what the figures mean, and the findings as sentences, each with the way to the view that shows it."""
    state = session.current()
    found = findings(ranking.rows, of=ranking.of)
    literal(meaning(ranking, t), style="note")
    with st.container(key="observatory_findings"):
        told = [_told(one, words.sentence(one, ranking, state, t), t) for one in found]
        st.html("".join(told) + _turn(t, ranking))


def meaning(ranking: Ranking, t: Translator) -> str:
    """Return in plain words what the figures of a ranking are."""
    choice = ranking.choice
    if choice is None:
        return t(f"rating.means.{ranking.of}")
    means = words.within(t(f"rating.method_help.{ranking.of}"))
    said = t("rating.means", what=t(f"rating.method.{ranking.of}"), means=means)
    if ranking.of in OF_ALL_INDUSTRIES and len(choice.industries) < FEW_INDUSTRIES:
        said = t("rating.means.few", means=said, n=number(len(choice.industries), t.language))
    return said


def _told(finding: Finding, sentence: str, t: Translator) -> str:
    if finding.key == "nothing":
        return element(sentence)
    key = _SHOWN_BY.get(finding.key, VIEW)
    return leading(sentence, t(f"rating.see.{key}"), key)


def _turn(t: Translator, ranking: Ranking) -> str:
    """Say what would have to change for the order of the first two to change; "" where nothing would."""
    if ranking.of not in COMPOSITES or len(ranking.rows) < 2:
        return ""
    names = [str(ranking.rows.iloc[place][f"name_{t.language}"]) for place in (0, 1)]
    if ranking.turn is None or session.current().parent:
        return ""
    # A change of less than a point must not read as none.
    digits = 0 if abs(ranking.turn.needed - ranking.turn.weight) >= 0.02 else 2
    said = t(
        "rating.turn",
        first=names[0],
        second=names[1],
        indicator=words.part_name(ranking.of, tuple(COMPOSITES[ranking.of])[ranking.turn.indicator], t),
        weight=number(ranking.turn.weight * 100, t.language, digits=digits),
        needed=number(ranking.turn.needed * 100, t.language, digits=digits),
    )
    return leading(said, t(f"rating.see.{WEIGHTS}"), WEIGHTS)


def show_notes(ranking: Ranking, catalog: Catalog, t: Translator) -> None:
    """Show how the figures were made: method, formula, what it lacks, the data and its sources."""
    literal(t("rating.notes"), style="heading")
    said = notes(ranking, catalog, t)
    for note in said if ranking.choice is None else said[1:]:  # what a method means stands above
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
