"""One self-contained HTML file of a comparison: opens from a USB stick without a network, maps still move.

Leaflet, our script, the style and all data are inside. Data travel as JSON and are written with textContent, and the
page's own policy forbids it to load anything.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

import numpy as np

from geo.catalog import Catalog, boundaries
from geo.comparison.advice import Advice
from geo.comparison.core_charts import MARK, CoreChart
from geo.comparison.core_words import CoreLine
from geo.comparison.gather import Subject
from geo.comparison.words import Document, TableRow, core_rows
from geo.export.scene import WORLD_CUT, Scene
from geo.maps.assets import asset, inline_module
from geo.model import Organisation, Placed, Tie, Unit
from geo.settings import Settings
from geo.signs import DASHES, model_sign

BROWSER: Final = Path(__file__).parent / "browser"
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
_DIGITS: Final = 4  # decimal degrees: 11 m
_LOCAL_LAND_DEG: Final = 4.0
_WORLD_TOLERANCE_DEG: Final = 0.15
WORDS: Final = (
    "maps", "maps.same", "maps.fit", "world", "indicators", "indicator", "charts", "differences", "timeline", "lessons",
    "sources", "organisations", "boundary", "links", "land", "layers", "zoom_in", "zoom_out", "filter", "caveats",
    "drop", "model", "year", "tentative",
)  # fmt: skip

Json = dict[str, Any]  # what the script of the page reads
Report = Callable[[float], None]


def page(
    doc: Document,
    scenes: Sequence[Scene],
    catalog: Catalog,
    config: Settings,
    *,
    same_scale: bool,
    report: Report = lambda _share: None,
) -> bytes:
    """Return the file; `same_scale` is what its maps start with, the reader can switch."""
    maps: list[Json] = []
    for number, scene in enumerate(scenes, start=1):
        maps.append(_map(scene, doc, catalog, config))
        report(0.8 * number / len(scenes))
    data = _data(doc, maps, same_scale=same_scale)
    leaflet = {name: asset(config, name).body.decode() for name in ("leaflet-1.9.3.js", "lf-1.9.3.css")}
    style = (BROWSER / "standalone.css").read_text("utf-8")
    script = inline_module(BROWSER / "standalone.js")
    language = {"zh": "zh-CN", "en": "en"}[doc.language]
    # Leaflet's stylesheet names three images for controls that are not used here; the policy would refuse them.
    text = (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="generator" content="{escape(doc.stamp)}">'
        f"<title>{escape(doc.title)}</title>"
        f"<style>{_without_images(leaflet['lf-1.9.3.css'])}</style><style>{style}</style></head>"
        '<body><main id="page"></main>'
        f'<script type="application/json" id="data">{embedded(data)}</script>'
        f"<script>{leaflet['leaflet-1.9.3.js']}</script>"
        f'<script type="module">{script}</script></body></html>\n'
    )
    report(1.0)
    return text.encode()


def embedded(data: Any) -> str:
    """Return data as JSON that cannot end the script element it stands in.

    Examples
    --------
    >>> embedded({"name": "</script>"})
    '{"name":"\\\\u003c/script\\\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _without_images(style: str) -> str:
    return re.sub(r"url\([^)]*\)", "none", style)


def _data(doc: Document, maps: list[Json], *, same_scale: bool) -> Json:
    words = {key: doc.t(f"compare.doc.{key}") for key in WORDS}
    words |= {
        "core": doc.t("compare.core.title"),
        "policies": doc.t("deck.advice.policy"),
        "rounded": doc.t("deck.table.note"),
    }
    return {
        "language": doc.language,
        "title": doc.title,
        "subtitle": doc.subtitle,
        "caption": doc.caption,
        "stamp": doc.stamp,
        "remarks": list(doc.remarks),
        "sameScale": same_scale,
        "words": words,
        "captions": {step.view: step.caption for step in reversed(doc.story.steps)},
        "cases": [
            {
                "id": case.cluster_id,
                "name": case.name,
                "colour": case.colour,
                "series": case.series,
                "model": case.model,
                "country": case.country,
                "summary": case.summary,
                "facts": [list(fact) for fact in case.facts],
                "lessons": list(case.lessons),
            }
            for case in doc.cases
        ],
        "maps": maps,
        "table": [_table_row(row, doc) for row in doc.table],
        "differences": list(doc.differences),
        "core": [_core_row(line, doc) for line in core_rows(doc)],
        "charts": [_chart(chart) for chart in doc.charts],
        "advice": [_advice(one, doc) for one in doc.advice],
        "events": [
            {"case": event.cluster_id, "year": event.year, "text": event.text.localised(doc.language)}
            for event in doc.events
        ],
        "sources": [{"number": one.number, "text": one.text, "url": one.url} for one in doc.references],
    }


