"""What is said of a published layer wherever it is shown: its facts, its owner, and why it cannot be seen."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from geo.language import Translator, number
from geo.publication.about import About, Owner
from geo.publication.cases import owner_words
from geo.publication.errors import PublicationError, UnknownPublicationError
from geo.publication.register import OWNER, Publication, Version
from geo.publication.shelf import Found, shared_shelf
from geo.workbench.map_state import view_of
from pages.components.literal import link


def label(found: Found, t: Translator) -> str:
    """Return a layer's title with its version where that is an older one."""
    title = found.version.about.title
    if found.version == found.publication.newest:
        return title
    return t("publication.pinned", title=title, number=found.version.number)


def facts(found: Found, t: Translator) -> str:
    """Return everything that is said of a version as HTML, and that it is no part of the checked catalogue."""
    version = found.version
    newest = found.publication.newest.number
    words = t(
        "publication.version.newest" if version.number == newest else "publication.version", number=version.number
    )
    more = {
        "features": number(version.features, t.language),
        "version": f"{words}{t('publication.comma')}{version.published_at[:10]}",
    }
    return said(version.about, found.publication.owner, more, t)


def said(about: About, owner: Owner, more: Mapping[str, str], t: Translator) -> str:
    """Return what a publisher says of something as HTML, and that nobody has checked it.

    Parameters
    ----------
    more : key of `publication.fact` -> words, besides what every publication has.
    """
    licence = link(about.licence_name, about.licence_url) if about.licence_url else escape(about.licence_name)
    rows = {
        "owner": escape(owner_words(owner, t)),
        "licence": licence,
        "source": escape(about.source),
        "as_of": escape(about.as_of),
        "confidence": escape(t(f"term.confidence.{about.confidence}")),
        **{name: escape(words) for name, words in more.items()},
    }
    terms = "".join(
        f"<div><dt>{escape(t(f'publication.fact.{name}'))}</dt><dd>{value}</dd></div>" for name, value in rows.items()
    )
    return f'<dl class="obs-facts">{terms}</dl><p class="obs-note">{escape(t("publication.unchecked"))}</p>'


def withdrawn(publication: Publication, t: Translator) -> str:
    """Return when and by whom a layer was withdrawn; its title is out of sight like the rest."""
    by = owner_words(publication.owner, t) if publication.withdrawn_by == OWNER else t("publication.operator")
    return t("publication.withdrawn", id=publication.publication_id, date=publication.withdrawn_at[:10], by=by)


def missing(reference: str, t: Translator) -> str:
    """Return why a link's published layer is not shown."""
    shelf = shared_shelf()
    if shelf is None:
        return t("publication.off")
    try:
        publication = shelf.publication(reference.split(".", maxsplit=1)[0])
    except UnknownPublicationError:
        return t("publication.gone", id=reference)
    return withdrawn(publication, t) if publication.withdrawn_at else t("publication.gone", id=reference)


def visible(reference: str) -> Found | None:
    """Return what a reference names, None where it cannot be seen."""
    shelf = shared_shelf()
    if shelf is None:
        return None
    try:
        return shelf.find(reference)
    except PublicationError:
        return None


def map_query(publication_id: str, version: Version) -> dict[str, str]:
    """Return the parameters of a link to the cluster map that shows a layer and goes to it."""
    if version.bounds is None:
        return {"pub": publication_id}
    view = view_of(version.bounds)
    return {
        "pub": publication_id,
        "lat": f"{view['lat']:.4f}",
        "lng": f"{view['lng']:.4f}",
        "z": str(int(view["zoom"])),
    }
