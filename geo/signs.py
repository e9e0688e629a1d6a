"""The registry of signs: shapes, dashes, patterns, glyphs, colours and ink of everything that is drawn.

Map script, legends, charts, slides, figures and stylesheets are all fed from here, so that one thing looks the same
wherever it is seen. Shapes lie on a circle of radius 1, y downwards as on screens. Colours of the models are those of
Okabe and Ito (2008, Color Universal Design), doubled by shape and pattern; that of computing is far from all of them
for normal and for colour-blind eyes (a test measures it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from geo.model import NO_MODEL

INK: Final = "#2B2B2B"
MUTED: Final = "#5C5C5C"
GREY: Final = "#6B6B6B"  # what carries no model, and what is out of reach
PAPER: Final = "#FFFFFF"
LINE: Final = "#D9D5CB"
LAND: Final = "#F6F4EE"
WATER: Final = "#DCE8EF"
COAST: Final = "#C9D3D6"
NEUTRAL: Final = "#EEEFEC"  # where nothing has been loaded yet: neither land nor sea
ACCENT: Final = "#0072B2"
ACCENT_DARK: Final = "#005A8C"
SIGNAL: Final = "#D55E00"  # what needs attention
COMPUTING: Final = "#7B1E7A"  # hubs, data-centre clusters and links: an infrastructure layer of their own
GRATICULE: Final = "#9FB4BF"
COMPUTING_TEXT: Final = "#5E155D"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A marker's outline.

    Attributes
    ----------
    corners : on a circle of about radius 1, y downwards; empty for the circle itself.
    preset : DrawingML's name of the shape.
    marker : Matplotlib's.
    symbol : ECharts'.
    character : the same in a line of text.
    """

    corners: tuple[Point, ...]
    preset: str
    marker: str
    symbol: str
    character: str


SHAPES: Final[dict[str, Shape]] = {
    "circle": Shape((), "ellipse", "o", "circle", "●"),
    "square": Shape(((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)), "rect", "s", "rect", "■"),
    "triangle": Shape(((0.0, -1.15), (1.08, 0.82), (-1.08, 0.82)), "triangle", "^", "triangle", "▲"),
    "diamond": Shape(((0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)), "diamond", "D", "diamond", "◆"),
    "hexagon": Shape(
        ((-0.58, -1.0), (0.58, -1.0), (1.15, 0.0), (0.58, 1.0), (-0.58, 1.0), (-1.15, 0.0)),
        "hexagon",
        "H",
        "path://M-58-100L58-100L115 0L58 100L-58 100L-115 0Z",
        "⬢",
    ),
    # Not of a model: what the observatory's methods give to regions.
    "star": Shape(
        (
            (0.0, -1.2),
            (0.28, -0.39),
            (1.14, -0.37),
            (0.46, 0.15),
            (0.71, 0.97),
            (0.0, 0.48),
            (-0.71, 0.97),
            (-0.46, 0.15),
            (-1.14, -0.37),
            (-0.28, -0.39),
        ),
        "star5",
        "*",
        "path://M0-120L28-39L114-37L46 15L71 97L0 48L-71 97L-46 15L-114-37L-28-39Z",
        "★",
    ),
}


@dataclass(frozen=True, slots=True)
class Dash:
    """A kind of line: lengths of strokes and gaps in pixels, and DrawingML's name of the nearest."""

    lengths_px: tuple[float, ...]
    preset: str

    @property
    def svg(self) -> str:
        """Return the lengths as an SVG dash array; empty is solid."""
        return " ".join(f"{length:g}" for length in self.lengths_px)

    @property
    def matplotlib(self) -> str | tuple[int, tuple[float, ...]]:
        """Return Matplotlib's line style; a pixel is three quarters of a point."""
        return (0, tuple(length * 0.75 for length in self.lengths_px)) if self.lengths_px else "-"


DASHES: Final[dict[str, Dash]] = {
    "solid": Dash((), ""),
    "dashed": Dash((8, 4), "dash"),
    "dotted": Dash((2, 4), "sysDot"),
    "dash_dot": Dash((8, 3, 2, 3), "dashDot"),
    "fine": Dash((1, 3), "sysDot"),
    "short": Dash((4, 4), "sysDash"),
    "tentative": Dash((2, 2), "sysDot"),
}

PATTERNS: Final = ("dots", "slanted", "level", "crossed", "plain")


@dataclass(frozen=True, slots=True)
class Sign:
    """How clusters of one model and their organisations are drawn.

    Attributes
    ----------
    colour : hex colour.
    shape : key of SHAPES, tells the model without colour.
    dash : key of DASHES, of the outline.
    pattern : one of PATTERNS, fills areas and bars.
    """

    colour: str
    shape: str
    dash: str
    pattern: str


MODELS: Final[dict[str, Sign]] = {
    "technology_innovation": Sign("#0072B2", "circle", "solid", "dots"),
    "digital_industrialisation": Sign("#E69F00", "square", "dashed", "slanted"),
    "industry_digitalisation": Sign("#009E73", "triangle", "dotted", "level"),
    "platform_aggregation": Sign("#CC79A7", "diamond", "dash_dot", "crossed"),
    NO_MODEL: Sign(GREY, "hexagon", "fine", "plain"),
}


def model_sign(model: str) -> Sign:
    """Return the sign of a model; of a cluster without one when `model` is none of them.

    Examples
    --------
    >>> model_sign("platform_aggregation").shape, model_sign("").shape
    ('diamond', 'hexagon')
    """
    return MODELS.get(model, MODELS[NO_MODEL])


