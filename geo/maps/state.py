"""The state of the cluster map as it stands in a link: filters, layers, place and selection.

Keys of the link are neutral ids, never texts: those of `geo.tiles.filters` (model, country, segment, kind, conf, from,
to), load, evidence, layers, pub (published layers: id, or id.version), lat, lng, z, sel; q holds words to look for.
Those of a register that is drawn instead of the sample are in `geo.maps.register`.
Reading never fails: what cannot be used is left at its default and returned as a list of problems, so that the page can
say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from geo.links import OBJECT_ID, Grammar, Parameter, Problem, Tell, some_of, whole, within, write_some
from geo.maps import register as registers
from geo.maps.register import Register
from geo.model import EVIDENCE, LOAD_CLASSES
from geo.tiles.filters import LINKED, YEARS, Filters, parse_filters
from geo.tiles.grid import MAX_LATITUDE, MAX_ZOOM

LAYERS = ("clusters", "organisations", "computing", "links", "graticule", "admin")
DEFAULT_LAYERS = ("clusters", "organisations", "computing", "links", "graticule")
OBJECT_KINDS = ("cluster", "org", "stack", "hub", "computing", "area", "region", "link", "park")
MOST_WORDS = 80  # characters of what a link looks for
MOST_PUBLISHED = 4  # published layers shown at once
_PUBLISHED = re.compile(r"[a-z2-7]{10}(\.[1-9][0-9]{0,5})?")
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,16})?")
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
    """Everything a link to the map restores.

    `find` is what a link names in words (`?q=`); the page looks for it once and writes what it found. `register` is the
    dataset whose firms are drawn; None = the sample.
    """

    filters: Filters = field(default_factory=Filters)
    loads: tuple[str, ...] = LOAD_CLASSES
    evidence: tuple[str, ...] = EVIDENCE
    layers: tuple[str, ...] = DEFAULT_LAYERS
    view: View = HOME
    selection: Selection | None = None
    published: tuple[str, ...] = ()
    find: str = ""
    register: Register | None = None

    def with_boundaries(self) -> MapState:
        """Return the state with China's units drawn for orientation."""
        return self if "admin" in self.layers else replace(self, layers=(*self.layers, "admin"))

    def query(self) -> dict[str, str]:
        """Write the state as query parameters; what is at its default is left out, except the view."""
        return LINK.write(
            self.filters.pairs()
            | {"load": self.loads, "evidence": self.evidence, "layers": self.layers, "pub": self.published}
            | {"lat": self.view.lat, "lng": self.view.lng, "z": self.view.zoom, "sel": self.selection}
            | (self.register.pairs() if self.register else {})
        )


def _read_published(text: str, tell: Tell) -> tuple[str, ...]:
    """Return the published layers a link names, one version of each; whether they exist is for the page to find out."""
    found: dict[str, str] = {}
    for reference in filter(None, text.split(",")):
        if _PUBLISHED.fullmatch(reference) and len(found) < MOST_PUBLISHED:
            found.setdefault(reference.split(".")[0], reference)
        else:
            tell(reference)
    return tuple(found.values())


def _read_selection(text: str, _tell: Tell) -> Selection:
    kind, _, object_id = text.partition(":")
    if kind not in OBJECT_KINDS or not OBJECT_ID.fullmatch(object_id):
        raise ValueError(text)
    return Selection(kind, object_id)


def _read_words(text: str, _tell: Tell) -> str:
    words = " ".join(text.split())
    if len(words) > MOST_WORDS:
        raise ValueError(text)
    return words


def _write_selection(selection: Selection | None) -> str:
    return f"{selection.kind}:{selection.id}" if selection else ""


def _write_degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _filter(key: str) -> Parameter[str]:
    """Return the parameter of one filter: a text that the filter grammar accepts."""

    def read(text: str, _tell: Tell) -> str:
        parse_filters([(key, text)])
        return text

    return Parameter(key, "", read)


LINK: Final = Grammar(
    *(_filter(key) for key in (*LINKED, *YEARS)),
    Parameter("load", LOAD_CLASSES, some_of(LOAD_CLASSES), write_some),
    Parameter("evidence", EVIDENCE, some_of(EVIDENCE), write_some),
    Parameter("layers", DEFAULT_LAYERS, some_of(LAYERS), write_some),
    Parameter("lat", None, within(-MAX_LATITUDE, MAX_LATITUDE, form=_NUMBER), _write_degrees, always=True),
    Parameter("lng", None, within(-540.0, 540.0, form=_NUMBER), _write_degrees, always=True),
    Parameter("z", HOME.zoom, whole(MIN_ZOOM, MAX_ZOOM), always=True),
    Parameter("pub", (), _read_published, ",".join),
    Parameter("sel", None, _read_selection, _write_selection),
    Parameter("q", "", _read_words),
    *registers.PARAMETERS,
)
"""The link of `/cluster_map`."""


def parse_state(query: Mapping[str, str]) -> tuple[MapState, tuple[Problem, ...]]:
    """Read a state from query parameters; keys that are not ours are ignored.

    >>> state, problems = parse_state({"model": "technology_innovation", "z": "99"})
    >>> state.filters.model, state.view == HOME, problems
    (('technology_innovation',), True, (Problem(key='z', value='99', why='value'),))
    """
    values, problems = LINK.read(query)
    filters, crossed = _filters(values)
    view, halves = _view(values, query)
    register, unread = registers.register_of(values)
    state = MapState(
        filters,
        values["load"],
        values["evidence"],
        values["layers"],
        view,
        values["sel"],
        values["pub"],
        values["q"],
        register,
    )
    return state, (*problems, *crossed, *halves, *unread)


def _filters(values: Mapping[str, Any]) -> tuple[Filters, tuple[Problem, ...]]:
    """Put the filters together; of two years that cross, the second is left out."""
    pairs = [(key, values[key]) for key in (*LINKED, *YEARS) if values[key]]
    first, last = values["from"], values["to"]
    if first and last and first > last:
        return parse_filters([pair for pair in pairs if pair[0] != "to"]), (Problem("to", last),)
    return parse_filters(pairs), ()


def _view(values: Mapping[str, Any], query: Mapping[str, str]) -> tuple[View, tuple[Problem, ...]]:
    """Put the view together; half a place is none."""
    lat, lng, zoom = values["lat"], values["lng"], values["z"]
    if lat is not None and lng is not None:
        return View(lat, lng, zoom), ()
    halves = tuple(Problem(key, query[key][:60]) for key in ("lat", "lng") if values[key] is not None)
    return View(HOME.lat, HOME.lng, zoom), halves


def selection_of(properties: Mapping[str, object] | None) -> Selection | None:
    """Read the object a click in the map reported; anything malformed is no selection."""
    if not properties:
        return None
    try:
        return _read_selection(f"{properties.get('kind')}:{properties.get('id')}", lambda *_: None)
    except ValueError:
        return None
