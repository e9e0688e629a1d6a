"""Placement: decides where a layer lies on the earth, from what it declares and from what its coordinates can mean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely
from pyproj import CRS

from geo.ingest.findings import Choice, first_rows
from geo.ingest.layer import Layer
from geo.ingest.placing import antimeridian, datum, extent, places, reprojection
from geo.ingest.placing import crs as reference
from geo.ingest.placing.candidates import (
    Candidate,
    abroad,
    candidates,
    is_beyond,
    is_degrees,
    looks_flipped,
    perhaps_flipped,
    ranked,
)
from geo.ingest.placing.crs import Box
from geo.ingest.task import Task

Array = np.ndarray[Any, Any]
_FAR_M: Final = 600_000.0
_SLACK_DEGREES: Final = 4.0
_OUTLIER_SHARE: Final = 0.05
_ON_EARTH: Final = 0.5
_MOST_CHOICES: Final = 60
_LIKELIER: Final = 32  # candidates before those of other countries: every Chinese zone with the axes as they are


def place(layer: Layer, task: Task) -> None:
    """Decide the layer's reference system; changes `crs` and, for exchanged axes or a shifted datum, the geometry."""
    extents = shapely.bounds(layer.geometry) if layer.features else np.empty((0, 4))
    box = reference.box_of(extents.reshape(-1, 4))
    declared = _declared(layer)
    if declared is not None and declared.is_engineering and box is not None and _in_china(box):
        layer.found("crs_local", values={"text": declared.name[:80]}, certain=False)
        declared = None
    forced = _forced(layer, task)
    if forced is not None:
        layer.found("crs_forced", values={"crs": reference.label(forced)})
        layer.crs = forced
        if task.swap_axes:
            _swap(layer, "axes_forced")
    elif box is None:
        layer.crs = declared if declared is not None and reference.is_placeable(declared) else None
        return
    elif _has_no_place(layer, declared, box):
        _leave(layer, box, declared, task)
        return
    elif task.swap_axes:
        _swap(layer, "axes_forced")
        _decide(layer, box.flipped, declared, task)
    elif task.swap_axes is False:
        layer.crs = declared or reference.LONLAT
    else:
        _decide(layer, box, declared, task)
    _examine(layer, task)


def _declared(layer: Layer) -> CRS | None:
    """Return the declared system, and tell of a declaration that cannot be read."""
    text = layer.crs_text
    if layer.crs is not None:
        return layer.crs
    if not text:
        return None
    crs = reference.read_text(text)
    if crs is None:
        code = "crs_local" if reference.is_local(text) else "crs_unreadable"
        layer.found(code, values={"text": text[:80]}, certain=False)
    return crs


def _forced(layer: Layer, task: Task) -> CRS | None:
    """Return the system the person chose, None if they chose none, or one that places nothing."""
    if not task.crs:
        return None
    forced = reference.read_text(task.crs)
    if forced is not None and reference.is_placeable(forced):
        return forced
    layer.found("crs_unreadable", values={"text": task.crs[:80]}, certain=False)
    return None


def _has_no_place(layer: Layer, declared: CRS | None, box: Box) -> bool:
    """Tell whether what is declared has no place on the earth: a local system, another planet, an unknown method.

    Programs also call local what nobody declared. Degrees of China under such a name are taken for what they are;
    metres of a drawing, which pass for degrees near 0, 0, are not.
    """
    if declared is None:
        return layer.format == "dxf" or (reference.is_local(layer.crs_text) and not _in_china(box))
    return not reference.is_placeable(declared)


def _in_china(box: Box) -> bool:
    x0, y0, x1, y1 = datum.CHINA_BOX
    return x0 <= box.core[0] and box.core[2] <= x1 and y0 <= box.core[1] and box.core[3] <= y1


