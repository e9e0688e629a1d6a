"""What the script of a map is told to draw, as JSON (see `view.js`): ids, numbers and registry keys only."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Aim(TypedDict):
    """Where a map is sent: centre in WGS84 degrees and zoom.

    Attributes
    ----------
    narrow : zoom on a phone, where it is another.
    box, fit : west, south, east and north of what is to be seen, and whether the browser fits it to the map's size.
    serial : another for each time the map is sent, so that it stays where a person moved it meanwhile.
    """

    lat: float
    lng: float
    zoom: float
    narrow: NotRequired[float]
    box: NotRequired[list[float]]
    fit: NotRequired[bool]
    serial: NotRequired[int]


class Chosen(TypedDict):
    """The chosen object, and its point where it has one; a ring of `radius_m` is drawn about it, none with 0."""

    kind: str
    id: str
    lat: NotRequired[float]
    lng: NotRequired[float]
    radius_m: NotRequired[float]


class PublishedLayer(TypedDict):
    """A published layer and the colour it is drawn in, as six hexadecimal digits."""

    id: str
    version: int
    colour: str


class RegisterLayer(TypedDict):
    """The register whose firms are drawn: its filter as a query, the words a person wrote as hexadecimal."""

    name: str
    version: str
    look: str
    query: str
    text: str


class Measured(TypedDict):
    """Areas coloured by what was measured in them (see `areas.js`).

    Attributes
    ----------
    areas : key of the set.
    classes, stars : one character for each area, in the set's order; `stars` is empty where none are drawn.
    values : of the areas, None where nothing is known.
    chosen : position of the area that is outlined, -1 = none.
    """

    areas: str
    classes: str
    colours: list[str]
    values: list[float | None]
    stars: str
    chosen: int


class LayerState(TypedDict):
    """A layer of the workbench; `linked` where its places can be chosen on the map."""

    id: str
    kind: str
    version: int
    colours: list[str]
    shown: bool
    shape: str
    pattern: str
    opacity: float
    linked: bool


class Candidate(TypedDict):
    """The bounding box of a place a layer may lie at, degrees; `chosen` for the one in force."""

    west: float
    south: float
    east: float
    north: float
    chosen: bool


class Place(TypedDict):
    """The row of a layer whose place is chosen."""

    layer: str
    row: int


class Workbench(TypedDict):
    """What a workbench holds: its layers from below, the place that is chosen, and where a layer may lie."""

    layers: list[LayerState]
    chosen: Place | None
    boxes: list[Candidate]


class Origin(TypedDict):
    """The place a reach is asked of, and how far it may be off."""

    lat: float
    lng: float
    radius_m: float


class Outline(TypedDict):
    """A ring of a reach: latitudes and longitudes; see `geo.analysis.network.Ring`."""

    edge: str
    points: list[list[float]]


class Reached(TypedDict):
    """What is estimated of a computing site: verdict and round trip in milliseconds."""

    verdict: str
    ms: float


class Reach(TypedDict):
    """The reach of a place; `sites` by their ids."""

    origin: Origin
    rings: list[Outline]
    sites: dict[str, Reached]


class Over(TypedDict):
    """The cluster whose outline is laid over another's, and the place it is moved to."""

    id: str
    lat: float
    lng: float


class Drawing(TypedDict, total=False):
    """A state to draw; what is left out is not drawn.

    Attributes
    ----------
    language : of the names on it.
    version : of the data, part of the addresses its tiles are asked for with.
    basemap : whether terrain is drawn below.
    layers : keys of those that are on.
    query : the filter of organisations.
    clusters, network, links : ids of what passes; None = all.
    linked : group of maps that move together, "" = none.
    """

    language: str
    version: str
    view: Aim
    basemap: bool
    layers: list[str]
    query: str
    clusters: list[str] | None
    network: list[str] | None
    links: list[str] | None
    selected: Chosen | None
    published: list[PublishedLayer]
    register: RegisterLayer
    measured: Measured | None
    workbench: Workbench
    reach: Reach
    linked: str
    over: Over | None
