"""Placement: decides where a layer lies on the earth, from what it declares and from what its coordinates can mean."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from pyproj import CRS

from geo.ingest import crs as reference
from geo.ingest import datum, places
from geo.ingest.candidates import Candidate, candidates, is_degrees, looks_flipped, perhaps_flipped, ranked
from geo.ingest.crs import Box
from geo.ingest.findings import Choice, first_rows
from geo.ingest.layer import Layer
from geo.ingest.task import Task

Array = np.ndarray[Any, Any]
_FAR_M: Final = 600_000.0
_SLACK_DEGREES: Final = 4.0
_OUTLIER_SHARE: Final = 0.05


def place(layer: Layer, task: Task) -> None:
    """Decide the layer's reference system; changes `crs` and, for exchanged axes or a shifted datum, the geometry."""
    extents = shapely.bounds(layer.geometry) if layer.features else np.empty((0, 4))
    box = reference.box_of(extents.reshape(-1, 4))
    declared = _declared(layer)
    if task.crs and (forced := reference.read_text(task.crs)):
        layer.found("crs_forced", values={"crs": reference.label(forced)})
        layer.crs = forced
        if task.swap_axes:
            _swap(layer, "axes_forced")
    elif box is None:
        layer.crs = declared
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
    if _is_wrapped(box):
        _unwrap(layer)
        return
    _infer(layer, box, task, code="crs_contradicts", declared=declared)


def _is_wrapped(box: Box) -> bool:
    x0, y0, x1, y1 = box.core
    return x0 >= -0.5 and 180.5 < x1 <= 360.5 and y0 >= -90.5 and y1 <= 90.5


def _unwrap(layer: Layer) -> None:
    """Shift features beyond 180 degrees east by a full turn."""
    extents = shapely.bounds(layer.geometry).reshape(-1, 4)
    known = np.isfinite(extents).all(axis=1)
    beyond = np.flatnonzero(known & (extents[:, 2] > 180.0))
    whole = np.flatnonzero(known & (extents[:, 0] >= 180.0) & (extents[:, 2] > 180.0))
    layer.geometry = layer.geometry.copy()
    layer.geometry[whole] = shapely.transform(layer.geometry[whole], _a_turn_west)
    for row in np.setdiff1d(beyond, whole):
        layer.geometry[row] = _cut_at_180(layer.geometry[row])
    layer.found("place_wrapped", values={"count": len(beyond)}, rows=first_rows(beyond), certain=False)


def _a_turn_west(points: Array) -> Array:
    return np.asarray(points - [360.0, 0.0])


def _cut_at_180(shape: Any) -> Any:
    """Cut one geometry at the antimeridian and bring its eastern part round, as RFC 7946 (3.1.9) asks."""
    sound = shape if shapely.is_valid(shape) else shapely.make_valid(shape)
    west = shapely.intersection(sound, shapely.box(-180.0, -90.0, 180.0, 90.0))
    east = shapely.intersection(sound, shapely.box(180.0, -90.0, 540.0, 90.0))
    return shapely.union_all([west, shapely.transform(east, _a_turn_west)])


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
        if not _lands(declared, box):
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


def _lands(crs: CRS, box: Box) -> bool:
    """Tell whether the core lies on the earth, and within a few degrees of where the system is meant to be used."""
    lon, lat = reference.to_lonlat(crs, box.core[::2], box.core[1::2])
    if not np.isfinite([*lon, *lat]).all():
        return False
    area = crs.area_of_use
    if area is None:
        return True
    middle = (float(np.mean(lon)), float(np.mean(lat)))
    across = area.west <= area.east
    slack = _SLACK_DEGREES
    inside_lon = area.west - slack <= middle[0] <= area.east + slack or not across
    return inside_lon and area.south - slack <= middle[1] <= area.north + slack


def _infer(layer: Layer, box: Box, task: Task, *, code: str, declared: CRS | None = None, keep: bool = False) -> None:
    """Choose among candidates; with none, or with many and nothing to tell them apart, the system stays unknown."""
    options = ranked(candidates(box), box, layer, task)
    choices = tuple(option.as_choice(box) for option in options[:40])
    best = options[0] if options else None
    named = best is not None and best.distance_km is not None
    astray = best is not None and best.evidence == "mercator" and named
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
    web = layer.crs.to_epsg() == 3857
    if layer.crs.is_geographic:
        _outliers(layer)
    lon, lat = reference.to_lonlat(layer.crs, box.core[::2], box.core[1::2])
    x0, y0, x1, y1 = datum.CHINA_BOX
    inside = bool(np.isfinite([*lon, *lat]).all() and x0 <= np.mean(lon) <= x1 and y0 <= np.mean(lat) <= y1)
    if task.datum in datum.FORWARD and (layer.crs.is_geographic or web):
        _convert(layer, task.datum)
    elif inside and not layer.joined and (layer.crs.is_geographic or web) and task.datum != "wgs84":
        _doubt_datum(layer, task)


def _convert(layer: Layer, name: str) -> None:
    if not layer.crs or not layer.crs.is_geographic:
        layer.geometry = np.asarray(_reproject(layer.geometry, layer.crs, reference.LONLAT), object)
    layer.geometry = datum.convert(layer.geometry, name)
    layer.crs = reference.LONLAT
    layer.found("datum_converted", values={"datum": name.upper()})


def _reproject(geometry: Array, crs: CRS | None, to: CRS) -> Array:
    from pyproj import Transformer

    transformer = Transformer.from_crs(crs, to, always_xy=True)
    return np.asarray(
        shapely.transform(geometry, lambda points: np.column_stack(transformer.transform(points[:, 0], points[:, 1]))),
        object,
    )


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


def to_wgs84(layer: Layer) -> Array:
    """Return the layer's geometries in WGS 84 degrees; unchanged while its reference system is unknown."""
    if layer.crs is None or not layer.features:
        return layer.geometry
    if layer.crs.to_epsg() in (4326, 4490) or (layer.crs.is_geographic and "CGCS2000" in layer.crs.name):
        return layer.geometry
    return _reproject(layer.geometry, layer.crs, reference.LONLAT)
