"""The state of the cluster map as it stands in a link: filters, layers, place and selection.

Keys of the link are neutral ids, never texts: model, country, segment, kind, conf, from, to (the filter grammar of
`geo.tiles.filters`), load, evidence, layers, pub (published layers: id, or id.version), lat, lng, z, sel. Reading never
fails: what cannot be used is left at its default and returned as a list of problems, so that the page can say so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from geo.model import EVIDENCE, LOAD_CLASSES
from geo.tiles.errors import FilterError
from geo.tiles.filters import GRAMMAR, Filters, parse_filters
from geo.tiles.grid import MAX_LATITUDE, MAX_ZOOM

LAYERS = ("clusters", "organisations", "computing", "links", "graticule", "admin")
DEFAULT_LAYERS = ("clusters", "organisations", "computing", "links", "graticule")
OBJECT_KINDS = ("cluster", "org", "stack", "hub", "computing", "area", "region", "link", "park")
FILTER_KEYS = (*GRAMMAR, "from", "to")
MOST_PUBLISHED = 4  # published layers shown at once
_PUBLISHED = re.compile(r"[a-z2-7]{10}(\.[1-9][0-9]{0,5})?")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,16})?")
_WHOLE = re.compile(r"[0-9]{1,2}")
MIN_ZOOM = 2


@dataclass(frozen=True, slots=True)
class View:
    """Centre in WGS84 degrees and zoom of the map."""

    lat: float
    lng: float
    zoom: int


HOME = View(33.0, 111.5, 5)


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen object: its kind, one of OBJECT_KINDS, and its id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class MapState:
    """Everything a link to the map restores."""

    filters: Filters = field(default_factory=Filters)
    loads: tuple[str, ...] = LOAD_CLASSES
    evidence: tuple[str, ...] = EVIDENCE
    layers: tuple[str, ...] = DEFAULT_LAYERS
    view: View = HOME
    selection: Selection | None = None
    published: tuple[str, ...] = ()

    def query(self) -> dict[str, str]:
        """Write the state as query parameters; what is at its default is left out, except the view."""
        written = dict(pair.split("=", 1) for pair in self.filters.query().split("&") if pair)
        for key, values, default in (
            ("load", self.loads, LOAD_CLASSES),
            ("evidence", self.evidence, EVIDENCE),
            ("layers", self.layers, DEFAULT_LAYERS),
        ):
            if set(values) != set(default):
                written[key] = ",".join(sorted(values)) or "none"
        written |= {"lat": f"{self.view.lat:.4f}", "lng": f"{self.view.lng:.4f}", "z": str(self.view.zoom)}
        if self.published:
            written["pub"] = ",".join(self.published)
        if self.selection:
            written["sel"] = f"{self.selection.kind}:{self.selection.id}"
        return written


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a link that could not be used."""

    key: str
    value: str


def parse_state(query: Mapping[str, str]) -> tuple[MapState, tuple[Problem, ...]]:
    """Read a state from query parameters; keys that are not ours are ignored.

    >>> state, problems = parse_state({"model": "technology_innovation", "z": "99"})
    >>> state.filters.model, state.view == HOME, problems
    (('technology_innovation',), True, (Problem(key='z', value='99'),))
    """
    problems: list[Problem] = []
    filters = _filters(query, problems)
    view = _view(query, problems)
    selection = _selection(query.get("sel", ""), problems)
    loads, evidence, layers = (
        _choice(query, key, allowed, default, problems)
        for key, allowed, default in (
            ("load", LOAD_CLASSES, LOAD_CLASSES),
            ("evidence", EVIDENCE, EVIDENCE),
            ("layers", LAYERS, DEFAULT_LAYERS),
        )
    )
    published = _published(query.get("pub", ""), problems)
    return MapState(filters, loads, evidence, layers, view, selection, published), tuple(problems)


def _published(text: str, problems: list[Problem]) -> tuple[str, ...]:
    """Return the published layers a link names, one version of each; whether they exist is for the page to find out."""
    found: dict[str, str] = {}
    for reference in filter(None, text.split(",")):
        if _PUBLISHED.fullmatch(reference) and len(found) < MOST_PUBLISHED:
            found.setdefault(reference.split(".")[0], reference)
        else:
            problems.append(Problem("pub", reference[:60]))
    return tuple(found.values())


def _filters(query: Mapping[str, str], problems: list[Problem]) -> Filters:
    usable: list[tuple[str, str]] = []
    for key in FILTER_KEYS:
        if not (text := query.get(key, "")):
            continue
        try:
            parse_filters([*usable, (key, text)])
        except FilterError:
            problems.append(Problem(key, text[:60]))
        else:
            usable.append((key, text))
    return parse_filters(usable)


def _choice(
    query: Mapping[str, str], key: str, allowed: Iterable[str], default: tuple[str, ...], problems: list[Problem]
) -> tuple[str, ...]:
    if not (text := query.get(key, "")):
        return default
    if text == "none":
        return ()
    asked = text.split(",")
    problems.extend(Problem(key, value[:60]) for value in asked if value not in allowed)
    return tuple(value for value in allowed if value in asked)


def _view(query: Mapping[str, str], problems: list[Problem]) -> View:
    read: dict[str, float] = {}
    for key, low, high in (("lat", -MAX_LATITUDE, MAX_LATITUDE), ("lng", -540.0, 540.0), ("z", MIN_ZOOM, MAX_ZOOM)):
        if not (text := query.get(key, "")):
            continue
        number = float(text) if (_WHOLE if key == "z" else _NUMBER).fullmatch(text) else math.nan
        if low <= number <= high:
            read[key] = number
        else:
            problems.append(Problem(key, text[:60]))
    zoom = int(read.get("z", HOME.zoom))
    if "lat" in read and "lng" in read:
        return View(read["lat"], read["lng"], zoom)
    # Half a place is none.
    problems.extend(Problem(key, query[key][:60]) for key in ("lat", "lng") if key in read)
    return View(HOME.lat, HOME.lng, zoom)


def _selection(text: str, problems: list[Problem]) -> Selection | None:
    if not text:
        return None
    kind, _, object_id = text.partition(":")
    if kind not in OBJECT_KINDS or not _ID.fullmatch(object_id):
        problems.append(Problem("sel", text[:60]))
        return None
    return Selection(kind, object_id)


def selection_of(properties: Mapping[str, object] | None) -> Selection | None:
    """Read the object a click in the map reported; anything malformed is no selection."""
    if not properties:
        return None
    return _selection(f"{properties.get('kind')}:{properties.get('id')}", [])