def _core_row(line: CoreLine, doc: Document) -> Json:
    t = doc.t
    numbers = {one.source_id: one.number for one in doc.references}
    cells = []
    for cell in line.cells:
        empty = t("compare.core.missing" if cell.applies else "compare.core.no_question")
        year = t("compare.core.year", year=cell.year) if cell.text else ""
        cells.append(
            {
                "text": (f"{cell.text} {MARK}" if cell.is_marked else cell.text) or empty,
                "detail": t("compare.comma").join(filter(None, (year, *cell.remarks))),
                "sources": [numbers[source] for source in cell.source_ids.split(";") if source in numbers],
                "missing": not cell.text,
            }
        )
    return {"name": line.name, "cells": cells}


def _chart(chart: CoreChart) -> Json:
    return {
        "kind": chart.kind,
        "title": chart.title,
        "bars": [{"value": bar.value, "text": bar.text} for bar in chart.bars],
        "remarks": list(chart.remarks),
    }


def _advice(one: Advice, doc: Document) -> Json:
    numbers = {reference.source_id: reference.number for reference in doc.references}
    return {
        "name": one.name,
        "lessons": list(one.lessons),
        "policies": [
            {
                "text": " ".join(filter(None, (policy.name, policy.year))),
                "summary": policy.summary,
                "sources": [numbers[source] for source in policy.source_ids if source in numbers],
            }
            for policy in one.policies
        ],
    }


def _table_row(row: TableRow, doc: Document) -> Json:
    return {
        "id": row.line.indicator_id,
        "theme": row.theme,
        "name": row.name,
        "remarks": list(row.remarks),
        "cells": [
            {
                "text": cell.text,
                "detail": cell.detail,
                "claim": cell.claim,
                "sources": list(cell.sources),
                "missing": cell.is_missing,
            }
            for cell in row.cells
        ],
    }


def _map(scene: Scene, doc: Document, catalog: Catalog, config: Settings) -> Json:
    import shapely

    subject = scene.subject
    organisations, units, ties = catalog.every(Organisation), catalog.every(Unit), catalog.every(Tie)
    parts = boundaries.cluster_units(config)
    parts = parts[parts["cluster_id"] == subject.cluster_id]
    links = [ties[link.link_id] for link in scene.links]
    place = {
        mark.organisation_id: _place(organisations[mark.organisation_id], is_world=scene.is_world)
        for mark in scene.marks
    }
    box = [subject.box.west, subject.box.south, subject.box.east, subject.box.north]
    if scene.is_world:
        lats, lngs = [lat for lat, _ in place.values()], [lng for _, lng in place.values()]
        box = [min(lngs) - 6, min(lats) - 6, max(lngs) + 6, max(lats) + 6]
    return {
        "id": subject.cluster_id,
        "box": box,
        "isWorld": scene.is_world,
        "dash": DASHES[model_sign(subject.model).dash].svg,
        "credit": doc.credit_lines(scene.credits),
        "land": _land(subject, config, is_world=scene.is_world),
        "units": [
            {
                "name": units[unit_id].name.localised(doc.language),
                "geometry": _geometry(shapely.set_precision(shape, 1e-4)),
            }
            for unit_id, shape in zip(parts["unit_id"], parts.geometry, strict=True)
        ],
        "marks": [
            {
                "name": mark.name,
                "family": mark.family,
                "tentative": mark.tentative,
                "year": mark.founded_year,
                "at": place[mark.organisation_id],
            }
            for mark in scene.marks
        ],
        "links": [[place[tie.from_id], place[tie.to_id]] for tie in links],
    }


def _place(placed: Placed, *, is_world: bool) -> list[float]:
    """Return latitude and longitude; a world has the Pacific in its middle, so the Americas lie beyond 180 degrees."""
    lng = placed.lon
    return [round(placed.lat, _DIGITS), round(lng + 360 if is_world and lng < WORLD_CUT else lng, _DIGITS)]


def _geometry(shape: Any) -> Json:
    import shapely

    return json.loads(shapely.to_geojson(shape))  # type: ignore[no-any-return]


def _land(subject: Subject, config: Settings, *, is_world: bool) -> list[Json]:
    """Return the land a map needs: the world thinned, or what lies round the cluster as it is."""
    import shapely

    shapes = boundaries.land(config).geometry.to_numpy()
    if is_world:
        east = shapely.clip_by_rect(shapes, WORLD_CUT, -60, 180, 84)
        west = shapely.clip_by_rect(shapes, -180, -60, WORLD_CUT, 84)
        west = shapely.transform(west, lambda degrees: degrees + np.array([360.0, 0.0]))
        thin = shapely.simplify([*east, *west], _WORLD_TOLERANCE_DEG)
        kept = [shape for shape in thin if not shape.is_empty and shape.area > _WORLD_TOLERANCE_DEG]
        return [_geometry(shapely.set_precision(shape, 1e-2, mode="pointwise")) for shape in kept]
    lat, lng = subject.box.centre
    wide = _LOCAL_LAND_DEG / math.cos(math.radians(lat))
    cut = shapely.clip_by_rect(shapes, lng - wide, lat - _LOCAL_LAND_DEG, lng + wide, lat + _LOCAL_LAND_DEG)
    return [_geometry(shapely.set_precision(shape, 1e-4, mode="pointwise")) for shape in cut if not shape.is_empty]
