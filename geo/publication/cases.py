"""A published layer as a case of the comparison: its polygons as territory, and what of the catalogue lies inside."""

from __future__ import annotations

import dataclasses
import re
import threading
from dataclasses import dataclass
from itertools import compress
from typing import Any, Final

from cachetools import LRUCache, cached

from geo.analysis.sample_figures import OWN_SOURCE, sample_figures
from geo.catalog import Catalog
from geo.catalog.boundaries import geodesic_area_km2
from geo.language import LANGUAGES, Translator, translator
from geo.model import CONFIDENCES, Cluster, Figure, Organisation, Text
from geo.publication.about import Owner
from geo.publication.errors import UnknownPublicationError
from geo.publication.layers import layer
from geo.publication.shelf import Found, Shelf, shared_shelf

COLOUR: Final = "#6A51A3"  # no model's colour
BOUNDARY: Final = "published"
MOST_FEATURES: Final = 20_000
"""Rows a layer may have to be compared: its areas are merged into one territory while a person waits."""
_CASE: Final = re.compile(r"pub-([a-z2-7]{10})(?:-([1-9][0-9]{0,5}))?")
_TOGETHER: Final = 16  # territories kept


@dataclass(frozen=True, slots=True)
class Territory:
    """The merged polygons of a version.

    Attributes
    ----------
    shape : in WGS 84 degrees.
    area_km2 : geodesic; ground that several polygons cover counts once.
    """

    shape: Any
    area_km2: float


@dataclass(frozen=True, slots=True)
class PublishedCase:
    """One published layer in a comparison.

    Attributes
    ----------
    cluster : it as a cluster: its title, territory and owner in words.
    members : organisations of the curated sample inside its territory.
    """

    case_id: str
    found: Found
    cluster: Cluster
    territory: Territory
    members: tuple[Organisation, ...]

    @property
    def owner(self) -> Owner:
        """Return whose it is."""
        return self.found.publication.owner

    def figures(self, as_of: str) -> tuple[Figure, ...]:
        """Work out the computed indicators; they rest on the layer, and those of organisations on the catalogue too.

        Parameters
        ----------
        as_of : ISO date of the catalogue.
        """
        about = self.found.version.about
        made = sample_figures(
            self.case_id,
            self.members,
            start_year=None,
            drawn_units=0,
            area_km2=self.territory.area_km2,
            as_of=as_of,
        )
        return tuple(
            dataclasses.replace(figure, source_ids=self.case_id, as_of=about.as_of, confidence=about.confidence)
            if figure.indicator_id == "drawn_area_km2"
            else dataclasses.replace(
                figure,
                source_ids=f"{OWN_SOURCE};{self.case_id}",
                confidence=max(figure.confidence, about.confidence, key=CONFIDENCES.index),
            )
            for figure in made
        )


def case_id_of(found: Found, *, pinned: bool = False) -> str:
    """Return the id a comparison's link names a published layer by, with its version if that is to stay."""
    number = f"-{found.version.number}" if pinned else ""
    return f"pub-{found.publication.publication_id}{number}"


def reference_of(case_id: str) -> str:
    """Return what a shelf finds a case by; "" for an id that is no published layer's.

    Examples
    --------
    >>> reference_of("pub-abcdefghij-2"), reference_of("tsukuba")
    ('abcdefghij.2', '')
    """
    match = _CASE.fullmatch(case_id)
    return ".".join(part for part in match.groups() if part) if match else ""


def is_case(found: Found) -> bool:
    """Tell whether a published layer has a territory that can be compared."""
    return "areas" in found.version.kinds and found.version.features <= MOST_FEATURES


def case_cluster(case_id: str, found: Found) -> Cluster:
    """Return a published layer as a cluster of no model and no country."""
    about = found.version.about
    west, south, east, north = found.version.bounds or (0.0, 0.0, 0.0, 0.0)
    return Cluster(
        cluster_id=case_id,
        name=Text(about.title, about.title),
        short=Text(about.title, about.title),
        kind=BOUNDARY,
        boundary=BOUNDARY,
        scope=Text(*(translator(language)("publication.case.scope") for language in LANGUAGES)),
        summary=Text(*(_summary(found, translator(language)) for language in LANGUAGES)),
        lon=(west + east) / 2,
        lat=(south + north) / 2,
        source_ids=case_id,
        as_of=about.as_of,
        confidence=about.confidence,
    )


def _summary(found: Found, t: Translator) -> str:
    about = found.version.about
    return t(
        "publication.case.summary",
        owner=owner_words(found.publication.owner, t),
        source=about.source.rstrip("。. "),
        licence=about.licence_name.rstrip("。. "),
        as_of=about.as_of,
        number=found.version.number,
    )


def published_case(case_id: str, catalog: Catalog) -> PublishedCase:
    """Return a published layer as a case.

    Raises
    ------
    UnknownPublicationError
        if there is none of this id, it has no areas, or this server shares no layers.
    WithdrawnError, PublishedFileError
    """
    shelf = shared_shelf()
    reference = reference_of(case_id)
    if shelf is None or not reference:
        raise UnknownPublicationError(case_id)
    found = shelf.find(reference)
    if not is_case(found):
        raise UnknownPublicationError(case_id)
    ground = _territory(shelf, found)
    return PublishedCase(case_id, found, case_cluster(case_id, found), ground, _inside(ground, catalog))


def owner_words(owner: Owner, t: Translator) -> str:
    """Return an owner's name, marked where nobody has checked it."""
    return t("publication.owner.declared", name=owner.name) if owner.is_declared else owner.name


@cached(LRUCache(_TOGETHER), key=lambda _shelf, found: found.version.digest, lock=threading.Lock())
def _territory(shelf: Shelf, found: Found) -> Territory:
    import shapely

    shapes = layer(shelf, found).frame.geometry.to_numpy()
    shapes = shapes[~shapely.is_missing(shapes)]
    shapes = shapely.force_2d(shapes[shapely.get_dimensions(shapes) == 2])
    parts = shapely.get_parts(shapely.make_valid(shapes))
    merged = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return Territory(merged, geodesic_area_km2(merged))


def _inside(ground: Territory, catalog: Catalog) -> tuple[Organisation, ...]:
    import shapely

    organisations = catalog.every(Organisation).values()
    shapely.prepare(ground.shape)
    inside = shapely.intersects_xy(ground.shape, [one.lon for one in organisations], [one.lat for one in organisations])
    return tuple(compress(organisations, inside))