def _leave(layer: Layer, box: Box, declared: CRS | None, task: Task) -> None:
    """Place nothing, and offer what the coordinates could be in: what is declared says that it is none of these."""
    choices = tuple(option.as_choice(box) for option in _options(layer, box, task)[:_MOST_CHOICES])
    layer.crs = None
    if layer.format == "dxf":
        layer.found("crs_drawing", values=_corner(box), certain=False, choices=choices)
        return
    if declared is None:
        layer.findings = [
            replace(finding, choices=choices) if finding.code == "crs_local" else finding for finding in layer.findings
        ]
        return
    layer.found("crs_unplaceable", values={"crs": declared.name[:80]} | _corner(box), certain=False, choices=choices)


def _options(layer: Layer, box: Box, task: Task) -> list[Candidate]:
    """Return what the coordinates can be in, best first; grids of other countries last, for nobody named them."""
    options = ranked(candidates(box), box, layer, task)
    if options and options[0].certain and is_beyond(options[0], box):
        return [*abroad(box), *(replace(option, certain=False) for option in options)]
    if options and options[0].certain:
        return options
    return [*options[:_LIKELIER], *abroad(box), *options[_LIKELIER:]]


def _decide(layer: Layer, box: Box, declared: CRS | None, task: Task) -> None:
    if declared is None:
        _infer(layer, box, task, code="crs_inferred")
    elif declared.is_geographic:
        _check_degrees(layer, box, declared, task)
    else:
        _check_grid(layer, box, declared, task)


def _check_degrees(layer: Layer, box: Box, declared: CRS, task: Task) -> None:
    layer.crs = declared
    if is_degrees(box):
        if perhaps_flipped(box):
            layer.found("axes_suspect", values=_corner(box), certain=False, choices=_flip_choices(box))
        return
    if looks_flipped(box):
        _swap(layer, "axes_swapped", before=_corner(box)["corner"], after=_corner(box.flipped)["corner"])
        return
    if antimeridian.is_wrapped(box):
        antimeridian.unwrap(layer)
        return
    _infer(layer, box, task, code="crs_contradicts", declared=declared)


def _corner(box: Box) -> dict[str, str]:
    return {"corner": f"{box.core[0]:.6g}, {box.core[1]:.6g}"}


def _flip_choices(box: Box) -> tuple[Choice, ...]:
    return tuple(Choice(key="EPSG:4326", swap_axes=flip, evidence="order") for flip in (True, False))


def _check_grid(layer: Layer, box: Box, declared: CRS, task: Task) -> None:
    layer.crs = declared
    if is_degrees(box) and max(map(abs, box.bounds)) > 1e-3:
        base = CRS.from_user_input(declared.geodetic_crs or reference.LONLAT)
        named = {"declared": reference.label(declared), "used": reference.label(base)}
        layer.found("crs_contradicts", values=named, before=_corner(box)["corner"])
        layer.crs = base
        if looks_flipped(box):
            _swap(layer, "axes_swapped")
        return
    if looks_flipped(box):
        layer.found(
            "crs_contradicts",
            values={"declared": reference.label(declared), "used": "EPSG:4326"},
            before=_corner(box)["corner"],
        )
        layer.crs = reference.LONLAT
        _swap(layer, "axes_swapped", before=_corner(box)["corner"], after=_corner(box.flipped)["corner"])
        return
    grid = reference.grid_of(declared)
    if grid is None or _fits(box, grid):
        if not _lands(declared, layer):
            _infer(layer, box, task, code="crs_contradicts", declared=declared, keep=True)
        return
    if _fits(box.flipped, grid):
        _swap(layer, "axes_swapped", before=_corner(box)["corner"], after=_corner(box.flipped)["corner"])
        return
    bare = reference.Grid(grid.meridian, 500_000.0) if grid.false_easting != 500_000.0 else None
    if bare and (code := reference.cgcs2000_code(bare.meridian, bare.false_easting)):
        for flipped, used in ((False, box), (True, box.flipped)):
            if _fits(used, bare):
                same_datum = _with_easting(declared, grid, bare)
                layer.found(
                    "crs_contradicts",
                    values={
                        "declared": reference.label(declared),
                        "used": f"EPSG:{code}" if same_datum is None else reference.label(same_datum),
                    },
                    before=_corner(box)["corner"],
                    certain=False,
                    choices=(Candidate(code, flipped, "same_meridian").as_choice(box),),
                )
                layer.crs = same_datum or CRS.from_epsg(code)
                if flipped:
                    _swap(layer, "axes_swapped")
                return
    _infer(layer, box, task, code="crs_contradicts", declared=declared, keep=True)


