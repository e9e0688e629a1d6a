"""A small data package with one row or two of everything, written to a folder for a test to read or to break."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from geo import model
from geo.settings import Settings

Tables = dict[str, list[dict[str, Any]]]

CONFIDENCE = list(model.CONFIDENCES)
ENUMS: dict[tuple[str, str], list[str]] = {
    ("clusters", "kind"): list(model.CLUSTER_KINDS),
    ("clusters", "model"): list(model.CLUSTER_MODELS),
    ("clusters", "model_secondary"): list(model.CLUSTER_MODELS),
    ("organisations", "kind"): list(model.ORGANISATION_KINDS),
    ("organisations", "role"): list(model.ORGANISATION_ROLES),
    ("organisations", "segment"): list(model.SEGMENTS),
    ("hubs", "policy_group"): list(model.POLICY_GROUPS),
    ("links", "load_class"): list(model.LOAD_CLASSES),
    ("links", "evidence"): list(model.EVIDENCE),
}
PRIMARY_KEYS = {
    "sources": ["source_id"],
    "admin_units": ["unit_id"],
    "clusters": ["cluster_id"],
    "cluster_units": ["cluster_id", "unit_id"],
    "organisations": ["organisation_id"],
    "hubs": ["hub_id"],
    "computing_clusters": ["computing_id"],
    "start_areas": ["start_area_id"],
    "parks": ["park_id"],
    "demand_regions": ["region_id"],
    "links": ["link_id"],
    "network_edges": ["edge_id"],
    "places": ["place_id"],
    "link_hosts": ["host_id"],
}
FOREIGN_KEYS = {
    "cluster_units": {"cluster_id": ("clusters", "cluster_id"), "unit_id": ("admin_units", "unit_id")},
    "organisations": {"cluster_id": ("clusters", "cluster_id"), "unit_id": ("admin_units", "unit_id")},
    "computing_clusters": {"cluster_id": ("clusters", "cluster_id"), "hub_id": ("hubs", "hub_id")},
    "start_areas": {"computing_id": ("computing_clusters", "computing_id"), "unit_id": ("admin_units", "unit_id")},
    "parks": {"computing_id": ("computing_clusters", "computing_id"), "unit_id": ("admin_units", "unit_id")},
    "links": {"computing_id": ("computing_clusters", "computing_id"), "region_id": ("demand_regions", "region_id")},
}
INTEGERS = {"start_year", "year_listed", "founded_year", "left_year", "rank", "rack_utilisation_min_pct"}
NUMBERS = {"lon", "lat", "uncertainty_m", "published_area_km2", "pue_max"}
_ROW = {"source_ids": "case-s1", "as_of": "2026-11-01", "confidence": "high"}
_POINT = {"precision": "district", "uncertainty_m": 5000}

TABLES: Tables = {
    "sources": [
        {
            "source_id": "case-s1",
            "title_zh": "关于枢纽的复函",
            "title_en": "Reply on the hub",
            "publisher_zh": "国家发展改革委",
            "publisher_en": "NDRC",
            "date": "2022-02-17",
            "url": "https://example.org/reply",
            "licence": "facts_only",
            "kind": "official",
            "seen": "text",
            "note": "",
            **_ROW,
        },
        {
            "source_id": "article",
            "title_zh": "集群的四种模式",
            "title_en": "Four models of clusters",
            "publisher_zh": "赛迪智库",
            "publisher_en": "CCID",
            "date": "2024-01-09",
            "url": "",
            "licence": "quotation_only;CC BY 4.0",
            "kind": "article",
            "seen": "",
            "note": "",
            **_ROW,
            "source_ids": "article",
            "as_of": "2024-01",
            "confidence": "low",
        },
    ],
    "admin_units": [
        {
            "unit_id": unit_id,
            "country": unit_id[:2],
            "level": level,
            "code": unit_id[3:],
            "name_zh": name_zh,
            "name_en": name_en,
            "parent_zh": "",
            "parent_en": "",
            "geometry": origin,
            "geometry_code": unit_id[3:],
            "published_area_km2": area,
            **_ROW,
        }
        for unit_id, level, name_zh, name_en, origin, area in (
            ("CN-110108", "county", "海淀区", "Haidian", "tianditu", ""),
            ("CN-110000", "province", "北京市", "Beijing", "tianditu", ""),
            ("CN-340207", "county", "鸠江区", "Jiujiang", "tianditu", ""),
            ("CN-340209", "county", "弋江区", "Yijiang", "tianditu", ""),
            ("JP-08220", "county", "筑波市", "Tsukuba", "tsukuba", 283.72),
        )
    ],
    "clusters": [
        {
            "cluster_id": "tsukuba",
            "name_zh": "筑波科学城",
            "name_en": "Tsukuba Science City",
            "short_zh": "筑波",
            "short_en": "Tsukuba",
            "kind": "industrial",
            "model": "technology_innovation",
            "model_secondary": "",
            "model_confidence": "high",
            "model_reason_zh": "国立研究机构先行",
            "model_reason_en": "National institutes came first",
            "country": "JP",
            "place_zh": "茨城县筑波市",
            "place_en": "Tsukuba, Ibaraki",
            "lon": 140.0765,
            "lat": 36.0835,
            **_POINT,
            "boundary": "units",
            "scope_zh": "筑波市全域",
            "scope_en": "The whole of Tsukuba City",
            "published_area_km2": 283.72,
            "area_scope": "same",
            "area_note_zh": "",
            "area_note_en": "",
            "start_year": 1963,
            "summary_zh": "国家主导的科学城。",
            "summary_en": "A science city led by the state.",
            "listing_zh": "",
            "listing_en": "",
            "year_listed": "",
            **_ROW,
        },
        {
            "cluster_id": "beijing_zhongguancun",
            "name_zh": "北京中关村集群",
            "name_en": "Beijing Zhongguancun",
            "short_zh": "中关村",
            "short_en": "Zhongguancun",
            "kind": "industrial",
            "model": "technology_innovation",
            "model_secondary": "digital_industrialisation",
            "model_confidence": "medium",
            "model_reason_zh": "院所与衍生企业主导",
            "model_reason_en": "Institutes and spin-offs lead",
            "country": "CN",
            "place_zh": "北京市海淀区",
            "place_en": "Haidian, Beijing",
            "lon": 116.2825,
            "lat": 40.0262,
            **_POINT,
            "boundary": "units",
            "scope_zh": "只绘海淀区",
            "scope_en": "Haidian only",
            "published_area_km2": 488,
            "area_scope": "differs",
            "area_note_zh": "示范区共十六园",
            "area_note_en": "The zone has sixteen parks",
            "start_year": 1988,
            "summary_zh": "",
            "summary_en": "",
            "listing_zh": "国家战略性新兴产业集群",
            "listing_en": "National strategic emerging industry cluster",
            "year_listed": 2019,
            **_ROW,
        },
        {
            "cluster_id": "edwc_wuhu",
            "name_zh": "芜湖数据中心集群",
            "name_en": "Wuhu data-centre cluster",
            "short_zh": "芜湖",
            "short_en": "Wuhu",
            "kind": "computing",
            "model": "",
            "model_secondary": "",
            "model_confidence": "",
            "model_reason_zh": "",
            "model_reason_en": "",
            "country": "CN",
            "place_zh": "安徽省芜湖市",
            "place_en": "Wuhu, Anhui",
            "lon": 118.4,
            "lat": 31.37,
            **_POINT,
            "boundary": "units",
            "scope_zh": "起步区所在区",
            "scope_en": "Districts of the start area",
            "published_area_km2": "",
            "area_scope": "none",
            "area_note_zh": "",
            "area_note_en": "",
            "start_year": 2022,
            "summary_zh": "",
            "summary_en": "",
            "listing_zh": "",
            "listing_en": "",
            "year_listed": "",
            **_ROW,
        },
    ],
    "cluster_units": [
        {"cluster_id": "tsukuba", "unit_id": "JP-08220", **_ROW},
        {"cluster_id": "beijing_zhongguancun", "unit_id": "CN-110108", **_ROW},
    ],
    "organisations": [
        {
            "organisation_id": organisation_id,
            "name_zh": name_zh,
            "name_en": name_en,
            "name_zh_basis": "official",
            "name_local": "",
            "cluster_id": cluster_id,
            "kind": kind,
            "role": "lead",
            "segment": segment,
            "segment_sub": "",
            "founded_year": founded,
            "left_year": "",
            "ticker": ticker,
            "unit_id": unit_id,
            "country": unit_id[:2],
            "address": "",
            "lon": lon,
            "lat": lat,
            "precision": precision,
            "uncertainty_m": 300,
            "coord_basis_en": "",
            "coord_licence": "",
            "layer": "",
            "industry_clouds": "",
            **_ROW,
            "confidence": confidence,
        }
        for (
            organisation_id,
            name_zh,
            name_en,
            cluster_id,
            kind,
            segment,
            founded,
            ticker,
            unit_id,
            lon,
            lat,
            precision,
            confidence,
        ) in (
            (
                "lenovo",
                "联想集团",
                "Lenovo Group",
                "beijing_zhongguancun",
                "firm",
                "01",
                1984,
                "0992.HK",
                "CN-110108",
                116.25,
                40.04,
                "building",
                "high",
            ),
            (
                "baidu",
                "百度",
                "Baidu",
                "beijing_zhongguancun",
                "platform",
                "03",
                2000,
                "9888.HK;NASDAQ:BIDU",
                "CN-110108",
                116.30,
                40.03,
                "building",
                "medium",
            ),
            (
                "cas",
                "中国科学院",
                "Chinese Academy of Sciences",
                "beijing_zhongguancun",
                "institute",
                "research_support",
                1949,
                "",
                "CN-110108",
                116.31,
                39.98,
                "district",
                "low",
            ),
            (
                "societe",
                "筑波法资公司",
                "Société d’Électronique",
                "tsukuba",
                "firm",
                "01",
                1990,
                "",
                "JP-08220",
                140.08,
                36.1,
                "district",
                "high",
            ),
        )
    ],
    "hubs": [
        {
            "hub_id": "yrd",
            "name_zh": "长三角国家枢纽节点",
            "name_en": "Yangtze River Delta hub",
            "short_zh": "长三角",
            "short_en": "Yangtze Delta",
            "side": "east",
            "policy_group": "user_dense",
            "provinces": "CN-110000",
            "lon": 120.0,
            "lat": 31.2,
            "precision": "derived",
            "uncertainty_m": 200000,
            "role_zh": "承接实时算力",
            "role_en": "Carries real-time load",
            "pue_max": 1.25,
            "pue_confidence": "low",
            "rack_utilisation_min_pct": 65,
            "rack_confidence": "high",
            "published_date": "2022-02-17",
            "document_zh": "关于同意启动建设的复函",
            "document_en": "Reply on starting construction",
            **_ROW,
        }
    ],
    "computing_clusters": [
        {
            "computing_id": "wuhu",
            "cluster_id": "edwc_wuhu",
            "hub_id": "yrd",
            "name_zh": "芜湖数据中心集群",
            "name_en": "Wuhu data-centre cluster",
            "short_zh": "芜湖",
            "short_en": "Wuhu",
            "side": "east",
            "policy_group": "user_dense",
            "lon": 118.4,
            "lat": 31.37,
            **_POINT,
            "pue_max": 1.25,
            "pue_confidence": "low",
            "rack_utilisation_min_pct": 65,
            "role_zh": "分担核心城市算力",
            "role_en": "Shares the load of the core cities",
            **_ROW,
        }
    ],
    "start_areas": [
        {
            "start_area_id": f"sa{number}",
            "computing_id": "wuhu",
            "unit_id": unit_id,
            "name_zh": name_zh,
            "name_en": name_en,
            "lon": lon,
            "lat": lat,
            **_POINT,
            **_ROW,
        }
        for number, unit_id, name_zh, name_en, lon, lat in (
            (1, "CN-340207", "鸠江区", "Jiujiang District", 118.40, 31.37),
            (2, "CN-340209", "弋江区", "Yijiang District", 118.37, 31.29),
        )
    ],
    "parks": [
        {
            "park_id": "pk1",
            "computing_id": "wuhu",
            "name_zh": "芜湖智算园",
            "name_en": "Wuhu computing park",
            "operators_zh": "中国电信",
            "operators_en": "China Telecom",
            "unit_id": "CN-340207",
            "lon": 118.41,
            "lat": 31.38,
            **_POINT,
            "coord_confidence": "low",
            **_ROW,
        }
    ],
    "demand_regions": [
        {
            "region_id": "yrd_core",
            "name_zh": "长三角核心城市",
            "name_en": "Core cities of the delta",
            "units": "CN-110000;CN-340207",
            "anchor_units": "CN-110000",
            "lon": 118.0,
            "lat": 32.0,
            "precision": "derived",
            "uncertainty_m": 100000,
            "rule_zh": "锚点单元代表点的平均",
            "rule_en": "Mean of the anchors' representative points",
            **_ROW,
        }
    ],
    "links": [
        {
            "link_id": "pr01_yrd_core_wuhu",
            "pair_id": "pr01",
            "region_id": "yrd_core",
            "computing_id": "wuhu",
            "target_zh": "",
            "target_en": "",
            "load_class": "real_time",
            "load_type_zh": "实时",
            "load_type_en": "real-time",
            "evidence": "official",
            "kind_zh": "复函",
            "kind_en": "official letter",
            "statement_zh": "承接核心城市的实时需求。",
            "statement_en": "Takes real-time demand of the core cities.",
            "latency_claim_zh": "往返 5 毫秒",
            "latency_claim_en": "5 ms round trip",
            "date": "2022-02",
            "scope": "edwc",
            **_ROW,
        }
    ],
    "network_edges": [
        {
            "edge_id": f"{target}_edge",
            "from_id": "lenovo",
            "to_id": target,
            "relation": "operates",
            "layer": "L0",
            **_ROW,
            "confidence": confidence,
        }
        for target, confidence in (("baidu", "high"), ("cas", "low"), ("no_such_place", "high"))
    ],
    "places": [
        {
            "place_id": "wuhu_city",
            "name_zh": "芜湖",
            "name_en": "Wuhu",
            "lon": 118.43,
            "lat": 31.35,
            "precision": "city",
            "uncertainty_m": 5000,
            "rank": 4,
            "kind": "city",
            "country": "CN",
            **_ROW,
        }
    ],
    "link_hosts": [{"host_id": "example-org", "host": "example.org", "kind": "official", **_ROW}],
}
# A lozenge of nearly the published area round the city's middle.
TSUKUBA: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "08220", "name": "Tsukuba"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[140.0, 36.0], [140.168, 36.0], [140.168, 36.169], [140.0, 36.169], [140.0, 36.0]]],
            },
        }
    ],
}


def tables() -> Tables:
    """Return a fresh copy of the sound tables."""
    return copy.deepcopy(TABLES)


def write(
    folder: Path,
    *,
    change: Callable[[Tables], None] | None = None,
    enums: dict[tuple[str, str], list[str]] | None = None,
) -> Settings:
    """Write the package into `folder` after `change` has edited its tables, sealed, and return settings that use it."""
    content = tables()
    if change is not None:
        change(content)
    (folder / "data" / "tables").mkdir(parents=True)
    (folder / "data" / "boundaries").mkdir()
    resources = [
        _write_table(folder / "data", name, rows, {**ENUMS, **(enums or {})}) for name, rows in content.items()
    ]
    geojson = json.dumps(TSUKUBA).encode()
    (folder / "data" / "boundaries" / "tsukuba.geojson").write_bytes(geojson)
    resources.append(
        {
            "name": "boundary_tsukuba",
            "path": "boundaries/tsukuba.geojson",
            "format": "geojson",
            "title": "Tsukuba",
            "title_zh": "筑波",
            **_seal(geojson),
        }
    )
    descriptor = {"name": "small", "resources": resources}
    (folder / "data" / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")
    return Settings(folder / "data", folder / "store", "zh", 1, "", "")


def _seal(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def _write_table(
    folder: Path, name: str, rows: list[dict[str, Any]], enums: dict[tuple[str, str], list[str]]
) -> dict[str, Any]:
    columns = list(TABLES[name][0])
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    (folder / "tables" / f"{name}.csv").write_bytes(content)
    return {
        "name": name,
        "type": "table",
        "path": f"tables/{name}.csv",
        "title": name,
        "title_zh": name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_seal(content),
        "licenses": [{"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": "https://example.org/by"}],
        "schema": {
            "fields": [_field(name, column, enums) for column in columns],
            "primaryKey": PRIMARY_KEYS[name],
            "foreignKeys": [
                {"fields": [column], "reference": {"resource": table, "fields": [key]}}
                for column, (table, key) in FOREIGN_KEYS.get(name, {}).items()
            ],
        },
    }


def _field(table: str, column: str, enums: dict[tuple[str, str], list[str]]) -> dict[str, Any]:
    kind = "integer" if column in INTEGERS else "number" if column in NUMBERS else "string"
    field: dict[str, Any] = {"name": column, "type": kind, "title_en": column.replace("_", " "), "title_zh": column}
    if column in PRIMARY_KEYS[table]:
        field["constraints"] = {"required": True}
    enum = CONFIDENCE if column.endswith("confidence") else enums.get((table, column))
    if column == "precision":
        enum = list(model.PRECISIONS)
    if enum:
        field.setdefault("constraints", {})["enum"] = enum
    return field
