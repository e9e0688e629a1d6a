"""`python -m tests.benchmarks.growth`: draws docs/scale-growth.svg from the figures in docs/scale-growth.json."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from geo.settings import ROOT

FIGURES: Final = ROOT / "docs" / "scale-growth.json"
PICTURE: Final = ROOT / "docs" / "scale-growth.svg"
_WIDTH, _HEIGHT = 860, 560
_LEFT, _TOP, _PANEL_WIDTH, _PANEL_HEIGHT = 62, 46, 340, 190
_GAP_X, _GAP_Y = 88, 84
_COLOURS: Final = ("#0b6e99", "#b2542d", "#4a7c3a")


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram: its title, and its lines as keys of the figures with their words."""

    title: str
    lines: tuple[tuple[str, str], ...]


PANELS: Final = (
    Panel("bytes on disk", (("store_bytes", "store"), ("source_bytes", "Parquet source"))),
    Panel("seconds of processor to ingest", (("ingest_cpu_s", "from Parquet"),)),
    Panel(
        "milliseconds of processor a tile, cold",
        (
            ("tile_none_cpu_ms", "no filter"),
            ("tile_province_cpu_ms", "one province"),
            ("tile_text_cpu_ms", "free text"),
        ),
    ),
    Panel("megabytes of memory", (("ingest_peak_mb", "ingest, at most"), ("serving_mb", "answering, five filters"))),
)


def draw(figures: list[dict[str, Any]]) -> str:
    """Return the diagrams as SVG: rows along, both axes logarithmic; what was not measured has no point.

    Parameters
    ----------
    figures : one object a size, ascending by `rows`.
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        'font-size="12" fill="#222">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for place, panel in enumerate(PANELS):
        x = _LEFT + place % 2 * (_PANEL_WIDTH + _GAP_X)
        y = _TOP + place // 2 * (_PANEL_HEIGHT + _GAP_Y)
        parts += _panel(panel, figures, x, y)
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, figures: list[dict[str, Any]], left: int, top: int) -> list[str]:
    values = [one[key] for one in figures for key, _words in panel.lines if one.get(key)]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    first, last = math.log10(figures[0]["rows"]), math.log10(figures[-1]["rows"])

    def across(rows: float) -> float:
        return left + (math.log10(rows) - first) / (last - first) * _PANEL_WIDTH

    def up(value: float) -> float:
        return top + (high - math.log10(value)) / (high - low) * _PANEL_HEIGHT

    parts = [f'<text x="{left}" y="{top - 12}" font-weight="bold">{escape(panel.title)}</text>']
    for power in range(low, high + 1):
        y = up(10.0**power)
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + _PANEL_WIDTH}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{_power(power)}</text>')
    for one in figures:
        x = across(one["rows"])
        label = _power(round(math.log10(one["rows"])))
        parts.append(f'<text x="{x:.1f}" y="{top + _PANEL_HEIGHT + 18}" text-anchor="middle">{label} rows</text>')
    for number, (key, words) in enumerate(panel.lines):
        points = [(across(one["rows"]), up(one[key])) for one in figures if one.get(key)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        colour = _COLOURS[number]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
        parts.append(
            f'<text x="{left + 8 + number * 118}" y="{top + _PANEL_HEIGHT + 38}" fill="{colour}">{escape(words)}</text>'
        )
    return parts


def _power(power: int) -> str:
    """Return a power of ten as people write it.

    >>> _power(0), _power(3)
    ('1', '10³')
    """
    if power in (0, 1):
        return str(10**power)
    return "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] if digit != "-" else "⁻" for digit in str(power))


def main(figures: Path = FIGURES, picture: Path = PICTURE) -> int:
    """Draw."""
    picture.write_text(draw(json.loads(figures.read_text("utf-8"))["figures"]), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
