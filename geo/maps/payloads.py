"""The JSON the map script fetches: clusters and network, place labels, and the words and signs of the legend.

Both languages travel together, so switching the language fetches nothing. Written into the store by
`python -m geo prepare`; the server only hands out the bytes. Coordinates are WGS84 degrees with five decimals (1 m).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

from geo import signs
from geo.catalog import Catalog, boundaries, load_catalog
from geo.catalog.credits import BASE_CREDITS, CREDITS, GEOMETRY_CREDITS
from geo.language import LANGUAGES, translator
from geo.maps import bundles
from geo.maps.sites import sites
from geo.model import LOAD_CLASSES
from geo.settings import Settings

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

PAYLOADS = ("network", "labels", "units", "words", "sites")
OUTLINE_TOLERANCE_DEG = 0.0012  # about 130 m: two pixels at zoom 11, the finest at which whole areas are looked at
INTERFACE_WORDS = ("map", "zoom_in", "zoom_out")

Json = dict[str, Any]  # a payload, or an object of one, as the map script reads it


def prepare(settings: Settings, report: Callable[[str], None]) -> None:
    """Write every payload into `<store>/map`."""
    catalog = load_catalog(settings)
    folder = settings.store_dir / "map"
    folder.mkdir(exist_ok=True)
    makers = {
        "network": lambda: network(catalog, settings),
        "labels": lambda: labels(catalog),
        "units": lambda: units(settings),
        "words": lambda: words(catalog, settings),
        "sites": lambda: sites(catalog),
    }
    for name in PAYLOADS:
        report(name)
        text = json.dumps(makers[name](), ensure_ascii=False, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text, "utf-8")


def words(catalog: Catalog, settings: Settings) -> Json:
    """Return the models with their signs, the load classes, the words of the controls and the credit lines."""
    speak = {language: translator(language) for language in LANGUAGES}

    def titles(key: str) -> Json:
        return {f"title_{language}": t(key) for language, t in speak.items()}

    drawn = signs.for_script()
    return {
        "signs": drawn,
        "models": {key: {**sign, **titles(f"term.model.{key}")} for key, sign in drawn["models"].items()},
        "load": {key: titles(f"term.load.{key}") for key in LOAD_CLASSES},
        "interface": {
            key: {language: t(f"map.interface.{key}") for language, t in speak.items()} for key in INTERFACE_WORDS
        },
        "credits": _credits(catalog, settings),
        "comma": {"zh": "，", "en": ", "},
    }


def _credits(catalog: Catalog, settings: Settings) -> list[Json]:
    """Return the credit lines, each with the extent (west, south, east, north) of the geometry it credits.

    `clusters` are those drawn with it, null for the land below every map.
    """
    origins = catalog.table("admin_units").set_index("unit_id")["geometry"].map(GEOMETRY_CREDITS)
    used = catalog.table("cluster_units")
    credited = used["unit_id"].map(origins)
    drawn = boundaries.units(settings)
    extents = {
        key: [round(float(edge), 2) for edge in drawn[drawn["unit_id"].map(origins) == key].total_bounds]
        for key in CREDITS
    }
    extents |= {key: [-180.0, -90.0, 180.0, 90.0] for key in BASE_CREDITS}
    return [
        {
            **{language: line.localised(language) for language in LANGUAGES},
            "bounds": extents[key],
            "clusters": None if key in BASE_CREDITS else sorted(set(used.loc[credited == key, "cluster_id"])),
        }
        for key, line in CREDITS.items()
    ]


def labels(catalog: Catalog) -> Json:
    """Return the place names of the base map."""
    frame = catalog.table("places")
    return {"places": _records(frame, {"place_id": "id"}, ["name_zh", "name_en", "lon", "lat", "rank", "kind"])}


def units(settings: Settings) -> Json:
    """Return the names of China's provinces, prefectures and districts (level 0, 1, 2); fetched where they are drawn.

    The set has Chinese names; the English names of provinces are ours, those of smaller units are left empty.
    """
    import pandas as pd

    made = []
    for level, read in enumerate((boundaries.cn_provinces, boundaries.cn_prefectures, boundaries.cn_districts)):
        unit = read(settings)
        english = unit["name_en"] if "name_en" in unit else [""] * len(unit)
        frame = pd.DataFrame(unit.drop(columns="geometry")).assign(name_zh=unit["short_zh"], name_en=english)
        made += _records(
            frame.assign(level=level).round({"lon": 3, "lat": 3}),
            {"unit_id": "id"},
            ["name_zh", "name_en", "lon", "lat", "level"],
        )
    return {"units": made}


def network(catalog: Catalog, settings: Settings) -> Json:
    """Return clusters with outlines, start-area counties, hubs, computing clusters, demand regions and links."""
    clusters = catalog.table("clusters")
    clusters = clusters[clusters["kind"] != "computing"]
    outlines = _outlines(boundaries.clusters(settings).set_index("cluster_id"))
    computing = catalog.table("computing_clusters")
    regions = catalog.table("demand_regions")
    named = ["name_zh", "name_en", "lon", "lat"]
    return {
        "clusters": [
            {**record, "geometry": outlines.get(record["id"])}
            for record in _records(clusters, {"cluster_id": "id"}, [*named, "short_zh", "short_en", "model"])
        ],
        "areas": _areas(catalog, settings),
        "computing": _records(
            computing, {"computing_id": "id"}, [*named, "short_zh", "short_en", "confidence", "hub_id"]
        ),
        "hubs": _records(catalog.table("hubs"), {"hub_id": "id"}, [*named, "short_zh", "short_en"]),
        "regions": _records(regions, {"region_id": "id"}, named),
        "links": _links(catalog),
        "bundles": bundles.of_platforms(catalog),
    }


def _areas(catalog: Catalog, settings: Settings) -> list[Json]:
    areas = catalog.table("start_areas")
    units = boundaries.units(settings).set_index("unit_id")
    outlines = _outlines(units.loc[units.index.isin(areas["unit_id"])])
    records = _records(
        areas, {"start_area_id": "id"}, ["computing_id", "name_zh", "name_en", "lon", "lat", "confidence", "unit_id"]
    )
    return [{**record, "geometry": outlines[record.pop("unit_id")]} for record in records]


def _links(catalog: Catalog) -> list[Json]:
    """Links whose both ends are on the map; pairings with places outside the ten clusters stay in the catalogue."""
    regions = catalog.table("demand_regions").set_index("region_id").to_dict("index")
    supply = catalog.table("computing_clusters").set_index("computing_id").to_dict("index")
    made = []
    for link in catalog.table("links").to_dict("records"):
        start, end = regions.get(link["region_id"]), supply.get(link["computing_id"])
        if start and end:
            made.append(
                {
                    "id": link["link_id"],
                    "region": link["region_id"],
                    "computing": link["computing_id"],
                    "load_class": link["load_class"],
                    "evidence": link["evidence"],
                    "from": _latlng(start),
                    "to": _latlng(end),
                    "title_zh": f"{start['name_zh']} → {end['short_zh']}",
                    "title_en": f"{start['name_en']} → {end['short_en']}",
                }
            )
    return made


def _latlng(row: Mapping[Hashable, Any]) -> list[float]:
    return [round(float(row["lat"]), 5), round(float(row["lon"]), 5)]


def _outlines(shapes: gpd.GeoDataFrame) -> dict[str, Json]:
    """Return GeoJSON geometries by index, thinned together so that shared edges stay shared."""
    import shapely

    thinned = shapely.coverage_simplify(shapes.geometry.to_numpy(), OUTLINE_TOLERANCE_DEG)
    rounded = shapely.set_precision(thinned, 1e-5, mode="pointwise")
    return {key: json.loads(shapely.to_geojson(shape)) for key, shape in zip(shapes.index, rounded, strict=True)}


def _records(frame: pd.DataFrame, renamed: dict[str, str], columns: list[str]) -> list[Json]:
    chosen = frame[[*renamed, *columns]].rename(columns=renamed)
    for degree in ("lon", "lat"):
        if degree in chosen:
            chosen[degree] = chosen[degree].astype(float).round(5)
    return json.loads(chosen.to_json(orient="records", force_ascii=False))  # type: ignore[no-any-return]