# Which kind of organisation it is stands inside its shape: firms are solid, research has a dot, facilities a bar,
# supporting bodies a cross. Strokes are lines from point to point of a shape of radius 1, a dot has its radius.
@dataclass(frozen=True, slots=True)
class Glyph:
    """The inner sign of a family of organisations: lines, or a dot of a radius, in white."""

    lines: tuple[tuple[Point, Point], ...] = ()
    dot_radius: float = 0.0
    marker: str = ""  # Matplotlib's
    preset: str = ""  # DrawingML's


GLYPHS: Final[dict[str, Glyph]] = {
    "firm": Glyph(),
    "research": Glyph(dot_radius=0.34, marker=".", preset="ellipse"),
    "facility": Glyph(lines=(((-0.5, 0.0), (0.5, 0.0)),), marker="_", preset="rect"),
    "support": Glyph(lines=(((-0.5, 0.0), (0.5, 0.0)), ((0.0, -0.5), (0.0, 0.5))), marker="+", preset="mathPlus"),
}

ORGANISATION_RADIUS_PX: Final = 6.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line: its colour, width, dash (key of DASHES) and how far it lets what is below through (0 clear, 1 not)."""

    colour: str
    width_px: float
    dash: str = "solid"
    opacity: float = 1.0
    fill_opacity: float = 0.0


# Layers of a platform's network, from its seat outwards.
NETWORK_LAYERS: Final[dict[str, str]] = {
    "L0": INK,
    "L1": "#CC79A7",
    "L2": "#0072B2",
    "L3": "#009E73",
    "L4": "#E69F00",
}
LOADS: Final[dict[str, str]] = {"real_time": "solid", "non_real_time": "dashed", "general": "dotted"}
EVIDENCE_WIDTHS_PX: Final[dict[str, float]] = {"official": 2.4, "reported": 1.2}
RINGS: Final[dict[str, Stroke]] = {
    "sure": Stroke(INK, 2.2, fill_opacity=0.1),
    "estimate": Stroke(INK, 1.0, "dotted"),
    "possible": Stroke(INK, 1.8, "dashed", fill_opacity=0.05),
    "floor": Stroke(GREY, 1.2, "fine"),
}
VERDICTS: Final[dict[str, str]] = {"surely": "✓", "possibly": "?", "not": "×", "impossible": "×"}


def shape_svg(shape: str, radius_px: float) -> str:
    """Return a shape as one SVG element round the origin, to be filled and stroked by the group it stands in.

    Examples
    --------
    >>> shape_svg("circle", 6), shape_svg("diamond", 10)
    ('<circle r="6"/>', '<polygon points="0,-12 12,0 0,12 -12,0"/>')
    """
    corners = SHAPES[shape].corners
    if not corners:
        return f'<circle r="{radius_px:g}"/>'
    points = " ".join(f"{round(x * radius_px, 2):g},{round(y * radius_px, 2):g}" for x, y in corners)
    return f'<polygon points="{points}"/>'


def glyph_svg(family: str, radius_px: float) -> str:
    """Return the inner sign of a family of organisations as SVG, for a shape of this radius."""
    glyph = GLYPHS[family]
    if glyph.dot_radius:
        return f'<circle r="{glyph.dot_radius * radius_px:g}" fill="{PAPER}" stroke="none"/>'
    path = "".join(
        f"M{a[0] * radius_px:g} {a[1] * radius_px:g}L{b[0] * radius_px:g} {b[1] * radius_px:g}" for a, b in glyph.lines
    )
    return f'<path d="{path}" stroke="{PAPER}" stroke-width="1.6"/>' if path else ""


def stroke_svg(stroke: Stroke) -> str:
    """Return a line's look as SVG attributes."""
    dash = f' stroke-dasharray="{DASHES[stroke.dash].svg}"' if stroke.dash != "solid" else ""
    return f'stroke="{stroke.colour}" stroke-width="{stroke.width_px:g}"{dash}'


def for_script() -> dict[str, Any]:
    """Return the registry as the map script takes it (see `signs.js`)."""

    def line(stroke: Stroke) -> dict[str, Any]:
        return asdict(stroke) | {"dash": DASHES[stroke.dash].svg}

    return {
        "shapes": {key: [list(corner) for corner in shape.corners] for key, shape in SHAPES.items()},
        "glyphs": {
            key: {"lines": [[list(end) for end in ends] for ends in glyph.lines], "dot": glyph.dot_radius}
            for key, glyph in GLYPHS.items()
        },
        "models": {key: asdict(sign) | {"dash": DASHES[sign.dash].svg} for key, sign in MODELS.items()},
        "loads": {key: DASHES[dash].svg for key, dash in LOADS.items()},
        "evidence": EVIDENCE_WIDTHS_PX,
        "rings": {key: line(stroke) for key, stroke in RINGS.items()},
        "verdicts": VERDICTS,
        "tentative": DASHES["tentative"].svg,
        "possibly": DASHES["short"].svg,
        "radius": ORGANISATION_RADIUS_PX,
        "colours": colours(),
    }


def colours() -> Mapping[str, str]:
    """Return the colours that belong to no model, by name."""
    return {
        "text": INK,
        "muted": MUTED,
        "grey": GREY,
        "paper": PAPER,
        "line": LINE,
        "land": LAND,
        "water": WATER,
        "coast": COAST,
        "graticule": GRATICULE,
        "neutral": NEUTRAL,
        "accent": ACCENT,
        "accent-dark": ACCENT_DARK,
        "signal": SIGNAL,
        "computing": COMPUTING,
        "computing-text": COMPUTING_TEXT,
    }


def css() -> str:
    """Return the colours as custom properties for a stylesheet: --obs-text, --obs-land and so on.

    Examples
    --------
    >>> "--obs-land: #F6F4EE;" in css()
    True
    """
    return ":root {\n" + "".join(f"  --obs-{name}: {value};\n" for name, value in colours().items()) + "}\n"