def _with_easting(declared: CRS, old: reference.Grid, new: reference.Grid) -> CRS | None:
    """Return the declared system with another false easting, where its datum is not CGCS2000."""
    if not reference.has_old_datum(declared):
        return None
    data = declared.to_json_dict()
    for parameter in data.get("conversion", {}).get("parameters", ()):
        if parameter["name"].lower() == "false easting" and parameter["value"] == old.false_easting:
            parameter["value"] = new.false_easting
    data.pop("id", None)
    data["name"] = f"{declared.name} (false easting {new.false_easting:.0f})"
    return CRS.from_json_dict(data)


def _fits(box: Box, grid: reference.Grid) -> bool:
    x0, y0, x1, y1 = box.core
    return (
        abs(x0 - grid.false_easting) < _FAR_M
        and abs(x1 - grid.false_easting) < _FAR_M * 3
        and -1.1e7 <= y0 <= y1 <= 1.1e7
    )


def _lands(crs: CRS, layer: Layer) -> bool:
    """Tell whether most features lie on the earth, and within a few degrees of where the system is meant to be used.

    The features decide, not the corners of their box: those of a map of the world in an oval lie off the globe.
    """
    lon, lat, share = extent.typical(layer.geometry, crs)
    if share < _ON_EARTH:
        return False
    area = crs.area_of_use
    if area is None:
        return True
    middle = (float(np.median(lon)), float(np.median(lat)))
    across = area.west <= area.east
    slack = _SLACK_DEGREES
    inside_lon = area.west - slack <= middle[0] <= area.east + slack or not across
    return inside_lon and area.south - slack <= middle[1] <= area.north + slack


def _infer(layer: Layer, box: Box, task: Task, *, code: str, declared: CRS | None = None, keep: bool = False) -> None:
    """Choose among candidates; with none, or with many and nothing to tell them apart, the system stays unknown."""
    options = _options(layer, box, task)
    choices = tuple(option.as_choice(box) for option in options[:_MOST_CHOICES])
    best = options[0] if options else None
    named = best is not None and best.distance_km is not None
    astray = best is not None and (best.evidence in ("elsewhere", "country") or (best.evidence == "mercator" and named))
    if best is None or astray or (len(options) > 3 and not named and best.evidence in ("meridian", "wide")):
        if keep and declared is not None:
            layer.found(
                "crs_outside_area",
                values={"crs": reference.label(declared)} | _corner(box),
                certain=False,
                choices=choices,
            )
            return
        if declared is not None:
            layer.found(
                "crs_contradicts",
                values={"declared": reference.label(declared), "used": "-"},
                before=_corner(box)["corner"],
                certain=False,
                choices=choices,
            )
        layer.crs = None
        layer.found("crs_unknown", values=_corner(box), certain=False, choices=choices)
        return
    used = f"EPSG:{best.epsg}"
    if declared is not None and reference.label(declared) == used and not best.flipped:
        return  # what the numbers and names speak for is what is declared
    layer.crs = CRS.from_epsg(best.epsg)
    if declared is not None:
        layer.found(
            code,
            values={"declared": reference.label(declared), "used": used},
            before=_corner(box)["corner"],
            certain=best.certain,
            choices=choices,
        )
    elif best.evidence == "degrees":
        layer.found("crs_assumed_degrees", values={"crs": used}, certain=best.certain, choices=choices)
    elif best.certain and layer.format not in ("csv", "xlsx"):
        layer.found("crs_zone_prefix", values={"crs": used} | _corner(box), choices=choices)
    else:
        layer.found(
            "crs_inferred",
            values={"crs": used, "evidence": best.evidence} | _corner(box),
            certain=False,
            choices=choices,
        )
    if best.flipped:
        swapped = "axes_swapped" if best.certain or best.evidence != "degrees" else "axes_suspect"
        _swap(layer, swapped, before=_corner(box)["corner"], after=_corner(box.flipped)["corner"])


