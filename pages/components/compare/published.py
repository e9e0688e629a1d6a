"""Published layers in the comparison: which can be chosen, how they are marked, and those that are gone."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo.comparison.gather import Subject
from geo.language import Translator
from geo.maps.drawing import PublishedLayer
from geo.model import Cluster
from geo.publication.cases import BOUNDARY, COLOUR, case_cluster, case_id_of, is_case, reference_of
from geo.publication.shelf import Found, shared_shelf
from pages.components import publication_words
from pages.components.boundary import show_notice
from pages.components.compare import session


def known() -> dict[str, Cluster]:
    """Return the published layers that can be compared, by case id, as clusters.

    The newest versions, the last published first, and whichever older ones the link or the session names.
    """
    shelf = shared_shelf()
    if shelf is None:
        return {}
    newest = (Found(one, one.newest) for one in shelf.listing())
    found = {case_id_of(one): one for one in newest if is_case(one)}
    chosen = st.session_state.get(session.WIDGETS["cases"], ())
    for case in (*st.query_params.get("cases", "").split(","), *chosen, *session.current().cases):
        one = publication_words.visible(reference_of(case)) if reference_of(case) else None
        if one is not None and is_case(one):
            found[case] = one
    return {case: case_cluster(case, one) for case, one in found.items()}


def serial() -> int:
    """Return a number that changes with every published, withdrawn or restored layer."""
    shelf = shared_shelf()
    return 0 if shelf is None else shelf.serial()


def drop_missing(t: Translator, cases: Mapping[str, Cluster]) -> None:
    """Take layers that were withdrawn meanwhile out of the choice, and say so."""
    chosen = st.session_state[session.WIDGETS["cases"]]
    gone = [case for case in chosen if case not in cases]
    for case in gone:
        show_notice(missing(case, t))
    if gone:
        st.session_state[session.WIDGETS["cases"]] = [case for case in chosen if case in cases]


def names(clusters: Mapping[str, Cluster], t: Translator) -> dict[str, str]:
    """Return the names of the choice, published layers marked as such; two of one title are told apart."""
    words = {case: cluster.name.localised(t.language) for case, cluster in clusters.items()}
    titles = list(words.values())
    for case, cluster in clusters.items():
        if cluster.boundary == BOUNDARY:
            told = t("publication.case.option", title=words[case])
            pinned = "." in reference_of(case) or titles.count(words[case]) > 1
            words[case] = f"{told} ({reference_of(case)})" if pinned else told
    return words


def missing(case: str, t: Translator) -> str:
    """Return why a published layer of a link is not shown, "" for what is no published layer."""
    reference = reference_of(case)
    return publication_words.missing(reference, t) if reference else ""


def drawing(subject: Subject) -> PublishedLayer | None:
    """Return what the map script is told of a published layer, None for a cluster."""
    if subject.published is None:
        return None
    found = subject.published.found
    return {
        "id": found.publication.publication_id,
        "version": found.version.number,
        "colour": COLOUR.removeprefix("#"),
    }