def _swap(layer: Layer, code: str, **details: Any) -> None:
    layer.geometry = np.asarray(shapely.transform(layer.geometry, lambda points: points[:, ::-1]), object)
    values = {"corner": details.get("after", "")} if code == "axes_suspect" else {}
    layer.found(code, values=values, **details)


def _examine(layer: Layer, task: Task) -> None:
    """Tell what is doubtful about the place decided on: old datum, shifted datum, outliers."""
    if layer.crs is None:
        return
    if reference.has_old_datum(layer.crs):
        layer.found("datum_shift_unknown", values={"crs": reference.label(layer.crs)}, certain=False)
    box = reference.box_of(shapely.bounds(layer.geometry).reshape(-1, 4))
    if box is None:
        return
    off = extent.off_globe_in(layer.geometry, layer.crs)
    if len(off):
        layer.found("place_off_globe", values={"count": len(off)}, rows=first_rows(off))
    web = reference.code_of(layer.crs) == 3857
    if layer.crs.is_geographic:
        _outliers(layer)
    antimeridian.tell_of_long_ways(layer)
    lon, lat = reference.to_lonlat(layer.crs, box.core[::2], box.core[1::2])
    x0, y0, x1, y1 = datum.CHINA_BOX
    inside = bool(np.isfinite([*lon, *lat]).all() and x0 <= np.mean(lon) <= x1 and y0 <= np.mean(lat) <= y1)
    if task.datum in datum.FORWARD and (layer.crs.is_geographic or web):
        _convert(layer, task.datum)
    elif inside and not layer.joined and (layer.crs.is_geographic or web) and task.datum != "wgs84":
        _doubt_datum(layer, task)


def _convert(layer: Layer, name: str) -> None:
    if not layer.crs or not layer.crs.is_geographic:
        layer.geometry = np.asarray(reprojection.reproject(layer.geometry, layer.crs, reference.LONLAT), object)
    layer.geometry = datum.convert(layer.geometry, name)
    layer.crs = reference.LONLAT
    layer.found("datum_converted", values={"datum": name.upper()})


def _doubt_datum(layer: Layer, task: Task) -> None:
    choices = tuple(Choice(key=key, evidence="") for key in ("wgs84", "gcj02", "bd09"))
    if layer.declared_datum:
        layer.found("datum_named", values={"datum": layer.declared_datum.upper()}, certain=False, choices=choices)
        return
    found = places.gazetteer(task.boundaries)
    if found and layer.crs and layer.crs.is_geographic:
        suspicion = datum.suspect(layer, found)
        if suspicion:
            name, as_is, shifted, count = suspicion
            layer.found(
                f"datum_{name}",
                values={"count": count, "as_is_pct": round(100 * as_is, 1), "shifted_pct": round(100 * shifted, 1)},
                certain=False,
                choices=choices,
            )
            return
    layer.found("datum_unverified", certain=False, choices=choices)


def _outliers(layer: Layer) -> None:
    """Tell of single features off the globe or at 0, 0, where the rest are not."""
    extents = shapely.bounds(layer.geometry).reshape(-1, 4)
    good = np.isfinite(extents).all(axis=1)
    off = np.flatnonzero(
        good & ((np.abs(extents[:, [0, 2]]) > 180.5).any(axis=1) | (np.abs(extents[:, [1, 3]]) > 90.5).any(axis=1))
    )
    if len(off) and len(off) <= max(1, _OUTLIER_SHARE * len(extents)) and len(extents) > 1:
        layer.found(
            "place_outliers",
            values={"count": len(off)},
            rows=first_rows(off),
            before=", ".join(f"{v:.6g}" for v in extents[off[0], :2]),
        )
    elif len(off):
        layer.found("place_outliers", values={"count": len(off)}, rows=first_rows(off))
    zero = np.flatnonzero(good & (extents == 0).all(axis=1))
    if len(zero):
        layer.found("place_zero", values={"count": len(zero)}, rows=first_rows(zero))
